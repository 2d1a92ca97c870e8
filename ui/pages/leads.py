"""Leads: a list over all of them, and beside it the lead to act upon."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from app.changes import Area, Change
from app.services.lead_details import lead_details
from app.services.lead_list import LeadFilter
from app.services.workspaces import Workspace, info
from ui import tokens
from ui.actions import Command
from ui.bridge import now_ms
from ui.models.lead_acts import FOR_MANY, Act, acts
from ui.page import Frame, Page
from ui.pages.leads_acts import LeadActs
from ui.pages.leads_selection import LeadSelection
from ui.panels.lead import LeadPanel
from ui.panels.lead_buttons import fill_menu
from ui.panels.lead_list import LeadList
from ui.panels.lead_many import ManyBar
from ui.widgets.button import Button

_MINUTE_MS = 60_000
_BESIDE = 820
"""A page narrower than this shows the list or the lead, not both."""


def _nobody() -> int | None:
    return None


class LeadsPage(Page):
    """The list, and the panel of the lead that is shown; `person_id` tells who sits here."""

    areas: ClassVar = frozenset(Area)

    def __init__(
        self, frame: Frame, workspace: Workspace, person_id: Callable[[], int | None] = _nobody
    ) -> None:
        super().__init__(frame)
        self._workspace = workspace
        about = info(workspace)
        self.list = LeadList(frame, workspace, about)
        self._selection = LeadSelection(self.list)
        self.panel = LeadPanel(about.currency)
        self.many = ManyBar()
        self.acts = LeadActs(frame, workspace, person_id, self.panel, self._put_away_if_gone)
        self._minute = QTimer(self, singleShot=True)
        self._left = QWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        space = tokens.current().space
        words = acts()
        for act in FOR_MANY:
            button = self.many.offer(words[act].short, words[act].key)
            button.clicked.connect(partial(self.frame.commands.run, f"leads.{act}"))
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.m)
        column.addWidget(self.many)
        column.addWidget(self.list, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(space.l)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._left)
        splitter.addWidget(self.panel)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        self.frame.state.keep_splitter("leads", splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        layout.setSpacing(space.l)
        layout.addWidget(self.list.bar)
        layout.addWidget(splitter, 1)

    def _connect(self) -> None:
        self._minute.timeout.connect(self._on_minute)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._show_lead)
        self._selection.selection_changed.connect(self._on_selection)
        self.list.bar.kept.connect(self.acts.back.offer)
        self.list.bar.changed.connect(self._on_other_leads)
        self.list.bar.view_chosen.connect(self._on_other_leads)
        self.list.add_asked.connect(self.add)
        self.list.import_asked.connect(self._import)
        self.list.bar.kept.connect(self.acts.back.offer)
        self.list.bar.changed.connect(self._on_other_leads)
        self.list.bar.view_chosen.connect(self._on_other_leads)
        self.list.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.table.customContextMenuRequested.connect(self._on_menu)
        self.many.all_asked.connect(self._take_all)
        self.many.left.connect(self._take_one)
        self.panel.closed.connect(self._on_panel_closed)
        self.panel.installEventFilter(self)
        self.panel.act_asked.connect(self._on_act)
        self.panel.remove_asked.connect(self.acts.remove_entry)
        self.panel.lead_asked.connect(self.show_target)
        self.acts.done.connect(self._on_done)
        self.acts.left.connect(self._on_form_left)

    # What the window asks of a page

    def controls(self) -> Sequence[QWidget]:
        """Give the ways in which leads come and go."""
        take_in = Button(self.tr("Import…"), "import")
        take_in.clicked.connect(self._import)
        add = Button(self.tr("Add lead"), "plus")
        add.setToolTip(self.tr("Add a lead (Ctrl+N)"))
        add.clicked.connect(self.add)
        give_out = Button(self.tr("Export…"), "download")
        give_out.follow(self.frame.commands.action("leads.export"))
        return take_in, give_out, add

    def commands(self) -> Sequence[Command]:
        """Give what can be done here, each with its key."""
        about_leads = [
            Command(
                f"leads.{act}",
                said.whole,
                said.icon,
                partial(self.acts.run, act),
                said.key,
                partial(self.acts.may, act),
            )
            for act, said in acts().items()
        ]
        return (
            *about_leads,
            Command("leads.add", self.tr("Add lead…"), "plus", self.add, "Ctrl+N"),
            *self.list.commands(),
        )

    def refresh(self, change: Change | None) -> None:
        """Find the leads anew and read the one that is shown; selection and place stay."""
        if change is None or Area.WORKSPACE in change.areas:
            self.list.model.zone = info(self._workspace).time_zone
        self.list.search()
        self._reread()

    def on_change(self, change: Change) -> None:
        """Note whether our own last step is still the newest, then do as every page."""
        self.acts.back.on_change(change)
        super().on_change(change)

    def show_target(self, target: object) -> None:
        """Show a lead (its id), or the leads of a `LeadFilter`."""
        if isinstance(target, LeadFilter):
            self.list.filter_by(target)
        elif isinstance(target, int):
            self._show_lead(target)
            self.list.reveal(target)

    def half_typed(self) -> bool:
        """Tell whether a form waits to be gone on with, in the panel or put aside."""
        return self.acts.half_typed

    def leave(self) -> bool:
        """Clear the filter being typed, or else close the form, the panel, or clear the filter."""
        if self.list.filter.hasFocus() and self.list.clear_filter():
            return True
        if self.acts.leave():
            self._on_form_left()
        elif self.acts.is_many:
            self._take_one()
        elif self.panel.isVisible():
            self.panel.close_panel()
        else:
            return self.list.clear_filter()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Let the countdowns run while they are seen, and the keyboard be in the list."""
        super().showEvent(event)
        self._on_minute()
        self.list.table.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the countdowns rest."""
        super().hideEvent(event)
        self._minute.stop()

    def _on_minute(self) -> None:
        now = now_ms()
        self.list.model.move_countdowns()
        self.panel.move_countdowns(now)
        self._minute.start(_MINUTE_MS - now % _MINUTE_MS)

    # Room for both, or for one

    def minimumSizeHint(self) -> QSize:
        """Need no more than the lead alone needs."""
        return QSize(self.panel.minimumWidth(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show list and lead side by side where there is room for both."""
        super().resizeEvent(event)
        self._share_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the room anew when the panel comes or goes."""
        if watched is self.panel and event.type() in (
            QEvent.Type.ShowToParent,
            QEvent.Type.HideToParent,
        ):
            self._share_room()
        return super().eventFilter(watched, event)

    def _share_room(self) -> None:
        beside = self.width() >= _BESIDE or self.panel.isHidden()
        if not beside and self._left.isVisible() and self.panel.form is None:
            self.panel.setFocus()
        self._left.setVisible(beside)

    def _on_other_leads(self) -> None:
        """Let the list be seen that was just asked for, where the lead took its place."""
        if self._left.isHidden():
            self.panel.close_panel()

    # The lead that is shown

    def _on_chosen(self, lead_id: int) -> None:
        if self.panel.isVisible() or self.acts.details is None:
            self._show_lead(lead_id)

    def _show_lead(self, lead_id: int) -> None:
        details = self.acts.details
        other = details is None or details.line.id != lead_id
        if other:
            self.acts.put_aside()
        self.acts.details = lead_details(self._workspace, lead_id)
        self._show_details()
        if other:
            self.acts.bring_back(lead_id)

    def _reread(self) -> None:
        if self.acts.details is not None:
            self.acts.details = lead_details(self._workspace, self.acts.details.line.id)
            self._show_details()

    def _show_details(self) -> None:
        """Bring the panel up to date; a lead removed elsewhere closes it."""
        if self.acts.details is None:
            self.panel.close_form()
            self.panel.hide()
            self.frame.messages.notice(self.tr("That lead is gone; it was removed meanwhile."))
        elif not self.acts.is_many:
            self.panel.show_lead(self.acts.details, now_ms())
        self.frame.commands.refresh()

    def _put_away_if_gone(self) -> None:
        """Close the panel without a word when the lead in it was the one just taken back."""
        if self.acts.details is not None:
            details = lead_details(self._workspace, self.acts.details.line.id)
            self.acts.details = details
            self.panel.setVisible(details is not None and self.panel.isVisible())

    def _on_panel_closed(self) -> None:
        self.acts.put_aside()
        self.list.table.setFocus()
        self.frame.commands.refresh()

    # Many leads

    def _on_selection(self, count: int) -> None:
        """Mean the selected leads while there are several of them."""
        self._mean(self._selection.selected_ids() if count > 1 else (), is_all=False)

    def _take_all(self) -> None:
        self._mean(self._selection.all_matching(), is_all=True)

    def _take_one(self) -> None:
        self._mean((), is_all=False)
        self._selection.select_current()

    def _mean(self, leads: Sequence[int], *, is_all: bool) -> None:
        was_many = self.acts.is_many
        if not was_many and not len(leads):
            return
        self.acts.on_selection(leads)
        if self.acts.is_many:
            self.many.show_count(len(leads), self.list.model.rowCount(), is_all=is_all)
            self.panel.setVisible(self.panel.form is not None)
        elif was_many:
            self.many.hide()
            if self.acts.details is not None:
                self._show_lead(self.acts.details.line.id)
        self.frame.commands.refresh()

    # Acting upon them

    def add(self) -> None:
        """Let a new lead be typed in."""
        if self.acts.is_many:
            self._take_one()
        self.acts.add()
        self.list.table.clearSelection()

    def _on_act(self, act: Act) -> None:
        self.frame.commands.run(f"leads.{act}")

    def _on_menu(self, place: QPoint) -> None:
        """Offer everything that can be done with the row under the pointer."""
        if self.acts.details is None or self.acts.is_many:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        fill_menu(menu, self.acts.details, self._on_act)
        menu.popup(self.list.table.viewport().mapToGlobal(place))

    def _on_form_left(self) -> None:
        if self.acts.details is None or self.acts.is_many:
            self.panel.hide()
        else:
            self._reread()
        self.list.table.setFocus()
        self.frame.commands.refresh()

    def _on_done(self, change: Change) -> None:
        self.list.table.setFocus()
        if self.acts.is_many:
            self.panel.hide()
        elif self.acts.details is None:
            (added,) = change.lead_ids
            self._show_lead(added)
            self.list.reveal(added)
        self.frame.commands.refresh()

    def _import(self) -> None:
        self.frame.commands.run("file.import")
