"""On which days something promised again and again falls due."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.calendar import OFFICE_HOURS, Calendar, DayHours, always
from app.model.schedule import Schedule, parse_schedule
from app.rules.recurrence import due_days
from app.rules.working_time import WorkingTime, working_time
from tests.model.test_schedule import schedules
from tests.rules.reference_deliverables import walked

ZONE = "Europe/Berlin"
OFFICE = working_time(OFFICE_HOURS, ZONE, frozenset({date(2026, 5, 1), date(2026, 12, 25)}))
EVERY_DAY = working_time(always(), ZONE)


def due(text: str, year: int, hours: WorkingTime = OFFICE) -> list[str]:
    """When what is promised for the periods that begin in `year` is due."""
    pairs = zip(*due_days(parse_schedule(text), hours), strict=True)
    return [
        f"{date.fromordinal(day):%a %m-%d}"
        for first, day in pairs
        if date.fromordinal(first).year == year
    ]


@pytest.mark.parametrize(("year", "february"), [(2026, "28"), (2028, "29")])
def test_a_month_too_short_has_its_last_day(year: int, february: str) -> None:
    found = due("every month on day 31", year, EVERY_DAY)
    assert [day[4:] for day in found[:4]] == ["01-31", f"02-{february}", "03-31", "04-30"]
    assert [day[4:] for day in due("every month on day 30", year, EVERY_DAY)[1:3]] == [
        f"02-{february}",
        "03-30",
    ]


def test_a_week_has_its_weekday() -> None:
    assert due("every week on Friday", 2026)[:3] == ["Fri 01-09", "Fri 01-16", "Fri 01-23"]
    assert due("every week on Monday", 2026, EVERY_DAY)[-1] == "Mon 12-28"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("every month on the 2nd Tuesday", ["Tue 01-13", "Tue 02-10", "Tue 03-10", "Tue 04-14"]),
        ("every month on the 1st Thursday", ["Thu 01-01", "Thu 02-05", "Thu 03-05", "Thu 04-02"]),
        ("every month on the last Friday", ["Fri 01-30", "Fri 02-27", "Fri 03-27", "Fri 04-24"]),
        ("every month on the last day", ["Sat 01-31", "Sat 02-28", "Tue 03-31", "Thu 04-30"]),
    ],
)
def test_weekdays_and_last_days_of_months(text: str, days: list[str]) -> None:
    assert due(text, 2026, EVERY_DAY)[:4] == days


def test_working_days_are_counted_around_weekends_and_holidays() -> None:
    assert due("every month on the 1st working day", 2026)[3:6] == [
        "Wed 04-01",
        "Mon 05-04",  # the 1st is a holiday, then comes a weekend
        "Mon 06-01",
    ]
    assert due("every month on the last working day", 2026)[:2] == ["Fri 01-30", "Fri 02-27"]


def test_a_month_with_too_few_working_days_has_its_last_one() -> None:
    mondays = Calendar(name="Mondays", hours=(((540, 1020),), *((),) * 6))
    hours = working_time(mondays, ZONE)
    assert due("every month on the 5th working day", 2026, hours)[:3] == [
        "Mon 01-26",
        "Mon 02-23",
        "Mon 03-30",
    ]


def test_a_month_without_any_working_day_has_the_one_before() -> None:
    august = tuple(DayHours(day=date(2026, 8, day)) for day in range(1, 32))
    hours = working_time(OFFICE_HOURS.model_copy(update={"days": august}), ZONE)
    for text in ("every month on the 3rd working day", "every month on the last working day"):
        assert due(text, 2026, hours)[7] == "Fri 07-31"


def test_a_day_off_moves_to_the_working_day_before_or_after() -> None:
    assert due("every month on day 1", 2026)[:5] == [
        "Thu 01-01",
        "Fri 01-30",  # the 1st of February is a Sunday
        "Fri 02-27",
        "Wed 04-01",
        "Thu 04-30",  # the 1st of May is a holiday
    ]
    after = due("every month on day 1, else the working day after", 2026)
    assert after[:5] == ["Thu 01-01", "Mon 02-02", "Mon 03-02", "Wed 04-01", "Mon 05-04"]
    assert due("every week on Friday, else the working day after", 2026)[-2:] == [
        "Mon 12-28",  # the 25th is a holiday
        "Fri 01-01",
    ]


def test_quarters_and_years_have_theirs_in_their_last_month() -> None:
    assert due("every quarter on day 15", 2026, EVERY_DAY) == [
        "Sun 03-15",
        "Mon 06-15",
        "Tue 09-15",
        "Tue 12-15",
    ]
    assert due("every quarter on the last working day", 2026)[3] == "Thu 12-31"
    assert due("every year on the 1st Monday", 2026) == ["Mon 12-07"]


def test_periods_follow_each_other_through_all_years() -> None:
    first, _ = due_days(parse_schedule("every week on Friday"), OFFICE)
    assert date.fromordinal(int(first[-1])).year >= 2060
    assert set((first[1:] - first[:-1]).tolist()) == {7}


@given(schedules(), st.dates(date(2000, 1, 1), date(2059, 12, 31)))
def test_it_agrees_with_walking_day_by_day(schedule: Schedule, day: date) -> None:
    first, due = due_days(schedule, OFFICE)
    at = int(first.searchsorted(day.toordinal(), side="right")) - 1
    begin = date.fromordinal(int(first[at]))
    assert begin <= day
    working = set(map(date.fromordinal, OFFICE.business_days.tolist()))
    assert date.fromordinal(int(due[at])) == walked(schedule, begin, working)
