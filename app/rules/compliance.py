"""What was kept of what fell due: states, tallies, scores, compliance, statuses (MEASURES)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.model.agreement import WHOLE, Commitment, CommitmentKind
from app.model.clocks import ClockState
from app.model.columns import Ms
from app.rules.clocks import EXCUSES, ClockColumns
from app.rules.histories import NONE, Column

Codes = NDArray[np.int8]

STATES = tuple(ClockState)
"""A state's code in a column is its place here."""

NOT_STARTED = -1
"""The code of a clock that starts after `now` and is not settled before: it does not exist yet."""

_CODE = {state: code for code, state in enumerate(STATES)}
_CODE_OF_EXCUSE = np.array(
    [NOT_STARTED if excuse is None else _CODE[ClockState(excuse)] for excuse in EXCUSES],
    dtype=np.int8,
)


def states(
    now: Ms,
    start: Column,
    due: Column,
    soon: Column,
    stop: Column,
    excuse: Codes,
    pause: Column,
    resume: Column,
) -> Codes:
    """Give the state codes (see `STATES`) of clocks at `now`, by MEASURES, Clocks.

    Columns as in `ClockColumns`. A stop after `now` does not exist yet; a clock without a due is
    paused until it stops, another while its pause lasts.
    """
    stopped = (stop != NONE) & (stop <= now)
    endless = due == NONE
    paused = endless | ((pause != NONE) & (pause <= now) & (now < resume))
    codes: Codes = np.select(
        [
            excuse > 0,
            stopped & (endless | (stop <= due)),
            stopped,
            start > now,
            paused,
            now > due,
            (soon != NONE) & (now >= soon),
        ],
        [
            _CODE_OF_EXCUSE[excuse],
            _CODE[ClockState.KEPT],
            _CODE[ClockState.LATE],
            np.int8(NOT_STARTED),
            _CODE[ClockState.PAUSED],
            _CODE[ClockState.OVERDUE],
            _CODE[ClockState.DUE_SOON],
        ],
        default=_CODE[ClockState.RUNNING],
    ).astype(np.int8)
    return codes


def states_of(clocks: ClockColumns, now: Ms) -> Codes:
    """Give the state codes of `clocks` at `now`; see `states`."""
    c = clocks
    return states(now, c.start, c.due, c.soon, c.stop, c.excuse, c.pause, c.resume)


@dataclass(frozen=True, slots=True)
class Tally:
    """What fell due: `kept` and `missed` (late or overdue) by now.

    Beside them, in no count: `excused`, `running` (due later, or paused) and `early` (kept, but due
    later: they count on their due date).
    """

    kept: int = 0
    missed: int = 0
    excused: int = 0
    running: int = 0
    early: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.kept + other.kept,
            self.missed + other.missed,
            self.excused + other.excused,
            self.running + other.running,
            self.early + other.early,
        )

    @property
    def decided(self) -> int:
        """How many fell due and are in the count."""
        return self.kept + self.missed

    @property
    def share(self) -> Fraction | None:
        """Kept ÷ decided; no value when nothing fell due."""
        return Fraction(self.kept, self.decided) if self.decided else None


def tally_of(codes: Codes, due: Column, now: Ms) -> Tally:
    """Give the tally at `now` of clocks with these state codes: those due in the period."""
    number = np.bincount(codes[codes >= 0], minlength=len(STATES))

    def total(*of: ClockState) -> int:
        return int(sum(number[_CODE[one]] for one in of))

    early = int(np.count_nonzero((codes == _CODE[ClockState.KEPT]) & (due > now)))
    return Tally(
        kept=total(ClockState.KEPT) - early,
        missed=total(ClockState.LATE, ClockState.OVERDUE),
        excused=total(ClockState.EXEMPT, ClockState.CANCELLED, ClockState.WITHDRAWN_LATE),
        running=total(ClockState.RUNNING, ClockState.DUE_SOON, ClockState.PAUSED),
        early=early,
    )


def volume_expected(target: int, passed_ms: int, total_ms: int) -> Fraction:
    """Give `target` × working time passed ÷ working time in the cadence's period; 0 without any."""
    return Fraction(target * passed_ms, total_ms) if total_ms else Fraction(0)


