"""What is written down about a lead beside what happened to it: a note, a material used."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from app.changes import Change
from app.errors import Refusal
from app.services import lead_outcomes
from ui.dialogs.lead_form import Desk, LeadForm, note_of

_NOTE_HEIGHT = 92


class NoteForm(LeadForm):
    """Words about a lead; Return begins a new line, Ctrl+Return saves."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        super().__init__(desk, self.tr("Note"), self.tr("Save"), self.tr("Noted."))
        self._lead_id = lead_id
        self.note = QPlainTextEdit()
        self.note.setFixedHeight(_NOTE_HEIGHT)
        self.form.add("note", self.tr("Note"), self.note, self.tr("Ctrl+Enter saves"))
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the words."""
        return self.note

    def make_change(self) -> Change:
        """Keep the note. Raises Refusal."""
        words = self.note.toPlainText().strip()
        if not words:
            raise Refusal(self.tr("Write something first."), field="note")
        return lead_outcomes.add_note(
            self.desk.workspace,
            self._lead_id,
            note=words,
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )


class MaterialForm(LeadForm):
    """Which delivered material was used with a lead; `materials` are pairs of id and title."""

    def __init__(self, desk: Desk, lead_id: int, materials: Sequence[tuple[int, str]]) -> None:
        super().__init__(
            desk, self.tr("Material used"), self.tr("Log"), self.tr("Material logged as used.")
        )
        self._lead_id = lead_id
        self.material = QComboBox()
        self.material.setPlaceholderText(self.tr("Choose a material"))
        for deliverable_id, title in materials:
            self.material.addItem(title, deliverable_id)
        self.material.setCurrentIndex(0 if len(materials) == 1 else -1)
        self.material.setEnabled(bool(materials))
        hint = "" if materials else self.tr("Nothing was delivered yet; see Deliverables.")
        self.form.add("deliverable_id", self.tr("Material"), self.material, hint)
        self.note = self.add_note()
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the material."""
        return self.material

    def make_change(self) -> Change:
        """Log it. Raises Refusal."""
        if self.material.currentIndex() < 0:
            raise Refusal(self.tr("Choose a material."), field="deliverable_id")
        return lead_outcomes.use_material(
            self.desk.workspace,
            self._lead_id,
            deliverable_id=self.material.currentData(),
            at=self.at.instant(),
            by_id=self.by.currentData(),
            note=note_of(self.note),
        )
