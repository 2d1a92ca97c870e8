"""What people do with deliverables, each as one step that can be undone."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine

from app.changes import Area
from app.errors import Refusal
from app.model.agreement import Commitment, CommitmentKind
from app.model.clocks import ClockState
from app.model.columns import to_ms
from app.model.deliverables import Decision, Deliverable, DeliverableEventKind, ItemState
from app.model.duration import parse_within
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.rules.periods import PeriodKind, period_of
from app.services import changing
from app.services.agreement import edit_commitment, end_commitment, put_in_force
from app.services.check import check, repair
from app.services.deliverables import (
    accept_delivery,
    add_deliverable,
    deliver,
    edit_deliverable,
    exempt_item,
    move,
    return_delivery,
    withdraw,
)
from app.services.items import (
    ItemKey,
    ItemLine,
    deliverables,
    item_details,
    materials,
    open_deliverables,
)
from app.services.rows import behind
from app.services.status import status
from app.services.time_passing import next_transition
from app.services.workspaces import Workspace, open_workspace
from tests.conftest import MakeWorkspace
from tests.services.sql import facts

BERLIN = ZoneInfo("Europe/Berlin")
SINCE = datetime(2026, 1, 1, tzinfo=BERLIN)
NOW = datetime(2026, 3, 18, 10, tzinfo=BERLIN)  # a Wednesday
REPORT = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.DELIVERABLE,
    title="Monthly loss report",
    share=9000,
    schedule=parse_schedule("every month on the last working day"),
    accept_within=parse_within("3 business days"),
    personas=("Plant manager",),
    campaigns=("Spring",),
)
STUDY = Commitment(
    code="M1",
    side=Side.MARKETING,
    kind=CommitmentKind.DELIVERABLE,
    title="Case study",
    share=10_000,
    accept_within=parse_within("2 business days"),
)


def march(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=BERLIN)


def day(month: int, number: int, year: int = 2026) -> int:
    return date(year, month, number).toordinal()


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, travel: time_machine.Traveller) -> Workspace:
    """A report from Sales due on each month's last working day, and case studies added by hand."""
    return make_workspace(REPORT, STUDY, since=SINCE)


MARCH = ItemKey(None, "S1", day(3, 1))


def item(workspace: Workspace, key: ItemKey = MARCH) -> ItemLine:
    details = item_details(workspace, key)
    assert details is not None
    return details.item


def study(workspace: Workspace, due: int = day(3, 25), code: str | None = "M1") -> ItemKey:
    add_deliverable(
        workspace, Deliverable(title="Halden", side=Side.MARKETING, due_day=due, code=code)
    )
    found = deliverables(workspace, due, due + 1).items
    return next(each.key for each in reversed(found) if each.side is Side.MARKETING)


def clock_state(workspace: Workspace, key: ItemKey) -> tuple[int, int | None, str | None]:
    """Due, stop and excuse of the stored clock."""
    with workspace.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT due, stop, excuse FROM clock WHERE deliverable_id = ?",
            (item(workspace, key).key.id,),
        ).one()
    return tuple(found)


def test_a_schedule_shows_its_items_before_anything_happens(workspace: Workspace) -> None:
    found = deliverables(workspace, day(1, 1), day(5, 1))
    assert [(each.title, each.due_day, each.state) for each in found.items] == [
        ("Monthly loss report", day(1, 30), ItemState.OVERDUE),
        ("Monthly loss report", day(2, 27), ItemState.OVERDUE),
        ("Monthly loss report", day(3, 31), ItemState.COMING),
        ("Monthly loss report", day(4, 30), ItemState.COMING),
    ]
    first = found.items[0]
    assert first.key == ItemKey(None, "S1", day(1, 1))
    assert (first.persona, first.campaign, first.owner, first.note) == (
        "Plant manager",
        "Spring",
        None,
        None,
    )
    assert first.due == to_ms(datetime(2026, 1, 31, tzinfo=BERLIN)) - 1
    assert first.late_ms == to_ms(NOW) - first.due
    assert (found.counts.open, found.counts.overdue, found.counts.waiting) == (4, 2, 0)
    assert (found.today, found.zone) == (day(3, 18), "Europe/Berlin")


