"""Lucide icons in the colour of a token: crisp at any scale, following the theme by themselves."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.resources import resource_path
from ui import tokens


def source(name: str, color: str) -> bytes:
    """Give the picture's SVG with its strokes in `color` ("#RRGGBB")."""
    text = resource_path(f"icons/{name}.svg").read_text("utf-8")
    return text.replace("currentColor", color).encode()


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(source(name, color)))


def paint(painter: QPainter, name: str, box: QRectF, color: QColor) -> None:
    """Draw an icon into `box`."""
    _renderer(name, color.name()).render(painter, box)


@lru_cache(maxsize=512)
def pixmap(name: str, color: str, width: int, height: int) -> QPixmap:
    """Draw an icon of a size in device pixels.

    In a box wider than high it stands at the leading end: the rest is the gap a button leaves
    before its words.
    """
    result = QPixmap(width, height)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    right_to_left = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    left = width - height if right_to_left and width > height else 0
    _renderer(name, color).render(painter, QRectF(left, 0, min(width, height), min(width, height)))
    painter.end()
    return result


_clones: list[QIconEngine] = []
"""PySide does not hand a returned engine over to Qt: let go, it would be deleted under the icon."""


class _TokenEngine(QIconEngine):
    """Looks its colour up each time it draws: an icon set once follows every later theme."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name, self._token = name, token

    def clone(self) -> QIconEngine:
        copy = _TokenEngine(self._name, self._token)
        _clones.append(copy)
        return copy

    def _color(self, mode: QIcon.Mode) -> str:
        token = "tertiary" if mode == QIcon.Mode.Disabled else self._token
        return tokens.current().color(token).name()

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        _renderer(self._name, self._color(mode)).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        width, height = round(size.width() * scale), round(size.height() * scale)
        result = QPixmap(pixmap(self._name, self._color(mode), width, height))
        result.setDevicePixelRatio(scale)
        return result


@cache
def icon(name: str, token: str = "secondary") -> QIcon:  # noqa: S107 - a colour, no secret
    """Give an icon drawn in the colour of `token`.

    Raises:
        FileNotFoundError: there is no such picture in resources/icons.

    """
    _renderer(name, "#000000")
    return QIcon(_TokenEngine(name, token))
