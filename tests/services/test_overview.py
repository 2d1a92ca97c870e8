"""What the Overview reads belongs together, whatever others write meanwhile."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Connection

from app.model.agreement import Commitment, CommitmentKind
from app.model.clocks import ClockState
from app.model.duration import parse_within
from app.model.events import Channel, Outcome
from app.model.leads import Lead
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.services import overview as page
from app.services.agreement import end_commitment, put_in_force
from app.services.attention import Attention, attention
from app.services.deliverables import deliver
from app.services.items import ItemKey
from app.services.lead_clocks import exempt
from app.services.leads import add_lead, hand_over, log_contact
from app.services.records import Scene
from app.services.workspaces import Workspace, open_workspace
from tests.conftest import MakeWorkspace

RESPONSE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=parse_within("4 business hours"),
)
THURSDAY = datetime(2026, 3, 19, 9, tzinfo=UTC)


@pytest.fixture
def overdue_lead(make_workspace: MakeWorkspace) -> Workspace:
    workspace = make_workspace(RESPONSE)
    add_lead(workspace, Lead(name="Priya"), arrived_at=THURSDAY - timedelta(hours=1))
    hand_over(workspace, [1], at=THURSDAY)
    return workspace


def test_a_contact_logged_elsewhere_while_it_is_read_changes_no_half_of_it(
    overdue_lead: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(connection: Connection, seen: Scene) -> Attention:
        elsewhere = open_workspace(overdue_lead.path)
        log_contact(elsewhere, 1, channel=Channel.PHONE, outcome=Outcome.CONVERSATION)
        elsewhere.close()
        return attention(connection, seen)

    monkeypatch.setattr(page, "attention", interrupted)
    with time_machine.travel(THURSDAY + timedelta(days=1), tick=False):
        before = page.overview(overdue_lead)
        monkeypatch.undo()
        after = page.overview(overdue_lead)

    assert before.clocks.overdue == before.attention.total == 1
    assert [clock.state for clock in before.attention.clocks] == [ClockState.OVERDUE]
    assert after.clocks.overdue == after.attention.total == 0
    assert after.attention.clocks == ()


PERSISTENCE = Commitment(
    code="S2",
    side=Side.SALES,
    kind=CommitmentKind.PERSISTENCE,
    share=9000,
    attempts=3,
    within=parse_within("2 business days"),
)
DISPOSITION = Commitment(
    code="S3",
    side=Side.SALES,
    kind=CommitmentKind.DISPOSITION,
    share=10_000,
    within=parse_within("1 business day"),
)
REPORT = Commitment(
    code="S4",
    side=Side.SALES,
    kind=CommitmentKind.DELIVERABLE,
    share=9000,
    title="Loss report",
    schedule=parse_schedule("every month on day 20"),
    accept_within=parse_within("5 business days"),
)


def test_whatever_calls_for_somebody_to_act_is_listed(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(
        RESPONSE, PERSISTENCE, DISPOSITION, REPORT, since=datetime(2026, 2, 28, 23, tzinfo=UTC)
    )
    add_lead(workspace, Lead(name="Priya"), arrived_at=THURSDAY - timedelta(hours=1))
    hand_over(workspace, [1], at=THURSDAY)
    with time_machine.travel(THURSDAY + timedelta(days=4, hours=1), tick=False):
        seen = page.overview(workspace)  # Monday at eleven in Berlin

    listed = [(clock.code, clock.lead, clock.state) for clock in seen.attention.clocks]
    # not S3: silence has accepted Priya, nobody can decide any more
    assert listed == [
        ("S2", "Priya", ClockState.OVERDUE),
        ("S4", "Loss report", ClockState.OVERDUE),
        ("S1", "Priya", ClockState.OVERDUE),
    ]
    assert (seen.clocks.overdue, seen.clocks.running, seen.attention.total) == (3, 0, 3)


def test_an_item_that_is_yet_to_begin_does_not_run(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(REPORT, since=datetime(2026, 2, 28, 23, tzinfo=UTC))
    with time_machine.travel(THURSDAY, tick=False):
        seen = page.overview(workspace)

    assert (seen.clocks.running, seen.clocks.due_soon, seen.clocks.overdue) == (1, 1, 0)
    (line,) = seen.commitments
    assert line.fulfilment.tally.running == 1
    assert line.history == (None,) * 10


@pytest.mark.parametrize("then", ["excused", "early"])
def test_what_is_due_after_its_promise_ended_is_still_counted(
    make_workspace: MakeWorkspace, then: str
) -> None:
    week = RESPONSE.model_copy(update={"within": parse_within("5 business days")})
    workspace = make_workspace(week, PERSISTENCE)
    with time_machine.travel(datetime(2026, 3, 30, 9, tzinfo=UTC), tick=False):
        add_lead(workspace, Lead(name="Priya"), arrived_at=THURSDAY)
        hand_over(workspace, [1])
        if then == "excused":
            exempt(workspace, [1], reason="Fair", agreed_with=1, by_id=2)
        else:
            log_contact(workspace, 1, channel=Channel.PHONE, outcome=Outcome.NO_ANSWER)
        end_commitment(workspace, "S1")
        put_in_force(workspace, date(2026, 4, 1), reason="Too slow")
    with time_machine.travel(datetime(2026, 4, 2, 9, tzinfo=UTC), tick=False):
        lines = {line.code: line.fulfilment.tally for line in page.overview(workspace).commitments}

    assert getattr(lines["S1"], then) == 1


def test_the_history_of_what_is_promised_by_the_month_is_told_by_months(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace(REPORT, since=datetime(2025, 12, 31, 23, tzinfo=UTC))
    january = ItemKey(None, "S4", date(2026, 1, 1).toordinal())
    with time_machine.travel(datetime(2026, 1, 15, 9, tzinfo=UTC), tick=False):
        deliver(workspace, january)
    with time_machine.travel(THURSDAY, tick=False):
        (line,) = page.overview(workspace).commitments

    assert line.history == (*(None,) * 7, 1.0, 0.0, None)
