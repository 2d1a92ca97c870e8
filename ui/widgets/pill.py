"""A state as mark, word and tint."""

from math import ceil

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.marks import PILL_HEIGHT, State, paint_pill, pill_size


class Pill(QWidget):
    """A small rounded label such as "▼ 2 h 10 min late"."""

    def __init__(
        self, text: str = "", state: State = State.NONE, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._text, self._state = text, state
        self.set(text, state)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    @property
    def state(self) -> State:
        """How it looks."""
        return self._state

    def set(self, text: str, state: State) -> None:
        """Change word and state in place."""
        self._text, self._state = text, state
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(ceil(pill_size(self._text, self._state).width()), int(PILL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Room for the mark and a few letters; the rest is elided."""
        return QSize(min(48, self.sizeHint().width()), int(PILL_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        painter = QPainter(self)
        box = QRectF(0, (self.height() - PILL_HEIGHT) / 2, self.width(), PILL_HEIGHT)
        paint_pill(painter, box, self._text, self._state, self.layoutDirection())
        painter.end()
