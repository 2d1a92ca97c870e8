"""Instants typed by a person: "now", "16:20", "yesterday 16:20", "Thu 16:20", "30 Oct 16:20"."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from app.errors import Refusal
from ui.wording import locale

translate = QCoreApplication.translate

_TIME = re.compile(r"(?:^|[\s,]+)(\d{1,2})[:.](\d{2})\s*([ap]m)?$|(?:^|[\s,]+)(\d{1,2})\s*([ap]m)$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})t?$")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}))?\.?$")
_NAMED = re.compile(r"(\d{1,2})\.?\s+([^\W\d_]+)\.?(?:\s+(\d{4}))?$")
_WEEK = 7
_LEAST_LETTERS = 3
_ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def read_instant(text: str, zone: str, now: datetime) -> datetime | None:
    """Read an instant typed in the wall time of `zone`; None for "now" or nothing.

    A day without a year or week is the last such day up to `now`, so "Thu" is never next Thursday.
    "3/11" is read in the locale's order. A wall time that the clock change skips moves forward, a
    repeated one is the first.

    Raises:
        Refusal: it cannot be read; the sentence says how to write it.

    """
    plain = " ".join(text.casefold().split())
    if plain in ("", "now", translate("TypedTime", "now")):
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    found = _TIME.search(plain)
    if found is None:
        _day(plain, text, today)  # what is wrong with the day is said first
        raise Refusal(translate("TypedTime", "Add the time of day, such as 16:20."), field="at")
    on = _day(plain[: found.start()].rstrip(" ,"), text, today)
    at = datetime.combine(on, _time(found, text), tzinfo=ZoneInfo(zone))
    return at.astimezone(UTC)


def _time(found: re.Match[str], text: str) -> time:
    hour, minute = int(found[1] or found[4]), int(found[2] or 0)
    half = found[3] or found[5]
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock face
            raise _unreadable(text)
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise _unreadable(text) from error


def _day(words: str, text: str, today: date) -> date:
    if words in ("", "today", translate("TypedTime", "today")):
        return today
    if words in ("yesterday", translate("TypedTime", "yesterday")):
        return today - timedelta(days=1)
    if (weekday := _named(words, range(1, 8), "dayName")) is not None:
        return today - timedelta(days=(today.isoweekday() - weekday) % _WEEK)
    try:
        if match := _ISO.match(words):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _NUMBERS.match(words):
            first, second = int(match[1]), int(match[3])
            day_first = match[2] == "." or _day_first()
            day, month = (first, second) if day_first else (second, first)
            return _latest(day, month, match[4], today)
        if match := _NAMED.match(words):
            month_named = _named(match[2], range(1, 13), "monthName")
            if month_named is not None:
                return _latest(int(match[1]), month_named, match[3], today)
    except ValueError as error:
        raise _unreadable(text) from error
    raise _unreadable(text)


def _latest(day: int, month: int, year: str | None, today: date) -> date:
    """Give the day in its year, or without one its last occurrence up to today."""
    if year is not None:
        return date(int(year), month, day)
    this = date(today.year, month, day)
    return this if this <= today else date(today.year - 1, month, day)


def _named(word: str, numbers: range, names: str) -> int | None:
    """Find a month or weekday by its name or at least three of its letters."""
    if len(word) < _LEAST_LETTERS:
        return None
    for tongue in (locale(), _ENGLISH):
        for number in numbers:
            if getattr(tongue, names)(number).casefold().startswith(word.rstrip(".")):
                return number
    return None


def _day_first() -> bool:
    form = locale().dateFormat(QLocale.FormatType.ShortFormat).casefold()
    return form.find("d") < form.find("m")


def _unreadable(text: str) -> Refusal:
    sentence = translate(
        "TypedTime",
        "“%1” is not a time. Write it like “16:20”, “yesterday 16:20” or “30 Oct 16:20”.",
    )
    return Refusal(sentence.replace("%1", text.strip()), field="at")
