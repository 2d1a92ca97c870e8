"""Imports: what is written, what is left alone, and what the agreement makes of it."""

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.changes import Change, Progress, no_progress
from app.errors import Cancelled, Refusal
from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.clocks import ClockState
from app.model.duration import DurationUnit, Within
from app.model.leads import Lead
from app.model.people import Person, Side
from app.rules.compliance import Status
from app.rules.periods import parse_period
from app.services import changing, imports, people
from app.services.imports import Imported
from app.services.leads import add_lead
from app.services.overview import CommitmentLine
from app.services.rows import clocks_as_of
from app.services.status import status
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.shared_data import OLIST, needs_shared_data

RESPONSE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=Within(4, DurationUnit.BUSINESS_HOURS),
)
OLIST_FILES = (
    OLIST / "olist_closed_deals_dataset.csv",
    OLIST / "olist_marketing_qualified_leads_dataset.csv",
)
MONTHS = [f"{2017 + (5 + n) // 12}-{(5 + n) % 12 + 1:02d}" for n in range(12)]


def volume(code: str, count: int) -> Commitment:
    return Commitment(
        code=code,
        side=Side.MARKETING,
        kind=CommitmentKind.VOLUME,
        count=count,
        cadence=Cadence.MONTH,
        stage="mql",
    )


def bring_in(
    workspace: Workspace,
    *paths: Path,
    preset: str | None = None,
    progress: Progress = no_progress,
) -> Imported:
    batch = imports.preview(workspace, imports.read(workspace, paths, preset))
    names = [path.name for path in paths]
    return imports.apply(workspace, batch, names, preset=preset, progress=progress)


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def dump(workspace: Workspace) -> list[str]:
    connection = sqlite3.connect(workspace.path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def facts(workspace: Workspace, query: str) -> list[tuple[object, ...]]:
    with workspace.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query).all()]


def heard(workspace: Workspace) -> list[Change]:
    changes: list[Change] = []
    workspace.subscribe(changes.append)
    return changes


def line(lines: Sequence[CommitmentLine], code: str) -> CommitmentLine:
    return next(each for each in lines if each.code == code)


@needs_shared_data
def test_olist_is_judged_as_it_was_counted_elsewhere(make_workspace: MakeWorkspace) -> None:
    zone = "America/Sao_Paulo"
    conversion = Commitment(
        code="S2",
        side=Side.SALES,
        kind=CommitmentKind.CONVERSION,
        share=1000,
        stage="mql",
        to_stage="customer",
        within=Within(30, DurationUnit.DAYS),
    )
    workspace = make_workspace(
        volume("M1", 120),
        volume("M2", 1200),
        RESPONSE,
        conversion,
        zone=zone,
        since=datetime(2017, 6, 1, tzinfo=ZoneInfo(zone)),
    )
    batch = imports.preview(workspace, imports.read(workspace, OLIST_FILES))
    (early,) = batch.problems
    assert not early.fatal
    assert early.file == "olist_closed_deals_dataset.csv"
    assert "before the lead arrived" in early.sentence
    done = imports.apply(workspace, batch, [path.name for path in OLIST_FILES])
    assert (done.leads, done.events, done.before_agreement) == (8_000, 16_842, 0)
    assert facts(workspace, "SELECT count(DISTINCT lead_id) FROM event WHERE kind = 'won'") == [
        (842,)
    ]
    months = {month: status(workspace, parse_period(month, 0)).commitments for month in MONTHS}
    figures = [line(months[month], "M1").figure for month in MONTHS]
    counted = [4, 239, 386, 312, 416, 445, 200, 1141, 1028, 1174, 1352, 1303]
    assert figures == [f"{number:,} of 120" for number in counted]
    kept = {
        code: [month for month in MONTHS if line(months[month], code).status is Status.MET]
        for code in ("M1", "M2")
    }
    assert kept == {"M1": MONTHS[1:], "M2": ["2018-04", "2018-05"]}
    assert all(line(months[month], "S1").status is Status.NO_DATA for month in MONTHS)
    ever = status(workspace, parse_period("2017..2019", 0)).commitments
    assert line(ever, "S2").figure == "555 of 8,000"
    assert line(ever, "S1").status is Status.NO_DATA
    again = heard(workspace)
    assert bring_in(workspace, *OLIST_FILES).change is None
    assert again == []


LEADS = (
    "Id,Name,Company,Created,Owner,MQL date,Lead source",
    "a-1,Ada Lee,Acme,2026-02-02 09:00,Dana,2026-02-03 10:00,Webinar",
    "a-2,Ben Roe,Bolt,2026-02-04 09:00,Kim Novak,,Referral",
)


@pytest.fixture
def leads_file(tmp_path: Path) -> Path:
    return written(tmp_path / "leads.csv", *LEADS)


