"""The table of deliverables under the headings of their sections."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from app.services.items import ItemKey, ItemLine
from ui import fonts, tokens
from ui.fonts import Type
from ui.models.deliverable_lines import ItemsModel, Line
from ui.models.deliverables import identity
from ui.page import Frame
from ui.widgets.cells import CELL
from ui.widgets.delegate import PAD, RowDelegate
from ui.widgets.letter_table import LetterTable

_HEADING_HEIGHT = 40


class _Delegate(RowDelegate):
    """Paints headings as a line of small words, and items as every table does."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a cell."""
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            super().paint(painter, option, index)
            return
        theme, cell = tokens.current(), index.data(CELL)
        box: QRect = option.rect
        painter.save()
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("border"))
        words = box.adjusted(PAD, 0, -PAD, -7)
        leading = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        line = leading | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextSingleLine
        painter.setFont(fonts.font(Type.CAPTION_STRONG))
        painter.setPen(theme.color("text"))
        drawn = painter.boundingRect(words, line, cell.text)
        painter.drawText(words, line, cell.text)
        painter.setFont(fonts.font(Type.CAPTION, tabular=True))
        painter.setPen(theme.color("secondary"))
        beside = drawn.width() + PAD
        rest = QStyle.visualRect(option.direction, words, words.adjusted(beside, 0, 0, 0))
        painter.drawText(rest, line, cell.secondary)
        painter.restore()


class ItemTable(LetterTable):
    """The table; `chosen` carries the key of the item gone to, `code_asked` a commitment's code."""

    chosen = Signal(object)
    code_asked = Signal(object)

    def __init__(self, name: str, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(name, frame.commands, parent, rows="tall")
        self.items = ItemsModel(self)
        self._restoring = False
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(LetterTable.SelectionMode.SingleSelection)
        self.setModel(self.items)
        self.horizontalHeader().setMinimumSectionSize(64)
        self.keep_columns(frame.state, "deliverables")
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self.clicked.connect(self._on_click)

    def show_lines(self, shown: Sequence[Line]) -> None:
        """Show other rows in place; the selection stays with its item."""
        self._restoring = True
        self.clearSpans()
        self.items.set_rows(shown)
        usual = self.verticalHeader().defaultSectionSize()
        for row, line in enumerate(shown):
            height = _HEADING_HEIGHT if line.item is None else usual
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)
            if line.item is None:
                self.setSpan(row, 0, 1, self.items.columnCount())
        self._restoring = False

    def current(self) -> ItemLine | None:
        """Give the item that is selected."""
        index = self.currentIndex()
        selected = index.isValid() and self.selectionModel().isSelected(index)
        return self.items.item_at(index.row()) if selected else None

    def select(self, key: ItemKey) -> bool:
        """Select an item and scroll to it; False when it is not listed."""
        row = self.items.place(identity(key))
        if row is None:
            return False
        self._restoring = True
        self.setCurrentIndex(self.items.index(row, 0))
        self.scrollTo(self.items.index(row, 0))
        self._restoring = False
        return True

    def _on_row(self) -> None:
        item = self.items.item_at(self.currentIndex().row())
        if item is not None and not self._restoring:
            self.chosen.emit(identity(item.key))

    def _on_click(self, index: QModelIndex) -> None:
        item = self.items.item_at(index.row())
        if item is None:
            return
        if index.column() == self.items.columnCount() - 1 and item.code is not None:
            self.code_asked.emit(item.code)
        else:
            self.opened.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Up and Down first select the row they stand on, or the topmost, where none is selected."""
        moves = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if moves and self.current() is None and self.items.rowCount():
            row = max(self.currentIndex().row(), 0)
            first = row if self.items.item_at(row) is not None else row + 1
            self.setCurrentIndex(self.items.index(first, 0))
            return
        super().keyPressEvent(event)
