from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.errors import Refusal
from app.model.calendar import (
    OFFICE_HOURS,
    Calendar,
    DayHours,
    Span,
    always,
    format_spans,
    parse_spans,
)
from app.model.columns import DAY_MS, HOUR_MS, MINUTE_MS, to_ms
from app.model.duration import DurationUnit, Within, format_within, parse_within
from app.rules.working_time import WorkingTime, working_time
from app.rules.zones import Column, day_start, local_day
from tests.rules.reference_working_time import OutOfSightError, Reference

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)


def ms(text: str, zone: str = "UTC") -> int:
    """The instant of a wall time: "2026-10-02 16:30"."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def wall(instant: int, zone: str = "UTC") -> str:
    return f"{datetime.fromtimestamp(instant / 1000, ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


def week(**hours: str) -> tuple[tuple[Span, ...], ...]:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return tuple(parse_spans(hours.get(name, hours.get("all", ""))) for name in names)


def open_days(zone: str, hours: str) -> WorkingTime:
    return working_time(Calendar(name="Test", hours=week(all=hours)), zone)


# --- the cases of MEASURES


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-10-02 16:30", 1, "Mon 2026-10-05 09:30"),
        ("2026-10-02 16:30", 8, "Mon 2026-10-05 16:30"),
        ("2026-10-03 15:00", 1, "Mon 2026-10-05 10:00"),
        ("2026-10-02 16:00", 1, "Fri 2026-10-02 17:00"),
        ("2026-10-02 17:00", 1, "Mon 2026-10-05 10:00"),
        ("2026-10-03 15:00", 0, "Mon 2026-10-05 09:00"),
        ("2026-10-02 12:00", 0, "Fri 2026-10-02 12:00"),
        ("2026-10-02 17:00", 0, "Fri 2026-10-02 17:00"),
    ],
)
def test_office_hours(start: str, hours: int, due: str) -> None:
    work = working_time(OFFICE_HOURS, "Europe/Berlin")
    assert wall(work.add(ms(start, "Europe/Berlin"), hours * HOUR_MS), "Europe/Berlin") == due


def test_a_calendar_without_working_time_is_refused() -> None:
    years = range(2026, 2028)
    every_day = frozenset(
        date.fromordinal(day)
        for day in range(date(2025, 1, 1).toordinal(), date(2029, 1, 1).toordinal())
    )
    with pytest.raises(Refusal, match='"Office hours" has no working time'):
        working_time(OFFICE_HOURS, "Europe/Berlin", every_day, years)
    with pytest.raises(Refusal, match="no working time"):
        working_time(Calendar(name="Shut", hours=week()), "Europe/Berlin")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24", "2026-03-07", "2026-10-31"])
def test_around_the_clock_a_day_is_24_hours_on_every_night(zone: str, night: str) -> None:
    start = ms(f"{night} 20:00", zone)
    assert working_time(always(), zone).add(start, 24 * HOUR_MS) == start + 24 * HOUR_MS


# --- clock changes and odd days


@pytest.mark.parametrize(
    ("zone", "hours", "day", "worked"),
    [
        ("Europe/Berlin", "00:00-24:00", "2026-10-25", 25),
        ("Europe/Berlin", "00:00-24:00", "2026-03-29", 23),
        ("Europe/Berlin", "00:00-02:30", "2026-10-25", 3.5),  # open through the repeated hour
        ("Europe/Berlin", "02:30-06:00", "2026-10-25", 4.5),
        ("Europe/Berlin", "02:30-06:00", "2026-03-29", 2.5),  # opens at 03:30
        ("Europe/Berlin", "01:00-02:30", "2026-03-29", 1.5),  # closes at 03:30
        ("Europe/Berlin", "02:30-03:00", "2026-03-29", 0),  # opens after it closes
        ("Europe/Berlin", "02:15-02:45, 03:00-05:00", "2026-03-29", 2),  # falls into the next span
        ("America/Sao_Paulo", "00:00-24:00", "2018-11-04", 23),  # begins at 01:00
        ("America/Sao_Paulo", "00:00-24:00", "2018-02-17", 25),  # 23:00 comes twice
        ("Australia/Lord_Howe", "00:00-24:00", "2026-04-05", 24.5),
        ("Pacific/Apia", "00:00-24:00", "2011-12-30", 0),  # never was
        ("Asia/Kolkata", "09:15-17:45", "2026-05-04", 8.5),
    ],
)
def test_hours_of_a_day(zone: str, hours: str, day: str, worked: float) -> None:
    ordinal = date.fromisoformat(day).toordinal()
    hours_of_day = open_days(zone, hours).elapsed(
        day_start(ordinal, zone), day_start(ordinal + 1, zone)
    )
    assert hours_of_day == worked * HOUR_MS


def test_a_day_that_was_left_out_lends_its_hours_to_no_other() -> None:
    fridays = working_time(Calendar(name="Test", hours=week(fri="09:00-17:00")), "Pacific/Apia")
    assert fridays.elapsed(ms("2011-12-28 00:00"), ms("2012-01-03 00:00")) == 0


def test_a_span_past_midnight_belongs_to_the_day_it_begins() -> None:
    night = Calendar(name="Night", hours=week(fri="22:00-06:00"))
    holiday = frozenset({date(2026, 10, 3)})
    work = working_time(night, "UTC", holiday)
    assert work.elapsed(ms("2026-10-02 00:00"), ms("2026-10-05 00:00")) == 8 * HOUR_MS
    assert wall(work.end_of_business_day(ms("2026-10-02 12:00"), 0)) == "Sat 2026-10-03 06:00"
    off = working_time(night, "UTC", frozenset({date(2026, 10, 2)}))
    assert off.elapsed(ms("2026-10-02 00:00"), ms("2026-10-05 00:00")) == 0


def test_shifts_that_overlap_across_midnight_count_once() -> None:
    work = open_days("UTC", "05:00-13:00, 22:00-06:00")
    assert work.elapsed(ms("2026-10-02 00:00"), ms("2026-10-03 00:00")) == 15 * HOUR_MS


def test_own_days_go_before_the_week_and_before_holidays() -> None:
    calendar = Calendar(
        name="Half-days",
        hours=week(all="09:00-17:00"),
        days=(
            DayHours(
                day=date(2026, 12, 24), spans=parse_spans("09:00-12:00"), name="Christmas Eve"
            ),
            DayHours(day=date(2026, 12, 28), name="Company outing"),
        ),
    )
    work = working_time(calendar, "UTC", frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
    worked = [
        work.elapsed(ms(f"2026-12-{day} 00:00"), ms(f"2026-12-{day + 1} 00:00")) // HOUR_MS
        for day in range(23, 29)
    ]
    assert worked == [8, 3, 0, 8, 8, 0]


# --- days, durations, pauses


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2026-10-02 10:00", 0, "Fri 2026-10-02 17:00"),
        ("2026-10-02 17:00", 0, "Mon 2026-10-05 17:00"),  # nothing of Friday is left
        ("2026-10-03 10:00", 0, "Mon 2026-10-05 17:00"),
        ("2026-10-02 10:00", 1, "Mon 2026-10-05 17:00"),
        ("2026-10-03 10:00", 1, "Mon 2026-10-05 17:00"),
        ("2026-10-02 23:00", 2, "Tue 2026-10-06 17:00"),
    ],
)
def test_end_of_business_day(start: str, number: int, end: str) -> None:
    assert wall(working_time(OFFICE_HOURS, "UTC").end_of_business_day(ms(start), number)) == end


@pytest.mark.parametrize(
    ("within", "due"),
    [
        ("90 business minutes", "Mon 2026-10-05 10:00"),
        ("4 business hours", "Mon 2026-10-05 12:30"),
        ("2 business days", "Tue 2026-10-06 16:30"),
        ("end of 2nd business day", "Tue 2026-10-06 17:00"),
        ("90 minutes", "Fri 2026-10-02 18:00"),
        ("48 hours", "Sun 2026-10-04 16:30"),
        ("30 days", "Sun 2026-11-01 23:59"),
    ],
)
def test_due(within: str, due: str) -> None:
    start = ms("2026-10-02 16:30", "Europe/Berlin")
    work = working_time(OFFICE_HOURS, "Europe/Berlin")
    assert wall(work.due(start, parse_within(within)), "Europe/Berlin") == due


@pytest.mark.parametrize("zone", ZONES)
def test_days_compare_calendar_dates(zone: str) -> None:
    day = date(2018, 10, 20).toordinal()
    starts = day_start(day, zone) + np.arange(0, DAY_MS, HOUR_MS // 2, dtype=np.int64)
    due = working_time(always(), zone).due(starts, Within(30, DurationUnit.DAYS))
    assert set(local_day(due, zone).tolist()) == {day + 30}
    assert set(local_day(due + 1, zone).tolist()) == {day + 31}


def test_due_soon_begins_at_three_quarters_of_its_own_kind_of_time() -> None:
    work = working_time(OFFICE_HOURS, "UTC")
    start = ms("2026-10-02 16:00")
    for text, soon in (
        ("4 business hours", "Mon 2026-10-05 11:00"),
        ("end of 1st business day", "Mon 2026-10-05 14:45"),
        ("8 hours", "Fri 2026-10-02 22:00"),
    ):
        within = parse_within(text)
        assert wall(work.soon(start, work.due(start, within), within)) == soon


@pytest.mark.parametrize(
    ("hours", "usual"),
    [
        (week(all="09:00-12:00, 13:00-18:00"), 8),
        (week(mon="09:00-17:00", tue="09:00-17:00", wed="09:00-13:00"), 8),
        (week(mon="09:00-13:00", tue="09:00-13:00", wed="09:00-18:00"), 4),
        (week(mon="09:00-17:00", tue="09:00-13:00"), 8),  # a tie goes to the longer
        (week(sat="22:00-06:00"), 8),
    ],
)
def test_usual_day(hours: tuple[tuple[Span, ...], ...], usual: int) -> None:
    assert working_time(Calendar(name="Test", hours=hours), "UTC").usual_day == usual * HOUR_MS


def test_a_pause_is_cut_out_of_the_working_time() -> None:
    work = working_time(OFFICE_HOURS, "UTC")
    start = ms("2026-10-02 16:00")
    due = work.add(start, 4 * HOUR_MS)
    monday_ten, monday_ten_past = ms("2026-10-05 10:00:00"), ms("2026-10-05 10:00:07")

    assert work.add_with_pauses(start, 4 * HOUR_MS, []) == (due, 0)
    one = (monday_ten, monday_ten_past)
    assert work.add_with_pauses(start, 4 * HOUR_MS, [one]) == (due + 7000, 0)
    same_twice = [one, (monday_ten + 2000, monday_ten_past)]
    assert work.add_with_pauses(start, 4 * HOUR_MS, same_twice) == (due + 7000, 0)
    night = (ms("2026-10-02 18:00"), ms("2026-10-05 08:00"))
    assert work.add_with_pauses(start, 4 * HOUR_MS, [one, night]) == (due + 7000, 0)
    before_the_start = (ms("2026-10-02 09:00"), ms("2026-10-02 15:00"))
    assert work.add_with_pauses(start, 4 * HOUR_MS, [before_the_start]) == (due, 0)
    for from_due_on in ((due, None), (due, due + DAY_MS)):
        assert work.add_with_pauses(start, 4 * HOUR_MS, [from_due_on]) == (due, 0)


def test_a_clock_paused_for_good_has_no_due_but_shows_what_is_left() -> None:
    work = working_time(OFFICE_HOURS, "UTC")
    start = ms("2026-10-02 16:00")
    until_march = [(ms("2026-10-05 10:00"), None)]
    assert work.add_with_pauses(start, 4 * HOUR_MS, until_march) == (None, 2 * HOUR_MS)
    from_the_start = [(start - 1, None)]
    assert work.add_with_pauses(start, 4 * HOUR_MS, from_the_start) == (None, 4 * HOUR_MS)


def test_an_opening_is_not_yet_open_and_a_closing_still_is() -> None:
    work = working_time(OFFICE_HOURS, "UTC")
    times = ("09:00:00", "09:00:01", "17:00:00", "17:00:01")
    assert [work.is_open(ms(f"2026-10-02 {time}")) for time in times] == [False, True, True, False]
    assert work.next_opening(ms("2026-10-02 09:00")) == ms("2026-10-02 09:00")


def test_the_first_night_of_the_horizon_began_the_day_before() -> None:
    night = Calendar(name="Night", hours=week(all="22:00-06:00"))
    work = working_time(night, "UTC", years=range(2026, 2027))
    assert work.elapsed(work.begin, work.begin + DAY_MS) == 8 * HOUR_MS
    evening = working_time(Calendar(name="Evening", hours=week(all="20:00-22:00")), "UTC")
    assert evening.elapsed(evening.begin, evening.begin + DAY_MS) == 2 * HOUR_MS
    assert evening.next_opening(evening.begin) == evening.begin + 20 * HOUR_MS


def test_results_past_the_horizon_are_refused() -> None:
    work = working_time(OFFICE_HOURS, "UTC", years=range(2026, 2027))
    start = ms("2026-12-31 12:00")
    with pytest.raises(Refusal, match="after the year 2026"):
        work.add(start, 6 * HOUR_MS)
    with pytest.raises(Refusal, match="after the year 2026"):
        work.add(np.array([start, start]), np.array([1, 6 * HOUR_MS]))
    with pytest.raises(Refusal, match="after the year 2026"):
        work.next_opening(ms("2026-12-31 17:01"))
    with pytest.raises(Refusal, match="after the year 2026"):
        work.end_of_business_day(start, 1)
    with pytest.raises(Refusal, match="after the year 2026"):
        work.end_of_business_day(ms("2026-12-31 18:00"), 0)
    with pytest.raises(Refusal, match="2026 to 2026"):
        work.before(ms("2025-12-31 23:59"))
    assert work.add(start, 5 * HOUR_MS) == ms("2026-12-31 17:00")


def test_empty_columns_stay_empty() -> None:
    work = working_time(OFFICE_HOURS, "Europe/Berlin")
    none = np.array([], dtype=np.int64)
    assert work.add(none, HOUR_MS).size == 0
    assert work.elapsed(none, 0 + work.begin).size == 0
    assert work.due(none, Within(3, DurationUnit.DAYS)).size == 0


def test_many_years_and_holidays_are_built_once() -> None:
    holidays = frozenset({date(2026, 1, 1)})
    same = Calendar(
        name="Office hours",
        hours=week(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "9-17")),
    )
    assert same == OFFICE_HOURS
    assert working_time(same, "UTC", holidays) is working_time(OFFICE_HOURS, "UTC", holidays)


# --- against the reference


@dataclass(frozen=True)
class World:
    calendar: Calendar
    holidays: frozenset[date]
    zone: str
    night: date

    def reference(self) -> Reference:
        return Reference(
            self.calendar.hours,
            {own.day: own.spans for own in self.calendar.days},
            set(self.holidays),
            self.zone,
            self.night - timedelta(days=7),
            self.night + timedelta(days=12),
        )

    def work(self) -> WorkingTime:
        years = range(self.night.year - 1, self.night.year + 2)
        return working_time(self.calendar, self.zone, self.holidays, years)


def clock_changes(zone: str) -> list[date]:
    """The local days of 2009 … 2026 whose length is not 24 hours, found the plain way."""
    nights = []
    day = datetime(2009, 1, 1, tzinfo=ZoneInfo(zone))
    while day.year < 2027:
        following = day + timedelta(days=1)
        if day.utcoffset() != following.utcoffset():
            nights.append(day.date())
        day = following
    return nights


CLOCK_CHANGES = {zone: clock_changes(zone) for zone in ZONES}


@st.composite
def spans_of_a_day(draw: st.DrawFn) -> tuple[Span, ...]:
    minutes = st.one_of(
        st.integers(0, 20).map(lambda quarter: quarter * 15),  # the hours where clocks change
        st.integers(0, 1439),
        st.just(1440),
        st.integers(1440, 1900),
    )
    marks = sorted(draw(st.lists(minutes, max_size=6, unique=True)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple((start, end) for start, end in pairs if start < 1440)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    zone = draw(st.sampled_from(ZONES))
    quiet = st.dates(date(2009, 2, 1), date(2026, 11, 1))
    changes = CLOCK_CHANGES[zone]
    night = draw(st.one_of(st.sampled_from(changes), quiet) if changes else quiet)
    near = st.integers(-4, 8).map(lambda days: night + timedelta(days=days))
    own = draw(st.dictionaries(near, spans_of_a_day(), max_size=2))
    calendar = Calendar(
        name="Random",
        hours=tuple(draw(st.tuples(*[spans_of_a_day()] * 7))),
        days=tuple(DayHours(day=day, spans=spans) for day, spans in own.items()),
    )
    assume(any(calendar.hours))
    return World(calendar, draw(st.frozensets(near, max_size=2)), zone, night)


def instants(world: World) -> st.SearchStrategy[int]:
    """Around the night: openings and closings, full minutes, any millisecond."""
    noon = ms(f"{world.night} 12:00")
    to_the_minute = st.integers(-3 * 1440, 3 * 1440).map(lambda minutes: noon + minutes * MINUTE_MS)
    any_time = st.integers(noon - 3 * DAY_MS, noon + 3 * DAY_MS)
    edges = [
        ms(f"{day} 00:00", world.zone) + minute * MINUTE_MS
        for day in (world.night + timedelta(days=offset) for offset in (-1, 0, 1))
        for span in world.calendar.hours[day.weekday()]
        for minute in span
    ]
    return st.one_of(to_the_minute, any_time, *([st.sampled_from(edges)] if edges else []))


AMOUNTS = st.one_of(
    st.just(0),
    st.integers(0, 40).map(lambda quarters: quarters * 15 * MINUTE_MS),
    st.integers(0, 30 * HOUR_MS),
)
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
thorough = settings(often, max_examples=200)


@thorough
@given(st.data(), worlds())
def test_agrees_with_the_reference(data: st.DataObject, world: World) -> None:
    slow, work = world.reference(), world.work()
    for start in data.draw(st.lists(instants(world), min_size=1, max_size=4)):
        until, amount = data.draw(instants(world)), data.draw(AMOUNTS)
        assert work.elapsed(start, until) == slow.elapsed(start, until)
        assert work.is_open(start) == slow.is_open(start)
        assert local_day(start, world.zone) == slow.local_day(start).toordinal()
        with suppress(OutOfSightError):
            assert work.next_opening(start) == slow.next_opening(start)
        with suppress(OutOfSightError):
            assert work.add(start, amount) == slow.add(start, amount)
        for number in range(3):
            with suppress(OutOfSightError):
                expected = slow.end_of_business_day(start, number)
                assert work.end_of_business_day(start, number) == expected
    first, last = world.night - timedelta(days=3), world.night + timedelta(days=5)
    counted = work.working_days(first.toordinal(), last.toordinal())
    assert counted == slow.working_days(first, last)


@often
@given(st.data(), worlds())
def test_adding_then_measuring_gives_the_amount_back(data: st.DataObject, world: World) -> None:
    work = world.work()
    start, amount = data.draw(instants(world)), data.draw(AMOUNTS)
    due = work.add(start, amount)
    assert work.elapsed(start, due) == amount
    assert amount == 0 or work.elapsed(start, due - 1) == amount - 1  # and no earlier
    assert work.add(start, amount + 1) > due or amount == 0


@often
@given(st.data(), worlds())
def test_working_time_never_runs_backwards(data: st.DataObject, world: World) -> None:
    work = world.work()
    column = np.array(sorted(data.draw(st.lists(instants(world), min_size=2, max_size=20))))
    assert np.all(np.diff(work.before(column)) >= 0)
    assert np.all(np.diff(work.before(column)) <= np.diff(column))
    assert np.all(np.diff(work.add(column, HOUR_MS)) >= 0)
    assert np.all(np.diff(work.next_opening(column)) >= 0)


@often
@given(st.data(), worlds(), st.sampled_from(DurationUnit), st.integers(1, 5))
def test_a_column_gives_what_its_values_give(
    data: st.DataObject, world: World, unit: DurationUnit, number: int
) -> None:
    work, within = world.work(), Within(number, unit)
    values = data.draw(st.lists(instants(world), max_size=6))
    amounts = data.draw(st.lists(AMOUNTS, min_size=len(values), max_size=len(values)))
    column: Column = np.array(values, dtype=np.int64)
    added = work.add(column, np.array(amounts, dtype=np.int64))
    assert added.tolist() == [work.add(*pair) for pair in zip(values, amounts, strict=True)]
    assert work.before(column).tolist() == [work.before(value) for value in values]
    assert work.is_open(column).tolist() == [work.is_open(value) for value in values]
    due = work.due(column, within)
    assert due.tolist() == [work.due(value, within) for value in values]
    assert work.soon(column, due, within).tolist() == [
        work.soon(value, work.due(value, within), within) for value in values
    ]


@often
@given(st.data(), worlds())
def test_pauses_add_exactly_the_working_time_they_cover(data: st.DataObject, world: World) -> None:
    work = world.work()
    marks = sorted(data.draw(st.lists(instants(world), min_size=5, max_size=5)))
    start, pauses = marks[0], [(marks[1], marks[2]), (marks[3], marks[4])]
    amount = data.draw(AMOUNTS.filter(bool))
    due, left = work.add_with_pauses(start, amount, data.draw(st.permutations(pauses)))
    assert due is not None
    assert left == 0
    paused = sum(work.elapsed(min(since, due), min(until, due)) for since, until in pauses)
    assert work.elapsed(start, due) == amount + paused
    assert not any(since < due < until for since, until in pauses)


# --- zones


@pytest.mark.parametrize("zone", ZONES)
def test_days_and_their_starts_agree_with_the_calendar(zone: str) -> None:
    first, last = date(2009, 1, 1).toordinal(), date(2027, 1, 1).toordinal()
    days = np.arange(first, last, dtype=np.int64)
    starts = day_start(days, zone)
    for day in (*CLOCK_CHANGES[zone], date(2020, 2, 29)):
        for ordinal in range(day.toordinal() - 1, day.toordinal() + 3):
            start = int(starts[min(ordinal, last - 1) - first])
            midnight = datetime.fromtimestamp(start / 1000, ZoneInfo(zone))
            before = datetime.fromtimestamp(start / 1000 - 1, ZoneInfo(zone))
            assert before.date() < midnight.date()
    real = starts[:-1] < starts[1:]  # Apia left a day out
    assert np.array_equal(local_day(starts[:-1], zone)[real], days[:-1][real])
    assert np.array_equal(local_day(starts[1:] - 1, zone)[real], days[:-1][real])


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "America", "../etc/passwd", "Berlin "])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="is not a time zone"):
        local_day(0, name)


def test_instants_outside_the_known_years_are_refused() -> None:
    with pytest.raises(Refusal, match="1970 to 2100"):
        local_day(ms("1900-01-01 00:00"), "UTC")


# --- what is written


@pytest.mark.parametrize(
    ("text", "spans", "written"),
    [
        ("09:00-12:30, 13:30-18:00", ((540, 750), (810, 1080)), "09:00-12:30, 13:30-18:00"),
        ("13-18,9:00\u201312", ((540, 720), (780, 1080)), "09:00-12:00, 13:00-18:00"),
        ("22:00-06:00", ((1320, 1800),), "22:00-06:00"),
        ("00:00-24:00", ((0, 1440),), "00:00-24:00"),
        ("08:00-33:00", ((480, 1980),), "08:00-33:00"),
        ("closed", (), "closed"),
        ("  ", (), "closed"),
    ],
)
def test_spans_are_read_and_written(text: str, spans: tuple[Span, ...], written: str) -> None:
    assert parse_spans(text) == spans
    assert format_spans(spans) == written


@given(spans_of_a_day())
def test_written_spans_read_back(spans: tuple[Span, ...]) -> None:
    assert parse_spans(format_spans(spans)) == spans


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nine to five", "not a span"),
        ("09:00", "not a span"),
        ("09:00-17:00,", "not a span"),
        ("09:60-17:00", "does not exist"),
        ("24:00-30:00", "does not exist"),
        ("09:00-48:30", "next midnight but one"),
        ("09:00-13:00, 12:00-17:00", "09:00-13:00 and 12:00-17:00 overlap"),
    ],
)
def test_bad_spans_are_refused(text: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        parse_spans(text)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": " "}, "needs a name"),
        ({"hours": ((),) * 6}, "seven days"),
        ({"hours": (((600, 600),), *((),) * 6)}, "Monday: hours must end after they start"),
        ({"hours": ((), ((0, 60), (30, 90)), *((),) * 5)}, "Tuesday: .* overlap"),
        ({"country": "Germany"}, "not a country code"),
        ({"country": None, "region": "BY"}, "needs its country"),
        ({"days": ({"day": "2026-01-02"}, {"day": "2026-01-02"})}, "2026-01-02 is listed twice"),
        ({"days": ({"day": "2026-01-02", "spans": ((-5, 9),)},)}, "2026-01-02: hours must begin"),
    ],
)
def test_bad_calendars_are_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        Calendar.model_validate(OFFICE_HOURS.model_dump() | change)


def test_a_calendar_survives_being_stored() -> None:
    calendar = Calendar(
        name="Branch",
        hours=week(all="13:00-17:00, 08:00-12:00"),
        country="DE",
        region="BY",
        days=(DayHours(day=date(2026, 12, 24), spans=((540, 720),), name="Christmas Eve"),),
    )
    assert Calendar.model_validate_json(calendar.model_dump_json()) == calendar
    assert hash(Calendar.model_validate(calendar.model_dump())) == hash(calendar)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("4 business hours", Within(4, DurationUnit.BUSINESS_HOURS)),
        ("within 1 Business  Hour", Within(1, DurationUnit.BUSINESS_HOURS)),
        ("30 days", Within(30, DurationUnit.DAYS)),
        ("by the end of the 2nd business day", Within(2, DurationUnit.END_OF_BUSINESS_DAY)),
        ("end of the same business day", Within(0, DurationUnit.END_OF_BUSINESS_DAY)),
        ("end of next business day", Within(1, DurationUnit.END_OF_BUSINESS_DAY)),
    ],
)
def test_durations_are_read(text: str, within: Within) -> None:
    assert parse_within(text) == within


@given(st.integers(0, 3_650), st.sampled_from(DurationUnit))
def test_written_durations_read_back(amount: int, unit: DurationUnit) -> None:
    assume((amount or unit is DurationUnit.END_OF_BUSINESS_DAY) and amount <= unit.most)
    assert parse_within(format_within(Within(amount, unit))) == Within(amount, unit)


@pytest.mark.parametrize("unit", DurationUnit)
def test_the_longest_promise_falls_due_on_a_day_that_is_known(unit: DurationUnit) -> None:
    hours = working_time(OFFICE_HOURS, "Europe/Berlin")
    start = to_ms(datetime(2050, 1, 4, 9, tzinfo=UTC))

    due = hours.due(start, Within(unit.most, unit))

    assert start < due < to_ms(datetime(2062, 1, 1, tzinfo=UTC))
    with pytest.raises(Refusal, match=f"between [01] and {unit.most:,} "):
        Within(unit.most + 1, unit)


def test_durations_are_written_as_people_say_them() -> None:
    ordinals = {
        1: "1st",
        2: "2nd",
        3: "3rd",
        4: "4th",
        11: "11th",
        12: "12th",
        13: "13th",
        21: "21st",
        111: "111th",
    }
    for number, ordinal in ({0: "same"} | ordinals).items():
        written = str(Within(number, DurationUnit.END_OF_BUSINESS_DAY))
        assert written == f"end of {ordinal} business day"
    assert str(Within(1, DurationUnit.BUSINESS_DAYS)) == "1 business day"
    assert str(Within(90, DurationUnit.MINUTES)) == "90 minutes"


@pytest.mark.parametrize(
    "text", ["", "soon", "4", "0 days", "-1 days", "2 weeks", "4.5 hours", "9999999 days"]
)
def test_bad_durations_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match="duration"):
        parse_within(text)
