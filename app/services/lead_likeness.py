"""Leads like a lead: what it is a duplicate of, its duplicates, and its person's other leads."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from app.model.columns import Ms
from app.model.events import EventKind
from app.rules.duplicates import DUPLICATE_WITHIN_MS
from app.store import lead_details as store
from app.store.lists import Row

MOST = 5
"""So many leads are named of each kind, the newest."""

_LEAST_DIGITS = 6
"""A shorter number says nothing of whose phone it is."""


@dataclass(frozen=True)
class LeadRef:
    """Another lead, and `because` of what it is named: "marked", "same email", "same phone"."""

    id: int
    name: str
    company: str | None
    arrived_at: Ms | None
    standing: EventKind | None
    because: str


@dataclass(frozen=True)
class Alike:
    """The lead that one is a duplicate of, those marked as its duplicates or likely to be, and its person's others."""

    duplicate_of: LeadRef | None
    duplicates: tuple[LeadRef, ...]
    same_person: tuple[LeadRef, ...]


def alike(connection: Connection, lead: Row) -> Alike:
    """Find the leads like `lead`, each once."""
    found = list(_found(connection, lead))
    original = [_ref(row, because) for row, because in found if because == _ORIGINAL]
    seen = {lead["id"], *(each.id for each in original)}
    duplicates: list[LeadRef] = []
    others: list[LeadRef] = []
    for row, because in found:
        if row["id"] not in seen:
            seen.add(row["id"])
            apart = because == _EMAIL and not _near(row["arrived_at"], lead["arrived_at"])
            (others if apart else duplicates).append(_ref(row, because))
    return Alike(
        duplicate_of=original[0] if original else None,
        duplicates=tuple(duplicates[:MOST]),
        same_person=tuple(others[:MOST]),
    )


_ORIGINAL, _MARKED, _EMAIL = "the earlier one", "marked", "same email"


def _found(connection: Connection, lead: Row) -> Iterator[tuple[Row, str]]:
    """The leads like a lead, with why: what is marked first, some more than once."""
    most = 2 * MOST + 2  # itself and its original may be among them
    if lead["duplicate_of_id"] is not None:
        for row in store.named(connection, [lead["duplicate_of_id"]], 1):
            yield row, _ORIGINAL
    for row in store.marked(connection, lead["id"], most):
        yield row, _MARKED
    if lead["email"]:
        for row in store.with_email(connection, lead["email"], most):
            yield row, _EMAIL
    if lead["company"]:
        for row in store.with_name(connection, lead["name"], lead["company"], most):
            yield row, "same name and company"
    if sum(sign.isdigit() for sign in lead["phone"] or "") >= _LEAST_DIGITS:
        for row in store.with_phone(connection, lead["phone"], most):
            yield row, "same phone"


def _near(one: Ms | None, other: Ms | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= DUPLICATE_WITHIN_MS


def _ref(row: Row, because: str) -> LeadRef:
    return LeadRef(
        id=row["id"],
        name=row["name"],
        company=row["company"],
        arrived_at=row["arrived_at"],
        standing=None if row["standing"] is None else EventKind(row["standing"]),
        because=because,
    )
