"""The lead list: ordered ids for a filter, and rows for a page of them."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from app.model.columns import Ms
from app.store.lists import Row, fetch

_ORDERS = {
    "arrived": ("", "state.arrived_at"),
    "name": ("", "lead.name COLLATE NOCASE"),
    "source": ("", "lead.source COLLATE NOCASE"),
    "stage": ("LEFT JOIN stage ON stage.key = state.stage", "stage.position"),
    "owner": (
        "LEFT JOIN person ON person.id = lead.owner_id",
        "person.name COLLATE NOCASE",
    ),
    "clock": (
        """LEFT JOIN (
               SELECT clock.lead_id, min(clock.due) AS due
               FROM clock JOIN commitment ON commitment.id = clock.commitment_id
               WHERE clock.stop IS NULL AND clock.excuse IS NULL AND commitment.kind = 'response'
               GROUP BY clock.lead_id
           ) AS next ON next.lead_id = state.lead_id""",
        "next.due",
    ),
}
"""What a list may be ordered by: the join it takes, and the key."""

_OPEN_CLOCKS = """
    SELECT clock.lead_id FROM clock
    WHERE clock.stop IS NULL AND clock.excuse IS NULL
      AND clock.commitment_id IN (SELECT id FROM commitment WHERE kind = 'response')"""

_VIEWS = {
    "open": f"""SELECT lead_id FROM lead_state WHERE standing = 'handed_over'
                UNION {_OPEN_CLOCKS}""",
    "late": f"{_OPEN_CLOCKS} AND clock.due < :now",
}
"""The leads of a view: with a duty or a decision still open, and with a duty past due."""

_WORD = """(
    lead.name LIKE :{0} ESCAPE '\\' OR lead.company LIKE :{0} ESCAPE '\\'
    OR lead.email LIKE :{0} ESCAPE '\\' OR lead.source LIKE :{0} ESCAPE '\\'
    OR lead.external_id LIKE :{0} ESCAPE '\\'
    OR lead.owner_id IN (SELECT id FROM person WHERE name LIKE :{0} ESCAPE '\\')
    OR state.stage IN (SELECT key FROM stage WHERE name LIKE :{0} ESCAPE '\\'))"""


def lead_ids(
    connection: Connection,
    *,
    words: Sequence[str],
    view: str,
    order: str,
    descending: bool,
    now: int,
) -> NDArray[np.int64]:
    """Give the ids of the leads of a view that hold all `words`, in order.

    A word may stand in the name, company, e-mail, source, key from the source, owner or stage.
    """
    join, key = _ORDERS[order]
    direction = "DESC" if descending else "ASC"
    source, parameters = _matching(words, view, now, join, needs_lead="lead." in join + key)
    rows = connection.execute(
        text(
            f"""SELECT state.lead_id {source}
                ORDER BY {key} {direction} NULLS LAST, state.lead_id {direction}"""
        ),
        parameters,
    )
    return np.fromiter(rows.scalars(), dtype=np.int64)


def count(connection: Connection, *, words: Sequence[str], view: str, now: int) -> int:
    """Count the leads of a view that hold all `words`."""
    source, parameters = _matching(words, view, now, "", needs_lead=False)
    found = connection.execute(text(f"SELECT count(*) {source}"), parameters)
    return int(found.scalar_one())


def _matching(
    words: Sequence[str], view: str, now: int, join: str, *, needs_lead: bool
) -> tuple[str, dict[str, Any]]:
    """Give FROM and WHERE of a selection; the wide lead table is left out where nothing asks for it."""
    conditions, parameters = ["1"], dict[str, Any]()
    if view != "all":
        conditions.append(f"state.lead_id IN ({_VIEWS[view]})")
        if ":now" in _VIEWS[view]:
            parameters["now"] = now
    for number, word in enumerate(words):
        conditions.append(_WORD.format(f"word{number}"))
        parameters[f"word{number}"] = f"%{_literal(word)}%"
    lead = "JOIN lead ON lead.id = state.lead_id" if words or needs_lead else ""
    where = " AND ".join(conditions)
    return f"FROM lead_state AS state {lead} {join} WHERE {where}", parameters


def _literal(word: str) -> str:
    """Write `word` so that LIKE takes it to the letter."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def leads_named(connection: Connection, letters: str) -> NDArray[np.int64]:
    """Give the ids of the leads whose name begins with `letters`."""
    rows = connection.execute(
        text("SELECT id FROM lead WHERE name LIKE :start ESCAPE '\\'"),
        {"start": f"{_literal(letters)}%"},
    )
    return np.fromiter(rows.scalars(), dtype=np.int64)


def used(connection: Connection, column: Literal["source", "campaign"]) -> list[str]:
    """Give the sources or campaigns that leads have, in order."""
    rows = connection.execute(
        text(
            f"""SELECT DISTINCT {column} FROM lead WHERE {column} IS NOT NULL
                ORDER BY {column} COLLATE NOCASE"""
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


def leads(connection: Connection, ids: Sequence[int]) -> Sequence[Row]:
    """The rows of these leads, in no particular order."""
    return fetch(
        connection,
        """SELECT lead.id, lead.name, lead.company, lead.title, lead.email, lead.phone, lead.source, lead.campaign,
                  lead.external_id, lead.value_minor, lead.owner_id, person.name AS owner, stage.name AS stage,
                  lead_state.standing, lead_state.arrived_at
           FROM lead
           LEFT JOIN lead_state ON lead_state.lead_id = lead.id
           LEFT JOIN stage ON stage.key = lead_state.stage
           LEFT JOIN person ON person.id = lead.owner_id
           WHERE lead.id IN :ids""",
        ids=list(ids),
    )


def history(connection: Connection, lead_id: int) -> Sequence[Row]:
    """The lead's events that stand, newest first."""
    return fetch(
        connection,
        """SELECT event.id, event.kind, event.happened_at, event.recorded_at, person.name AS by, event.stage,
                  event.channel, event.outcome, event.reason, event.value_minor, event.note
           FROM event LEFT JOIN person ON person.id = event.by_id
           WHERE event.lead_id = :lead AND event.voided_at IS NULL
           ORDER BY event.happened_at DESC, event.id DESC""",
        lead=lead_id,
    )


def names(
    connection: Connection, leads: Sequence[int]
) -> dict[int, tuple[str, str | None, str | None]]:
    """Name, company and key from the source of each of these leads."""
    wanted = set(leads)
    rows = connection.execute(text("SELECT id, name, company, external_id FROM lead")).all()
    return {row[0]: (row[1], row[2], row[3]) for row in rows if row[0] in wanted}


def people(connection: Connection) -> Sequence[Row]:
    """Everyone with the sides they are on, by name."""
    return fetch(connection, "SELECT id, name, marketing, sales FROM person ORDER BY name, id")
