"""What a person does with a lead: add it, hand it over, log a contact, accept it, send it back."""

from collections.abc import Sequence
from datetime import datetime

from app.changes import Change, Progress, no_progress
from app.errors import Refusal
from app.model.columns import from_ms, to_ms
from app.model.events import Channel, EventKind, Outcome, Reason
from app.model.leads import PERSONAL, Lead, LeadRow
from app.rules.duplicates import DUPLICATE_WITHIN_MS
from app.services.changing import LEAD_AREAS, changing
from app.services.decisions import Attempts, attempts_of, decision_at, must_have_tried
from app.services.lead_events import about, about_many, checked, log, the_person, the_stage
from app.store import lead_checks, lead_details
from app.store.schema import id_of
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace


def add_lead(
    workspace: Workspace, lead: Lead, *, arrived_at: datetime, by_id: int | None = None
) -> Change:
    """Add a lead that arrived at `arrived_at`; one of somebody who came shortly before is a duplicate.

    Raises Refusal when its key is taken.
    """
    with changing(workspace, f"Add lead, {lead.name}", LEAD_AREAS) as making:
        _must_have_own_key(making.work, lead.external_id, None)
        facts = lead.model_dump()
        if lead.duplicate_of_id is None:
            facts["duplicate_of_id"] = _came_before(making.work, lead.email, arrived_at, None)
        row = making.work.add(LeadRow(**facts, created_at=making.work.now))
        log(making, id_of(row), EventKind.ARRIVED, at=arrived_at, by_id=by_id)
    return making.change


def facts(workspace: Workspace, lead_id: int) -> Lead:
    """What is known of a lead. Raises Refusal when it is gone."""
    with workspace.read() as connection:
        row = lead_details.facts(connection, lead_id)
    if row is None:
        raise Refusal("This lead is gone; it was removed meanwhile.")
    return Lead.model_validate({name: row[name] for name in Lead.model_fields})


def edit_lead(workspace: Workspace, lead_id: int, lead: Lead) -> Change:
    """Change a lead's facts; another owner is logged as in `assigning.reassign`.

    A new e-mail is looked up as that of a new lead is; whose duplicate it is otherwise says
    `assigning.mark_duplicate` alone. Raises Refusal when the key is taken, and for
    the name or contact of somebody who was forgotten.
    """
    with about(workspace, "Edit lead", lead_id) as (making, row):
        _must_have_own_key(making.work, lead.external_id, lead_id)
        facts = lead.model_dump(exclude={"duplicate_of_id"})
        if row.forgotten_at is not None and any(
            facts[name] != getattr(row, name) for name in PERSONAL
        ):
            raise Refusal("This person asked to be forgotten; nothing about them is kept again.")
        new_email = (lead.email or "").lower() != (row.email or "").lower()
        if new_email:
            arrived = lead_checks.arrived_at(making.work.connection, lead_id)
            facts["duplicate_of_id"] = arrived and _came_before(
                making.work, lead.email, from_ms(arrived), lead_id
            )
        if lead.owner_id is not None and lead.owner_id != row.owner_id:
            log(making, lead_id, EventKind.ASSIGNED, at=None, by_id=lead.owner_id)
        for name, value in facts.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        making.work.label = f"Edit lead, {row.name}"
    return making.change


def hand_over(
    workspace: Workspace,
    leads: Sequence[int],
    *,
    owner_id: int | None = None,
    stage: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
    note: str | None = None,
    progress: Progress = no_progress,
) -> Change:
    """Pass leads to Sales: the clocks of the promises to them begin.

    `owner_id` is who follows them up, `stage` at which stage they are handed over (MQL without).
    """
    with about_many(workspace, "Hand over", leads, progress) as acting:
        work = acting.work
        if owner_id is not None:
            the_person(work, owner_id, "owner_id")
            assigned = checked(work, EventKind.ASSIGNED, at=at, by_id=owner_id)
            given = work.set_column(LeadRow, acting.leads, "owner_id", owner_id)
            acting.log(given, EventKind.ASSIGNED, assigned)
        if stage is not None:
            the_stage(work, stage)
        event = checked(work, EventKind.HANDED_OVER, at=at, by_id=by_id, stage=stage, note=note)
        acting.log(acting.leads, EventKind.HANDED_OVER, event)
        acting.say("Hand over", acting.leads)
    return acting.making.change


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
    with about(workspace, "Log contact", lead_id) as (making, _):
        log(
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
    workspace: Workspace,
    lead_id: int,
    *,
    at: datetime | None = None,
    by_id: int | None = None,
    note: str | None = None,
) -> Change:
    """Sales takes the lead. Raises Refusal when it was not handed over, or is decided already."""
    with about(workspace, "Accept", lead_id) as (making, _):
        decided = decision_at(making.work, lead_id, at)
        log(making, lead_id, EventKind.ACCEPTED, at=decided, by_id=by_id, note=note)
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
    """Sales returns the lead with a reason.

    "Other" needs a note; "could not reach" is valid only after the agreed attempts. Raises Refusal
    also when the lead was not handed over, or is decided already.
    """
    if reason is Reason.OTHER and not (note or "").strip():
        raise Refusal("Say in a note what the other reason is.", field="note")
    with about(workspace, "Send back", lead_id) as (making, _):
        decided = decision_at(making.work, lead_id, at)
        if reason is Reason.COULD_NOT_REACH:
            must_have_tried(making.work, lead_id, decided)
        log(
            making,
            lead_id,
            EventKind.SENT_BACK,
            at=decided,
            by_id=by_id,
            reason=reason,
            note=note,
        )
    return making.change


def attempts(workspace: Workspace, lead_id: int) -> Attempts:
    """The attempts made and agreed since the lead was handed over last."""
    with workspace.read() as connection:
        return attempts_of(connection, lead_id)


def _must_have_own_key(work: UnitOfWork, key: str | None, lead_id: int | None) -> None:
    known = None if key is None else work.lead_of(key)
    if known is not None and known.id != lead_id:
        raise Refusal(f"There is a lead with the key {key} already.", field="external_id")


def _came_before(
    work: UnitOfWork, email: str | None, arrived: datetime, lead_id: int | None
) -> int | None:
    """The lead that one with this e-mail, arrived at this time, is a duplicate of."""
    if not email:
        return None
    until = to_ms(arrived)
    return lead_checks.came_before(
        work.connection, email, until, until - DUPLICATE_WITHIN_MS, lead_id
    )
