"""The terms read for the rules and for people: versions, commitments, calendars, stages."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from app.model.agreement import (
    CalendarRow,
    Commitment,
    CommitmentRow,
    Signature,
    SignatureRow,
    VersionRow,
    VersionState,
)
from app.model.calendar import Calendar
from app.model.columns import to_ms
from app.model.duration import parse_within
from app.model.people import PersonRow, Side
from app.model.schedule import parse_schedule
from app.model.stages import StageRow
from app.model.workspace import PublicHolidayRow, WorkspaceInfo, WorkspaceRow
from app.rules.terms import Terms, Version
from app.rules.working_time import WorkingTime, working_time
from app.store.schema import table_of


def load_info(connection: Connection) -> WorkspaceInfo:
    """The company's name, time zone and currency."""
    row = connection.execute(select(table_of(WorkspaceRow))).mappings().one()
    return WorkspaceInfo.model_validate({key: row[key] for key in WorkspaceInfo.model_fields})


def load_versions(connection: Connection) -> Sequence[RowMapping]:
    """The rows of all versions by number, which is the order they come into force in."""
    version = table_of(VersionRow)
    return connection.execute(select(version).order_by(version.c.number)).mappings().all()


def load_terms(connection: Connection) -> Terms:
    """Every agreed version, with its commitments and its sides' working time."""
    zone = load_info(connection).time_zone
    return Terms(
        versions=tuple(
            _version(connection, row, zone)
            for row in load_versions(connection)
            if row["state"] == VersionState.AGREED
        ),
        zone=zone,
        stages=tuple(load_stage_names(connection)),
    )


def _version(connection: Connection, row: Any, zone: str) -> Version:
    return Version(
        id=row["id"],
        number=row["number"],
        start=to_ms(row["in_force_from"]),
        commitments=load_commitments(connection, row["id"]),
        calendars=load_working_time(connection, row["id"], zone),
    )


def load_working_time(
    connection: Connection, version_id: int, zone: str
) -> dict[Side, WorkingTime]:
    """The working time of each side by a version's calendars, in `zone` (IANA)."""
    calendars = load_calendars(connection, version_id)
    shared = calendars.get(None)
    by_side = {side: calendars.get(side) or shared for side in Side}
    return {
        side: working_time(calendar, zone, load_holidays(connection, calendar))
        for side, calendar in by_side.items()
        if calendar is not None
    }


def load_commitments(connection: Connection, version_id: int) -> dict[int, Commitment]:
    """The commitments of a version by row id, Marketing's first, in the order they were added."""
    commitment = table_of(CommitmentRow)
    stated = select(commitment).where(commitment.c.version_id == version_id)
    rows = connection.execute(stated.order_by(commitment.c.side, commitment.c.id))
    return {row["id"]: to_commitment(row) for row in rows.mappings()}


def to_commitment(row: Any) -> Commitment:
    """The validated commitment of a stored row."""
    values = {key: row[key] for key in Commitment.model_fields}
    for name, parse in (
        ("within", parse_within),
        ("accept_within", parse_within),
        ("schedule", parse_schedule),
    ):
        values[name] = None if row[name] is None else parse(row[name])
    return Commitment.model_validate(values)


def from_commitment(commitment: Commitment, version_id: int) -> CommitmentRow:
    """The row that stores `commitment` in a version."""
    as_text = ("within", "accept_within", "schedule")
    lists = ("sources", "campaigns", "personas")
    values = commitment.model_dump(exclude={*as_text, *lists})
    values |= {
        name: None if (value := getattr(commitment, name)) is None else str(value)
        for name in as_text
    }
    values |= {name: list(getattr(commitment, name)) for name in lists}
    return CommitmentRow(**values, version_id=version_id)


def load_calendars(connection: Connection, version_id: int) -> dict[Side | None, Calendar]:
    """The calendars of a version: by side, or under None for both."""
    calendar = table_of(CalendarRow)
    rows = connection.execute(select(calendar).where(calendar.c.version_id == version_id))
    return {
        Side(row["side"]) if row["side"] else None: Calendar.model_validate(
            {key: row[key] for key in Calendar.model_fields}
        )
        for row in rows.mappings()
    }


def load_signatures(connection: Connection, version_id: int) -> tuple[Signature, ...]:
    """The signatures under a version, Marketing's first."""
    signature, person = table_of(SignatureRow).c, table_of(PersonRow).c
    rows = connection.execute(
        select(signature.side, signature.person_id, person.name, signature.signed_at)
        .where(signature.version_id == version_id, signature.person_id == person.id)
        .order_by(signature.side)
    )
    return tuple(Signature(Side(side), key, name, at) for side, key, name, at in rows)


def from_calendar(calendar: Calendar, version_id: int, side: Side | None = None) -> CalendarRow:
    """The row that stores `calendar` in a version."""
    return CalendarRow(version_id=version_id, side=side or "", **calendar.model_dump(mode="json"))


def load_holidays(connection: Connection, calendar: Calendar) -> frozenset[date]:
    """The public holidays of the calendar's country and region, as known when it was made."""
    if calendar.country is None:
        return frozenset()
    holiday = table_of(PublicHolidayRow).c
    here = (holiday.country == calendar.country) & (holiday.region == (calendar.region or ""))
    # as one text: each page of the list of leads reads them, and a row a day takes ten times as long
    days = connection.scalar(select(func.group_concat(holiday.day)).where(here)) or ""
    return frozenset(date.fromordinal(int(day)) for day in days.split(",") if day)


def load_stage_names(connection: Connection) -> dict[str, str]:
    """The names of the stages by key, in order."""
    stage = table_of(StageRow).c
    rows = connection.execute(select(stage.key, stage.name).order_by(stage.position))
    return {key: name for key, name in rows}  # noqa: C416 - rows are no pairs to the type checker
