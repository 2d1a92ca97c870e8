"""What a person does with a lead, and the clocks that follow in the same transaction."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.changes import Area, Change
from app.errors import Cancelled, Refusal
from app.model.agreement import Commitment, CommitmentKind
from app.model.columns import to_ms
from app.model.duration import parse_within
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.services import changing
from app.services.leads import (
    accept,
    add_lead,
    edit_lead,
    hand_over,
    log_contact,
    send_back,
)
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.services.sql import rows

RESPONSE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=parse_within("4 business hours"),
)
THURSDAY = datetime(2026, 3, 19, 15, 40, tzinfo=UTC)  # 16:40 in Berlin
FRIDAY = datetime(2026, 3, 20, 9, tzinfo=UTC)
DUE = datetime(2026, 3, 20, 11, 40, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
MONDAY = datetime(2026, 3, 23, 12, tzinfo=UTC)


@pytest.fixture
def priya(make_workspace: MakeWorkspace) -> Workspace:
    """A workspace whose first lead is Priya, seen on a Monday."""
    workspace = make_workspace(RESPONSE)
    add_lead(workspace, Lead(name="Priya"), arrived_at=THURSDAY - timedelta(days=1))
    return workspace


def clocks(workspace: Workspace) -> list[tuple[object, ...]]:
    return rows(workspace, "SELECT start, due, stop, owner_id FROM clock ORDER BY id")


def tallies(workspace: Workspace) -> list[tuple[object, ...]]:
    sql = "SELECT kept, missed, excused, open FROM day_tally ORDER BY day"
    return rows(workspace, sql)


def call(
    workspace: Workspace, at: datetime | None = None, channel: Channel = Channel.PHONE
) -> Change:
    return log_contact(workspace, 1, channel=channel, outcome=Outcome.CONVERSATION, at=at)


def test_handing_over_starts_a_clock_and_a_call_stops_it(priya: Workspace) -> None:
    told: list[Change] = []
    priya.subscribe(told.append)

    hand_over(priya, [1], owner_id=2, at=THURSDAY)
    assert clocks(priya) == [(to_ms(THURSDAY), to_ms(DUE), None, 2)]
    assert tallies(priya) == [(0, 0, 0, 1)]

    call(priya, FRIDAY)
    assert clocks(priya) == [(to_ms(THURSDAY), to_ms(DUE), to_ms(FRIDAY), 2)]
    assert tallies(priya) == [(1, 0, 0, 0)]

    assert [change.label for change in told] == ["Hand over, Priya", "Log contact, Priya"]
    assert {change.areas for change in told} == {frozenset({Area.LEADS, Area.CLOCKS})}
    assert {change.lead_ids for change in told} == {frozenset({1})}


def test_case_11_a_call_typed_in_days_later_is_kept(priya: Workspace) -> None:
    with time_machine.travel(THURSDAY, tick=False):
        hand_over(priya, [1])
    with time_machine.travel(MONDAY, tick=False):
        call(priya, FRIDAY)

    assert tallies(priya) == [(1, 0, 0, 0)]
    sql = "SELECT happened_at, recorded_at FROM event WHERE kind = 'contact'"
    assert rows(priya, sql) == [(to_ms(FRIDAY), to_ms(MONDAY))]


def test_a_late_call_is_a_miss(priya: Workspace) -> None:
    hand_over(priya, [1], at=THURSDAY)
    call(priya, DUE, Channel.AUTO)
    assert tallies(priya) == [(0, 0, 0, 1)]

    call(priya, DUE + timedelta(milliseconds=1))
    assert tallies(priya) == [(0, 1, 0, 0)]


def test_a_new_owner_takes_the_clock_along(priya: Workspace) -> None:
    hand_over(priya, [1], owner_id=2, at=THURSDAY)
    hand_over(priya, [1], owner_id=1, at=FRIDAY)

    assert [(start, owner) for start, _, _, owner in clocks(priya)] == [
        (to_ms(THURSDAY), 1),
        (to_ms(FRIDAY), 1),
    ]
    sql = "SELECT kind, by_id FROM event WHERE kind = 'assigned' ORDER BY id"
    assert rows(priya, sql) == [("assigned", 2), ("assigned", 1)]


def test_only_a_lead_handed_over_can_be_decided_and_only_once(priya: Workspace) -> None:
    with pytest.raises(Refusal, match=r"^This lead has not been handed over to Sales yet\.$"):
        accept(priya, 1)
    hand_over(priya, [1], at=THURSDAY)
    accept(priya, 1, at=FRIDAY)

    with pytest.raises(Refusal, match=r"^Sales has accepted this lead already\.$"):
        send_back(priya, 1, reason=Reason.NO_NEED)

    hand_over(priya, [1], at=DUE)
    send_back(priya, 1, reason=Reason.NO_NEED, at=MONDAY - timedelta(days=2))
    with pytest.raises(Refusal, match=r"^Sales has sent this lead back already\.$"):
        accept(priya, 1)


def test_another_reason_needs_its_words(priya: Workspace) -> None:
    hand_over(priya, [1], at=THURSDAY)
    with pytest.raises(Refusal) as refused:
        send_back(priya, 1, reason=Reason.OTHER, note="  ")
    assert (str(refused.value), refused.value.field) == (
        "Say in a note what the other reason is.",
        "note",
    )

    send_back(priya, 1, reason=Reason.OTHER, note="Moved away", at=FRIDAY)
    sql = "SELECT reason, note FROM event WHERE kind = 'sent_back'"
    assert rows(priya, sql) == [("other", "Moved away")]


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (timedelta(minutes=6), "That time lies in the future; only what happened can be logged."),
        (timedelta(days=-20_000), "That time lies before 1990."),
    ],
)
def test_a_time_that_cannot_be_is_refused(priya: Workspace, at: timedelta, sentence: str) -> None:
    before = rows(priya, "SELECT * FROM event")

    with pytest.raises(Refusal) as refused:
        call(priya, datetime.now(UTC) + at)

    assert (str(refused.value), refused.value.field) == (sentence, "at")
    assert rows(priya, "SELECT * FROM event") == before


def test_a_neighbours_clock_may_run_a_little_ahead(priya: Workspace) -> None:
    call(priya, datetime.now(UTC) + timedelta(minutes=4))

    assert len(rows(priya, "SELECT * FROM event")) == 2


@pytest.mark.parametrize(
    "action",
    [
        lambda workspace: hand_over(workspace, [99]),
        lambda workspace: accept(workspace, 99),
        lambda workspace: send_back(workspace, 99, reason=Reason.NO_NEED),
    ],
)
def test_a_lead_that_is_gone_is_said_so(
    priya: Workspace, action: Callable[[Workspace], Change]
) -> None:
    with pytest.raises(Refusal, match=r"^This lead is gone; it was removed meanwhile\.$"):
        action(priya)


def lead_facts(workspace: Workspace, columns: str) -> list[tuple[object, ...]]:
    return rows(workspace, f"SELECT {columns} FROM lead ORDER BY id")


def test_many_leads_are_handed_over_as_one_step(priya: Workspace) -> None:
    for name in ("Tom", "Mei"):
        add_lead(priya, Lead(name=name, owner_id=2), arrived_at=THURSDAY)
    told: list[tuple[int, int]] = []

    change = hand_over(
        priya, [1, 2, 3], owner_id=2, stage="sql", at=FRIDAY, progress=lambda *at: told.append(at)
    )

    assert (change.label, set(change.lead_ids)) == ("Hand over 3 leads", {1, 2, 3})
    assert told
    assert lead_facts(priya, "owner_id") == [(2,), (2,), (2,)]
    assert len(clocks(priya)) == 3
    sql = "SELECT lead_id, stage FROM event WHERE kind = '{}' ORDER BY lead_id"
    assert rows(priya, sql.format("handed_over")) == [(1, "sql"), (2, "sql"), (3, "sql")]
    assert rows(priya, sql.format("assigned")) == [(1, None)]
    assert changing.undo(priya).label == "Hand over 3 leads"
    assert lead_facts(priya, "owner_id") == [(None,), (2,), (2,)]
    assert clocks(priya) == []
    assert changing.redo(priya).lead_ids == {1, 2, 3}
    assert lead_facts(priya, "owner_id") == [(2,), (2,), (2,)]


def test_cancelling_an_action_on_many_leaves_nothing_of_it(priya: Workspace) -> None:
    add_lead(priya, Lead(name="Tom"), arrived_at=THURSDAY)
    before = rows(priya, "SELECT * FROM event"), lead_facts(priya, "*")

    def cancel(done: int, total: int) -> None:
        if done * 2 >= total:
            raise Cancelled

    with pytest.raises(Cancelled):
        hand_over(priya, [1, 2], owner_id=2, progress=cancel)
    assert (rows(priya, "SELECT * FROM event"), lead_facts(priya, "*")) == before


@pytest.mark.parametrize(
    ("given", "sentence", "field"),
    [
        ({"stage": "nowhere"}, "There is no stage “nowhere”.", "stage"),
        ({"owner_id": 99}, "This person is gone; choose another.", "owner_id"),
    ],
)
def test_a_handover_to_nobody_or_nowhere_is_refused(
    priya: Workspace, given: dict[str, Any], sentence: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        hand_over(priya, [1], **given)
    assert (str(refused.value), refused.value.field) == (sentence, field)


@pytest.mark.parametrize(
    ("days", "email", "duplicate_of"),
    [
        (30, "PRIYA@halden.example", 1),
        (31, "priya@halden.example", None),
        (3, "other@halden.example", None),
        (3, None, None),
    ],
)
def test_who_came_shortly_before_is_a_duplicate(
    make_workspace: MakeWorkspace, days: int, email: str | None, duplicate_of: int | None
) -> None:
    workspace = make_workspace(RESPONSE)
    add_lead(workspace, Lead(name="Priya", email="priya@halden.example"), arrived_at=THURSDAY)

    again = Lead(name="Priya N.", email=email)
    add_lead(workspace, again, arrived_at=THURSDAY + timedelta(days=days))
    hand_over(workspace, [2])

    assert lead_facts(workspace, "duplicate_of_id")[1] == (duplicate_of,)
    assert len(clocks(workspace)) == (duplicate_of is None)


def test_editing_a_lead_logs_a_new_owner_and_finds_a_duplicate(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace(RESPONSE)
    add_lead(workspace, Lead(name="Priya", email="priya@halden.example"), arrived_at=THURSDAY)
    add_lead(workspace, Lead(name="P. Nair", external_id="7"), arrived_at=FRIDAY)

    edited = Lead(name="Priya Nair", email="Priya@Halden.example", external_id="7", owner_id=2)
    assert edit_lead(workspace, 2, edited).label == "Edit lead, Priya Nair"

    columns = "name, email, owner_id, duplicate_of_id"
    assert lead_facts(workspace, columns)[1] == ("Priya Nair", "Priya@Halden.example", 2, 1)
    assert rows(workspace, "SELECT lead_id, by_id FROM event WHERE kind = 'assigned'") == [(2, 2)]
    with pytest.raises(Refusal, match=r"^There is a lead with the key 7 already\.$"):
        edit_lead(workspace, 1, Lead(name="Priya", external_id="7"))
    changing.undo(workspace)
    assert lead_facts(workspace, columns)[1] == ("P. Nair", None, None, None)


def test_an_edit_cannot_make_a_lead_a_duplicate_of_itself(workspace: Workspace) -> None:
    add_lead(workspace, Lead(name="Priya"), arrived_at=datetime(2026, 3, 1, tzinfo=UTC))
    edit_lead(workspace, 1, Lead(name="Priya Nair", duplicate_of_id=1))

    assert rows(workspace, "SELECT name, duplicate_of_id FROM lead") == [("Priya Nair", None)]