def test_both_sides_items_are_listed_in_order_of_due(workspace: Workspace) -> None:
    study(workspace)
    both = deliverables(workspace, day(3, 1), day(4, 1))
    assert [(each.side, each.title) for each in both.items] == [
        (Side.MARKETING, "Halden"),
        (Side.SALES, "Monthly loss report"),
    ]


def test_the_first_fact_makes_the_row_and_undo_takes_it_back(workspace: Workspace) -> None:
    before = facts(workspace.path)
    change = deliver(
        workspace, MARCH, link=" https://acme.example/march ", note="All of it", by_id=2
    )
    assert change.label == "Deliver, Monthly loss report"
    assert change.areas == {Area.DELIVERABLES, Area.CLOCKS}
    told = item(workspace)
    assert (told.state, told.link, told.persona) == (
        ItemState.DELIVERED,
        "https://acme.example/march",
        "Plant manager",
    )
    assert told.key.id is not None
    after = facts(workspace.path)
    assert len(after["deliverable"]) == 1

    assert changing.undo(workspace).label == change.label
    assert facts(workspace.path) == before
    assert item(workspace).state is ItemState.COMING
    changing.redo(workspace)
    assert facts(workspace.path) == after
    assert check(workspace).sound


def test_delivered_by_due_and_accepted_is_kept(workspace: Workspace) -> None:
    deliver(workspace, MARCH, at=march(17))
    accept_delivery(workspace, MARCH)
    told = item(workspace)
    assert (told.state, told.decided, told.late_ms) == (ItemState.ACCEPTED, Decision.ACCEPTED, None)
    assert told.delivered_at == to_ms(march(17))
    assert clock_state(workspace, MARCH) == (told.due, told.delivered_at, None)


def test_silence_accepts_after_the_agreed_days(
    workspace: Workspace, travel: time_machine.Traveller
) -> None:
    deliver(workspace, MARCH)
    until = item(workspace).accept_until
    assert until == to_ms(march(23, 10))  # three working days of eight hours from Wednesday 10:00
    travel.move_to(march(23, 10))
    assert item(workspace).decided is None
    travel.move_to(march(23, 10, 1))
    told = item(workspace)
    assert (told.state, told.decided) == (ItemState.ACCEPTED, Decision.SILENT)
    sentence = "Marketing said nothing until today, so this counts as accepted."
    for act in (accept_delivery, lambda *args: return_delivery(*args, reason="No")):
        with pytest.raises(Refusal) as refused:
            act(workspace, MARCH)
        assert str(refused.value) == sentence
    return_delivery(workspace, MARCH, reason="Half of it", at=march(20))
    assert item(workspace).state is ItemState.RETURNED


def test_a_return_reopens_it_and_the_second_delivery_counts(
    workspace: Workspace, travel: time_machine.Traveller
) -> None:
    deliver(workspace, MARCH)
    return_delivery(workspace, MARCH, reason="Half of it", by_id=1)
    told = item(workspace)
    assert (told.state, told.delivered_at, told.link) == (ItemState.RETURNED, None, None)
    assert clock_state(workspace, MARCH) == (told.due, None, None)
    with pytest.raises(Refusal, match=r"^That time lies before it was returned\.$"):
        deliver(workspace, MARCH, at=march(17))

    travel.move_to(datetime(2026, 4, 2, 9, tzinfo=BERLIN))
    assert item(workspace).late_ms == to_ms(datetime(2026, 4, 2, 9, tzinfo=BERLIN)) - told.due
    assert open_deliverables(workspace).counts.overdue == 3
    deliver(workspace, MARCH)
    accept_delivery(workspace, MARCH)
    told = item(workspace)
    assert (told.state, told.decided) == (ItemState.LATE, Decision.ACCEPTED)
    assert told.late_ms == to_ms(datetime(2026, 4, 2, 9, tzinfo=BERLIN)) - told.due
    history = item_details(workspace, MARCH)
    assert history is not None
    assert [event.kind for event in history.history] == [
        DeliverableEventKind.ACCEPTED,
        DeliverableEventKind.DELIVERED,
        DeliverableEventKind.RETURNED,
        DeliverableEventKind.DELIVERED,
    ]
    assert [(event.by, event.reason) for event in history.history][2] == ("Aisha", "Half of it")