def test_the_same_again_changes_nothing_and_tells_nobody(
    workspace: Workspace, leads_file: Path
) -> None:
    first = bring_in(workspace, leads_file)
    assert first.change is not None
    assert (first.leads, first.events, first.people) == (2, 3, 1)
    before, changes = dump(workspace), heard(workspace)
    again = bring_in(workspace, leads_file)
    assert again == Imported(None, 0, 0, 0, 0, already_there=5, before_agreement=0)
    assert changes == []
    assert dump(workspace) == before


def test_what_is_foreseen_is_what_is_done(workspace: Workspace, leads_file: Path) -> None:
    batch = imports.preview(workspace, imports.read(workspace, [leads_file]))
    before = dump(workspace)
    foreseen = imports.foresee(workspace, batch)
    assert dump(workspace) == before
    done = imports.apply(workspace, batch, [leads_file.name])
    assert done.change is not None
    assert done.change.label == "Import leads.csv"
    assert foreseen == Imported(
        None,
        done.leads,
        done.updated,
        done.events,
        done.people,
        done.already_there,
        done.before_agreement,
    )


def test_undo_takes_all_of_it_back_and_redo_brings_it_again(
    make_workspace: MakeWorkspace, leads_file: Path
) -> None:
    workspace = make_workspace(volume("M1", 1))
    tables = ("lead", "event", "person", "clock", "mark", "day_tally", "lead_state")
    queries = [f"SELECT * FROM {table} ORDER BY 1, 2, 3" for table in tables]
    before = [facts(workspace, query) for query in queries]
    bring_in(workspace, leads_file)
    after = [facts(workspace, query) for query in queries]
    assert after != before
    assert changing.undo(workspace).label == "Import leads.csv"
    assert [facts(workspace, query) for query in queries] == before
    changing.redo(workspace)
    assert [facts(workspace, query) for query in queries] == after


@pytest.mark.parametrize("share", [0, 0.2, 0.5, 0.8, 1])
def test_cancelling_leaves_nothing_behind(
    make_workspace: MakeWorkspace, tmp_path: Path, share: float
) -> None:
    rows = [
        f"L{number},2026-02-{number % 27 + 1:02d} 10:00,2026-03-0{number % 9 + 1} 11:00"
        for number in range(4_500)
    ]
    file = written(tmp_path / "many.csv", "lead id,created,mql date", *rows)
    reports: list[tuple[int, int]] = []
    bring_in(
        make_workspace(RESPONSE, name="whole"),
        file,
        progress=lambda done, total: reports.append((done, total)),
    )
    assert reports == sorted(reports)
    assert reports[-1][0] <= reports[-1][1] == 4 * 4_500
    left = round(share * (len(reports) - 1))

    def stop(done: int, total: int) -> None:
        nonlocal left
        if left == 0:
            raise Cancelled
        left -= 1

    workspace = make_workspace(RESPONSE)
    before, changes = dump(workspace), heard(workspace)
    with pytest.raises(Cancelled):
        bring_in(workspace, file, progress=stop)
    assert dump(workspace) == before
    assert changes == []
    with pytest.raises(Refusal, match="nothing to undo"):
        changing.undo(workspace)


KILLED_IN_THE_MIDDLE = """
import os, sys
from pathlib import Path
from app.services import imports
from app.services.workspaces import open_workspace

def stop(done, total):
    if done >= float(sys.argv[3]) * total:
        os.kill(os.getpid(), 9)

workspace = open_workspace(Path(sys.argv[1]))
path = Path(sys.argv[2])
batch = imports.preview(workspace, imports.read(workspace, [path]))
imports.apply(workspace, batch, [path.name], progress=stop)
"""


@pytest.mark.parametrize("share", ["0.3", "0.6", "0.8"])
def test_a_program_that_dies_in_the_middle_leaves_what_was_there(
    make_workspace: MakeWorkspace, tmp_path: Path, share: str
) -> None:
    workspace = make_workspace(RESPONSE)
    before = dump(workspace)
    rows = [f"L{number},2026-02-02 10:00,2026-03-02 11:00" for number in range(20_000)]
    file = written(tmp_path / "many.csv", "lead id,created,handed_over_at", *rows)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_IN_THE_MIDDLE, workspace.path, file, share], check=False
    )
    assert ended.returncode != 0
    assert dump(workspace) == before
    assert bring_in(workspace, file).leads == 20_000


