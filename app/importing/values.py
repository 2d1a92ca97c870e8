"""Read instants from cells, whatever way they are written.

Each distinct value is read once: columns of a hundred thousand rows hold few of them.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.importing.table import Cell, text

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MILLISECOND = dt.timedelta(milliseconds=1)
FIRST = int(dt.datetime(1990, 1, 1, tzinfo=dt.UTC).timestamp() * 1000)
LAST = int(dt.datetime(2071, 1, 1, tzinfo=dt.UTC).timestamp() * 1000)
EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time; Excel counts 1900 as a leap year
EXCEL_SERIALS = (32_874, 62_457)
"""Excel's day numbers of 1990-01-01 and 2071-01-01."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PIVOT = 70
"""Two-digit years from here on are of the 1900s."""

_TIME = (
    r"(?:[T ,]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?)?$"
)
_NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})" + _TIME,
    re.IGNORECASE,
)
_WEEKDAY = r"(?:[a-z]{3,9},? )?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAME = r"(?P<named>[a-z]{3,9})"
_DAY_NAMED = re.compile(
    rf"{_WEEKDAY}{_DAY}[-. ]+{_NAME}\.?,?[- ]+(?P<year>\d{{4}}|\d{{2}}),?{_TIME}", re.IGNORECASE
)
_NAMED_DAY = re.compile(rf"{_WEEKDAY}{_NAME}\.? {_DAY},? (?P<year>\d{{4}}),?{_TIME}", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?$")
_UNIX = re.compile(r"\d{10}$|\d{13}$")
NOTHING = frozenset({"", "n/a", "na", "null", "none", "--", "0000-00-00", "0000-00-00 00:00:00"})


class DayMonth(StrEnum):
    """Which comes first in a date such as 3/4/2026."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


@dataclass(frozen=True, slots=True)
class DateReading:
    """Whether day or month comes first in a column, and why.

    `order` is None where no date depends on it, or where the dates don't tell (`ambiguous`): then
    somebody has to choose. `example` is a date that can be read both ways.
    """

    order: DayMonth | None
    ambiguous: bool
    reason: str
    example: str | None = None


class Reading(NamedTuple):
    """One cell as an instant: milliseconds since 1970 UTC, or why not; both None if empty."""

    ms: int | None
    date_only: bool = False
    problem: str | None = None


EMPTY = Reading(None)


def read_day_order(cells: Iterable[Cell]) -> DateReading:
    """Find out from all values of a column whether the day or the month comes first."""
    day_first = month_first = both = None
    for cell in set(cells):
        match = _NUMERIC.match(cell.strip()) if isinstance(cell, str) else None
        if match is None or match["mark"] == ".":
            continue
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second:  # noqa: PLR2004 - months in a year
            day_first = min(match.group(), day_first or match.group())
        elif second > 12 >= first:  # noqa: PLR2004
            month_first = min(match.group(), month_first or match.group())
        elif first != second and first <= 12:  # noqa: PLR2004
            both = min(match.group(), both or match.group())
    if day_first and month_first:
        reason = (
            f"“{day_first}” has the day first and “{month_first}” the month: choose which to trust."
        )
        return DateReading(None, ambiguous=True, reason=reason, example=both)
    if day_first:
        return DateReading(DayMonth.DAY_FIRST, False, f"The day comes first: “{day_first}”.", both)
    if month_first:
        return DateReading(
            DayMonth.MONTH_FIRST, False, f"The month comes first: “{month_first}”.", both
        )
    if both:
        reason = f"Every date can be read both ways: {_both_ways(both)}."
        return DateReading(None, ambiguous=True, reason=reason, example=both)
    return DateReading(None, False, "No date depends on whether the day or the month comes first.")


def _both_ways(value: str) -> str:
    match = _NUMERIC.match(value)
    if match is None:
        return f"“{value}”"
    first, second = int(match["a"]), int(match["b"])
    names = [
        f"{day} {MONTHS[month - 1].title()}" for day, month in ((first, second), (second, first))
    ]
    return f"“{value}” is {names[0]} or {names[1]}"


class InstantReader:
    """Reads cells as instants.

    `zone` is where wall times without a zone were written; `home` is the workspace's zone, whose
    midnight a date without a time stands for. A wall time in the hour that a clock change skips
    moves forward by the gap; the first of two equal wall times is taken (MEASURES, Time). `order`
    decides dates such as 3/4/2026; without it they are problems. Dates written with dots have the
    day first.
    """

    def __init__(self, zone: ZoneInfo, home: ZoneInfo, order: DayMonth | None = None) -> None:
        self._zone = zone
        self._home = home
        self._order = order
        self._known: dict[Cell, Reading] = {}
        self.met_naive = False
        """Whether a time without a zone was read."""
        self.met_days = False
        """Whether a day without a time was read."""

    def read(self, cell: Cell) -> Reading:
        """Read one cell; what cannot be read, or lies before 1990 or after 2070, has a problem."""
        known = self._known.get(cell)
        if known is None:
            known = self._known[cell] = self._read(cell)
        return known

    def column(self, cells: Iterable[Cell]) -> list[Reading]:
        """Read a column of cells."""
        return [self.read(cell) for cell in cells]

    def _read(self, cell: Cell) -> Reading:
        try:
            found = self._wall(cell)
        except ValueError as error:
            return Reading(None, problem=str(error))
        if found is None:
            return EMPTY
        date_only = not isinstance(found, dt.datetime)
        if not isinstance(found, dt.datetime):
            self.met_days = True
            found = dt.datetime(found.year, found.month, found.day, tzinfo=self._home)
        elif found.tzinfo is None:
            self.met_naive = True
            found = found.replace(tzinfo=self._zone)
        try:
            ms = (found - EPOCH) // MILLISECOND
        except OverflowError:
            return Reading(None, problem=f"“{text(cell)}” is no date of our time.")
        if not FIRST <= ms < LAST:
            return Reading(None, problem=f"“{text(cell)}” lies before 1990 or after 2070.")
        return Reading(ms, date_only)

    def _wall(self, cell: Cell) -> dt.datetime | dt.date | None:
        if isinstance(cell, dt.date):  # a datetime too
            return cell
        if isinstance(cell, bool | dt.time | dt.timedelta):
            raise ValueError(f"“{text(cell)}” is not a date.")  # noqa: TRY004 - a cell's fault
        words = text(cell)
        if words.lower() in NOTHING:
            return None
        try:
            if len(words) == len("2018-02-26") and words[4] == "-":
                return dt.date.fromisoformat(words)
            if words[4:5] == "-":
                return dt.datetime.fromisoformat(words)
        except ValueError:
            pass
        return self._otherwise(words)

    def _otherwise(self, words: str) -> dt.datetime | dt.date:
        if _SERIAL.match(words):
            return _serial(float(words))
        if _UNIX.match(words):
            return EPOCH + dt.timedelta(milliseconds=int(words) * (1 if len(words) == 13 else 1000))  # noqa: PLR2004
        words = " ".join(words.split())
        for pattern in (_YEAR_FIRST, _NUMERIC, _DAY_NAMED, _NAMED_DAY):
            match = pattern.match(words)
            if match is not None:
                return self._from_parts(words, match)
        raise ValueError(f"“{words}” is not a date that can be read.")

    def _from_parts(self, words: str, match: re.Match[str]) -> dt.datetime | dt.date:
        parts = match.groupdict()
        year = int(parts["year"])
        if len(parts["year"]) == 2:  # noqa: PLR2004
            year += 1900 if year >= PIVOT else 2000
        if "a" in parts:
            day, month = self._day_and_month(words, int(parts["a"]), int(parts["b"]), parts["mark"])
        elif "named" in parts:
            day, month = int(parts["day"]), _month(words, parts["named"])
        else:
            day, month = int(parts["day"]), int(parts["month"])
        try:
            date = dt.date(year, month, day)
            return date if parts["hour"] is None else dt.datetime.combine(date, _time(parts))
        except ValueError:
            raise ValueError(f"“{words}” is not a day and time that exist.") from None

    def _day_and_month(self, words: str, first: int, second: int, mark: str) -> tuple[int, int]:
        if mark == "." or self._order is DayMonth.DAY_FIRST or first == second:
            return first, second
        if self._order is DayMonth.MONTH_FIRST:
            return second, first
        raise ValueError(f"Choose whether the day or the month comes first in “{words}”.")


def _serial(days: float) -> dt.datetime | dt.date:
    """Read Excel's day number, to the second, since its fractions are inexact."""
    if not EXCEL_SERIALS[0] <= days < EXCEL_SERIALS[1]:
        raise ValueError(f"“{days:g}” lies before 1990 or after 2070 as a day number.")
    if days.is_integer():
        return (EXCEL_EPOCH + dt.timedelta(days=days)).date()
    return EXCEL_EPOCH + dt.timedelta(seconds=round(days * 86_400))


def _month(words: str, named: str) -> int:
    for number, month in enumerate(MONTHS, start=1):
        if named.lower().startswith(month):
            return number
    raise ValueError(f"“{words}” names no month that can be read.")


def _time(parts: dict[str, str | None]) -> dt.time:
    hour, minute, second = (int(parts[part] or 0) for part in ("hour", "minute", "second"))
    half = (parts["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004
            raise ValueError
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return dt.time(hour, minute, second, tzinfo=_offset(parts["zone"]))


def _offset(zone: str | None) -> dt.tzinfo | None:
    if zone is None:
        return None
    if zone[0] not in "+-":
        return dt.UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return dt.timezone(dt.timedelta(minutes=-minutes if zone[0] == "-" else minutes))