def test_a_new_day_agreed_before_due_moves_it(workspace: Workspace) -> None:
    change = move(workspace, MARCH, day=date(2026, 4, 10), by_id=1, note="Fair week")
    assert change.label == "Move, Monthly loss report"
    told = item(workspace)
    assert (told.due_day, told.promised_day) == (day(4, 10), day(3, 31))
    assert told.due == to_ms(datetime(2026, 4, 11, tzinfo=BERLIN)) - 1
    assert [
        each.key.occurrence for each in deliverables(workspace, day(4, 10), day(4, 11)).items
    ] == [day(3, 1)]
    assert check(workspace).sound
    with pytest.raises(Refusal, match=r"^It is due on that day already\.$"):
        move(workspace, MARCH, day=date(2026, 4, 10))
    with pytest.raises(Refusal, match=r"^That day is over; choose today or a later day\.$"):
        move(workspace, MARCH, day=date(2026, 3, 17))
    with pytest.raises(Refusal, match=r"^Choose a day up to the end of 2060\.$"):
        move(workspace, MARCH, day=date(2061, 1, 1))


def test_after_due_a_new_day_changes_nothing(workspace: Workspace) -> None:
    february = ItemKey(None, "S1", day(2, 1))
    with pytest.raises(Refusal) as refused:
        move(workspace, february, day=date(2026, 4, 10))
    assert str(refused.value) == (
        "It is overdue since Sat 28 Feb; a new date no longer changes that."
    )
    deliver(workspace, february, at=march(2))
    accept_delivery(workspace, february, at=march(3))
    assert item(workspace, february).state is ItemState.LATE


def test_withdrawn_in_time_is_out_of_the_count_and_after_it_a_miss(workspace: Workspace) -> None:
    february = ItemKey(None, "S1", day(2, 1))
    for key in (MARCH, february):
        withdraw(workspace, key, reason="No longer wanted")
        assert item(workspace, key).state is ItemState.WITHDRAWN
    assert clock_state(workspace, MARCH)[1:] == (None, "cancelled")
    assert item(workspace, MARCH).late_ms is None
    assert clock_state(workspace, february)[1:] == (to_ms(NOW), None)
    assert item(workspace, february).late_ms == to_ms(NOW) - item(workspace, february).due
    for act in (deliver, accept_delivery):
        with pytest.raises(Refusal, match=r"^This was withdrawn; nothing is owed any more\.$"):
            act(workspace, MARCH)


def test_exempt_is_out_of_the_count_unless_it_is_kept_after_all(workspace: Workspace) -> None:
    february = ItemKey(None, "S1", day(2, 1))
    exempt_item(workspace, february, reason="Flu", by_id=1)
    assert item(workspace, february).state is ItemState.EXEMPT
    assert item(workspace, february).late_ms is None
    assert clock_state(workspace, february)[1:] == (None, "exempt")
    with pytest.raises(Refusal, match=r"^This is exempt already\.$"):
        exempt_item(workspace, february, reason="Flu")
    exempt_item(workspace, MARCH, reason="Flu")
    deliver(workspace, MARCH)
    assert clock_state(workspace, MARCH)[2] is None


