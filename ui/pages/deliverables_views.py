"""The four ways to look at deliverables, and reading what each of them shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np
from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.changes import Progress
from app.errors import Refusal
from app.model.people import Side
from app.rules.working_time import WorkingTime
from app.services import items
from app.services.items import ItemKey, ItemLine, Material
from app.services.readings import ReadingSeries, readings
from app.services.suggestions import offered
from app.services.workspaces import Workspace, info, today
from ui.jobs import Latest
from ui.models.deliverable_ways import Promises
from ui.models.deliverables import Now, identity, month_entries
from ui.page import Frame
from ui.panels.deliverable_filter import ItemFilterBar
from ui.panels.deliverable_list import DeliverableList
from ui.panels.deliverable_materials import Materials
from ui.panels.deliverable_month import MonthView
from ui.panels.readings import Readings
from ui.widgets.empty import EmptyState

Hours = Mapping[Side, WorkingTime]

_REACH = 92
"""The list goes so many days back and ahead."""


class View(StrEnum):
    """A way to look."""

    LIST = "list"
    MONTH = "month"
    READINGS = "readings"
    MATERIALS = "materials"


@dataclass(frozen=True)
class _Asked:
    """What is to be read: the view, and the days it is about (ordinals)."""

    view: View
    today: int
    reach: int
    month: range
    hours: Hours | None


@dataclass(frozen=True)
class _Answer:
    """What was read for a view."""

    items: tuple[ItemLine, ...] = ()
    series: tuple[ReadingSeries, ...] = ()
    materials: tuple[Material, ...] = ()
    hours: Hours | None = None


def _read(workspace: Workspace, asked: _Asked) -> _Answer:
    if asked.view is View.LIST:
        first, end = asked.today - asked.reach, asked.today + asked.reach + 1
        around = items.deliverables(workspace, first, end).items
        calling = items.open_deliverables(workspace).items
        known = {identity(item.key): item for item in (*around, *calling)}
        return _Answer(tuple(known.values()))
    if asked.view is View.MONTH:
        found = items.deliverables(workspace, asked.month.start, asked.month.stop)
        hours = offered(workspace).hours if asked.hours is None else asked.hours
        return _Answer(items=found.items, hours=hours)
    if asked.view is View.READINGS:
        return _Answer(series=readings(workspace))
    return _Answer(materials=items.materials(workspace))


class DeliverableViews(QWidget):
    """Reads off the window's thread and shows in place.

    `chosen` carries the key of the item gone to, `opened` of one opened; `failed` a problem.
    `reading_asked` carries the figure to type, `promise_asked` a commitment's code or None;
    `none_there` tells whether the list is empty without any filter.
    """

    chosen = Signal(object)
    opened = Signal(object)
    add_asked = Signal()
    promise_asked = Signal(object)
    reading_asked = Signal(object)
    list_asked = Signal()
    none_there = Signal(bool)
    failed = Signal(object)

    def __init__(self, frame: Frame, workspace: Workspace, wanted: ItemFilterBar) -> None:
        super().__init__()
        self._workspace, self._wanted = workspace, wanted
        self._latest = Latest(frame.jobs)
        self._items: Sequence[ItemLine] = ()
        self._hours: Hours | None = None
        self._promises: Promises = {}
        self._reveal_newest = False
        self._reach = _REACH
        self.view = View.LIST
        self._ready = False
        self.now = self._now()
        self.list = DeliverableList(frame)
        self.month = MonthView(self.now.today)
        self.readings = Readings()
        self.materials = Materials(frame)
        self.problem = EmptyState(
            "table", self.tr("This cannot be read"), "", self.tr("Try again"), self.load
        )
        self._places = QStackedWidget()
        self._shown = {
            View.LIST: self.list,
            View.MONTH: self.month,
            View.READINGS: self.readings,
            View.MATERIALS: self.materials,
        }
        for each in (*self._shown.values(), self.problem):
            self._places.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._places)
        self._connect()

    def _connect(self) -> None:
        table = self.list.table
        table.chosen.connect(self.chosen)
        table.opened.connect(self._on_opened)
        table.code_asked.connect(self.promise_asked)
        self.list.add_asked.connect(self.add_asked)
        self.list.promise_asked.connect(self._ask_promise)
        self.list.clear_asked.connect(self._wanted.clear)
        self.list.further_asked.connect(self._go_further)
        self.month.grid.opened.connect(self.opened)
        self.month.turned.connect(self.load)
        self.materials.opened.connect(self.opened)
        self.materials.list_asked.connect(self.list_asked)
        self.readings.asked.connect(self.reading_asked)
        self.readings.promise_asked.connect(self.promise_asked)
        self._wanted.changed.connect(self._show_items)

    def _ask_promise(self) -> None:
        self.promise_asked.emit(None)

    def _go_further(self) -> None:
        self._reach += 365
        self.load()

    def _on_opened(self, index: QModelIndex) -> None:
        item = self.list.table.items.item_at(index.row())
        if item is not None:
            self.opened.emit(identity(item.key))

    # Reading

    def _now(self) -> Now:
        zone = info(self._workspace).time_zone
        return Now(today(self._workspace, datetime.now(UTC)).toordinal(), zone)

    def set_promises(self, promises: Promises) -> None:
        """Go by other promises; the working days are read anew with the next load."""
        self._promises, self._hours = promises, None

    def show_view(self, view: View) -> None:
        """Look another way."""
        self.view = view
        self._places.setCurrentWidget(self._shown[view])
        self.load()

    def load(self) -> None:
        """Read what the present view shows; an answer to an earlier question no longer counts."""
        self.now = self._now()
        asked = _Asked(self.view, self.now.today, self._reach, self.month.grid.days, self._hours)
        workspace = self._workspace

        def work(progress: Progress) -> _Answer:
            progress(0, 1)  # a question overtaken while it waited ends here
            return _read(workspace, asked)

        self._latest.run(work, self._show, self._on_failure)

    def _on_failure(self, problem: BaseException) -> None:
        if isinstance(problem, Refusal):
            self.problem.sentence.setText(str(problem))
            self._places.setCurrentWidget(self.problem)
        else:
            self.failed.emit(problem)

    # Showing

    def _show(self, answer: _Answer) -> None:
        self._places.setCurrentWidget(self._shown[self.view])
        self.none_there.emit(self.view is View.LIST and not answer.items)
        if self.view is View.READINGS:
            self.readings.show_series(answer.series, self.now.today)
        elif self.view is View.MATERIALS:
            self.materials.show_materials(answer.materials, self.now.zone)
        else:
            self._items = answer.items
            self._hours = answer.hours or self._hours
            self._show_items()
        if not self._ready:
            self._ready = True
            self.take_keyboard()

    def _show_items(self) -> None:
        """Show the items that are wanted of those that were read."""
        wanted, today_ = self._wanted.wanted, self.now.today
        if self.view is View.LIST:
            reach = today_ - self._reach, today_ + self._reach
            self.list.show_items(self._items, wanted, self._promises, today_, reach)
            self._show_newest()
        elif self.view is View.MONTH:
            entries = month_entries(wanted.chosen(self._items, today_), today_)
            self.month.show_entries(entries, today_, self._days_off())

    def _days_off(self) -> frozenset[int]:
        """Give the days shown on which neither side works."""
        days = self.month.grid.days
        worked = [hours.business_days for hours in (self._hours or {}).values()]
        if not worked:
            return frozenset()
        open_days = np.concatenate(worked)
        return frozenset(days).difference(
            open_days[(open_days >= days.start) & (open_days < days.stop)].tolist()
        )

    def reveal_newest(self) -> None:
        """Open the item added last, once it is read."""
        self._reveal_newest = True

    def _show_newest(self) -> None:
        if self._reveal_newest:
            self._reveal_newest = False
            added = max(self._items, key=lambda item: item.key.id or 0)
            self.opened.emit(identity(added.key))

    def mark(self, key: ItemKey | None) -> None:
        """Mark the item that is shown beside."""
        self.month.grid.choose(key)
        if key is None:
            self.list.table.clearSelection()
        else:
            self.list.table.select(key)

    def selected(self) -> ItemLine | None:
        """Give the item that is selected in the list."""
        return self.list.table.current() if self.view is View.LIST else None

    def take_keyboard(self) -> None:
        """Put the keyboard into what is shown, unless something is being typed."""
        line = self._wanted.line
        if self.isVisible() and not (line.hasFocus() and line.text()):
            self._shown[self.view].setFocus()
