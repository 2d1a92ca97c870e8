"""Facts and terms read for the rules: leads' histories as columns, and the agreed versions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    case,
    func,
    select,
    type_coerce,
)

from app.model.agreement import CalendarRow, Commitment, CommitmentRow, VersionRow, VersionState
from app.model.calendar import Calendar
from app.model.columns import Ms, to_ms
from app.model.duration import format_within, parse_within
from app.model.events import AGAINST_MARKETING, JUNK_REASONS, Channel, EventRow, Reason
from app.model.leads import LeadRow
from app.model.people import Side
from app.model.stages import StageRow
from app.model.workspace import PublicHolidayRow, WorkspaceRow
from app.rules.histories import (
    AGAINST_MARKETING_CODE,
    CODE,
    JUNK_CODE,
    NEITHER_CODE,
    NOBODY,
    Histories,
)
from app.rules.terms import Terms, Version
from app.rules.working_time import working_time
from app.store.schema import table_of

_REASON_CODES = dict.fromkeys(JUNK_REASONS, JUNK_CODE) | {
    reason: NEITHER_CODE for reason in Reason if reason not in AGAINST_MARKETING | JUNK_REASONS
}


def load_histories(
    connection: Connection,
    stages: Sequence[str],
    leads: Sequence[int] | None = None,
    *,
    span: tuple[int, int] | None = None,
    until: Ms | None = None,
) -> Histories:
    """The histories of `leads`, of the lead ids within `span` (start, end), or of all.

    `until` (ms) leaves out what happened later. A send-back's reason that is none of ours counts
    as "other", against Marketing.
    """
    event, lead = table_of(EventRow).c, table_of(LeadRow).c
    at = type_coerce(event.happened_at, BigInteger)
    events = select(
        event.lead_id,
        at,
        _coded(event.kind, CODE),
        _coded(event.stage, {key: index for index, key in enumerate(stages)}),
        _coded(event.reason, _REASON_CODES, AGAINST_MARKETING_CODE),
        case((event.channel == Channel.AUTO, 1), else_=0),
        event.id,
    ).where(event.voided_at.is_(None))
    if until is not None:
        events = events.where(at <= until)
    columns = _columns(connection, _of(events, event.lead_id, leads, span))
    order = np.lexsort((columns[6], columns[2], columns[1], columns[0]))
    lead_ids, instants, kinds, reached, reasons, automatic, _ = columns[:, order]
    sources, campaigns = _Names(), _Names()
    about = select(lead.id, func.coalesce(lead.owner_id, NOBODY), lead.source, lead.campaign)
    rows = [
        (key, owner, sources.code(source), campaigns.code(campaign))
        for key, owner, source, campaign in connection.execute(
            _of(about, lead.id, leads, span).order_by(lead.id)
        )
    ]
    known = _as_columns(rows, 4)
    return Histories(
        lead=lead_ids,
        at=instants,
        kind=kinds.astype(np.int8),
        stage=reached.astype(np.int16),
        reason=reasons.astype(np.int8),
        automatic=automatic.astype(bool),
        lead_id=known[0],
        owner=known[1],
        source=known[2].astype(np.int32),
        campaign=known[3].astype(np.int32),
        sources=tuple(sources),
        campaigns=tuple(campaigns),
    )


def _coded(
    column: ColumnElement[Any], codes: Mapping[Any, int], otherwise: int = -1
) -> ColumnElement[int]:
    return case(codes, value=column, else_=otherwise) if codes else func.coalesce(otherwise)


def _of(
    query: Select[Any],
    lead: ColumnElement[int],
    leads: Sequence[int] | None,
    span: tuple[int, int] | None,
) -> Select[Any]:
    """`query` about the chosen leads only."""
    if leads is not None:
        query = query.where(lead.in_(leads))
    if span is not None:
        query = query.where(lead >= span[0], lead < span[1])
    return query


def _columns(connection: Connection, query: Select[Any]) -> NDArray[np.int64]:
    """The result of a query for integers, as an array of one row for each column."""
    cursor = connection.execute(query).cursor  # the driver's: a million rows need no wrapping
    assert cursor is not None  # noqa: S101 - a SELECT has one
    return _as_columns(cursor.fetchall(), len(query.selected_columns))


def _as_columns(rows: Iterable[Sequence[int]], width: int) -> NDArray[np.int64]:
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    return flat.reshape(-1, width).T


class _Names(dict[str, int]):
    """Codes for names, in the order they are met."""

    def code(self, name: str | None) -> int:
        return -1 if name is None else self.setdefault(name, len(self))


def load_terms(connection: Connection) -> Terms:
    """Every agreed version, with its commitments and its sides' working time."""
    zone = connection.scalars(select(table_of(WorkspaceRow).c.time_zone)).one()
    version = table_of(VersionRow)
    agreed = select(version).where(version.c.state == VersionState.AGREED)
    rows = connection.execute(agreed.order_by(version.c.in_force_from, version.c.number))
    return Terms(
        versions=tuple(_version(connection, row, zone) for row in rows.mappings()),
        zone=zone,
        stages=tuple(load_stage_names(connection)),
    )


