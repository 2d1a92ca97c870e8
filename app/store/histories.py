"""Leads' histories read for the rules, as columns."""

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
    select,
    type_coerce,
)

from app.model.columns import Ms
from app.model.events import AGAINST_MARKETING, JUNK_REASONS, Channel, EventRow, Reason
from app.model.leads import LeadRow
from app.rules.histories import (
    AGAINST_MARKETING_CODE,
    CODE,
    JUNK_CODE,
    NEITHER_CODE,
    NOBODY,
    Histories,
)
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


def last_lead(connection: Connection) -> int:
    """The highest id of a lead; 0 without any."""
    return connection.scalar(select(func.max(table_of(LeadRow).c.id))) or 0
