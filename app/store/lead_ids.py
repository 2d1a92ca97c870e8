"""Finding leads by the million: all ids in an order, and the ids that meet one condition.

Each condition is asked alone, so that an index serves it; `services.lead_filter` puts them together.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
from sqlalchemy import Connection

from app.model.agreement import DUTIES, CommitmentKind
from app.model.columns import Ms
from app.rules.lead_query import Comparison
from app.store.ids import Ids, ids, numbers

Order = Literal[
    "name",
    "company",
    "source",
    "campaign",
    "persona",
    "stage",
    "owner",
    "arrived",
    "value",
    "clock",
]

_TEXTS = ("name", "company", "source", "campaign")
_NONE = -(2**62)
NO_DUE = 2**62
"""Stands for a due that is not known; it comes after all others."""
_KEYS = {
    "stage": """SELECT lead_id AS id, stage.position AS key
                FROM lead_state LEFT JOIN stage ON stage.key = lead_state.stage""",
    "owner": "SELECT id, owner_id AS key FROM lead",
    "persona": "SELECT id, persona_id AS key FROM lead",
    "value": "SELECT id, value_minor AS key FROM lead",
}
"""Queries for each lead's id and the whole number it is ordered by, of people and personas by their place."""
_PLACES = {
    "owner": "SELECT id FROM person ORDER BY name COLLATE NOCASE, id",
    "persona": "SELECT id FROM persona ORDER BY name COLLATE NOCASE, id",
}

_DUTIES = ", ".join(f"'{kind}'" for kind in DUTIES)


@dataclass(frozen=True)
class OpenDuties:
    """The leads somebody has to act on, once for each duty, and its due (ms; NO_DUE while paused).

    `silent` are leads whose last decision never came: silence accepted them, so that nothing is left to do about it.
    """

    lead: Ids
    due: Ids
    silent: Ids


def open_duties(connection: Connection, now: Ms) -> OpenDuties:
    """The duties about leads that are open at `now`."""
    # the plus keeps the planner to the index of open clocks
    query = f"""SELECT lead_id AS id, coalesce(due, {NO_DUE}) AS due, kind = '{CommitmentKind.DISPOSITION}' AS decides
                FROM clock JOIN commitment ON commitment.id = +commitment_id
                WHERE stop IS NULL AND excuse IS NULL AND kind IN ({_DUTIES})"""
    lead, due, decides = numbers(connection, query, "id", "due", "decides")
    silent = (decides > 0) & (due < now)
    awaited = lead[(decides > 0) & ~silent]  # those handed over once more
    return OpenDuties(lead[~silent], due[~silent], np.setdiff1d(lead[silent], awaited))


def ordered(connection: Connection, order: Order, duties: OpenDuties, *, descending: bool) -> Ids:
    """The ids of all leads in order; those without a value come last, whichever the direction.

    By `clock`, the open duty due first decides; leads without one follow as they arrived, the newest first.
    """
    direction = "DESC" if descending else "ASC"
    if order in _TEXTS:
        by = f"lower({order}) {direction} NULLS LAST, id {direction}"
        return ids(connection, f"SELECT id FROM lead ORDER BY {by}")
    if order == "clock":
        return _by_clock(connection, duties, descending=descending)
    if order == "arrived":
        by = f"arrived_at {direction} NULLS LAST, lead_id {direction}"
        return ids(connection, f"SELECT lead_id AS id FROM lead_state ORDER BY {by}")
    query = f"SELECT id, coalesce(key, {_NONE}) AS key FROM ({_KEYS[order]})"
    lead, key = numbers(connection, query, "id", "key")
    if order in _PLACES:
        key = _placed(key, ids(connection, _PLACES[order]))
    found = lead[np.lexsort((lead, key))]
    without = int(np.count_nonzero(key == _NONE))
    valued, rest = found[without:], found[:without]
    return np.concatenate([valued[::-1], rest[::-1]] if descending else [valued, rest])


def _placed(rows: Ids, in_order: Ids) -> Ids:
    """For each row id its place in an order; _NONE for none."""
    place = np.full(in_order.max(initial=0) + 1, _NONE)
    place[in_order] = np.arange(in_order.size)
    return np.where(rows == _NONE, _NONE, place[np.maximum(rows, 0)])


def _by_clock(connection: Connection, duties: OpenDuties, *, descending: bool) -> Ids:
    by_due = duties.lead[np.argsort(duties.due, kind="stable")]
    _, first = np.unique(by_due, return_index=True)
    urgent = by_due[np.sort(first)]
    newest = ordered(connection, "arrived", duties, descending=True)
    rest = newest[~np.isin(newest, urgent)]
    return np.concatenate([urgent[::-1] if descending else urgent, rest])


def standing_at(
    connection: Connection, column: Literal["stage", "standing"], values: Collection[str | None]
) -> Ids:
    """The leads at one of these stages (by key), or with one of these last turns; None for at none."""
    query = f"""SELECT lead_id AS id FROM json_each(:values) AS given
                CROSS JOIN lead_state ON lead_state.{column} IS given.value"""
    return ids(connection, query, values=json.dumps(list(values)))


def belonging_to(
    connection: Connection, column: Literal["owner_id", "persona_id"], rows: Collection[int]
) -> Ids:
    """The leads of one of these people or personas."""
    query = f"SELECT id FROM lead WHERE {column} IN (SELECT value FROM json_each(:rows))"
    return ids(connection, query, rows=json.dumps(list(rows)))


def coming_from(
    connection: Connection, column: Literal["source", "campaign"], names: Collection[str]
) -> Ids:
    """The leads from one of these sources or campaigns, in whichever case they are written."""
    # CROSS keeps the planner to the index on lower(…)
    query = f"""SELECT lead.id FROM json_each(:names) AS given
                CROSS JOIN lead ON lower(lead.{column}) = lower(given.value)"""
    return ids(connection, query, names=json.dumps(list(names)))


def arrived(connection: Connection, since: Ms, until: Ms) -> Ids:
    """The leads that arrived from `since` up to `until` (ms, exclusive)."""
    query = (
        "SELECT lead_id AS id FROM lead_state WHERE arrived_at >= :since AND arrived_at < :until"
    )
    return ids(connection, query, since=since, until=until)


def worth(connection: Connection, comparison: Comparison, minor: int) -> Ids:
    """The leads whose expected value compares so with `minor` units."""
    query = f"SELECT id FROM lead WHERE value_minor {comparison} :minor"
    return ids(connection, query, minor=minor)


def duplicates(connection: Connection) -> Ids:
    """The leads that are duplicates of another."""
    return ids(connection, "SELECT id FROM lead WHERE duplicate_of_id IS NOT NULL")


def named(connection: Connection, letters: str) -> Ids:
    """The leads whose name begins with `letters`."""
    query = "SELECT id FROM lead WHERE lower(name) >= lower(:letters) AND lower(name) < lower(:letters) || :last"
    return ids(connection, query, letters=letters, last="\U0010ffff")
