"""How files are read is remembered, their words are matched, and what they cannot measure is said."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import EnvironmentRefusal
from app.importing.decode import read_table
from app.importing.mapping import ColumnUse, Mapping, TableKind, Word
from app.importing.table import Table
from app.importing.values import DayMonth
from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within
from app.model.people import Side
from app.services import changing, import_limits, import_mappings, import_mending, imports
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace


def table_of(*lines: str, name: str = "file.csv") -> Table:
    return read_table("\n".join(lines).encode(), name)


def bring_in(workspace: Workspace, table: Table, mapping: Mapping) -> imports.Imported:
    batch = imports.preview(workspace, [(table, mapping)])
    return imports.apply(workspace, batch, [table.name])


GERMAN = table_of("Nr,Wer,Kam,Stand,Seit", "1,Ann,2/3/2026,neu,", "2,Bo,2/3/2026,kalt,3/3/2026")
BY_HAND = Mapping(
    "Unsere Liste",
    TableKind.LEADS,
    (
        ColumnUse("Nr", "external_id"),
        ColumnUse("Wer", "name"),
        ColumnUse("Kam", "arrived_at"),
        ColumnUse("Stand", "stage"),
        ColumnUse("Seit", "stage_at"),
    ),
    day_order=DayMonth.DAY_FIRST,
)


def test_a_mapping_is_found_again_by_the_headers(workspace: Workspace) -> None:
    first = import_mappings.ways(workspace, GERMAN)
    assert all(way.title != "Unsere Liste" for way in first)
    bring_in(workspace, GERMAN, BY_HAND)
    newer = table_of("Problem,Kam,Nr,Wer,Stand,Seit", "x,4/3/2026,3,Cy,,", name="newer.csv")
    assert import_mappings.ways(workspace, newer)[0] == BY_HAND
    assert import_mappings.mapping_of(workspace, newer) == BY_HAND
    changing.undo(workspace)
    assert import_mappings.known_mapping(workspace, newer.header) == BY_HAND
    again = replace(BY_HAND, words=(Word("stage", "kalt", "lead"),))
    bring_in(workspace, GERMAN, again)
    assert import_mappings.known_mapping(workspace, newer.header) == again


def test_what_a_preset_says_anyway_is_not_remembered(workspace: Workspace) -> None:
    table = table_of("id,name,created", "1,Ann,2026-03-02")
    preset = import_mappings.mapping_of(workspace, table)
    bring_in(workspace, table, replace(preset, title="Mine"))
    assert import_mappings.mapping_of(workspace, table).title == "Mine"
    bring_in(workspace, table, preset)  # chosen again: nothing to remember any more
    assert import_mappings.mapping_of(workspace, table) == preset


def test_a_file_is_read_the_way_it_was_last(workspace: Workspace, tmp_path: Path) -> None:
    bring_in(workspace, GERMAN, BY_HAND)
    path = tmp_path / "neu.csv"
    path.write_text("Nr,Wer,Kam,Stand,Seit\n3,Cy,5/3/2026,,\n", "utf-8")
    ((_, mapping),) = imports.read(workspace, [path])
    assert mapping == BY_HAND


def test_words_are_offered_with_a_match(workspace: Workspace) -> None:
    table = table_of(
        "id,created,owner,source,status,since",
        "1,2026-03-02,dana,Webinar,MQL,2026-03-03",
        "2,2026-03-02,Dana,Webinars,Oportunity,2026-03-03",
        "3,2026-03-02,Aisha K,Fair,closed won,2026-03-03",
    )
    targets = ("external_id", "arrived_at", "owner", "source", "stage", "stage_at")
    columns = tuple(map(ColumnUse, table.header, targets))
    mapping = Mapping("x", TableKind.LEADS, columns, words=(Word("source", "fair", ""),))
    bring_in(workspace, table_of("id,created,source", "9,2026-03-02,Webinar"), _plain_leads())
    words = {each.target: each for each in import_mappings.words(workspace, table, mapping)}

    def matches(target: str) -> dict[str, tuple[str | None, str | None]]:
        return {word.theirs: (word.ours, word.suggested) for word in words[target].theirs}

    assert matches("owner") == {
        "dana": ("Dana", None),
        "Dana": ("Dana", None),
        "Aisha K": (None, "Aisha"),
    }
    assert matches("source") == {
        "Webinar": ("Webinar", None),
        "Webinars": (None, "Webinar"),
        "Fair": ("", None),
    }
    assert matches("stage") == {
        "MQL": ("mql", None),
        "Oportunity": (None, "opportunity"),
        "closed won": ("won", None),
    }
    assert words["source"].may_be_new
    assert not words["stage"].may_be_new
    assert words["owner"].column == "owner"


def _plain_leads() -> Mapping:
    uses = (("id", "external_id"), ("created", "arrived_at"), ("source", "source"))
    return Mapping("x", TableKind.LEADS, tuple(ColumnUse(*use) for use in uses))


def promise(kind: CommitmentKind, side: Side = Side.SALES, **terms: object) -> Commitment:
    code = {CommitmentKind.VOLUME: "M1"}.get(kind, kind[:1].upper())
    return Commitment.model_validate({"code": code, "side": side, "kind": kind, **terms})


HOURS = Within(4, DurationUnit.BUSINESS_HOURS)
PROMISES = (
    promise(CommitmentKind.VOLUME, Side.MARKETING, count=5, cadence=Cadence.MONTH, stage="mql"),
    promise(CommitmentKind.RESPONSE, share=9500, within=HOURS),
    promise(CommitmentKind.QUALITY, Side.MARKETING, share=8000, sources=("Webinar",)),
    promise(
        CommitmentKind.CONVERSION,
        share=1000,
        within=Within(30, DurationUnit.DAYS),
        stage="mql",
        to_stage="customer",
    ),
)


def unmeasured(workspace: Workspace, *lines: str) -> list[str]:
    table = table_of(*lines)
    mapping = import_mappings.mapping_of(workspace, table)
    return list(
        import_limits.cannot_measure(workspace, imports.preview(workspace, [(table, mapping)]))
    )


def test_what_files_cannot_measure_is_said(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(*PROMISES)
    said = unmeasured(workspace, "id,created", "1,2026-03-02 09:00")
    assert [each.partition(": ")[2] for each in said] == [
        "nothing says that a lead reached MQL, so it stays at 0.",
        "there are no handovers and no acceptances or send-backs, so it has no data.",
        "there are no handovers and no contact attempts, so it has no data.",
        "nothing says that a lead reached MQL, so it has no data.",
    ]
    assert said[0].startswith("M1 (MQLs a month)")
    handed = unmeasured(
        workspace,
        "id,created,handed_over_at,accepted_at,won_at,source",
        "1,2026-03-02 09:00,2026-03-02 10:00,2026-03-03 10:00,2026-03-09 10:00,Fair",
    )
    assert [each.partition(": ")[2] for each in handed] == [
        "no lead has the source Webinar, so it has no data.",
        "there are no contact attempts, so each handover counts as missed.",
    ]


def test_days_do_not_prove_hours(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(PROMISES[1])
    (said,) = unmeasured(
        workspace,
        "id,created,handed_over_at,contacted_at",
        "1,2026-03-02 09:00,2026-03-02 10:00,2026-03-02",
        "2,2026-03-02 09:00,2026-03-02 10:00,2026-03-03 11:00",
    )
    assert said.endswith(
        "1 of 4 entries about it have a day and no time, so “within 4 business hours” cannot be proven."
    )


def test_what_is_on_file_measures_too(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(PROMISES[1])
    head = "lead,kind,happened_at,channel"
    table = table_of(
        head,
        "x,arrived,2026-03-02 09:00,",
        "x,handed_over,2026-03-02 10:00,",
        "x,contact,2026-03-02 10:01,auto",
    )
    bring_in(workspace, table, import_mappings.mapping_of(workspace, table))
    lines = ("id,created", "1,2026-03-02 09:00")
    assert len(unmeasured(workspace, *lines)) == 1  # an automatic reply is no attempt
    call = table_of(head, "x,contact,2026-03-02 11:00,phone")
    bring_in(workspace, call, import_mappings.mapping_of(workspace, call))
    assert unmeasured(workspace, *lines) == []


def test_without_an_agreement_there_is_nothing_to_measure(workspace: Workspace) -> None:
    assert unmeasured(workspace, "id,created", "1,2026-03-02 09:00") == []


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def saved(workspace: Workspace, path: Path, *tables: Table) -> Sequence[Path]:
    inputs = [(table, import_mappings.mapping_of(workspace, table)) for table in tables]
    return import_mending.save_failed(imports.preview(workspace, inputs), tables, path)


def test_rows_that_fail_are_saved_mended_and_imported(workspace: Workspace, tmp_path: Path) -> None:
    table = table_of(
        "id,name,amount,created",
        "1,Ann,5,2026-03-02",
        '2,"Bo, or Bob",lots,2026-03-02',
        "3,Cy",
        "4,Di,7,never",
    )
    path = tmp_path / "failed.csv"
    assert saved(workspace, path, table) == (path,)
    head, *failed = rows(path)
    assert head == ["Problem", *table.header]
    assert [row[1:] for row in failed] == [
        ["2", "Bo, or Bob", "lots", "2026-03-02"],
        ["3", "Cy"],
        ["4", "Di", "7", "never"],
    ]
    assert failed[1][0] == "This row has 2 cells, the header has 4."
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                head,
                ["", "2", "Bo", "9", "2026-03-02"],
                ["x", "3", "Cy", "1", "2026-03-03"],
                failed[2],
            ]
        )
    mended = read_table(path)
    batch = imports.preview(workspace, [(mended, import_mappings.mapping_of(workspace, mended))])
    assert [lead.key for lead in batch.leads] == ["2", "3"]
    assert not any("Problem" in note for note in batch.notes)
    again = tmp_path / "again.csv"
    saved(workspace, again, mended)
    assert rows(again) == [head, [failed[2][0], *failed[2][1:]]]


def test_each_table_with_failures_gets_a_file_of_its_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    good = table_of("id,created", "1,2026-03-02", name="good.csv")
    bad = table_of("id,created,name", "2,soon,Ann", name="bad.csv")
    worse = table_of("lead,kind,happened_at", "1,sold,2026-03-02", name="worse.csv")
    written = saved(workspace, tmp_path / "failed.csv", good, bad, worse)
    assert [path.name for path in written] == ["failed.csv", "failed worse.csv"]
    assert rows(written[0])[0] == ["Problem", "id", "created", "name"]
    assert saved(workspace, tmp_path / "none.csv", good) == ()
    with pytest.raises(EnvironmentRefusal, match="cannot be written"):
        saved(workspace, tmp_path / "nowhere" / "failed.csv", bad)
