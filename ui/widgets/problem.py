"""A quiet sentence about something wrong, with its sign beside it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import icons, tokens
from ui.widgets.label import Label, Role

_SIGN = 14


class _Sign(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(_SIGN, _SIGN)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = (self.height() - _SIGN) / 2
        box = QRectF(0, top, _SIGN, _SIGN)
        icons.paint(painter, "circle-alert", box, tokens.current().color("missed_text"))
        painter.end()


class Problem(QWidget):
    """Shown only while there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self._words = Label("", Role.ERROR, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(space.m, 0, space.m, 0)
        row.setSpacing(6)
        row.addWidget(_Sign())
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now, or ""."""
        return self._words.text()

    def say(self, text: str) -> None:
        """Say what is wrong; "" takes it away."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
