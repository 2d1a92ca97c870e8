"""What people do with deliverables: add, edit, deliver, accept, return, move, withdraw, exempt.

`services.items` tells how they stand.
"""

from datetime import date, datetime

from pydantic import ValidationError

from app.changes import Change
from app.errors import Refusal, refusal_of
from app.model.columns import to_ms
from app.model.deliverables import Decision, Deliverable, DeliverableEventKind, DeliverableRow
from app.rules.deliverables import Item
from app.rules.zones import local_day
from app.services.changing import changing
from app.services.item_events import (
    ITEM_AREAS,
    Acting,
    about_item,
    checked_day,
    checked_item,
    checked_reason,
)
from app.services.items import ItemKey, as_promised
from app.services.lead_events import the_person
from app.store.schema import id_of
from app.store.terms import load_terms
from app.store.workspace import Workspace
from app.words import label


def add_deliverable(
    workspace: Workspace, item: Deliverable, *, persona: str | None = None
) -> Change:
    """Add something owed by a day; with a promise's `code` it gets a clock.

    Raises Refusal for a day that is over, and for a promise that is not in force.
    """
    with changing(workspace, f"Add deliverable, {item.title}", ITEM_AREAS) as making:
        work = making.work
        terms, now = load_terms(work.connection), to_ms(work.now)
        checked_day(item.due_day, local_day(now, terms.zone), "due_day")
        checked_item(item, terms, now)
        if item.owner_id is not None:
            the_person(work, item.owner_id, "owner_id")
        facts = item.model_dump() | {"occurrence": None}
        if persona is not None:
            facts["persona_id"] = id_of(work.persona_of(persona))
        work.add(DeliverableRow(**facts, created_at=work.now))
    return making.change


def edit_deliverable(
    workspace: Workspace,
    key: ItemKey,
    *,
    title: str,
    owner_id: int | None,
    persona: str | None,
    campaign: str | None,
    note: str | None,
) -> Change:
    """Change what an item is called, who answers for it and what it is about."""
    with about_item(workspace, "Edit deliverable", key) as acting:
        work, item = acting.work, acting.item
        try:
            edited = Deliverable(
                title=title,
                side=item.side,
                due_day=item.promised_day,
                owner_id=owner_id,
                campaign=(campaign or "").strip() or None,
                note=(note or "").strip() or None,
            )
        except ValidationError as error:
            raise refusal_of(error) from error
        if owner_id is not None:
            the_person(work, owner_id, "owner_id")
        about = (persona or "").strip() or None
        told = {"title": edited.title, "persona": about, "campaign": edited.campaign}
        as_it_was = item.id is None and told == as_promised(item, acting.terms)
        if not as_it_was or owner_id is not None or edited.note is not None:
            edited.persona_id = None if about is None else id_of(work.persona_of(about))
            row = acting.row()
            for name in ("title", "owner_id", "persona_id", "campaign", "note"):
                if getattr(row, name) != getattr(edited, name):
                    setattr(row, name, getattr(edited, name))
    return acting.making.change


def deliver(
    workspace: Workspace,
    key: ItemKey,
    *,
    link: str | None = None,
    note: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """Log that an item was handed to the other side; `link` is an address or a file's path."""
    with about_item(workspace, "Deliver", key) as acting:
        _must_be_to_come(acting)
        if acting.instant(at) < (acting.item.returned_at or 0):
            raise Refusal("That time lies before it was returned.", field="at")
        acting.log(
            DeliverableEventKind.DELIVERED,
            at=at,
            by_id=by_id,
            link=(link or "").strip() or None,
            note=note,
        )
    return acting.making.change


def accept_delivery(
    workspace: Workspace, key: ItemKey, *, at: datetime | None = None, by_id: int | None = None
) -> Change:
    """The other side takes what was delivered."""
    with about_item(workspace, "Accept", key) as acting:
        _must_await_decision(acting, at)
        acting.log(DeliverableEventKind.ACCEPTED, at=at, by_id=by_id)
    return acting.making.change


def return_delivery(
    workspace: Workspace,
    key: ItemKey,
    *,
    reason: str,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """The other side returns what was delivered, with a reason: it is owed again, by the same day."""
    with about_item(workspace, "Return", key) as acting:
        why = checked_reason(reason, "Say why it is returned.")
        _must_await_decision(acting, at)
        acting.log(DeliverableEventKind.RETURNED, at=at, by_id=by_id, reason=why)
    return acting.making.change


def move(
    workspace: Workspace,
    key: ItemKey,
    *,
    day: date,
    by_id: int | None = None,
    note: str | None = None,
) -> Change:
    """Both sides agree on another due day. Raises Refusal once the item is overdue: it stays late."""
    with about_item(workspace, "Move", key) as acting:
        _must_be_to_come(acting)
        if acting.now > acting.item.due:
            since = acting.day_of(acting.item.due + 1)
            raise Refusal(f"It is overdue since {since}; a new date no longer changes that.")
        checked_day(day.toordinal(), acting.today, "day")
        if day.toordinal() == acting.item.due_day:
            raise Refusal("It is due on that day already.", field="day")
        acting.log(DeliverableEventKind.MOVED, by_id=by_id, new_day=day.toordinal(), note=note)
    return acting.making.change


def withdraw(
    workspace: Workspace, key: ItemKey, *, reason: str, by_id: int | None = None
) -> Change:
    """Both sides no longer want an item: out of the count up to its due, a miss that is over after it."""
    with about_item(workspace, "Withdraw", key) as acting:
        why = checked_reason(reason, "Say why it is withdrawn.")
        _must_be_to_come(acting)
        acting.log(DeliverableEventKind.WITHDRAWN, by_id=by_id, reason=why)
    return acting.making.change


def exempt_item(
    workspace: Workspace, key: ItemKey, *, reason: str, by_id: int | None = None
) -> Change:
    """Both sides excuse an item that is late, or will be."""
    with about_item(workspace, "Exempt", key) as acting:
        why = checked_reason(reason, "Say why it is exempt.")
        item = acting.item
        if item.exempted:
            raise Refusal("This is exempt already.")
        _must_not_be_withdrawn(item)
        if item.delivered_at is not None and item.delivered_at <= item.due:
            raise Refusal("This was delivered in time; there is nothing to excuse.")
        acting.log(DeliverableEventKind.EXEMPTED, by_id=by_id, reason=why)
    return acting.making.change


def _must_not_be_withdrawn(item: Item) -> None:
    if item.withdrawn_at is not None:
        raise Refusal("This was withdrawn; nothing is owed any more.")


def _must_be_to_come(acting: Acting) -> None:
    _must_not_be_withdrawn(acting.item)
    if acting.item.delivered_at is None:
        return
    if acting.item.decision(acting.now) is not None:
        raise Refusal(f"This was delivered, and {_other(acting)} has accepted it.")
    raise Refusal(f"This was delivered already, and waits for {_other(acting)} to accept it.")


def _must_await_decision(acting: Acting, at: datetime | None) -> None:
    item, when = acting.item, acting.instant(at)
    _must_not_be_withdrawn(item)
    if item.delivered_at is None:
        raise Refusal("This has not been delivered yet.")
    if when < item.delivered_at:
        raise Refusal("That time lies before it was delivered.", field="at")
    match item.decision(when):
        case Decision.ACCEPTED:
            raise Refusal(f"{_other(acting)} has accepted this already.")
        case Decision.SILENT:
            since = acting.day_of(item.accept_until or when)
            raise Refusal(
                f"{_other(acting)} said nothing until {since}, so this counts as accepted."
            )


def _other(acting: Acting) -> str:
    return label(acting.item.side.other)