@pytest.mark.parametrize("reason", ["", "   "])
def test_reasons_are_asked_for(workspace: Workspace, reason: str) -> None:
    deliver(workspace, MARCH)
    for act, sentence in (
        (return_delivery, "Say why it is returned."),
        (withdraw, "Say why it is withdrawn."),
        (exempt_item, "Say why it is exempt."),
    ):
        with pytest.raises(Refusal) as refused:
            act(workspace, MARCH, reason=reason)
        assert (str(refused.value), refused.value.field) == (sentence, "reason")


def test_what_cannot_be_is_refused(workspace: Workspace) -> None:
    before = facts(workspace.path)
    for act in (accept_delivery, lambda *args: return_delivery(*args, reason="No")):
        with pytest.raises(Refusal, match=r"^This has not been delivered yet\.$"):
            act(workspace, MARCH)
    with pytest.raises(Refusal, match=r"^That time lies in the future"):
        deliver(workspace, MARCH, at=march(19))
    with pytest.raises(Refusal, match=r"^This deliverable is gone"):
        deliver(workspace, ItemKey(99))
    with pytest.raises(Refusal, match=r"^This deliverable is gone"):
        deliver(workspace, ItemKey(None, "S1", day(3, 2)))
    assert facts(workspace.path) == before

    deliver(workspace, MARCH, at=march(17))
    for act in (deliver, lambda *args: withdraw(*args, reason="Old")):
        with pytest.raises(Refusal) as refused:
            act(workspace, MARCH)
        assert str(refused.value) == (
            "This was delivered already, and waits for Marketing to accept it."
        )
    with pytest.raises(Refusal, match=r"^This was delivered in time; there is nothing to excuse"):
        exempt_item(workspace, MARCH, reason="Flu")
    with pytest.raises(Refusal, match=r"^That time lies before it was delivered\.$"):
        accept_delivery(workspace, MARCH, at=march(16))
    accept_delivery(workspace, MARCH)
    for act in (deliver, lambda *args: move(*args, day=date(2026, 4, 1))):
        with pytest.raises(Refusal, match=r"^This was delivered, and Marketing has accepted it"):
            act(workspace, MARCH)
    with pytest.raises(Refusal, match=r"^Marketing has accepted this already\.$"):
        return_delivery(workspace, MARCH, reason="No")


def test_what_another_machine_logged_a_moment_ahead_comes_first(
    workspace: Workspace, travel: time_machine.Traveller
) -> None:
    deliver(workspace, MARCH, at=NOW + timedelta(minutes=3))
    return_delivery(workspace, MARCH, reason="Half of it")
    deliver(workspace, MARCH)
    accept_delivery(workspace, MARCH)
    assert item(workspace).state is ItemState.ACCEPTED


def test_one_added_by_hand_gets_the_clock_of_its_promise(workspace: Workspace) -> None:
    key = study(workspace)
    told = item(workspace, key)
    assert (told.code, told.start, told.due_day) == ("M1", to_ms(NOW), day(3, 25))
    assert clock_state(workspace, key) == (told.due, None, None)
    deliver(workspace, key)
    assert item(workspace, key).accept_until == to_ms(march(20, 10))
    assert changing.undo(workspace).label == "Deliver, Halden"
    assert changing.undo(workspace).label == "Add deliverable, Halden"
    assert item_details(workspace, key) is None
    assert check(workspace).sound


def test_one_without_a_promise_has_no_clock_and_silence_accepts_nothing(
    workspace: Workspace, travel: time_machine.Traveller
) -> None:
    clocks = check(workspace).clocks
    key = study(workspace, code=None)
    assert check(workspace).clocks == clocks
    deliver(workspace, key)
    travel.move_to(NOW + timedelta(days=300))
    assert item(workspace, key).state is ItemState.DELIVERED
    return_delivery(workspace, key, reason="Too short")
    assert item(workspace, key).state is ItemState.RETURNED
    assert (check(workspace).clocks, check(workspace).sound) == (clocks, True)


