"""Rows for lists: clocks and marks with their names, what needs attention, and open disputes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, text

from app.model.columns import Ms

Row = RowMapping

_CLOCK_ROWS = """
    SELECT clock.id, clock.commitment_id, commitment.code, commitment.kind, commitment.side, version.number AS version,
           clock.lead_id, lead.name AS lead, lead.company, lead.external_id, clock.owner_id, person.name AS owner,
           clock.deliverable_id, clock.occurrence, coalesce(deliverable.title, commitment.title) AS title,
           clock.start, clock.due, clock.soon, clock.stop, clock.pause, clock.resume, clock."left", clock.excuse
    FROM clock
    JOIN commitment ON commitment.id = clock.commitment_id
    JOIN version ON version.id = commitment.version_id
    LEFT JOIN lead ON lead.id = clock.lead_id
    LEFT JOIN deliverable ON deliverable.id = clock.deliverable_id
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
                  lead.external_id, person.name AS owner, mark.at, mark.verdict, lead.source, commitment.title
           FROM mark
           JOIN commitment ON commitment.id = mark.commitment_id
           JOIN version ON version.id = commitment.version_id
           LEFT JOIN lead ON lead.id = mark.lead_id
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
    """Open clocks of these commitments that began and have a due still ahead, the nearest first."""
    return fetch(
        connection,
        f"""{_CLOCK_ROWS} WHERE clock.stop IS NULL AND clock.excuse IS NULL AND clock.due >= :now
            AND clock.start <= :now AND clock.commitment_id IN :commitments ORDER BY clock.due LIMIT :most""",
        commitments=commitments,
        now=now,
        most=most,
    )


def still_open(
    connection: Connection, commitments: list[int], mendable: list[int], now: Ms, most: int
) -> Sequence[Row]:
    """Every open clock of these commitments that began, in order of due, the paused ones last.

    Of those past due only the clocks of `mendable` commitments.
    """
    return fetch(
        connection,
        f"""{_CLOCK_ROWS} WHERE clock.stop IS NULL AND clock.excuse IS NULL AND clock.start <= :now
            AND clock.commitment_id IN :commitments
            AND (clock.due IS NULL OR clock.due >= :now OR clock.commitment_id IN :mendable)
            ORDER BY clock.due IS NULL, clock.due, clock.id LIMIT :most""",
        commitments=commitments,
        mendable=mendable,
        now=now,
        most=most,
    )


def open_disputes(connection: Connection) -> Sequence[Row]:
    """Leads whose send-back is disputed and not settled, the oldest dispute first.

    A handover, or another send-back, ends a dispute too.
    """
    return fetch(
        connection,
        """SELECT lead.id, lead.name, lead.company, disputed.note, disputed.happened_at AS disputed_at,
                  sent_back.reason, sent_back.note AS sent_back_note, sent_back.happened_at AS sent_back_at
           FROM event AS disputed
           JOIN lead ON lead.id = disputed.lead_id
           JOIN event AS sent_back ON sent_back.id = (
               SELECT id FROM event
               WHERE lead_id = disputed.lead_id AND kind = 'sent_back' AND voided_at IS NULL
                 AND happened_at <= disputed.happened_at
               ORDER BY happened_at DESC, id DESC LIMIT 1)
           WHERE disputed.kind = 'disputed' AND disputed.voided_at IS NULL AND NOT EXISTS (
               SELECT 1 FROM event AS later
               WHERE later.lead_id = disputed.lead_id AND later.voided_at IS NULL AND (
                   (later.happened_at > disputed.happened_at
                    AND later.kind IN ('handed_over', 'sent_back', 'disputed', 'upheld', 'overturned'))
                   OR (later.happened_at = disputed.happened_at
                       AND later.kind IN ('upheld', 'overturned'))))
           ORDER BY disputed.happened_at, lead.id""",
    )
