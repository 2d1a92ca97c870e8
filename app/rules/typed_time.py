"""Times typed by a person: instants that passed ("yesterday 16:20"), and days to come ("in 2 weeks").

Pure: `now` and the zone are given. English is always understood, a `Tongue` adds another language.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.errors import Refusal

_UNIT = r"(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|months?)"
_AGO = re.compile(rf"(\d{{1,4}}|an?|one)\s*{_UNIT}\s+ago$")
_AHEAD = re.compile(rf"(?:in|for)\s+(\d{{1,3}}|an?|one)\s*{_UNIT}$")
_CLOCK = r"(?:(?:at\s+)?(\d{1,2})[:.](\d{2})\s*([ap]m)?|(?:at\s+)?(\d{1,2})\s*([ap]m))"
_TIME_LAST = re.compile(rf"(?:^|[\s,]+|(?<=\d)t){_CLOCK}$")
_TIME_FIRST = re.compile(rf"^{_CLOCK}[\s,]+(?=\S)")
_HOUR_LAST = re.compile(r"^([^\W\d_]+)[\s,]+(?:at\s+)?(\d{1,2})$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}))?\.?$")
_NAMED = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?\s+([^\W\d_]+)\.?(?:,?\s+(\d{4}))?$")
_NAMED_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?$")
_BEFORE_DAY = re.compile(r"(?:until|till|on|by|next|last)\s+(?=\S)")
_WEEK = 7
_LEAST_LETTERS = 3
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": _WEEK * 24 * 60}

_WHEN = "“%1” is not a time. Write it like “16:20”, “yesterday 16:20” or “30 Oct 16:20”."
_UNTIL = "“%1” is not a day. Write it like “1 March”, “in 2 weeks” or “Monday”."


@dataclass(frozen=True)
class Tongue:
    """A language's weekdays from Monday and months from January, and whether it writes 3/2 for 3 February."""

    weekdays: Sequence[str]
    months: Sequence[str]
    day_first: bool = True


ENGLISH = Tongue(
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
)


