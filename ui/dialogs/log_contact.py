"""Log an attempt to reach a lead."""

from typing import cast

from PySide6.QtWidgets import QComboBox, QWidget

from app import words
from app.changes import Change
from app.model.events import Channel, Outcome
from app.services import leads
from ui.dialogs.lead_form import Desk, LeadForm, note_of
from ui.widgets.chips import Chips


class LogContactForm(LeadForm):
    """By which channel, with what outcome, when and by whom; two keys do for a call without answer."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        super().__init__(desk, self.tr("Log contact"), self.tr("Log"), self.tr("Logged."))
        self._lead_id = lead_id
        self.outcome = Chips(
            [(outcome, words.label(outcome)) for outcome in Outcome], Outcome.NO_ANSWER
        )
        self.channel = QComboBox()
        for channel in Channel:
            if channel is not Channel.AUTO:  # no attempt of a person
                self.channel.addItem(words.label(channel), channel)
        self.form.add("channel", self.tr("How"), self.channel)
        self.form.add("outcome", self.tr("Outcome"), self.outcome)
        self.at, self.by = self.add_when_and_who()
        self.note = self.add_note()

    def first_field(self) -> QWidget:
        """Start at the outcome: a call is what most contacts are."""
        return self.outcome

    def make_change(self) -> Change:
        """Log what was chosen. Raises Refusal."""
        return leads.log_contact(
            self.desk.workspace,
            self._lead_id,
            channel=Channel(self.channel.currentData()),
            outcome=cast("Outcome", self.outcome.current()),
            at=self.at.instant(),
            by_id=self.by.currentData(),
            note=note_of(self.note),
        )
