"""The sixteen cases of MEASURES that every build must pass, by their numbers.

Most run through the services on a real file; a case of a single rule asks that rule.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
import time_machine

from app import words
from app.errors import Refusal
from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.calendar import OFFICE_HOURS, always
from app.model.clocks import ClockState
from app.model.columns import HOUR_MS, from_ms, to_ms
from app.model.duration import parse_within
from app.model.events import Channel, EventKind, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.rules.numbers import miss_budget
from app.rules.periods import PeriodKind, period_of
from app.rules.recurrence import due_days
from app.rules.sentences import signed
from app.rules.working_time import working_time
from app.services.agreement import agreement, edit_commitment, put_in_force
from app.services.lead_details import lead_details
from app.services.leads import add_lead, hand_over, log_contact, send_back
from app.services.overview import CommitmentLine, overview
from app.services.restating import LateEntries
from app.services.rows import clocks_as_of
from app.services.status import Status, status
from app.services.workspaces import Workspace
from tests.conftest import MakeWorkspace

BERLIN = ZoneInfo("Europe/Berlin")
RESPONSE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9000,
    within=parse_within("4 business hours"),
)
VOLUME = Commitment(
    code="M1",
    side=Side.MARKETING,
    kind=CommitmentKind.VOLUME,
    count=2,
    cadence=Cadence.MONTH,
    stage="mql",
)
MARCH = period_of(PeriodKind.MONTH, date(2026, 3, 1).toordinal())
APRIL_1 = datetime(2026, 4, 1, 9, tzinfo=BERLIN)


def march(day: int, hour: int, minute: int = 0) -> datetime:
    """A wall time of March 2026 in Berlin; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BERLIN)


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    """Office hours, and a first contact promised within four of them for 90 % of the leads."""
    return make_workspace(RESPONSE)


def handed_over(workspace: Workspace, key: int, at: datetime) -> None:
    """Lead number `key`, which must be the next one, arrives and goes to Sales at once."""
    add_lead(workspace, Lead(name=f"Lead {key}"), arrived_at=at)
    hand_over(workspace, [key], at=at)


def called(workspace: Workspace, key: int, at: datetime) -> None:
    log_contact(workspace, key, channel=Channel.PHONE, outcome=Outcome.CONVERSATION, at=at)


def states(workspace: Workspace, as_of: datetime) -> list[ClockState]:
    return [clock.state for clock in clocks_as_of(workspace, as_of)]


def in_march(workspace: Workspace, as_of: datetime = APRIL_1) -> Status:
    return status(workspace, MARCH, as_of)


def response(workspace: Workspace, as_of: datetime = APRIL_1) -> CommitmentLine:
    return next(each for each in in_march(workspace, as_of).commitments if each.code == "S1")


def after(start: str, hours: int) -> str:
    """When that many office hours after `start`, a wall time of October 2026, have passed."""
    begin = to_ms(datetime.fromisoformat(start).replace(tzinfo=BERLIN))
    end = working_time(OFFICE_HOURS, "Europe/Berlin").add(begin, hours * HOUR_MS)
    return f"{from_ms(end).astimezone(BERLIN):%a %d %H:%M}"


def test_case_01_an_hour_goes_over_the_weekend() -> None:
    assert after("2026-10-02 16:30", 1) == "Mon 05 09:30"


def test_case_02_a_whole_day_goes_over_the_weekend() -> None:
    assert after("2026-10-02 16:30", 8) == "Mon 05 16:30"


def test_case_03_an_hour_from_a_saturday_begins_on_monday() -> None:
    assert after("2026-10-03 15:00", 1) == "Mon 05 10:00"


def test_case_04_a_calendar_of_holidays_only_is_refused() -> None:
    first, last = date(1980, 1, 1).toordinal(), date(2080, 1, 1).toordinal()
    with pytest.raises(Refusal, match=r'^The calendar "Office hours" has no working time\.$'):
        working_time(
            OFFICE_HOURS, "Europe/Berlin", frozenset(map(date.fromordinal, range(first, last)))
        )


def test_case_05_a_stop_exactly_at_due_is_kept(workspace: Workspace) -> None:
    handed_over(workspace, 1, march(2, 9))
    called(workspace, 1, march(2, 13))
    (clock,) = clocks_as_of(workspace, march(2, 14))
    assert clock.stop == clock.due == to_ms(march(2, 13))
    assert clock.state is ClockState.KEPT


def test_case_06_nothing_due_has_no_value(workspace: Workspace) -> None:
    assert in_march(workspace).both.value is None
    assert response(workspace).figure == "nothing fell due"


def test_case_07_what_runs_stands_beside_the_count(workspace: Workspace) -> None:
    handed_over(workspace, 1, march(2, 9))
    called(workspace, 1, march(2, 10))
    handed_over(workspace, 2, march(2, 16))
    line = response(workspace, march(2, 17))
    assert line.figure == "1 of 1"
    assert line.formula.endswith("= 100.0 %. 1 running.")


