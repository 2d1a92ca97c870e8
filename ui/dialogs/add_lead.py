"""Add a lead by hand, and correct what is known of one."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import ValidationError
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.changes import Change
from app.errors import Refusal, refusal_of
from app.model.leads import Lead
from app.services import leads
from ui.dialogs.lead_form import Desk, LeadForm, note_of
from ui.dialogs.outcomes import amount_text, typed_amount


class FactsForm(LeadForm):
    """The facts of a lead; only the name is needed."""

    def __init__(self, desk: Desk, heading: str, verb: str, said: str) -> None:
        super().__init__(desk, heading, verb, said)
        self.name, self.company, self.title = QLineEdit(), QLineEdit(), QLineEdit()
        self.email, self.phone, self.value = QLineEdit(), QLineEdit(), QLineEdit()
        self.source, self.campaign = _choice(), _choice()
        self.form.add("name", self.tr("Name"), self.name)
        self.form.add("company", self.tr("Company"), self.company)
        self.form.add("title", self.tr("Job title"), self.title)
        self.form.add("email", self.tr("Email"), self.email)
        self.form.add_pair(
            ("phone", self.tr("Phone"), self.phone, ""),
            ("value_minor", self.tr("Expected value"), self.value, ""),
        )
        self.form.add_pair(
            ("source", self.tr("Source"), self.source, ""),
            ("campaign", self.tr("Campaign"), self.campaign, ""),
        )

    def offer(self, known: tuple[Sequence[str], Sequence[str]]) -> None:
        """Offer the sources and the campaigns in use; what is typed already stays."""
        for box, values in zip((self.source, self.campaign), known, strict=True):
            typed = box.currentText()
            box.addItems(list(values))
            box.setCurrentIndex(-1)
            box.setEditText(typed)

    def first_field(self) -> QWidget:
        """Start at the name."""
        return self.name

    def typed_lead(self, before: Lead) -> Lead:
        """Read the fields over the facts `before`. Raises Refusal."""
        if note_of(self.name) is None:
            raise Refusal(self.tr("Give the lead a name."), field="name")
        typed = {
            "name": note_of(self.name),
            "company": note_of(self.company),
            "title": note_of(self.title),
            "email": note_of(self.email),
            "phone": note_of(self.phone),
            "source": self.source.currentText().strip() or None,
            "campaign": self.campaign.currentText().strip() or None,
            "value_minor": typed_amount(self.value),
        }
        try:
            return Lead.model_validate(before.model_dump() | typed)
        except ValidationError as error:
            raise refusal_of(error) from error


class AddLeadForm(FactsForm):
    """A new lead."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("New lead"), self.tr("Add lead"), self.tr("Added."))
        self.at = self.add_time(self.tr("Arrived"))
        self.owner = self.add_person("owner_id", self.tr("Owner"), None, self.tr("Nobody yet"))

    def make_change(self) -> Change:
        """Add it. Raises Refusal."""
        unnamed = Lead.model_construct(owner_id=self.owner.currentData())
        return leads.add_lead(
            self.desk.workspace,
            self.typed_lead(unnamed),
            arrived_at=self.at.instant() or datetime.now(UTC),
            by_id=self.desk.person_id,
        )


class EditLeadForm(FactsForm):
    """What is known of a lead, to be corrected."""

    def __init__(self, desk: Desk, lead_id: int, lead: Lead) -> None:
        super().__init__(desk, self.tr("Edit lead"), self.tr("Save"), self.tr("Saved."))
        self._lead_id, self._lead = lead_id, lead
        for field, text in (
            (self.name, lead.name),
            (self.company, lead.company),
            (self.title, lead.title),
            (self.email, lead.email),
            (self.phone, lead.phone),
        ):
            field.setText(text or "")
        self.source.setEditText(lead.source or "")
        self.campaign.setEditText(lead.campaign or "")
        if lead.value_minor is not None:
            self.value.setText(amount_text(lead.value_minor))

    def make_change(self) -> Change:
        """Save what changed. Raises Refusal."""
        return leads.edit_lead(self.desk.workspace, self._lead_id, self.typed_lead(self._lead))


def _choice() -> QComboBox:
    """Make a choice in which another value may be typed."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setMinimumContentsLength(6)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
