"""One lead beside the list: what can be done, its clocks and why they are due then, its history."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.model.columns import Ms
from app.model.events import EventKind
from app.services.lead_list import EventView, LeadDetails
from ui import tokens, wording
from ui.dialogs.lead_form import LeadForm
from ui.panels.lead_rows import ClockRow, EventRow, Rows
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.panel import SidePanel

_EVENTS_SHOWN = 30

translate = QCoreApplication.translate


def why_not_decide(details: LeadDetails) -> str:
    """Say why Sales cannot accept this lead or send it back now; "" when it can."""
    match details.turn:
        case EventKind.ACCEPTED:
            return translate("LeadPanel", "Sales has accepted this lead already.")
        case EventKind.SENT_BACK:
            return translate("LeadPanel", "Sales has sent this lead back already.")
        case EventKind.HANDED_OVER:
            return ""
        case _:
            return translate("LeadPanel", "It has not been handed over to Sales yet.")


def why_not_hand_over(details: LeadDetails) -> str:
    """Say why this lead cannot be handed over now; "" when it can."""
    match details.turn:
        case EventKind.HANDED_OVER:
            return translate("LeadPanel", "It has been handed over to Sales already.")
        case EventKind.ACCEPTED:
            return translate("LeadPanel", "Sales has accepted this lead already.")
        case _:
            return ""


class LeadPanel(SidePanel):
    """The lead shown beside the list, and the form being filled in about it.

    `contact`, `accept`, `send_back` and `hand_over` are run by its buttons.
    """

    def __init__(
        self,
        currency: str,
        contact: Callable[[], object],
        accept: Callable[[], object],
        send_back: Callable[[], object],
        hand_over: Callable[[], object],
    ) -> None:
        super().__init__(translate("LeadPanel", "Lead"))
        self.setMinimumWidth(364)
        self._currency = currency
        self._history: tuple[EventView, ...] = ()
        self._history_whole = False
        self._details: LeadDetails | None = None
        self.form: LeadForm | None = None
        self.reach = Label("", Role.SECONDARY, wrap=True)
        self.reach.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.contact_button = Button(translate("LeadPanel", "Log contact"), kind="primary")
        self.accept_button = Button(translate("LeadPanel", "Accept"))
        self.send_back_button = Button(translate("LeadPanel", "Send back…"))
        self.more_button = Button(translate("LeadPanel", "More"), "ellipsis", kind="icon")
        self.contact_button.clicked.connect(contact)
        self.accept_button.clicked.connect(accept)
        self.send_back_button.clicked.connect(send_back)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.hand_over_action = menu.addAction(translate("LeadPanel", "Hand over to Sales… (H)"))
        self.hand_over_action.triggered.connect(hand_over)
        self.more_button.setMenu(menu)
        self._form_place = QVBoxLayout()
        self._about = QWidget()
        self._clocks, self._events = Rows(), Rows()
        self._no_clock = Label("", Role.SECONDARY, wrap=True)
        self._all_events = Button("", kind="quiet")
        self._all_events.clicked.connect(self._show_whole_history)
        self._build()

    def _build(self) -> None:
        space = tokens.current().space
        buttons = QHBoxLayout()
        buttons.setSpacing(space.xs)
        for button in (self.contact_button, self.accept_button, self.send_back_button):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.more_button)
        about = QVBoxLayout(self._about)
        about.setContentsMargins(0, 0, 0, 0)
        about.setSpacing(space.xs)
        about.addWidget(Label(translate("LeadPanel", "Clocks"), Role.HEADING))
        about.addWidget(self._no_clock)
        about.addWidget(self._clocks)
        about.addSpacing(space.m)
        about.addWidget(Label(translate("LeadPanel", "History"), Role.HEADING))
        about.addWidget(self._events)
        about.addWidget(self._all_events, 0, Qt.AlignmentFlag.AlignLeading)
        self._buttons = QWidget()
        self._buttons.setLayout(buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.reach)
        self.body.addWidget(self._buttons)
        self.body.addLayout(self._form_place)
        self.body.addWidget(self._about)
        self.body.addStretch()

    def show_lead(self, details: LeadDetails, now: Ms) -> None:
        """Show a lead, or what is new about it; the form that is open stays."""
        known = self._details is not None and self._details.line.id == details.line.id
        if not known:
            self._history_whole = False
        self._details = details
        line = details.line
        value = None
        if details.value_minor is not None:
            value = wording.money(details.value_minor, self._currency)
        work = ", ".join(each for each in (details.title, line.company) if each)
        came = " · ".join(each for each in (line.source, details.campaign, value) if each)
        self.open_with(line.name, "\n".join(each for each in (work, came) if each))
        self.reach.setText("\n".join(each for each in (details.phone, details.email) if each))
        self.reach.setVisible(bool(self.reach.text()))
        self._allow(details)
        self._show_clocks(details, now)
        self._show_history(details)
        self._buttons.setVisible(self.form is None)
        self._about.show()

    def _allow(self, details: LeadDetails) -> None:
        decide, hand_over = why_not_decide(details), why_not_hand_over(details)
        self.contact_button.setToolTip(translate("LeadPanel", "Log contact (C)"))
        for button, key in (
            (self.accept_button, translate("LeadPanel", "Accept (A)")),
            (self.send_back_button, translate("LeadPanel", "Send back (S)")),
        ):
            button.setEnabled(not decide)
            button.setToolTip(decide or key)
        self.hand_over_action.setEnabled(not hand_over)
        self.hand_over_action.setToolTip(hand_over)

    def _show_clocks(self, details: LeadDetails, now: Ms) -> None:
        if len(self._clocks.rows) != len(details.clocks):
            self._clocks.clear()
            for _ in details.clocks:
                self._clocks.add(ClockRow())
        for row, clock in zip(self._clocks.rows, details.clocks, strict=True):
            assert isinstance(row, ClockRow)  # noqa: S101 - only such rows are added
            row.show_clock(clock, details, now)
        self._no_clock.setText(_why_no_clock(details))
        self._no_clock.setVisible(not details.clocks)

    def _show_history(self, details: LeadDetails) -> None:
        shown = details.history if self._history_whole else details.history[:_EVENTS_SHOWN]
        if shown != self._history:
            self._history = shown
            self._events.clear()
            for event in shown:
                self._events.add(EventRow(event, details.zone, self._currency))
        hidden = len(details.history) - len(shown)
        text = translate("LeadPanel", "Show %1 earlier entries")
        self._all_events.set_words(text.replace("%1", f"{hidden:,}"))
        self._all_events.setVisible(hidden > 0)

    def _show_whole_history(self) -> None:
        self._history_whole = True
        if self._details is not None:
            self._show_history(self._details)

    def move_countdowns(self, now: Ms) -> None:
        """Let every pill say how much time is left now."""
        for row in self._clocks.rows:
            if isinstance(row, ClockRow):
                row.move_countdown(now)

    def open_form(self, form: LeadForm, title: str = "") -> None:
        """Put a form in place of the buttons; with a `title` it stands alone, about no lead."""
        self.close_form()
        self.form = form
        self._form_place.addWidget(form)
        self._buttons.hide()
        if title:
            self._details = None
            self.open_with(title)
            form.heading.hide()
            self.reach.hide()
            self._about.hide()
        self.show()
        form.show()
        form.begin()

    def close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            self._form_place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self._buttons.show()


def _why_no_clock(details: LeadDetails) -> str:
    if details.agreed_from is None:
        return translate("LeadPanel", "No agreement is in force yet, so no clock runs.")
    if details.before_agreement:
        text = translate(
            "LeadPanel", "It arrived before the agreement began on %1, so it has no clock."
        )
        return text.replace("%1", wording.day(details.agreed_from, details.zone))
    if details.turn is None:
        return translate("LeadPanel", "Its clocks start when it is handed over to Sales.")
    return translate("LeadPanel", "No commitment of the agreement is about this lead.")
