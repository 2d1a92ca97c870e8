"""One commitment in one period: its fulfilment from the record, and how it will likely end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.model.agreement import CommitmentKind
from app.model.columns import DAY_MS
from app.model.duration import DurationUnit
from app.rules import forecast
from app.rules.clocks import ClockColumns
from app.rules.compliance import Fulfilment, Status, can_still_be_kept, status
from app.rules.histories import Column
from app.rules.pace import Pace, pace_of, too_early
from app.rules.periods import Period, bounds
from app.rules.promises import Promise, fulfilment_in
from app.rules.record import Record
from app.rules.recurrence import due_days
from app.rules.terms import Terms
from app.rules.working_time import WorkingTime
from app.rules.zones import local_day

RECORD_DAYS = 60
"""Working days of the record that a forecast looks back on."""

ITEM_RECORD_DAYS = 260
"""The same for deliverables, which fall due seldom: about a year."""

KEPT_CLOCKS = 400
"""Clocks kept last, from which it is learnt how fast clocks are stopped."""


@dataclass(frozen=True)
class Outlook:
    """A commitment in a period: what stands, and while the period runs how it will likely end.

    `scores` are draws of its final score, `chance` the share of them that keep it; both empty without a record.
    `decided` is how many clocks or handovers will likely be decided in the whole period; empty for a volume and a
    reading, which have no budget of misses.
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
        decided = standing.tally.decided if standing.is_share else None
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
    ending: Ending | None = None
    likely = _Forecast(promise, record, terms, working_time, kept_clocks)
    if not commitment.kind.is_of_leads:
        early = False  # their items and periods are few, and known
    if not standing.is_reading:
        ending = likely.ending(standing, end)
    if not standing.is_volume and (total == passed or not commitment.kind.is_of_leads):
        ahead = standing.tally.early + standing.tally.running + likely.items_to_come(end)
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
        items = self.commitment.kind is CommitmentKind.DELIVERABLE
        self.record_days = ITEM_RECORD_DAYS if items else RECORD_DAYS

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
        open_passed, kept_at = self._open(end)
        early = standing.tally.early
        if self.commitment.kind is CommitmentKind.QUALITY:
            early = 0  # what silence will accept is among the decisions still to come
        shares = forecast.share_draws(
            kept=standing.tally.kept,
            missed=standing.tally.missed,
            early=early,
            open_passed=open_passed,
            arrivals=self._arrivals(decided, end),
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

    def _arrivals(self, daily: Column, end: int) -> forecast.Ints | None:
        """How many, by draw, will yet begin and fall due by `end` (ms); the items of a deliverable are known."""
        if self.commitment.kind is CommitmentKind.DELIVERABLE:
            return np.full(forecast.DRAWS, self.items_to_come(end), dtype=np.int64)
        left = self._days_until(self._last_start(end))
        return forecast.volume_draws(0, daily, left, seed=self.seed)

    def items_to_come(self, end: int) -> int:
        """How many items of a deliverable begin after today and fall due by `end` (ms)."""
        if self.commitment.schedule is None:
            return 0
        first, due = due_days(self.commitment.schedule, self.working_time)
        to_come = (np.minimum(first, due) > self.record.today) & (due < _day(end, self.zone))
        return int(np.count_nonzero(to_come))

    def _daily(self) -> tuple[Column, Column]:
        """Kept and decided by whole past working day, oldest first; what fell on days off counts on the next one."""
        first_day = self.record.today - 2 * self.record_days
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
        return kept[:length][-self.record_days :], decided[:length][-self.record_days :]

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
        if not len(clocks):
            return np.zeros(0)
        if within is None or within.unit.is_working_time:
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
