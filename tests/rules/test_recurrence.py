"""On which days something promised for every month falls due."""

from datetime import date

import pytest

from app.rules.periods import Period, PeriodKind
from app.rules.recurrence import monthly


def due(day_of_month: int, first: str, last_exclusive: str) -> list[str]:
    first_day, end = (date.fromisoformat(day).toordinal() for day in (first, last_exclusive))
    found = monthly(day_of_month, Period(PeriodKind.RANGE, first_day, end))
    return [str(date.fromordinal(day)) for day in found]


def test_a_month_too_short_has_its_last_day() -> None:
    spring = ("2026-01-15", "2026-05-01")
    assert due(31, *spring) == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    assert due(30, *spring) == ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"]
    assert due(31, "2028-02-01", "2028-03-01") == ["2028-02-29"]


def test_only_days_of_the_range_are_listed() -> None:
    assert due(15, "2026-01-15", "2026-03-15") == ["2026-01-15", "2026-02-15"]
    assert due(31, "2026-02-01", "2026-02-28") == []
    assert due(1, "2026-12-31", "2027-01-02") == ["2027-01-01"]
    assert due(1, "2026-03-01", "2026-03-01") == []


@pytest.mark.parametrize("no_day", [0, 32])
def test_a_day_no_month_has_is_a_mistake(no_day: int) -> None:
    with pytest.raises(ValueError, match=f"no month has a day {no_day}"):
        due(no_day, "2026-01-01", "2027-01-01")
