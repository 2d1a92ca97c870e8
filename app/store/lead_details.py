"""Reading one lead: its facts, its history, and the leads that are like it."""

from collections.abc import Sequence

from sqlalchemy import Connection

from app.store import lead_words
from app.store.lists import Row, fetch

_LINE = """
    SELECT lead.id, lead.name, lead.company, state.standing, state.arrived_at
    FROM lead LEFT JOIN lead_state AS state ON state.lead_id = lead.id
"""
_MOST_LOOKED_AT = 100
_NEWEST = "ORDER BY state.arrived_at DESC, lead.id DESC LIMIT :most"


def facts(connection: Connection, lead_id: int) -> Row | None:
    """What is known of a lead beside its history; None when it is gone."""
    found = fetch(
        connection,
        """SELECT lead.*, owner.name AS owner, persona.name AS persona, stage.name AS stage, state.standing,
                  state.arrived_at
           FROM lead
           LEFT JOIN lead_state AS state ON state.lead_id = lead.id
           LEFT JOIN stage ON stage.key = state.stage
           LEFT JOIN person AS owner ON owner.id = lead.owner_id
           LEFT JOIN persona ON persona.id = lead.persona_id
           WHERE lead.id = :lead""",
        lead=lead_id,
    )
    return found[0] if found else None


def history(connection: Connection, lead_id: int) -> Sequence[Row]:
    """The lead's events that stand, newest first."""
    return fetch(
        connection,
        """SELECT event.id, event.kind, event.happened_at, event.recorded_at, person.name AS by, event.stage,
                  event.channel, event.outcome, event.reason, event.value_minor, event.note, event.until,
                  other.name AS agreed_with, deliverable.title AS material
           FROM event
           LEFT JOIN person ON person.id = event.by_id
           LEFT JOIN person AS other ON other.id = event.with_id
           LEFT JOIN deliverable ON deliverable.id = event.deliverable_id
           WHERE event.lead_id = :lead AND event.voided_at IS NULL
           ORDER BY event.happened_at DESC, event.id DESC""",
        lead=lead_id,
    )


def named(connection: Connection, ids: Sequence[int], most: int) -> Sequence[Row]:
    """These leads, newest first."""
    return fetch(connection, f"{_LINE} WHERE lead.id IN :ids {_NEWEST}", ids=list(ids), most=most)


def marked(connection: Connection, lead_id: int, most: int) -> Sequence[Row]:
    """The leads marked as duplicates of this one, newest first."""
    return fetch(
        connection,
        f"{_LINE} WHERE lead.duplicate_of_id = :lead {_NEWEST}",
        lead=lead_id,
        most=most,
    )


def with_email(connection: Connection, email: str, most: int) -> Sequence[Row]:
    """The leads with this e-mail, however it is written, newest first."""
    return fetch(
        connection,
        f"{_LINE} WHERE lower(lead.email) = lower(:email) {_NEWEST}",
        email=email,
        most=most,
    )


def with_name(connection: Connection, name: str, company: str, most: int) -> Sequence[Row]:
    """The leads of this name at this company, newest first."""
    return fetch(
        connection,
        f"""{_LINE} WHERE lower(lead.name) = lower(:name) AND lower(lead.company) = lower(:company) {_NEWEST}""",
        name=name,
        company=company,
        most=most,
    )


def with_phone(connection: Connection, phone: str, most: int) -> Sequence[Row]:
    """The leads with this phone number, however it is written, newest first."""
    latest = lead_words.with_phone(connection, phone)[-_MOST_LOOKED_AT:]  # a switchboard's are many
    return named(connection, latest.tolist(), most)
