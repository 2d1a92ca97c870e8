"""What becomes of a deliverable: moved, delivered, accepted or returned, excused (MEASURES, Compliance)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np

from app.model.clocks import Excuse
from app.model.columns import Ms
from app.model.deliverables import Decision, DeliverableEventKind, ItemState
from app.model.duration import Within
from app.model.people import Side
from app.rules.working_time import WorkingTime
from app.rules.zones import Values, as_given, day_start


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened to an item at an instant (ms); `new_day` is where it was moved to."""

    kind: DeliverableEventKind
    at: Ms
    new_day: int | None = None


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """What an item goes by: the working time of the side that owes it, and how the other side's silence accepts.

    Without an agreement there is no working time, and without a promise silence accepts nothing.
    """

    zone: str
    hours: WorkingTime | None = None
    others_hours: WorkingTime | None = None
    accept_within: Within | None = None

    def due(self, day: Values) -> Values:
        """The last millisecond of the due day."""
        return day_start(day + 1, self.zone) - 1

    def soon(self, start: Values, due: Values) -> Values:
        """When 75 % of the working time from `start` to `due` has passed, at the latest `due`."""
        if self.hours is None:
            return due - (due - start) // 4
        length = np.maximum(self.hours.before(due) - self.hours.before(start), 0)
        return as_given(np.minimum(self.hours.add(start, -(-3 * length // 4)), due), due)

    def accept_until(self, delivered_at: Ms) -> Ms | None:
        """Up to when the other side may decide on a delivery, before its silence does."""
        if self.others_hours is None or self.accept_within is None:
            return None
        return self.others_hours.due(delivered_at, self.accept_within)


@dataclass(frozen=True, slots=True)
class Item:
    """A deliverable with all that happened to it; instants in ms, days are ordinals.

    `id` is its row's, if anything happened to it yet; `commitment` the row id of the promise whose clock it has, if
    any. `accept_until` and `decided` are about the delivery at hand; `decided` knows nothing of silence. `last_at` is
    when anything last happened to it.
    """

    id: int | None
    side: Side
    code: str | None
    occurrence: int | None
    commitment: int | None
    owner: int | None
    terms: ItemTerms
    promised_day: int
    due_day: int
    start: Ms
    due: Ms
    soon: Ms
    delivered_at: Ms | None = None
    accept_until: Ms | None = None
    decided: Decision | None = None
    returned_at: Ms | None = None
    withdrawn_at: Ms | None = None
    exempted: bool = False
    last_at: Ms | None = None

    @property
    def stop(self) -> Ms | None:
        """When its clock stopped: delivered, or withdrawn after its due, which ends a miss."""
        if self.withdrawn_at is not None and self.withdrawn_at > self.due:
            return self.withdrawn_at
        return self.delivered_at

    @property
    def excuse(self) -> Excuse | None:
        """Why it is out of the count, unless it was kept."""
        if self.delivered_at is not None and self.delivered_at <= self.due:
            return None
        if self.exempted:
            return Excuse.EXEMPT
        withdrawn_in_time = self.withdrawn_at is not None and self.withdrawn_at <= self.due
        return Excuse.CANCELLED if withdrawn_in_time else None

    def decision(self, now: Ms) -> Decision | None:
        """What the other side said by `now`, its silence included."""
        if self.decided is None and self.accept_until is not None and now > self.accept_until:
            return Decision.SILENT
        return self.decided

    def state(self, now: Ms) -> ItemState:  # noqa: PLR0911 - one answer a line
        """How it stands at `now`, which lies after all that happened."""
        if self.withdrawn_at is not None:
            return ItemState.WITHDRAWN
        if self.delivered_at is not None and self.decision(now) is None:
            return ItemState.DELIVERED
        if self.excuse is Excuse.EXEMPT:
            return ItemState.EXEMPT
        if self.delivered_at is not None:
            return ItemState.ACCEPTED if self.delivered_at <= self.due else ItemState.LATE
        if self.decided is Decision.RETURNED:
            return ItemState.RETURNED
        if now > self.due:
            return ItemState.OVERDUE
        return ItemState.DUE_SOON if now >= self.soon else ItemState.COMING

    def late_by(self, now: Ms) -> int | None:
        """By how much (ms) it came after its due, or has not come by `now`; None while in time."""
        late = (now if self.stop is None else self.stop) - self.due
        counts = self.stop is not None or self.excuse is None
        return late if counts and late > 0 else None


def told(item: Item, facts: Iterable[Fact]) -> Item:
    """`item` after `facts`, which are in order of time."""
    return reduce(after, facts, item)


def after(item: Item, fact: Fact) -> Item:
    """`item` after one more fact; what no longer applies changes nothing.

    It can be moved up to its due while it is not delivered, withdrawn until it is delivered, and accepted or returned
    until silence has accepted it. A return reopens it. Nothing follows a withdrawal.
    """
    if item.withdrawn_at is not None:
        return item
    to_come = item.delivered_at is None
    undecided = not to_come and item.decision(fact.at) is None
    changes: dict[str, Any] = {}
    match fact.kind:
        case DeliverableEventKind.EXEMPTED:
            changes = {"exempted": True}
        case DeliverableEventKind.WITHDRAWN if to_come:
            changes = {"withdrawn_at": fact.at}
        case DeliverableEventKind.MOVED if to_come and fact.at <= item.due and fact.new_day:
            due = item.terms.due(fact.new_day)
            soon = item.terms.soon(item.start, due)
            changes = {"due_day": fact.new_day, "due": due, "soon": soon}
        case DeliverableEventKind.DELIVERED if to_come:
            until = item.terms.accept_until(fact.at)
            changes = {"delivered_at": fact.at, "accept_until": until, "decided": None}
        case DeliverableEventKind.ACCEPTED if undecided:
            changes = {"decided": Decision.ACCEPTED}
        case DeliverableEventKind.RETURNED if undecided:
            changes = {"delivered_at": None, "accept_until": None, "decided": Decision.RETURNED}
            changes["returned_at"] = fact.at
    return replace(item, last_at=fact.at, **changes)
