"""Terms of an agreement as readable TOML, both ways and without loss."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import tomli_w

from app.errors import Refusal
from app.model.agreement import Commitment
from app.model.calendar import WEEKDAYS, Calendar, DayHours, format_spans, parse_spans
from app.model.people import Side
from app.rules.codes import code_order
from app.rules.commitment_text import commitment_values, parse_commitment
from app.rules.toml_table import Table, a_day, a_text, read_toml

HEADING = (
    "# The terms of a Tandem agreement: when it begins, the working hours, and who promises what.\n"
)

_WEEKDAY_KEYS = tuple(day.lower() for day in WEEKDAYS)
_PLACE_KEYS = ("country", "region")


@dataclass(frozen=True)
class WrittenTerms:
    """What a text of terms says; a commitment without a code in the text has the code "".

    No calendars: the text leaves the working hours as they are. Under None, the one for both sides.
    """

    commitments: tuple[Commitment, ...]
    calendars: Mapping[Side | None, Calendar] = field(default_factory=dict)
    first_day: date | None = None
    reason: str | None = None


def write_terms(terms: WrittenTerms) -> str:
    """Write `terms` as the text that `parse_terms` reads back, in order of the codes."""
    opening = {"in_force_from": terms.first_day, "reason": terms.reason}
    tables = [HEADING + _lines(opening)]
    for side in (None, *Side):
        if calendar := terms.calendars.get(side):
            tables += _calendar_tables(calendar, f"calendar.{side}" if side else "calendar")
    for commitment in sorted(terms.commitments, key=lambda each: code_order(each.code)):
        tables.append("[[commitment]]\n" + _lines(commitment_values(commitment)))
    return "\n".join(tables)


def _calendar_tables(calendar: Calendar, path: str) -> Iterator[str]:
    week = zip(_WEEKDAY_KEYS, map(format_spans, calendar.hours), strict=True)
    place = {"country": calendar.country, "region": calendar.region}
    yield f"[{path}]\n" + _lines({"name": calendar.name, **dict(week), **place})
    for own in calendar.days:
        values = {"day": own.day, "hours": format_spans(own.spans), "name": own.name or None}
        yield f"[[{path}.days]]\n" + _lines(values)


def _lines(values: Mapping[str, Any]) -> str:
    """One line for each value that there is."""
    return "".join(
        f"{key} = {_toml(value)}\n" for key, value in values.items() if value is not None
    )


def _toml(value: Any) -> str:
    if isinstance(value, tuple):  # tomli_w would spread it over several lines
        return f"[{', '.join(map(_toml, value))}]"
    plain = str(value) if isinstance(value, str) else value
    return tomli_w.dumps({"it": plain}).removeprefix("it = ").rstrip("\n")


def parse_terms(text: str, file_name: str) -> WrittenTerms:
    """Read the terms written in `text`. Raises Refusal with file, line and reason."""
    top = read_toml(text, file_name)
    top.allow("in_force_from", "reason", "calendar", "commitment")
    return WrittenTerms(
        commitments=_parse_commitments(top),
        calendars=_parse_calendars(top.table("calendar")) if "calendar" in top.values else {},
        first_day=top.optional("in_force_from", a_day),
        reason=top.optional("reason", a_text),
    )


def _parse_calendars(table: Table) -> dict[Side | None, Calendar]:
    """Read the calendars: the shared one's values stand beside the sides' own tables."""
    shared = ("name", *_WEEKDAY_KEYS, *_PLACE_KEYS, "days")
    table.allow(*shared, *Side)
    calendars: dict[Side | None, Calendar] = {}
    if any(key in table.values for key in shared):
        calendars[None] = _parse_calendar(table)
    for side in Side:
        if side in table.values:
            own = table.table(side)
            own.allow(*shared)
            calendars[side] = _parse_calendar(own)
        elif None not in calendars:
            raise table.refusal(f"there are no working hours for {side.value.title()}.")
    return calendars


def _parse_calendar(table: Table) -> Calendar:
    days = []
    for own in table.tables("days", f"{table.title}, day"):
        own.allow("day", "hours", "name")
        day, spans = own.required("day", a_day), own.required("hours", _spans)
        days.append(DayHours(day=day, spans=spans, name=own.optional("name", a_text) or ""))
    name = table.required("name", a_text)
    hours = tuple(table.optional(weekday, _spans) or () for weekday in _WEEKDAY_KEYS)
    country, region = (table.optional(key, a_text) for key in _PLACE_KEYS)
    try:
        return Calendar(name=name, hours=hours, country=country, region=region, days=tuple(days))
    except Refusal as refusal:
        raise table.refusal(str(refusal), refusal.field) from refusal


def _parse_commitments(top: Table) -> tuple[Commitment, ...]:
    commitments: list[Commitment] = []
    for table in top.tables("commitment", "commitment"):
        commitment = parse_commitment(table)
        if commitment.code and any(commitment.code == other.code for other in commitments):
            raise table.refusal(f"{commitment.code} is there twice.", "code")
        commitments.append(commitment)
    return tuple(commitments)


def _spans(value: Any) -> tuple[tuple[int, int], ...]:
    return parse_spans(a_text(value))
