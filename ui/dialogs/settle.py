"""Dispute a send-back, and settle the dispute."""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import words
from app.changes import Change
from app.rules.numbers import percent
from app.rules.periods import period_name
from app.services import disputes
from app.services.disputes import Effect
from ui.dialogs.lead_form import Desk, LeadForm, note_of
from ui.widgets.label import Label, Role

_MOST_TOLD = 3


class DisputeForm(LeadForm):
    """Why Marketing does not agree with a send-back."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        super().__init__(
            desk, self.tr("Dispute the send-back"), self.tr("Dispute"), self.tr("Disputed.")
        )
        self._lead_id = lead_id
        self.note = self.add_note(self.tr("Why Marketing does not agree"))
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the note."""
        return self.note

    def make_change(self) -> Change:
        """Dispute it. Raises Refusal."""
        return disputes.dispute(
            self.desk.workspace,
            self._lead_id,
            note=note_of(self.note),
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )


class SettleForm(LeadForm):
    """What both sides agreed about a disputed send-back: it holds, or the lead was good."""

    def __init__(self, desk: Desk, lead_id: int, *, overturned: bool) -> None:
        heading, verb, means = (
            (
                self.tr("Overturn the send-back"),
                self.tr("Overturn"),
                self.tr("The lead was good: it counts as accepted, and Sales goes on with it."),
            )
            if overturned
            else (
                self.tr("Uphold the send-back"),
                self.tr("Uphold"),
                self.tr("It stays sent back, and counts by its reason."),
            )
        )
        super().__init__(desk, heading, verb, "")
        self._lead_id, self._overturned = lead_id, overturned
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - a form stands upright
        layout.insertWidget(1, Label(means, Role.CAPTION, wrap=True))
        self.note = self.add_note(self.tr("What was agreed"))
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the note."""
        return self.note

    def make_change(self) -> Change:
        """Settle it, and note what that did to the scores. Raises Refusal."""
        settled = disputes.settle(
            self.desk.workspace,
            self._lead_id,
            overturned=self._overturned,
            note=note_of(self.note),
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )
        done = self.tr("Overturned.") if self._overturned else self.tr("Upheld.")
        self.said = f"{done} {effects_text(settled.effects)}"
        return settled.change


def effects_text(effects: Sequence[Effect]) -> str:
    """Say what a settlement moved: "Marketing 82.4 % → 84.1 %, M2 75.0 % → 80.0 % in May 2026."."""
    if not effects:
        return QCoreApplication.translate("SettleForm", "No score moved.")
    sides_first = sorted(effects, key=lambda effect: bool(effect.code))
    told = [
        f"{effect.code or words.label(effect.side)} {_share(effect.before)} → {_share(effect.after)}"
        for effect in sides_first[:_MOST_TOLD]
    ]
    text = QCoreApplication.translate("SettleForm", "%1 in %2.")
    return text.replace("%1", ", ".join(told)).replace("%2", period_name(effects[0].period))


def _share(share: Fraction | None) -> str:
    return "\N{EN DASH}" if share is None else percent(share)
