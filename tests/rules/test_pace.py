"""Pace (MEASURES, Pace and forecast)."""

from fractions import Fraction

from app.rules.pace import pace_of, too_early

DAY = 8 * 3_600_000


def test_the_example_of_measures() -> None:
    """120 a month, day 8 of 21, 38 so far → 45.7, 0.83, 99.8, 6.3 a working day needed."""
    pace = pace_of(38, Fraction(120), Fraction(120 * 8, 21), 8 * DAY, 21 * DAY, DAY)

    assert round(float(pace.expected), 1) == 45.7
    assert pace.pace is not None
    assert round(float(pace.pace), 2) == 0.83
    assert pace.projection == Fraction(38 * 21, 8)
    assert float(pace.projection) == 99.75
    assert pace.needed is not None
    assert round(float(pace.needed), 1) == 6.3
    assert pace.behind == pace.expected - 38
    assert not pace.too_early


def test_too_early_is_the_first_15_per_cent_or_under_3_events() -> None:
    assert too_early(14, 100, 50)
    assert not too_early(15, 100, 50)
    assert too_early(80, 100, 2)
    assert not too_early(80, 100, 3)


def test_too_early_makes_no_projection_but_still_says_what_is_needed() -> None:
    pace = pace_of(9, Fraction(120), Fraction(120, 21), DAY, 21 * DAY, DAY)

    assert pace.too_early
    assert pace.pace is None
    assert pace.projection is None
    assert pace.behind is None
    assert pace.needed == Fraction(111, 20)


def test_nothing_more_is_needed_once_it_is_reached_and_nothing_can_be_once_it_is_over() -> None:
    ahead = pace_of(130, Fraction(120), Fraction(60), 10 * DAY, 20 * DAY, DAY)
    over = pace_of(90, Fraction(120), Fraction(120), 20 * DAY, 20 * DAY, DAY)

    assert ahead.needed == 0
    assert ahead.behind == 0
    assert over.needed is None
    assert over.projection == 90


def test_amended_terms_are_the_sum_of_their_segments() -> None:
    """100 a month for 10 of 20 days, then 140: 120 promised; on day 15, 50 + 35 expected."""
    pace = pace_of(85, Fraction(120), Fraction(85), 15 * DAY, 20 * DAY, DAY)

    assert pace.pace == 1
    assert pace.needed == 7