def test_case_08_overdue_then_done_is_still_a_miss(workspace: Workspace) -> None:
    handed_over(workspace, 1, march(2, 9))
    assert states(workspace, march(3, 9)) == [ClockState.OVERDUE]
    assert response(workspace, march(3, 9)).figure == "0 of 1"
    called(workspace, 1, march(3, 10))
    assert states(workspace, march(3, 11)) == [ClockState.LATE]
    assert response(workspace, march(3, 11)).figure == "0 of 1"


def test_case_09_the_miss_budget_of_90_percent_of_50_is_5() -> None:
    assert miss_budget(Fraction(90, 100), 50) == 5


def test_case_10_junk_found_after_the_miss_is_withdrawn_late(workspace: Workspace) -> None:
    handed_over(workspace, 1, march(2, 9))
    send_back(workspace, 1, reason=Reason.JUNK, at=march(4, 9))
    (clock,) = clocks_as_of(workspace, APRIL_1)
    assert words.label(clock.state) == "Withdrawn late"
    assert response(workspace).figure == "nothing fell due"


def test_case_11_an_attempt_typed_in_days_later_restates_the_period(workspace: Workspace) -> None:
    with time_machine.travel(march(30, 12), tick=False):
        for key in range(1, 51):
            handed_over(workspace, key, march(30, 10))
            if key <= 43:
                called(workspace, key, march(30, 11))
    with time_machine.travel(march(30, 11) + timedelta(days=3), tick=False):
        assert overview(workspace, period=MARCH).restated == {}
        called(workspace, 50, march(30, 11))
        shown = overview(workspace, period=MARCH)
    assert clocks_as_of(workspace, APRIL_1)[-1].state is ClockState.KEPT
    details = lead_details(workspace, 50)
    assert details is not None
    assert [event.late for event in details.history if event.kind is EventKind.CONTACT] == [True]
    words = "restated 86.0 % → 88.0 %"
    assert shown.restated == {"S1": words, "": words}
    assert shown.late_entries == LateEntries(late=1, all=2 * 50 + 44)


def test_case_12_clocks_keep_the_version_they_began_under(workspace: Workspace) -> None:
    quick = RESPONSE.model_copy(update={"within": parse_within("1 business hour")})
    edit_commitment(workspace, "S1", quick)
    put_in_force(workspace, date(2026, 4, 15))
    handed_over(workspace, 1, datetime(2026, 4, 14, 16, tzinfo=BERLIN))
    handed_over(workspace, 2, datetime(2026, 4, 15, 10, tzinfo=BERLIN))
    began = [(clock.version, clock.due) for clock in clocks_as_of(workspace)]
    assert began == [
        (1, to_ms(datetime(2026, 4, 15, 12, tzinfo=BERLIN))),
        (2, to_ms(datetime(2026, 4, 15, 11, tzinfo=BERLIN))),
    ]


@pytest.mark.parametrize(("year", "february"), [(2026, 28), (2028, 29)])
def test_case_13_an_item_due_on_the_31st_falls_on_a_months_last_day(
    year: int, february: int
) -> None:
    schedule = parse_schedule("every month on day 31")
    months, days = due_days(schedule, working_time(always(), "Europe/Berlin"))
    due = [
        date.fromordinal(day)
        for first, day in zip(months, days, strict=True)
        if date.fromordinal(first).year == year
    ]
    assert [day.month for day in due] == list(range(1, 13))
    assert [day.day for day in due] == [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_case_14_over_delivery_pays_for_nothing(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(VOLUME, RESPONSE)
    for key in range(1, 6):
        handed_over(workspace, key, march(2, 9))
        if key <= 2:
            called(workspace, key, march(2, 10))
    found = in_march(workspace)
    assert found.commitments[0].figure == "5 of 2"
    assert found.sides[Side.MARKETING].value == 1
    assert found.sides[Side.SALES].value == Fraction(2, 5)


def test_case_15_one_person_signs_for_both_sides_and_the_document_says_so(
    workspace: Workspace,
) -> None:
    dana = 2
    edit_commitment(workspace, "S1", RESPONSE.model_copy(update={"share": 9500}))
    put_in_force(workspace, date(2026, 4, 1), signed_by={Side.MARKETING: dana, Side.SALES: dana})
    version = agreement(workspace).agreed[-1]
    assert [each.side for each in version.signatures] == [Side.MARKETING, Side.SALES]
    assert signed(version.signatures) == "Signed by Dana for both sides."


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24", "2026-03-07", "2026-10-31"])
def test_case_16_around_the_clock_a_day_is_24_hours(zone: str, night: str) -> None:
    start = to_ms(datetime.fromisoformat(f"{night} 20:00").replace(tzinfo=ZoneInfo(zone)))
    assert working_time(always(), zone).add(start, 24 * HOUR_MS) == start + 24 * HOUR_MS
