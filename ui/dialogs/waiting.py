"""Let a lead wait: recycle it until a date, or pause its clocks."""

from PySide6.QtWidgets import QWidget

from app.changes import Change
from app.services import lead_clocks
from ui.dialogs.lead_form import Desk, LeadForm, note_of


class RecycleForm(LeadForm):
    """Until when Marketing keeps the lead before it may be handed over anew."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        super().__init__(desk, self.tr("Recycle"), self.tr("Recycle"), self.tr("Recycled."))
        self._lead_id = lead_id
        self.until = self.add_day(self.tr("Until"), self.tr("No date yet"))
        self.note = self.add_note()
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the day."""
        return self.until

    def make_change(self) -> Change:
        """Recycle it. Raises Refusal."""
        return lead_clocks.recycle(
            self.desk.workspace,
            self._lead_id,
            until=self.until.instant(),
            note=note_of(self.note),
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )


class PauseForm(LeadForm):
    """Until when the lead's clocks stand still."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        super().__init__(desk, self.tr("Pause the clocks"), self.tr("Pause"), self.tr("Paused."))
        self._lead_id = lead_id
        self.until = self.add_day(self.tr("Until"), self.tr("Until it is resumed"))
        self.note = self.add_note()
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the day."""
        return self.until

    def make_change(self) -> Change:
        """Pause it. Raises Refusal."""
        return lead_clocks.pause(
            self.desk.workspace,
            self._lead_id,
            until=self.until.instant(),
            note=note_of(self.note),
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )
