"""What stands in a table's cell, and a model for the small tables of a page."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.widgets.marks import State

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

CELL = int(Qt.ItemDataRole.UserRole)
"""The role under which a model gives a `Cell`: one question a cell instead of six."""


@dataclass(frozen=True)
class Cell:
    """One cell as plain values.

    With a `state` the text stands in a pill, with a `side` ("marketing" or "sales") beside its
    mark; `secondary` is a second, quieter line; `series` draws a sparkline instead of the text,
    which then is what is read aloud and copied.
    """

    text: str = ""
    secondary: str = ""
    state: State | None = None
    side: str = ""
    strong: bool = False
    quiet: bool = False
    number: bool = False
    link: bool = False
    series: Sequence[float | None] = ()
    hint: str = ""

    def spoken(self) -> str:
        """Say everything the cell shows, for screen readers, copying and finding."""
        return f"{self.text}, {self.secondary}" if self.secondary else self.text


_ROOT = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its heading and how a row's cell is made; `width` None takes what is left."""

    title: str
    cell: Callable[[Row], Cell]
    number: bool = False
    width: int | None = None
    hint: str = ""


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows held in memory (up to some thousands), shown by columns.

    `key` names a row, so that new rows replace old ones in place: selection and scroll position
    stay.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._key = key
        self._rows: list[Row] = []

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self._columns)

    def row(self, index: int) -> Row:
        """Give the row at a place."""
        return self._rows[index]

    def place(self, key: Hashable) -> int | None:
        """Find where a row stands."""
        return next((i for i, row in enumerate(self._rows) if self._key(row) == key), None)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Answer for one cell."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == CELL:
            return column.cell(self._rows[index.row()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.cell(self._rows[index.row()]).spoken()
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.cell(self._rows[index.row()]).hint or None
        if role == Qt.ItemDataRole.TextAlignmentRole and column.number:
            return Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Answer for one heading."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.hint or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignTrailing if column.number else Qt.AlignmentFlag.AlignLeading
            )
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def columns(self) -> Sequence[Column[Row]]:
        """Give the columns, for a view that lays them out."""
        return self._columns

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows: the missing go, new ones come, the rest change or move in place."""
        wanted = list(rows)
        keys = [self._key(row) for row in wanted]
        kept = set(keys)
        for place in range(len(self._rows) - 1, -1, -1):
            if self._key(self._rows[place]) not in kept:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()
        before = [self._key(row) for row in self._rows]
        known = set(before)
        added = [row for row, key in zip(wanted, keys, strict=True) if key not in known]
        if added:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(added) - 1)
            self._rows.extend(added)
            self.endInsertRows()
        self._arrange(wanted, keys)

    def _arrange(self, wanted: list[Row], keys: list[Hashable]) -> None:
        """Put rows that are all there already into their order, with their new values."""
        new_place = {key: place for place, key in enumerate(keys)}
        moves = [new_place[self._key(row)] for row in self._rows]
        if moves != list(range(len(moves))):
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            self._rows = wanted
            after = [self.index(moves[index.row()], index.column()) for index in before]
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()
        elif wanted != self._rows:
            self._rows = wanted
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(wanted) - 1, len(self._columns) - 1)
            )