def _version(connection: Connection, row: Any, zone: str) -> Version:
    calendars = load_calendars(connection, row["id"])
    shared = calendars.get(None)
    by_side = {side: calendars.get(side) or shared for side in Side}
    return Version(
        id=row["id"],
        number=row["number"],
        start=to_ms(row["in_force_from"]),
        commitments=load_commitments(connection, row["id"]),
        calendars={
            side: working_time(calendar, zone, load_holidays(connection, calendar))
            for side, calendar in by_side.items()
            if calendar is not None
        },
    )


def load_commitments(connection: Connection, version_id: int) -> dict[int, Commitment]:
    """The commitments of a version by row id, Marketing's first, in the order they were added."""
    commitment = table_of(CommitmentRow)
    stated = select(commitment).where(commitment.c.version_id == version_id)
    rows = connection.execute(stated.order_by(commitment.c.side, commitment.c.id))
    return {row["id"]: to_commitment(row) for row in rows.mappings()}


def to_commitment(row: Any) -> Commitment:
    """The validated commitment of a stored row."""
    values = {key: row[key] for key in Commitment.model_fields}
    values["within"] = None if row["within"] is None else parse_within(row["within"])
    return Commitment.model_validate(values)


def from_commitment(commitment: Commitment, version_id: int) -> CommitmentRow:
    """The row that stores `commitment` in a version."""
    values = commitment.model_dump(exclude={"within", "sources", "campaigns"})
    return CommitmentRow(
        **values,
        version_id=version_id,
        within=None if commitment.within is None else format_within(commitment.within),
        sources=list(commitment.sources),
        campaigns=list(commitment.campaigns),
    )


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


def from_calendar(calendar: Calendar, version_id: int, side: Side | None = None) -> CalendarRow:
    """The row that stores `calendar` in a version."""
    return CalendarRow(version_id=version_id, side=side or "", **calendar.model_dump(mode="json"))


def load_holidays(connection: Connection, calendar: Calendar) -> frozenset[date]:
    """The public holidays of the calendar's country and region, as known when it was made."""
    if calendar.country is None:
        return frozenset()
    holiday = table_of(PublicHolidayRow).c
    here = (holiday.country == calendar.country) & (holiday.region == (calendar.region or ""))
    return frozenset(map(date.fromordinal, connection.scalars(select(holiday.day).where(here))))


def load_stage_names(connection: Connection) -> dict[str, str]:
    """The names of the stages by key, in order."""
    stage = table_of(StageRow).c
    rows = connection.execute(select(stage.key, stage.name).order_by(stage.position))
    return {key: name for key, name in rows}  # noqa: C416 - rows are no pairs to the type checker


def last_lead(connection: Connection) -> int:
    """The highest id of a lead; 0 without any."""
    return connection.scalar(select(func.max(table_of(LeadRow).c.id))) or 0