@pytest.mark.parametrize(
    ("code", "side", "sentence"),
    [
        ("M9", Side.MARKETING, "No promise M9 of things to deliver is in force."),
        ("S1", Side.MARKETING, "The promise S1 is the other side's."),
    ],
)
def test_a_promise_that_is_not_theirs_is_refused(
    workspace: Workspace, code: str, side: Side, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        add_deliverable(
            workspace, Deliverable(title="Halden", side=side, due_day=day(4, 1), code=code)
        )
    assert (str(refused.value), refused.value.field) == (sentence, "code")


def test_a_day_that_is_over_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Refusal, match=r"^That day is over"):
        study(workspace, due=day(3, 17))
    study(workspace, due=day(3, 18))


def test_editing_says_who_and_what_about(workspace: Workspace) -> None:
    same = {"title": "Monthly loss report", "persona": "Plant manager", "campaign": "Spring"}
    assert not edit_deliverable(workspace, MARCH, owner_id=None, note=" ", **same).undoable
    change = edit_deliverable(
        workspace, MARCH, title="March losses", owner_id=2, persona="Buyer", campaign=None, note="x"
    )
    assert change.label == "Edit deliverable, Monthly loss report"
    told = item(workspace)
    assert (told.title, told.owner, told.persona, told.campaign, told.note) == (
        "March losses",
        "Dana",
        "Buyer",
        None,
        "x",
    )
    with pytest.raises(Refusal, match=r"^This cannot stay empty\.$"):
        edit_deliverable(
            workspace, MARCH, title=" ", owner_id=None, persona=None, campaign=None, note=None
        )
    with pytest.raises(Refusal, match=r"^This person is gone"):
        edit_deliverable(workspace, MARCH, owner_id=9, note=None, **same)
    assert check(workspace).sound


def test_open_ones_are_overdue_near_or_waiting(workspace: Workspace) -> None:
    far = study(workspace, due=day(9, 1))
    assert [each.due_day for each in open_deliverables(workspace).items] == [
        day(1, 30),
        day(2, 27),
        day(3, 31),
    ]
    deliver(workspace, far)
    deliver(workspace, ItemKey(None, "S1", day(1, 1)))
    accept_delivery(workspace, ItemKey(None, "S1", day(1, 1)))
    found = open_deliverables(workspace)
    assert [each.due_day for each in found.items] == [day(2, 27), day(3, 31), day(9, 1)]
    assert (found.counts.open, found.counts.overdue, found.counts.waiting) == (2, 1, 1)


def test_what_marketing_delivered_is_material(
    workspace: Workspace, travel: time_machine.Traveller
) -> None:
    deliver(workspace, MARCH)
    first, second, third = study(workspace), study(workspace), study(workspace)
    deliver(workspace, first, link="halden.pdf")
    deliver(workspace, second, at=march(17))
    return_delivery(workspace, second, reason="Too long")
    found = materials(workspace)
    assert [(each.deliverable_id, each.title, each.link, each.uses) for each in found] == [
        (first.id, "Halden", "halden.pdf", 0)
    ]
    deliver(workspace, third)
    assert {each.deliverable_id for each in materials(workspace)} == {first.id, third.id}


def test_late_entries_are_told(workspace: Workspace) -> None:
    deliver(workspace, ItemKey(None, "S1", day(1, 1)), at=datetime(2026, 1, 29, tzinfo=BERLIN))
    details = item_details(workspace, ItemKey(None, "S1", day(1, 1)))
    assert details is not None
    assert [event.late for event in details.history] == [True]
    assert details.item.decided is Decision.SILENT


