"""Let a lead wait: recycle it until a date, or pause its clocks."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.changes import Change
from app.services import lead_clocks
from ui.dialogs.lead_form import Desk, LeadForm, note_of

translate = QCoreApplication.translate


class _UntilForm(LeadForm):
    """Asks for a day; `endless` says what none means."""

    def __init__(self, desk: Desk, lead_id: int, words: tuple[str, str, str], endless: str) -> None:
        super().__init__(desk, *words)
        self._lead_id = lead_id
        self.until = self.add_day(translate("WaitingForm", "Until"), endless)
        self.note = self.add_note()
        self.at, self.by = self.add_when_and_who()

    def first_field(self) -> QWidget:
        """Start at the day."""
        return self.until


class RecycleForm(_UntilForm):
    """Until when Marketing keeps the lead before it may be handed over anew."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        recycle = translate("WaitingForm", "Recycle")
        words = (recycle, recycle, translate("WaitingForm", "Recycled."))
        super().__init__(desk, lead_id, words, translate("WaitingForm", "No date yet"))

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


class PauseForm(_UntilForm):
    """Until when the lead's clocks stand still."""

    def __init__(self, desk: Desk, lead_id: int) -> None:
        words = (
            translate("WaitingForm", "Pause the clocks"),
            translate("WaitingForm", "Pause"),
            translate("WaitingForm", "Paused."),
        )
        super().__init__(desk, lead_id, words, translate("WaitingForm", "Until it is resumed"))

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
