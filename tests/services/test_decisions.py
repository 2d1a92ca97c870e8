"""When Sales may decide on a lead: after trying as agreed, and before silence does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.changes import Change
from app.errors import Refusal
from app.model.agreement import Commitment, CommitmentKind
from app.model.duration import parse_within
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.services.lead_outcomes import move_stage
from app.services.leads import accept, add_lead, attempts, hand_over, log_contact, send_back
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.services.sql import rows

PERSISTENCE = Commitment(
    code="S2",
    side=Side.SALES,
    kind=CommitmentKind.PERSISTENCE,
    share=9000,
    attempts=3,
    within=parse_within("5 business days"),
)
DISPOSITION = Commitment(
    code="S3",
    side=Side.SALES,
    kind=CommitmentKind.DISPOSITION,
    share=9000,
    within=parse_within("4 business hours"),
)
THURSDAY = datetime(2026, 3, 19, 15, 40, tzinfo=UTC)  # 16:40 in Berlin
FRIDAY = datetime(2026, 3, 20, 9, tzinfo=UTC)
DUE = datetime(2026, 3, 20, 11, 40, tzinfo=UTC)
MONDAY = datetime(2026, 3, 23, 12, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def call(workspace: Workspace, at: datetime, channel: Channel = Channel.PHONE) -> Change:
    return log_contact(workspace, 1, channel=channel, outcome=Outcome.NO_ANSWER, at=at)


def test_could_not_reach_is_valid_only_after_the_agreed_attempts(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace(PERSISTENCE)
    add_lead(workspace, Lead(name="Priya"), arrived_at=THURSDAY)
    hand_over(workspace, [1], at=THURSDAY)
    call(workspace, FRIDAY - timedelta(hours=1))
    call(workspace, FRIDAY)
    call(workspace, FRIDAY + timedelta(minutes=14))
    call(workspace, FRIDAY + timedelta(minutes=16), Channel.AUTO)
    made = attempts(workspace, 1)
    assert (made.made, made.agreed) == (2, 3)

    with pytest.raises(Refusal) as refused:
        send_back(workspace, 1, reason=Reason.COULD_NOT_REACH)
    assert refused.value.field == "reason"
    assert str(refused.value) == (
        "“Could not reach” is agreed only after 3 attempts, and this lead has had 2 since it was "
        "handed over."
    )

    call(workspace, FRIDAY + timedelta(minutes=15))
    with pytest.raises(Refusal, match="has had 2 since"):
        send_back(workspace, 1, reason=Reason.COULD_NOT_REACH, at=FRIDAY + timedelta(minutes=14))
    send_back(workspace, 1, reason=Reason.COULD_NOT_REACH)
    hand_over(workspace, [1])
    assert attempts(workspace, 1).made == 0


def test_what_silence_accepted_is_decided(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(DISPOSITION)
    add_lead(workspace, Lead(name="Priya"), arrived_at=THURSDAY)
    with time_machine.travel(THURSDAY, tick=False):
        hand_over(workspace, [1])

    with time_machine.travel(MONDAY, tick=False):
        with pytest.raises(Refusal) as refused:
            accept(workspace, 1)
        assert str(refused.value) == (
            "Sales said nothing by Fri 20 Mar 12:40, so this lead was accepted by silence then. "
            "Only what was decided before can still be logged."
        )
        with pytest.raises(Refusal, match="accepted by silence"):
            send_back(workspace, 1, reason=Reason.NO_NEED, at=DUE + MILLISECOND)
        send_back(workspace, 1, reason=Reason.NO_NEED, at=DUE)
    assert rows(workspace, "SELECT kept, missed, open FROM day_tally") == [(1, 0, 0)]


def test_a_lead_at_sal_is_accepted(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(DISPOSITION)
    add_lead(workspace, Lead(name="Priya"), arrived_at=THURSDAY)
    hand_over(workspace, [1], at=THURSDAY)
    move_stage(workspace, 1, stage="sal", at=FRIDAY)
    with pytest.raises(Refusal, match=r"^Sales has accepted this lead already\.$"):
        send_back(workspace, 1, reason=Reason.NO_NEED)
