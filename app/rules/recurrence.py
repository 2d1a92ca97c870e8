"""On which days something promised again and again falls due."""

from functools import lru_cache

import numpy as np

from app.model.cadence import Cadence
from app.model.schedule import LAST, DayRule, Schedule, Shift
from app.rules.periods import PeriodKind, buckets
from app.rules.working_time import WorkingTime
from app.rules.zones import Column, local_day


@lru_cache(maxsize=64)
def due_days(schedule: Schedule, hours: WorkingTime) -> tuple[Column, Column]:
    """The first day of every cadence period that `hours` covers, and the day it has something due.

    Days are ordinals, in order. A month too short for the day has its last one instead: the 31st is
    28 or 29 February and 30 April (MEASURES, case 13); so has one with too few working days. A
    quarter and a year have theirs in their last month. A day off moves to the working day before or
    after, be it in another period.
    """
    kind = PeriodKind(schedule.cadence)
    covered = local_day(hours.begin, hours.zone), local_day(hours.end - 1, hours.zone) + 1
    periods = buckets(kind, *covered)
    first = np.array([period.first_day for period in periods], dtype=np.int64)
    end = np.array([period.last_day_exclusive for period in periods], dtype=np.int64)
    begin = first
    if schedule.cadence in (Cadence.QUARTER, Cadence.YEAR):
        months = (buckets(PeriodKind.MONTH, day - 1, day)[0] for day in end.tolist())
        begin = np.array([month.first_day for month in months], dtype=np.int64)
    if schedule.rule is DayRule.WORKING_DAY:
        return first, _nth_working_day(schedule.number, begin, end, hours.business_days)
    return first, _working(_named_day(schedule, begin, end), schedule.shift, hours.business_days)


def _nth_working_day(number: int, begin: Column, end: Column, working: Column) -> Column:
    """The n-th (or last) working day of each range, or the one before it where it has none."""
    last = np.searchsorted(working, end) - 1
    if number == LAST:
        return working[np.maximum(last, 0)]
    at = np.searchsorted(working, begin) + number - 1
    return working[np.maximum(np.minimum(at, last), 0)]


def _named_day(schedule: Schedule, begin: Column, end: Column) -> Column:
    """The day of each range that the schedule names, working day or not."""
    last = end - 1
    if schedule.weekday is None:
        return last if schedule.number == LAST else np.minimum(begin + schedule.number - 1, last)
    wanted = schedule.weekday + 1  # ordinal 1 was a Monday
    if schedule.number == LAST:
        return last - (last - wanted) % 7
    return begin + (wanted - begin) % 7 + 7 * (schedule.number - 1)


def _working(days: Column, shift: Shift, working: Column) -> Column:
    """`days`, those off moved to the working day before or after."""
    at = (
        np.searchsorted(working, days, side="right") - 1
        if shift is Shift.BEFORE
        else np.searchsorted(working, days)
    )
    return working[np.clip(at, 0, len(working) - 1)]
