"""Rows for lists: leads, clocks with their names, and what needs attention."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, text

from app.model.columns import Ms
from app.model.events import STAGE_REACHED_BY

Row = RowMapping

_CLOCK_ROWS = """
    SELECT clock.id, clock.commitment_id, commitment.code, commitment.kind, commitment.side, version.number AS version,
           clock.lead_id, lead.name AS lead, lead.company, lead.external_id, clock.owner_id, person.name AS owner,
           clock.start, clock.due, clock.soon, clock.stop, clock."left", clock.excuse
    FROM clock
    JOIN commitment ON commitment.id = clock.commitment_id
    JOIN version ON version.id = commitment.version_id
    JOIN lead ON lead.id = clock.lead_id
    LEFT JOIN person ON person.id = clock.owner_id
"""


def fetch(connection: Connection, sql: str, **parameters: Any) -> Sequence[Row]:
    """The rows of one query of ours; a list among the parameters stands for all its values."""
    expanding: list[BindParameter[Any]] = [
        bindparam(name, expanding=True)
        for name, value in parameters.items()
        if isinstance(value, list)
    ]
    return connection.execute(text(sql).bindparams(*expanding), parameters).mappings().all()


def clocks_due(
    connection: Connection, commitments: list[int], first_day: int, last_day: int, most: int
) -> Sequence[Row]:
    """Clocks of these commitments due on days from `first_day` up to `last_day` (exclusive), in order of due."""
    return fetch(
        connection,
        f"""{_CLOCK_ROWS} WHERE clock.commitment_id IN :commitments AND clock.day >= :first AND clock.day < :last
            ORDER BY clock.due, clock.id LIMIT :most""",
        commitments=commitments,
        first=first_day,
        last=last_day,
        most=most,
    )


def marks_on(
    connection: Connection, commitments: list[int], first_day: int, last_day: int, most: int
) -> Sequence[Row]:
    """Marks of these commitments on days from `first_day` up to `last_day` (exclusive), in order of time."""
    return fetch(
        connection,
        """SELECT mark.id, commitment.code, version.number AS version, mark.lead_id, lead.name AS lead, lead.company,
                  lead.external_id, person.name AS owner, mark.at, mark.verdict, lead.source
           FROM mark
           JOIN commitment ON commitment.id = mark.commitment_id
           JOIN version ON version.id = commitment.version_id
           JOIN lead ON lead.id = mark.lead_id
           LEFT JOIN person ON person.id = mark.owner_id
           WHERE mark.commitment_id IN :commitments AND mark.day >= :first AND mark.day < :last
           ORDER BY mark.at, mark.id LIMIT :most""",
        commitments=commitments,
        first=first_day,
        last=last_day,
        most=most,
    )


def clocks_of_leads(connection: Connection, leads: Sequence[int]) -> Sequence[Row]:
    """The clocks of these leads, newest first."""
    return fetch(
        connection,
        f"{_CLOCK_ROWS} WHERE clock.lead_id IN :leads ORDER BY clock.start DESC, commitment.code",
        leads=list(leads),
    )


def overdue(connection: Connection, commitments: list[int], now: Ms, most: int) -> Sequence[Row]:
    """Open clocks of these commitments past due, the freshest miss first: it can best be mended."""
    return fetch(
        connection,
        f"""{_CLOCK_ROWS} WHERE clock.stop IS NULL AND clock.excuse IS NULL AND clock.due < :now
            AND clock.commitment_id IN :commitments ORDER BY clock.due DESC LIMIT :most""",
        commitments=commitments,
        now=now,
        most=most,
    )


def coming(connection: Connection, commitments: list[int], now: Ms, most: int) -> Sequence[Row]:
    """Open clocks of these commitments with a due still ahead, the nearest first."""
    return fetch(
        connection,
        f"""{_CLOCK_ROWS} WHERE clock.stop IS NULL AND clock.excuse IS NULL AND clock.due >= :now
            AND clock.commitment_id IN :commitments ORDER BY clock.due LIMIT :most""",
        commitments=commitments,
        now=now,
        most=most,
    )


def stages_reached(connection: Connection, begin: Ms, end: Ms) -> dict[str, int]:
    """How many leads reached each stage (by key) for the first time from `begin` up to `end` (ms, exclusive)."""
    implied = " ".join(f"WHEN '{kind}' THEN '{stage}'" for kind, stage in STAGE_REACHED_BY.items())
    rows = connection.execute(
        text(
            f"""SELECT reached, count(*) FROM (
                  SELECT CASE kind {implied} ELSE stage END AS reached, min(happened_at) AS first
                  FROM event WHERE voided_at IS NULL GROUP BY lead_id, reached)
                WHERE reached IS NOT NULL AND first >= :begin AND first < :end GROUP BY reached"""
        ),
        {"begin": begin, "end": end},
    )
    return {row[0]: row[1] for row in rows}


def still_open(connection: Connection, commitments: list[int], most: int) -> Sequence[Row]:
    """Every open clock of these commitments, in order of due, the paused ones last."""
    return fetch(
        connection,
        f"""{_CLOCK_ROWS} WHERE clock.stop IS NULL AND clock.excuse IS NULL AND clock.commitment_id IN :commitments
            ORDER BY clock.due IS NULL, clock.due, clock.id LIMIT :most""",
        commitments=commitments,
        most=most,
    )
