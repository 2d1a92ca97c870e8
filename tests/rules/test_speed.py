"""Percentiles in which what is still open cannot vanish."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.columns import HOUR_MS
from app.rules.speed import Length, speed

HOURS = [0.2, 0.5, 1, 1.5, 2, 3, 4.5, 6]


def test_two_open_ones_make_the_p90_longer_than_now_and_not_the_slowest_answered() -> None:
    lengths = np.array([round(each * HOUR_MS) for each in (*HOURS, 52, 60)], dtype=np.int64)
    found = speed(lengths, np.array([False] * 8 + [True] * 2))
    assert found is not None
    assert found.slow == Length(52 * HOUR_MS, at_least=True)
    assert found.median == Length(2 * HOUR_MS, at_least=False)
    assert (found.done, found.waiting) == (8, 2)


def test_nothing_has_no_speed() -> None:
    assert speed(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)) is None


def test_an_attempt_before_the_arrival_counts_as_none_at_all() -> None:
    found = speed(np.array([-5, 10], dtype=np.int64), np.array([False, False]))
    assert found is not None
    assert found.median == Length(0, at_least=False)


@pytest.mark.parametrize("number", [1, 2, 9, 10, 11])
def test_p90_is_the_nearest_rank(number: int) -> None:
    found = speed(np.arange(1, number + 1, dtype=np.int64), np.zeros(number, dtype=np.bool_))
    assert found is not None
    assert found.slow.ms == -(-9 * number // 10)


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.booleans()), min_size=1),
)
def test_a_bound_is_never_above_what_turns_out(rows: list[tuple[int, int, bool]]) -> None:
    now = np.array([length for length, _, _ in rows], dtype=np.int64)
    still_open = np.array([waits for _, _, waits in rows])
    later = np.array([length + (more if waits else 0) for length, more, waits in rows])
    before, after = speed(now, still_open), speed(later, np.zeros(len(rows), dtype=np.bool_))
    assert before is not None
    assert after is not None
    for early, late in ((before.median, after.median), (before.slow, after.slow)):
        assert early.ms <= late.ms
        if not early.at_least:
            assert early.ms == late.ms
