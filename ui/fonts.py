"""Inter in the few sizes and weights of the look, with tabular figures where figures line up."""

from enum import Enum
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from ui import tokens

FAMILY = "Inter"
REGULAR, MEDIUM, STRONG = 400, 500, 600


class Type(Enum):
    """A way to set text: name of the size token and weight."""

    CAPTION = ("caption", REGULAR)
    CAPTION_STRONG = ("caption", STRONG)
    BODY = ("body", REGULAR)
    CONTROL = ("body", MEDIUM)
    BODY_STRONG = ("body", STRONG)
    HEADING = ("heading", STRONG)
    TITLE = ("title", STRONG)
    HEADLINE = ("headline", STRONG)
    FIGURE = ("figure", STRONG)


def install(app: QApplication) -> None:
    """Load the bundled family and make it the font of every widget."""
    package = find_spec("fontpkg_inter")
    if package is not None and package.origin is not None:
        path = Path(package.origin).parent / "files" / "Inter[opsz,wght].ttf"
        QFontDatabase.addApplicationFont(str(path))
    app.setFont(font(Type.BODY))


def font(kind: Type, *, tabular: bool = False) -> QFont:
    """Give the font of one way to set text; `tabular` makes all figures equally wide.

    Figures that change in place or stand in a column are tabular. Prose is not: Inter's tabular
    hyphen is as wide as a figure and tears compound words apart.
    """
    token, weight = kind.value
    pixels: int = getattr(tokens.current().size, token)
    return _built(pixels, weight, tabular=tabular or kind is Type.FIGURE)


@cache
def _built(pixels: int, weight: int, *, tabular: bool) -> QFont:
    """Build a font, its weight set as an axis too.

    Without the axis some platforms draw one face for every weight; that is also why the style
    sheet never names a font.
    """
    result = QFont(FAMILY)
    result.setPixelSize(pixels)
    result.setWeight(QFont.Weight(weight))
    result.setVariableAxis(QFont.Tag("wght"), weight)
    result.setVariableAxis(QFont.Tag("opsz"), min(max(pixels, 14), 32))
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result
