"""Deliverables as pages show them: what is due, what became of it, and what it was used for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.model.columns import Ms, to_ms
from app.model.deliverables import Decision, DeliverableEventKind, ItemState
from app.model.people import Side
from app.rules.deliverables import Item
from app.rules.late_entries import is_late_entry
from app.rules.ledger import Ledger
from app.rules.terms import Terms
from app.rules.zones import local_day
from app.store import deliverables as store
from app.store.terms import load_terms
from app.store.workspace import Workspace

AHEAD_DAYS = 30
"""An open item that is due within so many days calls for attention."""

OPEN = (ItemState.COMING, ItemState.DUE_SOON, ItemState.OVERDUE, ItemState.RETURNED)
"""Still to be delivered."""


@dataclass(frozen=True)
class ItemKey:
    """Names a deliverable: one of a schedule by code and period for good, one added by hand by its id."""

    id: int | None
    code: str | None = None
    occurrence: int | None = None


@dataclass(frozen=True)
class ItemLine:
    """A deliverable as it stands now. Days are ordinals of local days, instants and `late_ms` are in ms.

    `promised_day` is where `due_day` was before it was moved. The other side may decide on a delivery up to
    `accept_until`, without one for as long as it likes. `late_ms` says by how much it came, or has not come, after
    its due.
    """

    key: ItemKey
    title: str
    side: Side
    owner_id: int | None
    owner: str | None
    persona: str | None
    campaign: str | None
    code: str | None
    due_day: int
    promised_day: int
    due: Ms
    start: Ms
    delivered_at: Ms | None
    link: str | None
    state: ItemState
    decided: Decision | None
    accept_until: Ms | None
    note: str | None
    late_ms: int | None


@dataclass(frozen=True)
class Counts:
    """How many items are still to come, how many of those are overdue, and how many wait for the other side."""

    open: int
    overdue: int
    waiting: int


@dataclass(frozen=True)
class Deliverables:
    """Items in order of due, seen on the local day `today` of `zone`."""

    items: tuple[ItemLine, ...]
    today: int
    zone: str
    counts: Counts


@dataclass(frozen=True)
class ItemEvent:
    """What happened to an item; instants in ms, `new_day` an ordinal. `late` says that it was written down late."""

    id: int
    kind: DeliverableEventKind
    happened_at: Ms
    recorded_at: Ms
    by: str | None
    link: str | None
    reason: str | None
    new_day: int | None
    note: str | None
    late: bool


@dataclass(frozen=True)
class Use:
    """A lead that a delivered thing was used with."""

    lead_id: int
    lead: str
    at: Ms
    by: str | None


@dataclass(frozen=True)
class ItemDetails:
    """One item with its history and its uses, the newest first."""

    item: ItemLine
    history: tuple[ItemEvent, ...]
    used_with: tuple[Use, ...]


@dataclass(frozen=True)
class Material:
    """Something Marketing delivered, that Sales can use with a lead; `uses` counts how often it did."""

    deliverable_id: int
    title: str
    link: str | None
    persona: str | None
    campaign: str | None
    delivered_at: Ms
    uses: int


def deliverables(workspace: Workspace, first_day: int, last_day_exclusive: int) -> Deliverables:
    """Every item due on these local days (ordinals)."""
    with workspace.read() as connection:
        seen = _Seen(connection)
        items = seen.items(seen.ledger.due_between(first_day, last_day_exclusive))
    return Deliverables(items, seen.today, seen.terms.zone, counts(items))


def open_deliverables(workspace: Workspace) -> Deliverables:
    """What is overdue, due within 30 days, or waits for the other side's decision."""
    with workspace.read() as connection:
        return items_calling(connection)


def items_calling(connection: Connection) -> Deliverables:
    """See `open_deliverables`."""
    seen = _Seen(connection)
    until = seen.today + AHEAD_DAYS + 1
    waiting = [item for item in seen.ledger.items if item.due_day >= until]
    items = seen.items((*seen.ledger.due_between(0, until), *waiting))
    calling = tuple(
        item
        for item in items
        if item.state is ItemState.DELIVERED or (item.state in OPEN and item.due_day < until)
    )
    return Deliverables(calling, seen.today, seen.terms.zone, counts(calling))


