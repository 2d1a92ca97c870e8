"""What is measured of the lead list: opening it, turning a page, sorting, filtering, one lead."""

import itertools
import sqlite3
from collections.abc import Iterator

from app.services.lead_completions import completions
from app.services.lead_details import lead_details
from app.services.lead_list import LeadFilter, Order, find_leads, lead_page
from app.services.workspaces import Workspace
from bench.measure import Measure

_PAGE = 256
_IDS = "SELECT lead_id FROM lead_state ORDER BY arrived_at DESC"
_STANDING = "SELECT lead_id FROM lead_state WHERE"
_LEAD = "SELECT id FROM lead WHERE"

_SORTS: tuple[tuple[Order, str], ...] = (
    ("name", "SELECT id FROM lead ORDER BY lower(name)"),
    ("source", "SELECT id FROM lead ORDER BY lower(source)"),
    ("campaign", "SELECT id FROM lead ORDER BY lower(campaign)"),
    ("company", "SELECT id FROM lead ORDER BY lower(company)"),
    (
        "stage",
        "SELECT lead_id FROM lead_state LEFT JOIN stage ON key = stage ORDER BY position, lead_id",
    ),
    (
        "owner",
        "SELECT lead.id FROM lead LEFT JOIN person ON person.id = owner_id ORDER BY person.name, lead.id",
    ),
    (
        "persona",
        "SELECT lead.id FROM lead LEFT JOIN persona ON persona.id = persona_id ORDER BY persona.name, lead.id",
    ),
    ("value", "SELECT id FROM lead ORDER BY value_minor, id"),
    (
        "clock",
        "SELECT lead_id, min(due) FROM clock WHERE stop IS NULL AND excuse IS NULL GROUP BY 1 ORDER BY 2",
    ),
)
_FILTERS = (
    ("priya", f"{_LEAD} name LIKE '%priya%'"),
    (
        "priya hal",
        f"{_LEAD} (name LIKE '%priya%' OR company LIKE '%priya%') AND (name LIKE '%hal%' OR company LIKE '%hal%')",
    ),
    ("-priya", f"{_LEAD} name NOT LIKE '%priya%'"),
    ("stage:mql", f"{_STANDING} stage = 'mql'"),
    ("owner:dana", f"{_LEAD} owner_id = 2"),
    ("source:webinar", f"{_LEAD} lower(source) = 'webinar'"),
    ("campaign:summer", f"{_LEAD} lower(campaign) LIKE 'summer%'"),
    ("persona:buyer", f"{_LEAD} persona_id = 3"),
    ("company:halden", f"{_LEAD} company LIKE 'halden%'"),
    ("standing:accepted", f"{_STANDING} standing = 'accepted'"),
    (
        "late:yes",
        "SELECT lead_id FROM clock WHERE stop IS NULL AND excuse IS NULL AND due < 1e13 AND commitment_id = 3",
    ),
    ("open:yes", f"{_STANDING} standing = 'handed_over'"),
    ("duplicate:yes", f"{_LEAD} duplicate_of_id IS NOT NULL"),
    ("since:2026-09-01", f"{_STANDING} arrived_at >= 1788220800000"),
    ("until:2025-02-28", f"{_STANDING} arrived_at < 1740787200000"),
    ("value:>80000", f"{_LEAD} value_minor > 8000000"),
    (
        "priya stage:mql owner:dana late:yes",
        f"{_STANDING} stage = 'mql' AND lead_id IN ({_LEAD} owner_id = 2 AND name LIKE '%priya%')",
    ),
)


def list_measures(workspace: Workspace) -> Iterator[Measure]:
    """Every measure of the list."""
    bare = sqlite3.connect(workspace.path)
    yield _opening(workspace, bare)
    yield _page(workspace, bare)
    for order, sql in _SORTS:
        yield _finding(workspace, bare, f"sort by {order}", LeadFilter(order=order), sql)
    for text, sql in _FILTERS:
        yield _finding(workspace, bare, f"filter {text}", LeadFilter(text), sql)
    yield _completion(workspace, bare)
    yield _details(workspace, bare)


def _finding(
    workspace: Workspace, bare: sqlite3.Connection, name: str, wanted: LeadFilter, sql: str
) -> Measure:
    return Measure(
        name,
        lambda: find_leads(workspace, wanted),
        lambda: bare.execute(sql).fetchall(),
        "those ids by bare SQLite",
    )


def _opening(workspace: Workspace, bare: sqlite3.Connection) -> Measure:
    def first_page() -> None:
        lead_page(workspace, find_leads(workspace, LeadFilter()).ids[:_PAGE].tolist())

    return Measure(
        "the lead list opens: ids, counts, first page",
        first_page,
        lambda: bare.execute(_IDS).fetchall(),
        "the ids by bare SQLite",
    )


def _page(workspace: Workspace, bare: sqlite3.Connection) -> Measure:
    ids = find_leads(workspace, LeadFilter(order="name")).ids
    places = itertools.cycle(range(0, len(ids) - _PAGE, 12_345))

    def turn() -> None:
        at = next(places)
        lead_page(workspace, ids[at : at + _PAGE].tolist())

    def read() -> None:
        at = next(places)
        wanted = ", ".join(map(str, ids[at : at + _PAGE].tolist()))
        bare.execute(f"SELECT * FROM lead WHERE id IN ({wanted})").fetchall()

    return Measure(f"a page of {_PAGE} rows", turn, read, "their rows by bare SQLite", runs=25)


def _completion(workspace: Workspace, bare: sqlite3.Connection) -> Measure:
    sql = "SELECT DISTINCT source FROM lead"
    return Measure(
        "completions of a word typed",
        lambda: completions(workspace, "stage:mql s", 11),
        lambda: bare.execute(sql).fetchall(),
        "the sources by bare SQLite",
    )


def _details(workspace: Workspace, bare: sqlite3.Connection) -> Measure:
    leads = itertools.count(1, 997)
    sql = "SELECT * FROM event WHERE lead_id = ? ORDER BY happened_at"
    return Measure(
        "one lead with everything about it",
        lambda: lead_details(workspace, next(leads)),
        lambda: bare.execute(sql, (next(leads),)).fetchall(),
        "its events by bare SQLite",
        runs=25,
    )
