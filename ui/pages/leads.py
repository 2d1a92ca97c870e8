"""Leads: a list over all of them, and beside it the lead to act upon."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.changes import Area, Change
from app.errors import Refusal
from app.services import leads as service
from app.services.changing import undo
from app.services.lead_list import LeadDetails, LeadFilter, known_values, lead_details
from app.services.people import people
from app.services.workspaces import Workspace, info
from ui import tokens
from ui.actions import Command
from ui.bridge import now_ms
from ui.dialogs.add_lead import AddLeadForm
from ui.dialogs.hand_over import HandOverForm
from ui.dialogs.lead_form import Desk, LeadForm
from ui.dialogs.log_contact import LogContactForm
from ui.dialogs.send_back import SendBackForm
from ui.page import Frame, Page
from ui.panels.lead import LeadPanel, why_not_decide, why_not_hand_over
from ui.panels.lead_list import LeadList
from ui.widgets.button import Button

_MINUTE_MS = 60_000


@dataclass(frozen=True)
class LogContact:
    """A target of the page: log a contact for the lead shown, or let one be found first."""


def _nobody() -> int | None:
    return None


class LeadsPage(Page):
    """The list, and the panel of the lead that is shown; `person_id` tells who sits here."""

    areas: ClassVar = frozenset(Area)

    def __init__(
        self, frame: Frame, workspace: Workspace, person_id: Callable[[], int | None] = _nobody
    ) -> None:
        super().__init__(frame)
        self._workspace, self._person_id = workspace, person_id
        about = info(workspace)
        self._zone = about.time_zone
        self._details: LeadDetails | None = None
        self._log_next = False
        self._newest: Change | None = None
        self.list = LeadList(frame, workspace, self._zone)
        self.panel = LeadPanel(
            about.currency, self.contact, self.accept, self.send_back, self.hand_over
        )
        self._minute = QTimer(self, singleShot=True)
        self._minute.timeout.connect(self._on_minute)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self.list.add_asked.connect(self.add)
        self.list.import_asked.connect(self._import)
        self.panel.closed.connect(self._on_panel_closed)
        space = tokens.current().space
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(space.l)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.list)
        splitter.addWidget(self.panel)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        frame.state.keep_splitter("leads", splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        layout.addWidget(splitter)

    # What the window asks of a page

    def controls(self) -> Sequence[QWidget]:
        """Give the two ways in which leads come."""
        take_in = Button(self.tr("Import…"), "import")
        take_in.clicked.connect(self._import)
        add = Button(self.tr("Add lead"), "plus")
        add.setToolTip(self.tr("Add a lead (N)"))
        add.clicked.connect(self.add)
        return take_in, add

    def commands(self) -> Sequence[Command]:
        """Give what can be done here, each with its key."""
        contact, accept = self.tr("Log contact with this lead…"), self.tr("Accept this lead")
        send_back, hand_over = self.tr("Send this lead back…"), self.tr("Hand this lead over…")
        find, decide = self.tr("Filter the leads"), self._may_decide
        return (
            Command("leads.contact", contact, "phone", self.contact, "C", self._may_contact),
            Command("leads.accept", accept, "check", self.accept, "A", decide),
            Command("leads.send_back", send_back, "undo-2", self.send_back, "S", decide),
            Command(
                "leads.hand_over", hand_over, "handshake", self.hand_over, "H", self._may_hand_over
            ),
            Command("leads.add", self.tr("Add lead…"), "plus", self.add, "Ctrl+N"),
            Command("leads.filter", find, "filter", self.list.focus_filter, "Ctrl+F"),
        )

    def refresh(self, change: Change | None) -> None:
        """Find the leads anew and read the one that is shown; selection and place stay."""
        if change is None or Area.WORKSPACE in change.areas:
            self._zone = self.list.model.zone = info(self._workspace).time_zone
        self.list.search()
        self._reread()

    def on_change(self, change: Change) -> None:
        """Note whether our own last step is still the newest, then do as every page."""
        if change is not self._newest and change.areas != {Area.TIME}:
            self._newest = None
        super().on_change(change)

    def show_target(self, target: object) -> None:
        """Show a lead (its id), the leads of a `LeadFilter`, or do as a `LogContact` says."""
        if isinstance(target, LeadFilter):
            self.list.filter_by(target)
        elif isinstance(target, int):
            self._show_lead(target)
            self.list.reveal(target)
        elif isinstance(target, LogContact):
            self._log()

    def leave(self) -> bool:
        """Clear the filter being typed, or else close the form, the panel, or clear the filter."""
        if self.list.filter.hasFocus() and self.list.clear_filter():
            return True
        if self.panel.form is not None:
            self._close_form()
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

    # The lead that is shown

    def _on_chosen(self, lead_id: int) -> None:
        if self.panel.isVisible() or self._details is None:
            self._show_lead(lead_id)

    def _on_opened(self, lead_id: int) -> None:
        self._show_lead(lead_id)
        if self._log_next:
            self.contact()

    def _show_lead(self, lead_id: int) -> None:
        if self._details is None or self._details.line.id != lead_id:
            self.panel.close_form()
        self._details = lead_details(self._workspace, lead_id)
        self._show_details()

    def _reread(self) -> None:
        if self._details is not None:
            self._details = lead_details(self._workspace, self._details.line.id)
            self._show_details()

    def _show_details(self) -> None:
        """Bring the panel up to date; a lead removed elsewhere closes it."""
        if self._details is not None:
            self.panel.show_lead(self._details, now_ms())
        else:
            self.panel.close_form()
            self.panel.hide()
            self.frame.messages.notice(self.tr("That lead is gone; it was removed meanwhile."))
        self.frame.commands.refresh()

    def _on_panel_closed(self) -> None:
        self.panel.close_form()
        self._log_next = False
        self.list.table.setFocus()
        self.frame.commands.refresh()

    # Acting upon it

    def _may_contact(self) -> bool:
        return self._details is not None and self.panel.isVisible() and self.panel.form is None

    def _may_decide(self) -> bool:
        details = self._details if self._may_contact() else None
        return details is not None and not why_not_decide(details)

    def _may_hand_over(self) -> bool:
        details = self._details if self._may_contact() else None
        return details is not None and not why_not_hand_over(details)

    def _desk(self) -> Desk:
        return Desk(self._workspace, self._zone, people(self._workspace), self._person_id())

    def _log(self) -> None:
        """Log for the lead shown, or let one be typed first."""
        if self._details is not None and self.panel.isVisible():
            self.contact()
            return
        self._log_next = True
        self.list.focus_filter()
        self.frame.messages.notice(self.tr("Type a name, then press Enter to log a contact."))

    def contact(self) -> None:
        """Open the form for a contact with the lead shown."""
        self._log_next = False
        if self._details is not None:
            form = LogContactForm(self._desk(), self._details.line.id)
            self._open_form(form, self.tr("Logged."))

    def send_back(self) -> None:
        """Open the form for sending the lead back."""
        if self._details is not None:
            form = SendBackForm(self._desk(), self._details.line.id)
            self._open_form(form, self.tr("Sent back."))

    def hand_over(self) -> None:
        """Open the form for handing the lead over."""
        if self._details is not None:
            form = HandOverForm(self._desk(), self._details.line.id, self._details.owner_id)
            self._open_form(form, self.tr("Handed over."))

    def accept(self) -> None:
        """Accept the lead shown, now."""
        if self._details is None:
            return
        try:
            change = service.accept(self._workspace, self._details.line.id, by_id=self._person_id())
        except Refusal as refusal:
            self.frame.messages.error(str(refusal))
        else:
            self.panel.close_form()
            self._say(change, self.tr("Accepted."))

    def add(self) -> None:
        """Open the form for a new lead."""
        self._details = None
        self.list.table.clearSelection()
        form = AddLeadForm(self._desk(), *known_values(self._workspace))
        self._open_form(form, self.tr("Added."), self.tr("New lead"))

    def _open_form(self, form: LeadForm, words: str, title: str = "") -> None:
        form.done.connect(partial(self._on_done, words))
        form.left.connect(self._close_form)
        self.panel.open_form(form, title)
        self.frame.commands.refresh()

    def _close_form(self) -> None:
        self.panel.close_form()
        if self._details is None:
            self.panel.hide()
        self.list.table.setFocus()
        self.frame.commands.refresh()

    def _on_done(self, words: str, change: Change) -> None:
        self.panel.close_form()
        self.list.table.setFocus()
        if self._details is None:
            (added,) = change.lead_ids
            self._show_lead(added)
            self.list.reveal(added)
        self._say(change, words)

    def _say(self, change: Change, words: str) -> None:
        """Say that it is done, with the way back."""
        self._newest = change
        self.frame.messages.notice(words, self.tr("Undo"), partial(self._undo, change))
        self.frame.commands.refresh()

    def _undo(self, change: Change) -> None:
        """Take our step back, unless another came after it: only the newest can be taken back."""
        if change is not self._newest:
            self.frame.messages.notice(
                self.tr("Something else was changed meanwhile, so this cannot be undone by itself.")
            )
            return
        try:
            undo(self._workspace)
        except Refusal as refusal:
            self.frame.messages.notice(str(refusal))
        else:
            self._put_away_if_gone()
            words = self.tr("Undone: %1").replace("%1", change.label)
            self.frame.messages.notice(words)

    def _put_away_if_gone(self) -> None:
        """Close the panel without a word when the lead in it was the one just taken back."""
        if self._details is not None:
            self._details = lead_details(self._workspace, self._details.line.id)
            self.panel.setVisible(self._details is not None and self.panel.isVisible())

    def _import(self) -> None:
        self.frame.commands.run("file.import")
