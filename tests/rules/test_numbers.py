"""Figures for people (MEASURES: Compliance, Miss budget, Small numbers)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.numbers import (
    Confidence,
    burn_rate,
    chance_text,
    confidence,
    counts,
    duration_text,
    interval_text,
    miss_budget,
    percent,
    wilson,
)

HOUR = 3_600_000
MINUTE = 60_000


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(914, 1000), "91.4 %"),
        (Fraction(88, 100), "88.0 %"),
        (Fraction(1), "100.0 %"),
        (Fraction(0), "0.0 %"),
        (Fraction(9999, 10_000), "99.9 %"),
        (Fraction(1_999_999, 2_000_000), "99.9 %"),
        (Fraction(1, 1_000_000), "0.1 %"),
        (Fraction(5, 2), "250.0 %"),
        (Fraction(1, 2000), "0.1 %"),
        (Fraction(125, 1000), "12.5 %"),
        (Fraction(9945, 10_000), "99.5 %"),
    ],
)
def test_percent(share: Fraction, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(885, 1000), "89 %"),
        (Fraction(999, 1000), "99 %"),
        (Fraction(1), "100 %"),
        (Fraction(1, 1000), "1 %"),
        (Fraction(0), "0 %"),
    ],
)
def test_whole_percent(share: Fraction, text: str) -> None:
    assert percent(share, whole=True) == text


@given(st.integers(1, 10**9), st.data())
def test_only_all_reads_as_all_and_only_none_as_none(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    text = percent(Fraction(k, n))
    assert (text == "100.0 %") == (k == n)
    assert (text == "0.0 %") == (k == 0)
    assert abs(float(text.removesuffix(" %")) - 100 * k / n) < 0.1 + 1e-9


@pytest.mark.parametrize(
    ("chance", "text"),
    [(0.62, "62 %"), (1.0, "over 99 %"), (0.996, "over 99 %"), (0.0, "under 1 %"), (0.994, "99 %")],
)
def test_a_chance_is_never_certain(chance: float, text: str) -> None:
    assert chance_text(chance) == text


def test_counts_come_first() -> None:
    assert counts(4, 5) == "4 of 5"
    assert counts(1200, 10_000) == "1,200 of 10,000"


def test_small_numbers() -> None:
    assert interval_text(16, 20) == "58–92 %"
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(5, 5)
    assert 0.5 < low < 0.6
    assert high == 1.0
    named = [confidence(n) for n in (0, 4, 5, 29, 30)]
    assert named == [
        Confidence.FEW,
        Confidence.FEW,
        Confidence.INTERVAL,
        Confidence.INTERVAL,
        Confidence.ENOUGH,
    ]


def test_case_9_the_miss_budget_is_exact() -> None:
    assert miss_budget(Fraction(9, 10), 50) == 5
    assert miss_budget(Fraction(1), 50) == 0
    assert miss_budget(Fraction(95, 100), 19) == 0
    assert miss_budget(Fraction(95, 100), 20) == 1


def test_a_burn_rate_needs_five_decided_and_a_budget() -> None:
    assert burn_rate(1, 4, Fraction(9, 10)) is None
    assert burn_rate(1, 5, Fraction(9, 10)) == 2
    assert burn_rate(0, 5, Fraction(9, 10)) == 0
    assert burn_rate(1, 50, Fraction(1)) is None


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "under a minute"),
        (59_999, "under a minute"),
        (MINUTE, "1 min"),
        (38 * MINUTE + 59_000, "38 min"),
        (2 * HOUR, "2 h"),
        (2 * HOUR + 10 * MINUTE, "2 h 10 min"),
        (3 * HOUR + 5 * MINUTE, "3 h 05 min"),
        (24 * HOUR, "1 day"),
        (27 * HOUR + MINUTE, "1 day 3 h"),
        (50 * HOUR, "2 days 2 h"),
    ],
)
def test_wall_time(ms: int, text: str) -> None:
    assert duration_text(ms) == text


def test_working_time_counts_in_working_days() -> None:
    assert duration_text(11 * HOUR, day_ms=8 * HOUR) == "1 day 3 h"
    assert duration_text(7 * HOUR, day_ms=8 * HOUR) == "7 h"


def test_a_length_is_never_negative() -> None:
    with pytest.raises(ValueError, match="-1 ms"):
        duration_text(-1)