def test_a_newer_export_adds_and_updates_and_never_doubles(
    workspace: Workspace, leads_file: Path, tmp_path: Path
) -> None:
    bring_in(workspace, leads_file)
    newer = written(
        tmp_path / "newer.csv",
        LEADS[0] + ",Won date",
        "a-1,Ada Lee-Hart,,2026-02-02 09:00,Kim Novak,2026-02-03 10:00,Webinar,",
        "a-2,Ben Roe,Bolt,2026-02-04 09:00,Kim Novak,2026-02-06 10:00,Referral,2026-02-20 12:00",
        "a-3,Cy Orr,Coil,2026-02-09 09:00,Dana,,Webinar,",
    )
    done = bring_in(workspace, newer)
    assert (done.leads, done.updated, done.events, done.people) == (1, 1, 3, 0)
    named = "SELECT external_id, name, company, owner_id FROM lead ORDER BY external_id"
    dana, kim = 2, 3
    assert facts(workspace, named) == [
        ("a-1", "Ada Lee-Hart", "Acme", kim),  # the blank cell takes no company away
        ("a-2", "Ben Roe", "Bolt", kim),
        ("a-3", "Cy Orr", "Coil", dana),
    ]
    kinds = "SELECT kind, count(*) FROM event GROUP BY kind ORDER BY kind"
    assert facts(workspace, kinds) == [("arrived", 3), ("stage", 2), ("won", 1)]
    changing.undo(workspace)
    assert facts(workspace, named) == [
        ("a-1", "Ada Lee", "Acme", dana),
        ("a-2", "Ben Roe", "Bolt", kim),
    ]


def test_the_same_fact_through_somebody_else_is_no_second_fact(
    workspace: Workspace, tmp_path: Path
) -> None:
    head = "lead,kind,happened_at,by"
    arrived = "x,arrived,2026-02-02 09:00,"
    first = written(tmp_path / "1.csv", head, arrived, "x,won,2026-02-05 09:00,Dana")
    later = written(tmp_path / "2.csv", head, arrived, "x,won,2026-02-05 09:00,Kim Novak")
    bring_in(workspace, first)
    assert bring_in(workspace, later).events == 0
    calls = written(
        tmp_path / "3.csv",
        head,
        "x,contact,2026-02-06,Dana",
        "x,contact,2026-02-06,Kim Novak",  # on the same day, but that is two attempts
    )
    assert bring_in(workspace, calls).events == 2
    assert bring_in(workspace, calls).change is None


def test_a_name_made_up_for_want_of_one_does_not_replace_a_better_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    named = written(tmp_path / "named.csv", "lead id,name,created", "q-1,Ada,2026-02-02")
    bare = written(tmp_path / "bare.csv", "lead id,created", "q-1,2026-02-02")
    bring_in(workspace, named)
    assert bring_in(workspace, bare).change is None
    assert facts(workspace, "SELECT name FROM lead") == [("Ada",)]


def test_a_lead_without_a_key_is_left_alone(workspace: Workspace, leads_file: Path) -> None:
    typed = Lead(name="Ada Lee", company="Acme", email="ada@acme.example")
    add_lead(workspace, typed, arrived_at=datetime(2026, 2, 1, 9, tzinfo=UTC))
    before = facts(workspace, "SELECT * FROM lead")
    done = bring_in(workspace, leads_file)
    assert (done.leads, done.updated) == (2, 0)
    assert facts(workspace, "SELECT * FROM lead WHERE external_id IS NULL") == before


