"""What happened to leads within a period: stages reached, follow-ups that came to an end."""

from sqlalchemy import Connection, text

from app.model.columns import Ms
from app.model.events import REACHED, STAGE_REACHED_BY, EventKind, Outcome
from app.model.stages import SAL

_SAID = (EventKind.HANDED_OVER, EventKind.STAGE)
"""Kinds that may say the stage themselves."""


def _names(members: tuple[EventKind, ...] | tuple[Outcome, ...]) -> str:
    return ", ".join(f"'{member}'" for member in members)


_REACHED = f"""coalesce(CASE WHEN kind IN ({_names(_SAID)}) THEN stage END, CASE kind {
    " ".join(f"WHEN '{kind}' THEN '{stage}'" for kind, stage in STAGE_REACHED_BY.items())
} END)"""
_KINDS = (EventKind.STAGE, *STAGE_REACHED_BY)


def stages_reached(connection: Connection, begin: Ms, end: Ms) -> dict[str, int]:
    """How many leads reached each stage (by key) for the first time from `begin` up to `end` (ms, exclusive).

    A handover that silence accepted reached its stage at the due of its disposition.
    """
    rows = connection.execute(
        text(
            f"""SELECT reached, count(DISTINCT lead_id) FROM (
                  SELECT lead_id, {_REACHED} AS reached FROM event
                  WHERE kind IN ({_names(_KINDS)}) AND voided_at IS NULL
                    AND happened_at >= :begin AND happened_at < :end
                  UNION ALL
                  SELECT clock.lead_id, '{SAL}' FROM clock
                  JOIN commitment ON commitment.id = clock.commitment_id AND commitment.kind = 'disposition'
                  WHERE clock.due >= :begin AND clock.due < :end AND clock.excuse IS NULL
                    AND (clock.stop IS NULL OR clock.stop > clock.due)) AS within
                WHERE reached IS NOT NULL AND NOT EXISTS (
                  SELECT 1 FROM event WHERE event.lead_id = within.lead_id AND voided_at IS NULL
                    AND happened_at < :begin AND {_REACHED} = within.reached)
                GROUP BY reached"""
        ),
        {"begin": begin, "end": end},
    )
    return {stage: number for stage, number in rows}  # noqa: C416 - rows are no pairs to the type checker


def arrived(connection: Connection, begin: Ms, end: Ms) -> int:
    """How many leads arrived from `begin` up to `end` (ms, exclusive)."""
    query = text("SELECT count(*) FROM lead_state WHERE arrived_at >= :begin AND arrived_at < :end")
    number: int = connection.execute(query, {"begin": begin, "end": end}).scalar_one()
    return number


def leads_followed_up(connection: Connection, begin: Ms, end: Ms) -> list[int]:
    """The leads that were reached, or may have been given up, from `begin` up to `end` (ms, exclusive)."""
    ends = (
        EventKind.SENT_BACK,
        EventKind.RECYCLED,
        EventKind.LOST,
        EventKind.OPTED_OUT,
        EventKind.JUNK,
    )
    reached = _names(REACHED)
    query = text(
        f"""SELECT DISTINCT lead_id FROM event
            WHERE kind IN ({_names((EventKind.CONTACT, *ends))}) AND voided_at IS NULL
              AND happened_at >= :begin AND happened_at < :end
              AND (kind <> '{EventKind.CONTACT}' OR outcome IN ({reached}))
            ORDER BY lead_id"""
    )
    return list(connection.scalars(query, {"begin": begin, "end": end}))
