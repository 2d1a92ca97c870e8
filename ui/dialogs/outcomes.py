"""What became of a lead: a stage, won, lost, opted out, junk."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app import words
from app.changes import Change
from app.errors import Refusal
from app.importing.money import MoneyReader
from app.model.events import LostReason
from app.services import lead_outcomes
from ui import wording
from ui.dialogs.lead_form import Desk, LeadForm, note_of


class StageForm(LeadForm):
    """Which stage the lead has reached; `stages` names them by key."""

    def __init__(
        self, desk: Desk, lead_id: int, stages: Mapping[str, str], current: str | None
    ) -> None:
        super().__init__(desk, self.tr("Move to a stage"), self.tr("Move"), self.tr("Moved."))
        self._lead_id = lead_id
        self.stage = QComboBox()
        for key, name in stages.items():
            self.stage.addItem(name, key)
        after = self.stage.findText(current or "") + 1
        self.stage.setCurrentIndex(min(after, self.stage.count() - 1))
        self.form.add("stage", self.tr("Stage"), self.stage)
        self.at, self.by = self.add_when_and_who()
        self.note = self.add_note()

    def first_field(self) -> QWidget:
        """Start at the stage, where the next one stands."""
        return self.stage

    def make_change(self) -> Change:
        """Move it. Raises Refusal."""
        return lead_outcomes.move_stage(
            self.desk.workspace,
            self._lead_id,
            stage=self.stage.currentData(),
            at=self.at.instant(),
            by_id=self.by.currentData(),
            note=note_of(self.note),
        )


class WonForm(LeadForm):
    """For how much the lead became a customer."""

    def __init__(self, desk: Desk, lead_id: int, value_minor: int | None, currency: str) -> None:
        super().__init__(desk, self.tr("Won"), self.tr("Won"), self.tr("Won."))
        self._lead_id = lead_id
        self.value = QLineEdit()
        if value_minor is not None:
            self.value.setText(amount_text(value_minor))
        label = self.tr("Amount in %1").replace("%1", currency)
        self.form.add("value_minor", label, self.value)
        self.at, self.by = self.add_when_and_who()
        self.note = self.add_note()

    def first_field(self) -> QWidget:
        """Start at the amount, ready to be typed over."""
        self.value.selectAll()
        return self.value

    def make_change(self) -> Change:
        """Log it. Raises Refusal."""
        return lead_outcomes.win(
            self.desk.workspace,
            self._lead_id,
            value_minor=typed_amount(self.value),
            at=self.at.instant(),
            by_id=self.by.currentData(),
            note=note_of(self.note),
        )


class LostForm(LeadForm):
    """Why the deal was lost: one of our reasons, or words of one's own."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        super().__init__(desk, self.tr("Lost"), self.tr("Lost"), self.tr("Lost, with its reason."))
        self._lead_id = lead_id
        self.reason = QComboBox()
        self.reason.setPlaceholderText(self.tr("Choose a reason"))
        for reason in LostReason:
            self.reason.addItem(words.label(reason), reason)
        self.reason.setCurrentIndex(-1)
        self.form.add(
            "reason", self.tr("Reason"), self.reason, self.tr("Its first letter finds one")
        )
        self.note = self.add_note()
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the reason."""
        return self.reason

    def make_change(self) -> Change:
        """Log it. Raises Refusal."""
        if self.reason.currentIndex() < 0:
            raise Refusal(self.tr("Choose a reason."), field="reason")
        return lead_outcomes.lose(
            self.desk.workspace,
            self._lead_id,
            reason=LostReason(self.reason.currentData()).value,
            note=note_of(self.note),
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )


class EndForm(LeadForm):
    """When a lead opted out, or was found to be none; `end` is the service that logs it."""

    def __init__(
        self,
        desk: Desk,
        lead_id: int,
        end: Callable[..., Change],
        heading: str,
        verb: str,
        said: str,
    ) -> None:
        super().__init__(desk, heading, verb, said)
        self._lead_id, self._end = lead_id, end
        self.note = self.add_note()
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the note."""
        return self.note

    def make_change(self) -> Change:
        """Log it. Raises Refusal."""
        return self._end(
            self.desk.workspace,
            self._lead_id,
            note=note_of(self.note),
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )


def typed_amount(field: QLineEdit) -> int | None:
    """Read an amount of money in minor units; None for nothing. Raises Refusal beside "value_minor"."""
    amount = MoneyReader(wording.locale().decimalPoint()).read(field.text())
    if amount.problem is not None:
        raise Refusal(amount.problem, field="value_minor")
    return amount.minor


def amount_text(minor: int) -> str:
    """Write an amount of minor units as `typed_amount` reads it, without its currency."""
    return wording.locale().toString(minor / 100, "f", 2 if minor % 100 else 0)
