"""Instants, lengths and money as people read and type them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from app.model.agreement import Commitment, CommitmentKind
from app.model.calendar import OFFICE_HOURS
from app.model.clocks import ClockState
from app.model.columns import Ms, to_ms
from app.model.duration import DurationUnit, Within
from app.model.people import Side
from app.rules.working_time import WorkingTime, working_time
from app.services.clock_lines import ClockLine
from ui import wording
from ui.widgets.marks import State
from ui.widgets.typed_time import TimeField, tongue

ZONE = "Europe/Berlin"
NOW = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)
"""A Thursday, 14:00 in Berlin."""


@pytest.fixture(autouse=True)
def stand_still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def american() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


def at(text: str) -> Ms:
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)))


def a_clock(
    state: ClockState,
    start: Ms,
    due: Ms | None,
    *,
    stop: Ms | None = None,
    left: Ms | None = None,
    hours: WorkingTime | None = None,
) -> ClockLine:
    return ClockLine(
        lead_id=1,
        deliverable_id=None,
        occurrence=None,
        lead="Ada Lovelace",
        company=None,
        lead_key=None,
        code="S1",
        version=1,
        commitment=Commitment(
            side=Side.SALES,
            kind=CommitmentKind.RESPONSE,
            share=9000,
            within=Within(4, DurationUnit.BUSINESS_HOURS),
        ),
        owner=None,
        start=start,
        due=due,
        stop=stop,
        resume=None,
        left=left,
        state=state,
        hours=hours,
    )


OFFICE = working_time(OFFICE_HOURS, ZONE)


def test_instants_are_local_and_name_another_year() -> None:
    assert wording.when(to_ms(NOW), ZONE) == "Thu 5 Mar, 14:00"
    assert wording.when(to_ms(NOW), "America/New_York") == "Thu 5 Mar, 08:00"
    assert wording.day(at("2025-12-31T10:00"), ZONE) == "31 Dec 2025"
    assert wording.day(at("2026-01-01T00:30"), ZONE) == "1 Jan"


def test_instants_follow_the_locale(german: None) -> None:
    assert wording.when(to_ms(NOW), ZONE) == "Do. 5 März, 14:00"


def test_money() -> None:
    assert wording.money(1_800_000, "EUR") == "€18,000"
    assert wording.money(150_050, "GBP") == "£1,500.50"
    assert wording.money(100, "CHF") == "CHF\N{NO-BREAK SPACE}1"


def test_what_is_left_counts_in_the_promise_and_lateness_in_real_time() -> None:
    friday, monday = at("2026-03-06T16:00"), at("2026-03-09T10:00")
    assert wording.countdown(monday, friday, OFFICE) == "2 h left"
    assert wording.countdown(monday, friday, None) == "2 days 18 h left"
    assert wording.countdown(friday, monday, OFFICE) == "2 days 18 h late"


def test_each_state_has_its_words_and_look() -> None:
    now, start, due = to_ms(NOW), at("2026-03-05T09:30"), at("2026-03-05T13:30")
    kept = a_clock(ClockState.KEPT, start, due, stop=at("2026-03-05T10:22"), hours=OFFICE)
    assert wording.clock_text(kept, now) == ("kept, 52 min", State.KEPT)
    late = a_clock(ClockState.LATE, start, due, stop=at("2026-03-05T13:50"))
    assert wording.clock_text(late, now) == ("done 20 min late", State.MISSED)
    overdue = a_clock(ClockState.OVERDUE, start, due)
    assert wording.clock_text(overdue, now) == ("30 min late", State.MISSED)
    soon = a_clock(ClockState.DUE_SOON, start, at("2026-03-05T14:38"))
    assert wording.clock_text(soon, now) == ("38 min left", State.AT_RISK)
    paused = a_clock(ClockState.PAUSED, start, None, left=7_200_000)
    assert wording.clock_text(paused, now) == ("paused, 2 h left", State.NONE)
    exempt = a_clock(ClockState.EXEMPT, start, due)
    assert wording.clock_text(exempt, now) == ("exempt", State.NONE)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"kind": "response"}, "First contact"),
        ({"kind": "persistence", "attempts": 5}, "5 attempts"),
        ({"kind": "disposition"}, "Accept or send back"),
    ],
)
def test_a_duty_is_said_in_a_word_or_two(terms: dict[str, object], said: str) -> None:
    within = Within(4, DurationUnit.BUSINESS_HOURS)
    asked = Commitment.model_validate(
        {"side": Side.SALES, "share": 9000, "within": within, **terms}
    )
    clock = replace(a_clock(ClockState.RUNNING, 0, None), commitment=asked)
    assert wording.duty_text(clock) == said


def test_a_deliverable_is_in_time_whenever_it_comes() -> None:
    report = Commitment(
        side=Side.SALES,
        kind=CommitmentKind.DELIVERABLE,
        share=9000,
        title="Loss report",
        accept_within=Within(5, DurationUnit.BUSINESS_DAYS),
    )
    start, due = at("2026-03-02T00:00"), at("2026-03-06T23:59")
    kept = a_clock(ClockState.KEPT, start, due, stop=at("2026-03-05T10:22"))
    clock = replace(kept, lead_id=None, commitment=report)
    assert wording.duty_text(clock) == "Deliverable"
    assert wording.clock_text(clock, to_ms(NOW)) == ("in time", State.KEPT)


def test_days_are_typed_in_the_persons_language_and_order(german: None, qtbot: QtBot) -> None:
    field = TimeField(ZONE)
    qtbot.addWidget(field)
    field.setText("3. März 16:20")
    read = field.instant()
    assert read is not None
    assert to_ms(read) == at("2026-03-03T16:20")


def test_a_numeric_day_is_read_in_the_locales_order(american: None) -> None:
    assert not tongue().day_first
