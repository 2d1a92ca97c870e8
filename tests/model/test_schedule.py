"""Schedules and their text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.model.cadence import Cadence
from app.model.schedule import (
    LAST,
    DayRule,
    Schedule,
    Shift,
    format_schedule,
    parse_schedule,
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    cadence, shift = draw(st.sampled_from(Cadence)), draw(st.sampled_from(Shift))
    weekday = draw(st.integers(0, 6))
    if cadence is Cadence.WEEK:
        return Schedule(cadence, DayRule.WEEKDAY, 1, weekday, shift)
    rule = draw(st.sampled_from(DayRule))
    most = {DayRule.DAY: 31, DayRule.WEEKDAY: 4, DayRule.WORKING_DAY: 15}[rule]
    number = draw(st.sampled_from([LAST, *range(1, most + 1)]))
    return Schedule(cadence, rule, number, weekday if rule is DayRule.WEEKDAY else None, shift)


@given(schedules())
def test_what_is_written_reads_back(schedule: Schedule) -> None:
    text = format_schedule(schedule)
    assert parse_schedule(text) == schedule
    assert parse_schedule(f"  {text.upper().replace(' ', '   ')}\n") == schedule
    assert str(schedule) == text


@pytest.mark.parametrize(
    ("schedule", "text"),
    [
        (Schedule(Cadence.WEEK, DayRule.WEEKDAY, 1, 4), "every week on Friday"),
        (Schedule(Cadence.MONTH, DayRule.DAY, 31), "every month on day 31"),
        (Schedule(Cadence.MONTH, DayRule.DAY, LAST), "every month on the last day"),
        (Schedule(Cadence.MONTH, DayRule.WEEKDAY, LAST, 0), "every month on the last Monday"),
        (
            Schedule(Cadence.MONTH, DayRule.WORKING_DAY, 3),
            "every month on the 3rd working day",
        ),
        (
            Schedule(Cadence.YEAR, DayRule.WORKING_DAY, LAST),
            "every year on the last working day",
        ),
        (
            Schedule(Cadence.QUARTER, DayRule.WEEKDAY, 2, 1, Shift.AFTER),
            "every quarter on the 2nd Tuesday, else the working day after",
        ),
    ],
)
def test_schedules_read_as_people_say_them(schedule: Schedule, text: str) -> None:
    assert format_schedule(schedule) == text


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("every week on the 1st Friday", Schedule(Cadence.WEEK, DayRule.WEEKDAY, 1, 4)),
        ("every month on the 31st day", Schedule(Cadence.MONTH, DayRule.DAY, 31)),
        ("every month on last day", Schedule(Cadence.MONTH, DayRule.DAY, LAST)),
        (
            "every month on day 1, else the working day before",
            Schedule(Cadence.MONTH, DayRule.DAY, 1),
        ),
    ],
)
def test_other_ways_of_saying_it(text: str, schedule: Schedule) -> None:
    assert parse_schedule(text) == schedule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "monthly",
        "every day",
        "every week",
        "every month on Friday",
        "every month on the 2nd someday",
        "every week on someday",
        "every month on day",
        "every month on the last",
        "every fortnight on Friday",
        "every month on day 31, else the day after",
    ],
)
def test_what_is_no_schedule_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal, match=r'is not a schedule\. Write it like "every week') as refused:
        parse_schedule(text)
    assert str(refused.value).startswith(f'"{text}"')
    assert refused.value.field == "schedule"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("every month on day 0", "The number must be between 1 and 31, or the last."),
        ("every month on day 32", "The number must be between 1 and 31, or the last."),
        ("every month on the 0th day", "The number must be between 1 and 31, or the last."),
        ("every month on the 5th Friday", "The number must be between 1 and 4, or the last."),
        (
            "every month on the 16th working day",
            "The number must be between 1 and 15, or the last.",
        ),
        ("every week on day 3", "Name the weekday on which it is due every week."),
        ("every week on the 2nd Friday", "Name the weekday on which it is due every week."),
        ("every week on the last Friday", "Name the weekday on which it is due every week."),
        (
            "every week on the last working day",
            "Name the weekday on which it is due every week.",
        ),
    ],
)
def test_what_no_period_has_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_schedule(text)
    assert str(refused.value) == sentence
    assert refused.value.field == "schedule"


@pytest.mark.parametrize(
    ("rule", "weekday", "sentence"),
    [
        (DayRule.WEEKDAY, None, "Name the weekday on which it is due."),
        (DayRule.DAY, 2, "Only a schedule on weekdays names one."),
        (DayRule.WORKING_DAY, 2, "Only a schedule on weekdays names one."),
        (DayRule.WEEKDAY, 7, "A week has seven days."),
        (DayRule.WEEKDAY, -1, "A week has seven days."),
    ],
)
def test_a_weekday_goes_with_weekdays_alone(
    rule: DayRule, weekday: int | None, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        Schedule(Cadence.MONTH, rule, 1, weekday)
    assert str(refused.value) == sentence
