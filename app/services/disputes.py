"""Disputing a send-back, and settling the dispute: what it changes in both sides' figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Connection

from app.changes import Change
from app.errors import Refusal
from app.model.columns import Ms, from_ms, to_ms
from app.model.events import EventKind, EventRow
from app.model.people import Side
from app.rules.compliance import Part, part, side_compliance
from app.rules.periods import Period, PeriodKind, period_of
from app.rules.promises import fulfilment_in, promises
from app.rules.sentences import short_name
from app.rules.terms import Terms
from app.rules.zones import local_day
from app.services.changing import Changing
from app.services.lead_events import about, at_or_after, log
from app.store import lists
from app.store.figures import load_record
from app.store.terms import load_stage_names, load_terms
from app.store.workspace import Workspace
from app.words import label

_TURNS = (
    EventKind.HANDED_OVER,
    EventKind.SENT_BACK,
    EventKind.DISPUTED,
    EventKind.UPHELD,
    EventKind.OVERTURNED,
)


@dataclass(frozen=True)
class Dispute:
    """A send-back that Marketing disputes: `reason` as stored, `note` what Marketing says against it."""

    lead_id: int
    lead: str
    company: str | None
    reason: str | None
    sent_back_note: str | None
    note: str | None
    sent_back_at: datetime
    disputed_at: datetime


@dataclass(frozen=True)
class Effect:
    """How a score of `period` moved: that of a commitment, or with an empty `code` of the whole side."""

    side: Side
    code: str
    name: str
    before: Fraction | None
    after: Fraction | None
    period: Period


@dataclass(frozen=True)
class Settled:
    """A dispute's end, and the scores it moved."""

    change: Change
    effects: tuple[Effect, ...]


def dispute(
    workspace: Workspace,
    lead_id: int,
    *,
    note: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Change:
    """Marketing contests the last send-back. Raises Refusal without one, or when it is settled."""
    with about(workspace, "Dispute", lead_id) as (making, _):
        last = making.work.last_event(lead_id, _TURNS)
        if last is None or last.kind is EventKind.HANDED_OVER:
            raise Refusal("Sales has not sent this lead back; there is nothing to dispute.")
        if last.kind is EventKind.DISPUTED:
            raise Refusal("This send-back is disputed already.")
        if last.kind is not EventKind.SENT_BACK:
            raise Refusal(f"This dispute is settled: {_VERDICTS[last.kind]}.")
        disputed = at_or_after(making.work, last, at, "the lead was sent back")
        log(making, lead_id, EventKind.DISPUTED, at=disputed, by_id=by_id, note=note)
    return making.change


def settle(
    workspace: Workspace,
    lead_id: int,
    *,
    overturned: bool,
    note: str | None = None,
    at: datetime | None = None,
    by_id: int | None = None,
) -> Settled:
    """Uphold a disputed send-back, or overturn it: then it counts as accepted.

    The effects are those on the month in which the lead was sent back. Raises Refusal without an
    open dispute.
    """
    verdict = EventKind.OVERTURNED if overturned else EventKind.UPHELD
    action = "Overturn send-back" if overturned else "Uphold send-back"
    with about(workspace, action, lead_id) as (making, _):
        connection, now = making.work.connection, to_ms(making.work.now)
        disputed, sent_back = _open_dispute(making, lead_id)
        settled = at_or_after(making.work, disputed, at, "the send-back was disputed")
        terms = load_terms(connection)
        decided_on = local_day(to_ms(sent_back.happened_at), terms.zone)
        period = period_of(PeriodKind.MONTH, decided_on)
        before = _figures(connection, period, terms, now)
        log(making, lead_id, verdict, at=settled, by_id=by_id, note=note)
    with workspace.read() as reading:
        after = _figures(reading, period, terms, now)
    return Settled(making.change, tuple(_moved(before, after, period)))


def open_disputes(workspace: Workspace) -> tuple[Dispute, ...]:
    """The send-backs that are disputed and not settled, the oldest dispute first."""
    with workspace.read() as connection:
        rows = lists.open_disputes(connection)
    return tuple(
        Dispute(
            lead_id=row["id"],
            lead=row["name"],
            company=row["company"],
            reason=row["reason"],
            sent_back_note=row["sent_back_note"],
            note=row["note"],
            sent_back_at=from_ms(row["sent_back_at"]),
            disputed_at=from_ms(row["disputed_at"]),
        )
        for row in rows
    )


_VERDICTS = {
    EventKind.UPHELD: "the send-back was upheld",
    EventKind.OVERTURNED: "the send-back was overturned",
}


def _open_dispute(making: Changing, lead_id: int) -> tuple[EventRow, EventRow]:
    """The dispute and the send-back it is about."""
    last = making.work.last_event(lead_id, _TURNS)
    sent_back = making.work.last_event(lead_id, (EventKind.SENT_BACK,))
    if last is None or sent_back is None or last.kind is not EventKind.DISPUTED:
        raise Refusal("No send-back of this lead is disputed.")
    return last, sent_back


Figures = dict[tuple[Side, str], tuple[str, Fraction | None]]
"""Names and scores by side and code; under no code those of the side."""


def _figures(connection: Connection, period: Period, terms: Terms, now: Ms) -> Figures:
    """The scores of a period as they stand at `now`."""
    record = load_record(connection, now, local_day(now, terms.zone))
    stages = load_stage_names(connection)
    found: Figures = {}
    parts: dict[Side, list[Part]] = {side: [] for side in Side}
    for promise in promises(terms):
        standing = fulfilment_in(promise, period, record, terms)
        if standing is not None:
            side = standing.commitment.side
            name = short_name(standing.commitment, stages)
            found[side, promise.code] = name, standing.score
            parts[side].append(part(standing))
    for side, its_parts in parts.items():
        found[side, ""] = label(side), side_compliance(its_parts).value
    return found


def _moved(before: Figures, after: Figures, period: Period) -> Iterator[Effect]:
    for (side, code), (name, score) in after.items():
        _, was = before.get((side, code), (name, None))
        if was != score:
            yield Effect(side, code, name, was, score, period)
