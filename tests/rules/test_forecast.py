"""The chance of keeping a promise (MEASURES, Pace and forecast): right in made-up worlds.

In each world many periods are forecast from what was known part of the way through, and then
played to their end. Of the promises given about 70 %, about 70 % must be kept, and so for every
bucket. The naive forecasts (the pace so far goes on, nothing but chance varies) fail the same test.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from app.rules.forecast import (
    Bands,
    ShareDraws,
    bands,
    chance_of_count,
    chance_of_share,
    share_draws,
    side_scores,
    volume_draws,
    volume_scores,
)

RECORD, PERIOD = 60, 21
DAYS = RECORD + PERIOD
WORLDS = 1_200
DRAWS = 800
BUCKETS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01))
TOLERANCE = 0.1
"""How far the share kept may be from the chance given: three standard errors of 200 periods."""

Rng = np.random.Generator
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def steady(mean: float, rng: Rng) -> Floats:
    return np.full(DAYS, mean)


def drifting(mean: float, rng: Rng) -> Floats:
    weeks = np.cumsum(rng.normal(0, 0.15, DAYS // 5 + 1))
    return mean * np.exp(np.repeat(weeks, 5)[:DAYS])


def uneven_days(mean: float, rng: Rng) -> Floats:
    return rng.gamma(1.0, mean, DAYS)


def uneven_weeks(mean: float, rng: Rng) -> Floats:
    return mean * np.repeat(rng.gamma(10, 0.1, DAYS // 5 + 1), 5)[:DAYS]


class Book:
    """What was given as a chance, and what came of it."""

    def __init__(self) -> None:
        self.given: list[float] = []
        self.kept: list[bool] = []

    def add(self, chance: float, *, kept: bool) -> None:
        self.given.append(chance)
        self.kept.append(kept)

    def table(self) -> list[tuple[int, float, float]]:
        """By bucket: how many periods, their mean chance, and the share of them kept."""
        given, kept = np.array(self.given), np.array(self.kept)
        inside = [(given >= low) & (given < high) for low, high in BUCKETS]
        return [(int(some.sum()), given[some].mean(), kept[some].mean()) for some in inside]

    def worst(self) -> float:
        """How far the share kept is from the chance given, in the worst bucket."""
        assert min(number for number, _, _ in self.table()) >= 30, "too few to judge a bucket"
        return float(max(abs(given - kept) for _, given, kept in self.table()))


@pytest.mark.parametrize("world", [steady, drifting, uneven_days, uneven_weeks])
def test_the_chance_of_a_volume_is_calibrated(world: Callable[[float, Rng], Floats]) -> None:
    rng = np.random.default_rng(5)
    ours, naive = Book(), Book()
    for number in range(WORLDS):
        arrivals = rng.poisson(world(rng.uniform(1.5, 9), rng))
        day = int(rng.integers(3, 17))
        record = arrivals[day : RECORD + day]
        so_far, left = int(arrivals[RECORD : RECORD + day].sum()), PERIOD - day
        promised = max(1, round(record.mean() * PERIOD * rng.uniform(0.8, 1.2)))
        kept = bool(arrivals[RECORD:].sum() >= promised)

        draws = volume_draws(so_far, record, left, DRAWS, seed=number)
        assert draws is not None
        ours.add(chance_of_count(draws, Fraction(promised)), kept=kept)
        straight = so_far + rng.poisson(so_far / day * left, DRAWS)
        naive.add(float(np.mean(straight >= promised)), kept=kept)

    assert ours.worst() <= TOLERANCE
    if world is not steady:  # where chance alone rules, the naive forecast is nearly right
        assert naive.worst() > TOLERANCE


def same_share(share: float, rng: Rng) -> Floats:
    return np.full(DAYS, share)


def drifting_share(share: float, rng: Rng) -> Floats:
    weeks = np.cumsum(rng.normal(0, 0.25, DAYS // 5 + 1))
    odds = share / (1 - share) * np.exp(np.repeat(weeks, 5)[:DAYS])
    return odds / (1 + odds)


def good_and_bad_days(share: float, rng: Rng) -> Floats:
    return rng.beta(share * 4, (1 - share) * 4, DAYS)


@pytest.mark.parametrize("world", [same_share, drifting_share, good_and_bad_days])
def test_the_chance_of_a_share_is_calibrated(world: Callable[[float, Rng], Floats]) -> None:
    """Today's clocks are half through their time; of those that will be kept most already are."""
    rng = np.random.default_rng(9)
    ours, naive = Book(), Book()
    for number in range(WORLDS):
        due = rng.poisson(rng.uniform(1, 8), DAYS)
        kept = rng.binomial(due, world(rng.uniform(0.6, 0.95), rng))
        day = int(rng.integers(3, 17))
        today, left = RECORD + day, PERIOD - day
        known = slice(RECORD, today)
        past = slice(day, today)
        if not due[known].sum():
            continue
        early = int(rng.binomial(kept[today], np.sqrt(0.5)))
        seen = kept[past].sum() / due[past].sum()
        target = Fraction(int(np.clip(seen + rng.uniform(-0.08, 0.08), 0.05, 1) * 100), 100)
        reached = Fraction(int(kept[RECORD:].sum()), int(due[RECORD:].sum())) >= target

        k, n = int(kept[known].sum()), int(due[known].sum())
        draws = share_draws(
            kept=k,
            missed=n - k,
            early=early,
            open_passed=np.full(int(due[today]) - early, 0.5),
            arrivals=volume_draws(0, due[past], left - 1, DRAWS, seed=number),
            daily_kept=kept[past],
            daily_decided=due[past],
            kept_at=rng.random(200) ** 2,
            draws=DRAWS,
            seed=number + 1,
        )
        assert draws is not None
        chance = chance_of_share(draws, target)
        assert chance is not None
        ours.add(chance, kept=reached)
        coming = round(n / day * left)
        straight = (k + rng.binomial(coming, k / n, DRAWS)) / (n + coming)
        naive.add(float(np.mean(straight >= float(target))), kept=reached)

    assert ours.worst() <= TOLERANCE
    assert naive.worst() > TOLERANCE


