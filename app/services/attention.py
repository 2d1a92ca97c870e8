"""What somebody has to act on now."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.model.agreement import Commitment
from app.model.clocks import ClockState
from app.model.columns import Ms
from app.rules.compliance import state
from app.rules.terms import Version
from app.rules.working_time import WorkingTime
from app.services.records import Scene, duties
from app.store import lists
from app.store.workspace import Workspace

MOST = 50


@dataclass(frozen=True)
class OpenClock:
    """A duty of somebody: the lead it is about, when it began and is due (ms), and its state.

    `hours` is the calendar it is measured by; empty for one in wall time. It has no stop yet.
    """

    lead_id: int
    lead: str
    company: str | None
    owner: str | None
    code: str
    commitment: Commitment
    start: Ms
    due: Ms
    state: ClockState
    hours: WorkingTime | None
    stop: Ms | None = None
    left: Ms | None = None


@dataclass(frozen=True)
class Attention:
    """Overdue duties, the freshest first, then those due soon, the nearest first; `total` counts them all.

    `next_due` is the nearest duty with a due time ahead.
    """

    clocks: tuple[OpenClock, ...]
    total: int
    next_due: OpenClock | None


def attention(workspace: Workspace, seen: Scene) -> Attention:
    """What is overdue or due soon at the scene's now."""
    acts = duties(seen.terms)
    terms = {
        commitment_id: (commitment, hours_of(version, commitment))
        for version in seen.terms.versions
        for commitment_id, commitment in version.commitments.items()
    }
    with workspace.read() as connection:
        late = lists.overdue(connection, acts, seen.now, MOST)
        coming = lists.coming(connection, acts, seen.now, MOST)
    found = [_open_clock(row, terms, seen.now) for row in (*late, *coming)]
    pressing = (ClockState.OVERDUE, ClockState.DUE_SOON)
    total = seen.record.overdue(acts) + seen.record.due_soon(acts)
    return Attention(
        clocks=tuple(clock for clock in found if clock.state in pressing),
        total=total,
        next_due=found[len(late)] if coming else None,
    )


def hours_of(version: Version, commitment: Commitment) -> WorkingTime | None:
    """Give the calendar that a commitment's clocks are measured by; None for wall time."""
    within = commitment.within
    if within is None or not within.unit.is_working_time:
        return None
    return version.calendars[commitment.side]


def _open_clock(
    row: lists.Row, terms: Mapping[int, tuple[Commitment, WorkingTime | None]], now: Ms
) -> OpenClock:
    commitment, hours = terms[row["commitment_id"]]
    found = state(now, row["start"], row["due"], row["soon"], row["stop"], None)
    return OpenClock(
        lead_id=row["lead_id"],
        lead=row["lead"],
        company=row["company"],
        owner=row["owner"],
        code=row["code"],
        commitment=commitment,
        start=row["start"],
        due=row["due"],
        state=found or ClockState.RUNNING,
        hours=hours,
    )

