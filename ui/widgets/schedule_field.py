"""A field for when something promised again and again falls due."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app import words
from app.model.cadence import Cadence
from app.model.calendar import WEEKDAYS
from app.model.duration import ordinal
from app.model.schedule import LAST, DayRule, Schedule, Shift
from ui import tokens, wording
from ui.widgets.label import Label, Role

_MOST = {DayRule.DAY: 31, DayRule.WEEKDAY: 4, DayRule.WORKING_DAY: 15}


class ScheduleField(QWidget):
    """Reads like a sentence: every month, on the last, working day. `changed` says that it is another schedule.

    What it means is shown below: the page tells the next due days with `tell`.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cadence, self.number, self.what = QComboBox(), QComboBox(), QComboBox()
        self.shift = QComboBox()
        self.next = Label("", Role.TERTIARY, wrap=True)
        self.cadence.addItem(self.tr("as agreed for each"), None)
        for cadence in Cadence:
            every = self.tr("every %1").replace("%1", words.label(cadence).lower())
            self.cadence.addItem(every, cadence)
        for shift in Shift:
            self.shift.addItem(words.label(shift).lower(), shift)
        self.cadence.setAccessibleName(self.tr("How often"))
        self.number.setAccessibleName(self.tr("Which"))
        self.what.setAccessibleName(self.tr("Which day"))
        self.shift.setAccessibleName(self.tr("On a day off"))
        self.setFocusProxy(self.cadence)
        self._build()
        self._offer_days()
        self._fit()
        for box in (self.cadence, self.number, self.what, self.shift):
            box.currentIndexChanged.connect(self._on_changed)

    def _build(self) -> None:
        space = tokens.current().space
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space.s)
        layout.addWidget(self.cadence)
        self._day = _line(
            Label(self.tr("on the"), Role.SECONDARY), (self.number, 2), (self.what, 3)
        )
        self._off = _line(Label(self.tr("on a day off"), Role.SECONDARY), (self.shift, 1))
        layout.addWidget(self._day)
        layout.addWidget(self._off)
        layout.addWidget(self.next)

    def schedule(self) -> Schedule | None:
        """Read the schedule; None where each item has its own day."""
        if self.cadence.currentData() is None:
            return None
        cadence = Cadence(self.cadence.currentData())
        shift = Shift(self.shift.currentData())
        rule, weekday = self._rule()
        number = 1 if cadence is Cadence.WEEK else int(self.number.currentData())
        if rule is DayRule.WORKING_DAY:
            shift = Shift.BEFORE  # such a day is never off
        return Schedule(cadence, rule, number, weekday, shift)

    def set_schedule(self, schedule: Schedule | None) -> None:
        """Show a schedule."""
        cadence = None if schedule is None else schedule.cadence
        self.cadence.setCurrentIndex(self.cadence.findData(cadence))
        if schedule is None:
            return
        self._offer_days()
        what = schedule.rule if schedule.weekday is None else WEEKDAYS[schedule.weekday]
        self.what.setCurrentIndex(self.what.findData(what))
        self._offer_numbers()
        self.number.setCurrentIndex(self.number.findData(schedule.number))
        self.shift.setCurrentIndex(self.shift.findData(schedule.shift))

    def tell(self, days: Sequence[date]) -> None:
        """Show the next due days."""
        named = [wording.named_day(day) for day in days]
        text = ""
        if named:
            text = self.tr("Next due %1.").replace("%1", ", ".join(named))
        self.next.setText(text)
        self.next.setVisible(bool(text))

    def _rule(self) -> tuple[DayRule, int | None]:
        chosen = self.what.currentData()
        if chosen in WEEKDAYS:
            return DayRule.WEEKDAY, WEEKDAYS.index(chosen)
        return DayRule(chosen), None

    def _on_changed(self) -> None:
        self._offer_days()
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        cadence = self.cadence.currentData()
        self._day.setVisible(cadence is not None)
        self.number.setVisible(cadence != Cadence.WEEK)
        self._off.setVisible(cadence is not None and self._rule()[0] is not DayRule.WORKING_DAY)

    def _offer_days(self) -> None:
        """A week has weekdays alone."""
        days = [(name, name) for name in WEEKDAYS]
        if self.cadence.currentData() != Cadence.WEEK:
            days = [
                (self.tr("working day"), DayRule.WORKING_DAY),
                (self.tr("day"), DayRule.DAY),
                *days,
            ]
        _offer(self.what, days)
        self._offer_numbers()

    def _offer_numbers(self) -> None:
        most = _MOST[self._rule()[0]]
        numbers = [(ordinal(number), number) for number in range(1, most + 1)]
        _offer(self.number, [(self.tr("last"), LAST), *numbers])


def _offer(box: QComboBox, choices: Sequence[tuple[str, object]]) -> None:
    """Offer these, and keep the choice where it is still offered."""
    if [box.itemData(row) for row in range(box.count())] == [key for _, key in choices]:
        return
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for name, key in choices:
        box.addItem(name, key)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)


def _line(label: Label, *boxes: tuple[QComboBox, int]) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(tokens.current().space.s)
    label.setMinimumWidth(84)
    row.addWidget(label)
    for box, stretch in boxes:
        row.addWidget(box, stretch)
    return line
