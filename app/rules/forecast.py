"""The chance of keeping a promise by the period's end (MEASURES, Pace and forecast).

Two things make tomorrow less sure than the record's mean: days differ more than chance alone would
have it (`spread`, the variance over that of chance), and the level itself drifts from week to week.
Both are estimated. The level follows a conjugate model that forgets at some rate each week (Gamma
for arrivals, Beta for shares; West & Harrison, *Bayesian Forecasting and Dynamic Models*, ch. 14);
how fast is drawn from a few rates in proportion to how well each would have foretold the record.
Draws are repeatable: same record, same seed, same chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DRAWS = 4_000
WEEK = 5
"""Working days in a week of the models."""

MIN_DAYS = 5
"""A shorter record gives no chance of a volume."""

MIN_DECIDED = 5
"""Fewer decided in the record give no chance of a share."""

MEMORY, WEEK_SPREAD = (
    grid.ravel() for grid in np.meshgrid([1.0, 0.97, 0.93, 0.87, 0.8, 0.7, 0.55], [1.0, 3.0])
)
"""The candidates: what the level remembers from one week to the next (1 never drifts), and how
many times the spread of days the weeks have (1: weeks are no more unlike than their days).
"""

_OPEN_BINS = 20


@dataclass(frozen=True, slots=True)
class ShareDraws:
    """Possible ends of a period: how many will be `kept` of how many `decided`, a draw each."""

    kept: Ints
    decided: Ints

    @property
    def scores(self) -> Floats:
        """The share of each draw; NaN where nothing falls due."""
        some = self.decided > 0
        return np.where(some, self.kept / np.maximum(self.decided, 1), np.nan)


def volume_draws(
    so_far: int,
    daily_counts: Sequence[int] | Ints,
    remaining_days: float,
    draws: int = DRAWS,
    seed: int = 0,
) -> Ints | None:
    """Possible counts at the period's end; None when the record is shorter than 5 days.

    `daily_counts` are the arrivals of whole past working days, oldest first (about the last 60;
    what came while closed counts on the next working day). `remaining_days` are the working days
    left, with the rest of today.
    """
    record = np.asarray(daily_counts, dtype=np.float64)
    if len(record) < MIN_DAYS:
        return None
    rng = np.random.default_rng(seed)
    level, drift, spread = _drawn_rate(record, draws, rng)
    expected = np.zeros(draws)
    left = remaining_days
    while left > 0:
        level = level * np.exp(drift * rng.standard_normal(draws) - drift**2 / 2)
        expected += level * min(left, WEEK)
        left -= WEEK
    beyond = np.maximum(spread - 1, 1e-6)
    return so_far + rng.poisson(rng.gamma(expected / beyond + 1e-9, beyond))


def _count_spread(record: Floats) -> float:
    """Variance ÷ mean of daily counts, from neighbouring days: drift is no spread."""
    mean = record.mean()
    return max(1.0, float(np.mean(np.diff(record) ** 2) / (2 * mean))) if mean else 1.0


def _drawn_spread(spread: float, days: int, draws: int, rng: np.random.Generator) -> Floats:
    """Draw the spread, as unsure as an estimate from so many `days` (two thirds of them free)."""
    free = max(2.0, days * 2 / 3)
    drawn: Floats = np.maximum(1.0, spread * free / rng.chisquare(free, draws))
    return drawn


def _weeks(record: Floats) -> list[Floats]:
    """Split the record into weeks counted back from its end; the first may be short."""
    first = len(record) % WEEK
    return ([record[:first]] if first else []) + list(record[first:].reshape(-1, WEEK))


def _drawn_rate(
    record: Floats, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Draw the arrivals a day at the record's end, their weekly drift (of the log) and spread."""
    spread = _count_spread(record)
    of_weeks = spread * WEEK_SPREAD
    shape = np.full(len(MEMORY), 0.5)
    days = np.full(len(MEMORY), min(1.0, 0.5 / max(record.mean(), 1e-9)))
    fit = np.zeros(len(MEMORY))
    for number, week in enumerate(_weeks(record)):
        shape, days = shape * MEMORY, days * MEMORY
        if number:
            mean = shape / days * len(week)
            fit += _fit(week.sum() - mean, mean * of_weeks + mean**2 / shape)
        shape = shape + week.sum() / of_weeks
        days = days + len(week) / of_weeks
    chosen = _drawn_candidate(fit, draws, rng)
    drift = np.sqrt((1 - MEMORY) / (MEMORY * shape))
    spreads = _drawn_spread(spread, len(record) - 1, draws, rng) * WEEK_SPREAD[chosen]
    return rng.gamma(shape[chosen], 1 / days[chosen]), drift[chosen], spreads


