"""Forms that set something of one lead or of many: the owner, the persona, an exemption, what it duplicates."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.changes import Change, Progress
from app.errors import Refusal
from app.services import assigning, lead_clocks
from ui.dialogs.lead_form import Desk, LeadForm, ManyForm


class ReassignForm(ManyForm):
    """Who follows the leads up from now on; their clocks go on."""

    def __init__(self, desk: Desk, leads: Sequence[int], owner_id: int | None) -> None:
        super().__init__(
            desk,
            leads,
            self.tr("Reassign"),
            self.tr("Reassign"),
            self.tr("Reassigned."),
            self.tr("Reassigned %1 leads."),
        )
        self.owner = self.add_person("owner_id", self.tr("To"), owner_id, self.tr("Choose who"))
        self.form.row("owner_id").set_hint(
            self.tr("Clocks go on as they are; what was done stays with who did it.")
        )
        self.at = self.add_time(self.tr("When"))

    def first_field(self) -> QWidget:
        """Start at the person."""
        return self.owner

    def prepare(self) -> Callable[[Progress], Change]:
        """Read to whom. Raises Refusal."""
        owner_id = self.owner.currentData()
        if owner_id is None:
            raise Refusal(self.tr("Choose who follows it up."), field="owner_id")
        at = self.at.instant()
        workspace, leads = self.desk.workspace, self.leads

        def work(progress: Progress) -> Change:
            return assigning.reassign(workspace, leads, owner_id, at=at, progress=progress)

        return work


class PersonaForm(ManyForm):
    """Which persona the leads fit; a name not known yet makes one."""

    def __init__(
        self, desk: Desk, leads: Sequence[int], known: Sequence[str], current: str | None
    ) -> None:
        super().__init__(
            desk,
            leads,
            self.tr("Set the persona"),
            self.tr("Set"),
            self.tr("Persona set."),
            self.tr("Set the persona of %1 leads."),
        )
        self.persona = QComboBox()
        self.persona.setEditable(True)
        self.persona.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.persona.addItems(list(known))
        self.persona.setCurrentText(current or "")
        field = self.persona.lineEdit()
        if field is not None:
            field.setPlaceholderText(self.tr("No persona"))
        self.form.add(
            "persona", self.tr("Persona"), self.persona, self.tr("A new name makes a new persona")
        )

    def first_field(self) -> QWidget:
        """Start at the name."""
        return self.persona

    def prepare(self) -> Callable[[Progress], Change]:
        """Read the name."""
        name = self.persona.currentText().strip() or None
        workspace, leads = self.desk.workspace, self.leads

        def work(progress: Progress) -> Change:
            return assigning.set_persona(workspace, leads, name, progress=progress)

        return work


class ExemptForm(ManyForm):
    """Why the open clocks do not count, and who agreed for the other side."""

    def __init__(self, desk: Desk, leads: Sequence[int]) -> None:
        super().__init__(
            desk,
            leads,
            self.tr("Exempt from the count"),
            self.tr("Exempt"),
            self.tr("Exempted."),
            self.tr("Exempted %1 leads."),
        )
        self.reason = QLineEdit()
        self.form.add(
            "reason", self.tr("Reason"), self.reason, self.tr("Exemptions are counted and listed.")
        )
        self.agreed = self.add_person(
            "agreed_with", self.tr("Agreed with, of the other side"), None, self.tr("Choose who")
        )
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the reason."""
        return self.reason

    def prepare(self) -> Callable[[Progress], Change]:
        """Read why and with whom. Raises Refusal."""
        reason, agreed_with = self.reason.text().strip(), self.agreed.currentData()
        if not reason:
            raise Refusal(self.tr("Say why it is exempt."), field="reason")
        if agreed_with is None:
            raise Refusal(self.tr("Choose who agreed for the other side."), field="agreed_with")
        at, by_id = self.at.instant(), self.by.currentData()
        workspace, leads = self.desk.workspace, self.leads

        def work(progress: Progress) -> Change:
            return lead_clocks.exempt(
                workspace,
                leads,
                reason=reason,
                agreed_with=agreed_with,
                at=at,
                by_id=by_id,
                progress=progress,
            )

        return work


class DuplicateForm(LeadForm):
    """Which earlier lead this one is the same as; `earlier` are pairs of id and words."""

    def __init__(self, desk: Desk, lead_id: int, earlier: Sequence[tuple[int, str]]) -> None:
        super().__init__(
            desk,
            self.tr("Mark as a duplicate"),
            self.tr("Mark"),
            self.tr("Marked as a duplicate; it starts no clock."),
        )
        self._lead_id = lead_id
        self.of = QComboBox()
        for other_id, text in earlier:
            self.of.addItem(text, other_id)
        self.form.add("duplicate_of_id", self.tr("Of the earlier lead"), self.of)

    def first_field(self) -> QWidget:
        """Start at the lead."""
        return self.of

    def make_change(self) -> Change:
        """Mark it. Raises Refusal."""
        return assigning.mark_duplicate(self.desk.workspace, self._lead_id, self.of.currentData())
