"""One lead's panel: its clocks in sentences, why it is an MQL, its delay, and the leads like it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.model.agreement import Commitment, CommitmentKind
from app.model.clocks import ClockState
from app.model.columns import HOUR_MS, to_ms
from app.model.duration import parse_within
from app.model.events import Channel, EventKind, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.rules.delay import Step
from app.services.assigning import mark_duplicate, reassign, set_persona
from app.services.decisions import Attempts
from app.services.disputes import dispute, settle
from app.services.forgetting import forget
from app.services.lead_clocks import exempt, pause, recycle
from app.services.lead_details import LeadDetails, lead_details
from app.services.lead_list import LeadFilter, find_leads, lead_page
from app.services.lead_outcomes import move_stage
from app.services.leads import add_lead, hand_over, log_contact, send_back
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace


def promise(
    code: str, kind: CommitmentKind, within: str, attempts: int | None = None
) -> Commitment:
    return Commitment(
        code=code,
        side=Side.SALES,
        kind=kind,
        share=9000,
        within=parse_within(within),
        attempts=attempts,
    )


RESPONSE = promise("S1", CommitmentKind.RESPONSE, "4 business hours")
PERSISTENCE = promise("S2", CommitmentKind.PERSISTENCE, "5 business days", attempts=3)
DISPOSITION = promise("S3", CommitmentKind.DISPOSITION, "4 business hours")
THURSDAY = datetime(2026, 3, 19, 15, 40, tzinfo=UTC)  # 16:40 in Berlin
FRIDAY = datetime(2026, 3, 20, 9, tzinfo=UTC)
DUE = datetime(2026, 3, 20, 11, 40, tzinfo=UTC)
MONDAY = datetime(2026, 3, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ARRIVED = THURSDAY - timedelta(hours=2)
PRIYA: dict[str, Any] = {"name": "Priya Nair", "company": "Halden", "email": "priya@halden.example"}


@pytest.fixture
def priya(make_workspace: MakeWorkspace) -> Workspace:
    """Priya, handed over on Thursday by Aisha to Dana, under three promises."""
    workspace = make_workspace(RESPONSE, PERSISTENCE, DISPOSITION)
    lead = Lead(**PRIYA, source="Webinar", campaign="Spring", phone="+49 (30) 123-456")
    with time_machine.travel(THURSDAY, tick=False):
        add_lead(workspace, lead, arrived_at=ARRIVED)
        hand_over(workspace, [1], owner_id=2, by_id=1, note="Asked for the price list")
    return workspace


def seen(workspace: Workspace, at: datetime, lead: int = 1) -> LeadDetails:
    with time_machine.travel(at, tick=False):
        details = lead_details(workspace, lead)
    assert details is not None
    return details


def call(
    workspace: Workspace, at: datetime, outcome: Outcome = Outcome.NO_ANSWER, *, lead: int = 1
) -> None:
    with time_machine.travel(at, tick=False):
        log_contact(workspace, lead, channel=Channel.PHONE, outcome=outcome)


def add(workspace: Workspace, at: datetime, **facts: Any) -> None:
    with time_machine.travel(at, tick=False):
        add_lead(workspace, Lead(**{**PRIYA, **facts}), arrived_at=at)


def explained(details: LeadDetails) -> dict[str, str]:
    return {clock.code: clock.explanation for clock in details.clocks}


def test_a_lead_that_is_gone_has_no_details(workspace: Workspace) -> None:
    assert lead_details(workspace, 1) is None


def test_a_clock_says_how_its_due_came_about(priya: Workspace) -> None:
    assert explained(seen(priya, FRIDAY))["S1"] == (
        "Handed over yesterday 16:40; 4 business hours end today 12:40, calendar Sales."
    )

    call(priya, FRIDAY)
    assert explained(seen(priya, MONDAY))["S1"] == (
        "Handed over Thu 19 Mar 16:40; 4 business hours end Fri 20 Mar 12:40, calendar Sales."
        " First contact Fri 20 Mar 10:00."
    )


def test_a_clock_says_what_held_or_ended_it(priya: Workspace) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        pause(priya, 1)
    assert explained(seen(priya, FRIDAY))["S1"] == (
        "Handed over yesterday 16:40. Paused until it is resumed, with 2 h 40 min left."
    )

    with time_machine.travel(FRIDAY, tick=False):
        send_back(priya, 1, reason=Reason.NO_BUDGET)
    assert explained(seen(priya, MONDAY))["S3"].endswith("Sent back by Sales Fri 20 Mar 10:00.")


def test_an_excused_clock_says_so(priya: Workspace) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        exempt(priya, [1], reason="Holiday", agreed_with=2, by_id=1)

    told = seen(priya, FRIDAY)
    assert explained(told)["S1"].endswith("Excused by both sides.")
    assert told.history[0].agreed_with == "Dana"


def test_attempts_are_counted_against_those_agreed(priya: Workspace) -> None:
    call(priya, FRIDAY)
    call(priya, FRIDAY + timedelta(minutes=5))
    call(priya, FRIDAY + timedelta(hours=1))

    tried = {clock.code: clock.attempts for clock in seen(priya, FRIDAY + DAY).clocks}
    assert tried == {"S1": None, "S2": Attempts(2, 3), "S3": None}


def test_silence_accepts_at_the_due_and_the_lead_stands_so(priya: Workspace) -> None:
    before = seen(priya, FRIDAY)
    assert (before.turn, before.silence_at) == (EventKind.HANDED_OVER, to_ms(DUE))

    after = seen(priya, MONDAY)
    assert (after.turn, after.line.standing) == (EventKind.ACCEPTED, EventKind.ACCEPTED)
    assert "Sales said nothing by Fri 20 Mar 12:40, which accepted it." in after.why


def test_what_silence_reached_is_said_to_be_by_silence(make_workspace: MakeWorkspace) -> None:
    conversion = Commitment(
        code="S4",
        side=Side.SALES,
        kind=CommitmentKind.CONVERSION,
        share=9000,
        within=parse_within("10 days"),
        stage="mql",
        to_stage="sal",
    )
    workspace = make_workspace(DISPOSITION, conversion)
    with time_machine.travel(THURSDAY, tick=False):
        add_lead(workspace, Lead(**PRIYA), arrived_at=ARRIVED)
        hand_over(workspace, [1], owner_id=2)

    told = explained(seen(workspace, MONDAY))["S4"]
    assert told.endswith("Accepted by silence Fri 20 Mar 12:40.")


@pytest.mark.parametrize(
    ("at", "standing", "text"),
    [
        (FRIDAY, EventKind.HANDED_OVER, "standing:handed"),
        (MONDAY, EventKind.ACCEPTED, "standing:accepted"),
    ],
)
def test_the_list_agrees_on_what_silence_accepted(
    priya: Workspace, at: datetime, standing: EventKind, text: str
) -> None:
    with time_machine.travel(at, tick=False):
        (line,) = lead_page(priya, [1])
        found = {
            each: find_leads(priya, LeadFilter(each)).ids.tolist()
            for each in ("standing:handed", "standing:accepted")
        }
    assert line is not None
    assert line.standing is standing
    assert found == {each: [1] if each == text else [] for each in found}


def test_a_lead_handed_over_once_more_waits_again(priya: Workspace) -> None:
    with time_machine.travel(MONDAY, tick=False):
        hand_over(priya, [1])

    again = seen(priya, MONDAY + timedelta(hours=1))
    assert (again.turn, again.line.standing) == (EventKind.HANDED_OVER, EventKind.HANDED_OVER)
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        assert find_leads(priya, LeadFilter("standing:handed")).ids.tolist() == [1]


def test_a_decision_in_time_leaves_silence_nothing_to_say(priya: Workspace) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        send_back(priya, 1, reason=Reason.NO_BUDGET)

    assert seen(priya, MONDAY).silence_at is None


def test_why_it_is_an_mql_is_told_from_what_was_logged(priya: Workspace) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        set_persona(priya, [1], "Ops Olivia")

    details = seen(priya, FRIDAY)
    assert details.why == (
        "Aisha handed it over as MQL, yesterday 16:40: “Asked for the price list”",
        "It fits persona Ops Olivia.",
        "It came from Webinar of campaign Spring.",
    )
    assert (details.persona, details.line.persona) == ("Ops Olivia", "Ops Olivia")


def test_why_says_when_nobody_wrote_it_down(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(RESPONSE)
    add(workspace, THURSDAY)
    assert seen(workspace, THURSDAY).why == ("It has not reached MQL yet.",)

    with time_machine.travel(THURSDAY, tick=False):
        move_stage(workspace, 1, stage="mql")
        hand_over(workspace, [1], stage="sql", by_id=1)
    assert seen(workspace, FRIDAY).why == (
        "It was moved to MQL, yesterday 16:40.",
        "Aisha handed it over again as SQL, yesterday 16:40.",
        "Nobody wrote down why.",
    )


def test_the_delay_is_split_by_owner(priya: Workspace) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        reassign(priya, [1], 1)
    call(priya, FRIDAY + timedelta(hours=1), Outcome.CONVERSATION)

    legs = [
        (leg.step, leg.owner, leg.working_ms / HOUR_MS, leg.wall_ms / HOUR_MS)
        for leg in seen(priya, MONDAY).delay
    ]
    assert legs == [
        (Step.HANDOVER, None, 2, 2),
        (Step.ATTEMPT, "Dana", pytest.approx(4 / 3), pytest.approx(17 + 1 / 3)),
        (Step.ATTEMPT, "Aisha", 1, 1),
        (Step.CONVERSATION, "Aisha", 0, 0),
    ]
    assert seen(priya, MONDAY).day_ms == 8 * HOUR_MS


def test_a_lead_sent_back_waits_for_nobody(priya: Workspace) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        send_back(priya, 1, reason=Reason.NO_BUDGET)
        dispute(priya, 1, note="They have one")

    waiting = seen(priya, MONDAY)
    assert [(leg.step, leg.end, leg.reached) for leg in waiting.delay][-1] == (
        Step.ATTEMPT,
        to_ms(FRIDAY),
        False,
    )
    assert waiting.disputed

    with time_machine.travel(MONDAY, tick=False):
        settle(priya, 1, overturned=True)
    again = seen(priya, MONDAY)
    assert again.delay[-1].end is None
    assert not again.disputed


def test_pauses_and_recycled_leads_say_until_when(priya: Workspace) -> None:
    later = MONDAY + DAY
    with time_machine.travel(FRIDAY, tick=False):
        pause(priya, 1, until=MONDAY)
    paused = seen(priya, FRIDAY)
    assert (paused.paused, paused.paused_until) == (True, to_ms(MONDAY))
    assert {clock.state for clock in paused.clocks} == {ClockState.PAUSED}
    resumed = seen(priya, later)
    assert not resumed.paused
    assert "The time it was paused does not count." in explained(resumed)["S1"]

    with time_machine.travel(MONDAY, tick=False):
        recycle(priya, 1, until=later)
    recycled = seen(priya, MONDAY)
    assert (recycled.recycled_until, recycled.history[0].until) == (to_ms(later), to_ms(later))


def test_the_leads_of_a_person_and_its_duplicates_are_told_apart(priya: Workspace) -> None:
    add(priya, THURSDAY + DAY, email="PRIYA@halden.example")  # 2: marked by itself
    add(priya, THURSDAY + 40 * DAY, name="P. Nair", company=None)  # 3: same person, later
    add(priya, THURSDAY + DAY, name="PRIYA NAIR", company="halden", email=None)  # 4
    add(priya, THURSDAY + DAY, name="Desk", company=None, email=None, phone="004930123456")  # 5
    add(priya, THURSDAY + DAY, name="Priya Nair", company="Vela", email=None)  # 6: another one

    first = seen(priya, MONDAY)
    assert {each.id: each.because for each in first.duplicates} == {
        2: "marked",
        4: "same name and company",
        5: "same phone",
    }
    assert [(each.id, each.name) for each in first.same_person] == [(3, "P. Nair")]

    second = seen(priya, MONDAY, 2)
    assert second.duplicate_of is not None
    assert (second.duplicate_of.id, second.duplicate_of.arrived_at) == (1, to_ms(ARRIVED))
    assert 1 not in {each.id for each in (*second.duplicates, *second.same_person)}
    assert second.line.duplicate
    with time_machine.travel(MONDAY, tick=False):
        mark_duplicate(priya, 2, None)
    assert {each.id: each.because for each in seen(priya, MONDAY).duplicates}[2] == "same email"


def test_the_same_phone_is_found_however_it_is_written(priya: Workspace) -> None:
    add(priya, THURSDAY, name="Desk", company=None, email=None, phone="+49 30 123 456")
    add(priya, THURSDAY, name="Other", company=None, email=None, phone="+49 30 123 457")

    assert [(each.id, each.because) for each in seen(priya, MONDAY).duplicates] == [
        (2, "same phone")
    ]


def test_at_most_five_of_a_kind_are_named(priya: Workspace) -> None:
    for number in range(8):
        add(priya, THURSDAY + timedelta(hours=number + 1), name=f"Twin {number}")

    assert [(each.name, each.because) for each in seen(priya, MONDAY).duplicates] == [
        ("Twin 0", "marked"),
        *((f"Twin {number}", "same email") for number in (7, 6, 5, 4)),
    ]


def test_somebody_forgotten_has_no_namesakes(priya: Workspace) -> None:
    add(priya, FRIDAY, email="other@example.com", name="Other", company="Else")
    forget(priya, 1)
    forget(priya, 2)

    details = seen(priya, MONDAY)
    assert details.forgotten
    assert details.duplicates == ()
