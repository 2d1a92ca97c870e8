"""Pausing, recycling and exempting: what holds a lead's clocks."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.errors import Refusal
from app.model.columns import to_ms
from app.model.leads import Lead
from app.model.people import Person
from app.services import changing
from app.services.check import check
from app.services.lead_clocks import exempt, pause, recycle, resume
from app.services.lead_outcomes import win
from app.services.leads import accept, add_lead, hand_over
from app.services.people import add_person
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.services.promises import COMMITMENTS, MARCH
from tests.services.sql import rows

HOUR = timedelta(hours=1)
CLOCK = "SELECT due, pause, resume, excuse FROM clock ORDER BY id"


@pytest.fixture
def priya(make_workspace: MakeWorkspace) -> Workspace:
    """A workspace whose first lead is Priya, handed over on a Monday at 9:00."""
    workspace = make_workspace(*COMMITMENTS)
    add_lead(workspace, Lead(name="Priya"), arrived_at=MARCH)
    hand_over(workspace, [1], owner_id=2, at=MARCH)
    return workspace


def events(workspace: Workspace) -> list[tuple[object, ...]]:
    return rows(workspace, "SELECT kind, reason, until FROM event WHERE id > 3 ORDER BY id")


def test_a_pause_is_cut_out_of_the_clock(priya: Workspace) -> None:
    begin, end = MARCH + HOUR, MARCH + 3 * HOUR
    with time_machine.travel(begin, tick=False):
        assert pause(priya, 1).label == "Pause, Priya"
        assert rows(priya, CLOCK) == [(None, to_ms(begin), None, None)]
        with pytest.raises(Refusal, match=r"^The clocks of this lead are paused already\.$"):
            pause(priya, 1)
    with time_machine.travel(end, tick=False):
        assert resume(priya, 1).label == "Resume, Priya"
    assert rows(priya, CLOCK) == [(to_ms(MARCH + 6 * HOUR), to_ms(begin), to_ms(end), None)]
    with pytest.raises(Refusal, match=r"^The clocks of this lead are not paused\.$"):
        resume(priya, 1)


def test_a_pause_may_end_by_itself(priya: Workspace) -> None:
    with time_machine.travel(MARCH + HOUR, tick=False):
        pause(priya, 1, until=MARCH + 2 * HOUR)
    with time_machine.travel(MARCH + 2 * HOUR, tick=False):
        with pytest.raises(Refusal, match="are not paused"):
            resume(priya, 1)
        pause(priya, 1)
    assert check(priya).sound


@pytest.mark.parametrize("hold", [pause, recycle])
def test_what_is_held_is_held_until_a_day_ahead(priya: Workspace, hold: object) -> None:
    with pytest.raises(Refusal) as refused:
        hold(priya, 1, until=datetime.now(UTC))  # type: ignore[operator]
    assert (str(refused.value), refused.value.field) == (
        "Choose a day that is still ahead.",
        "until",
    )


@pytest.mark.parametrize(
    "lead", [pytest.param(1, id="overdue"), pytest.param(2, id="not handed over")]
)
def test_without_a_clock_there_is_nothing_to_pause(priya: Workspace, lead: int) -> None:
    add_lead(priya, Lead(name="Tom"), arrived_at=MARCH)
    with pytest.raises(Refusal, match=r"^No clock is running for this lead\.$"):
        pause(priya, lead)


def test_recycling_sends_back_what_was_not_decided(priya: Workspace) -> None:
    later = datetime.now(UTC) + timedelta(days=90)
    change = recycle(priya, 1, until=later, at=MARCH + HOUR, note="After the fair")

    assert change.label == "Recycle, Priya"
    assert events(priya) == [("sent_back", "not_now", None), ("recycled", None, to_ms(later))]
    assert rows(priya, "SELECT excuse FROM clock") == [("cancelled",)]
    changing.undo(priya)
    assert events(priya) == []
    changing.redo(priya)
    hand_over(priya, [1], at=MARCH + 2 * HOUR)
    assert rows(priya, "SELECT excuse FROM clock ORDER BY start") == [("cancelled",), (None,)]


def test_recycling_an_accepted_lead_sends_nothing_back(priya: Workspace) -> None:
    accept(priya, 1, at=MARCH + HOUR)
    recycle(priya, 1, at=MARCH + 2 * HOUR)
    assert events(priya) == [("accepted", None, None), ("recycled", None, None)]


def test_both_sides_excuse_many_leads_at_once(priya: Workspace) -> None:
    for name in ("Tom", "Mei"):
        add_lead(priya, Lead(name=name), arrived_at=MARCH)
    hand_over(priya, [2], at=MARCH)

    change = exempt(priya, [1, 2, 3], reason="Fair in Hanover", agreed_with=1, by_id=2)

    assert (change.label, set(change.lead_ids)) == ("Exempt 2 leads", {1, 2})
    assert rows(priya, "SELECT excuse FROM clock") == [("exempt",), ("exempt",)]
    sql = (
        "SELECT lead_id, reason, by_id, with_id FROM event WHERE kind = 'exempted' ORDER BY lead_id"
    )
    assert rows(priya, sql) == [(1, "Fair in Hanover", 2, 1), (2, "Fair in Hanover", 2, 1)]
    assert changing.undo(priya).label == "Exempt 2 leads"
    assert rows(priya, "SELECT excuse FROM clock") == [(None,), (None,)]
    assert exempt(priya, [1], reason="Fair", agreed_with=1).label == "Exempt, Priya"


def test_who_may_excuse(priya: Workspace) -> None:
    add_person(priya, Person(name="Owner", marketing=True, sales=True))
    with pytest.raises(Refusal, match=r"^Both sides excuse a clock: Dana and Dana are on one\.$"):
        exempt(priya, [1], reason="Fair", agreed_with=2, by_id=2)
    with pytest.raises(Refusal, match=r"^Say why they are excused\.$"):
        exempt(priya, [1], reason=" ", agreed_with=1, by_id=2)
    exempt(priya, [1], reason="Fair", agreed_with=3, by_id=3)
    with pytest.raises(Refusal, match=r"^This lead has no clock to excuse\.$"):
        exempt(priya, [1], reason="Fair", agreed_with=1, by_id=2)


def test_a_lead_that_is_won_runs_no_clock(priya: Workspace) -> None:
    win(priya, 1, at=MARCH + HOUR)
    with pytest.raises(Refusal, match="No clock is running"):
        pause(priya, 1)
