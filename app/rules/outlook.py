"""One commitment in one period: its fulfilment from the record, and how it will likely end."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.columns import DAY_MS
from app.model.duration import DurationUnit
from app.rules import forecast
from app.rules.clocks import ClockColumns
from app.rules.compliance import (
    Fulfilment,
    Segment,
    Status,
    can_still_be_kept,
    fulfilment,
    status,
    volume_expected,
)
from app.rules.histories import Column
from app.rules.pace import Pace, pace_of, too_early
from app.rules.periods import Period, PeriodKind, bounds, buckets
from app.rules.record import Record
from app.rules.terms import Terms, Version
from app.rules.working_time import WorkingTime
from app.rules.zones import local_day

RECORD_DAYS = 60
"""Working days of the record that a forecast looks back on."""

KEPT_CLOCKS = 400
"""Clocks kept last, from which it is learnt how fast clocks are stopped."""


@dataclass(frozen=True)
class Promise:
    """A commitment through all versions that have it under one code, oldest first."""

    code: str
    parts: tuple[tuple[Version, int, Commitment], ...]

    @property
    def last(self) -> Commitment:
        """Its newest terms."""
        return self.parts[-1][2]

    @property
    def ids(self) -> list[int]:
        """Its row ids."""
        return [commitment_id for _, commitment_id, _ in self.parts]


def promises(terms: Terms) -> tuple[Promise, ...]:
    """Every commitment of any version by its code: Marketing's first, as numbered."""
    found: dict[str, list[tuple[Version, int, Commitment]]] = {}
    for commitment_id, (version, commitment) in terms.commitments.items():
        found.setdefault(commitment.code, []).append((version, commitment_id, commitment))
    every = (Promise(code, tuple(parts)) for code, parts in found.items())
    return tuple(sorted(every, key=lambda one: (one.last.side, len(one.code), one.code)))


@dataclass(frozen=True)
class Outlook:
    """A commitment in a period: what stands, and while the period runs how it will likely end.

    `scores` are draws of its final score, `chance` the share of them that keep it; both empty without a record.
    `decided` is how many clocks or handovers will likely be decided in the whole period; empty for a volume.
    `too_early` says that the period itself tells too little for a projection.
    """

    promise: Promise
    fulfilment: Fulfilment
    status: Status
    pace: Pace | None
    chance: float | None
    too_early: bool
    scores: forecast.Floats | None
    decided: int | None


class Ending(NamedTuple):
    """How a commitment will likely end: final scores by draw, the chance of keeping it, how many are decided then."""

    scores: forecast.Floats
    chance: float
    decided: int | None


def fulfilment_in(
    promise: Promise, period: Period, record: Record, terms: Terms
) -> Fulfilment | None:
    """What of the promise was kept in the period, up to the record's now; None where it was not in force."""
    segments = [
        segment
        for version, commitment_id, commitment in promise.parts
        if (segment := _segment(version, commitment_id, commitment, period, record, terms))
    ]
    return fulfilment(segments) if segments else None


def _segment(
    version: Version,
    commitment_id: int,
    commitment: Commitment,
    period: Period,
    record: Record,
    terms: Terms,
) -> Segment | None:
    begin, end = bounds(period, terms.zone)
    start = max(begin, version.start)
    stop = min(end, terms.end_of(version) or end)
    tally = record.tally(commitment_id, period.first_day, period.last_day_exclusive)
    if start >= stop and not tally.decided and not tally.running:
        return None
    if commitment.kind is not CommitmentKind.VOLUME:
        return Segment(commitment, tally)
    working_time = version.calendars[commitment.side]
    promised = _volume(commitment, working_time, start, stop, terms.zone)
    expected = _volume(commitment, working_time, start, min(stop, record.now), terms.zone)
    return Segment(commitment, count=tally.kept, promised=promised, expected=expected)


def _volume(
    commitment: Commitment, working_time: WorkingTime, start: int, stop: int, zone: str
) -> Fraction:
    """How much of a volume is promised from `start` to `stop` (ms): its share of each cadence period."""
    total = Fraction(0)
    if start >= stop or commitment.count is None:
        return total
    kind = PeriodKind((commitment.cadence or Cadence.MONTH).value)
    first, last = (_day(instant, zone) for instant in (start, stop - 1))
    for period in buckets(kind, first, last + 1):
        begin, end = bounds(period, zone)
        passed = working_time.elapsed(max(begin, start), min(end, stop))
        total += volume_expected(commitment.count, passed, working_time.elapsed(begin, end))
    return total


def outlook(
    promise: Promise,
    period: Period,
    record: Record,
    terms: Terms,
    kept_clocks: ClockColumns | None = None,
) -> Outlook | None:
    """The promise in a period, with its forecast while the period runs.

    `kept_clocks` are the ones kept last: they tell how fast clocks are stopped.
    """
    standing = fulfilment_in(promise, period, record, terms)
    if standing is None:
        return None
    begin, end = bounds(period, terms.zone)
    over = record.now >= end
    has_data = standing.score is not None
    if over or record.now < begin:
        verdict = status(period_over=over, has_data=has_data, kept_now=standing.kept_now)
        decided = None if standing.is_volume else standing.tally.decided
        return Outlook(promise, standing, verdict, None, None, False, None, decided)
    version, _, commitment = promise.parts[-1]
    working_time = version.calendars[commitment.side]
    since = max(begin, promise.parts[0][0].start)
    passed, total = (working_time.elapsed(since, at) for at in (record.now, end))
    pace: Pace | None = None
    possible = True
    if standing.is_volume:
        pace = pace_of(
            standing.count,
            standing.promised,
            standing.expected,
            passed,
            total,
            working_time.usual_day,
        )
        early = pace.too_early
    else:
        early = too_early(passed, total, standing.tally.decided)
    ending = _Forecast(promise, record, terms, working_time, kept_clocks).ending(standing, end)
    if not standing.is_volume and total == passed:
        ahead = standing.tally.early + standing.tally.running
        possible = can_still_be_kept(standing.tally, ahead, standing.target)
    chance = None if ending is None else ending.chance
    verdict = status(
        period_over=False,
        has_data=has_data,
        kept_now=standing.kept_now,
        chance=chance,
        pace=None if pace is None else pace.pace,
        behind=not standing.is_volume and not standing.kept_now,
        can_still_be_kept=possible,
    )
    return Outlook(
        promise,
        standing,
        verdict,
        pace,
        chance,
        early,
        None if ending is None else ending.scores,
        None if ending is None else ending.decided,
    )


