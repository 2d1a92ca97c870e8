"""Send a lead back to Marketing, with the reason."""

from PySide6.QtWidgets import QComboBox, QLineEdit

from app import words
from app.changes import Change
from app.errors import Refusal
from app.model.events import AGAINST_MARKETING, JUNK_REASONS, Reason
from app.services import leads
from ui.dialogs.lead_form import Desk, LeadForm, note_of


class SendBackForm(LeadForm):
    """Why it comes back, and against whom that counts."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        super().__init__(desk, self.tr("Send back to Marketing"), self.tr("Send back"))
        self._lead_id = lead_id
        self.reason = QComboBox()
        self.reason.setPlaceholderText(self.tr("Choose a reason"))
        for reason in Reason:
            self.reason.addItem(words.label(reason), reason)
        self.reason.setCurrentIndex(-1)
        self.note = QLineEdit()
        self._reason_row = self.form.add(
            "reason", self.tr("Reason"), self.reason, self.tr("The first letter finds one")
        )
        self.form.add("note", self.tr("Note"), self.note)
        self.at = self.add_time(self.tr("When"))
        self.by = self.add_who()
        self.reason.currentIndexChanged.connect(self._explain)

    def begin(self) -> None:
        """Start at the reason."""
        self.reason.setFocus()

    def _explain(self) -> None:
        reason = Reason(self.reason.currentData())
        if reason in AGAINST_MARKETING:
            said = self.tr("Counts against Marketing.")
        elif reason in JUNK_REASONS:
            said = self.tr("It was no lead: it leaves both counts.")
        else:
            said = self.tr("Counts against neither side.")
        self._reason_row.set_hint(said)

    def make_change(self) -> Change:
        """Send it back. Raises Refusal."""
        if self.reason.currentIndex() < 0:
            raise Refusal(self.tr("Choose a reason."), field="reason")
        return leads.send_back(
            self.desk.workspace,
            self._lead_id,
            reason=Reason(self.reason.currentData()),
            note=note_of(self.note),
            at=self.typed_time(self.at),
            by_id=self.by.currentData(),
        )
