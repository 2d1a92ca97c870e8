"""What awaits Sales' decision, and how often a lead was tried before it."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Connection

from app.errors import Refusal
from app.model.columns import Ms, from_ms, to_ms
from app.model.events import EventKind, EventRow
from app.model.stages import SAL
from app.rules.attempts import counted_attempts
from app.services.lead_events import at_or_after, when
from app.store import lead_checks
from app.store.histories import load_histories
from app.store.terms import load_stage_names
from app.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Attempts:
    """How often a lead was tried since it was handed over last, and how often was agreed, if that was."""

    made: int
    agreed: int | None


def attempts_of(connection: Connection, lead_id: int, until: Ms | None = None) -> Attempts:
    """The attempts on a lead since its last handover, up to `until` where that is given."""
    h = load_histories(connection, tuple(load_stage_names(connection)), [lead_id], until=until)
    handovers = np.flatnonzero(h.where(EventKind.HANDED_OVER))
    if not handovers.size:
        return Attempts(0, None)
    made = int(np.count_nonzero(counted_attempts(h) > handovers[-1]))
    handed_over = int(h.at[handovers[-1]])
    return Attempts(made, lead_checks.agreed_attempts(connection, lead_id, handed_over))


def must_have_tried(work: UnitOfWork, lead_id: int, until: datetime) -> None:
    """Refuse "could not reach" before the agreed number of attempts."""
    tried = attempts_of(work.connection, lead_id, to_ms(until))
    if tried.agreed is not None and tried.made < tried.agreed:
        raise Refusal(
            f"“Could not reach” is agreed only after {tried.agreed} attempts, and this lead has had "
            f"{tried.made} since it was handed over.",
            field="reason",
        )


def decision_at(work: UnitOfWork, lead_id: int, at: datetime | None) -> datetime:
    """When Sales decides on the last handover. Raises Refusal when there is nothing to decide (any more)."""
    turns = (EventKind.HANDED_OVER, EventKind.ACCEPTED, EventKind.SENT_BACK, EventKind.OVERTURNED)
    last = work.last_event(lead_id, turns)
    if last is None:
        raise Refusal("This lead has not been handed over to Sales yet.")
    if last.kind is EventKind.OVERTURNED:
        raise Refusal("Its send-back was overturned, so this lead counts as accepted.")
    if last.kind is EventKind.ACCEPTED or _reached_sal(work, lead_id, last):
        raise Refusal("Sales has accepted this lead already.")
    if last.kind is EventKind.SENT_BACK:
        raise Refusal("Sales has sent this lead back already.")
    decided = at_or_after(work, last, at, "the lead was handed over")
    silence = lead_checks.silence_at(work.connection, lead_id, to_ms(last.happened_at))
    if silence is not None and to_ms(decided) > silence:
        raise Refusal(
            f"Sales said nothing by {when(work, from_ms(silence))}, so this lead was accepted by "
            "silence then. Only what was decided before can still be logged.",
            field="at",
        )
    return decided


def _reached_sal(work: UnitOfWork, lead_id: int, since: EventRow) -> bool:
    stage = work.last_event(lead_id, (EventKind.STAGE,), stage=SAL)
    return stage is not None and stage.happened_at >= since.happened_at
