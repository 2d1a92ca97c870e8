"""What the figures are counted from: day tallies, and the few clocks that must be looked at one by one."""

from dataclasses import replace

import numpy as np
from sqlalchemy import Connection, text

from app.model.columns import Ms
from app.rules.clocks import EXCUSES, ClockColumns
from app.rules.histories import NONE
from app.rules.record import DayTallies, Record

_ROWS_AT_ONCE = 2_000

_EXCUSE = f"""CASE excuse {
    " ".join(f"WHEN '{excuse}' THEN {code}" for code, excuse in enumerate(EXCUSES) if excuse)
} ELSE 0 END"""

_CLOCK = f"""SELECT commitment_id, lead_id, coalesce(owner_id, -1), start, coalesce(due, {NONE}),
    coalesce(soon, {NONE}), coalesce(stop, {NONE}), coalesce("left", {NONE}), coalesce(day, {NONE}), {_EXCUSE}
    FROM clock"""


def load_record(connection: Connection, now: Ms, today: int) -> Record:
    """The record at `now`, whose local day is `today`: nothing on file may have happened after it."""
    rows = connection.execute(
        text(
            "SELECT commitment_id, day, kept, missed, excused, open FROM day_tally"
            " ORDER BY commitment_id, day"
        )
    ).fetchall()
    columns = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 6).T
    is_open = "stop IS NULL AND excuse IS NULL"
    return Record(
        now=now,
        today=today,
        days=DayTallies(*columns),
        # Naming every commitment lets the index on (commitment_id, day) find the few of one day.
        todays=clocks(
            connection,
            "commitment_id IN (SELECT id FROM commitment) AND day = :today",
            today=today,
        ),
        running=clocks(
            connection, f"{is_open} AND due >= :now AND day > :today", now=now, today=today
        ),
        paused=clocks(connection, f"{is_open} AND due IS NULL"),
    )


def clocks(connection: Connection, where: str, **parameters: int) -> ClockColumns:
    """The stored clocks that meet an SQL condition of ours."""
    found_rows = connection.execute(text(f"{_CLOCK} WHERE {where}"), parameters)
    # Part by part: making one array of a hundred thousand rows would hold up the window's thread.
    parts = [
        np.array([tuple(row) for row in rows], dtype=np.int64)
        for rows in found_rows.partitions(_ROWS_AT_ONCE)
    ]
    columns = np.concatenate([np.empty((0, 10), dtype=np.int64), *parts]).T
    found = ClockColumns(*columns)  # in the order of the query
    return replace(found, excuse=found.excuse.astype(np.int8))


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
    """The next instant after `now` at which an open clock becomes due soon or overdue."""
    row = connection.execute(
        text(
            """SELECT min(at) FROM (
                 SELECT min(due) AS at FROM clock
                 WHERE stop IS NULL AND excuse IS NULL AND due >= :now
                 UNION ALL
                 SELECT min(soon) FROM clock
                 WHERE stop IS NULL AND excuse IS NULL AND due >= :now AND soon > :now)"""
        ),
        {"now": now},
    ).one()
    return None if row[0] is None else int(row[0])
