"""The engine: histories and terms in, clocks and marks out (MEASURES, Clocks and Compliance).

One lead's edit calls it with one lead, an import with a batch, a trial of terms with everything.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.model.agreement import Commitment, CommitmentKind
from app.model.calendar import always
from app.model.clocks import Excuse
from app.model.duration import Within
from app.model.events import EventKind
from app.rules.duties import VERDICTS, Counted, Duties, Facts
from app.rules.histories import CODE, NONE, Column, Columns, Histories
from app.rules.terms import Terms, Version
from app.rules.working_time import WorkingTime, working_time
from app.rules.zones import local_day

__all__ = ["EXCUSES", "VERDICTS", "ClockColumns", "Derived", "MarkColumns", "derive"]

EXCUSES = (None, *Excuse)
"""Excuses by code; 0 is none."""

_EXEMPT, _CANCELLED, _WITHDRAWN_LATE = (
    np.int8(EXCUSES.index(excuse))
    for excuse in (Excuse.EXEMPT, Excuse.CANCELLED, Excuse.WITHDRAWN_LATE)
)


@dataclass(frozen=True)
class ClockColumns(Columns):
    """Clocks: instants and `left` in ms, `day` the local day (ordinal) of due; NONE for no value.

    `owner` may be NOBODY; `excuse` is a code of `EXCUSES`. See `model.clocks.ClockRow`.
    """

    commitment: Column
    lead: Column
    owner: Column
    start: Column
    due: Column
    soon: Column
    stop: Column
    left: Column
    day: Column
    excuse: NDArray[np.int8]


@dataclass(frozen=True)
class MarkColumns(Columns):
    """Marks: the instant in ms, its local day (ordinal), `verdict` a code of `VERDICTS`."""

    commitment: Column
    lead: Column
    owner: Column
    at: Column
    day: Column
    verdict: NDArray[np.int8]


@dataclass(frozen=True)
class Derived:
    """Everything that follows from the histories under the terms."""

    clocks: ClockColumns
    marks: MarkColumns


def derive(histories: Histories, terms: Terms) -> Derived:
    """The clocks and marks of these leads under these terms.

    A lead that arrived before the agreement began has no clock at all. A clock keeps the version in
    force when it started, a mark belongs to the version in force when it was made.
    """
    facts = Facts(histories, terms)
    clocks = [_no_clocks()]
    marks = [_no_marks()]
    for index, version in enumerate(terms.versions):
        for commitment_id, commitment in version.commitments.items():
            found = _found(facts, commitment)
            found = found.take((found.version == index) & facts.fits(commitment)[found.position])
            if isinstance(found, Duties):
                clocks.append(_clocks(facts, terms, version, commitment_id, found))
            else:
                marks.append(_marks(facts, terms, commitment_id, found))
    return Derived(ClockColumns.join(clocks), MarkColumns.join(marks))


def _found(facts: Facts, commitment: Commitment) -> Duties | Counted:
    """What the commitment counts, under whichever version."""
    if commitment.kind is CommitmentKind.RESPONSE:
        return facts.responses
    if commitment.kind is CommitmentKind.CONVERSION:
        return facts.conversions(commitment)
    if commitment.kind is CommitmentKind.QUALITY:
        return facts.decisions
    return facts.arrivals(commitment)


def _marks(facts: Facts, terms: Terms, commitment_id: int, counted: Counted) -> MarkColumns:
    at = facts.h.at[counted.position]
    return MarkColumns(
        commitment=np.full(len(counted), commitment_id, dtype=np.int64),
        lead=facts.h.lead[counted.position],
        owner=facts.owner_at(counted.position),
        at=at,
        day=local_day(at, terms.zone),
        verdict=counted.verdict,
    )


def _clocks(
    facts: Facts, terms: Terms, version: Version, commitment_id: int, duties: Duties
) -> ClockColumns:
    """The clocks of `duties`: their due times, and what became of them.

    A duty that ended undone is cancelled up to its due, after it a miss that is over: late, its
    stop being that end. One not kept is exempt where both sides excused it; a miss of a lead found
    to be junk is withdrawn late.
    """
    commitment = version.commitments[commitment_id]
    if not len(duties) or commitment.within is None:
        return _no_clocks()
    was_done = (duties.done != NONE) & ((duties.ended == NONE) | (duties.done <= duties.ended))
    over = np.where(was_done, duties.done, duties.ended)
    hours = version.calendars[commitment.side]
    due, soon, left = _due(facts.h, duties, over, hours, commitment.within)
    cancelled = ~was_done & (over != NONE) & (over <= due)
    kept = was_done & (over <= due)
    excuse = np.select(
        [~kept & (duties.exempted != NONE), cancelled, ~kept & (duties.junk != NONE)],
        [_EXEMPT, _CANCELLED, _WITHDRAWN_LATE],
        default=np.int8(0),
    )
    has_due = due != NONE
    return ClockColumns(
        commitment=np.full(len(duties), commitment_id, dtype=np.int64),
        lead=facts.h.lead[duties.position],
        owner=facts.owner_at(duties.position),
        start=duties.start,
        due=due,
        soon=soon,
        stop=np.where(cancelled, NONE, over),
        left=left,
        day=np.where(has_due, local_day(np.where(has_due, due, 0), terms.zone), NONE),
        excuse=excuse,
    )


def _due(
    h: Histories, duties: Duties, over: Column, hours: WorkingTime, within: Within
) -> tuple[Column, Column, Column]:
    """When `duties` are due and due soon, and the time left of those whose lead is paused for now.

    The pauses of the few leads that have any are cut out; a pause ends with the duty at the latest.
    """
    due = hours.due(duties.start, within)
    soon = hours.soon(duties.start, due, within)
    left = np.full(len(duties), NONE, dtype=np.int64)
    counting = hours if within.unit.is_working_time else working_time(always(), hours.zone)
    lead = h.lead[duties.position]
    for row in np.flatnonzero(np.isin(lead, h.lead[h.where(EventKind.PAUSED)])).tolist():
        pauses = _pauses(h, int(lead[row]), int(over[row]))
        start = int(duties.start[row])
        amount = counting.elapsed(start, int(due[row]))
        moved, rest = counting.add_with_pauses(start, amount, pauses)
        if moved is None:
            due[row], soon[row], left[row] = NONE, NONE, rest
        elif moved != due[row]:
            soon_after, _ = counting.add_with_pauses(start, amount - amount // 4, pauses)
            due[row], soon[row] = moved, NONE if soon_after is None else soon_after
    return due, soon, left


def _pauses(h: Histories, lead: int, over: int) -> list[tuple[int, int | None]]:
    """The pauses of one lead as (from, until), none lasting past `over`; None while it lasts."""
    first, last = np.searchsorted(h.lead, [lead, lead + 1])
    pauses: list[tuple[int, int | None]] = []
    since: int | None = None
    for at, kind in zip(h.at[first:last].tolist(), h.kind[first:last].tolist(), strict=True):
        if kind == CODE[EventKind.PAUSED] and since is None:
            since = at
        elif kind == CODE[EventKind.RESUMED] and since is not None:
            pauses.append((since, at))
            since = None
    if since is not None:
        pauses.append((since, None))
    if over == NONE:
        return pauses
    return [
        (since, over if until is None else min(until, over))
        for since, until in pauses
        if since < over
    ]


def _no_clocks() -> ClockColumns:
    empty = np.empty(0, dtype=np.int64)
    return ClockColumns(*(empty,) * 9, excuse=np.empty(0, dtype=np.int8))


def _no_marks() -> MarkColumns:
    empty = np.empty(0, dtype=np.int64)
    return MarkColumns(*(empty,) * 5, verdict=np.empty(0, dtype=np.int8))