def _fit(error: Floats, variance: Floats) -> Floats:
    """How well each memory foretold a week: the normal log-likelihood of its error."""
    fit: Floats = -0.5 * (np.log(variance) + error**2 / variance)
    return fit


def _drawn_candidate(fit: Floats, draws: int, rng: np.random.Generator) -> Ints:
    odds = np.exp(fit - fit.max())
    return rng.choice(len(MEMORY), size=draws, p=odds / odds.sum())


def share_draws(
    *,
    kept: int,
    missed: int,
    early: int,
    open_passed: Sequence[float] | Floats,
    arrivals: Ints | None,
    daily_kept: Sequence[int] | Ints,
    daily_decided: Sequence[int] | Ints,
    kept_at: Sequence[float] | Floats = (),
    draws: int = DRAWS,
    seed: int = 0,
) -> ShareDraws | None:
    """Possible shares at the period's end; None when the record has fewer than 5 decided.

    Known of the period: `kept` and `missed` so far, `early` (kept, due later in it), and for each
    open clock due in it how much of its time has `passed` (0 … 1). `arrivals`, one a draw, are
    those still to come that fall due in it: `volume_draws(0, …)` over the days whose arrivals do.
    The record by whole past working days, oldest first, is `daily_kept` of `daily_decided`;
    `kept_at` says after what share of its time each clock of the record was kept: a clock open
    beyond that is the less likely to be kept.
    """
    won = np.asarray(daily_kept, dtype=np.float64)
    all_ = np.asarray(daily_decided, dtype=np.float64)
    if all_.sum() < MIN_DECIDED:
        return None
    rng = np.random.default_rng(seed)
    level, spread = _drawn_share(won, all_, draws, rng)
    passed = np.asarray(open_passed, dtype=np.float64)
    coming = np.zeros(draws, dtype=np.int64) if arrivals is None else arrivals
    level = _of_these_days(level, spread, len(passed) + coming, rng)
    total_kept = kept + early + rng.binomial(coming, level)
    for number, gone in _open_bins(passed, np.sort(np.asarray(kept_at, dtype=np.float64))):
        still = level * (1 - gone)
        total_kept += rng.binomial(number, still / (still + 1 - level))
    return ShareDraws(total_kept, kept + missed + early + len(passed) + coming)


