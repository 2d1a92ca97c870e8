from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.rules import periods
from app.rules.periods import (
    Period,
    PeriodKind,
    bounds,
    buckets,
    format_period,
    parse_period,
    period_name,
    period_of,
)

TODAY = date(2026, 10, 21).toordinal()
WHOLE_KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
DAYS = st.dates(date(1971, 1, 1), date(2099, 12, 31)).map(date.toordinal)
PERIODS = st.one_of(
    st.builds(period_of, st.sampled_from(WHOLE_KINDS), DAYS),
    st.builds(
        lambda first, length: Period(PeriodKind.RANGE, first, first + length),
        DAYS,
        st.integers(1, 300),
    ),
)


def days(period: Period) -> tuple[str, str]:
    """The first and the last day of a period."""
    first, last = period.first_day, period.last_day_exclusive - 1
    return str(date.fromordinal(first)), str(date.fromordinal(last))


@pytest.mark.parametrize(
    ("text", "first", "last", "written", "name"),
    [
        ("2018", "2018-01-01", "2018-12-31", "2018", "2018"),
        ("2018-Q2", "2018-04-01", "2018-06-30", "2018-Q2", "Q2 2018"),
        ("2018-q4", "2018-10-01", "2018-12-31", "2018-Q4", "Q4 2018"),
        ("2020-02", "2020-02-01", "2020-02-29", "2020-02", "February 2020"),
        ("2018-W20", "2018-05-14", "2018-05-20", "2018-W20", "Week 20, 2018"),
        ("2026-W01", "2025-12-29", "2026-01-04", "2026-W01", "Week 1, 2026"),
        ("2020-W53", "2020-12-28", "2021-01-03", "2020-W53", "Week 53, 2020"),
        ("2018-05-03", "2018-05-03", "2018-05-03", "2018-05-03", "3 May 2018"),
        (
            "2017-06..2018-05",
            "2017-06-01",
            "2018-05-31",
            "2017-06..2018-05",
            "June 2017 \u2013 May 2018",
        ),
        (
            "2018-05-03 .. 2018-W20",
            "2018-05-03",
            "2018-05-20",
            "2018-05-03..2018-05-20",
            "3 May 2018 \u2013 20 May 2018",
        ),
        ("2018-05..2018-05", "2018-05-01", "2018-05-31", "2018-05..2018-05", "May 2018"),
        ("this-week", "2026-10-19", "2026-10-25", "2026-W43", "Week 43, 2026"),
        ("last-month", "2026-09-01", "2026-09-30", "2026-09", "September 2026"),
        ("This-Quarter", "2026-10-01", "2026-12-31", "2026-Q4", "Q4 2026"),
        ("next-year", "2027-01-01", "2027-12-31", "2027", "2027"),
    ],
)
def test_periods_are_read_written_and_named(
    text: str, first: str, last: str, written: str, name: str
) -> None:
    period = parse_period(text, TODAY)
    assert days(period) == (first, last)
    assert format_period(period) == written
    assert period_name(period) == name


@given(PERIODS)
def test_a_written_period_reads_back(period: Period) -> None:
    assert parse_period(format_period(period), TODAY) == period


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not a period"),
        ("May 2018", "is not a period"),
        ("2018-5", "is not a period"),
        ("2018-Q5", "is not a period"),
        ("last-range", "is not a period"),
        ("last-decade", "is not a period"),
        ("2018-01..", "is not a period"),
        ("2018-01..2018-02..2018-03", "is not a period"),
        ("2018-13", "date that does not exist"),
        ("2019-02-29", "date that does not exist"),
        ("2018-W53", "date that does not exist"),
        ("2018-W00", "date that does not exist"),
        ("2018-00", "date that does not exist"),
        ("2018-05-00", "date that does not exist"),
        ("1066", "1970 to 2100"),
        ("2018-06..2018-05", "ends before it begins"),
    ],
)
def test_bad_periods_are_refused(text: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        parse_period(text, TODAY)


@given(st.sampled_from(WHOLE_KINDS), DAYS)
def test_periods_of_a_kind_follow_each_other_without_gap(kind: PeriodKind, day: int) -> None:
    period = period_of(kind, day)
    assert day in period
    assert period_of(kind, period.first_day) == period
    assert periods.previous(period) == period_of(kind, period.first_day - 1)
    assert periods.next(period) == period_of(kind, period.last_day_exclusive)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("2017-06..2018-05", "2016-06..2017-05", "2018-06..2019-05"),
        ("2018-02..2018-02", "2018-01..2018-01", "2018-03..2018-03"),
        ("2018-05-03..2018-05-09", "2018-04-26..2018-05-02", "2018-05-10..2018-05-16"),
    ],
)
def test_a_range_moves_by_its_own_length(text: str, before: str, after: str) -> None:
    period = parse_period(text, TODAY)
    assert format_period(periods.previous(period)) == before
    assert format_period(periods.next(period)) == after


@given(st.sampled_from(WHOLE_KINDS), DAYS, st.integers(0, 900))
def test_buckets_cover_a_range_once(kind: PeriodKind, first: int, length: int) -> None:
    found = buckets(kind, first, first + length)
    for day in range(first, first + length):
        assert sum(day in period for period in found) == 1
    assert all(period.first_day < first + length for period in found)
    assert all(period.last_day_exclusive > first for period in found)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata"])
def test_bounds_are_local_midnights(zone: str) -> None:
    start, end = bounds(parse_period("2018-05", TODAY), zone)
    expected = [datetime(2018, month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for month in (5, 6)]
    assert [start / 1000, end / 1000] == [instant.timestamp() for instant in expected]


def test_every_period_that_can_be_written_has_bounds() -> None:
    for text in ("1970", "1970-W01", "2100", "2100-W52"):
        start, end = bounds(parse_period(text, TODAY), "Asia/Tokyo")
        assert start < end
