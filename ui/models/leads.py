"""The lead list as a table of up to a million rows: every id in memory, the rows read in pages."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

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

PAGE = 256
"""Rows read at once."""
PAGES_KEPT = 64

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


def columns() -> tuple[LeadColumn, ...]:
    """Give the columns in the order they stand."""
    return (
        LeadColumn("name", translate("Leads", "Lead"), 116),
        LeadColumn("source", translate("Leads", "Source"), 112),
        LeadColumn("stage", translate("Leads", "Stage"), 76),
        LeadColumn("owner", translate("Leads", "Owner"), 90),
        LeadColumn("arrived", translate("Leads", "Arrived"), 80),
        LeadColumn("clock", translate("Leads", "Next clock"), 134),
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
        EventKind.WON: translate("Leads", "Won"),
        EventKind.LOST: translate("Leads", "Lost"),
        EventKind.OPTED_OUT: translate("Leads", "Opted out"),
        EventKind.JUNK: translate("Leads", "Junk"),
    }.get(standing or EventKind.NOTE, "")


class LeadsModel(QAbstractTableModel):
    """Shows the leads of an array of ids.

    `read_page` gives the lines of some ids, `find_named` the ids of leads whose name begins with
    some letters; `zone` is the workspace's. `unreadable` carries the refusal when a page cannot be
    read: the view asks for it while it paints, where nothing may be raised.
    """

    unreadable = Signal(object)

    def __init__(
        self,
        read_page: Callable[[Sequence[int]], list[LeadLine | None]],
        find_named: Callable[[str], Ids],
        zone: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._read_page, self._find_named = read_page, find_named
        self.zone = zone
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

    def place(self, lead_id: int) -> int | None:
        """Find the row of a lead."""
        found = np.flatnonzero(self._ids == lead_id)
        return int(found[0]) if found.size else None

    def line(self, row: int) -> LeadLine | None:
        """Give the lead in a row, read with its whole page; None when it is gone or cannot be read."""
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            ids = self._ids[number * PAGE : (number + 1) * PAGE]
            try:
                page = self._read_page(ids.tolist())
            except Refusal as refusal:
                page = [None] * len(ids)
                self.unreadable.emit(refusal)
            self._pages[number] = page
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return page[place]

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

    def find_row(self, letters: str, after: int) -> int | None:
        """Give the first row at or behind `after`, wrapping round, whose name begins with letters."""
        rows = np.flatnonzero(np.isin(self._ids, self._find_named(letters)))
        if not rows.size:
            return None
        return int(rows[np.searchsorted(rows, after) % rows.size])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows, says and hints."""
        if not index.isValid():
            return None
        if role == CELL:
            return self._cell(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._cell(index).spoken()
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._cell(index).hint or None
        return None

    def _cell(self, index: Index) -> Cell:
        line = self.line(index.row())
        column = self._columns[index.column()].order
        if line is None:
            gone = translate("Leads", "This lead is gone or cannot be read")
            return Cell(gone) if column == "name" else Cell()
        if column == "name":
            return Cell(line.name, line.company or "", strong=True)
        if column == "stage":
            return Cell(line.stage or "", standing_text(line.standing))
        if column == "arrived":
            return self._arrived(line)
        if column == "clock":
            return self._clock(line)
        return Cell((line.source if column == "source" else line.owner) or "")

    def _arrived(self, line: LeadLine) -> Cell:
        if line.arrived_at is None:
            return Cell()
        exact = wording.when(line.arrived_at, self.zone)
        return Cell(wording.day(line.arrived_at, self.zone), hint=exact)

    def _clock(self, line: LeadLine) -> Cell:
        if line.clock is None:
            return Cell()
        text, state = wording.clock_text(line.clock, self._now)
        due = line.clock.due
        hint = (
            ""
            if due is None
            else translate("Leads", "Due %1").replace("%1", wording.when(due, self.zone))
        )
        return Cell(text, state=state, hint=hint)

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
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None