def _drawn_share(
    won: Floats, all_: Floats, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw the share kept at the record's end, and its spread from day to day."""
    busy = all_ > 0
    won, all_ = won[busy], all_[busy]
    spread = _share_spread(won, all_)
    of_weeks = spread * WEEK_SPREAD
    mean = (won.sum() + 0.5) / (all_.sum() + 1)
    good, bad = np.full((2, len(MEMORY)), 0.5)
    fit = np.zeros(len(MEMORY))
    for number, (won_week, all_week) in enumerate(zip(_weeks(won), _weeks(all_), strict=True)):
        k, n = won_week.sum(), all_week.sum()
        good, bad = good * MEMORY, bad * MEMORY
        if number:
            share = good / (good + bad)
            unsure = share * (1 - share) / (good + bad + 1)
            fit += _fit(k - n * share, n * of_weeks * mean * (1 - mean) + n * n * unsure)
        good = good + k / of_weeks
        bad = bad + (n - k) / of_weeks
    chosen = _drawn_candidate(fit, draws, rng)
    memory = MEMORY[chosen]
    level = rng.beta(good[chosen] * memory, bad[chosen] * memory)
    spreads = _drawn_spread(spread, len(won), draws, rng) * WEEK_SPREAD[chosen]
    return np.clip(level, 1e-9, 1 - 1e-9), spreads


def _share_spread(won: Floats, all_: Floats) -> float:
    """Variance of the daily shares kept over that of chance, from neighbouring days."""
    share = won.sum() / all_.sum()
    if len(won) < 2 or share in (0, 1):  # noqa: PLR2004 - a difference takes two
        return 1.0
    chance = share * (1 - share) * (1 / all_[1:] + 1 / all_[:-1])
    return max(1.0, float(np.mean(np.diff(won / all_) ** 2 / chance)))


def _of_these_days(level: Floats, spread: Floats, number: Ints, rng: np.random.Generator) -> Floats:
    """Draw the share of the coming `number`: off the level by what the spread adds to chance."""
    beyond = np.maximum(spread - 1, 1e-6)
    alike = np.maximum((number - spread) / beyond, 0.05)
    return np.clip(rng.beta(level * alike, (1 - level) * alike), 1e-9, 1 - 1e-9)


def _open_bins(passed: Floats, kept_at: Floats) -> list[tuple[int, float]]:
    """Open clocks by the share of the kept ones that were kept sooner: (how many, that share)."""
    if not len(passed):
        return []
    if not len(kept_at):
        return [(len(passed), 0.0)]
    gone = np.searchsorted(kept_at, passed, side="right") / (len(kept_at) + 1)
    values, numbers = np.unique(np.round(gone * _OPEN_BINS) / _OPEN_BINS, return_counts=True)
    return [(int(n), min(float(value), 1 - 1e-9)) for value, n in zip(values, numbers, strict=True)]


def chance_of_count(counts: Ints, promised: Fraction) -> float:
    """Give the share of draws that reach `promised`."""
    return float(np.mean(counts >= ceil(promised)))


def chance_of_share(draws: ShareDraws, target: Fraction) -> float | None:
    """Give the share of draws that reach `target`, of those where anything falls due (or None)."""
    some = draws.decided > 0
    if not some.any():
        return None
    reached = draws.kept * target.denominator >= target.numerator * draws.decided
    return float(np.mean(reached[some]))


def volume_scores(counts: Ints, promised: Fraction) -> Floats:
    """Give the score of each draw: min(1, count ÷ promised)."""
    return np.minimum(1.0, counts / float(promised))


def side_scores(commitments: Sequence[tuple[Floats, int]], seed: int = 0) -> Floats:
    """Give the compliance of a side in each draw: the mean of (scores, weight) by weight.

    The commitments are taken to be independent. A score that is NaN is left out of its draw. Raises
    ValueError without commitments.
    """
    rng = np.random.default_rng(seed)
    scores = np.stack([rng.permutation(scores) for scores, _ in commitments])
    weights = np.array([[weight] for _, weight in commitments]) * ~np.isnan(scores)
    total = weights.sum(axis=0)
    mean = np.nansum(scores * weights, axis=0) / np.maximum(total, 1)
    return np.where(total > 0, mean, np.nan)


@dataclass(frozen=True, slots=True)
class Bands:
    """Where a score will likely end: half of the draws within `half`, four fifths in `most`."""

    middle: float
    half: tuple[float, float]
    most: tuple[float, float]


def bands(scores: Floats) -> Bands | None:
    """Give the bands of score draws; None where no draw has a value."""
    known = scores[~np.isnan(scores)]
    if not len(known):
        return None
    low, lower, middle, upper, high = np.quantile(known, (0.10, 0.25, 0.50, 0.75, 0.90)).tolist()
    return Bands(middle, (lower, upper), (low, high))
