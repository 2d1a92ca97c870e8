"""The lead list as a table of up to a million rows: every id in memory, the rows read in pages."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.errors import Refusal
from app.model.events import EventKind
from app.services.lead_list import LeadLine, Order
from ui import icons, wording
from ui.bridge import now_ms
from ui.widgets.cells import CELL, Cell

PAGE = 24
"""Rows of a page; with the next one they are read at once, which is what can be in sight."""
PAGES_KEPT = 512

translate = QCoreApplication.translate
Index = QModelIndex | QPersistentModelIndex
Ids = NDArray[np.int64]
_ROOT = QModelIndex()


@dataclass(frozen=True)
class LeadColumn:
    """A column of the list: what it is ordered by, its heading, and the width it needs in pixels."""

    order: Order
    title: str
    width: int
    number: bool = False
    shown: bool = True


def columns() -> tuple[LeadColumn, ...]:
    """Give the columns in the order they stand; those not `shown` can be asked for."""
    return (
        LeadColumn("name", translate("Leads", "Lead"), 104),
        LeadColumn("source", translate("Leads", "Source"), 80),
        LeadColumn("persona", translate("Leads", "Persona"), 84),
        LeadColumn("stage", translate("Leads", "Stage"), 76),
        LeadColumn("owner", translate("Leads", "Owner"), 90),
        LeadColumn("clock", translate("Leads", "Next clock"), 138),
        LeadColumn("arrived", translate("Leads", "Arrived"), 80),
        LeadColumn("campaign", translate("Leads", "Campaign"), 112, shown=False),
        LeadColumn("company", translate("Leads", "Company"), 112, shown=False),
        LeadColumn("value", translate("Leads", "Value"), 80, number=True, shown=False),
    )


def standing_text(standing: EventKind | None) -> str:
    """Say in a word or two where a lead stands between the sides."""
    return {
        EventKind.HANDED_OVER: translate("Leads", "With Sales"),
        EventKind.ACCEPTED: translate("Leads", "Accepted"),
        EventKind.SENT_BACK: translate("Leads", "Sent back"),
        EventKind.DISPUTED: translate("Leads", "Disputed"),
        EventKind.UPHELD: translate("Leads", "Sent back"),
        EventKind.OVERTURNED: translate("Leads", "Overturned"),
        EventKind.RECYCLED: translate("Leads", "Recycled"),
        EventKind.WON: translate("Leads", "Won"),
        EventKind.LOST: translate("Leads", "Lost"),
        EventKind.OPTED_OUT: translate("Leads", "Opted out"),
        EventKind.JUNK: translate("Leads", "Junk"),
    }.get(standing or EventKind.NOTE, "")


class LeadsModel(QAbstractTableModel):
    """Shows the leads of an array of ids.

    `read_page` gives the lines of some ids; `zone` and `currency` are the workspace's. `unreadable`
    carries the refusal when a page cannot be read: the view asks for it while it paints, where
    nothing may be raised.
    """

    unreadable = Signal(object)

    def __init__(
        self,
        read_page: Callable[[Sequence[int]], list[LeadLine | None]],
        zone: str,
        currency: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._read_page = read_page
        self.zone, self.currency = zone, currency
        self._columns = columns()
        self._ids: Ids = np.empty(0, dtype=np.int64)
        self._pages: OrderedDict[int, list[LeadLine | None]] = OrderedDict()
        self._now = now_ms()
        self._ordered_by, self._descending = -1, True

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Count the leads."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self._columns)

    def mark_order(self, section: int, *, descending: bool) -> None:
        """Show in the headings what the leads are ordered by."""
        self._ordered_by, self._descending = section, descending
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def lead_id(self, row: int) -> int:
        """Give the id of the lead in a row."""
        return int(self._ids[row])

    def ids(self, ranges: Sequence[tuple[int, int]] | None = None) -> Ids:
        """Give the ids of all leads, or of those in ranges of rows (first, last), in their order."""
        if ranges is None:
            return self._ids
        taken = np.zeros(len(self._ids), dtype=np.bool_)
        for first, last in ranges:
            taken[first : last + 1] = True
        return self._ids[taken]

    def place(self, lead_id: int) -> int | None:
        """Find the row of a lead."""
        found = np.flatnonzero(self._ids == lead_id)
        return int(found[0]) if found.size else None

    def line(self, row: int) -> LeadLine | None:
        """Give the lead in a row, read with its whole page; None when it is gone or cannot be read."""
        number, place = divmod(row, PAGE)
        if number not in self._pages:
            self._read(number)
        self._pages.move_to_end(number)
        return self._pages[number][place]

    def _read(self, number: int) -> None:
        """Read a page, and the next one with it: a view mostly needs a part of each."""
        last = number if number + 1 in self._pages else number + 1
        ids = self._ids[number * PAGE : (last + 1) * PAGE].tolist()
        try:
            lines = self._read_page(ids)
        except Refusal as refusal:
            lines = [None] * len(ids)
            self.unreadable.emit(refusal)
        for start in range(0, len(ids), PAGE):
            self._pages[number + start // PAGE] = lines[start : start + PAGE]
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)

    def set_ids(self, ids: Ids) -> bool:
        """Show other leads, or the same ones read anew; True when rows came, went or moved.

        Then selection and scroll position are lost: rows are told apart by id, not by place.
        """
        self._now = now_ms()
        if np.array_equal(ids, self._ids):
            self._pages.clear()
            self._all_changed()
            return False
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()
        return True

    def move_countdowns(self) -> None:
        """Let every countdown say how much time is left now."""
        self._now = now_ms()
        self._all_changed()

    def _all_changed(self) -> None:
        if len(self._ids):
            last = self.index(len(self._ids) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows, says and hints."""
        if not index.isValid():
            return None
        if role == CELL:
            return self._cell(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._cell(index).spoken()
        if role == Qt.ItemDataRole.ToolTipRole:
            column = self._columns[index.column()].order
            return self._hint(self.line(index.row()), column) or None
        return None

    def _cell(self, index: Index) -> Cell:
        return self.cell(self.line(index.row()), self._columns[index.column()].order)

    def cell(self, line: LeadLine | None, column: Order) -> Cell:
        """Give what stands in a column for a lead; None is one that is gone."""
        if line is None:
            gone = translate("Leads", "This lead is gone or cannot be read")
            return Cell(gone) if column == "name" else Cell()
        if column == "name":
            return Cell(line.name, line.company or "", strong=True)
        if column == "stage":
            return Cell(line.stage or "", standing_text(line.standing))
        made = {"arrived": self._arrived, "clock": self._clock, "value": self._value}.get(column)
        return Cell(getattr(line, column) or "") if made is None else made(line)

    def _value(self, line: LeadLine) -> Cell:
        known = line.value_minor
        return Cell("" if known is None else wording.money(known, self.currency), number=True)

    def _arrived(self, line: LeadLine) -> Cell:
        at = line.arrived_at
        return Cell() if at is None else Cell(wording.day(at, self.zone))

    def _clock(self, line: LeadLine) -> Cell:
        if line.clock is None:
            return Cell(translate("Leads", "duplicate") if line.duplicate else "", quiet=True)
        text, state = wording.clock_text(line.clock, self._now)
        return Cell(text, state=state)

    def _hint(self, line: LeadLine | None, column: Order) -> str:
        """Say more about a cell than fits into it."""
        if line is None:
            return ""
        if column == "arrived" and line.arrived_at is not None:
            return wording.when(line.arrived_at, self.zone)
        if column == "clock":
            return self._clock_hint(line)
        return self.cell(line, column).spoken()

    def _clock_hint(self, line: LeadLine) -> str:
        if line.clock is None:
            return translate("Leads", "A duplicate starts no clock") if line.duplicate else ""
        text, _ = wording.clock_text(line.clock, self._now)
        if line.clock.due is None:
            return text
        due = translate("Leads", "%1. Due %2").replace("%1", text)
        return due.replace("%2", wording.when(line.clock.due, self.zone))

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Give the headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.DecorationRole and section == self._ordered_by:
            # beside its own words; Qt would put the arrow at the far end, next to the next heading
            return icons.icon("chevron-down" if self._descending else "chevron-up")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = self._columns[section].number
            side = Qt.AlignmentFlag.AlignTrailing if number else Qt.AlignmentFlag.AlignLeading
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def first_row(ids: Ids, wanted: Ids, after: int) -> int | None:
    """Find the first row at or behind `after`, wrapping round, with one of the ids wanted."""
    if not ids.size or not wanted.size:
        return None
    is_wanted = np.zeros(max(ids.max(), wanted.max()) + 1, dtype=np.bool_)
    is_wanted[wanted] = True
    rows = np.flatnonzero(is_wanted[ids])
    return int(rows[np.searchsorted(rows, after) % rows.size]) if rows.size else None


class LeadIds(Sequence[int]):
    """Ids of an array, which become Python's own numbers only where they are walked."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[int]:
        yield from self._ids.tolist()

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> "LeadIds": ...
    def __getitem__(self, place: int | slice) -> "int | LeadIds":
        return LeadIds(self._ids[place]) if isinstance(place, slice) else int(self._ids[place])
