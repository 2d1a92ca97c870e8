"""When facts were written down, and which counted at an earlier time."""

from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnCollection,
    ColumnElement,
    Connection,
    and_,
    or_,
    text,
    type_coerce,
)

from app.model.columns import Ms
from app.model.events import JUNK_REASONS, EventKind
from app.rules.histories import Column

_KINDS = ", ".join(f"'{kind}'" for kind in EventKind)


def stands(facts: ColumnCollection[str, Any], known_at: Ms | None = None) -> ColumnElement[bool]:
    """Whether a fact counts; with `known_at` (ms) whether it did then: written down, not voided yet."""
    recorded = type_coerce(facts.recorded_at, BigInteger)
    voided = type_coerce(facts.voided_at, BigInteger)
    if known_at is None:
        return voided.is_(None)
    return and_(recorded <= known_at, or_(voided.is_(None), voided > known_at))


def leads_known_later(
    connection: Connection, close: Ms, first_day: int, last_day: int
) -> list[int]:
    """The leads whose clocks and marks of days from `first_day` up to `last_day` may have changed since `close` (ms).

    Something that had happened by then was written down or removed later; or what a lead with a clock or mark of
    those days was excused for, or found to be, came out later.
    """
    of_days = " OR ".join(
        f"""EXISTS (SELECT 1 FROM {table} WHERE {table}.lead_id = event.lead_id
            AND {table}.day >= :first AND {table}.day < :last)"""
        for table in ("clock", "mark")
    )
    excusing = (EventKind.EXEMPTED, EventKind.OVERTURNED, EventKind.JUNK)
    query = f"""
        SELECT lead_id FROM event WHERE recorded_at > :close AND recorded_at > happened_at AND happened_at <= :close
        UNION
        SELECT lead_id FROM event WHERE voided_at > :close AND happened_at <= :close
        UNION
        SELECT lead_id FROM event
        WHERE kind IN ({_names(excusing)}) AND happened_at > :close AND ({of_days})
        UNION
        SELECT lead_id FROM event
        WHERE kind = '{EventKind.SENT_BACK}' AND reason IN ({_names(sorted(JUNK_REASONS))})
          AND happened_at > :close AND ({of_days})"""
    found = connection.execute(text(query), {"close": close, "first": first_day, "last": last_day})
    return sorted(found.scalars())  # an ORDER BY would read every event by its lead


def _names(members: Any) -> str:
    return ", ".join(f"'{member}'" for member in members)


def number_of_entries(connection: Connection, begin: Ms, end: Ms) -> int:
    """How many events happened from `begin` up to `end` (ms, exclusive), those removed since included."""
    query = text(
        f"""SELECT count(*) FROM event
            WHERE kind IN ({_KINDS}) AND happened_at >= :begin AND happened_at < :end"""
    )
    number: int = connection.execute(query, {"begin": begin, "end": end}).scalar_one()
    return number


def entered_later(connection: Connection, begin: Ms, end: Ms, delay: Ms) -> tuple[Column, Column]:
    """Of those events the ones written down more than `delay` (ms) after they happened: both instants."""
    # The plus keeps the search to the index of events entered later; by kind it would read them all.
    rows = connection.execute(
        text(
            """SELECT happened_at, recorded_at FROM event
               WHERE recorded_at > happened_at AND recorded_at > :begin + :delay
                 AND +happened_at >= :begin AND +happened_at < :end
                 AND recorded_at - happened_at > :delay"""
        ),
        {"begin": begin, "end": end, "delay": delay},
    )
    happened, recorded = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2).T
    return happened, recorded
