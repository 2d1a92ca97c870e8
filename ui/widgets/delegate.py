"""Paints every cell of every table: faster than a delegate a column, and aligned as the look is."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import fonts, tokens
from ui.fonts import Type
from ui.tokens import Theme
from ui.widgets.cells import CELL, Cell
from ui.widgets.marks import (
    PILL_HEIGHT,
    paint_pill,
    paint_series,
    paint_side_mark,
    pill_size,
)

PAD = 8
_SIDE_MARK, _SIDE_GAP = 9, 6
_SERIES_WIDTH = 96


class RowDelegate(QStyledItemDelegate):
    """Paints `Cell`s: one or two lines of text, a pill, a side's mark, a sparkline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered_row = -1
        self._metrics = {
            (kind, tabular): QFontMetrics(fonts.font(kind, tabular=tabular))
            for kind in Type
            for tabular in (False, True)
        }

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint background, rule and content of a cell."""
        theme = tokens.current()
        box: QRect = option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("accent_soft"))
        elif index.row() == self.hovered_row:
            painter.fillRect(box, theme.color("subtle"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("border"))
        cell = index.data(CELL)
        if isinstance(cell, Cell):
            painter.save()
            self._paint_cell(painter, theme, box.adjusted(PAD, 0, -PAD, -1), cell, option)
            painter.restore()

    def _paint_cell(
        self, painter: QPainter, theme: Theme, box: QRect, cell: Cell, option: QStyleOptionViewItem
    ) -> None:
        direction: Qt.LayoutDirection = option.direction
        if cell.series:
            size = QSize(min(_SERIES_WIDTH, box.width()), min(24, box.height()))
            paint_series(
                painter,
                QRectF(QStyle.alignedRect(direction, _side_of(cell), size, box)),
                cell.series,
                theme.color("secondary"),
            )
            return
        if cell.state is not None:
            width = min(round(pill_size(cell.text, cell.state).width() + 0.5), box.width())
            size = QSize(width, int(PILL_HEIGHT))
            pill = QStyle.alignedRect(direction, _side_of(cell), size, box)
            if cell.text:
                paint_pill(painter, QRectF(pill), cell.text, cell.state, direction)
            return
        kind = Type.BODY_STRONG if cell.strong or cell.side else Type.BODY
        plain = "accent" if cell.link else "tertiary" if cell.quiet else "text"
        color = theme.color(cell.side or plain)
        if cell.side:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            mark = QRect(box.left(), box.center().y() - 4, _SIDE_MARK, _SIDE_MARK)
            placed = QRectF(QStyle.visualRect(direction, box, mark))
            paint_side_mark(painter, placed, cell.side, color)
            words = box.adjusted(_SIDE_MARK + _SIDE_GAP, 0, 0, 0)
            box = QStyle.visualRect(direction, box, words)
        if not cell.secondary:
            self._words(painter, box, cell.text, kind, color, cell, direction)
            return
        first = self._metrics[kind, cell.number].height()
        second = self._metrics[Type.CAPTION, cell.number].height()
        top = box.top() + (box.height() - first - second) // 2
        upper = QRect(box.left(), top, box.width(), first)
        lower = QRect(box.left(), top + first, box.width(), second)
        self._words(painter, upper, cell.text, kind, color, cell, direction)
        quiet = theme.color("secondary")
        self._words(painter, lower, cell.secondary, Type.CAPTION, quiet, cell, direction)

    def _words(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        kind: Type,
        color: QColor,
        cell: Cell,
        direction: Qt.LayoutDirection,
    ) -> None:
        fitting = text
        if self._metrics[kind, cell.number].horizontalAdvance(text) > box.width():
            fitting = self._metrics[kind, cell.number].elidedText(
                text, Qt.TextElideMode.ElideRight, box.width()
            )
        painter.setFont(fonts.font(kind, tabular=cell.number))
        painter.setPen(color)
        side = QStyle.visualAlignment(direction, _side_of(cell))
        painter.drawText(box, side | Qt.TextFlag.TextSingleLine, fitting)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Tell how wide a column must be to show this cell whole."""
        del option
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            return QSize(0, 0)
        if cell.series:
            return QSize(_SERIES_WIDTH + 2 * PAD, 0)
        if cell.state is not None:
            return QSize(round(pill_size(cell.text, cell.state).width() + 1) + 2 * PAD, 0)
        kind = Type.BODY_STRONG if cell.strong or cell.side else Type.BODY
        width = self._metrics[kind, cell.number].horizontalAdvance(cell.text)
        width += _SIDE_MARK + _SIDE_GAP if cell.side else 0
        width = max(
            width, self._metrics[Type.CAPTION, cell.number].horizontalAdvance(cell.secondary)
        )
        return QSize(width + 2 * PAD + 1, 0)


def _side_of(cell: Cell) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if cell.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