def test_the_same_record_gives_the_same_chance() -> None:
    record = [3, 5, 2, 4, 6, 3, 4, 5, 1, 4]
    first, again = (volume_draws(20, record, 8) for _ in range(2))
    other = volume_draws(20, record, 8, seed=1)

    assert first is not None
    assert again is not None
    assert other is not None
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_chance_grows_surer_as_the_period_runs() -> None:
    record = [4, 6, 5, 5, 3, 7, 5, 4, 6, 5] * 6

    def width(so_far: int, left: float) -> float:
        draws = volume_draws(so_far, record, left)
        assert draws is not None
        low, high = np.quantile(draws, (0.1, 0.9))
        return float(high - low)

    assert width(0, 20) > width(50, 10) > width(95, 1) > width(100, 0) == 0


def test_at_the_end_what_is_reached_is_certain() -> None:
    draws = volume_draws(120, [5] * 30, 0)

    assert draws is not None
    assert chance_of_count(draws, Fraction(120)) == 1
    assert chance_of_count(draws, Fraction(241, 2)) == 0


def test_a_promise_of_part_of_a_period_may_be_any_fraction() -> None:
    promised = Fraction(120 * 10**17 + 1, 10**17)

    assert chance_of_count(np.array([120, 121]), promised) == 0.5


def test_too_short_a_record_gives_no_chance() -> None:
    assert volume_draws(3, [1, 2, 3, 4], 10) is None
    shares = share_draws(
        kept=4,
        missed=0,
        early=0,
        open_passed=[],
        arrivals=None,
        daily_kept=[2, 2],
        daily_decided=[2, 2],
    )
    assert shares is None


def test_a_record_without_a_single_lead_is_a_record_too() -> None:
    draws = volume_draws(0, [0] * 40, 10)

    assert draws is not None
    assert chance_of_count(draws, Fraction(5)) < 0.02


def known(open_passed: list[float], kept_at: list[float], missed: int = 0) -> ShareDraws:
    draws = share_draws(
        kept=10,
        missed=missed,
        early=2,
        open_passed=open_passed,
        arrivals=None,
        daily_kept=[8, 9, 7, 8, 8] * 6,
        daily_decided=[10] * 30,
        kept_at=kept_at,
    )
    assert draws is not None
    return draws


def test_what_is_known_is_certain() -> None:
    draws = known([], [], missed=3)

    assert set(draws.kept) == {12}
    assert set(draws.decided) == {15}
    assert chance_of_share(draws, Fraction(12, 15)) == 1
    assert chance_of_share(draws, Fraction(801, 1000)) == 0


def test_a_clock_still_open_late_in_its_time_is_less_likely_kept() -> None:
    """Half of the kept ones were kept within a tenth of their time, all within nine tenths."""
    kept_at = [0.05] * 50 + [0.5] * 40 + [0.9] * 10

    def kept(passed: float) -> float:
        return float(known([passed] * 20, kept_at).kept.mean() - 12) / 20

    assert kept(0.0) == pytest.approx(0.8, abs=0.03)
    assert kept(0.2) == pytest.approx(0.4 / 0.6, abs=0.04)
    assert kept(0.95) < 0.1


def test_where_nothing_falls_due_there_is_neither_chance_nor_band() -> None:
    nothing = ShareDraws(np.zeros(9, dtype=np.int64), np.zeros(9, dtype=np.int64))

    assert chance_of_share(nothing, Fraction(9, 10)) is None
    assert bands(nothing.scores) is None


def test_the_bands_of_a_score() -> None:
    assert bands(np.arange(101) / 100) == Bands(0.5, (0.25, 0.75), (0.1, 0.9))
    scores = volume_scores(np.array([60, 120, 300]), Fraction(120))
    assert scores.tolist() == [0.5, 1.0, 1.0]


def test_a_side_is_the_weighted_mean_of_independent_commitments() -> None:
    """The same draws twice are two commitments, not one: their mean varies less."""
    draws = np.random.default_rng(1).random(4000)

    mean = side_scores([(draws, 1), (draws, 1)])

    assert mean.mean() == pytest.approx(draws.mean())
    assert mean.std() == pytest.approx(draws.std() / np.sqrt(2), rel=0.05)
    weighted = side_scores([(np.full(3, 1.0), 3), (np.full(3, 0.5), 1)])
    assert weighted.tolist() == [0.875] * 3


def test_a_commitment_where_nothing_falls_due_is_left_out_of_its_side() -> None:
    nan = np.full(3, np.nan)

    assert side_scores([(np.full(3, 0.8), 1), (nan, 5)]).tolist() == [0.8] * 3
    assert np.isnan(side_scores([(nan, 1)])).all()