def read_time(text: str, now: datetime, zone: str, tongue: Tongue = ENGLISH) -> datetime | None:
    """Read an instant typed in the wall time of `zone`; None for "now" or nothing.

    A day without a year or week is the last such day up to `now`, so "Thu" is never next Thursday.
    A wall time that the clock change skips moves forward, a repeated one is the first.

    Raises:
        Refusal: it cannot be read; the sentence says how to write it.

    """
    plain = _plain(text)
    if plain in ("", "now", "just now"):
        return None
    if ago := _AGO.match(plain):
        return _ago(ago, now, zone)
    days = _Days(now.astimezone(ZoneInfo(zone)).date(), tongue, ahead=False)
    unreadable = Refusal(_WHEN.replace("%1", text.strip()), field="at")
    found = _TIME_LAST.search(plain) or _TIME_FIRST.search(plain)
    if found is not None:
        words = (plain[: found.start()] + plain[found.end() :]).strip(" ,")
        on = days.read(_BEFORE_DAY.sub("", words, count=1)) if words else days.today
        at = _time(found)
    elif (bare := _HOUR_LAST.match(plain)) and days.is_word(bare[1]):
        on, at = days.read(bare[1]), _hour(int(bare[2]))
    elif days.read(plain) is not None:
        raise Refusal("Add the time of day, such as 16:20.", field="at")
    else:
        raise unreadable
    if on is None or at is None:
        raise unreadable
    return datetime.combine(on, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def read_day(text: str, now: datetime, zone: str, tongue: Tongue = ENGLISH) -> date | None:
    """Read a day to come, of the calendar in `zone`; None for nothing.

    A day without a year or week is the next such day after today.

    Raises:
        Refusal: it cannot be read, or it is no day to come.

    """
    plain = _plain(text)
    if not plain:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    if ahead := _AHEAD.match(plain):
        found = _ahead(ahead, today)
    elif plain in ("next week", "next month"):
        monday = today + timedelta(days=_WEEK - today.weekday())
        found = monday if plain == "next week" else _months_later(today.replace(day=1), 1)
    else:
        found = _Days(today, tongue, ahead=True).read(_BEFORE_DAY.sub("", plain, count=1))
    if found is None:
        raise Refusal(_UNTIL.replace("%1", text.strip()), field="until")
    if found <= today:
        raise Refusal("That day is not ahead of today.", field="until")
    return found


class _Days:
    """Reads days as seen from today: the nearest one before or after where the year is left out."""

    def __init__(self, today: date, tongue: Tongue, *, ahead: bool) -> None:
        self.today, self._tongue, self._ahead = today, tongue, ahead
        self._words = {"today": 0, "yesterday": -1, "tomorrow": 1}

    def is_word(self, word: str) -> bool:
        """Whether a word alone names a day: a weekday, "yesterday"."""
        return word in self._words or self._weekday(word) is not None

    def read(self, words: str) -> date | None:
        """Give the day of these words; None for what is none."""
        if words in self._words:
            return self.today + timedelta(days=self._words[words])
        weekday = self._weekday(words)
        if weekday is not None:
            if self._ahead:
                return self.today + timedelta(days=(weekday - self.today.weekday() - 1) % _WEEK + 1)
            return self.today - timedelta(days=(self.today.weekday() - weekday) % _WEEK)
        try:
            return self._date(words)
        except ValueError:  # the 31st of February
            return None

    def _weekday(self, word: str) -> int | None:
        return _place(word, (self._tongue.weekdays, ENGLISH.weekdays))

    def _month(self, word: str) -> int | None:
        place = _place(word, (self._tongue.months, ENGLISH.months))
        return None if place is None else place + 1

    def _date(self, words: str) -> date | None:
        if match := _ISO.match(words):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _NUMBERS.match(words):
            first, second = int(match[1]), int(match[3])
            day_first = match[2] == "." or self._tongue.day_first
            day, month = (first, second) if day_first else (second, first)
            return self._nearest(day, month, match[4])
        if (match := _NAMED.match(words)) and (named := self._month(match[2])):
            return self._nearest(int(match[1]), named, match[3])
        if (match := _NAMED_FIRST.match(words)) and (named := self._month(match[1])):
            return self._nearest(int(match[2]), named, match[3])
        return None

    def _nearest(self, day: int, month: int, year: str | None) -> date:
        if year is not None:
            return date(int(year), month, day)
        this = date(self.today.year, month, day)
        if (this > self.today) == self._ahead:
            return this
        return date(self.today.year + (1 if self._ahead else -1), month, day)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _place(word: str, lists: Sequence[Sequence[str]]) -> int | None:
    """Find a name by at least three of its letters, in the first list that has it."""
    letters = word.rstrip(".")
    if len(letters) < _LEAST_LETTERS:
        return None
    for names in lists:
        for place, name in enumerate(names):
            if name.casefold().startswith(letters):
                return place
    return None


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _count(word: str) -> int:
    return int(word) if word.isdigit() else 1


def _ago(found: re.Match[str], now: datetime, zone: str) -> datetime:
    count, unit = _count(found[1]), found[2]
    if unit.startswith("mo"):
        local = now.astimezone(ZoneInfo(zone))
        on = _months_later(local.date(), -count)
        return local.replace(year=on.year, month=on.month, day=on.day).astimezone(UTC)
    if unit[0] in "dw":  # the same time of day, also across a clock change
        local = now.astimezone(ZoneInfo(zone))
        return (local - timedelta(minutes=count * _MINUTES[unit[0]])).astimezone(UTC)
    return now - timedelta(minutes=count * _MINUTES[unit[0]])


def _ahead(found: re.Match[str], today: date) -> date | None:
    count, unit = _count(found[1]), found[2]
    if unit.startswith("mo"):
        return _months_later(today, count)
    if unit[0] in "dw":
        return today + timedelta(days=count * (_WEEK if unit[0] == "w" else 1))
    return None


def _time(found: re.Match[str]) -> time | None:
    hour, minute = int(found[1] or found[4]), int(found[2] or 0)
    half = found[3] or found[5]
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock face
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return _hour(hour, minute)


def _hour(hour: int, minute: int = 0) -> time | None:
    try:
        return time(hour, minute)
    except ValueError:
        return None
