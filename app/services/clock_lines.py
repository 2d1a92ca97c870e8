"""Clocks as people see them: one shape for every list and panel."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.model.agreement import Commitment
from app.model.clocks import ClockState, Excuse
from app.model.columns import Ms
from app.rules.clocks import EXCUSES
from app.rules.compliance import NOT_STARTED, STATES, states
from app.rules.histories import NONE, Column
from app.rules.terms import Terms
from app.rules.working_time import WorkingTime
from app.store.lists import Row


@dataclass(frozen=True)
class ClockLine:
    """A clock as it stands at an instant, with its names. Instants are ms.

    A deliverable's has its title for `lead`; its `lead_id` is empty, and so is its `deliverable_id`
    while nobody has touched the item of the period that begins on `occurrence` (ordinal). While it
    is paused `left` (ms) remains, until `resume`; it has no `due` where that is open. `stop` is
    empty until it stopped. `hours` is the working time its promise counts in, None for one in real
    time.
    """

    lead_id: int | None
    deliverable_id: int | None
    occurrence: int | None
    lead: str
    company: str | None
    lead_key: str | None
    code: str
    version: int
    commitment: Commitment
    owner: str | None
    start: Ms
    due: Ms | None
    stop: Ms | None
    resume: Ms | None
    left: Ms | None
    state: ClockState
    hours: WorkingTime | None


def clock_lines(rows: Sequence[Row], terms: Terms, now: Ms) -> list[ClockLine]:
    """The clocks of stored rows as they stand at `now`, without those that start later."""

    def column(name: str) -> Column:
        values = [NONE if row[name] is None else row[name] for row in rows]
        return np.array(values, dtype=np.int64)

    excuses = [None if row["excuse"] is None else Excuse(row["excuse"]) for row in rows]
    codes = states(
        now,
        column("start"),
        column("due"),
        column("soon"),
        column("stop"),
        np.array([EXCUSES.index(excuse) for excuse in excuses], dtype=np.int8),
        column("pause"),
        column("resume"),
    )
    return [
        _clock_line(row, terms, STATES[code], now)
        for row, code in zip(rows, codes.tolist(), strict=True)
        if code != NOT_STARTED
    ]


def _clock_line(row: Row, terms: Terms, state: ClockState, now: Ms) -> ClockLine:
    version, commitment = terms.commitments[row["commitment_id"]]
    stopped = row["stop"] is not None and row["stop"] <= now
    paused = state is ClockState.PAUSED
    return ClockLine(
        lead_id=row["lead_id"],
        deliverable_id=row["deliverable_id"],
        occurrence=row["occurrence"],
        lead=row["title"] if row["lead_id"] is None else row["lead"],
        company=row["company"],
        lead_key=row["external_id"],
        code=commitment.code,
        version=version.number,
        commitment=commitment,
        owner=row["owner"],
        start=row["start"],
        due=row["due"],
        stop=row["stop"] if stopped else None,
        resume=row["resume"] if paused else None,
        left=row["left"] if paused else None,
        state=state,
        hours=version.hours_of(commitment),
    )
