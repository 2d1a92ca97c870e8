"""What the Overview reads belongs together, whatever others write meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Connection

from app.model.agreement import Commitment, CommitmentKind
from app.model.clocks import ClockState
from app.model.duration import parse_within
from app.model.events import Channel, Outcome
from app.model.leads import Lead
from app.model.people import Side
from app.services import overview as page
from app.services.attention import Attention, attention
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
    hand_over(workspace, 1, at=THURSDAY)
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
