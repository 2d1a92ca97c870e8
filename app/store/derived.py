"""Writing what is derived, in the transaction of the fact, and reading it for a check."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, text

from app.model.clocks import Verdict
from app.rules.clocks import EXCUSES, VERDICTS, ClockColumns, Derived, MarkColumns
from app.rules.histories import NOBODY, NONE, Column
from app.rules.standing import Standing
from app.store.schema import DERIVED, table_of

_CHUNK = 20_000
_OF_LEADS = "lead_id IN (SELECT value FROM json_each(:leads))"

Row = tuple[Any, ...]


@dataclass(frozen=True)
class DerivedTable:
    """A derived table and its columns in the order of the rows here, ids of its own aside."""

    name: str
    columns: tuple[str, ...]


CLOCKS = DerivedTable(
    "clock",
    (
        *("commitment_id", "lead_id", "deliverable_id", "occurrence", "owner_id", "start", "due"),
        *("soon", "stop", "pause", "resume", "left", "day", "excuse"),
    ),
)
MARKS = DerivedTable("mark", ("commitment_id", "lead_id", "owner_id", "at", "day", "verdict"))
LEAD_STATES = DerivedTable("lead_state", ("lead_id", "stage", "standing", "arrived_at"))
DAY_TALLIES = DerivedTable(
    "day_tally", ("commitment_id", "day", "kept", "missed", "excused", "open")
)


def clear(connection: Connection) -> None:
    """Remove everything derived."""
    for model in DERIVED:
        connection.execute(delete(table_of(model)))


def clear_leads(connection: Connection, leads: Collection[int]) -> set[tuple[int, int]]:
    """Remove what was derived of `leads`, tallies aside.

    Gives the (commitment, day) pairs whose tallies it was in.
    """
    these = {"leads": json.dumps(list(leads))}
    rows = connection.execute(
        text(
            f"""SELECT commitment_id, day FROM clock WHERE {_OF_LEADS} AND day IS NOT NULL
                UNION SELECT commitment_id, day FROM mark WHERE {_OF_LEADS}"""
        ),
        these,
    )
    touched = {(row[0], row[1]) for row in rows}
    for table in ("clock", "mark", "lead_state"):
        connection.execute(text(f"DELETE FROM {table} WHERE {_OF_LEADS}"), these)
    return touched


def add(connection: Connection, derived: Derived, standing: Standing) -> None:
    """Write clocks, marks and lead states; tallies are brought up to date apart."""
    for table, rows in (
        (CLOCKS, clock_rows(derived.clocks)),
        (MARKS, mark_rows(derived.marks)),
        (LEAD_STATES, state_rows(standing)),
    ):
        _insert(connection, table, rows)


def replace_leadless(connection: Connection, derived: Derived) -> set[tuple[int, int]]:
    """Make what is stored of deliverables and readings equal to `derived`, tallies aside.

    Gives the (commitment, day) pairs of what differed.
    """
    touched: set[tuple[int, int]] = set()
    for table, rows in (
        (CLOCKS, clock_rows(derived.clocks)),
        (MARKS, mark_rows(derived.marks)),
    ):
        on_file, due = set(stored_leadless(connection, table)), set(rows)  # no two are the same
        missing, surplus = list(due - on_file), list(on_file - due)
        same = " AND ".join(f'"{name}" IS ?' for name in table.columns)
        if surplus:
            connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {same}", surplus)
        _insert(connection, table, missing)
        day = table.columns.index("day")
        touched |= {(row[0], row[day]) for row in (*missing, *surplus)}
    return touched


def _tally_days(connection: Connection, days: set[tuple[int, int]]) -> None:
    """Count these (commitment, day) pairs anew."""
    keys = [{"commitment": commitment, "day": day} for commitment, day in days]
    if not keys:
        return
    connection.execute(
        text("DELETE FROM day_tally WHERE commitment_id = :commitment AND day = :day"), keys
    )
    connection.execute(text(_tally_sql("commitment_id = :commitment AND day = :day")), keys)


def tally(connection: Connection, days: set[tuple[int, int]]) -> None:
    """Count these (commitment, day) pairs anew; every day where that is less work."""
    there = connection.execute(text("SELECT count(*) FROM day_tally")).scalar_one()
    if 2 * len(days) > there:
        tally_all(connection)
    else:
        _tally_days(connection, days)


def tally_all(connection: Connection) -> None:
    """Count every day anew."""
    connection.execute(text("DELETE FROM day_tally"))
    connection.execute(text(_tally_sql("day IS NOT NULL")))


def _tally_sql(where: str) -> str:
    # A clock is in no tally while paused (no day); kept is "stop by due", else the stop came late.
    return f"""
        INSERT INTO day_tally (commitment_id, day, kept, missed, excused, open)
        SELECT commitment_id, day,
               count(*) FILTER (WHERE excuse IS NULL AND stop <= due),
               count(*) FILTER (WHERE excuse IS NULL AND stop > due),
               count(*) FILTER (WHERE excuse IS NOT NULL),
               count(*) FILTER (WHERE excuse IS NULL AND stop IS NULL)
        FROM clock WHERE {where} GROUP BY commitment_id, day
        UNION ALL
        SELECT commitment_id, day,
               count(*) FILTER (WHERE verdict = '{Verdict.KEPT}'),
               count(*) FILTER (WHERE verdict = '{Verdict.MISSED}'),
               count(*) FILTER (WHERE verdict = '{Verdict.EXCUSED}'), 0
        FROM mark WHERE {where} GROUP BY commitment_id, day"""


def pairs(derived: Derived) -> set[tuple[int, int]]:
    """The (commitment, day) pairs that these clocks and marks are tallied in."""
    found: set[tuple[int, int]] = set()
    for columns in (derived.clocks, derived.marks):
        has_day = columns.day != NONE
        found |= set(
            zip(columns.commitment[has_day].tolist(), columns.day[has_day].tolist(), strict=True)
        )
    return found


def clock_rows(clocks: ClockColumns) -> list[Row]:
    """The rows that store these clocks."""
    names = ("start", "due", "soon", "stop", "pause", "resume", "left", "day")
    return _rows(
        clocks.commitment.tolist(),
        _nullable(clocks.lead, NOBODY),
        _nullable(clocks.deliverable, NOBODY),
        _nullable(clocks.occurrence),
        _nullable(clocks.owner, NOBODY),
        *(_nullable(getattr(clocks, name)) for name in names),
        [EXCUSES[code] for code in clocks.excuse.tolist()],
    )


def mark_rows(marks: MarkColumns) -> list[Row]:
    """The rows that store these marks."""
    return _rows(
        marks.commitment.tolist(),
        _nullable(marks.lead, NOBODY),
        _nullable(marks.owner, NOBODY),
        marks.at.tolist(),
        marks.day.tolist(),
        [VERDICTS[code] for code in marks.verdict.tolist()],
    )


def state_rows(standing: Standing) -> list[Row]:
    """The rows that store these standings."""
    arrived_at = _nullable(standing.arrived_at)
    return _rows(standing.lead.tolist(), standing.stage, standing.standing, arrived_at)


def stored(
    connection: Connection, table: DerivedTable, span: tuple[int, int] | None = None
) -> Iterator[Row]:
    """The rows on file, of the leads within `span` (start, end) or all."""
    query = f"SELECT {_names(table)} FROM {table.name}"
    if span is not None:
        query += " WHERE lead_id >= :first AND lead_id < :end"
    first, end = span or (0, 0)
    for row in connection.execute(text(query), {"first": first, "end": end} if span else {}):
        yield tuple(row)


def stored_leadless(connection: Connection, table: DerivedTable) -> Sequence[Row]:
    """The rows on file that no lead has: of deliverables and readings."""
    query = f"SELECT {_names(table)} FROM {table.name} WHERE lead_id IS NULL"
    cursor = connection.exec_driver_sql(query).cursor  # the driver's: thousands need no wrapping
    assert cursor is not None  # noqa: S101 - a SELECT has one
    return cursor.fetchall()


def _names(table: DerivedTable) -> str:
    return ", ".join(f'"{name}"' for name in table.columns)


def _rows(*columns: Sequence[Any]) -> list[Row]:
    return list(zip(*columns, strict=True))


def _nullable(column: Column, none: int = NONE) -> Sequence[int | None]:
    missing, values = column == none, column.tolist()
    if missing.all():
        return [None] * len(values)
    return [None if value == none else value for value in values] if missing.any() else values


def _insert(connection: Connection, table: DerivedTable, rows: list[Row]) -> None:
    """Insert rows by the driver's own executemany: a million clocks pass through here."""
    marks = ", ".join("?" * len(table.columns))
    sql = f"INSERT INTO {table.name} ({_names(table)}) VALUES ({marks})"
    for start in range(0, len(rows), _CHUNK):
        connection.exec_driver_sql(sql, rows[start : start + _CHUNK])