def test_people_are_known_by_name_whatever_the_letters(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = written(
        tmp_path / "leads.csv",
        "lead id,created,owner",
        "1,2026-02-02,DANA",
        "2,2026-02-02,dana",
        "3,2026-02-02,Kim Novak",
    )
    assert bring_in(workspace, file).people == 1
    assert [person.name for person in people.people(workspace)] == ["Aisha", "Dana", "Kim Novak"]
    assert facts(workspace, "SELECT external_id, owner_id FROM lead") == [
        ("1", 2),
        ("2", 2),
        ("3", 3),
    ]


def test_people_are_known_by_their_id_even_when_renamed(
    workspace: Workspace, tmp_path: Path
) -> None:
    people.add_person(workspace, Person(name="Sia Rowe", sales=True, external_id="s0001-first"))
    leads = written(
        tmp_path / "leads.csv", "mql_id,first_contact_date,origin", "m1,2026-02-02,email"
    )
    deals = written(
        tmp_path / "deals.csv",
        "mql_id,sdr_id,sr_id,won_date",
        "m1,s0009-sdr,s0001-first,2026-02-05 10:00:00",
    )
    done = bring_in(workspace, leads, deals)
    assert done.people == 1
    assert facts(workspace, "SELECT owner_id FROM lead") == [(3,)]
    assert bring_in(workspace, leads, deals).change is None


def test_somebody_else_with_the_same_short_name_is_another_person(
    workspace: Workspace, tmp_path: Path
) -> None:
    leads = written(
        tmp_path / "leads.csv",
        "mql_id,first_contact_date,origin",
        "m1,2026-02-02,email",
        "m2,2026-02-02,email",
    )
    head = "mql_id,sdr_id,sr_id,won_date"
    first = written(tmp_path / "1.csv", head, "m1,,abcdefgh1111,2026-02-05 10:00:00")
    second = written(tmp_path / "2.csv", head, "m2,,abcdefgh2222,2026-02-06 10:00:00")
    bring_in(workspace, leads, first)
    bring_in(workspace, second)
    names = [person.name for person in people.people(workspace)]
    assert names == ["Aisha", "Dana", "SR abcdefgh", "SR abcdefgh (abcdefgh2222)"]


def test_the_last_assignment_says_who_has_a_lead(workspace: Workspace, tmp_path: Path) -> None:
    head = "lead,kind,happened_at,value"
    history = written(
        tmp_path / "1.csv",
        head,
        "x,arrived,2026-02-02 09:00,Website",
        "x,assigned,2026-02-03 09:00,Kim Novak",
        "x,assigned,2026-02-02 10:00,Dana",
    )
    owner = "SELECT person.name, lead.source FROM lead JOIN person ON person.id = lead.owner_id"
    bring_in(workspace, history)
    assert facts(workspace, owner) == [("Kim Novak", "Website")]
    later = written(tmp_path / "2.csv", head, "x,assigned,2026-02-04 09:00,Dana")
    assert bring_in(workspace, later).updated == 1
    assert facts(workspace, owner) == [("Dana", "Website")]
    assert bring_in(workspace, history).change is None  # it tells of earlier days
    assert facts(workspace, owner) == [("Dana", "Website")]


HISTORY = (
    "lead,kind,happened_at,by,channel,reason,value",
    # Monday, contacted after 3 hours
    "kept,arrived,2026-03-02 09:00,,,,Webinar",
    "kept,handed_over,2026-03-02 10:00,Aisha,,,Dana",
    "kept,contact,2026-03-02 13:00,Dana,phone,,conversation",
    # Friday an hour before closing, contacted on Monday at eleven: 1 + 2 hours
    "weekend,arrived,2026-03-06 15:00,,,,Webinar",
    "weekend,handed_over,2026-03-06 16:00,Aisha,,,Dana",
    "weekend,contact,2026-03-09 11:00,Dana,email,,message",
    # an automatic reply is no attempt; the call came after 5.5 hours
    "late,arrived,2026-03-03 09:00,,,,Fair",
    "late,handed_over,2026-03-03 09:30,Aisha,,,Dana",
    "late,contact,2026-03-03 09:31,Dana,auto,,",
    "late,contact,2026-03-03 15:00,Dana,phone,,no_answer",
    # nobody ever called
    "never,arrived,2026-03-04 11:00,,,,Fair",
    "never,handed_over,2026-03-04 12:00,Aisha,,,Dana",
)


def test_a_history_brought_in_as_events_is_judged(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace(RESPONSE)
    done = bring_in(workspace, written(tmp_path / "history.csv", *HISTORY), preset="events")
    assert (done.leads, done.events, done.people) == (4, 12, 0)
    clocks = {
        clock.lead_key: clock for clock in clocks_as_of(workspace, datetime(2026, 4, 1, tzinfo=UTC))
    }
    assert {key: clock.state for key, clock in clocks.items()} == {
        "kept": ClockState.KEPT,
        "weekend": ClockState.KEPT,
        "late": ClockState.LATE,
        "never": ClockState.OVERDUE,
    }
    assert clocks["weekend"].due == _berlin(2026, 3, 9, 12)
    assert clocks["late"].due == _berlin(2026, 3, 3, 13, 30)
    assert clocks["never"].due == _berlin(2026, 3, 4, 16)
    lines = status(workspace, parse_period("2026-03", 0)).commitments
    assert line(lines, "S1").figure == "2 of 4"
    assert bring_in(workspace, tmp_path / "history.csv", preset="events").change is None


def _berlin(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    local = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))
    return int(local.timestamp()) * 1000


def test_leads_from_before_the_agreement_are_counted(
    make_workspace: MakeWorkspace, leads_file: Path
) -> None:
    since = datetime(2026, 2, 4, tzinfo=ZoneInfo("Europe/Berlin"))
    workspace = make_workspace(volume("M1", 1), since=since)
    assert bring_in(workspace, leads_file).before_agreement == 1


def test_an_import_of_several_files_is_one_step(workspace: Workspace, tmp_path: Path) -> None:
    leads = written(tmp_path / "leads.csv", "lead id,created", "1,2026-02-02")
    events = written(tmp_path / "calls.csv", "lead,kind,happened_at", "1,contact,2026-02-03 10:00")
    done = bring_in(workspace, events, leads)
    assert done.change is not None
    assert done.change.label == "Import 2 files"
    assert len(done.change.lead_ids) == 1
    changing.undo(workspace)
    assert facts(workspace, "SELECT count(*) FROM lead") == [(0,)]
    assert facts(workspace, "SELECT count(*) FROM event") == [(0,)]