class _Forecast:
    """What the forecast of one commitment reads from the record."""

    def __init__(
        self,
        promise: Promise,
        record: Record,
        terms: Terms,
        working_time: WorkingTime,
        kept_clocks: ClockColumns | None,
    ) -> None:
        self.promise = promise
        self.commitment = promise.last
        self.record = record
        self.working_time = working_time
        self.kept_clocks = kept_clocks
        self.zone = terms.zone
        self.seed = sum(map(ord, promise.code))

    def ending(self, standing: Fulfilment, end: int) -> Ending | None:
        """How the promise will likely stand at `end` (ms)."""
        kept, decided = self._daily()
        if standing.is_volume:
            counts = forecast.volume_draws(
                standing.count, kept, self._days_until(end), seed=self.seed
            )
            if counts is None or not standing.promised:
                return None
            chance = forecast.chance_of_count(counts, standing.promised)
            return Ending(forecast.volume_scores(counts, standing.promised), chance, None)
        arrivals = forecast.volume_draws(
            0, decided, self._days_until(self._last_start(end)), seed=self.seed
        )
        open_passed, kept_at = self._open(end)
        shares = forecast.share_draws(
            kept=standing.tally.kept,
            missed=standing.tally.missed,
            early=standing.tally.early,
            open_passed=open_passed,
            arrivals=arrivals,
            daily_kept=kept,
            daily_decided=decided,
            kept_at=kept_at,
            seed=self.seed,
        )
        if shares is None:
            return None
        found = forecast.chance_of_share(shares, standing.target)
        if found is None:
            return None
        return Ending(shares.scores, found, int(np.median(shares.decided)))

    def _daily(self) -> tuple[Column, Column]:
        """Kept and decided by whole past working day, oldest first; what fell on days off counts on the next one."""
        first_day = self.record.today - 2 * RECORD_DAYS
        since = _day(self.promise.parts[0][0].start, self.zone)
        days = [self.record.daily(each, first_day, self.record.today) for each in self.promise.ids]
        if not any(len(each) for each in days):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        known = self.record.first_day() or first_day
        first_day = max(first_day, since, known)
        length = self.working_time.working_days(first_day, self.record.today)
        kept, decided = np.zeros((2, length + 1), dtype=np.int64)
        for each in days:
            index = self.working_time.working_days(
                np.full(len(each), first_day), np.maximum(each.day, first_day)
            )
            np.add.at(kept, index, each.kept)
            np.add.at(decided, index, each.kept + each.missed + each.open)
        return kept[:length][-RECORD_DAYS:], decided[:length][-RECORD_DAYS:]

    def _days_until(self, end: int) -> float:
        """Working days from now to `end` (ms), the rest of today as a part of one."""
        left = self.working_time.elapsed(self.record.now, max(end, self.record.now))
        return left / self.working_time.usual_day

    def _last_start(self, end: int) -> int:
        """The latest start whose duty still falls due by `end` (ms)."""
        within = self.commitment.within
        if within is None:
            return end
        start = max(self.record.now, end - 14 * DAY_MS)
        taken = self.working_time.due(start, within) - start
        if within.unit is DurationUnit.DAYS:
            taken = within.amount * DAY_MS
        return end - taken

    def _open(self, end: int) -> tuple[forecast.Floats, forecast.Floats]:
        """How much of its time has passed for each open clock due by `end`, and when the kept ones were stopped."""
        parts = [self.record.open_clocks(each) for each in self.promise.ids]
        clocks = ClockColumns.join(parts)
        clocks = clocks.take(clocks.due < end)
        passed = self._share_passed(clocks, np.full(len(clocks), self.record.now))
        kept = self.kept_clocks
        if kept is None:
            return passed, np.zeros(0)
        return passed, self._share_passed(kept, kept.stop)

    def _share_passed(self, clocks: ClockColumns, at: Column) -> forecast.Floats:
        within = self.commitment.within
        if not len(clocks) or within is None:
            return np.zeros(0)
        if within.unit.is_working_time:
            whole = self.working_time.elapsed(clocks.start, clocks.due)
            gone = self.working_time.elapsed(clocks.start, at)
        else:
            whole, gone = clocks.due - clocks.start, at - clocks.start
        return np.clip(gone / np.maximum(whole, 1), 0.0, 1.0)


def _day(instant: int, zone: str) -> int:
    return int(local_day(instant, zone))


def scored(outlooks: Sequence[Outlook]) -> list[tuple[forecast.Floats, int]]:
    """The score draws of a side's commitments with their weights, for its bands."""
    return [
        (each.scores, each.fulfilment.commitment.weight)
        for each in outlooks
        if each.scores is not None
    ]
