"""An icon on a soft tile, before a heading that leads somewhere."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import icons, tokens

_ICON = 20


class IconTile(QWidget):
    """A picture only: what it stands beside says the same in words."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFixedSize(2 * _ICON, 2 * _ICON)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        theme = tokens.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.radius.card, theme.radius.card)
        box = QRectF(_ICON / 2, _ICON / 2, _ICON, _ICON)
        icons.paint(painter, self._icon, box, theme.color("accent"))
        painter.end()