def test_items_keep_the_version_their_period_began_under(workspace: Workspace) -> None:
    weekly = REPORT.model_copy(update={"schedule": parse_schedule("every week on Friday")})
    edit_commitment(workspace, "S1", weekly)
    put_in_force(workspace, date(2026, 4, 15))
    found = deliverables(workspace, day(4, 1), day(5, 9)).items
    assert [(each.due_day, each.key.occurrence) for each in found] == [
        (day(4, 24), day(4, 20)),
        (day(4, 30), day(4, 1)),
        (day(5, 1), day(4, 27)),
        (day(5, 8), day(5, 4)),
    ]
    end_commitment(workspace, "S1")
    put_in_force(workspace, date(2026, 5, 1))
    found = deliverables(workspace, day(4, 1), day(12, 31)).items
    assert [each.due_day for each in found] == [day(4, 24), day(4, 30), day(5, 1)]
    assert check(workspace).sound
    while True:
        try:
            changing.undo(workspace)
        except Refusal:
            break
    assert check(workspace).sound
    assert len(deliverables(workspace, day(1, 1), day(1, 1, 2027)).items) == 12


def test_a_file_opened_again_has_the_same_items(workspace: Workspace) -> None:
    deliver(workspace, MARCH)
    before = deliverables(workspace, day(1, 1), day(1, 1, 2027))
    workspace.close()
    again = open_workspace(workspace.path)
    assert deliverables(again, day(1, 1), day(1, 1, 2027)) == before
    assert check(again).sound
    again.close()


def test_a_check_finds_what_was_tampered_with_and_repair_mends_it(workspace: Workspace) -> None:
    deliver(workspace, MARCH)
    with workspace.unit_of_work("") as work:
        work.connection.exec_driver_sql("UPDATE clock SET stop = stop + 1 WHERE stop IS NOT NULL")
        work.connection.exec_driver_sql("DELETE FROM clock WHERE day < 739650")
    (finding, *_) = check(workspace).differences
    assert finding.endswith("missing (S1 without a lead).")
    repair(workspace)
    assert check(workspace).sound


def test_figures_of_an_earlier_moment_count_what_had_happened_by_then(
    workspace: Workspace, travel: time_machine.Traveller
) -> None:
    january, first_quarter = (
        ItemKey(None, "S1", day(1, 1)),
        period_of(PeriodKind.QUARTER, day(1, 1)),
    )
    deliver(workspace, january, at=datetime(2026, 1, 29, tzinfo=BERLIN))
    deliver(workspace, ItemKey(None, "S1", day(2, 1)), at=march(5))

    def figures(as_of: datetime) -> tuple[int, int]:
        tally = next(
            each.fulfilment.tally
            for each in status(workspace, first_quarter, as_of).commitments
            if each.code == "S1"
        )
        return tally.kept, tally.missed

    assert figures(datetime(2026, 1, 15, tzinfo=BERLIN)) == (0, 0)
    assert figures(datetime(2026, 2, 10, tzinfo=BERLIN)) == (1, 0)
    assert figures(march(1)) == figures(NOW) == (1, 1)
    travel.move_to(datetime(2026, 4, 2, tzinfo=BERLIN))
    assert figures(datetime(2026, 4, 2, tzinfo=BERLIN)) == (1, 2)


def test_the_page_looks_again_when_silence_accepts(
    workspace: Workspace, travel: time_machine.Traveller
) -> None:
    deliver(workspace, MARCH)
    until = item(workspace).accept_until
    assert until is not None
    travel.move_to(march(23, 9))
    now = to_ms(march(23, 9))
    assert next_transition(workspace, now) == until + 1
    accept_delivery(workspace, MARCH)
    assert next_transition(workspace, now) > until + 1


@pytest.mark.parametrize(
    ("act", "state", "counted"),
    [
        (deliver, ClockState.KEPT, "early"),
        (partial(withdraw, reason="Not needed"), ClockState.CANCELLED, "excused"),
    ],
)
def test_what_is_settled_before_its_period_is_counted_and_listed(
    workspace: Workspace, act: Callable[..., object], state: ClockState, counted: str
) -> None:
    act(workspace, ItemKey(None, "S1", day(4, 1)))

    found = behind(workspace, "S1", period_of(PeriodKind.MONTH, day(4, 1)))
    assert found is not None
    assert [clock.state for clock in found.clocks] == [state]
    assert getattr(found.line.fulfilment.tally, counted) == 1
