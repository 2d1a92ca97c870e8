"""The list of leads: which ones a filter finds, in what order, and the lines of a page of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import Connection

from app.errors import Refusal
from app.model.agreement import DUTIES, CommitmentKind
from app.model.clocks import ClockState
from app.model.columns import Ms, to_ms
from app.model.events import EventKind
from app.rules.lead_query import parse
from app.rules.terms import Terms
from app.services.clock_lines import ClockLine, clock_lines
from app.services.lead_filter import Filtering, View
from app.store import lead_ids, lead_rows, lists
from app.store.ids import Ids
from app.store.lead_ids import Order
from app.store.lists import Row
from app.store.terms import load_terms
from app.store.workspace import Workspace

__all__ = [
    "FoundLeads",
    "LeadFilter",
    "LeadLine",
    "Order",
    "View",
    "duties_by_lead",
    "find_leads",
    "found_in",
    "known_values",
    "late_count",
    "lead_line",
    "lead_page",
    "leads_named",
]

VIEWS: tuple[View, ...] = ("open", "late", "all")
_OPEN = (ClockState.OVERDUE, ClockState.DUE_SOON, ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True)
class LeadFilter:
    """Which leads a list shows, and in what order: a view, and what is typed into the filter line.

    "open" leads wait for somebody to act on them or for Sales' decision; of "late" ones a duty is past due.
    """

    text: str = ""
    view: View = "all"
    order: Order = "arrived"
    descending: bool = True


@dataclass(frozen=True)
class FoundLeads:
    """The ids a filter found, in its order, and how many each view has with the same text.

    `total` counts the leads of the workspace, whatever the filter. While the text has `problems`, sentences for the
    person, nothing is found.
    """

    wanted: LeadFilter
    ids: Ids
    counts: dict[View, int]
    total: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeadLine:
    """A lead in the list; `clock` is the duty that most needs a look."""

    id: int
    name: str
    company: str | None
    source: str | None
    campaign: str | None
    persona: str | None
    stage: str | None
    owner: str | None
    standing: EventKind | None
    arrived_at: Ms | None
    value_minor: int | None
    duplicate: bool
    clock: ClockLine | None


def find_leads(workspace: Workspace, wanted: LeadFilter) -> FoundLeads:
    """Find the leads that meet `wanted`, at one moment of the file."""
    with workspace.read() as connection:
        return _find(connection, wanted)


def found_in(connection: Connection, wanted: LeadFilter) -> Ids:
    """The leads that meet `wanted`, in its order. Raises Refusal for a filter line with a problem."""
    found = _find(connection, wanted)
    if found.problems:
        raise Refusal(found.problems[0], field="text")
    return found.ids


def _find(connection: Connection, wanted: LeadFilter) -> FoundLeads:
    now = _now()
    duties = lead_ids.open_duties(connection, now)
    leads = lead_ids.ordered(connection, wanted.order, duties, descending=wanted.descending)
    filtering = Filtering(connection, leads, duties, now)
    matching, problems = filtering.matching(parse(wanted.text))
    views = {view: matching & filtering.view(view) for view in VIEWS}
    return FoundLeads(
        wanted=wanted,
        ids=leads[views[wanted.view][leads]],
        counts={view: int(np.count_nonzero(mask)) for view, mask in views.items()},
        total=leads.size,
        problems=problems,
    )


def late_count(workspace: Workspace) -> int:
    """Count the leads with a duty past due."""
    now = _now()
    with workspace.read() as connection:
        duties = lead_ids.open_duties(connection, now)
    return int(np.unique(duties.lead[duties.due < now]).size)


def leads_named(workspace: Workspace, letters: str) -> Ids:
    """Find the leads whose name begins with `letters`, in no particular order."""
    with workspace.read() as connection:
        return lead_ids.named(connection, letters)


def known_values(workspace: Workspace) -> tuple[list[str], list[str]]:
    """Give the sources and the campaigns that leads have, in order."""
    with workspace.read() as connection:
        return lead_rows.used(connection, "source"), lead_rows.used(connection, "campaign")


def lead_page(workspace: Workspace, ids: Sequence[int]) -> list[LeadLine | None]:
    """The lines of these leads, in their order; None for one that is gone."""
    now = _now()
    with workspace.read() as connection:
        terms = load_terms(connection)
        rows = {row["id"]: row for row in lead_rows.leads(connection, ids)}
        clocks = duties_by_lead(connection, ids, terms, now)
    return [lead_line(rows[lead], clocks.get(lead, ())) if lead in rows else None for lead in ids]


def duties_by_lead(
    connection: Connection, ids: Sequence[int], terms: Terms, now: Ms
) -> dict[int | None, list[ClockLine]]:
    """The clocks of these leads that call for somebody to act, the newest first."""
    duties = [row for row in lists.clocks_of_leads(connection, ids) if row["kind"] in DUTIES]
    clocks: dict[int | None, list[ClockLine]] = {}
    for clock in clock_lines(duties, terms, now):
        clocks.setdefault(clock.lead_id, []).append(clock)
    return clocks


def _now() -> Ms:
    return to_ms(datetime.now(UTC))


def lead_line(row: Row, clocks: Sequence[ClockLine]) -> LeadLine:
    """The line of a lead's stored row with its clocks, the newest first."""
    return LeadLine(
        id=row["id"],
        name=row["name"],
        company=row["company"],
        source=row["source"],
        campaign=row["campaign"],
        persona=row["persona"],
        stage=row["stage"],
        owner=row["owner"],
        standing=_standing(row, clocks),
        arrived_at=row["arrived_at"],
        value_minor=row["value_minor"],
        duplicate=row["duplicate_of_id"] is not None,
        clock=_most_urgent(clocks),
    )


def _standing(row: Row, clocks: Sequence[ClockLine]) -> EventKind | None:
    """The last turn of a lead; one that was handed over, and not decided by its due, is accepted."""
    if row["standing"] is None:
        return None
    decisions = [each for each in clocks if each.commitment.kind is CommitmentKind.DISPOSITION]
    last = max((each.start for each in decisions), default=None)
    silent = any(each.start == last and each.state is ClockState.OVERDUE for each in decisions)
    standing = EventKind(row["standing"])
    return EventKind.ACCEPTED if silent and standing is EventKind.HANDED_OVER else standing


def _most_urgent(clocks: Sequence[ClockLine]) -> ClockLine | None:
    """Of the duties to act, the open one due first; with none open, the newest."""
    duties = [clock for clock in clocks if clock.commitment.kind in DUTIES]
    still_open = [clock for clock in duties if _is_open(clock)]
    if still_open:
        return min(still_open, key=lambda clock: (clock.due is None, clock.due or 0))
    return duties[0] if duties else None


def _is_open(clock: ClockLine) -> bool:
    """Whether there is something left to do; an overdue decision was taken by silence."""
    by_silence = clock.commitment.kind is CommitmentKind.DISPOSITION
    return clock.state in _OPEN and not (by_silence and clock.state is ClockState.OVERDUE)
