"""How a lead goes on and ends, and taking an entry back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.changes import Change
from app.errors import Refusal
from app.model.columns import to_ms
from app.model.deliverables import Deliverable
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.services import changing, deliverables, disputes, lead_outcomes
from app.services.check import check
from app.services.items import ItemKey
from app.services.leads import add_lead, hand_over, log_contact, send_back
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.services.promises import COMMITMENTS, MARCH
from tests.services.sql import rows

HOUR = timedelta(hours=1)


@pytest.fixture
def priya(make_workspace: MakeWorkspace) -> Workspace:
    """A workspace whose first lead is Priya, handed over on a Monday morning."""
    workspace = make_workspace(*COMMITMENTS)
    add_lead(workspace, Lead(name="Priya"), arrived_at=MARCH)
    hand_over(workspace, [1], at=MARCH)
    return workspace


def standing(workspace: Workspace) -> tuple[object, ...]:
    return rows(workspace, "SELECT standing, stage FROM lead_state")[0]


@pytest.mark.parametrize(
    ("action", "label", "stands", "again"),
    [
        (lead_outcomes.win, "Won, Priya", ("won", "customer"), "This lead is won already."),
        (
            lambda workspace, lead, **at: lead_outcomes.lose(workspace, lead, reason="price", **at),
            "Lost, Priya",
            ("lost", "mql"),
            "This lead is lost already.",
        ),
        (
            lead_outcomes.opt_out,
            "Opted out, Priya",
            ("opted_out", "mql"),
            "This lead has opted out already.",
        ),
        (
            lead_outcomes.junk,
            "Junk, Priya",
            ("junk", "mql"),
            "This lead is marked as junk already.",
        ),
    ],
)
def test_an_end_is_said_once(
    priya: Workspace,
    action: Callable[..., Change],
    label: str,
    stands: tuple[str, str],
    again: str,
) -> None:
    change = action(priya, 1, at=MARCH + HOUR)

    assert (change.label, standing(priya)) == (label, stands)
    assert rows(priya, "SELECT excuse FROM clock") == [("cancelled",)]
    with pytest.raises(Refusal) as refused:
        action(priya, 1)
    assert str(refused.value) == again
    changing.undo(priya)
    assert standing(priya) == ("handed_over", "mql")
    assert rows(priya, "SELECT excuse FROM clock") == [(None,)]


def test_a_deal_has_its_value(priya: Workspace) -> None:
    lead_outcomes.win(priya, 1, value_minor=1_800_000, note=" at last ")
    assert rows(priya, "SELECT value_minor, note FROM event WHERE kind = 'won'") == [
        (1_800_000, "at last")
    ]
    with pytest.raises(Refusal, match=r"^An amount is 0 or more\.$"):
        lead_outcomes.win(priya, 1, value_minor=-1)


@pytest.mark.parametrize(
    ("reason", "sentence", "field"),
    [
        (" ", "Say why it was lost.", "reason"),
        ("other", "Say in a note what the other reason is.", "note"),
    ],
)
def test_a_loss_needs_its_reason(priya: Workspace, reason: str, sentence: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        lead_outcomes.lose(priya, 1, reason=reason)
    assert (str(refused.value), refused.value.field) == (sentence, field)
    lead_outcomes.lose(priya, 1, reason="Wanted it in blue")
    assert rows(priya, "SELECT reason FROM event WHERE kind = 'lost'") == [("Wanted it in blue",)]


def test_a_lead_moves_to_a_stage(priya: Workspace) -> None:
    assert lead_outcomes.move_stage(priya, 1, stage="sql").label == "Move stage, Priya"
    assert standing(priya) == ("handed_over", "sql")
    with pytest.raises(Refusal, match=r"^This lead is at SQL already\.$"):
        lead_outcomes.move_stage(priya, 1, stage="sql")
    with pytest.raises(Refusal, match=r"^There is no stage “lukewarm”\.$"):
        lead_outcomes.move_stage(priya, 1, stage="lukewarm")


def test_a_note_says_something(priya: Workspace) -> None:
    lead_outcomes.add_note(priya, 1, note="Asked for prices")
    assert rows(priya, "SELECT note FROM event WHERE kind = 'note'") == [("Asked for prices",)]
    with pytest.raises(Refusal, match=r"^Write the note first\.$"):
        lead_outcomes.add_note(priya, 1, note="  ")


def test_a_removed_entry_counts_no_more_and_comes_back_by_undo(priya: Workspace) -> None:
    log_contact(priya, 1, channel=Channel.PHONE, outcome=Outcome.CONVERSATION, at=MARCH + HOUR)
    ((contact, arrived),) = rows(
        priya,
        "SELECT max(id) FILTER (WHERE kind = 'contact'), max(id) FILTER (WHERE kind = 'arrived')"
        " FROM event",
    )
    stop = "SELECT stop FROM clock"
    assert rows(priya, stop) == [(to_ms(MARCH + HOUR),)]

    assert lead_outcomes.void_event(priya, contact).label == "Remove entry, Priya"
    assert rows(priya, stop) == [(None,)]
    with pytest.raises(Refusal, match=r"^This entry was removed already\.$"):
        lead_outcomes.void_event(priya, contact)
    changing.undo(priya)
    assert rows(priya, stop) == [(to_ms(MARCH + HOUR),)]
    with pytest.raises(Refusal, match="this entry stays"):
        lead_outcomes.void_event(priya, arrived)
    assert check(priya).sound


def test_only_what_was_delivered_can_be_used(priya: Workspace) -> None:
    due_day = (datetime.now(UTC) + timedelta(days=9)).date().toordinal()
    study = Deliverable(title="Case study", side=Side.MARKETING, due_day=due_day)
    deliverables.add_deliverable(priya, study)

    def use() -> Change:
        return lead_outcomes.use_material(priya, 1, deliverable_id=1, by_id=2)

    with pytest.raises(Refusal, match=r"^“Case study” has not been delivered\.$"):
        use()
    deliverables.deliver(priya, ItemKey(1), link="https://halden.example/study.pdf")
    assert use().label == "Use material, Priya"
    deliverables.return_delivery(priya, ItemKey(1), reason="Wrong logo")
    with pytest.raises(Refusal, match="has not been delivered"):
        use()


def test_an_entry_that_a_later_one_answers_stays_until_that_is_removed(priya: Workspace) -> None:
    send_back(priya, 1, reason=Reason.WRONG_SIZE, at=MARCH + HOUR)
    disputes.dispute(priya, 1, note="They have eighty people", at=MARCH + 2 * HOUR)
    disputes.settle(priya, 1, overturned=True, note=None, at=MARCH + 3 * HOUR)
    newest: dict[str, int] = dict(rows(priya, "SELECT kind, max(id) FROM event GROUP BY kind"))

    with pytest.raises(Refusal, match=r"^This dispute is settled\. Remove the settlement first\.$"):
        lead_outcomes.void_event(priya, newest["disputed"])
    lead_outcomes.void_event(priya, newest["overturned"])
    with pytest.raises(Refusal, match=r"^Marketing disputed this send-back\. Remove the dispute"):
        lead_outcomes.void_event(priya, newest["sent_back"])
    lead_outcomes.void_event(priya, newest["disputed"])
    lead_outcomes.void_event(priya, newest["sent_back"])

    assert rows(priya, "SELECT standing FROM lead_state") == [("handed_over",)]
