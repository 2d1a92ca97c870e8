"""Working time: how much of it passed, and when an amount of it will have passed.

Working time is a monotone map W(t), the working time before instant t (MEASURES, Time). The open
intervals of a calendar are built once, in UTC, with their running sum; elapsed and adding are then
binary searches, for one value and for whole columns alike. Instants and amounts are int64
milliseconds. An interval is open at its start and closed at its end.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from app.errors import Refusal
from app.model.calendar import DAY_MINUTES, Calendar, Span
from app.model.columns import DAY_MS, HOUR_MS, MINUTE_MS
from app.model.duration import DurationUnit, Within
from app.rules.zones import (
    EPOCH_DAY,
    Column,
    Values,
    as_given,
    day_start,
    local_day,
    zone_table,
)

DEFAULT_YEARS = range(1990, 2071)


class WorkingTime:
    """The working time of one calendar in one zone, over the years it was built for.

    Made by `working_time`. Every method raises Refusal for instants or results outside those
    years. `begin` and `end` are the first and the last instant covered (ms), `business_days` the
    local days (ordinals) with working time, in order.
    """

    def __init__(
        self, calendar: Calendar, zone: str, holidays: frozenset[date], years: range
    ) -> None:
        self.zone = zone
        self.years = years
        self.usual_day = _usual_day(calendar)
        if not self.usual_day:
            raise _never_open(calendar)
        first = date(years[0], 1, 1).toordinal()
        last = date(years[-1] + 1, 1, 1).toordinal()
        self.begin, self.end = day_start(first, zone), day_start(last, zone)
        days, opening, closing = _opened(calendar, zone, holidays, (first - 2, last))
        within = (days >= first) & (closing <= self.end)
        self.business_days, at = np.unique(days[within], return_index=True)
        if not len(self.business_days):
            raise _never_open(calendar)
        self._day_ends = np.maximum.reduceat(closing[within], at)
        meets = (closing > self.begin) & (opening < self.end)
        self._start, self._stop = _merged(
            np.maximum(opening[meets], self.begin),
            np.minimum(closing[meets], self.end),
            self.begin,
        )
        self._total = np.cumsum(self._stop - self._start)

    def before(self, instants: Values) -> Values:
        """W(t): the working time from `begin` to `instants`."""
        return as_given(self._before(instants), instants)

    @overload
    def elapsed(self, since: int, until: int) -> int: ...
    @overload
    def elapsed(self, since: Column, until: int | Column) -> Column: ...
    @overload
    def elapsed(self, since: int, until: Column) -> Column: ...
    def elapsed(self, since: int | Column, until: int | Column) -> int | Column:
        """Working time from `since` to `until`; negative where `until` is the earlier."""
        passed = self._before(until) - self._before(since)
        return int(passed) if np.ndim(passed) == 0 else passed

    def add(self, start: Values, amount: int | Column) -> Values:
        """Find the earliest instants by which `amount` of working time has passed since `start`.

        Up to closing ends at that closing, not at the next opening. Adding nothing while open is
        the same instant, while closed the next opening.
        """
        amounts = np.asarray(amount, dtype=np.int64)
        if np.any(amounts < 0):
            raise ValueError("working time can only be added")
        target = self._before(start) + amounts
        if np.any(target > self._total[-1]):
            raise self._too_late()
        at = np.searchsorted(self._total, target, side="left")
        due = self._stop[at] - (self._total[at] - target)
        if np.any(amounts == 0):
            due = np.where(amounts == 0, self.next_opening(start), due)
        return as_given(due, start)

    @overload
    def is_open(self, instants: int) -> bool: ...
    @overload
    def is_open(self, instants: Column) -> NDArray[np.bool_]: ...
    def is_open(self, instants: int | Column) -> bool | NDArray[np.bool_]:
        """Tell whether `instants` are working time: not the opening itself, yet the closing."""
        given, at = self._located(instants)
        opened = given <= self._stop[at]
        return bool(opened) if np.ndim(instants) == 0 else opened

    def next_opening(self, instants: Values) -> Values:
        """`instants` where open or just opening, otherwise the next opening after them."""
        given, at = self._located(instants)
        is_open = given <= self._stop[at]
        following = at + ~is_open
        if np.any(following == len(self._start)):
            raise self._too_late()
        return as_given(np.where(is_open, given, self._start[following]), instants)

    def end_of_business_day(self, start: Values, number: int) -> Values:
        """Find the closing instants of the `number`-th business day after the local day of `start`.

        0 is the same day while it still has working time to come, otherwise the next business
        day. A day's closing is the end of its last span, be it past midnight.
        """
        given = np.asarray(start, dtype=np.int64)
        day = np.asarray(local_day(start, self.zone), dtype=np.int64)
        self._refuse_outside(given)
        if number == 0:
            at = np.searchsorted(self.business_days, day, side="left")
            last = len(self._day_ends) - 1
            at = at + (self._day_ends[np.minimum(at, last)] <= given)
        else:
            at = np.searchsorted(self.business_days, day, side="right") + number - 1
        if np.any(at >= len(self._day_ends)):
            raise self._too_late()
        return as_given(self._day_ends[at], start)

    def working_days(self, first_day: Values, last_day_exclusive: Values) -> Values:
        """How many local days from `first_day` up to `last_day_exclusive` have working time.

        Days are ordinals; the hours of a span past midnight belong to the day it begins.
        """
        for days in (first_day, last_day_exclusive):
            self._refuse_outside(np.asarray(day_start(days, self.zone), dtype=np.int64))
        begun = np.searchsorted(self.business_days, first_day, side="left")
        ended = np.searchsorted(self.business_days, last_day_exclusive, side="left")
        return as_given(np.asarray(ended - begun, dtype=np.int64), first_day)

    def due(self, start: Values, within: Within) -> Values:
        """When something promised `within` of `start` is due.

        A period in days leaves out its first day and ends with its last: the last millisecond of
        that local day. So "30 days" compares calendar dates.
        """
        if within.unit is DurationUnit.END_OF_BUSINESS_DAY:
            return self.end_of_business_day(start, within.amount)
        if within.unit is DurationUnit.DAYS:
            return day_start(local_day(start, self.zone) + within.amount + 1, self.zone) - 1
        length = {
            DurationUnit.BUSINESS_MINUTES: MINUTE_MS,
            DurationUnit.BUSINESS_HOURS: HOUR_MS,
            DurationUnit.BUSINESS_DAYS: self.usual_day,
            DurationUnit.MINUTES: MINUTE_MS,
            DurationUnit.HOURS: HOUR_MS,
        }[within.unit]
        amount = within.amount * length
        return self.add(start, amount) if within.unit.is_working_time else start + amount

    def soon(self, start: Values, due: Values, within: Within) -> Values:
        """When 75 % of the time from `start` to `due` has passed and "due soon" begins.

        Working time where `within` counts it, otherwise real time; rounded up to a millisecond.
        """
        if within.unit.is_working_time:
            return self.add(start, _three_quarters(self.before(due) - self.before(start)))
        return start + _three_quarters(due - start)

    def add_with_pauses(
        self, start: int, amount: int, pauses: Sequence[tuple[int, int | None]]
    ) -> tuple[int | None, int]:
        """`add` for one clock that stood still during `pauses` (from, until; None: still paused).

        Gives the due instant and 0, or, where the clock is paused for good before it would be
        due, None and the working time left. Pauses may overlap and come in any order.
        """
        now, left = start, amount
        for paused, resumed in sorted(pauses, key=lambda pause: pause[0]):
            worked = self.elapsed(now, max(now, paused))
            if left <= worked:
                break
            left -= worked
            if resumed is None:
                return None, left
            now = max(now, resumed)
        return self.add(now, left), 0

    def _before(self, instants: int | Column) -> Column:
        given, at = self._located(instants)
        to_come: Column = np.maximum(self._stop[at] - given, 0)
        return self._total[at] - to_come

    def _located(self, instants: int | Column) -> tuple[Column, Column]:
        """`instants` and the index of the last interval that began before each."""
        given = np.asarray(instants, dtype=np.int64)
        self._refuse_outside(given)
        return given, np.searchsorted(self._start, given, side="left") - 1

    def _refuse_outside(self, instants: Column) -> None:
        if np.any((instants < self.begin) | (instants > self.end)):
            raise Refusal(
                "Working time is known for the years "
                f"{self.years[0]} to {self.years[-1]}; a date lies outside them."
            )

    def _too_late(self) -> Refusal:
        return Refusal(f"That much working time ends after the year {self.years[-1]}.")


@lru_cache(maxsize=16)
def working_time(
    calendar: Calendar,
    zone: str,
    holidays: frozenset[date] = frozenset(),
    years: range = DEFAULT_YEARS,
) -> WorkingTime:
    """Build the working time of `calendar` in the IANA `zone`, once for each set of arguments.

    `holidays` are whole days off; days of the calendar's own go before them. Raises Refusal for
    an unknown zone and for a calendar without working time.
    """
    return WorkingTime(calendar, zone, holidays, years)


def _never_open(calendar: Calendar) -> Refusal:
    return Refusal(f'The calendar "{calendar.name}" has no working time.', field="hours")


def _three_quarters(amount: Values) -> Values:
    return -(-3 * amount // 4)


def _usual_day(calendar: Calendar) -> int:
    """Milliseconds of the calendar's usual working day.

    The most common length among the week's working days, of two equally common the longer; a
    calendar with single days only goes by those. 0 without any hours.
    """

    def worked(days: Sequence[Sequence[Span]]) -> list[int]:
        return [length for spans in days if (length := sum(end - start for start, end in spans))]

    lengths = worked(calendar.hours) or worked([own.spans for own in calendar.days]) or [0]
    return max(lengths, key=lambda length: (lengths.count(length), length)) * MINUTE_MS


def _opened(
    calendar: Calendar, zone: str, holidays: frozenset[date], reach: tuple[int, int]
) -> tuple[Column, Column, Column]:
    """Local day, opening and closing instant of every span in `reach`, ordered by day."""
    ordinals = np.arange(*reach, dtype=np.int64)
    apart = {day.toordinal() for day in holidays} | {own.day.toordinal() for own in calendar.days}
    regular = ordinals[~np.isin(ordinals, np.fromiter(apart, np.int64))]
    begun: list[tuple[Column, Span]] = [
        (regular[(regular - 1) % 7 == weekday], span)
        for weekday, spans in enumerate(calendar.hours)
        for span in spans
    ]
    begun += [
        (np.array([own.day.toordinal()], dtype=np.int64), span)
        for own in calendar.days
        for span in own.spans
    ]
    days = np.concatenate([days for days, _ in begun])
    spans = np.array([span for _, span in begun], dtype=np.int64)
    starts, ends = np.repeat(spans, [len(days) for days, _ in begun], axis=0).T
    in_reach = (days >= reach[0]) & (days < reach[1])

    table = zone_table(zone)
    midnight = (days - EPOCH_DAY) * DAY_MS
    opening = table.to_utc(midnight + starts * MINUTE_MS)
    # A repeated hour is worked both times; only a day's own end, midnight, is its first time.
    closing = np.where(
        ends % DAY_MINUTES == 0,
        table.to_utc(midnight + ends * MINUTE_MS),
        table.to_utc(midnight + ends * MINUTE_MS, second_time=True),
    )
    # Left out: spans that a skipped hour swallows, and days that a zone left out (Apia, 2011).
    is_day = table.to_utc(midnight) < table.to_utc(midnight + DAY_MS)
    kept = np.flatnonzero(in_reach & is_day & (opening < closing))
    kept = kept[np.argsort(days[kept], kind="stable")]
    return days[kept], opening[kept], closing[kept]


def _merged(opening: Column, closing: Column, begin: int) -> tuple[Column, Column]:
    """Separate intervals in order, touching and overlapping ones joined.

    Before them stands an empty one, so that every instant from `begin` on has one before it.
    """
    order = np.argsort(opening, kind="stable")
    opening, closing = opening[order], np.maximum.accumulate(closing[order])
    apart = opening[1:] > closing[:-1]
    before = np.array([begin - 1], dtype=np.int64)
    return (
        np.concatenate([before, opening[np.concatenate([[True], apart])]]),
        np.concatenate([before, closing[np.concatenate([apart, [True]])]]),
    )
