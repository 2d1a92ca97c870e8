"""Deliverables: what is due by which day, as a list and as a month; readings; materials."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.changes import Area, Change
from app.rules.readings import Figure
from app.services import items
from app.services.agreement import agreement
from app.services.items import ItemKey
from app.services.workspaces import Workspace
from ui import tokens
from ui.actions import Command
from ui.models.deliverable_acts import acts
from ui.models.deliverable_ways import Promises, promises_of_things
from ui.models.deliverables import Section, identity
from ui.page import Frame, Page
from ui.pages.deliverables_acts import DeliverableActs
from ui.pages.deliverables_views import DeliverableViews, View
from ui.panels.deliverable import DeliverablePanel
from ui.panels.deliverable_filter import ItemFilterBar
from ui.widgets.segmented import Segmented

_WIDE = 10_000
_FILTERED = (View.LIST, View.MONTH)


def _nobody() -> int | None:
    return None


def _kept_view(frame: Frame) -> View:
    """Give the way to look that was chosen last."""
    kept = frame.state.choice("deliverables.view")
    return View(kept) if kept in tuple(View) else View.LIST


class DeliverablesPage(Page):
    """What is seen, one of four ways, and beside it the deliverable to act upon.

    `person_id` tells who sits here.
    """

    areas: ClassVar = frozenset(
        {Area.DELIVERABLES, Area.AGREEMENT, Area.PEOPLE, Area.LEADS, Area.WORKSPACE, Area.TIME}
    )

    def __init__(
        self, frame: Frame, workspace: Workspace, person_id: Callable[[], int | None] = _nobody
    ) -> None:
        super().__init__(frame)
        self._workspace = workspace
        self._promises: Promises = {}
        self._none_there = False
        self.shown: ItemKey | None = None
        self.switch = Segmented(
            [
                (View.LIST, self.tr("List")),
                (View.MONTH, self.tr("Month")),
                (View.READINGS, self.tr("Readings")),
                (View.MATERIALS, self.tr("Materials")),
            ],
            View.LIST,
            self.tr("What is shown"),
        )
        self.filter = ItemFilterBar()
        self.views = DeliverableViews(frame, workspace, self.filter)
        self.panel = DeliverablePanel()
        self.acts = DeliverableActs(
            frame,
            workspace,
            person_id,
            self.panel,
            selected=self.views.selected,
            now=lambda: self.views.now,
        )
        self._build()
        self._connect()

    def _build(self) -> None:
        space = tokens.current().space
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(space.l)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.views)
        splitter.addWidget(self.panel)
        splitter.setSizes([_WIDE, self.panel.minimumWidth()])
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        self.frame.state.keep_splitter("deliverables", splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        layout.setSpacing(space.l)
        layout.addWidget(self.filter)
        layout.addWidget(splitter, 1)

    def _connect(self) -> None:
        self.switch.chosen.connect(self._on_switch)
        self.views.chosen.connect(self._on_chosen)
        self.views.opened.connect(self.show_item)
        self.views.add_asked.connect(self.add)
        self.views.promise_asked.connect(self._show_promise)
        self.views.reading_asked.connect(self.acts.type_reading)
        self.views.list_asked.connect(partial(self.switch.choose, View.LIST))
        self.views.none_there.connect(self._on_none_there)
        self.views.failed.connect(self.frame.messages.failure)
        self.panel.closed.connect(self._on_panel_closed)
        self.panel.code_asked.connect(self._show_promise)
        self.panel.lead_asked.connect(partial(self.frame.go, "leads"))
        self.acts.item_asked.connect(self.show_item)
        self.acts.ended.connect(self._on_ended)
        self.switch.choose(_kept_view(self.frame))

    # What the window asks of a page

    def controls(self) -> Sequence[QWidget]:
        """Give the four ways to look."""
        return (self.switch,)

    def commands(self) -> Sequence[Command]:
        """Give what can be done here, each with its key."""
        about_one = [
            Command(
                f"deliverables.{act}",
                said.whole,
                said.icon,
                partial(self.acts.run, act),
                said.key,
                partial(self.acts.may, act),
            )
            for act, said in acts().items()
        ]
        add, find = self.tr("Add a deliverable…"), self.tr("Filter the deliverables")
        figure = self.tr("Type in a figure…")
        return (
            Command("deliverables.add", add, "plus", self.add, "Ctrl+N"),
            *about_one,
            Command("deliverables.type_reading", figure, "pencil", self.type_reading, "F"),
            Command("deliverables.filter", find, "filter", self._begin_filter, "Ctrl+F"),
        )

    def primary(self) -> str | None:
        """Add a deliverable; an empty list offers that itself."""
        return None if self._none_there else "deliverables.add"

    def refresh(self, change: Change | None) -> None:
        """Read everything shown anew; selection, place and an open form stay."""
        if change is None or Area.AGREEMENT in change.areas:
            self._promises = promises_of_things(agreement(self._workspace))
            self.views.set_promises(self._promises)
        self.views.load()
        self._reread()

    def on_change(self, change: Change) -> None:
        """Note whether our own last step is still the newest, then do as every page."""
        self.acts.back.on_change(change)
        super().on_change(change)

    def show_target(self, target: object) -> None:
        """Show a deliverable (its key), those of a `Section`, or the readings, one of which is a `Figure`."""
        if isinstance(target, ItemKey):
            self.switch.choose(View.LIST)
            self.show_item(target)
        elif isinstance(target, Section):
            self.switch.choose(View.LIST)
            self.filter.show_section(target)
        elif isinstance(target, Figure):
            self.switch.choose(View.READINGS)

    def half_typed(self) -> bool:
        """Tell whether a form waits to be gone on with."""
        return self.acts.half_typed

    def leave(self) -> bool:
        """Close the form, or else the panel, or clear the filter."""
        if self.panel.form is not None:
            self.acts.leave()
        elif self.panel.isVisible():
            self.panel.close_panel()
        else:
            return self.filter.clear()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keyboard be in what is shown."""
        super().showEvent(event)
        self.views.take_keyboard()

    # Ways to look

    def _on_switch(self, view: object) -> None:
        chosen = View(str(view))
        if self.panel.item is None:
            self.acts.put_away()  # a form that stood alone belongs to where it was opened
        self.frame.state.keep_choice("deliverables.view", chosen)
        self.filter.setVisible(chosen in _FILTERED)
        self.views.show_view(chosen)

    def _on_none_there(self, none_there: bool) -> None:
        """Offer no filter where there is nothing to filter, and no second way to add the first."""
        self.filter.setVisible(self.views.view in _FILTERED and not none_there)
        self._none_there = none_there
        self.primary_changed.emit()

    def _begin_filter(self) -> None:
        if self.filter.isHidden():
            self.switch.choose(View.LIST)
        self.filter.begin()

    def add(self) -> None:
        """Open the form for a new deliverable."""
        self.shown = None
        self.views.mark(None)
        self.acts.add()

    def type_reading(self) -> None:
        """Open the form for a figure."""
        self.switch.choose(View.READINGS)
        self.acts.type_reading(None)

    def _show_promise(self, code: object = None) -> None:
        self.frame.go("commitments", code)

    # The deliverable that is shown

    def _on_chosen(self, key: ItemKey) -> None:
        if self.panel.isVisible():
            self.show_item(key)
        self.frame.commands.refresh()

    def show_item(self, key: ItemKey) -> None:
        """Open a deliverable beside what is shown."""
        if self.shown != identity(key):
            self.acts.put_away()
        self.shown = identity(key)
        self._reread()
        if self.shown is not None:
            self.views.mark(self.shown)

    def _reread(self) -> None:
        if self.shown is None:
            return
        details = items.item_details(self._workspace, self.shown)
        if details is None:
            self.shown = None
            self.acts.put_away()
            self.panel.hide()
        else:
            now = self.views.now
            self.panel.show_item(details, self._promises, now.today, now.zone)
        self.frame.commands.refresh()

    def _on_panel_closed(self) -> None:
        self.acts.put_away()
        self.shown = None
        self.views.mark(None)
        self.views.take_keyboard()

    def _on_ended(self, change: Change | None) -> None:
        """Go back to where the form was opened; what was just added is shown."""
        if self.panel.item is None:
            self.panel.hide()
            if change is not None:
                self.views.reveal_newest()
        self.views.take_keyboard()
