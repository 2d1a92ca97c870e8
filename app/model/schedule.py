"""When something promised again and again falls due: "every month on day 31"."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Refusal
from app.model.cadence import Cadence
from app.model.calendar import WEEKDAYS
from app.model.duration import ordinal

LAST = 0
"""Stands for the last one of its kind in the period."""


class DayRule(StrEnum):
    """What the number of a schedule counts within the month."""

    DAY = "day"
    WEEKDAY = "weekday"
    WORKING_DAY = "working_day"


class Shift(StrEnum):
    """Where a due day goes that is a day off."""

    BEFORE = "before"
    AFTER = "after"


_MOST = {DayRule.DAY: 31, DayRule.WEEKDAY: 4, DayRule.WORKING_DAY: 15}


@dataclass(frozen=True, slots=True)
class Schedule:
    """The due day of every week, month, quarter or year; of the last two, in their last month.

    `number` counts from 1, or is LAST; a month that is too short has its last day instead of its 31st (MEASURES,
    case 13). `weekday` (Monday is 0) goes with WEEKDAY alone, and a week has nothing but a weekday, its first.
    `shift` says which working day stands in for a day off. Raises Refusal for what no month has.
    """

    cadence: Cadence
    rule: DayRule = DayRule.DAY
    number: int = 1
    weekday: int | None = None
    shift: Shift = Shift.BEFORE

    def __post_init__(self) -> None:
        if self.weekday is None and self.rule is DayRule.WEEKDAY:
            raise Refusal("Name the weekday on which it is due.", field="schedule")
        if self.weekday is not None and self.rule is not DayRule.WEEKDAY:
            raise Refusal("Only a schedule on weekdays names one.", field="schedule")
        if self.weekday is not None and not 0 <= self.weekday < len(WEEKDAYS):
            raise Refusal("A week has seven days.", field="schedule")
        if self.cadence is Cadence.WEEK and (self.rule is not DayRule.WEEKDAY or self.number != 1):
            raise Refusal("Name the weekday on which it is due every week.", field="schedule")
        if not LAST <= self.number <= _MOST[self.rule]:
            raise Refusal(
                f"The number must be between 1 and {_MOST[self.rule]}, or the last.",
                field="schedule",
            )

    def __str__(self) -> str:
        return format_schedule(self)


_TEXT = re.compile(
    r"every (week|month|quarter|year) on (?:the )?(?:"
    r"day (?P<day>\d{1,2})|(?P<which>last|\d{1,2}(?:st|nd|rd|th)) (?P<what>working day|day|[a-z]+day)"
    r"|(?P<weekday>[a-z]+day))(?:, else the working day (?P<shift>before|after))?"
)


def parse_schedule(text: str) -> Schedule:
    """Read a schedule in the words of `format_schedule`; case and spacing do not matter. Raises Refusal."""
    match = _TEXT.fullmatch(" ".join(text.lower().split()))
    names = [day.lower() for day in WEEKDAYS]
    if match is None or (match["weekday"] or "monday") not in names:
        raise _unread(text)
    shift = Shift(match["shift"] or Shift.BEFORE)
    cadence = Cadence(match[1])
    if match["weekday"]:
        if cadence is not Cadence.WEEK:
            raise _unread(text)
        return Schedule(cadence, DayRule.WEEKDAY, 1, names.index(match["weekday"]), shift)
    if match["day"]:
        return Schedule(cadence, DayRule.DAY, int(match["day"]) or -1, None, shift)
    number = LAST if match["which"] == "last" else int(match["which"][:-2]) or -1
    if match["what"] == "working day":
        return Schedule(cadence, DayRule.WORKING_DAY, number, None, shift)
    if match["what"] == "day":
        return Schedule(cadence, DayRule.DAY, number, None, shift)
    if match["what"] not in names:
        raise _unread(text)
    return Schedule(cadence, DayRule.WEEKDAY, number, names.index(match["what"]), shift)


def format_schedule(schedule: Schedule) -> str:
    """Write a schedule as the text that `parse_schedule` reads back.

    "every week on Friday", "every month on day 31", "every month on the last working day", "every quarter on the 2nd
    Tuesday, else the working day after".
    """
    every = f"every {schedule.cadence} on"
    which = "the last" if schedule.number == LAST else f"the {ordinal(schedule.number)}"
    after = ", else the working day after" if schedule.shift is Shift.AFTER else ""
    if schedule.weekday is not None:
        name = WEEKDAYS[schedule.weekday]
        return (
            f"{every} {name}{after}"
            if schedule.cadence is Cadence.WEEK
            else f"{every} {which} {name}{after}"
        )
    if schedule.rule is DayRule.WORKING_DAY:
        return f"{every} {which} working day{after}"
    return (
        f"{every} {which} day{after}"
        if schedule.number == LAST
        else f"{every} day {schedule.number}{after}"
    )


def _unread(text: str) -> Refusal:
    return Refusal(
        f'"{text}" is not a schedule. Write it like "every week on Friday", "every month on day 31", '
        '"every month on the last working day" or "every quarter on the 2nd Tuesday".',
        field="schedule",
    )
