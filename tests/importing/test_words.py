"""The words of a file matched with ours, and what is said of those that are not."""

from collections import Counter
from dataclasses import replace

import pytest

from app.errors import Refusal
from app.importing.choices import amounts_of, targets, ways_to_read, words_of
from app.importing.collecting import Known
from app.importing.decode import read_table
from app.importing.mapping import ColumnUse, Mapping, TableKind, Word
from app.importing.preview import build
from app.importing.records import Batch
from app.importing.table import Table
from app.model.events import Channel, EventKind, Outcome, Reason
from app.model.stages import DEFAULT_STAGES

KNOWN = Known(stages={stage.key: stage.name for stage in DEFAULT_STAGES})


def table_of(text: str) -> Table:
    return read_table(text.encode(), "file.csv")


def batch_of(table: Table, mapping: Mapping) -> Batch:
    return build([(table, mapping)], zone="Europe/Berlin", known=KNOWN)


STATUS = table_of(
    "id,created,owner,source,status,since\n"
    "1,2026-03-02,DL,web form,Qualifiziert,2026-03-05\n"
    "2,2026-03-02,DL,fair,Closed won,2026-03-09\n"
    "3,2026-03-02,KN,Fair,Unklar,2026-03-05\n"
    "4,2026-03-02,KN,,mql,\n"
)
BY_HAND = Mapping(
    "by hand",
    TableKind.LEADS,
    tuple(
        ColumnUse(column, target)
        for column, target in (
            ("id", "external_id"),
            ("created", "arrived_at"),
            ("owner", "owner"),
            ("source", "source"),
            ("status", "stage"),
            ("since", "stage_at"),
        )
    ),
    words=(
        Word("stage", "qualifiziert", "sql"),
        Word("owner", "DL", "Dana Levy"),
        Word("source", "web form", "Website"),
        Word("source", "fair", ""),
    ),
)


def test_matched_words_count_as_ours() -> None:
    batch = batch_of(STATUS, BY_HAND)
    assert [lead.owner for lead in batch.leads] == ["Dana Levy", "Dana Levy", "KN", "KN"]
    assert [lead.source for lead in batch.leads] == ["Website", None, None, None]
    later = [(e.lead_key, e.kind, e.stage) for e in batch.events if e.kind is not EventKind.ARRIVED]
    assert later == [("1", EventKind.STAGE, "sql"), ("2", EventKind.WON, None)]
    assert "file.csv: status holds words that are no stage here: “Unklar” (1)." in batch.notes


def test_a_stage_without_its_time_is_not_taken() -> None:
    undated = replace(BY_HAND, columns=BY_HAND.columns[:-1])
    batch = batch_of(STATUS, undated)
    assert {event.kind for event in batch.events} == {EventKind.ARRIVED}
    assert any("no column says since when" in note for note in batch.notes)


def test_a_column_for_a_stage_that_is_not_here_is_not_taken() -> None:
    uses = (*BY_HAND.columns[:2], ColumnUse("since", "stage:evangelist"))
    batch = batch_of(STATUS, replace(BY_HAND, columns=uses))
    assert {event.kind for event in batch.events} == {EventKind.ARRIVED}
    assert any("there is no stage “evangelist” here" in note for note in batch.notes)


def test_the_words_of_columns_are_counted() -> None:
    counted = words_of(STATUS, BY_HAND)
    assert counted["owner"] == Counter(DL=2, KN=2)
    assert counted["source"] == Counter({"web form": 1, "fair": 1, "Fair": 1})
    assert set(counted) == {"owner", "source", "stage"}


HISTORY = table_of(
    "lead,kind,happened_at,channel,reason,value\n"
    "1,arrived,2026-03-02,,,Messe\n"
    "1,Anruf,2026-03-03,Telefon,,erreicht\n"
    "1,stage,2026-03-04,,,Angebot\n"
    "1,sent_back,2026-03-05,,zu klein,\n"
)


def test_the_words_of_a_history_are_told_apart_by_what_happened() -> None:
    (mapping, *_) = ways_to_read(HISTORY)
    mapping = replace(
        mapping,
        words=(
            Word("kind", "Anruf", "contact"),
            Word("channel", "Telefon", "phone"),
            Word("outcome", "erreicht", "conversation"),
            Word("stage", "Angebot", "opportunity"),
            Word("reason", "zu klein", "wrong_size"),
        ),
    )
    counted = words_of(HISTORY, mapping)
    assert counted["outcome"] == Counter(erreicht=1)
    assert counted["stage"] == Counter(Angebot=1)
    assert counted["source"] == Counter(Messe=1)
    batch = batch_of(HISTORY, mapping)
    assert not batch.problems
    _, contact, stage, sent_back = batch.events
    assert (contact.channel, contact.outcome) == (Channel.PHONE, Outcome.CONVERSATION)
    assert (stage.stage, sent_back.reason) == ("opportunity", Reason.WRONG_SIZE)


AMOUNTS = table_of("id,created,amount\n1,2026-03-02,1.234\n2,2026-03-02,950\n")


def test_amounts_that_can_be_read_both_ways_have_to_be_chosen() -> None:
    (mapping, *_) = ways_to_read(AMOUNTS)
    read = amounts_of(AMOUNTS, mapping)
    assert read.mark.ambiguous
    assert "“1.234” can be read as 1234 or as 1.234" in read.mark.reason
    assert read.both_ways == (123, 123_400)
    with pytest.raises(Refusal, match="can be read as") as refusal:
        batch_of(AMOUNTS, mapping)
    assert refusal.value.field == "decimal_mark"
    chosen = batch_of(AMOUNTS, replace(mapping, decimal_mark=","))
    assert [lead.value_minor for lead in chosen.leads] == [123_400, 95_000]


def test_a_kind_of_table_offers_its_own_meanings() -> None:
    assert "stage:mql" in targets(TableKind.LEADS, ("mql",))
    assert "stage:mql" not in targets(TableKind.PEOPLE, ("mql",))
    assert {way.kind for way in ways_to_read(STATUS)} == set(TableKind)
