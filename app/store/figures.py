"""What the figures are counted from: day tallies, and the few clocks that must be looked at one by one."""

from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from app.model.columns import Ms
from app.rules.clocks import EXCUSES, VERDICTS, ClockColumns, MarkColumns
from app.rules.histories import NOBODY, NONE
from app.rules.record import DayTallies, Record

_ROWS_AT_ONCE = 2_000

_EXCUSE = f"""CASE excuse {
    " ".join(f"WHEN '{excuse}' THEN {code}" for code, excuse in enumerate(EXCUSES) if excuse)
} ELSE 0 END"""

_CLOCK = f"""SELECT commitment_id, coalesce(lead_id, {NOBODY}), coalesce(deliverable_id, {NOBODY}),
    coalesce(occurrence, {NONE}), coalesce(owner_id, {NOBODY}), start, coalesce(due, {NONE}), coalesce(soon, {NONE}),
    coalesce(stop, {NONE}), coalesce(pause, {NONE}), coalesce(resume, {NONE}), coalesce("left", {NONE}),
    coalesce(day, {NONE}), {_EXCUSE}
    FROM clock"""
_MARK = f"""SELECT commitment_id, coalesce(lead_id, {NOBODY}), coalesce(owner_id, {NOBODY}), at, day,
    CASE verdict {" ".join(f"WHEN '{verdict}' THEN {code}" for code, verdict in enumerate(VERDICTS))} END
    FROM mark"""

# Naming every commitment lets the indexes on (commitment_id, day) find the few of one day.
_OF_TODAY = "commitment_id IN (SELECT id FROM commitment) AND day = :today"


def load_record(connection: Connection, now: Ms, today: int) -> Record:
    """The record at `now`, whose local day is `today`: nothing on file may have happened after it.

    What will happen by itself may lie ahead: what silence accepts, and items promised for later periods.
    """
    rows = connection.execute(
        text(
            """SELECT commitment_id, day, kept, missed, excused, open FROM day_tally
               WHERE day <= :today OR kept + missed + excused > 0 ORDER BY commitment_id, day"""
        ),
        {"today": today},
    ).fetchall()
    columns = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 6).T
    is_open = "stop IS NULL AND excuse IS NULL"
    return Record(
        now=now,
        today=today,
        days=DayTallies(*columns),
        todays=clocks(connection, _OF_TODAY, today=today),
        running=clocks(
            connection,
            f"{is_open} AND due >= :now AND day > :today AND start <= :now",
            now=now,
            today=today,
        ),
        paused=clocks(connection, f"{is_open} AND due IS NULL AND start <= :now", now=now),
        ahead=marks(connection, f"{_OF_TODAY} AND at > :now", now=now, today=today),
    )


def clocks(connection: Connection, where: str, **parameters: int) -> ClockColumns:
    """The stored clocks that meet an SQL condition of ours."""
    width = len(fields(ClockColumns))
    found = ClockColumns(*_columns(connection, f"{_CLOCK} WHERE {where}", parameters, width))
    return replace(found, excuse=found.excuse.astype(np.int8))


def marks(connection: Connection, where: str, **parameters: int) -> MarkColumns:
    """The stored marks that meet an SQL condition of ours."""
    width = len(fields(MarkColumns))
    found = MarkColumns(*_columns(connection, f"{_MARK} WHERE {where}", parameters, width))
    return replace(found, verdict=found.verdict.astype(np.int8))


def _columns(
    connection: Connection, query: str, parameters: Mapping[str, int], width: int
) -> NDArray[np.int64]:
    """The integers that a query finds, one row for each of its columns."""
    found = connection.execute(text(query), parameters)
    # Part by part: making one array of a hundred thousand rows would hold up the window's thread.
    parts = [
        np.array([tuple(row) for row in rows], dtype=np.int64)
        for rows in found.partitions(_ROWS_AT_ONCE)
    ]
    return np.concatenate([np.empty((0, width), dtype=np.int64), *parts]).T


def clocks_started(
    connection: Connection, commitments: list[int], begin: Ms, end: Ms
) -> ClockColumns:
    """The clocks of these commitments that began from `begin` up to `end` (exclusive)."""
    known = ", ".join(map(str, commitments)) or "NULL"
    where = f"commitment_id IN ({known}) AND start >= :begin AND start < :end"
    return clocks(connection, where, begin=begin, end=end)


def kept_clocks(connection: Connection, commitment: int, most: int) -> ClockColumns:
    """The clocks of a commitment kept last, `most` of them."""
    where = """commitment_id = :commitment AND stop <= due AND excuse IS NULL
        ORDER BY day DESC LIMIT :most"""
    return clocks(connection, where, commitment=commitment, most=most)


def next_transition(connection: Connection, now: Ms) -> Ms | None:
    """The next instant after `now` at which an open clock begins, resumes, or becomes due soon or overdue.

    What silence accepts happens when its clock is due.
    """
    later = ", ".join(
        f"min({column}) FILTER (WHERE {column} > :now)" for column in ("start", "resume", "soon")
    )
    row = connection.execute(
        text(
            f"""SELECT min(due), {later} FROM clock
                WHERE stop IS NULL AND excuse IS NULL AND due >= :now"""
        ),
        {"now": now},
    ).one()
    return min((int(at) for at in row if at is not None), default=None)
