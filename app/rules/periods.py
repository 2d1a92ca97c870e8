"""Periods of local days: a week, a month, a quarter, a year, or any range.

Days are proleptic ordinals (`date.toordinal()`), the first included, the last excluded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.errors import Refusal
from app.rules.zones import FIRST_YEAR, LAST_YEAR, day_start

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class PeriodKind(StrEnum):
    """What a period is; a week is ISO's, beginning on Monday."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first_day` up to `last_day_exclusive`."""

    kind: PeriodKind
    first_day: int
    last_day_exclusive: int

    def __contains__(self, day: int) -> bool:
        return self.first_day <= day < self.last_day_exclusive


_KIND_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


def period_of(kind: PeriodKind, day: int) -> Period:
    """Give the period of `kind` that holds `day`; as a range, that day alone."""
    if kind is PeriodKind.RANGE:
        return Period(kind, day, day + 1)
    if kind is PeriodKind.WEEK:
        monday = day - (day - 1) % 7
        return Period(kind, monday, monday + 7)
    length = _KIND_MONTHS[kind]
    first = _month_number(day) // length * length
    return Period(kind, _month_start(first), _month_start(first + length))


def previous(period: Period) -> Period:
    """Give the period of the same length just before; whole months stay whole months."""
    return _moved(period, -1)


def next(period: Period) -> Period:  # noqa: A001 - read as periods.next
    """Give the period of the same length just after; whole months stay whole months."""
    return _moved(period, 1)


def _moved(period: Period, by: int) -> Period:
    first, last = period.first_day, period.last_day_exclusive
    if _is_whole_months(period):
        months = _month_number(last) - _month_number(first)
        moved = [_month_start(_month_number(day) + by * months) for day in (first, last)]
    else:
        moved = [day + by * (last - first) for day in (first, last)]
    return Period(period.kind, *moved)


def buckets(kind: PeriodKind, first_day: int, last_day_exclusive: int) -> list[Period]:
    """List the periods of `kind` that hold any day of the range, each whole, in order."""
    found = []
    day = first_day
    while day < last_day_exclusive:
        found.append(period_of(kind, day))
        day = found[-1].last_day_exclusive
    return found


def bounds(period: Period, zone: str) -> tuple[int, int]:
    """Give the first instant of `period` in `zone` and the first one after it (ms)."""
    return day_start(period.first_day, zone), day_start(period.last_day_exclusive, zone)


_RELATIVE: dict[str, Callable[[Period], Period]] = {
    "last": previous,
    "this": lambda period: period,
    "next": next,
}
_FORMS = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-w(?P<week>\d{1,2})|-q(?P<quarter>[1-4])|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
)


def parse_period(text: str, today: int) -> Period:
    """Read the period written in `text`; `today` is the local day that relative words count from.

    "2018", "2018-Q2", "2018-05", "2018-W20", "2018-05-03"; two of them with ".." between, both
    included; or "last", "this" or "next" with "-week", "-month", "-quarter" or "-year". Raises
    Refusal.
    """
    plain = text.strip().lower()
    if ".." in plain:
        first, last = (_parse_plain(part.strip(), text) for part in plain.split("..", 1))
        if first.first_day >= last.last_day_exclusive:
            raise Refusal(f'The period "{text}" ends before it begins.', field="period")
        return Period(PeriodKind.RANGE, first.first_day, last.last_day_exclusive)
    which, _, kind = plain.partition("-")
    if which in _RELATIVE and kind in (*_KIND_MONTHS, PeriodKind.WEEK):
        return _RELATIVE[which](period_of(PeriodKind(kind), today))
    return _parse_plain(plain, text)


def _parse_plain(plain: str, written: str) -> Period:
    match = _FORMS.fullmatch(plain)
    if match is None:
        raise Refusal(
            f'"{written}" is not a period. Write it like 2018, 2018-Q2, 2018-05, 2018-W20, '
            "2017-06..2018-05 or last-month.",
            field="period",
        )
    year = int(match["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(
            f'"{written}" must lie in the years {FIRST_YEAR} to {LAST_YEAR}.', field="period"
        )
    try:
        if match["week"]:
            monday = date.fromisocalendar(year, int(match["week"]), 1)
            return period_of(PeriodKind.WEEK, monday.toordinal())
        if match["quarter"]:
            first = date(year, int(match["quarter"]) * 3 - 2, 1)
            return period_of(PeriodKind.QUARTER, first.toordinal())
        first = date(year, int(match["month"] or 1), int(match["day"] or 1))
    except ValueError as missing:
        raise Refusal(f'"{written}" names a date that does not exist.', field="period") from missing
    if match["day"]:
        return period_of(PeriodKind.RANGE, first.toordinal())
    return period_of(PeriodKind.MONTH if match["month"] else PeriodKind.YEAR, first.toordinal())


def format_period(period: Period) -> str:
    """Write `period` as the text that `parse_period` reads back.

    A range of whole months is written in months, one of a single day as that day.
    """
    first = date.fromordinal(period.first_day)
    last = date.fromordinal(period.last_day_exclusive - 1)
    match period.kind:
        case PeriodKind.WEEK:
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02d}"
        case PeriodKind.MONTH:
            return f"{first:%Y-%m}"
        case PeriodKind.QUARTER:
            return f"{first.year}-Q{_quarter(first)}"
        case PeriodKind.YEAR:
            return f"{first.year}"
        case PeriodKind.RANGE if _is_whole_months(period):
            return f"{first:%Y-%m}..{last:%Y-%m}"
        case PeriodKind.RANGE:
            return f"{first}" if first == last else f"{first}..{last}"


def period_name(period: Period) -> str:
    """Name `period` for people: "October 2026", "Week 43, 2026", "Q4 2026", "3 May 2018"."""
    first = date.fromordinal(period.first_day)
    last = date.fromordinal(period.last_day_exclusive - 1)
    match period.kind:
        case PeriodKind.WEEK:
            year, week, _ = first.isocalendar()
            return f"Week {week}, {year}"
        case PeriodKind.MONTH:
            return _month_name(first)
        case PeriodKind.QUARTER:
            return f"Q{_quarter(first)} {first.year}"
        case PeriodKind.YEAR:
            return f"{first.year}"
        case PeriodKind.RANGE:
            name = _month_name if _is_whole_months(period) else _day_name
            ends = dict.fromkeys((name(first), name(last)))  # one name where both are the same
            return " \u2013 ".join(ends)


def _month_name(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _day_name(day: date) -> str:
    return f"{day.day} {_month_name(day)}"


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _month_number(day: int) -> int:
    """Months since the year 0, so that months can be added."""
    told = date.fromordinal(day)
    return told.year * 12 + told.month - 1


def _month_start(number: int) -> int:
    return date(number // 12, number % 12 + 1, 1).toordinal()


def _is_whole_months(period: Period) -> bool:
    ends = (period.first_day, period.last_day_exclusive)
    return all(date.fromordinal(day).day == 1 for day in ends)
