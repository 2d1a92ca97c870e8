"""A side's mark and name in the side's colour."""

from math import ceil

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from ui import fonts, tokens
from ui.fonts import Type
from ui.widgets.marks import paint_side_mark

MARK = 9
GAP = 6


class SideMark(QWidget):
    """The square of Marketing or the disc of Sales; `side` is "marketing" or "sales"."""

    def __init__(self, side: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side, self._text = side, text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as mark and word."""
        metrics = QFontMetricsF(fonts.font(Type.BODY_STRONG))
        return QSize(
            ceil(metrics.horizontalAdvance(self._text)) + MARK + GAP, ceil(metrics.height())
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = tokens.current().color(self._side)
        direction, whole = self.layoutDirection(), self.rect()
        mark = QRect(0, (self.height() - MARK) // 2, MARK, MARK)
        paint_side_mark(
            painter, QRectF(QStyle.visualRect(direction, whole, mark)), self._side, color
        )
        painter.setFont(fonts.font(Type.BODY_STRONG))
        painter.setPen(color)
        words = QStyle.visualRect(direction, whole, whole.adjusted(MARK + GAP, 0, 0, 0))
        leading = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        painter.drawText(words, leading | Qt.AlignmentFlag.AlignVCenter, self._text)
        painter.end()
