"""Add a lead by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import ValidationError
from PySide6.QtWidgets import QComboBox, QLineEdit

from app.changes import Change
from app.errors import Refusal, refusal_of
from app.importing.money import MoneyReader
from app.model.leads import Lead
from app.services import leads
from ui import wording
from ui.dialogs.lead_form import Desk, LeadForm, note_of


class AddLeadForm(LeadForm):
    """Only the name is needed; sources and campaigns in use are offered."""

    def __init__(self, desk: Desk, sources: Sequence[str], campaigns: Sequence[str]) -> None:
        super().__init__(desk, self.tr("New lead"), self.tr("Add lead"))
        self.name = self._line("name", self.tr("Name"))
        self.company = self._line("company", self.tr("Company"))
        self.title = self._line("title", self.tr("Job title"))
        self.email = self._line("email", self.tr("Email"))
        self.phone = self._line("phone", self.tr("Phone"))
        self.source = self._offered("source", self.tr("Source"), sources)
        self.campaign = self._offered("campaign", self.tr("Campaign"), campaigns)
        self.value = self._line("value_minor", self.tr("Expected value"))
        self.at = self.add_time(self.tr("Arrived"))
        self.owner = self.add_person("owner_id", self.tr("Owner"), None, self.tr("Nobody yet"))

    def _line(self, name: str, label: str) -> QLineEdit:
        field = QLineEdit()
        self.form.add(name, label, field)
        return field

    def _offered(self, name: str, label: str, known: Sequence[str]) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItems(list(known))
        box.setCurrentIndex(-1)
        self.form.add(name, label, box)
        return box

    def begin(self) -> None:
        """Start at the name."""
        self.name.setFocus()

    def make_change(self) -> Change:
        """Add it. Raises Refusal."""
        if note_of(self.name) is None:
            raise Refusal(self.tr("Give the lead a name."), field="name")
        amount = MoneyReader(wording.locale().decimalPoint()).read(self.value.text())
        if amount.problem is not None:
            raise Refusal(amount.problem, field="value_minor")
        try:
            lead = Lead.model_validate(
                {
                    "name": note_of(self.name),
                    "company": note_of(self.company),
                    "title": note_of(self.title),
                    "email": note_of(self.email),
                    "phone": note_of(self.phone),
                    "source": self.source.currentText().strip() or None,
                    "campaign": self.campaign.currentText().strip() or None,
                    "value_minor": amount.minor,
                    "owner_id": self.owner.currentData(),
                }
            )
        except ValidationError as error:
            raise refusal_of(error) from error
        arrived = self.typed_time(self.at) or datetime.now(UTC)
        return leads.add_lead(
            self.desk.workspace, lead, arrived_at=arrived, by_id=self.desk.person_id
        )