def next_silence(connection: Connection, now: Ms) -> Ms | None:
    """Up to when, after `now`, the first of the deliveries that wait for a decision may get one."""
    stored = store.load_items(connection)
    items = Ledger(stored, load_terms(connection)).items if stored else []
    untils = (item.accept_until for item in items if item.decided is None)
    return min((until for until in untils if until is not None and until >= now), default=None)


def item_details(workspace: Workspace, key: ItemKey) -> ItemDetails | None:
    """One item with its history and the leads it was used with; None when it is gone."""
    with workspace.read() as connection:
        seen = _Seen(connection)
        item = find(seen.ledger, key)
        if item is None:
            return None
        events = store.history(connection, item.id) if item.id is not None else ()
        uses = store.uses(connection, item.id) if item.id is not None else ()
        (shown,) = seen.items([item])
    return ItemDetails(
        item=shown,
        history=tuple(
            ItemEvent(
                **event,
                late=is_late_entry(event["happened_at"], event["recorded_at"], seen.terms),
            )
            for event in events
        ),
        used_with=tuple(Use(**use) for use in uses),
    )


def materials(workspace: Workspace) -> tuple[Material, ...]:
    """What Marketing has delivered and was not returned, the newest first, with how often it was used."""
    with workspace.read() as connection:
        seen = _Seen(connection)
        used = store.use_counts(connection)
    found = [
        Material(
            deliverable_id=item.id,
            title=seen.told[item.id]["title"],
            link=seen.told[item.id]["link"],
            persona=seen.told[item.id]["persona"],
            campaign=seen.told[item.id]["campaign"],
            delivered_at=item.delivered_at,
            uses=used.get(item.id, 0),
        )
        for item in seen.ledger.items
        if item.side is Side.MARKETING and item.id is not None and item.delivered_at is not None
    ]
    return tuple(sorted(found, key=lambda material: -material.delivered_at))


def counts(items: Iterable[ItemLine]) -> Counts:
    """How many of these items are open, overdue and waiting."""
    states = [(item.state, item.late_ms) for item in items]
    return Counts(
        open=sum(state in OPEN for state, _ in states),
        overdue=sum(state in OPEN and late is not None for state, late in states),
        waiting=sum(state is ItemState.DELIVERED for state, _ in states),
    )


class _Seen:
    """All deliverables at one moment of the file, with what people call them."""

    def __init__(self, connection: Connection) -> None:
        self.terms = load_terms(connection)
        self.now = to_ms(datetime.now(UTC))
        self.today = local_day(self.now, self.terms.zone)
        self.ledger = ledger_of(connection, self.terms)
        self.told = store.descriptions(connection)

    def items(self, items: Iterable[Item]) -> tuple[ItemLine, ...]:
        return tuple(map(self._item, items))

    def _item(self, item: Item) -> ItemLine:
        told: dict[str, Any] = (
            as_promised(item, self.terms) if item.id is None else dict(self.told[item.id])
        )
        return ItemLine(
            key=ItemKey(item.id, item.code, item.occurrence),
            title=told["title"],
            side=item.side,
            owner_id=item.owner,
            owner=told.get("owner"),
            persona=told["persona"],
            campaign=told["campaign"],
            code=item.code,
            due_day=item.due_day,
            promised_day=item.promised_day,
            due=item.due,
            start=item.start,
            delivered_at=item.delivered_at,
            link=None if item.delivered_at is None else told["link"],
            state=item.state(self.now),
            decided=item.decision(self.now),
            accept_until=item.accept_until,
            note=told.get("note"),
            late_ms=item.late_by(self.now),
        )


def ledger_of(connection: Connection, terms: Terms) -> Ledger:
    """All deliverables as they stand."""
    return Ledger(store.load_items(connection), terms)


def find(ledger: Ledger, key: ItemKey) -> Item | None:
    """The item of a key, if there is one still."""
    if key.code is not None and key.occurrence is not None:
        return ledger.item(key.code, key.occurrence)
    return next((item for item in ledger.items if item.id == key.id), None)


def as_promised(item: Item, terms: Terms) -> dict[str, Any]:
    """Title, persona and campaign of an item that has no row yet, from its promise."""
    if item.commitment is None:
        raise ValueError("only an item of a promise has no row")
    _, commitment = terms.commitments[item.commitment]
    return {
        "title": commitment.title or "",
        "persona": next(iter(commitment.personas), None),
        "campaign": next(iter(commitment.campaigns), None),
    }
