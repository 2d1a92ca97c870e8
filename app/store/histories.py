"""Leads' histories read for the rules, as columns."""

import json
from collections.abc import Iterable, Mapping, Sequence
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
    literal,
    select,
    type_coerce,
)

from app.model.columns import Ms
from app.model.events import AGAINST_MARKETING, JUNK_REASONS, EventRow, Reason
from app.model.leads import LeadRow
from app.rules.histories import (
    AGAINST_MARKETING_CODE,
    CHANNELS,
    CODE,
    JUNK_CODE,
    NEITHER_CODE,
    NO_REASON_CODE,
    NOBODY,
    NONE,
    NOT_REACHED_CODE,
    OUTCOMES,
    Histories,
)
from app.store.entries import stands
from app.store.people import load_persona_names
from app.store.schema import table_of

_REASON_CODES: dict[str, int] = {
    **{reason: NEITHER_CODE for reason in Reason if reason not in AGAINST_MARKETING},
    **dict.fromkeys(JUNK_REASONS, JUNK_CODE),
    Reason.COULD_NOT_REACH: NOT_REACHED_CODE,
    "": NO_REASON_CODE,
}
_CHANNEL_CODES = {channel: code for code, channel in enumerate(CHANNELS)}
_BITS = 8
_OUTCOME_CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}


def load_histories(
    connection: Connection,
    stages: Sequence[str],
    leads: Sequence[int] | None = None,
    *,
    span: tuple[int, int] | None = None,
    until: Ms | None = None,
    known_at: Ms | None = None,
) -> Histories:
    """The histories of `leads`, of the lead ids within `span` (start, end), or of all.

    `until` (ms) leaves out what happened later, `known_at` gives what was on file then; see
    `store.entries.stands`. A send-back's reason that is none of ours counts as "other", against
    Marketing.
    """
    event, lead = table_of(EventRow).c, table_of(LeadRow).c
    at = type_coerce(event.happened_at, BigInteger)
    stage_codes = {key: index for index, key in enumerate(stages)}
    coded = (
        (event.kind, CODE, -1),
        (func.coalesce(event.reason, ""), _REASON_CODES, AGAINST_MARKETING_CODE),
        (event.channel, _CHANNEL_CODES, -1),
        (event.outcome, _OUTCOME_CODES, -1),
        (event.stage, stage_codes, -1),
    )
    ends = func.coalesce(type_coerce(event.until, BigInteger), NONE)
    events = select(event.lead_id, at, _packed(coded), ends, event.id)
    events = events.where(stands(event, known_at))
    if until is not None:
        events = events.where(at <= until)
    columns = _columns(connection, _of(events, event.lead_id, leads, span))
    kinds, reasons, channels, outcomes, reached = _unpacked(columns[2], len(coded))
    order = np.lexsort((columns[4], kinds, columns[1], columns[0]))
    named = load_persona_names(connection)
    sources, campaigns, personas = _Names(), _Names(), _Names()
    about = select(
        lead.id,
        func.coalesce(lead.owner_id, NOBODY),
        lead.source,
        lead.campaign,
        lead.persona_id,
        lead.duplicate_of_id,
    )
    rows = [
        (
            key,
            owner,
            sources.code(source),
            campaigns.code(campaign),
            personas.code(named.get(persona)),
            duplicate_of is not None,
        )
        for key, owner, source, campaign, persona, duplicate_of in connection.execute(
            _of(about, lead.id, leads, span).order_by(lead.id)
        )
    ]
    known = _as_columns(rows, 6)
    return Histories(
        lead=columns[0, order],
        at=columns[1, order],
        kind=kinds[order].astype(np.int8),
        stage=reached[order].astype(np.int16),
        reason=reasons[order].astype(np.int8),
        channel=channels[order].astype(np.int8),
        outcome=outcomes[order].astype(np.int8),
        until=columns[3, order],
        lead_id=known[0],
        owner=known[1],
        source=known[2].astype(np.int32),
        campaign=known[3].astype(np.int32),
        persona=known[4].astype(np.int32),
        duplicate=known[5].astype(bool),
        sources=tuple(sources),
        campaigns=tuple(campaigns),
        personas=tuple(personas),
    )


def _packed(
    coded: Sequence[tuple[ColumnElement[Any], Mapping[Any, int], int]],
) -> ColumnElement[int]:
    """The codes of several columns in one integer: what a row costs is the values it has."""
    packed: ColumnElement[int] = literal(0)
    for place, (column, codes, otherwise) in enumerate(coded):
        shifted = {value: code + 1 << _BITS * place for value, code in codes.items()}
        otherwise_shifted = otherwise + 1 << _BITS * place
        if shifted:
            packed = packed + case(shifted, value=column, else_=otherwise_shifted)
        else:
            packed = packed + otherwise_shifted
    return packed


def _unpacked(packed: NDArray[np.int64], number: int) -> list[NDArray[np.int64]]:
    return [(packed >> _BITS * place & (1 << _BITS) - 1) - 1 for place in range(number)]


def _of(
    query: Select[Any],
    lead: ColumnElement[int],
    leads: Sequence[int] | None,
    span: tuple[int, int] | None,
) -> Select[Any]:
    """`query` about the chosen leads only."""
    if leads is not None:
        these = func.json_each(json.dumps(list(leads))).table_valued("value")
        query = query.where(lead.in_(select(these.c.value)))  # one parameter, however many they are
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


def last_lead(connection: Connection) -> int:
    """The highest id of a lead; 0 without any."""
    return connection.scalar(select(func.max(table_of(LeadRow).c.id))) or 0
