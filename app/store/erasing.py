"""Erasing a person's words: from the tables, and from all that undo and redo would bring back."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from app.model.columns import Ms
from app.rules.forgotten import (
    FORGOTTEN_NAME,
    forgotten_event,
    forgotten_filter,
    forgotten_lead,
    looks_for,
)
from app.store import lead_words
from app.store.journal import pack, unpack
from app.store.lists import fetch

Image = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Who is to be forgotten: the leads of one e-mail, those that only the journal knows included.

    `email` is in lower case; empty where one lead alone is meant.
    """

    email: str
    leads: frozenset[int]

    def is_told_by(self, lead: Image) -> bool:
        """Whether a lead's row, at whatever time, is about this person."""
        return lead["id"] in self.leads or (
            bool(self.email) and (lead["email"] or "").lower() == self.email
        )


def person_of(connection: Connection, lead_id: int) -> Person:
    """The person of a lead: everybody with the same e-mail is one."""
    email = connection.execute(
        text("SELECT lower(email) FROM lead WHERE id = :lead"), {"lead": lead_id}
    ).scalar_one()
    if not email:
        return Person("", frozenset({lead_id}))
    rows = connection.execute(
        text(
            """SELECT id FROM lead WHERE lower(email) = :email
               UNION SELECT CAST(row_id AS INTEGER) FROM journal_row WHERE "table" = 'lead'
                 AND :email IN (lower(json_extract(before, '$.email')),
                                lower(json_extract(after, '$.email')))
                 AND CAST(row_id AS INTEGER) NOT IN (SELECT id FROM lead)"""
        ),
        {"email": email},
    )
    found = {lead_id, *(row[0] for row in rows)}
    for _, packed in _packed_steps(connection):
        found |= {lead["id"] for lead in packed["lead"] if (lead["email"] or "").lower() == email}
    return Person(email, frozenset(found))


def erase(connection: Connection, person: Person, at: Ms) -> int:
    """Erase who a person is and what was said of them; how many entries had words of their own.

    What SQLite lets go of is overwritten.
    """
    before = connection.exec_driver_sql("PRAGMA secure_delete").scalar_one()
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    try:
        known = [
            *_erase_journal(connection, person, at),
            *_erase_leads(connection, person.leads, at),
        ]
        leads = [lead for lead in known if lead["name"] != FORGOTTEN_NAME]
        names = {lead["name"]: FORGOTTEN_NAME for lead in leads}
        _erase_labels(connection, _erase_filters(connection, leads) | names)
        lead_words.rebuild(connection)
        return _erase_events(connection, person.leads)
    finally:
        connection.exec_driver_sql(f"PRAGMA secure_delete={before}")


def _erase_leads(connection: Connection, leads: Collection[int], at: Ms) -> list[Image]:
    """Erase the leads' own rows; what they were."""
    rows = fetch(connection, "SELECT * FROM lead WHERE id IN :leads", leads=list(leads))
    for row in rows:
        _update(connection, "lead", row["id"], forgotten_lead(dict(row), at))
    return [dict(row) for row in rows]


def _erase_filters(connection: Connection, leads: Collection[Image]) -> dict[str, str]:
    """Erase the saved filters that look for these leads, also from the journal; what became of their names."""
    names: dict[str, str] = {}

    def saved(row: Image) -> Image:
        if not looks_for(row, leads):
            return row
        erased = row | forgotten_filter(row)
        names[row["name"]] = erased["name"]
        return erased

    for row in fetch(connection, "SELECT id, name, text FROM saved_filter"):
        values = saved(dict(row))
        if values != row:
            _update(connection, "saved_filter", row["id"], values)
    _erase_images(connection, """"table" = 'saved_filter'""", saved)
    return names


def _erase_events(connection: Connection, leads: Collection[int]) -> int:
    rows = fetch(
        connection,
        "SELECT id, note, reason FROM event WHERE lead_id IN :leads"
        " AND (note IS NOT NULL OR reason IS NOT NULL)",
        leads=list(leads),
    )
    changed = 0
    for row in rows:
        values = forgotten_event(dict(row))
        if values != {"note": row["note"], "reason": row["reason"]}:
            _update(connection, "event", row["id"], values)
            changed += 1
    return changed


def _erase_labels(connection: Connection, names: Mapping[str, str]) -> None:
    """Take the names out of the words of steps: "Log contact, Priya Nair"."""
    for step in fetch(connection, "SELECT id, label FROM journal_step"):
        for name, instead in names.items():
            if step["label"].endswith(f", {name}"):
                label = step["label"].removesuffix(name) + instead
                _update(connection, "journal_step", step["id"], {"label": label})


def _erase_journal(connection: Connection, person: Person, at: Ms) -> list[Image]:
    """Erase what undo and redo would write; what the leads in it were."""
    found: list[Image] = []

    def lead(image: Image) -> Image:
        if not person.is_told_by(image):
            return image
        found.append(image)
        return image | forgotten_lead(image, at)

    def event(image: Image) -> Image:
        return image | forgotten_event(image) if image["lead_id"] in person.leads else image

    _erase_images(
        connection,
        """"table" = 'lead' AND (row_id IN :keys OR :email IN
           (lower(json_extract(before, '$.email')), lower(json_extract(after, '$.email'))))""",
        lead,
        keys=[str(each) for each in person.leads],
        email=person.email,
    )
    _erase_images(
        connection,
        """"table" = 'event' AND coalesce(json_extract(after, '$.lead_id'),
                                          json_extract(before, '$.lead_id')) IN :leads""",
        event,
        leads=list(person.leads),
    )
    for step, packed in _packed_steps(connection):
        erased = {
            **packed,
            "lead": [lead(row) for row in packed["lead"]],
            "event": [event(row) for row in packed["event"]],
        }
        _update(connection, "journal_step", step, {"removed": pack(erased)})
    return found


def _erase_images(
    connection: Connection, where: str, erased: Callable[[Image], Image], **parameters: Any
) -> None:
    query = f"SELECT id, before, after FROM journal_row WHERE {where}"
    for row in fetch(connection, query, **parameters):
        images = {side: json.loads(row[side] or "null") for side in ("before", "after")}
        values = {side: json.dumps(image and erased(image)) for side, image in images.items()}
        _update(connection, "journal_row", row["id"], values)


def _packed_steps(connection: Connection) -> Iterator[tuple[int, dict[str, list[Image]]]]:
    """The undone imports with the rows that were taken out."""
    for row in fetch(connection, "SELECT id, removed FROM journal_step WHERE removed IS NOT NULL"):
        yield row["id"], unpack(row["removed"])


def _update(connection: Connection, table: str, row: int, values: Mapping[str, Any]) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(
        text(f"UPDATE {table} SET {columns} WHERE id = :row"), {**values, "row": row}
    )
