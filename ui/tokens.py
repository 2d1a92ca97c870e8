"""Tokens of colour, size and space, for the style sheet, painters and charts alike.

The theme in use is one fact of the process, as Qt's palette is. Whoever paints by hand asks
`current()` while painting; Qt repaints everything when the theme changes.
"""

import tomllib
from dataclasses import dataclass, fields, replace
from typing import Self

from PySide6.QtGui import QColor

from app.resources import resource_path


@dataclass(frozen=True)
class Space:
    """Distances in device-independent pixels."""

    xs: int
    s: int
    m: int
    l: int  # noqa: E741 - the usual name of a size
    xl: int
    xxl: int


@dataclass(frozen=True)
class Radius:
    """Corner radii in device-independent pixels."""

    control: int
    card: int
    pill: int


@dataclass(frozen=True)
class Size:
    """Heights of type in device-independent pixels."""

    caption: int
    body: int
    heading: int
    title: int
    headline: int
    figure: int


@dataclass(frozen=True)
class Theme:
    """Every token of one theme; colours are "#RRGGBB"."""

    name: str
    background: str
    surface: str
    subtle: str
    border: str
    control_border: str
    text: str
    secondary: str
    tertiary: str
    accent: str
    on_accent: str
    accent_soft: str
    kept: str
    kept_tint: str
    kept_text: str
    at_risk: str
    at_risk_tint: str
    at_risk_text: str
    missed: str
    missed_tint: str
    missed_text: str
    marketing: str
    sales: str
    space: Space
    radius: Radius
    size: Size

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read a theme file.

        Raises:
            ValueError: a token is missing, or one is there that nobody reads.

        """
        data = tomllib.loads(text)
        try:
            return cls(
                name=data["name"],
                **data["colour"],
                space=Space(**data["space"]),
                radius=Radius(**data["radius"]),
                size=Size(**data["size"]),
            )
        except (KeyError, TypeError) as problem:
            raise ValueError(f"incomplete theme: {problem}") from problem

    def color(self, token: str) -> QColor:
        """Give a colour token as Qt wants it."""
        return QColor(getattr(self, token))

    def with_high_contrast(self) -> "Theme":
        """Move every quiet tone one step towards the text, for systems set to high contrast."""
        return replace(
            self,
            border=self.control_border,
            control_border=self.secondary,
            secondary=self.text,
            tertiary=self.secondary,
        )


def color_tokens() -> list[str]:
    """Names of the tokens that are colours."""
    return [
        field.name for field in fields(Theme) if field.type in (str, "str") and field.name != "name"
    ]


def load(name: str) -> Theme:
    """Read one of the themes that come with the app."""
    return Theme.from_toml(resource_path(f"themes/{name}.toml").read_text("utf-8"))


class _InUse:
    """The theme of the process; light until a manager says otherwise."""

    theme: Theme | None = None


def current() -> Theme:
    """Give the theme everything is painted with now."""
    if _InUse.theme is None:
        _InUse.theme = load("light")
    return _InUse.theme


def use(theme: Theme) -> None:
    """Paint everything with `theme` from now on; the `ThemeManager` calls this."""
    _InUse.theme = theme
