"""What a card shows before its data: grey bars that keep still."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from ui import tokens

_BAR, _GAP = 12, 10
_SHARES = (0.45, 0.8, 0.65)


class Skeleton(QWidget):
    """A few bars of uneven length, as lines of text would stand."""

    def __init__(self, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName(self.tr("Loading"))

    def sizeHint(self) -> QSize:
        """Room for every bar."""
        return QSize(160, self._lines * (_BAR + _GAP) - _GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.current().color("subtle"))
        for line in range(self._lines):
            width = round(self.width() * _SHARES[line % len(_SHARES)])
            bar = self.rect().adjusted(0, line * (_BAR + _GAP), width - self.width(), 0)
            bar.setHeight(_BAR)
            painter.drawRoundedRect(
                QRectF(QStyle.visualRect(self.layoutDirection(), self.rect(), bar)), 4, 4
            )
        painter.end()
