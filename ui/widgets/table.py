"""The table of the app: horizontal rules, remembered columns, rows found by typing."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from app.errors import Refusal
from ui import fonts, tokens
from ui.fonts import Type
from ui.widgets.cells import RowsModel
from ui.widgets.delegate import RowDelegate
from ui.window_state import WindowState

RowHeight = Literal["compact", "normal", "tall"]

_HEIGHT: dict[RowHeight, int] = {"compact": 28, "normal": 36, "tall": 52}
_HEADER = 34
_COPY_LIMIT = 100_000
_TYPING_PAUSE_MS = 900
"""After so long without a letter a search has ended."""


@runtime_checkable
class FindsRows(Protocol):
    """A model that finds rows by first letters itself, since it holds too many to walk."""

    def find_row(self, letters: str, after: int) -> int | None:
        """Give the first row from `after` on, wrapping, whose name begins with `letters`."""


class TableView(QTableView):
    """A table of whole rows. `opened` carries the index of a row opened by Enter or a double click.

    `rows` is "normal" (36), "compact" (28) or "tall" (52, for two lines).
    """

    opened = Signal(object)
    sorts: ClassVar = False
    """Whether the rows follow the header's sort indicator."""

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        rows: RowHeight = "normal",
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._letters = ""
        self._typing = QElapsedTimer()
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        upright = self.verticalHeader()
        upright.hide()
        upright.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        upright.setMinimumSectionSize(_HEIGHT["compact"])
        upright.setDefaultSectionSize(_HEIGHT[rows])
        header = self.horizontalHeader()
        header.setFixedHeight(_HEADER)
        header.setFont(fonts.font(Type.CAPTION))
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(48)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self.offer_columns)
        self.doubleClicked.connect(self._open)
        self.entered.connect(self._hover)
        self.viewportEntered.connect(self._hover)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model; the columns of a `RowsModel` are laid out as it says."""
        super().setModel(model)
        header = self.horizontalHeader()
        if model is not None:
            # if headers shared this selection, "select all" would walk every row for each column
            header.setSelectionModel(QItemSelectionModel(model, header))
            self.verticalHeader().setSelectionModel(QItemSelectionModel(model, self))
        if isinstance(model, RowsModel):
            for place, column in enumerate(model.columns()):
                if column.width is None:
                    header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
                else:
                    header.resizeSection(place, column.width)

    def keep_columns(self, state: WindowState, name: str) -> None:
        """Remember width, order and hiding of the columns; call it after `setModel`."""
        state.keep_columns(name, self.horizontalHeader())

    def fit_height(self) -> None:
        """Be exactly as high as the rows, for a short table inside a card."""
        model = self.model()
        rows = model.rowCount() if model is not None else 0
        height = 0 if self.horizontalHeader().isHidden() else _HEADER
        self.setFixedHeight(height + rows * self.verticalHeader().defaultSectionSize())

    def offer_columns(self, place: QPoint | None = None) -> None:
        """Let columns be hidden, shown and sorted by, at a place of the header; the last one stays."""
        header = self.horizontalHeader()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = self.shown_columns()
        for column in range(header.count()):
            action = menu.addAction(self._title(column))
            action.setCheckable(True)
            action.setChecked(column in shown)
            action.setEnabled(len(shown) > 1 or column not in shown)
            action.toggled.connect(partial(self._show_column, column))
        if self.sorts:
            self._offer_orders(menu.addMenu(self.tr("Sort by")))
        menu.popup(header.mapToGlobal(place if place is not None else header.rect().bottomLeft()))

    def _offer_orders(self, menu: QMenu) -> None:
        header = self.horizontalHeader()
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        for column in range(header.count()):
            is_now = header.sortIndicatorSection() == column
            again = is_now and header.sortIndicatorOrder() == up
            action = menu.addAction(self._title(column))
            action.setCheckable(True)
            action.setChecked(is_now)
            action.triggered.connect(partial(self._sort_by, column, down if again else up))

    def _sort_by(self, column: int, order: Qt.SortOrder, *_: object) -> None:
        self.horizontalHeader().setSortIndicator(column, order)

    def _title(self, column: int) -> str:
        title = self.model().headerData(column, Qt.Orientation.Horizontal)
        return str(title or "") or self.tr("(no heading)")

    def _show_column(self, column: int, shown: bool) -> None:
        self.horizontalHeader().setSectionHidden(column, not shown)
        self.share_room()

    def share_room(self) -> None:
        """Let the columns share the width anew; here each keeps its own."""

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index)

    def _hover(self, index: QModelIndex | None = None) -> None:
        self._delegate.hovered_row = -1 if index is None else index.row()
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the shade off the row under the mouse."""
        super().leaveEvent(event)
        self._hover()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, copy with Ctrl+C, leave the rest to Qt."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @property
    def searching(self) -> bool:
        """Tell whether a letter typed now goes on with a search."""
        return self._typing.isValid() and self._typing.elapsed() <= _TYPING_PAUSE_MS

    def keyboardSearch(self, search: str) -> None:
        """Go to the row whose first column begins with the letters typed."""
        model = self.model()
        if model is None or not model.rowCount():
            return
        fresh = not self.searching
        self._letters = search if fresh else self._letters + search
        self._typing.start()
        after = max(self.currentIndex().row(), 0) + (
            1 if fresh and self.currentIndex().isValid() else 0
        )
        self.go_to_letters(self._letters, after)

    def go_to_letters(self, letters: str, after: int) -> None:
        """Go to the first row at or behind `after`, wrapping round, that begins with `letters`."""
        model, column = self.model(), self.first_column()
        if isinstance(model, FindsRows):
            row = model.find_row(letters, after)
        else:
            flags = Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchWrap
            start = model.index(after % model.rowCount(), column)
            found = model.match(start, Qt.ItemDataRole.DisplayRole, letters, 1, flags)
            row = found[0].row() if found else None
        if row is not None:
            self.setCurrentIndex(model.index(row, column))

    def first_column(self) -> int:
        """Give the column that stands first."""
        return next(iter(self.shown_columns()), 0)

    def selected_ranges(self) -> list[tuple[int, int]]:
        """Give the selected rows as ranges (first, last), from the top."""
        chosen: Any = self.selectionModel().selection()  # a list, which its stubs do not say
        return sorted((each.top(), each.bottom()) for each in chosen)

    def shown_columns(self) -> list[int]:
        """Give the columns that are not hidden, in the order they stand."""
        header = self.horizontalHeader()
        places = [header.logicalIndex(place) for place in range(header.count())]
        return [each for each in places if not header.isSectionHidden(each)]

    def copy(self) -> None:
        """Put the selected rows on the clipboard as text with tabs, headings first.

        Raises:
            Refusal: more rows than a clipboard should carry.

        """
        model, ranges, columns = self.model(), self.selected_ranges(), self.shown_columns()
        check_copy(ranges)
        lines = [[model.headerData(each, Qt.Orientation.Horizontal) for each in columns]]
        lines += [
            [model.index(row, each).data() for each in columns]
            for row in dict.fromkeys(
                row for top, bottom in ranges for row in range(top, bottom + 1)
            )
        ]
        if len(lines) > 1:
            QGuiApplication.clipboard().setText(table_text(lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a ring round the current row while the keyboard is here."""
        super().paintEvent(event)
        index: QModelIndex = self.currentIndex()
        if self.hasFocus() and index.isValid():
            top = self.rowViewportPosition(index.row())
            height = self.rowHeight(index.row())
            painter = QPainter(self.viewport())
            painter.setPen(QPen(tokens.current().color("accent"), 2))
            painter.drawRect(QRectF(1, top + 1, self.viewport().width() - 2, height - 3))
            painter.end()


def check_copy(ranges: Sequence[tuple[int, int]]) -> None:
    """Raise Refusal for more rows than a clipboard should carry."""
    if sum(bottom - top + 1 for top, bottom in ranges) > _COPY_LIMIT:
        words = "That is too much to copy at once. Select up to 100,000 rows."
        raise Refusal(QCoreApplication.translate("TableView", words))


def table_text(lines: Iterable[Sequence[object]]) -> str:
    """Write lines of cells as a spreadsheet takes them."""
    return "\n".join("\t".join(_plain(value) for value in line) for line in lines)


def _plain(value: object) -> str:
    """Write a cell so that it stays one cell where it is pasted."""
    return " ".join(str(value if value is not None else "").split())
