"""Tokens are complete, readable for everyone, and applied without a restart."""

import gc
import re
from itertools import combinations
from math import dist
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontDatabase, QFontMetricsF, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from app.resources import resource_path
from ui import fonts, icons, style_sheet, tokens
from ui.fonts import Type
from ui.theme import Mode, ThemeManager, palette
from ui.tokens import Theme

THEMES = [tokens.load(path.stem) for path in sorted(resource_path("themes").glob("*.toml"))]
THEMES += [theme.with_high_contrast() for theme in THEMES]
SURFACES = ("background", "surface", "subtle", "accent_soft")
TEXTS = {
    "text": SURFACES,
    "secondary": SURFACES,
    "tertiary": SURFACES,
    "accent": SURFACES,
    "marketing": SURFACES,
    "sales": SURFACES,
    "on_accent": ("accent",),
    "kept_text": ("kept_tint", "background", "surface"),
    "at_risk_text": ("at_risk_tint", "background", "surface"),
    "missed_text": ("missed_tint", "background", "surface"),
}
FILLS = ("control_border", "accent", "kept", "at_risk", "missed", "marketing", "sales")

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB
SIGHTS = {
    "ordinary": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def luminance(rgb: tuple[float, float, float]) -> float:
    red, green, blue = rgb
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, contrast ratio."""
    dark, light = sorted((luminance(linear(first)), luminance(linear(second))))
    return (light + 0.05) / (dark + 0.05)


def seen(color: str, sight: str) -> tuple[float, float, float]:
    """CIE L*a*b* as somebody with that sight sees it."""
    rgb = linear(color)
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, rgb, strict=True)), 0), 1) for row in SIGHTS[sight]
    )
    x = _bent((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = _bent(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = _bent((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _bent(value: float) -> float:
    return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116


def theme_id(theme: Theme) -> str:
    return theme.name + (
        "-contrast" if theme.border == tokens.load(theme.name).control_border else ""
    )


@pytest.mark.parametrize("theme", THEMES, ids=theme_id)
def test_text_is_readable_on_every_surface_it_stands_on(theme: Theme) -> None:
    for text, surfaces in TEXTS.items():
        for surface in surfaces:
            ratio = contrast(getattr(theme, text), getattr(theme, surface))
            assert ratio >= 4.5, f"{text} on {surface} has {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES, ids=theme_id)
def test_fills_and_control_borders_stand_out(theme: Theme) -> None:
    for fill in FILLS:
        for surface in ("background", "surface"):
            ratio = contrast(getattr(theme, fill), getattr(theme, surface))
            assert ratio >= 3, f"{fill} on {surface} has {ratio:.2f}"


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES, ids=theme_id)
def test_states_stay_apart_for_every_sight(theme: Theme, sight: str) -> None:
    """Each pair differs by far, and in lightness the order is always the same."""
    at_risk, kept, missed = (seen(getattr(theme, s), sight) for s in ("at_risk", "kept", "missed"))
    assert at_risk[0] > kept[0] + 3
    assert kept[0] > missed[0] + 8
    for first, second in combinations((kept, at_risk, missed), 2):
        assert dist(first, second) >= 30


def test_high_contrast_has_more_of_it() -> None:
    plain = tokens.load("light")
    strong = plain.with_high_contrast()
    for token in ("border", "control_border", "secondary", "tertiary"):
        assert contrast(getattr(strong, token), "#FFFFFF") > contrast(
            getattr(plain, token), "#FFFFFF"
        )


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_theme_that_lacks_or_adds_a_token_is_refused(name: str) -> None:
    text = resource_path(f"themes/{name}.toml").read_text("utf-8")
    assert Theme.from_toml(text).name == name
    for token in tokens.color_tokens():
        without = re.sub(rf'^{token} = ".*"\n', "", text, flags=re.MULTILINE)
        assert without != text
        with pytest.raises(ValueError, match="incomplete"):
            Theme.from_toml(without)
    with pytest.raises(ValueError, match="incomplete"):
        Theme.from_toml(text.replace("[colour]", '[colour]\nglitter = "#FFFFFF"'))


def test_both_themes_share_every_measure() -> None:
    light, dark = tokens.load("light"), tokens.load("dark")
    assert (light.space, light.radius, light.size) == (dark.space, dark.radius, dark.size)


def test_switching_changes_palette_and_sheet_at_once(qapp: QApplication) -> None:
    manager = ThemeManager(qapp, Mode.LIGHT)
    told: list[str] = []
    manager.changed.connect(lambda theme: told.append(theme.name))
    manager.set_mode(Mode.DARK)
    assert told == ["dark"]
    dark = tokens.load("dark")
    assert tokens.current() == dark
    window = qapp.palette().color(QPalette.ColorRole.Window)
    assert window.name().upper() == dark.background
    assert dark.accent in qapp.styleSheet()
    manager.set_mode(Mode.DARK)
    assert told == ["dark"], "the same mode again is no change"
    manager.set_mode(Mode.LIGHT)
    assert tokens.current().name == "light"


def test_a_platform_that_cannot_say_counts_as_light(qapp: QApplication) -> None:
    # offscreen reports an unknown scheme
    manager = ThemeManager(qapp, Mode.SYSTEM)
    assert tokens.current().name == "light"
    assert manager.mode == Mode.SYSTEM


@pytest.mark.parametrize("theme", THEMES, ids=theme_id)
def test_the_palette_says_nothing_but_tokens(theme: Theme, qapp: QApplication) -> None:
    known = {getattr(theme, token).upper() for token in tokens.color_tokens()}
    filled = palette(theme)
    for role in (
        QPalette.ColorRole.Window,
        QPalette.ColorRole.Base,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.Highlight,
        QPalette.ColorRole.PlaceholderText,
        QPalette.ColorRole.ToolTipText,
    ):
        assert filled.color(role).name().upper() in known


def test_the_sheet_has_no_hole_and_its_pictures_exist(tmp_path: Path, qapp: QApplication) -> None:
    sheet = style_sheet.build(tokens.load("light"), tmp_path)
    assert "$" not in sheet
    assert "font" not in sheet
    pictures = re.findall(r"url\((.*?)\)", sheet)
    assert pictures
    assert all(Path(each).is_file() for each in pictures)


def test_inter_is_loaded_with_real_weights_and_tabular_figures(qapp: QApplication) -> None:
    fonts.install(qapp)
    assert fonts.FAMILY in QFontDatabase.families()
    regular = QFontMetricsF(fonts.font(Type.BODY))
    strong = QFontMetricsF(fonts.font(Type.BODY_STRONG))
    assert strong.horizontalAdvance("Marketing") > regular.horizontalAdvance("Marketing")
    figures = QFontMetricsF(fonts.font(Type.BODY, tabular=True))
    assert figures.horizontalAdvance("1111") == figures.horizontalAdvance("8888")
    assert regular.horizontalAdvance("1111") < regular.horizontalAdvance("8888")


def test_an_icon_follows_the_theme_and_is_drawn_for_the_screen(qapp: QApplication) -> None:
    manager = ThemeManager(qapp, Mode.LIGHT)
    icon = icons.icon("check", "accent")

    def colors() -> set[str]:
        image = icon.pixmap(QSize(16, 16), 1.5).toImage()
        assert image.width() == 24
        pixels = (image.pixelColor(x, y) for x in range(24) for y in range(24))
        return {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}

    assert colors() == {tokens.load("light").accent}
    manager.set_mode(Mode.DARK)
    assert colors() == {tokens.load("dark").accent}
    manager.set_mode(Mode.LIGHT)


def test_a_changed_copy_of_an_icon_outlives_the_first(qapp: QApplication) -> None:
    copies = []
    for _ in range(200):
        copy = QIcon(icons.icon("check", "accent"))
        copy.addPixmap(QPixmap(4, 4))  # makes Qt clone the engine
        copies.append(copy)
    gc.collect()
    assert not any(copy.pixmap(QSize(16, 16)).isNull() for copy in copies)


def test_every_icon_is_used_and_carries_its_licence() -> None:
    folder = resource_path("icons")
    assert (folder / "LICENSE").read_text("utf-8").startswith("ISC License")
    root = Path(__file__).parents[2] / "ui"
    sources = "\n".join(path.read_text("utf-8") for path in root.rglob("*.py"))
    unused = [path.stem for path in folder.glob("*.svg") if f'"{path.stem}"' not in sources]
    assert not unused
