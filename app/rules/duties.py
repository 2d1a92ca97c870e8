"""What histories hold for each kind of commitment: its duties and the events it counts.

Nothing here knows of due times; `rules.clocks` puts them on. Duties and marks are found once for
all versions of the agreement (MEASURES, Clocks and Compliance).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.model.agreement import DUTIES, Commitment, CommitmentKind
from app.model.clocks import Verdict
from app.model.events import REACHED, EventKind
from app.model.stages import SAL
from app.rules.attempts import counted_attempts
from app.rules.histories import (
    AGAINST_MARKETING_CODE,
    JUNK_CODE,
    NO_REASON_CODE,
    NOT_REACHED_CODE,
    OUTCOMES,
    Column,
    Columns,
    Histories,
    Positions,
    first_of_each,
    first_within,
    nth_within,
)
from app.rules.terms import Terms

VERDICTS = tuple(Verdict)
"""Verdicts by code."""

_KEPT, _MISSED, _EXCUSED = (VERDICTS.index(verdict) for verdict in Verdict)
_REACHED = [OUTCOMES.index(outcome) for outcome in REACHED]


_OF_HANDOVERS = (*DUTIES, CommitmentKind.QUALITY)
"""Kinds that a stage limits to leads handed over at it."""


@dataclass(frozen=True)
class Duties(Columns):
    """Duties: the `position` of the event each starts with, its version's index, instants in ms.

    `done` is when it was fulfilled, `ended` when something else ended it; `junk` and `exempted`
    when the lead was found to be junk and when both sides excused the duty; NONE for never.
    """

    position: Positions
    version: NDArray[np.intp]
    start: Column
    done: Column
    ended: Column
    junk: Column
    exempted: Column


@dataclass(frozen=True)
class Counted(Columns):
    """Events that count where there are no clocks: positions, version indices, verdict codes."""

    position: Positions
    version: NDArray[np.intp]
    verdict: NDArray[np.int8]


class Facts:
    """What several commitments read from the same histories, found once."""

    def __init__(self, histories: Histories, terms: Terms) -> None:
        self.h = histories
        self.terms = terms
        self._lead_row = histories.row_of(histories.lead)
        self._reached = histories.reached(terms.stages)
        self.handovers = np.flatnonzero(histories.where(EventKind.HANDED_OVER))
        sent_back = histories.where(EventKind.SENT_BACK)
        self._overturned = self._overturned_among(sent_back)
        self._sent_back = sent_back & ~self._overturned
        self._accepted = histories.where(EventKind.ACCEPTED)
        if SAL in terms.stages:
            self._accepted |= histories.where(EventKind.STAGE) & (
                histories.stage == terms.stages.index(SAL)
            )
        self._junk = histories.where(EventKind.JUNK) | (
            self._sent_back & (histories.reason == JUNK_CODE)
        )

    def owner_at(self, positions: Positions) -> Column:
        """The owner of each event's lead: who has it now answers for all its history."""
        return self.h.owner[self._lead_row[positions]]

    def fit(self, commitment: Commitment, positions: Positions) -> NDArray[np.bool_]:
        """Which of these events are of leads, and of handovers, that the commitment speaks of.

        It speaks of no duplicate.
        """
        h = self.h
        fits = ~h.duplicate
        for wanted, names, column in (
            (commitment.sources, h.sources, h.source),
            (commitment.campaigns, h.campaigns, h.campaign),
            (commitment.personas, h.personas, h.persona),
        ):
            if wanted:
                fits &= np.isin(column, [names.index(name) for name in wanted if name in names])
        fitting = fits[self._lead_row[positions]]
        if commitment.stage is not None and commitment.kind in _OF_HANDOVERS:
            handover = self.handovers[np.searchsorted(self.handovers, positions, side="right") - 1]
            fitting &= self._at_stage(commitment.stage)[handover]
        return fitting

    @cached_property
    def responses(self) -> Duties:
        """A duty to make contact from each handover to the first human attempt after it.

        It ends undone when the lead is sent back (unless that is overturned), recycled, opts out,
        is found to be junk, is won or lost.
        """
        h = self.h
        ends = h.where(
            *(EventKind.OPTED_OUT, EventKind.JUNK, EventKind.RECYCLED),
            *(EventKind.WON, EventKind.LOST),
        )
        start, end = self.handovers, h.end_of_lead(self.handovers)
        return self._of_handovers(
            done=first_within(h.attempts, start, end),
            ended=first_within(ends | self._sent_back, start, end),
        )

    def persistence(self, attempts: int) -> Duties:
        """A duty not to give up on a lead, from each handover until it is decided what it is worth.

        Done by so many counted attempts, by reaching somebody, by a send-back with a reason that is
        not overturned, by winning or losing. "Could not reach" is a reason only after all attempts,
        which by themselves have done the duty then. Recycling, opting out and junk end it undone.
        """
        h = self.h
        start, end = self.handovers, h.end_of_lead(self.handovers)
        reason = ~np.isin(h.reason, [NO_REASON_CODE, NOT_REACHED_CODE])
        decided = (self._sent_back & reason) | h.where(EventKind.WON, EventKind.LOST)
        reached = h.attempts & np.isin(h.outcome, _REACHED)
        return self._of_handovers(
            done=_earlier(
                nth_within(attempts, self._counted_attempts, start, end),
                first_within(decided | reached, start, end),
            ),
            ended=first_within(
                h.where(EventKind.OPTED_OUT, EventKind.JUNK, EventKind.RECYCLED), start, end
            ),
        )

    @cached_property
    def dispositions(self) -> Duties:
        """A duty to accept each handover or to send it back with a reason.

        Whether that is overturned or not: Sales has decided. Opting out and junk end it undone.
        """
        h = self.h
        sent_back = h.where(EventKind.SENT_BACK) & (h.reason != NO_REASON_CODE)
        start, end = self.handovers, h.end_of_lead(self.handovers)
        return self._of_handovers(
            done=first_within(self._accepted | sent_back, start, end),
            ended=first_within(h.where(EventKind.OPTED_OUT, EventKind.JUNK), start, end),
        )

    def conversions(self, commitment: Commitment) -> Duties:
        """A duty to bring each lead on to a stage, from when it first reached the one before.

        It is done whenever the lead reached that stage, be it before the first: a negative lag is
        kept. Only a lead that opts out or is junk ends it; one that was sent back or lost stays
        one that was not converted.
        """
        h = self.h
        start = first_of_each(h.lead, np.flatnonzero(self._at_stage(commitment.stage)))
        end = h.end_of_lead(start)
        begin = np.searchsorted(h.lead, h.lead[start])
        return self._duties(
            start,
            done=first_within(self._at_stage(commitment.to_stage), begin, end),
            ended=first_within(h.where(EventKind.OPTED_OUT) | self._junk, start, end),
            exempted=first_within(h.where(EventKind.EXEMPTED), start, end),
        )

    def arrivals(self, commitment: Commitment) -> Counted:
        """Each lead's first arrival at the commitment's stage."""
        reached = first_of_each(self.h.lead, np.flatnonzero(self._at_stage(commitment.stage)))
        return self._counted(reached, np.full(reached.size, _KEPT))

    @cached_property
    def decisions(self) -> Counted:
        """Each handover's first decision, accepted or sent back.

        A send-back that was overturned counts as accepted. One whose reason counts against
        Marketing is a miss, and so is one without a reason of ours; junk is excused; a lead that
        only had no time or could not be reached says nothing of its quality and counts for neither.
        """
        h, accepted, start = self.h, self._accepted, self.handovers
        decision = accepted | h.where(EventKind.SENT_BACK)
        decided = first_within(decision, start, h.end_of_handover(start))
        decided = decided[decided >= 0]
        verdict = np.select(
            [
                accepted[decided] | self._overturned[decided],
                np.isin(h.reason[decided], [AGAINST_MARKETING_CODE, NO_REASON_CODE]),
                h.reason[decided] == JUNK_CODE,
            ],
            [_KEPT, _MISSED, _EXCUSED],
            default=-1,
        )
        return self._counted(decided[verdict >= 0], verdict[verdict >= 0])

    def _at_stage(self, stage: str | None) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self._reached == self.terms.stages.index(stage or "")
        return found

    def _counted(self, positions: Positions, verdict: NDArray[np.int_]) -> Counted:
        version = self.terms.version_index(self.h.at[positions])
        return Counted(positions, version, verdict.astype(np.int8))

    @cached_property
    def _counted_attempts(self) -> Positions:
        return counted_attempts(self.h)

    def _of_handovers(self, *, done: Positions, ended: Positions) -> Duties:
        """A duty from each handover.

        Handing over once more starts another and ends none, so that nobody gets more time by it. An
        exemption excuses the handover it was given in.
        """
        start, end = self.handovers, self.h.end_of_handover(self.handovers)
        exempted = first_within(self.h.where(EventKind.EXEMPTED), start, end)
        return self._duties(start, done=done, ended=ended, exempted=exempted)

    def _duties(
        self, start: Positions, *, done: Positions, ended: Positions, exempted: Positions
    ) -> Duties:
        """The duties of leads that arrived under the agreement; earlier leads have none."""
        h = self.h
        junk = first_within(self._junk, start, h.end_of_lead(start))
        duties = Duties(
            position=start,
            version=self.terms.version_index(h.at[start]),
            start=h.at[start],
            done=h.instants(done),
            ended=h.instants(ended),
            junk=h.instants(junk),
            exempted=h.instants(exempted),
        )
        began = self.terms.start
        if began is None:
            return duties.take(np.zeros(start.size, dtype=bool))
        return duties.take(h.arrivals[self._lead_row[start]] >= began)

    def _overturned_among(self, sent_back: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which send-backs were overturned before they were upheld or the lead was handed over."""
        h = self.h
        start = np.flatnonzero(sent_back)
        settled = h.where(EventKind.UPHELD, EventKind.OVERTURNED, EventKind.HANDED_OVER)
        verdict = first_within(settled, start, h.end_of_lead(start))
        overturned: NDArray[np.bool_] = np.zeros(h.lead.size, dtype=bool)
        overturned[start] = h.where(EventKind.OVERTURNED)[verdict] & (verdict >= 0)
        return overturned


def _earlier(one: Positions, other: Positions) -> Positions:
    """The earlier of two positions each; -1 stands for none."""
    return np.where(other < 0, one, np.where(one < 0, other, np.minimum(one, other)))
