"""Times as people type them: instants that passed, and days to come."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.errors import Refusal
from app.rules.typed_time import ENGLISH, Tongue, read_day, read_time

ZONE = "Europe/Berlin"
NOW = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)
"""A Thursday, 14:00 in Berlin."""

GERMAN = Tongue(
    ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    (
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August"),
        *("September", "Oktober", "November", "Dezember"),
    ),
)
AMERICAN = Tongue(ENGLISH.weekdays, ENGLISH.months, day_first=False)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("11:05", "2026-03-05T11:05"),
        ("at 11:05", "2026-03-05T11:05"),
        ("today 9.30", "2026-03-05T09:30"),
        ("Yesterday 16:20", "2026-03-04T16:20"),
        ("yesterday at 9", "2026-03-04T09:00"),
        ("16:20 yesterday", "2026-03-04T16:20"),
        ("mon 9", "2026-03-02T09:00"),
        ("tue 4pm", "2026-03-03T16:00"),
        ("4 pm on tuesday", "2026-03-03T16:00"),
        ("last friday 10:00", "2026-02-27T10:00"),
        ("Friday, 08:00", "2026-02-27T08:00"),
        ("30 Oct 16:20", "2025-10-30T16:20"),
        ("Oct 30th, 16:20", "2025-10-30T16:20"),
        ("1 march 2024 12:15 am", "2024-03-01T00:15"),
        ("2026-02-12 16:20", "2026-02-12T16:20"),
        ("2026-02-12T16:20", "2026-02-12T16:20"),
        ("12.2. 16:20", "2026-02-12T16:20"),
        ("3/2 16:20", "2026-02-03T16:20"),
        ("2 h ago", "2026-03-05T12:00"),
        ("an hour ago", "2026-03-05T13:00"),
        ("20 min ago", "2026-03-05T13:40"),
        ("3 days ago", "2026-03-02T14:00"),
        ("1 month ago", "2026-02-05T14:00"),
    ],
)
def test_an_instant_is_read(text: str, local: str) -> None:
    assert read_time(text, NOW, ZONE) == at(local)


def test_days_ago_keep_the_time_of_day_across_a_clock_change() -> None:
    now = at("2026-03-30T14:00").astimezone(UTC)
    assert read_time("2 days ago", now, ZONE) == at("2026-03-28T14:00")
    assert read_time("30 h ago", now, ZONE) == at("2026-03-29T08:00")


def test_now_is_nothing_to_read() -> None:
    assert read_time(" ", NOW, ZONE) is None
    assert read_time("Now", NOW, ZONE) is None


def test_a_numeric_day_is_read_in_the_order_of_the_language() -> None:
    assert read_time("3/2 16:20", NOW, ZONE, AMERICAN) == at("2026-03-02T16:20")
    assert read_time("3.2. 16:20", NOW, ZONE, AMERICAN) == at("2026-02-03T16:20")


def test_another_language_is_read_beside_english() -> None:
    assert read_time("Dienstag 16:20", NOW, ZONE, GERMAN) == at("2026-03-03T16:20")
    assert read_time("tuesday 16:20", NOW, ZONE, GERMAN) == at("2026-03-03T16:20")
    assert read_day("3. März", NOW, ZONE, GERMAN) == date(2027, 3, 3)


def test_a_skipped_hour_moves_forward() -> None:
    found = read_time("2025-03-30 02:30", NOW, ZONE)
    assert found == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "25:00",
        "13 pm",
        "31 feb 10:00",
        "30 blub 10:00",
        "yesterday",
        "2026-02-12",
        "mon 25",
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal, match="16:20") as refused:
        read_time(text, NOW, ZONE)
    assert refused.value.field == "at"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", date(2026, 3, 6)),
        ("fri", date(2026, 3, 6)),
        ("Thursday", date(2026, 3, 12)),
        ("next monday", date(2026, 3, 9)),
        ("until 1 March", date(2027, 3, 1)),
        ("6 March", date(2026, 3, 6)),
        ("April 1st", date(2026, 4, 1)),
        ("in 2 weeks", date(2026, 3, 19)),
        ("for a week", date(2026, 3, 12)),
        ("in 10 days", date(2026, 3, 15)),
        ("in 3 months", date(2026, 6, 5)),
        ("next week", date(2026, 3, 9)),
        ("next month", date(2026, 4, 1)),
        ("31.12.", date(2026, 12, 31)),
        ("2027-01-15", date(2027, 1, 15)),
    ],
)
def test_a_day_to_come_is_read(text: str, day: date) -> None:
    assert read_day(text, NOW, ZONE) == day


def test_a_month_later_ends_with_the_month() -> None:
    assert read_day("in 1 month", at("2026-01-31T12:00"), ZONE) == date(2026, 2, 28)


def test_today_is_what_it_is_in_the_zone() -> None:
    late = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)  # already the 6th in Berlin
    assert read_day("tomorrow", late, ZONE) == date(2026, 3, 7)


def test_no_day_is_none() -> None:
    assert read_day("  ", NOW, ZONE) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("someday", "“someday” is not a day."),
        ("31 feb", "“31 feb” is not a day."),
        ("in 2 hours", "“in 2 hours” is not a day."),
        ("today", "That day is not ahead of today."),
        ("yesterday", "That day is not ahead of today."),
        ("1 March 2024", "That day is not ahead of today."),
    ],
)
def test_a_day_that_is_none_or_passed_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        read_day(text, NOW, ZONE)
    assert refused.value.field == "until"
