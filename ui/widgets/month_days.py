"""The days of a month as a calendar shows them, and where each stands; local days are ordinals."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, Qt

from ui.widgets.marks import State
from ui.wording import locale

WEEK = 7
CHIP, CHIP_GAP = 18, 2
HEADER, NUMBER = 26, 26
"""Heights of the weekdays' names, and of a day's number above its chips."""
_EDGE = 3


@dataclass(frozen=True)
class MonthEntry:
    """Something on a day: `text` stands in its chip, `spoken` says all of it."""

    key: Hashable
    day: int
    text: str
    state: State
    side: str
    spoken: str


def month_of(day: int) -> date:
    """Give the first day of the month that `day` falls in."""
    return date.fromordinal(day).replace(day=1)


def month_from(month: date, steps: int) -> date:
    """Give the month that is `steps` after another; the calendar's first and last stay."""
    place = min(max(month.year * 12 + month.month - 1 + steps, 12), 9998 * 12 + 11)
    return date(place // 12, place % 12 + 1, 1)


def shown_days(month: date) -> range:
    """Give the whole weeks that a month touches, from the locale's first day of the week."""
    first = month.toordinal()
    first -= (first - locale().firstDayOfWeek().value) % WEEK
    weeks = -(-(month_from(month, 1).toordinal() - first) // WEEK)
    return range(first, first + weeks * WEEK)


@dataclass(frozen=True)
class Places:
    """Where the shown days stand in a widget of a size."""

    days: range
    width: int
    height: int
    direction: Qt.LayoutDirection

    def column(self, place: int) -> QRect:
        """Give the place of a weekday's name."""
        left, right = place * self.width // WEEK, (place + 1) * self.width // WEEK
        if self.direction == Qt.LayoutDirection.RightToLeft:
            left, right = self.width - right, self.width - left
        return QRect(left, 0, right - left, HEADER)

    def cell(self, day: int) -> QRect:
        """Give the place of a day."""
        row, place = divmod(day - self.days.start, WEEK)
        weeks, room = len(self.days) // WEEK, self.height - HEADER
        top, bottom = HEADER + row * room // weeks, HEADER + (row + 1) * room // weeks
        across = self.column(place)
        return QRect(across.left(), top, across.width(), bottom - top)

    def day_at(self, x: int, y: int) -> int | None:
        """Find the day at a point."""
        return next((day for day in self.days if self.cell(day).contains(x, y)), None)

    def chip(self, day: int, place: int) -> QRect:
        """Give the place of a day's chip, the first at the top."""
        cell = self.cell(day)
        top = cell.top() + NUMBER + place * (CHIP + CHIP_GAP)
        return QRect(cell.left() + _EDGE, top, cell.width() - 2 * _EDGE, CHIP)

    def fitting(self, day: int, count: int) -> int:
        """How many of a day's chips are shown; where not all are, a line below counts the rest."""
        room = (self.cell(day).height() - NUMBER - _EDGE + CHIP_GAP) // (CHIP + CHIP_GAP)
        return count if count <= room else max(room - 1, 0)


def by_day(entries: Sequence[MonthEntry]) -> Mapping[int, list[MonthEntry]]:
    """Sort entries by their day, in the order given."""
    found: dict[int, list[MonthEntry]] = {}
    for entry in entries:
        found.setdefault(entry.day, []).append(entry)
    return found
