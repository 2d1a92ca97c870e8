"""The engine: histories and terms in, clocks and marks out (MEASURES, Clocks and Compliance).

One lead's edit calls it with one lead, an import with a batch, a trial of terms with everything.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.model.agreement import Commitment, CommitmentKind
from app.model.clocks import Excuse
from app.rules.due_times import due_times
from app.rules.duties import VERDICTS, Counted, Duties, Facts
from app.rules.histories import NOBODY, NONE, Column, Columns, Histories, Positions
from app.rules.silence import accepted_by_silence
from app.rules.terms import Terms, Version
from app.rules.zones import local_day

__all__ = [
    "EXCUSES",
    "NO_CLOCKS",
    "NO_MARKS",
    "VERDICTS",
    "ClockColumns",
    "Derived",
    "MarkColumns",
    "derive",
]

EXCUSES = (None, *Excuse)
"""Excuses by code; 0 is none."""

Found = TypeVar("Found", Duties, Counted)

_EXEMPT, _CANCELLED, _WITHDRAWN_LATE = (
    np.int8(EXCUSES.index(excuse))
    for excuse in (Excuse.EXEMPT, Excuse.CANCELLED, Excuse.WITHDRAWN_LATE)
)


@dataclass(frozen=True)
class ClockColumns(Columns):
    """Clocks: instants and `left` in ms, `day` the local day (ordinal) of due; NONE for no value.

    A clock is of a `lead` or of a `deliverable`, the other being NOBODY; one of an item nobody has
    touched yet has neither, only its `occurrence`. `owner` may be NOBODY; `excuse` is a code of
    `EXCUSES`. See `model.clocks.ClockRow`.
    """

    commitment: Column
    lead: Column
    deliverable: Column
    occurrence: Column
    owner: Column
    start: Column
    due: Column
    soon: Column
    stop: Column
    pause: Column
    resume: Column
    left: Column
    day: Column
    excuse: NDArray[np.int8]


@dataclass(frozen=True)
class MarkColumns(Columns):
    """Marks: the instant in ms, its local day (ordinal), `verdict` a code of `VERDICTS`.

    `lead` and `owner` may be NOBODY.
    """

    commitment: Column
    lead: Column
    owner: Column
    at: Column
    day: Column
    verdict: NDArray[np.int8]


_EMPTY = np.empty(0, dtype=np.int64)
NO_CLOCKS = ClockColumns(*(_EMPTY,) * 13, excuse=_EMPTY.astype(np.int8))
NO_MARKS = MarkColumns(*(_EMPTY,) * 5, verdict=_EMPTY.astype(np.int8))


@dataclass(frozen=True)
class Derived:
    """Everything that follows from the histories under the terms."""

    clocks: ClockColumns
    marks: MarkColumns


def derive(histories: Histories, terms: Terms) -> Derived:
    """The clocks and marks of these leads under these terms.

    A lead that arrived before the agreement began has no clock at all. A clock keeps the version in
    force when it started, a mark belongs to the version in force when it was made. What silence
    accepts is known before all else is counted.
    """
    facts = Facts(histories, terms)
    every = _stated(terms)
    clocks, marks = [NO_CLOCKS], [NO_MARKS]
    silences: list[tuple[Positions, Column]] = []
    for each in every:
        if each.terms.kind is CommitmentKind.DISPOSITION:
            duties = _of(facts, each, facts.dispositions)
            clocks.append(_clocks(facts, each, duties))
            silences.append(_silent(duties, clocks[-1]))
    if silences:
        undecided, due = map(np.concatenate, zip(*silences, strict=True))
        facts = Facts(accepted_by_silence(histories, facts.handovers, undecided, due), terms)
    for each in every:
        if not each.terms.kind.has_clocks:
            marks.append(_marks(facts, each, _of(facts, each, _counted(facts, each.terms))))
        elif each.terms.kind is not CommitmentKind.DISPOSITION:
            clocks.append(_clocks(facts, each, _of(facts, each, _duties(facts, each.terms))))
    return Derived(ClockColumns.join(clocks), MarkColumns.join(marks))


class _Stated(NamedTuple):
    """A commitment as a version, the one at `place`, states it."""

    id: int
    terms: Commitment
    version: Version
    place: int


def _stated(terms: Terms) -> list[_Stated]:
    """Every commitment about leads in every version."""
    return [
        _Stated(commitment_id, commitment, version, place)
        for place, version in enumerate(terms.versions)
        for commitment_id, commitment in version.commitments.items()
        if commitment.kind.is_of_leads
    ]


def _of(facts: Facts, stated: _Stated, found: Found) -> Found:
    """What of `found` the commitment speaks of, while its version was in force."""
    found = found.take(found.version == stated.place)
    return found.take(facts.fit(stated.terms, found.position))


def _silent(duties: Duties, clocks: ClockColumns) -> tuple[Positions, Column]:
    """The handovers that nobody decided by their due, and that due; no excused one is among them."""
    late = (clocks.stop == NONE) | (clocks.stop > clocks.due)
    silent = (clocks.excuse == 0) & (clocks.due != NONE) & late
    return duties.position[silent], clocks.due[silent]


def _duties(facts: Facts, commitment: Commitment) -> Duties:
    """The duties of the commitment, under whichever version."""
    if commitment.kind is CommitmentKind.RESPONSE:
        return facts.responses
    if commitment.kind is CommitmentKind.PERSISTENCE:
        return facts.persistence(commitment.attempts or 0)
    return facts.conversions(commitment)


def _counted(facts: Facts, commitment: Commitment) -> Counted:
    """The events that the commitment counts, under whichever version."""
    if commitment.kind is CommitmentKind.QUALITY:
        return facts.decisions
    return facts.arrivals(commitment)


def _marks(facts: Facts, stated: _Stated, counted: Counted) -> MarkColumns:
    at = facts.h.at[counted.position]
    return MarkColumns(
        commitment=np.full(len(counted), stated.id, dtype=np.int64),
        lead=facts.h.lead[counted.position],
        owner=facts.owner_at(counted.position),
        at=at,
        day=local_day(at, facts.terms.zone),
        verdict=counted.verdict,
    )


def _clocks(facts: Facts, stated: _Stated, duties: Duties) -> ClockColumns:
    """The clocks of `duties`: their due times, and what became of them.

    A duty that ended undone is cancelled up to its due, after it a miss that is over: late, its
    stop being that end. One not kept is exempt where both sides excused it; a miss of a lead found
    to be junk is withdrawn late.
    """
    within = stated.terms.within
    if not len(duties) or within is None:
        return NO_CLOCKS
    lead = facts.h.lead[duties.position]
    was_done = (duties.done != NONE) & ((duties.ended == NONE) | (duties.done <= duties.ended))
    over = np.where(was_done, duties.done, duties.ended)
    hours = stated.version.calendars[stated.terms.side]
    times = due_times(facts.h, lead, duties.start, over, hours, within)
    cancelled = ~was_done & (over != NONE) & (over <= times.due)
    kept = was_done & (over <= times.due)
    excuse = np.select(
        [~kept & (duties.exempted != NONE), cancelled, ~kept & (duties.junk != NONE)],
        [_EXEMPT, _CANCELLED, _WITHDRAWN_LATE],
        default=np.int8(0),
    )
    due_known = np.where(times.due == NONE, 0, times.due)
    return ClockColumns(
        commitment=np.full(len(duties), stated.id, dtype=np.int64),
        lead=lead,
        deliverable=np.full(len(duties), NOBODY, dtype=np.int64),
        occurrence=np.full(len(duties), NONE, dtype=np.int64),
        owner=facts.owner_at(duties.position),
        start=duties.start,
        **times._asdict(),
        stop=np.where(cancelled, NONE, over),
        day=np.where(times.due == NONE, NONE, local_day(due_known, facts.terms.zone)),
        excuse=excuse,
    )
