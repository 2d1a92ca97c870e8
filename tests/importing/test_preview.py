"""From tables to a batch: what is taken, what is left out, and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from app.errors import Cancelled, Refusal
from app.importing.collecting import Known
from app.importing.decode import read_table
from app.importing.mapping import ColumnUse, Mapping, TableKind
from app.importing.presets import mapping_for
from app.importing.preview import build
from app.importing.records import Batch
from app.importing.values import DayMonth
from app.model.events import Channel, EventKind, Outcome
from app.model.people import Side
from app.model.stages import DEFAULT_STAGES

BERLIN = "Europe/Berlin"
NOBODY = Known(stages={stage.key: stage.name for stage in DEFAULT_STAGES})


def batch_of(*files: str, known: Known = NOBODY) -> Batch:
    tables = [read_table(text.encode(), f"{n}.csv") for n, text in enumerate(files, start=1)]
    return build([(table, mapping_for(table)) for table in tables], zone=BERLIN, known=known)


def sentences(batch: Batch, *, fatal: bool = True) -> list[str]:
    return [str(problem) for problem in batch.problems if problem.fatal is fatal]


def ms(words: str) -> int:
    return int(dt.datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(BERLIN)).timestamp() * 1000)


def history(*rows: str) -> str:
    return "\n".join(["lead,kind,happened_at,by,channel,reason,value", *rows]) + "\n"


LEADS = """id,name,company,email,phone,source,campaign,expected_value,owner,created
L1,Priya Nair,Acme,priya@acme.example,123,webinar,spring,"1,234.50",Dana,2026-03-02 09:00
L2,,Brown & Co,,,,,,,2026-03-03
"""


def test_leads_with_their_arrival_and_owner() -> None:
    batch = batch_of(LEADS)
    first, second = batch.leads
    assert first[:-1] == (
        *("L1", "Priya Nair", "Acme", None, "priya@acme.example", "123", "webinar", "spring"),
        *(None, 123_450, "Dana"),
    )
    assert (second.name, second.source, second.owner) == ("Brown & Co", None, None)
    assert [(e.kind, e.happened_at, e.date_only) for e in batch.events] == [
        (EventKind.ARRIVED, ms("2026-03-02 09:00"), False),
        (EventKind.ARRIVED, ms("2026-03-03"), True),
    ]
    assert [(person.name, person.sides) for person in batch.people] == [
        ("Dana", frozenset({Side.SALES}))
    ]
    assert not batch.problems
    assert "1.csv: 1 row has no source." in batch.notes


def test_the_same_files_give_the_same_identities() -> None:
    first, second = batch_of(LEADS), batch_of(LEADS)
    assert [e.identity for e in first.events] == [e.identity for e in second.events]
    assert len({e.identity for e in first.events}) == len(first.events)


def test_a_row_twice_counts_once_and_a_contradiction_is_listed() -> None:
    rows = "id,name,created\nL1,Ann,2026-03-02\nL1,Ann,2026-03-02\nL1,Bob,2026-03-02\n"
    batch = batch_of(rows)
    assert [lead.name for lead in batch.leads] == ["Ann"]
    assert batch.counts.identical_rows == 1
    assert sentences(batch) == [
        "1.csv, line 4: “L1” is on line 2 with other values; that line is kept."
    ]


def test_leads_without_a_key_are_known_by_their_mail() -> None:
    batch = batch_of("name,email,created\nAnn,Ann@Acme.example,2026-03-02\n,,2026-03-02\n")
    assert [lead.key for lead in batch.leads] == ["ann@acme.example"]
    assert "line 3: This row has no key" in sentences(batch)[0]


def test_rows_that_cannot_be_read_are_left_out_with_line_column_and_reason() -> None:
    batch = batch_of(
        "id,name,amount,created\nL1,Ann,5,soon\nL2,Bob,lots,2026-03-02\nL3,Cy,7,\nL4,Di,7,2026-03-02\n"
    )
    assert [lead.key for lead in batch.leads] == ["L4"]
    assert [(p.line, p.column, p.value) for p in batch.problems] == [
        (2, "created", "soon"),
        (3, "amount", "lots"),
        (4, "created", None),
    ]
    assert len(batch.events) == 1
    assert batch.counts.left_out == 3


def test_what_is_too_long_for_the_workspace_is_left_out() -> None:
    batch = batch_of(f"id,name,created\nL1,{'x' * 201},2026-03-02\nL2,Ann,2026-03-02\n")
    assert [lead.key for lead in batch.leads] == ["L2"]
    assert "name has 201 characters; there is room for 200." in sentences(batch)[0]


def test_a_history_brings_its_leads_people_and_facts() -> None:
    batch = batch_of(
        history(
            "L1,contact,2026-03-02 11:00,Priya,phone,,no_answer",
            "L1,arrived,2026-03-02 09:00,,,,webinar",
            "L1,handed over,2026-03-02 10:00,Dana,,,Priya",
            "L1,stage,2026-03-02 09:30,,,,MQL",
            "L1,contact,2026-03-02 10:01,,auto,,",
            "L1,sent_back,2026-03-03 10:00,Priya,,no budget,",
            "L1,won,2026-04-01 10:00,Priya,,,1200",
            "L1,note,2026-04-02 10:00,Priya,,,likes tea",
        )
    )
    assert not batch.problems
    assert [(lead.key, lead.name, lead.source) for lead in batch.leads] == [
        ("L1", "Lead L1", "webinar")
    ]
    by_kind = {(e.kind, e.channel is Channel.AUTO): e for e in batch.events}
    contact = by_kind[EventKind.CONTACT, False]
    assert (contact.channel, contact.outcome) == (Channel.PHONE, Outcome.NO_ANSWER)
    assert (EventKind.CONTACT, True) in by_kind
    assert by_kind[EventKind.STAGE, False].stage == "mql"
    assert by_kind[EventKind.HANDED_OVER, False].owner == "Priya"
    assert by_kind[EventKind.SENT_BACK, False].reason == "no_budget"
    assert by_kind[EventKind.WON, False].value_minor == 120_000
    assert by_kind[EventKind.NOTE, False].note == "likes tea"
    assert {p.name: p.sides for p in batch.people} == {
        "Priya": frozenset({Side.SALES}),
        "Dana": frozenset({Side.MARKETING}),
    }


def test_wrong_words_are_listed_with_the_allowed_ones() -> None:
    batch = batch_of(
        history(
            "L1,arrived,2026-03-02 09:00,,,,",
            "L1,sold,2026-03-02 10:00,,,,",
            "L1,contact,2026-03-02 10:00,,pigeon,,",
            "L1,contact,2026-03-02 10:00,,phone,,shrugged",
            "L1,stage,2026-03-02 10:00,,,,nirvana",
            "L1,won,,,,,",
            ",won,2026-03-02 10:00,,,,",
        ),
        known=Known(stages={"lead": "Lead", "mql": "MQL"}),
    )
    assert [p.line for p in batch.problems] == [3, 4, 5, 6, 7, 8]
    assert len(batch.events) == 1
    listed = sentences(batch)
    assert all(kind in listed[0] for kind in EventKind)
    assert "phone" in listed[1]
    assert "no_answer" in listed[2]
    assert "lead, mql" in listed[3]


def test_without_an_arrived_row_the_first_event_stands_for_the_arrival() -> None:
    batch = batch_of(
        history("L1,contact,2026-03-02 11:00,,phone,,", "L1,handed_over,2026-03-02 10:00,,,,")
    )
    arrived = [e.happened_at for e in batch.events if e.kind is EventKind.ARRIVED]
    assert arrived == [ms("2026-03-02 10:00")]
    assert any("first event stands for the arrival" in note for note in batch.notes)
    assert not batch.problems


def test_beside_a_file_of_leads_an_unknown_key_is_a_mistake() -> None:
    events = history("L1,contact,2026-03-02 11:00,,phone,,", "L9,contact,2026-03-02 11:00,,,,")
    batch = batch_of(events, LEADS)  # the order of the files does not matter
    assert [lead.key for lead in batch.leads] == ["L1", "L2"]
    assert sentences(batch) == [
        "1.csv, line 3: “L9” is no lead of these files or of the workspace."
    ]


def test_leads_of_the_workspace_can_be_added_to() -> None:
    known = Known(leads={"L9": ms("2026-03-02 12:00")})
    batch = batch_of(history("L9,contact,2026-03-02 11:00,,phone,,"), known=known)
    assert batch.leads == ()
    assert [e.kind for e in batch.events] == [EventKind.CONTACT]
    assert sentences(batch, fatal=False) == [
        "1.csv, line 2: Contact on 2 Mar 2026 11:00, before the lead arrived on 2 Mar 2026 12:00."
    ]


def test_a_day_without_time_is_not_before_the_same_days_arrival() -> None:
    batch = batch_of(history("L1,arrived,2026-03-02 12:00,,,,", "L1,accepted,2026-03-02,,,,"))
    assert not batch.problems


def test_the_same_event_twice_and_in_other_words() -> None:
    batch = batch_of(
        history(
            "L1,arrived,2026-03-02 09:00,,,,",
            "L1,contact,2026-03-02 11:00,Priya,phone,,",
            "L1,contact,2026-03-02 11:00,priya,phone,,",
            "L1,contact,2026-03-02 11:00,Priya,email,,",
            "L1,arrived,2026-03-04 09:00,,,,",
        )
    )
    assert batch.counts.identical_rows == 1
    assert len(batch.events) == 2
    assert [p.line for p in batch.problems] == [5, 6]


SALES = """opportunity,rep,engaged,closed,worth
O1,Moses,1/2/2017,3/4/2017,1054
"""
BY_HAND = Mapping(
    "by hand",
    TableKind.LEADS,
    (
        ColumnUse("opportunity", "external_id"),
        ColumnUse("rep", "owner"),
        ColumnUse("rep", "by"),
        ColumnUse("engaged", "arrived_at"),
        ColumnUse("engaged", "stage:opportunity"),
        ColumnUse("closed", "won_at"),
    ),
    constants=(("source", "fair"),),
)


def test_ambiguous_dates_have_to_be_chosen() -> None:
    table = read_table(SALES.encode(), "sales.csv")
    with pytest.raises(Refusal, match="can be read both ways") as refusal:
        build([(table, BY_HAND)], zone=BERLIN)
    assert refusal.value.field == "day_order"
    batch = build([(table, replace(BY_HAND, day_order=DayMonth.MONTH_FIRST))], zone=BERLIN)
    assert [(e.kind, e.happened_at, e.by) for e in batch.events] == [
        (EventKind.ARRIVED, ms("2017-01-02"), None),
        (EventKind.WON, ms("2017-03-04"), "Moses"),
        (EventKind.STAGE, ms("2017-01-02"), "Moses"),
    ]
    assert batch.leads[0].source == "fair"


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        (BY_HAND.columns[:3], "arrived_at"),
        ((ColumnUse("nowhere", "arrived_at"),), "columns"),
    ],
)
def test_what_has_to_be_chosen_first_is_said(columns: Sequence[ColumnUse], field: str) -> None:
    table = read_table(SALES.encode(), "sales.csv")
    with pytest.raises(Refusal) as refusal:
        build([(table, replace(BY_HAND, columns=tuple(columns)))], zone=BERLIN)
    assert refusal.value.field == field


def test_progress_is_told_and_can_cancel() -> None:
    rows = "id,created\n" + "".join(f"L{n},2026-03-02\n" for n in range(12_000))
    table = read_table(rows.encode(), "many.csv")
    told: list[tuple[int, int]] = []

    def cancel_at_half(done: int, total: int) -> None:
        told.append((done, total))
        if 2 * done > total:
            raise Cancelled

    with pytest.raises(Cancelled):
        build([(table, mapping_for(table))], zone=BERLIN, progress=cancel_at_half)
    assert told == [(0, 12_000), (5_000, 12_000), (10_000, 12_000)]
