"""Reading leads: the list, a page of it, and one lead with its clocks and history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.model.agreement import CommitmentKind
from app.model.clocks import ClockState
from app.model.columns import DAY_MS, Ms, to_ms
from app.model.events import EventKind
from app.rules.terms import Terms
from app.services.clock_lines import ClockLine, clock_lines
from app.store import lead_rows, lists
from app.store.lists import Row
from app.store.terms import load_stage_names, load_terms
from app.store.workspace import Workspace

_TURNS = (EventKind.HANDED_OVER, EventKind.ACCEPTED, EventKind.SENT_BACK)
_OPEN = (ClockState.OVERDUE, ClockState.DUE_SOON, ClockState.RUNNING, ClockState.PAUSED)

View = Literal["open", "late", "all"]
Order = Literal["name", "source", "stage", "owner", "arrived", "clock"]


@dataclass(frozen=True)
class LeadFilter:
    """Which leads a list shows, and in what order: a view, and words that all must occur.

    "open" leads wait for a first contact or for Sales' decision; "late" ones have a contact due.
    """

    words: str = ""
    view: View = "all"
    order: Order = "arrived"
    descending: bool = True


@dataclass(frozen=True)
class FoundLeads:
    """The ids a filter found, in its order, and how many each view has with the same words.

    `total` counts the leads of the workspace, whatever the filter.
    """

    wanted: LeadFilter
    ids: NDArray[np.int64]
    counts: dict[View, int]
    total: int


@dataclass(frozen=True)
class LeadLine:
    """A lead in the list; `clock` is the one that most needs a look."""

    id: int
    name: str
    company: str | None
    source: str | None
    stage: str | None
    owner: str | None
    standing: EventKind | None
    arrived_at: Ms | None
    clock: ClockLine | None


@dataclass(frozen=True)
class EventView:
    """One fact of a history; `late` when it was recorded more than a working day after it happened."""

    id: int
    kind: EventKind
    happened_at: Ms
    recorded_at: Ms
    by: str | None
    stage: str | None
    channel: str | None
    outcome: str | None
    reason: str | None
    value_minor: int | None
    note: str | None
    late: bool


@dataclass(frozen=True)
class LeadDetails:
    """Everything known of a lead.

    `turn` is the last of handed over, accepted and sent back; `before_agreement` says why a lead
    has no clock. `stages` names the stages by key, `zone` is the workspace's.
    `agreed_from` is when the agreement began, None while nothing is agreed.
    """

    line: LeadLine
    title: str | None
    email: str | None
    phone: str | None
    campaign: str | None
    value_minor: int | None
    owner_id: int | None
    clocks: tuple[ClockLine, ...]
    history: tuple[EventView, ...]
    before_agreement: bool
    turn: EventKind | None
    stages: dict[str, str]
    zone: str
    agreed_from: Ms | None


def find_leads(workspace: Workspace, wanted: LeadFilter) -> FoundLeads:
    """Find the leads that meet `wanted`, at one moment of the file."""
    words, now = wanted.words.split(), _now()
    with workspace.read() as connection:
        ids = lead_rows.lead_ids(
            connection,
            words=words,
            view=wanted.view,
            order=wanted.order,
            descending=wanted.descending,
            now=now,
        )
        counts: dict[View, int] = {
            view: len(ids)
            if view == wanted.view
            else lead_rows.count(connection, words=words, view=view, now=now)
            for view in ("open", "late", "all")
        }
        total = (
            lead_rows.count(connection, words=(), view="all", now=now) if words else counts["all"]
        )
    return FoundLeads(wanted, ids, counts, total)


def late_count(workspace: Workspace) -> int:
    """Count the leads whose first contact is overdue."""
    with workspace.read() as connection:
        return lead_rows.count(connection, words=(), view="late", now=_now())


def leads_named(workspace: Workspace, letters: str) -> NDArray[np.int64]:
    """Find the leads whose name begins with `letters`, in no particular order."""
    with workspace.read() as connection:
        return lead_rows.leads_named(connection, letters)


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
        duties = [
            row
            for row in lists.clocks_of_leads(connection, ids)
            if row["kind"] == CommitmentKind.RESPONSE
        ]
    clocks: dict[int, list[ClockLine]] = {}
    for clock in clock_lines(duties, terms, now):
        clocks.setdefault(clock.lead_id, []).append(clock)
    return [_line(rows[lead], clocks.get(lead, [])) if lead in rows else None for lead in ids]


def lead_details(workspace: Workspace, lead_id: int) -> LeadDetails | None:
    """One lead with its clocks and history; None when it is gone."""
    now = _now()
    with workspace.read() as connection:
        found = lead_rows.leads(connection, [lead_id])
        if not found:
            return None
        terms = load_terms(connection)
        stages = load_stage_names(connection)
        clocks = clock_lines(lists.clocks_of_leads(connection, [lead_id]), terms, now)
        events = lead_rows.history(connection, lead_id)
    row = found[0]
    arrived = row["arrived_at"]
    kinds = (EventKind(event["kind"]) for event in events)
    return LeadDetails(
        line=_line(row, clocks),
        title=row["title"],
        email=row["email"],
        phone=row["phone"],
        campaign=row["campaign"],
        value_minor=row["value_minor"],
        owner_id=row["owner_id"],
        clocks=tuple(clocks),
        history=tuple(_event(event, stages, terms) for event in events),
        before_agreement=arrived is not None and (terms.start is None or arrived < terms.start),
        turn=next((kind for kind in kinds if kind in _TURNS), None),
        stages=stages,
        zone=terms.zone,
        agreed_from=terms.start,
    )


def _now() -> Ms:
    return to_ms(datetime.now(UTC))


def _line(row: Row, clocks: list[ClockLine]) -> LeadLine:
    return LeadLine(
        id=row["id"],
        name=row["name"],
        company=row["company"],
        source=row["source"],
        stage=row["stage"],
        owner=row["owner"],
        standing=None if row["standing"] is None else EventKind(row["standing"]),
        arrived_at=row["arrived_at"],
        clock=_most_urgent(clocks),
    )


def _most_urgent(clocks: list[ClockLine]) -> ClockLine | None:
    """Of the duties to act, the open one due first; with none open, the newest."""
    duties = [clock for clock in clocks if clock.commitment.kind is CommitmentKind.RESPONSE]
    still_open = [clock for clock in duties if clock.state in _OPEN]
    if still_open:
        return min(still_open, key=lambda clock: (clock.due is None, clock.due or 0))
    return duties[0] if duties else None


def _event(row: Row, stages: dict[str, str], terms: Terms) -> EventView:
    return EventView(
        id=row["id"],
        kind=EventKind(row["kind"]),
        happened_at=row["happened_at"],
        recorded_at=row["recorded_at"],
        by=row["by"],
        stage=stages.get(row["stage"], row["stage"]),
        channel=row["channel"],
        outcome=row["outcome"],
        reason=row["reason"],
        value_minor=row["value_minor"],
        note=row["note"],
        late=_is_late(row["happened_at"], row["recorded_at"], terms),
    )


def _is_late(happened: Ms, recorded: Ms, terms: Terms) -> bool:
    """Whether an entry is late: recorded more than one working day after it happened (MEASURES, Events)."""
    if recorded <= happened:
        return False
    version = terms.in_force(happened) or (terms.versions[0] if terms.versions else None)
    if version is None:
        return recorded - happened > DAY_MS
    working_time = version.calendars[max(version.calendars)]
    return working_time.elapsed(happened, recorded) > working_time.usual_day
