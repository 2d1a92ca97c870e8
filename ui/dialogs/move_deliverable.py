"""Agree on another day for something promised."""

from datetime import date

from PySide6.QtWidgets import QDateEdit, QWidget

from app import words
from app.changes import Change
from app.model.people import Side
from app.services import deliverables
from app.services.items import ItemKey
from ui.dates import from_qdate, to_qdate
from ui.dialogs.lead_form import Desk, LeadForm, note_of


class MoveForm(LeadForm):
    """The new day that both sides agree on before it is due; after that it stays late."""

    def __init__(self, desk: Desk, key: ItemKey, side: Side, due_day: int) -> None:
        said = self.tr("Moved.")
        super().__init__(desk, self.tr("Move to another day"), self.tr("Move"), said)
        self._key = key
        self.day = QDateEdit(to_qdate(date.fromordinal(due_day)))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy, ddd")
        hint = self.tr("As agreed with %1; it then counts by the new day.")
        hint = hint.replace("%1", words.label(side.other))
        self.form.add("day", self.tr("New day"), self.day, hint)
        self.note = self.add_note()
        self.by = self.add_person("by_id", self.tr("By"), desk.person_id, self.tr("Not said"))

    def first_field(self) -> QWidget:
        """Start at the day."""
        return self.day

    def make_change(self) -> Change:
        """Move it. Raises Refusal."""
        return deliverables.move(
            self.desk.workspace,
            self._key,
            day=from_qdate(self.day.date()),
            by_id=self.by.currentData(),
            note=note_of(self.note),
        )
