"""Holding a lead's clocks: a pause, a later turn, an exemption agreed by both sides."""

from collections.abc import Sequence
from datetime import datetime

from app.changes import Change, Progress, no_progress
from app.errors import Refusal
from app.model.columns import to_ms
from app.model.events import EventKind, EventRow, Reason
from app.model.people import PersonRow
from app.services.decisions import decision_at
from app.services.lead_events import (
    about,
    about_many,
    at_or_after,
    checked,
    log,
    must_lie_ahead,
    the_person,
)
from app.store import lead_checks
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace


def pause(
    workspace: Workspace,
    lead_id: int,
    *,
    until: datetime | None = None,
    note: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """Hold the lead's clocks until an instant, or until they are resumed.

    Raises Refusal when no clock runs, or they are paused already.
    """
    with about(workspace, "Pause", lead_id) as (making, _):
        must_lie_ahead(making.work, until)
        if _pause(making.work, lead_id) is not None:
            raise Refusal("The clocks of this lead are paused already.")
        since = to_ms(at or making.work.now)
        if not lead_checks.has_running_clock(making.work.connection, lead_id, since):
            raise Refusal("No clock is running for this lead.")
        log(making, lead_id, EventKind.PAUSED, at=at, by_id=by_id, until=until, note=note)
    return making.change


def resume(
    workspace: Workspace,
    lead_id: int,
    *,
    at: datetime | None = None,
    by_id: int | None = None,
    note: str | None = None,
) -> Change:
    """Let paused clocks run on. Raises Refusal when none is paused."""
    with about(workspace, "Resume", lead_id) as (making, _):
        paused = _pause(making.work, lead_id)
        if paused is None:
            raise Refusal("The clocks of this lead are not paused.")
        resumed = at_or_after(making.work, paused, at, "the clocks were paused")
        log(making, lead_id, EventKind.RESUMED, at=resumed, by_id=by_id, note=note)
    return making.change


def recycle(
    workspace: Workspace,
    lead_id: int,
    *,
    until: datetime | None = None,
    note: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """Give the lead back to Marketing for a later turn; a handover that is not decided is sent back first."""
    with about(workspace, "Recycle", lead_id) as (making, _):
        must_lie_ahead(making.work, until)
        try:
            at = decision_at(making.work, lead_id, at)
        except Refusal:
            pass  # no handover awaits a decision
        else:
            log(making, lead_id, EventKind.SENT_BACK, at=at, by_id=by_id, reason=Reason.NOT_NOW)
        log(making, lead_id, EventKind.RECYCLED, at=at, by_id=by_id, until=until, note=note)
    return making.change


def exempt(
    workspace: Workspace,
    leads: Sequence[int],
    *,
    reason: str,
    agreed_with: int,
    at: datetime | None = None,
    by_id: int | None = None,
    progress: Progress = no_progress,
) -> Change:
    """Excuse the clocks of leads, with a reason and with who agreed for the other side.

    Leads without a clock to excuse are left alone. Raises Refusal when none has one, and when both
    people are on one side only.
    """
    if not reason.strip():
        raise Refusal("Say why they are excused.", field="reason")
    with about_many(workspace, "Exempt", leads, progress) as acting:
        work = acting.work
        _must_be_of_both_sides(work, the_person(work, agreed_with, "agreed_with"), by_id)
        excused = sorted(lead_checks.with_clock(work.connection, acting.leads))
        if not excused:
            one = len(acting.leads) == 1
            raise Refusal(f"{'This lead has' if one else 'These leads have'} no clock to excuse.")
        event = checked(
            work, EventKind.EXEMPTED, at=at, by_id=by_id, with_id=agreed_with, reason=reason
        )
        acting.log(excused, EventKind.EXEMPTED, event)
        acting.say("Exempt", excused)
    return acting.making.change


def _pause(work: UnitOfWork, lead_id: int) -> EventRow | None:
    """The pause that holds the lead's clocks now."""
    last = work.last_event(lead_id, (EventKind.PAUSED, EventKind.RESUMED))
    if last is None or last.kind is EventKind.RESUMED:
        return None
    return last if last.until is None or last.until > work.now else None


def _must_be_of_both_sides(work: UnitOfWork, agreed_with: PersonRow, by_id: int | None) -> None:
    if by_id is None:
        return
    by = the_person(work, by_id, "by_id")
    people = (by, agreed_with)
    if not (any(each.marketing for each in people) and any(each.sales for each in people)):
        raise Refusal(
            f"Both sides excuse a clock: {by.name} and {agreed_with.name} are on one.",
            field="agreed_with",
        )
