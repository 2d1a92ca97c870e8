"""What a person does with a lead, and the clocks that follow in the same transaction."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from app.changes import Area, Change
from app.errors import Refusal
from app.model.agreement import Commitment, CommitmentKind
from app.model.columns import to_ms
from app.model.duration import parse_within
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.services.leads import accept, add_lead, hand_over, log_contact, send_back
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace

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
MONDAY = datetime(2026, 3, 23, 12, tzinfo=UTC)


@pytest.fixture
def priya(make_workspace: MakeWorkspace) -> Workspace:
    """A workspace whose first lead is Priya, seen on a Monday."""
    workspace = make_workspace(RESPONSE)
    add_lead(workspace, Lead(name="Priya"), arrived_at=THURSDAY - timedelta(days=1))
    return workspace


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def clocks(workspace: Workspace) -> list[tuple[object, ...]]:
    return rows(workspace.path, "SELECT start, due, stop, owner_id FROM clock ORDER BY id")


def tallies(workspace: Workspace) -> list[tuple[object, ...]]:
    sql = "SELECT kept, missed, excused, open FROM day_tally ORDER BY day"
    return rows(workspace.path, sql)


def call(
    workspace: Workspace, at: datetime | None = None, channel: Channel = Channel.PHONE
) -> Change:
    return log_contact(workspace, 1, channel=channel, outcome=Outcome.CONVERSATION, at=at)


def test_handing_over_starts_a_clock_and_a_call_stops_it(priya: Workspace) -> None:
    told: list[Change] = []
    priya.subscribe(told.append)

    hand_over(priya, 1, owner_id=2, at=THURSDAY)
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
        hand_over(priya, 1)
    with time_machine.travel(MONDAY, tick=False):
        call(priya, FRIDAY)

    assert tallies(priya) == [(1, 0, 0, 0)]
    sql = "SELECT happened_at, recorded_at FROM event WHERE kind = 'contact'"
    assert rows(priya.path, sql) == [(to_ms(FRIDAY), to_ms(MONDAY))]


def test_a_late_call_is_a_miss(priya: Workspace) -> None:
    hand_over(priya, 1, at=THURSDAY)
    call(priya, DUE, Channel.AUTO)
    assert tallies(priya) == [(0, 0, 0, 1)]

    call(priya, DUE + timedelta(milliseconds=1))
    assert tallies(priya) == [(0, 1, 0, 0)]


def test_a_new_owner_takes_the_clock_along(priya: Workspace) -> None:
    hand_over(priya, 1, owner_id=2, at=THURSDAY)
    hand_over(priya, 1, owner_id=1, at=FRIDAY)

    assert [(start, owner) for start, _, _, owner in clocks(priya)] == [
        (to_ms(THURSDAY), 1),
        (to_ms(FRIDAY), 1),
    ]
    sql = "SELECT kind, by_id FROM event WHERE kind = 'assigned' ORDER BY id"
    assert rows(priya.path, sql) == [("assigned", 2), ("assigned", 1)]


def test_only_a_lead_handed_over_can_be_decided_and_only_once(priya: Workspace) -> None:
    with pytest.raises(Refusal, match=r"^This lead has not been handed over to Sales yet\.$"):
        accept(priya, 1)
    hand_over(priya, 1, at=THURSDAY)
    accept(priya, 1, at=FRIDAY)

    with pytest.raises(Refusal, match=r"^Sales has accepted this lead already\.$"):
        send_back(priya, 1, reason=Reason.NO_NEED)

    hand_over(priya, 1, at=DUE)
    send_back(priya, 1, reason=Reason.NO_NEED, at=MONDAY - timedelta(days=2))
    with pytest.raises(Refusal, match=r"^Sales has sent this lead back already\.$"):
        accept(priya, 1)


def test_another_reason_needs_its_words(priya: Workspace) -> None:
    hand_over(priya, 1, at=THURSDAY)
    with pytest.raises(Refusal) as refused:
        send_back(priya, 1, reason=Reason.OTHER, note="  ")
    assert (str(refused.value), refused.value.field) == (
        "Say in a note what the other reason is.",
        "note",
    )

    send_back(priya, 1, reason=Reason.OTHER, note="Moved away", at=FRIDAY)
    sql = "SELECT reason, note FROM event WHERE kind = 'sent_back'"
    assert rows(priya.path, sql) == [("other", "Moved away")]


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (timedelta(minutes=6), "That time lies in the future; only what happened can be logged."),
        (timedelta(days=-20_000), "That time lies before 1990."),
    ],
)
def test_a_time_that_cannot_be_is_refused(priya: Workspace, at: timedelta, sentence: str) -> None:
    before = rows(priya.path, "SELECT * FROM event")

    with pytest.raises(Refusal) as refused:
        call(priya, datetime.now(UTC) + at)

    assert (str(refused.value), refused.value.field) == (sentence, "at")
    assert rows(priya.path, "SELECT * FROM event") == before


def test_a_neighbours_clock_may_run_a_little_ahead(priya: Workspace) -> None:
    call(priya, datetime.now(UTC) + timedelta(minutes=4))

    assert len(rows(priya.path, "SELECT * FROM event")) == 2


@pytest.mark.parametrize(
    "action",
    [
        lambda workspace: hand_over(workspace, 99),
        lambda workspace: accept(workspace, 99),
        lambda workspace: send_back(workspace, 99, reason=Reason.NO_NEED),
    ],
)
def test_a_lead_that_is_gone_is_said_so(
    priya: Workspace, action: Callable[[Workspace], Change]
) -> None:
    with pytest.raises(Refusal, match=r"^This lead is gone; it was removed meanwhile\.$"):
        action(priya)
