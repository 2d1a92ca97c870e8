"""Disputing a send-back and settling it, with what that does to both sides' figures."""

from datetime import timedelta
from fractions import Fraction

import pytest

from app.errors import Refusal
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.rules.periods import period_name
from app.services import changing
from app.services.check import check
from app.services.disputes import dispute, open_disputes, settle
from app.services.leads import accept, add_lead, hand_over, log_contact, send_back
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.services.promises import COMMITMENTS, MARCH

HOUR = timedelta(hours=1)


@pytest.fixture
def disputed(make_workspace: MakeWorkspace) -> Workspace:
    """Four handovers of March: three met and accepted, and Priya's sent back, which Marketing disputes."""
    workspace = make_workspace(*COMMITMENTS)
    for name in ("Priya", "Tom", "Mei", "Ana"):
        lead = Lead(name=name, company="Halden GmbH" if name == "Priya" else None)
        add_lead(workspace, lead, arrived_at=MARCH)
    hand_over(workspace, [1, 2, 3, 4], at=MARCH)
    for lead_id in (2, 3, 4):
        log_contact(
            workspace, lead_id, channel=Channel.PHONE, outcome=Outcome.MEETING, at=MARCH + HOUR
        )
        accept(workspace, lead_id, at=MARCH + HOUR)
    send_back(workspace, 1, reason=Reason.WRONG_SIZE, note="Nine people", at=MARCH + HOUR)
    dispute(workspace, 1, note="Ninety", at=MARCH + 2 * HOUR)
    return workspace


def test_overturning_moves_both_scores_and_says_so(disputed: Workspace) -> None:
    settled = settle(disputed, 1, overturned=True, at=MARCH + 3 * HOUR)

    assert {(each.side, each.code): (each.before, each.after) for each in settled.effects} == {
        (Side.MARKETING, "M2"): (Fraction(3, 4), Fraction(1)),
        (Side.MARKETING, ""): (Fraction(23, 40), Fraction(7, 10)),  # with 4 of 10 leads promised
        # It never was a send-back, so it did not spare Sales the first contact.
        (Side.SALES, "S1"): (Fraction(1), Fraction(3, 4)),
        (Side.SALES, ""): (Fraction(1), Fraction(3, 4)),
    }
    names = {(each.side, each.code): each.name for each in settled.effects}
    assert names[Side.SALES, ""] == "Sales"
    assert names[Side.SALES, "S1"] == "First contact within 4 business hours"
    assert {period_name(each.period) for each in settled.effects} == {"March 2026"}
    assert settled.change.label == "Overturn send-back, Priya"
    assert open_disputes(disputed) == ()


def test_upholding_moves_nothing(disputed: Workspace) -> None:
    settled = settle(disputed, 1, overturned=False)
    assert (settled.change.label, settled.effects) == ("Uphold send-back, Priya", ())
    with pytest.raises(Refusal, match=r"^This dispute is settled: the send-back was upheld\.$"):
        dispute(disputed, 1)
    changing.undo(disputed)
    assert len(open_disputes(disputed)) == 1


def test_what_is_disputed_is_listed(disputed: Workspace) -> None:
    (found,) = open_disputes(disputed)
    assert (found.lead_id, found.lead, found.company) == (1, "Priya", "Halden GmbH")
    assert (found.reason, found.sent_back_note, found.note) == (
        "wrong_size",
        "Nine people",
        "Ninety",
    )
    assert (found.sent_back_at, found.disputed_at) == (MARCH + HOUR, MARCH + 2 * HOUR)
    hand_over(disputed, [1])
    assert open_disputes(disputed) == ()


@pytest.mark.parametrize(
    ("lead", "sentence"),
    [
        (1, "This send-back is disputed already."),
        (2, "Sales has not sent this lead back; there is nothing to dispute."),
    ],
)
def test_only_a_send_back_is_disputed_and_once(
    disputed: Workspace, lead: int, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        dispute(disputed, lead)
    assert str(refused.value) == sentence


def test_only_a_dispute_is_settled(disputed: Workspace) -> None:
    with pytest.raises(Refusal, match=r"^No send-back of this lead is disputed\.$"):
        settle(disputed, 2, overturned=True)
    with pytest.raises(Refusal, match=r"^That time lies before the send-back was disputed\.$"):
        settle(disputed, 1, overturned=True, at=MARCH)


def test_an_overturned_send_back_is_an_acceptance(disputed: Workspace) -> None:
    settle(disputed, 1, overturned=True)
    with pytest.raises(Refusal, match="so this lead counts as accepted"):
        accept(disputed, 1)
    assert check(disputed).sound
