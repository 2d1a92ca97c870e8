"""How a lead goes on and ends: won, lost, opted out, junk, a stage, a note; and taking an entry back."""

from datetime import datetime
from typing import Any

from app.changes import Change
from app.errors import Refusal
from app.model.deliverables import DeliverableEventKind
from app.model.events import EventKind, EventRow, LostReason
from app.model.leads import LeadRow
from app.services.changing import LEAD_AREAS, Changing, changing
from app.services.lead_events import about, log, the_stage
from app.store import lead_checks
from app.store.workspace import Workspace

_MOST_MINOR = 10**15
_TURNS = (
    EventKind.HANDED_OVER,
    EventKind.RECYCLED,
    EventKind.WON,
    EventKind.LOST,
    EventKind.OPTED_OUT,
    EventKind.JUNK,
)
"""How a lead ends, and what lets it begin anew."""


def win(
    workspace: Workspace,
    lead_id: int,
    *,
    value_minor: int | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
    note: str | None = None,
) -> Change:
    """The lead became a customer, for `value_minor` (minor units of the workspace's currency)."""
    if value_minor is not None and not 0 <= value_minor <= _MOST_MINOR:
        raise Refusal("An amount is 0 or more.", field="value_minor")
    event = {"at": at, "by_id": by_id, "note": note, "value_minor": value_minor}
    return _end(workspace, lead_id, EventKind.WON, "Won", "This lead is won already.", event)


def lose(
    workspace: Workspace,
    lead_id: int,
    *,
    reason: str,
    note: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """The deal is lost, for a `LostReason` or a reason in words; "other" needs a note."""
    if not reason.strip():
        raise Refusal("Say why it was lost.", field="reason")
    if reason == LostReason.OTHER and not (note or "").strip():
        raise Refusal("Say in a note what the other reason is.", field="note")
    event = {"at": at, "by_id": by_id, "note": note, "reason": str(reason)}
    return _end(workspace, lead_id, EventKind.LOST, "Lost", "This lead is lost already.", event)


def opt_out(
    workspace: Workspace,
    lead_id: int,
    *,
    note: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """The lead wants to hear no more: duties to it end."""
    event = {"at": at, "by_id": by_id, "note": note}
    already = "This lead has opted out already."
    return _end(workspace, lead_id, EventKind.OPTED_OUT, "Opted out", already, event)


def junk(
    workspace: Workspace,
    lead_id: int,
    *,
    note: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """It was no lead at all: its clocks leave the count."""
    event = {"at": at, "by_id": by_id, "note": note}
    already = "This lead is marked as junk already."
    return _end(workspace, lead_id, EventKind.JUNK, "Junk", already, event)


def move_stage(
    workspace: Workspace,
    lead_id: int,
    *,
    stage: str,
    at: datetime | None = None,
    by_id: int | None = None,
    note: str | None = None,
) -> Change:
    """The lead reached `stage` (its key). Raises Refusal when it is there now."""
    with about(workspace, "Move stage", lead_id) as (making, _):
        reached = the_stage(making.work, stage)
        if at is None and lead_checks.stage_of(making.work.connection, lead_id) == stage:
            raise Refusal(f"This lead is at {reached.name} already.", field="stage")
        log(making, lead_id, EventKind.STAGE, at=at, by_id=by_id, note=note, stage=stage)
    return making.change


def add_note(
    workspace: Workspace,
    lead_id: int,
    *,
    note: str,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """Write something down about the lead."""
    if not note.strip():
        raise Refusal("Write the note first.", field="note")
    with about(workspace, "Note", lead_id) as (making, _):
        log(making, lead_id, EventKind.NOTE, at=at, by_id=by_id, note=note)
    return making.change


def use_material(
    workspace: Workspace,
    lead_id: int,
    *,
    deliverable_id: int,
    at: datetime | None = None,
    by_id: int | None = None,
    note: str | None = None,
) -> Change:
    """Sales used something delivered for this lead. Raises Refusal for what is not delivered."""
    with about(workspace, "Use material", lead_id) as (making, _):
        found = lead_checks.deliverable_state(making.work.connection, deliverable_id)
        if found is None:
            raise Refusal("This material is gone; choose another.", field="deliverable_id")
        title, state = found
        if state != DeliverableEventKind.DELIVERED:
            raise Refusal(f"“{title}” has not been delivered.", field="deliverable_id")
        log(
            making,
            lead_id,
            EventKind.MATERIAL_USED,
            at=at,
            by_id=by_id,
            note=note,
            deliverable_id=deliverable_id,
        )
    return making.change


def void_event(workspace: Workspace, event_id: int) -> Change:
    """Take an entry of a lead's history back: it stays on file, and counts no more."""
    with changing(workspace, "Remove entry", LEAD_AREAS) as making:
        event = making.work.get(EventRow, event_id)
        if event is None or event.voided_at is not None:
            raise Refusal("This entry was removed already.")
        if event.kind is EventKind.ARRIVED:
            raise Refusal("Every lead arrived at some time; this entry stays.")
        if event.kind is EventKind.ASSIGNED:
            raise Refusal("Reassign the lead instead: the entry says whose it became.")
        _must_be_unanswered(making, event)
        event.voided_at = making.work.now
        lead = making.work.get(LeadRow, event.lead_id)
        making.work.label = f"Remove entry, {lead.name if lead else ''}"
    return making.change


def _must_be_unanswered(making: Changing, event: EventRow) -> None:
    """Refuse to take back what a later entry answers: a dispute is of a send-back, a settlement of a dispute."""
    answers, sentence = {
        EventKind.SENT_BACK: (
            (EventKind.DISPUTED,),
            "Marketing disputed this send-back. Remove the dispute first.",
        ),
        EventKind.DISPUTED: (
            (EventKind.UPHELD, EventKind.OVERTURNED),
            "This dispute is settled. Remove the settlement first.",
        ),
    }.get(event.kind, ((), ""))
    answer = making.work.last_event(event.lead_id, answers)
    is_last = making.work.last_event(event.lead_id, (event.kind,)) is event
    if is_last and answer is not None and answer.happened_at >= event.happened_at:
        raise Refusal(sentence)


def _end(
    workspace: Workspace,
    lead_id: int,
    kind: EventKind,
    action: str,
    already: str,
    event: dict[str, Any],
) -> Change:
    """Log how a lead ended; refuse `already` what was said last: to correct an entry, remove it first."""
    with about(workspace, action, lead_id) as (making, _):
        last = making.work.last_event(lead_id, _TURNS)
        if last is not None and last.kind is kind:
            raise Refusal(already)
        log(making, lead_id, kind, **event)
    return making.change
