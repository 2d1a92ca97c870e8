"""Send a lead back to Marketing, with the reason."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from app import words
from app.changes import Change
from app.errors import Refusal
from app.model.events import AGAINST_MARKETING, JUNK_REASONS, Reason
from app.services import leads
from app.services.decisions import Attempts
from ui.dialogs.lead_form import Desk, LeadForm, note_of


class SendBackForm(LeadForm):
    """Why it comes back, and against whom that counts."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        super().__init__(
            desk, self.tr("Send back to Marketing"), self.tr("Send back"), self.tr("Sent back.")
        )
        self._lead_id = lead_id
        self.reason = QComboBox()
        self.reason.setPlaceholderText(self.tr("Choose a reason"))
        self.reason.setMaxVisibleItems(len(Reason))
        for reason in Reason:
            self.reason.addItem(f"{words.label(reason)} · {self._counts(reason)}", reason)
        self._limit(leads.attempts(desk.workspace, lead_id))
        self.reason.setCurrentIndex(-1)
        self.form.add(
            "reason", self.tr("Reason"), self.reason, self.tr("Its first letter finds one")
        )
        self.note = self.add_note()
        self.at, self.by = self.add_when_and_who()
        self.reason.currentIndexChanged.connect(self._ask_for_note)

    def first_field(self) -> QWidget:
        """Start at the reason."""
        return self.reason

    def _counts(self, reason: Reason) -> str:
        if reason in AGAINST_MARKETING:
            return self.tr("against Marketing")
        if reason in JUNK_REASONS:
            return self.tr("no lead, not counted")
        return self.tr("against neither")

    def _limit(self, attempts: Attempts) -> None:
        """Switch "could not reach" off until the agreed attempts are made, and say how many are."""
        if attempts.agreed is None or attempts.made >= attempts.agreed:
            return
        place = self.reason.findData(Reason.COULD_NOT_REACH)
        so_far = self.tr("%1: %2 of %3 attempts so far")
        for mark, value in (
            ("%1", words.label(Reason.COULD_NOT_REACH)),
            ("%2", str(attempts.made)),
            ("%3", str(attempts.agreed)),
        ):
            so_far = so_far.replace(mark, value)
        self.reason.setItemText(place, so_far)
        model = self.reason.model()
        assert isinstance(model, QStandardItemModel)  # noqa: S101 - a combo box's own model
        item = model.item(place)
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)

    def _ask_for_note(self) -> None:
        needed = self.reason.currentData() == Reason.OTHER
        self.form.row("note").set_hint(self.tr("Say what the other reason is") if needed else "")

    def make_change(self) -> Change:
        """Send it back. Raises Refusal."""
        if self.reason.currentIndex() < 0:
            raise Refusal(self.tr("Choose a reason."), field="reason")
        return leads.send_back(
            self.desk.workspace,
            self._lead_id,
            reason=Reason(self.reason.currentData()),
            note=note_of(self.note),
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )
