"""Rows of leads for a page of the list, and the sources and campaigns that leads have in common."""

import json
from collections.abc import Sequence
from typing import Literal

import numpy as np
from sqlalchemy import Connection, text

from app.model.columns import Ms
from app.model.events import EventKind
from app.store.ids import Ids, ids
from app.store.lists import Row, fetch

_LOOKED_AT = 1_000
"""So many of the newest leads of a name are put in order."""


def used(connection: Connection, column: Literal["source", "campaign"]) -> list[str]:
    """The sources or campaigns that leads have, in order; of several spellings that differ in case, one."""
    rows = connection.execute(
        text(
            f"""WITH RECURSIVE each(plain) AS (
                    SELECT min(lower({column})) FROM lead
                    UNION ALL
                    SELECT (SELECT min(lower({column})) FROM lead WHERE lower({column}) > each.plain)
                    FROM each WHERE each.plain IS NOT NULL)
                SELECT (SELECT {column} FROM lead WHERE lower({column}) = each.plain LIMIT 1)
                FROM each WHERE each.plain > ''"""
        )
    )
    return list(rows.scalars())


def most_used(
    connection: Connection, column: Literal["source", "campaign"], most: int
) -> tuple[str, ...]:
    """Give the sources or campaigns that the most leads have, `most` of them."""
    rows = connection.execute(
        text(
            f"""SELECT {column} FROM lead WHERE {column} > ''
                GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT :most"""
        ),
        {"most": most},
    )
    return tuple(rows.scalars())


def first_arrival(connection: Connection) -> Ms | None:
    """When the earliest lead arrived; None without any."""
    arrived: Ms | None = connection.execute(
        text("SELECT min(arrived_at) FROM lead_state")
    ).scalar_one()
    return arrived


def leads(connection: Connection, wanted: Sequence[int]) -> Sequence[Row]:
    """The rows of these leads, in no particular order."""
    return fetch(
        connection,
        """SELECT lead.id, lead.name, lead.company, lead.title, lead.email, lead.phone, lead.source, lead.campaign,
                  lead.external_id, lead.value_minor, lead.owner_id, lead.duplicate_of_id, person.name AS owner,
                  persona.name AS persona, stage.name AS stage, lead_state.standing, lead_state.arrived_at
           FROM lead
           LEFT JOIN lead_state ON lead_state.lead_id = lead.id
           LEFT JOIN stage ON stage.key = lead_state.stage
           LEFT JOIN person ON person.id = lead.owner_id
           LEFT JOIN persona ON persona.id = lead.persona_id
           WHERE lead.id IN :ids""",
        ids=list(wanted),
    )


def names(
    connection: Connection, leads: Sequence[int]
) -> dict[int, tuple[str, str | None, str | None]]:
    """Name, company and key from the source of each of these leads."""
    rows = connection.execute(
        text(
            """SELECT id, name, company, external_id FROM lead
               WHERE id IN (SELECT value FROM json_each(:leads))"""
        ),
        {"leads": json.dumps(list(leads))},
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def likeliest(connection: Connection, leads: Ids, most: int) -> Sequence[Row]:
    """The leads somebody means most likely: those handed over and not decided first, then the newest."""
    handed_over = ids(
        connection,
        "SELECT lead_id AS id FROM lead_state WHERE standing = :kind",
        kind=EventKind.HANDED_OVER,
    )
    waiting = np.intersect1d(leads, handed_over)[-_LOOKED_AT:]
    newest = np.sort(leads)[-_LOOKED_AT:]
    return fetch(
        connection,
        """SELECT lead.id, lead.name, lead.company, person.name AS owner, state.standing
           FROM lead JOIN lead_state AS state ON state.lead_id = lead.id
           LEFT JOIN person ON person.id = lead.owner_id
           WHERE lead.id IN (SELECT value FROM json_each(:leads))
           ORDER BY state.standing IS NOT :kind, state.arrived_at DESC, lead.id DESC LIMIT :most""",
        leads=json.dumps(np.union1d(waiting, newest).tolist()),
        kind=EventKind.HANDED_OVER,
        most=most,
    )
