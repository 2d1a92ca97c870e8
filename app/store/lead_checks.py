"""What is asked before something is done with a lead: its duties, its stage, who came before."""

from collections.abc import Collection

from sqlalchemy import Connection, text

from app.model.columns import Ms
from app.model.deliverables import DeliverableEventKind
from app.store.lists import fetch

_CHUNK = 10_000


def silence_at(connection: Connection, lead_id: int, handed_over: Ms) -> Ms | None:
    """When silence accepts, or accepted, the handover of that instant; None where it does not."""
    at: Ms | None = connection.execute(
        text(
            """SELECT min(clock.due) FROM clock JOIN commitment ON commitment.id = clock.commitment_id
               WHERE clock.lead_id = :lead AND clock.start = :start AND commitment.kind = 'disposition'
                 AND clock.excuse IS NULL AND (clock.stop IS NULL OR clock.stop > clock.due)"""
        ),
        {"lead": lead_id, "start": handed_over},
    ).scalar_one()
    return at


def agreed_attempts(connection: Connection, lead_id: int, handed_over: Ms) -> int | None:
    """How many attempts are promised for the handover of that instant; the most of several promises."""
    number: int | None = connection.execute(
        text(
            """SELECT max(commitment.attempts) FROM clock
               JOIN commitment ON commitment.id = clock.commitment_id
               WHERE clock.lead_id = :lead AND clock.start = :start AND commitment.kind = 'persistence'"""
        ),
        {"lead": lead_id, "start": handed_over},
    ).scalar_one()
    return number


def stage_of(connection: Connection, lead_id: int) -> str | None:
    """The key of the stage that the lead reached last."""
    found = text("SELECT stage FROM lead_state WHERE lead_id = :lead")
    stage: str | None = connection.execute(found, {"lead": lead_id}).scalar_one_or_none()
    return stage


def arrived_at(connection: Connection, lead_id: int) -> Ms | None:
    """When the lead arrived."""
    found = text("SELECT arrived_at FROM lead_state WHERE lead_id = :lead")
    at: Ms | None = connection.execute(found, {"lead": lead_id}).scalar_one_or_none()
    return at


def has_running_clock(connection: Connection, lead_id: int, at: Ms) -> bool:
    """Whether a duty about the lead is still to be done and not late at `at`, be it paused."""
    query = """SELECT 1 FROM clock WHERE lead_id = :lead AND stop IS NULL AND excuse IS NULL
               AND (due IS NULL OR due >= :at) LIMIT 1"""
    return connection.execute(text(query), {"lead": lead_id, "at": at}).first() is not None


def with_clock(connection: Connection, leads: Collection[int]) -> set[int]:
    """Those of these leads with a clock that nothing excuses."""
    query = "SELECT DISTINCT lead_id FROM clock WHERE excuse IS NULL AND lead_id IN :leads"
    wanted = sorted(leads)
    return {
        row["lead_id"]
        for start in range(0, len(wanted), _CHUNK)
        for row in fetch(connection, query, leads=wanted[start : start + _CHUNK])
    }


def came_before(
    connection: Connection, email: str, arrived: Ms, since: Ms, besides: int | None
) -> int | None:
    """The last lead with this e-mail that arrived from `since` up to `arrived`, other than `besides`."""
    return connection.execute(
        text(
            """SELECT lead.id FROM lead JOIN lead_state ON lead_state.lead_id = lead.id
               WHERE lower(lead.email) = lower(:email) AND lead.id IS NOT :besides
                 AND lead_state.arrived_at BETWEEN :since AND :arrived
               ORDER BY lead_state.arrived_at DESC, lead.id DESC LIMIT 1"""
        ),
        {"email": email, "arrived": arrived, "since": since, "besides": besides},
    ).scalar()


def deliverable_state(connection: Connection, deliverable_id: int) -> tuple[str, str | None] | None:
    """The title of a deliverable, and what happened to it last of being delivered, returned and withdrawn."""
    kinds = (
        DeliverableEventKind.DELIVERED,
        DeliverableEventKind.RETURNED,
        DeliverableEventKind.WITHDRAWN,
    )
    rows = fetch(
        connection,
        """SELECT deliverable.title, deliverable_event.kind FROM deliverable
           LEFT JOIN deliverable_event ON deliverable_event.deliverable_id = deliverable.id
             AND deliverable_event.voided_at IS NULL AND deliverable_event.kind IN :kinds
           WHERE deliverable.id = :id
           ORDER BY deliverable_event.happened_at DESC, deliverable_event.id DESC LIMIT 1""",
        id=deliverable_id,
        kinds=list(kinds),
    )
    return (rows[0]["title"], rows[0]["kind"]) if rows else None
