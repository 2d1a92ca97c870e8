"""A few choices shown at once, each with a word on what it means; exactly one holds."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from ui import fonts, tokens
from ui.fonts import Type

_HEIGHT = 48
_PAD = 10.0
_ACROSS = 2


class _Tile(QAbstractButton):
    """One choice: its name over what it means."""

    def __init__(self, key: object, text: str, meaning: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self.meaning = meaning
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(meaning)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the grid."""
        if event.key() in _MOVES:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(150, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = tokens.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, focused = self.isChecked(), self.hasFocus()
        wide = 2 if focused else 1
        box = QRectF(self.rect()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2)
        ground = "accent_soft" if on else "subtle" if self.underMouse() else "surface"
        line = "accent" if on or focused else "control_border"
        painter.setPen(QPen(theme.color(line), wide))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(box, theme.radius.control, theme.radius.control)
        room = QRectF(self.rect()).adjusted(_PAD, 6, -_PAD, -6)
        start = Qt.AlignmentFlag.AlignLeading
        for font, token, text, place in (
            (Type.BODY_STRONG, "accent" if on else "text", self.text(), Qt.AlignmentFlag.AlignTop),
            (Type.CAPTION, "secondary", self.meaning, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(fonts.font(font))
            painter.setPen(theme.color(token))
            shown = QFontMetricsF(painter.font()).elidedText(
                text, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, start | place, shown)
        painter.end()


_MOVES = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_ACROSS,
    Qt.Key.Key_Down: _ACROSS,
}


class Tiles(QWidget):
    """Exclusive choices, two in a row; arrow keys move the choice. `chosen` carries the key."""

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[object, str, str]],
        current: object,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._tiles: list[_Tile] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(tokens.current().space.xs)
        for place, (key, text, meaning) in enumerate(choices):
            tile = _Tile(key, text, meaning, self)
            self._tiles.append(tile)
            self._group.addButton(tile)
            grid.addWidget(tile, place // _ACROSS, place % _ACROSS)
        self.choose(current)
        self._group.buttonToggled.connect(self._toggled)

    def current(self) -> object:
        """Give the key of the choice that holds."""
        return next(tile.key for tile in self._tiles if tile.isChecked())

    def choose(self, key: object) -> None:
        """Make another choice hold; KeyError when there is none of that key."""
        for tile in self._tiles:
            if tile.key == key:
                tile.setChecked(True)
                self.setFocusProxy(tile)
                return
        raise KeyError(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrow keys."""
        step = _MOVES.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        if abs(step) == 1 and self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = -step
        at = next(place for place, tile in enumerate(self._tiles) if tile.isChecked())
        if 0 <= at + step < len(self._tiles):
            self._tiles[at + step].setChecked(True)
            self._tiles[at + step].setFocus(Qt.FocusReason.TabFocusReason)

    def _toggled(self, tile: QAbstractButton, on: bool) -> None:
        if on and isinstance(tile, _Tile):
            self.setFocusProxy(tile)
            self.chosen.emit(tile.key)
