"""What a person does with a lead: hand over, log a contact, accept, send back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from app.changes import Change
from app.errors import Refusal, refusal_of
from app.model.events import Channel, Event, EventKind, EventRow, Outcome, Reason
from app.model.leads import Lead, LeadRow
from app.services.changing import LEAD_AREAS, Changing, changing
from app.store.schema import id_of
from app.store.workspace import Workspace

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCK_DIFFERENCE = timedelta(minutes=5)
"""Two machines' clocks may differ by this much before a time counts as lying in the future."""


def add_lead(
    workspace: Workspace, lead: Lead, *, arrived_at: datetime, by_id: int | None = None
) -> Change:
    """Add a lead that arrived at `arrived_at`. Raises Refusal when its key is taken."""
    with changing(workspace, f"Add lead, {lead.name}", LEAD_AREAS) as making:
        key = lead.external_id
        if key is not None and making.work.lead_of(key) is not None:
            raise Refusal(f"There is a lead with the key {key} already.", field="external_id")
        row = making.work.add(LeadRow(**lead.model_dump(), created_at=making.work.now))
        _log(making, id_of(row), EventKind.ARRIVED, at=arrived_at, by_id=by_id)
    return making.change


def hand_over(
    workspace: Workspace,
    lead_id: int,
    *,
    owner_id: int | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """Pass a lead to Sales: the clocks of the promises to it begin. `owner_id` is who follows it up."""
    with _about(workspace, "Hand over", lead_id) as (making, lead):
        if owner_id is not None and owner_id != lead.owner_id:
            lead.owner_id = owner_id
            _log(making, lead_id, EventKind.ASSIGNED, at=at, by_id=owner_id)
        _log(making, lead_id, EventKind.HANDED_OVER, at=at, by_id=by_id)
    return making.change


def log_contact(
    workspace: Workspace,
    lead_id: int,
    *,
    channel: Channel,
    outcome: Outcome,
    at: datetime | None = None,
    by_id: int | None = None,
    note: str | None = None,
) -> Change:
    """Log an attempt to reach a lead, made now or at an earlier `at`."""
    with _about(workspace, "Log contact", lead_id) as (making, _):
        _log(
            making,
            lead_id,
            EventKind.CONTACT,
            at=at,
            by_id=by_id,
            channel=channel,
            outcome=outcome,
            note=note,
        )
    return making.change


def accept(
    workspace: Workspace, lead_id: int, *, at: datetime | None = None, by_id: int | None = None
) -> Change:
    """Sales takes the lead. Raises Refusal when it was not handed over, or is decided already."""
    with _about(workspace, "Accept", lead_id) as (making, _):
        _must_await_decision(making, lead_id, at)
        _log(making, lead_id, EventKind.ACCEPTED, at=at, by_id=by_id)
    return making.change


def send_back(
    workspace: Workspace,
    lead_id: int,
    *,
    reason: Reason,
    note: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """Sales returns the lead with a reason; "other" needs a note."""
    if reason is Reason.OTHER and not (note or "").strip():
        raise Refusal("Say in a note what the other reason is.", field="note")
    with _about(workspace, "Send back", lead_id) as (making, _):
        _must_await_decision(making, lead_id, at)
        _log(making, lead_id, EventKind.SENT_BACK, at=at, by_id=by_id, reason=reason, note=note)
    return making.change


@contextmanager
def _about(workspace: Workspace, action: str, lead_id: int) -> Iterator[tuple[Changing, LeadRow]]:
    """A change to one lead, under words that name it."""
    with changing(workspace, action, LEAD_AREAS) as making:
        lead = making.work.get(LeadRow, lead_id)
        if lead is None:
            raise Refusal("This lead is gone; it was removed meanwhile.")
        making.work.label = f"{action}, {lead.name}"
        yield making, lead


def _log(
    making: Changing,
    lead_id: int,
    kind: EventKind,
    *,
    at: datetime | None,
    by_id: int | None,
    **details: Any,
) -> None:
    now = making.work.now
    happened_at = at or now
    if happened_at > now + _CLOCK_DIFFERENCE:
        raise Refusal("That time lies in the future; only what happened can be logged.", field="at")
    if happened_at < EARLIEST:
        raise Refusal("That time lies before 1990.", field="at")
    try:
        event = Event(
            lead_id=lead_id,
            kind=kind,
            happened_at=happened_at,
            recorded_at=now,
            by_id=by_id,
            **details,
        )
    except ValidationError as error:
        raise refusal_of(error) from error
    making.work.add(EventRow(**event.model_dump()))


def _must_await_decision(making: Changing, lead_id: int, at: datetime | None) -> None:
    turns = (EventKind.HANDED_OVER, EventKind.ACCEPTED, EventKind.SENT_BACK)
    last = making.work.last_event(lead_id, turns)
    if last is None:
        raise Refusal("This lead has not been handed over to Sales yet.")
    if last.kind is EventKind.ACCEPTED:
        raise Refusal("Sales has accepted this lead already.")
    if last.kind is EventKind.SENT_BACK:
        raise Refusal("Sales has sent this lead back already.")
    if at is not None and at < last.happened_at:
        raise Refusal("That time lies before the lead was handed over.", field="at")
