"""One lead beside the list: what can be done, its clocks and why they are due then, its history."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.columns import Ms
from app.model.events import EventKind
from app.model.stages import MQL
from app.services.lead_details import EventView, LeadDetails
from ui import tokens, wording
from ui.dialogs.lead_form import LeadForm
from ui.models.lead_acts import Act
from ui.panels.lead_buttons import LeadButtons
from ui.panels.lead_delay import DelaySplit
from ui.panels.lead_related import RelatedLeads
from ui.panels.lead_rows import ClockRow, EventRow, Rows
from ui.panels.lead_standing import StandingLine
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.panel import SidePanel

_EVENTS_SHOWN = 20
_WIDTH = 400
_QUALIFYING = (EventKind.HANDED_OVER, EventKind.STAGE)

translate = QCoreApplication.translate


class LeadPanel(SidePanel):
    """The lead shown beside the list, and the form being filled in about it.

    `act_asked` carries the `Act` of a button or of the menu, `remove_asked` the id of an entry of
    the history, `lead_asked` the id of another lead of this person.
    """

    act_asked = Signal(object)
    remove_asked = Signal(int)
    lead_asked = Signal(int)

    def __init__(self, currency: str) -> None:
        super().__init__(translate("LeadPanel", "Lead"))
        self.setMinimumWidth(_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._currency = currency
        self._history: tuple[EventView, ...] = ()
        self._history_whole = False
        self._details: LeadDetails | None = None
        self.form: LeadForm | None = None
        self.reach = Label("", Role.SECONDARY, wrap=True)
        self.reach.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reach.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.standing = StandingLine()
        self.buttons = LeadButtons()
        self.buttons.asked.connect(self.act_asked)
        self._form_place = QVBoxLayout()
        self._about = QWidget()
        self._clocks, self._events = Rows(), Rows()
        self._no_clock = Label("", Role.SECONDARY, wrap=True)
        self.why, self._why_heading = Label("", Role.CAPTION, wrap=True), Label("", Role.HEADING)
        self.delay = DelaySplit()
        self._delay_heading = Label(translate("LeadPanel", "Where the time went"), Role.HEADING)
        self.related = RelatedLeads()
        self.related.asked.connect(self.lead_asked)
        self.related.mark_asked.connect(self._on_mark)
        self._all_events = Button("", kind="quiet")
        self._all_events.clicked.connect(self._show_whole_history)
        self._build()

    def _build(self) -> None:
        space = tokens.current().space
        about = QVBoxLayout(self._about)
        about.setContentsMargins(0, 0, 0, 0)
        about.setSpacing(space.l)
        events = _section(Label(translate("LeadPanel", "History"), Role.HEADING), self._events)
        events.addWidget(self._all_events, 0, Qt.AlignmentFlag.AlignLeading)
        clocks = Label(translate("LeadPanel", "Clocks"), Role.HEADING)
        about.addLayout(_section(clocks, self._no_clock, self._clocks))
        about.addLayout(_section(self._why_heading, self.why))
        about.addLayout(_section(self._delay_heading, self.delay))
        about.addWidget(self.related)
        about.addLayout(events)
        for each in (self.reach, self.standing, self.buttons):
            self.body.addWidget(each)
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
        persona = translate("LeadPanel", "persona %1").replace("%1", details.persona or "")
        about = " · ".join(filter(None, (work, persona if details.persona else None, value)))
        owner = translate("LeadPanel", "owner %1").replace("%1", line.owner or "")
        came = (line.source, details.campaign, owner if line.owner else None)
        told = (about, " · ".join(filter(None, came)))
        self.open_with(line.name, "\n".join(filter(None, told)))
        reach = " · ".join(each for each in (details.phone, details.email) if each)
        erased = translate(
            "LeadPanel", "Name, contact and notes were erased, as this person asked."
        )
        self.reach.setText(erased if details.forgotten else reach)
        self.reach.setVisible(bool(self.reach.text()))
        self.standing.show_lead(details, self._currency)
        self.standing.show()
        self.buttons.show_lead(details)
        self.buttons.setVisible(self.form is None)
        self._show_clocks(details, now)
        self._show_reasons(details)
        self._show_history(details)
        self._about.show()

    def _show_reasons(self, details: LeadDetails) -> None:
        """Show why it is an MQL, where the time went, and what other leads are like it."""
        mql = translate("LeadPanel", "Why is this an %1?")
        self._why_heading.setText(mql.replace("%1", details.stages.get(MQL, MQL.upper())))
        self.why.setText(" ".join(details.why))
        qualified = any(event.kind in _QUALIFYING for event in details.history)
        for each in (self._why_heading, self.why):
            each.setVisible(qualified)
        self.delay.show_legs(details.delay, details.day_ms)
        for shown in (self._delay_heading, self.delay):
            shown.setVisible(bool(details.delay))
        self.related.show_lead(details)

    def _on_mark(self) -> None:
        self.act_asked.emit(Act.DUPLICATE)

    def _show_clocks(self, details: LeadDetails, now: Ms) -> None:
        if len(self._clocks.rows) != len(details.clocks):
            self._clocks.fill([ClockRow() for _ in details.clocks])
        for row, clock in zip(self._clocks.rows, details.clocks, strict=True):
            assert isinstance(row, ClockRow)  # noqa: S101 - only such rows are added
            row.show_clock(clock, details, now)
        self._no_clock.setText(_why_no_clock(details))
        self._no_clock.setVisible(not details.clocks)

    def _show_history(self, details: LeadDetails) -> None:
        shown = details.history if self._history_whole else details.history[:_EVENTS_SHOWN]
        if shown != self._history:
            self._history = shown
            rows = [EventRow(event, details.zone, self._currency) for event in shown]
            for row in rows:
                row.remove_asked.connect(self.remove_asked)
            self._events.fill(rows)
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

    def open_form(self, form: LeadForm, title: str = "", *, focus: bool = True) -> None:
        """Put a form in place of the buttons; with a `title` it stands alone, not about one lead."""
        self.close_form()
        self.form = form
        self._form_place.addWidget(form)
        self.buttons.hide()
        form.heading.setVisible(form.heading.text() != title)
        if title:
            self._details = None
            self.open_with(title)
            for each in (self.reach, self.standing, self._about):
                each.hide()
        self.show()
        form.show()
        if focus:
            form.begin()

    def take_form(self) -> LeadForm | None:
        """Take the form out of the panel, with what was typed in it; None without one."""
        form, self.form = self.form, None
        if form is not None:
            self._form_place.removeWidget(form)
            form.hide()
            self.buttons.show()
        return form

    def close_form(self) -> None:
        """Take the form away, with what was typed in it."""
        form = self.take_form()
        if form is not None:
            form.deleteLater()


def _section(heading: Label, *content: QWidget) -> QVBoxLayout:
    section = QVBoxLayout()
    section.setSpacing(tokens.current().space.xs)
    for each in (heading, *content):
        section.addWidget(each)
    return section


def _why_no_clock(details: LeadDetails) -> str:
    if details.agreed_from is None:
        return translate("LeadPanel", "No agreement is in force yet, so no clock runs.")
    if details.before_agreement:
        text = translate(
            "LeadPanel", "It arrived before the agreement began on %1, so it has no clock."
        )
        return text.replace("%1", wording.day(details.agreed_from, details.zone))
    if details.duplicate_of is not None:
        text = translate("LeadPanel", "Duplicate of %1: it starts no clock.")
        return text.replace("%1", details.duplicate_of.name)
    if details.turn is None:
        return translate("LeadPanel", "Its clocks start when it is handed over to Sales.")
    return translate("LeadPanel", "No commitment of the agreement is about this lead.")
