"""Return what was delivered, with the reason."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app import words
from app.changes import Change
from app.model.people import Side
from app.services import deliverables
from app.services.items import ItemKey
from ui.dialogs.lead_form import Desk, LeadForm


class ReturnForm(LeadForm):
    """Why it is returned, when and by whom: it is open again from then on."""

    def __init__(self, desk: Desk, key: ItemKey, side: Side) -> None:
        heading = self.tr("Return it to %1").replace("%1", words.label(side))
        super().__init__(desk, heading, self.tr("Return"), self.tr("Returned."))
        self._key = key
        self.reason = QLineEdit()
        hint = self.tr("What is missing? It is open again, and due when it was.")
        self.form.add("reason", self.tr("Reason"), self.reason, hint)
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the reason."""
        return self.reason

    def make_change(self) -> Change:
        """Return it. Raises Refusal."""
        return deliverables.return_delivery(
            self.desk.workspace,
            self._key,
            reason=self.reason.text().strip(),
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )
