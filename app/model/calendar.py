"""Working calendars: the hours of a week, and single days with hours of their own."""

import re
from datetime import date
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

from app.errors import Refusal

Span = tuple[int, int]
"""Open hours: minutes after the midnight that begins the day, `(start, end)`, `end` exclusive.

Past midnight `end` exceeds 1440; the whole span belongs to the day it begins.
"""

DAY_MINUTES = 1440
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class DayHours(BaseModel):
    """A single day with its own hours, in place of the week's; no spans is a day off."""

    model_config = ConfigDict(frozen=True)

    day: date
    spans: tuple[Span, ...] = ()
    name: str = ""

    @field_validator("spans")
    @classmethod
    def _spans_make_sense(cls, spans: tuple[Span, ...], others: ValidationInfo) -> tuple[Span, ...]:
        return _checked(spans, str(others.data.get("day", "own hours")))


class Calendar(BaseModel):
    """The working hours of a side: `hours` has seven entries, Monday first.

    Spans of one day may touch but not overlap. A span past midnight may run into the next day's
    (late and early shift): the hours both cover count once. Days of `days` go before the week's
    hours and before public holidays, which come from `country` (ISO 3166, "DE") and `region`
    ("BY"). Values are kept in order of time, so calendars that mean the same are equal. Raises
    Refusal with a sentence.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    hours: tuple[tuple[Span, ...], ...]
    country: str | None = None
    region: str | None = None
    days: tuple[DayHours, ...] = ()

    @field_validator("name")
    @classmethod
    def _has_a_name(cls, name: str) -> str:
        if not name.strip():
            raise Refusal("A calendar needs a name.", field="name")
        return name.strip()

    @field_validator("hours")
    @classmethod
    def _hours_make_sense(cls, hours: tuple[tuple[Span, ...], ...]) -> tuple[tuple[Span, ...], ...]:
        if len(hours) != len(WEEKDAYS):
            raise Refusal(f"A week has seven days, not {len(hours)}.", field="hours")
        return tuple(
            _checked(spans, weekday) for weekday, spans in zip(WEEKDAYS, hours, strict=True)
        )

    @field_validator("days")
    @classmethod
    def _days_are_single(cls, days: tuple[DayHours, ...]) -> tuple[DayHours, ...]:
        ordered = tuple(sorted(days, key=lambda own: own.day))
        for one, other in pairwise(ordered):
            if one.day == other.day:
                raise Refusal(f"{one.day} is listed twice.", field="days")
        return ordered

    @model_validator(mode="after")
    def _country_is_a_code(self) -> "Calendar":
        if self.country is not None and not re.fullmatch("[A-Z]{2}", self.country):
            raise Refusal(
                f'"{self.country}" is not a country code. Use two letters such as DE or US.',
                field="country",
            )
        if self.region is not None and self.country is None:
            raise Refusal("A region needs its country.", field="region")
        return self


def _checked(spans: tuple[Span, ...], day: str) -> tuple[Span, ...]:
    """`spans` in order of time."""
    for start, end in spans:
        if not 0 <= start < DAY_MINUTES or end > 2 * DAY_MINUTES:
            raise Refusal(
                f"{day}: hours must begin on the day itself and end by the next midnight but one.",
                field="hours",
            )
        if end <= start:
            raise Refusal(f"{day}: hours must end after they start.", field="hours")
    ordered = tuple(sorted(spans))
    for one, other in pairwise(ordered):
        if other[0] < one[1]:
            raise Refusal(
                f"{day}: the hours {_format_span(one)} and {_format_span(other)} overlap.",
                field="hours",
            )
    return ordered


_TIME = r"(\d{1,2})(?::(\d{2}))?"
_SPAN = re.compile(rf"{_TIME}\s*[-\u2013]\s*{_TIME}")  # hyphen or en dash


def parse_spans(text: str) -> tuple[Span, ...]:
    """Read the spans written in `text`: "09:00-12:30, 13:30-18:00"; "" and "closed" are none.

    An end not after its start lies on the next day: "22:00-06:00". Raises Refusal.
    """
    if text.strip().lower() in ("", "closed"):
        return ()
    return _checked(tuple(_parse_span(part.strip()) for part in text.split(",")), text.strip())


def _parse_span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise Refusal(
            f'"{text}" is not a span of hours. Write it like "09:00-17:00".', field="hours"
        )
    from_hour, from_minute, to_hour, to_minute = (int(number or 0) for number in match.groups())
    if from_minute > 59 or to_minute > 59 or from_hour > 23 or to_hour > 48:  # noqa: PLR2004
        raise Refusal(f'"{text}" has a time that does not exist.', field="hours")
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    return (start, end if end > start else end + DAY_MINUTES)


def format_spans(spans: tuple[Span, ...]) -> str:
    """Write `spans` as the text that `parse_spans` reads back; none are "closed"."""
    return ", ".join(map(_format_span, spans)) or "closed"


def _format_span(span: Span) -> str:
    start, end = span
    # Over 24 hours long, a wall time alone would not say which day is meant: 08:00-33:00.
    shown = end - DAY_MINUTES if DAY_MINUTES < end <= start + DAY_MINUTES else end
    return f"{_format_time(start)}-{_format_time(shown)}"


def _format_time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


OFFICE_HOURS = Calendar(name="Office hours", hours=(((540, 1020),),) * 5 + ((), ()))
"""Monday to Friday, 9 to 17."""


def always() -> Calendar:
    """Make a calendar that never closes."""
    return Calendar(name="Around the clock", hours=(((0, DAY_MINUTES),),) * 7)
