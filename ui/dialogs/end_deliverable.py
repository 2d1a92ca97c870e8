"""Take something promised back, or excuse it, with the reason."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.changes import Change
from app.services import deliverables
from app.services.items import ItemKey
from ui.dialogs.lead_form import Desk, LeadForm


class _ReasonForm(LeadForm):
    """A reason, and who gave it."""

    def __init__(self, desk: Desk, key: ItemKey, words: tuple[str, str, str], hint: str) -> None:
        super().__init__(desk, *words)
        self.key = key
        self.reason = QLineEdit()
        self.form.add("reason", self.tr("Reason"), self.reason, hint)
        self.by = self.add_person("by_id", self.tr("By"), desk.person_id, self.tr("Not said"))

    def first_field(self) -> QWidget:
        """Start at the reason."""
        return self.reason


class WithdrawForm(_ReasonForm):
    """It is no longer wanted: up to its due it leaves the count, after it the miss stays."""

    def __init__(self, desk: Desk, key: ItemKey, *, overdue: bool) -> None:
        said = self.tr("Withdrawn.")
        hint = (
            self.tr("It is overdue, so it stays a miss.")
            if overdue
            else self.tr("Nobody needs it any more; it counts for neither side.")
        )
        words = (self.tr("Withdraw it"), self.tr("Withdraw"), said)
        super().__init__(desk, key, words, hint)

    def make_change(self) -> Change:
        """Withdraw it. Raises Refusal."""
        reason, by_id = self.reason.text().strip(), self.by.currentData()
        return deliverables.withdraw(self.desk.workspace, self.key, reason=reason, by_id=by_id)


class ExemptForm(_ReasonForm):
    """Both sides excuse it: whatever becomes of it does not count."""

    def __init__(self, desk: Desk, key: ItemKey) -> None:
        said = self.tr("Exempted.")
        hint = self.tr("Both sides agree that it does not count.")
        words = (self.tr("Exempt it"), self.tr("Exempt"), said)
        super().__init__(desk, key, words, hint)

    def make_change(self) -> Change:
        """Exempt it. Raises Refusal."""
        reason, by_id = self.reason.text().strip(), self.by.currentData()
        return deliverables.exempt_item(self.desk.workspace, self.key, reason=reason, by_id=by_id)
