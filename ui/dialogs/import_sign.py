"""A single icon beside words, in the colours of now."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import icons, tokens


class Sign(QWidget):
    """An icon of a size in the colour of a token."""

    def __init__(self, name: str, token: str, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._token = name, token
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        icons.paint(painter, self._name, QRectF(self.rect()), tokens.current().color(self._token))
        painter.end()