@dataclass(frozen=True, slots=True)
class Segment:
    """One commitment as one version of the agreement states it, within the period.

    For shares `tally` counts. For a volume `count` leads came, `expected` of them by now and
    `promised` over the whole segment: sums of `volume_expected` over the cadence periods that the
    segment meets.
    """

    commitment: Commitment
    tally: Tally = Tally()
    count: int = 0
    expected: Fraction = Fraction(0)
    promised: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """A commitment in a period: the sum of its segments, in the terms (`commitment`) last in force.

    `target` is the agreed share: the mean by decided, Σ target·decided ÷ Σ decided, or the last
    terms' while nothing is decided; 1 for a volume or a reading.
    """

    commitment: Commitment
    tally: Tally
    count: int
    expected: Fraction
    promised: Fraction
    target: Fraction

    @property
    def is_volume(self) -> bool:
        """Whether it counts leads against a number, rather than a share."""
        return self.commitment.kind is CommitmentKind.VOLUME

    @property
    def is_reading(self) -> bool:
        """Whether it counts the periods whose typed figure is as promised."""
        return self.commitment.kind is CommitmentKind.READING

    @property
    def is_share(self) -> bool:
        """Whether it is a share of many, some of which may be missed."""
        return self.commitment.share is not None

    @property
    def score(self) -> Fraction | None:
        """The share kept; for a volume min(1, count ÷ expected so far). No value without data."""
        if not self.is_volume:
            return self.tally.share
        return min(Fraction(1), self.count / self.expected) if self.expected else None

    @property
    def kept_now(self) -> bool:
        """Whether the figure, as it stands, reaches what was agreed for the whole period."""
        if self.is_volume:
            return self.count >= self.promised
        return self.tally.share is not None and self.tally.share >= self.target


def target_of(commitment: Commitment) -> Fraction:
    """Give the agreed share of `commitment`: its own, or 1 for a volume or a reading."""
    return Fraction(1) if commitment.share is None else Fraction(commitment.share, WHOLE)


def fulfilment(segments: Sequence[Segment]) -> Fulfilment:
    """Add up one commitment's `segments`, oldest first. Raises ValueError when there are none."""
    if not segments:
        raise ValueError("a commitment without a segment")
    last = segments[-1].commitment
    tally = sum((segment.tally for segment in segments), Tally())
    agreed = sum(target_of(segment.commitment) * segment.tally.decided for segment in segments)
    return Fulfilment(
        commitment=last,
        tally=tally,
        count=sum(segment.count for segment in segments),
        expected=sum((segment.expected for segment in segments), Fraction(0)),
        promised=sum((segment.promised for segment in segments), Fraction(0)),
        target=Fraction(agreed, tally.decided) if tally.decided else target_of(last),
    )


class Part(NamedTuple):
    """What a commitment brings into a side's compliance."""

    score: Fraction | None
    weight: int
    target: Fraction
    code: str


def part(fulfilment: Fulfilment) -> Part:
    """Give the part of one commitment."""
    terms = fulfilment.commitment
    return Part(fulfilment.score, terms.weight, fulfilment.target, terms.code)


@dataclass(frozen=True, slots=True)
class Compliance:
    """The compliance of a side, or of both, with the codes in it and those left out without data.

    `agreed` is the line to compare it with. Both have no value when no commitment has data.
    """

    value: Fraction | None
    agreed: Fraction | None
    included: tuple[str, ...]
    left_out: tuple[str, ...]


def side_compliance(parts: Iterable[Part]) -> Compliance:
    """Give the weighted mean of the scores that have a value, and of the same ones' targets.

    MEASURES, Compliance. No score exceeds 1, so over-delivery never pays for a miss elsewhere.
    """
    every = list(parts)
    scored = [(one.score, one.target, one.weight) for one in every if one.score is not None]
    weights = sum(weight for _, _, weight in scored)

    def mean(amounts: Iterable[Fraction]) -> Fraction | None:
        return sum(amounts, Fraction(0)) / weights if weights else None

    return Compliance(
        value=mean(score * weight for score, _, weight in scored),
        agreed=mean(target * weight for _, target, weight in scored),
        included=tuple(one.code for one in every if one.score is not None),
        left_out=tuple(one.code for one in every if one.score is None),
    )


class Status(StrEnum):
    """How a commitment stands in a period."""

    MET = "met"
    MISSED = "missed"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    MISSING = "missing"
    NO_DATA = "no_data"


LIKELY = 0.70
UNLIKELY = 0.10
STEADY = Fraction(9, 10)


def can_still_be_kept(tally: Tally, may_fall_due: int, target: Fraction) -> bool:
    """Whether a share can still reach `target` if all that could still fall due is kept.

    `may_fall_due` is the most that might: early and running clocks due in the period, and arrivals
    still to come. A volume can always be kept until its period is over.
    """
    return tally.kept + may_fall_due >= target * (tally.decided + may_fall_due)


def status(
    *,
    period_over: bool,
    has_data: bool,
    kept_now: bool,
    chance: float | None = None,
    pace: Fraction | None = None,
    behind: bool = False,
    can_still_be_kept: bool = True,
) -> Status:
    """Give the status of a commitment (MEASURES, Compliance).

    `chance` of keeping it by the period's end and `pace` are empty where they say nothing yet: no
    record, too early. A share that is `behind` what was agreed is then at risk, not on track.
    """
    if not has_data:
        return Status.NO_DATA
    if period_over:
        return Status.MET if kept_now else Status.MISSED
    if not can_still_be_kept or (chance is not None and chance < UNLIKELY):
        return Status.MISSING
    unlikely = behind if chance is None else chance < LIKELY
    if unlikely or (pace is not None and pace < STEADY):
        return Status.AT_RISK
    return Status.ON_TRACK
