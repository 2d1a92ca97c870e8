"""Instants in words, as people say them: "yesterday 16:20", "Thu 19 Mar 16:40"."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.rules.typed_time import ENGLISH

_SHORT = 3


def instant_words(at: datetime, now: datetime, zone: str) -> str:
    """Say when `at` is in the wall time of `zone`, seen from `now`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_words(local.date(), now.astimezone(ZoneInfo(zone)).date())} {local:%H:%M}"


def day_words(day: date, today: date) -> str:
    """Say which day it is, seen from `today`: "today", "Thu 19 Mar", "Tue 3 Feb 2025"."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days)
    if near is not None:
        return near
    weekday, month = ENGLISH.weekdays[day.weekday()], ENGLISH.months[day.month - 1]
    year = "" if day.year == today.year else f" {day.year}"
    return f"{weekday[:_SHORT]} {day.day} {month[:_SHORT]}{year}"
