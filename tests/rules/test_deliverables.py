"""Deliverables' items and clocks: hand-worked examples, and a slow reference."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model.agreement import Commitment, CommitmentKind
from app.model.calendar import OFFICE_HOURS
from app.model.clocks import Excuse
from app.model.deliverables import Decision, DeliverableEventKind, ItemState
from app.model.duration import Within, parse_within
from app.model.people import Side
from app.model.schedule import Schedule, parse_schedule
from app.rules.clocks import EXCUSES
from app.rules.deliverables import Fact, Item
from app.rules.histories import NOBODY, NONE
from app.rules.ledger import LAST_DAY, Ledger, StoredItem
from app.rules.periods import PeriodKind, period_of
from app.rules.terms import Terms, Version
from app.rules.working_time import working_time
from tests.model.test_schedule import schedules
from tests.rules.reference_deliverables import ItemClock, PlainVersion, ReferenceLedger
from tests.rules.reference_working_time import Reference

ZONE = "Europe/Berlin"
BERLIN = ZoneInfo(ZONE)
HOLIDAYS = {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1)}
WORKING = working_time(OFFICE_HOURS, ZONE, frozenset(HOLIDAYS))
REFERENCE = Reference(OFFICE_HOURS.hours, {}, HOLIDAYS, ZONE, date(2025, 12, 1), date(2027, 2, 28))
K = DeliverableEventKind


def ms(text: str) -> int:
    """The instant of a wall time of 2026 in Berlin: "03-18 10:00"."""
    return int(datetime.fromisoformat(f"2026-{text}").replace(tzinfo=BERLIN).timestamp()) * 1000


def day(text: str) -> int:
    return date.fromisoformat(f"2026-{text}").toordinal()


def end_of(text: str) -> int:
    return ms(f"{text} 00:00") + 24 * 3_600_000 - 1


def report(schedule: str | None, code: str = "S1", accept: str = "8 business hours") -> Commitment:
    return Commitment(
        code=code,
        side=Side.SALES,
        kind=CommitmentKind.DELIVERABLE,
        title="Loss report",
        share=9000,
        schedule=None if schedule is None else parse_schedule(schedule),
        accept_within=parse_within(accept),
    )


def terms(*versions: tuple[int, dict[int, Commitment]]) -> Terms:
    stated = tuple(
        Version(number, number, start, commitments, dict.fromkeys(Side, WORKING))
        for number, (start, commitments) in enumerate(versions, 1)
    )
    return Terms(stated, ZONE, ())


MONTHLY = terms((ms("01-01 00:00"), {7: report("every month on day 31")}))


def stored(*facts: Fact, occurrence: str | None = "03-01", code: str | None = "S1") -> StoredItem:
    return StoredItem(
        id=5,
        side=Side.SALES,
        due_day=day("03-31"),
        code=code,
        occurrence=None if occurrence is None else day(occurrence),
        owner=2,
        created_at=ms("03-10 09:00"),
        facts=facts,
    )


def march(*facts: tuple[DeliverableEventKind, str] | tuple[DeliverableEventKind, str, str]) -> Item:
    """The item of March after these facts."""
    told = [Fact(kind, ms(at), *(day(new) for new in rest)) for kind, at, *rest in facts]
    return Ledger([stored(*told)], MONTHLY).items[0]


def due_days(under: Terms, first: str = "01-01", last: str = "12-31") -> list[str]:
    items = Ledger([], under).due_between(day(first), day(last))
    return [f"{date.fromordinal(item.due_day):%m-%d}" for item in items]


def test_an_item_is_due_by_the_end_of_its_day_and_starts_with_its_period() -> None:
    item = Ledger([], MONTHLY).item("S1", day("03-01"))
    assert item is not None
    assert (item.start, item.due, item.due_day) == (
        ms("03-01 00:00"),
        end_of("03-31"),
        day("03-31"),
    )
    assert item.soon == ms("03-24 13:00")  # 22 working days of 8 hours, three quarters are 132


def test_a_day_off_before_the_period_starts_the_clock_with_the_due_day() -> None:
    under = terms((ms("01-01 00:00"), {7: report("every month on day 1")}))
    item = Ledger([], under).item("S1", day("02-01"))  # a Sunday
    assert item is not None
    assert (item.start, item.due) == (ms("01-30 00:00"), end_of("01-30"))


def test_nothing_is_born_of_a_period_that_began_before_the_agreement() -> None:
    under = terms((ms("02-02 00:00"), {7: report("every month on day 31")}))
    assert due_days(under, last="05-28") == ["03-31", "04-30"]
    under = terms((ms("02-01 00:00"), {7: report("every month on day 1")}))
    assert due_days(under, last="04-30") == ["02-27", "04-01"]  # February's was due in January


def test_an_item_belongs_to_the_version_its_period_begins_in() -> None:
    weekly = report("every week on Friday")
    under = terms(
        (ms("01-01 00:00"), {7: report("every month on day 31")}),
        (ms("03-16 00:00"), {8: weekly}),
        (ms("04-01 00:00"), {9: report("every week on Friday", "S2")}),
    )
    assert due_days(under, "02-01", "04-25") == [
        "02-27",
        "03-20",
        "03-27",
        "03-31",
        "04-02",  # of the week of 30 March; Friday is a holiday
        "04-10",
        "04-17",
        "04-24",
    ]
    codes = {item.code for item in Ledger([], under).due_between(day("04-05"), day("12-31"))}
    assert codes == {"S2"}


def test_moved_to_a_promise_in_the_version_before_it_is_born_all_the_same() -> None:
    early = report("every month on day 1")
    under = terms((ms("01-01 00:00"), {7: early}), (ms("02-01 00:00"), {8: early}))
    item = Ledger([], under).item("S1", day("02-01"))
    assert item is not None
    assert (item.commitment, item.due_day) == (8, day("01-30"))


def test_items_are_born_up_to_the_end_of_2060() -> None:
    clocks = Ledger([], MONTHLY).clocks()
    assert len(clocks) == 35 * 12
    assert clocks.occurrence.max() == date(2060, 12, 1).toordinal() <= LAST_DAY
    assert set(clocks.lead.tolist()) == set(clocks.deliverable.tolist()) == {NOBODY}


@pytest.mark.parametrize(
    ("facts", "stop", "excuse", "state", "decision"),
    [
        ([], None, None, ItemState.OVERDUE, None),
        ([(K.DELIVERED, "03-31 23:59")], "03-31 23:59", None, ItemState.ACCEPTED, Decision.SILENT),
        ([(K.DELIVERED, "04-01 00:00")], "04-01 00:00", None, ItemState.LATE, Decision.SILENT),
        ([(K.DELIVERED, "05-28 10:00")], "05-28 10:00", None, ItemState.DELIVERED, None),
        (
            [(K.DELIVERED, "03-30 10:00"), (K.ACCEPTED, "03-30 11:00")],
            "03-30 10:00",
            None,
            ItemState.ACCEPTED,
            Decision.ACCEPTED,
        ),
        (
            [(K.DELIVERED, "03-30 10:00"), (K.RETURNED, "03-31 10:00")],
            None,
            None,
            ItemState.RETURNED,
            Decision.RETURNED,
        ),
        (  # 8 business hours from 10:00 end at 10:00: silence has accepted it by then
            [(K.DELIVERED, "03-30 10:00"), (K.RETURNED, "03-31 10:01")],
            "03-30 10:00",
            None,
            ItemState.ACCEPTED,
            Decision.SILENT,
        ),
        (
            [
                (K.DELIVERED, "03-30 10:00"),
                (K.RETURNED, "03-30 12:00"),
                (K.DELIVERED, "04-02 09:00"),
            ],
            "04-02 09:00",
            None,
            ItemState.LATE,
            Decision.SILENT,
        ),
        (
            [
                (K.DELIVERED, "03-30 10:00"),
                (K.ACCEPTED, "03-30 11:00"),
                (K.RETURNED, "03-30 12:00"),
            ],
            "03-30 10:00",
            None,
            ItemState.ACCEPTED,
            Decision.ACCEPTED,
        ),
        (
            [(K.DELIVERED, "03-30 10:00"), (K.DELIVERED, "03-30 11:00")],
            "03-30 10:00",
            None,
            ItemState.ACCEPTED,
            Decision.SILENT,
        ),
        ([(K.WITHDRAWN, "03-20 10:00")], None, Excuse.CANCELLED, ItemState.WITHDRAWN, None),
        ([(K.WITHDRAWN, "04-20 10:00")], "04-20 10:00", None, ItemState.WITHDRAWN, None),
        (
            [(K.WITHDRAWN, "03-20 10:00"), (K.DELIVERED, "03-21 10:00")],
            None,
            Excuse.CANCELLED,
            ItemState.WITHDRAWN,
            None,
        ),
        ([(K.EXEMPTED, "04-20 10:00")], None, Excuse.EXEMPT, ItemState.EXEMPT, None),
        (
            [(K.EXEMPTED, "03-20 10:00"), (K.DELIVERED, "03-21 10:00")],
            "03-21 10:00",
            None,
            ItemState.ACCEPTED,
            Decision.SILENT,
        ),
        (
            [(K.DELIVERED, "04-02 10:00"), (K.EXEMPTED, "04-20 10:00")],
            "04-02 10:00",
            Excuse.EXEMPT,
            ItemState.EXEMPT,
            Decision.SILENT,
        ),
        (
            [(K.MOVED, "03-31 23:59", "04-10"), (K.DELIVERED, "04-10 20:00")],
            "04-10 20:00",
            None,
            ItemState.ACCEPTED,
            Decision.SILENT,
        ),
        (
            [(K.MOVED, "04-01 00:00", "04-10"), (K.DELIVERED, "04-10 20:00")],
            "04-10 20:00",
            None,
            ItemState.LATE,
            Decision.SILENT,
        ),
    ],
)
def test_what_becomes_of_an_item(
    facts: list[tuple[DeliverableEventKind, str]],
    stop: str | None,
    excuse: Excuse | None,
    state: ItemState,
    decision: Decision | None,
) -> None:
    item, now = march(*facts), ms("05-28 12:00")
    assert (item.stop, item.excuse) == (None if stop is None else ms(stop), excuse)
    assert (item.state(now), item.decision(now)) == (state, decision)


def test_before_anything_happens_the_time_says_how_it_stands() -> None:
    item = march()
    states = [
        item.state(at)
        for at in (ms("02-20 09:00"), item.soon - 1, item.soon, item.due, item.due + 1)
    ]
    assert states == [
        ItemState.COMING,
        ItemState.COMING,
        ItemState.DUE_SOON,
        ItemState.DUE_SOON,
        ItemState.OVERDUE,
    ]
    assert (item.late_by(item.due), item.late_by(item.due + 5)) == (None, 5)


def test_one_added_by_hand_starts_when_it_was_added() -> None:
    under = terms((ms("01-01 00:00"), {7: report(None)}))
    (item,) = Ledger([stored(occurrence=None)], under).items
    assert (item.commitment, item.start, item.due) == (7, ms("03-10 09:00"), end_of("03-31"))
    for other in (stored(occurrence=None, code="M1"), stored(occurrence=None, code=None)):
        ledger = Ledger([other], under)
        assert ledger.items[0].commitment is None
        assert len(ledger.clocks()) == 0


def test_facts_about_a_period_without_an_item_are_kept_without_a_clock() -> None:
    orphan = stored(Fact(K.DELIVERED, ms("03-20 10:00")), occurrence="03-02")
    ledger = Ledger([orphan], MONTHLY)
    assert (ledger.items[0].commitment, ledger.items[0].due_day) == (None, day("03-31"))
    assert 5 not in ledger.clocks().deliverable.tolist()
    assert ledger.item("S1", day("03-02")) == ledger.items[0]


def test_without_an_agreement_items_have_their_day_and_no_clock() -> None:
    ledger = Ledger([stored(occurrence=None, code=None)], terms())
    assert ledger.items[0].due == end_of("03-31")
    assert ledger.items[0].start < ledger.items[0].soon < ledger.items[0].due
    assert len(ledger.clocks()) == 0


# --- against the reference

FIRST, LAST = date(2026, 2, 1), date(2026, 6, 1)
GRID = st.integers(0, 24 * 110).map(lambda hours: ms("02-10 00:00") + hours * 3_600_000)
ACCEPT = st.sampled_from([parse_within("12 business hours"), parse_within("3 days")])
CODES = st.sampled_from(["S1", "M1", "M2"])


@st.composite
def promises(draw: st.DrawFn) -> Commitment:
    schedule: Schedule | None = draw(st.one_of(st.none(), schedules(), schedules()))
    within: Within = draw(ACCEPT)
    return report(None).model_copy(
        update={
            "side": draw(st.sampled_from(Side)),
            "code": draw(CODES),
            "schedule": schedule,
            "accept_within": within,
        }
    )


@st.composite
def agreements(draw: st.DrawFn) -> list[PlainVersion]:
    starts = st.sampled_from([ms(f"{at} 00:00") for at in ("02-11", "03-01", "03-16", "04-01")])
    versions = []
    for number, start in enumerate(
        sorted(draw(st.lists(starts, min_size=1, max_size=3, unique=True)))
    ):
        stated = draw(st.lists(promises(), max_size=3, unique_by=lambda each: each.code))
        versions.append(
            PlainVersion(start, {10 * number + place: each for place, each in enumerate(stated)})
        )
    return versions


FACTS = st.lists(
    st.builds(Fact, st.sampled_from(K), GRID, st.integers(day("02-20"), day("06-20"))), max_size=6
).map(lambda facts: tuple(sorted(facts, key=lambda fact: fact.at)))


@st.composite
def rows(draw: st.DrawFn) -> StoredItem:
    occurrence = None
    if draw(st.booleans()):
        kind = draw(st.sampled_from([PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER]))
        occurrence = period_of(kind, draw(st.integers(day("02-20"), day("05-20")))).first_day
    return StoredItem(
        id=0,
        side=Side.SALES,
        due_day=draw(st.integers(day("02-20"), day("06-20"))),
        code=draw(st.one_of(st.none(), CODES)),
        occurrence=occurrence,
        owner=draw(st.sampled_from([None, 1, 2])),
        created_at=draw(GRID),
        facts=draw(FACTS),
    )


def clocks_of(found: Ledger) -> list[ItemClock]:
    def plain(value: int, none: int = NONE) -> int | None:
        return None if value == none else value

    c = found.clocks()
    return [
        ItemClock(
            commitment=int(c.commitment[row]),
            deliverable=plain(int(c.deliverable[row]), NOBODY),
            occurrence=plain(int(c.occurrence[row])),
            owner=plain(int(c.owner[row]), NOBODY),
            start=int(c.start[row]),
            due=int(c.due[row]),
            soon=int(c.soon[row]),
            stop=plain(int(c.stop[row])),
            day=int(c.day[row]),
            excuse=EXCUSES[int(c.excuse[row])],
        )
        for row in range(len(c))
    ]


def in_sight(clocks: Sequence[ItemClock]) -> set[ItemClock]:
    return {
        clock
        for clock in clocks
        if clock.occurrence is None or FIRST.toordinal() <= clock.occurrence <= LAST.toordinal()
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    agreements(),
    st.lists(
        rows(), max_size=5, unique_by=lambda row: (row.code, row.occurrence or row.created_at)
    ),
)
def test_the_ledger_agrees_with_the_reference(
    versions: list[PlainVersion], on_file: list[StoredItem]
) -> None:
    numbered = [
        StoredItem(number, *(getattr(row, name) for name in StoredItem.__slots__[1:]))
        for number, row in enumerate(on_file, 1)
    ]
    ledger = Ledger(numbered, terms(*((one.start, one.commitments) for one in versions)))
    expected = list(ReferenceLedger(versions, REFERENCE, FIRST, LAST).clocks(numbered))

    found = clocks_of(ledger)

    assert len(found) == len(set(found))
    assert in_sight(found) == in_sight(expected)
    assert len(expected) == len(set(expected))
    shown = ledger.due_between(0, day("12-31"))
    assert {item.id for item in ledger.items} == {item.id for item in shown} - {None}
    assert [item.due for item in shown] == sorted(item.due for item in shown)
