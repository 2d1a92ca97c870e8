"""The charts of depth and funnel, from facts logged as people log them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.model.agreement import Commitment, CommitmentKind
from app.model.duration import parse_within
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.rules.depth import Depth
from app.rules.periods import parse_period
from app.services import lead_outcomes, leads
from app.services.activity_charts import depth_chart, funnel_chart
from app.services.workspaces import Workspace
from tests.conftest import MakeWorkspace

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MARCH = parse_period("2026-03", MONDAY.toordinal())
PERSISTENCE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.PERSISTENCE,
    share=9000,
    attempts=5,
    within=parse_within("10 business days"),
)
DISPOSITION = Commitment(
    code="S2",
    side=Side.SALES,
    kind=CommitmentKind.DISPOSITION,
    share=10_000,
    within=parse_within("2 business days"),
)


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Iterator[Workspace]:
    with time_machine.travel(MONDAY + timedelta(days=20), tick=False):
        yield make_workspace(PERSISTENCE, DISPOSITION)


def handed_over(workspace: Workspace, at: datetime = MONDAY, stage: str | None = None) -> int:
    found = leads.add_lead(workspace, Lead(name="Priya Nair"), arrived_at=at - timedelta(hours=1))
    (lead,) = found.lead_ids
    leads.hand_over(workspace, [lead], owner_id=2, stage=stage, at=at)
    return lead


def called(workspace: Workspace, lead: int, days: float, outcome: Outcome) -> None:
    at = MONDAY + timedelta(days=days)
    leads.log_contact(workspace, lead, channel=Channel.PHONE, outcome=outcome, at=at)


def test_depth_counts_the_attempts_of_follow_ups_that_ended(workspace: Workspace) -> None:
    reached, given_up, trying = (handed_over(workspace) for _ in range(3))
    called(workspace, reached, 0.1, Outcome.NO_ANSWER)
    called(workspace, reached, 0.2, Outcome.CONVERSATION)
    called(workspace, given_up, 0.1, Outcome.MESSAGE)
    at = MONDAY + timedelta(days=1)
    leads.send_back(workspace, given_up, reason=Reason.NO_NEED, at=at)
    called(workspace, trying, 0.1, Outcome.NO_ANSWER)

    chart = depth_chart(workspace, MARCH)

    assert chart.depths == (Depth(0, 0, 0), Depth(1, 0, 1), Depth(2, 1, 0))
    assert chart.agreed == (5,)
    assert depth_chart(workspace, parse_period("2026-02", 0)).depths == ()
    early = depth_chart(workspace, MARCH, as_of=MONDAY + timedelta(hours=12))
    assert early.depths == (Depth(0, 0, 0), Depth(1, 0, 0), Depth(2, 1, 0))


def test_the_funnel_counts_first_arrivals_at_each_stage(workspace: Workspace) -> None:
    before = handed_over(workspace, MONDAY - timedelta(days=20))
    leads.accept(workspace, before, at=MONDAY - timedelta(days=19, hours=20))
    lead_outcomes.win(workspace, before, value_minor=100, at=MONDAY)
    again = MONDAY + timedelta(days=1)
    leads.hand_over(workspace, [before], owner_id=2, at=again)  # an MQL it was already
    later = handed_over(workspace, stage="sql")
    leads.accept(workspace, later, at=MONDAY + timedelta(hours=1))
    handed_over(workspace)  # accepted by silence on Wednesday

    counts = {
        each.name: (each.reached, each.before) for each in funnel_chart(workspace, MARCH).stages
    }

    assert list(counts)[:3] == [None, "Inquiry", "Lead"]
    assert counts[None] == (2, 1)
    assert counts["MQL"] == (1, 1)
    assert counts["SQL"] == (1, 0)
    assert counts["SAL"] == (2, 1)
    assert counts["Customer"] == (1, 0)
    tuesday = funnel_chart(workspace, MARCH, as_of=MONDAY + timedelta(days=1))
    assert [each.reached for each in tuesday.stages if each.name == "SAL"] == [1]
