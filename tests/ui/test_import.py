"""The import, through the real window: files in, what they bring, the writing of it, and back out."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within
from app.model.leads import Lead
from app.model.people import Side
from app.rules.compliance import Status
from app.rules.periods import parse_period
from app.services import changing
from app.services.leads import add_lead
from app.services.status import status
from app.services.workspaces import Workspace
from tests.shared_data import OLIST, SHARED, needs_shared_data
from tests.ui.import_driver import (
    LEADS,
    Importing,
    drop,
    dump,
    is_shown,
    running,
    workspace_of,
    written,
)
from ui.application import Application
from ui.jobs import Job

OLIST_FILES = (
    OLIST / "olist_marketing_qualified_leads_dataset.csv",
    OLIST / "olist_closed_deals_dataset.csv",
)
TARGET = 120
HISTORY = (
    "lead,kind,happened_at",
    "x,arrived,2026-02-03 09:00",
    "x,contact,2026-02-02 09:00",
    "x,phoned,2026-02-03 10:00",
    "x,contact,someday",
    "short",
)
"""Two problems, and a flag, and a row that is too short."""


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication) -> Iterator[Application]:
    """The real window."""
    with running(qtbot, qapp) as made:
        yield made


Start = Callable[..., Importing]


@pytest.fixture
def start(application: Application, qtbot: QtBot, tmp_path: Path) -> Start:
    """Opens a workspace in São Paulo and its import page by the command."""

    def begin(*commitments: Commitment, since: date | None = None) -> Importing:
        return Importing(application, qtbot, tmp_path, *commitments, since=since)

    return begin


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says which files a person will pick in the system's own dialog."""

    def picks(*paths: Path) -> None:
        answer = ([str(path) for path in paths], "")
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: answer)

    return picks


def volume(count: int) -> Commitment:
    return Commitment(
        side=Side.MARKETING,
        kind=CommitmentKind.VOLUME,
        count=count,
        cadence=Cadence.MONTH,
        stage="mql",
    )


def response() -> Commitment:
    return Commitment(
        side=Side.SALES,
        kind=CommitmentKind.RESPONSE,
        share=90,
        within=Within(4, DurationUnit.BUSINESS_HOURS),
    )


@needs_shared_data
def test_the_story_of_olist(
    application: Application, start: Start, choose: Callable[..., None], qtbot: QtBot
) -> None:
    made = start(volume(120), response(), since=date(2018, 3, 1))
    page = made.page
    choose(*OLIST_FILES)
    made.press(Qt.Key.Key_Space)
    files = page.bench.inputs.files
    assert len(files) == 2
    made.settle()
    ways = [file.mapping.title for file in files if file.mapping is not None]
    assert ways == ["Olist: marketing-qualified leads", "Olist: closed deals"]
    (join,) = page.bench.joins.sentences
    assert join.text() == (
        "olist_closed_deals_dataset.csv: by “mql_id”, 842 of 842 rows name a lead of "
        "olist_marketing_qualified_leads_dataset.csv."
    )
    assert made.steps == ["Files", "Columns", "Dates and numbers", "Preview"]
    assert [made.enter() for _ in range(3)] == ["columns", "readings", "preview"]
    assert made.counts == {
        "new leads": "8,000",
        "updated": "0",
        "new events": "16,842",
        "new people": "41",
        "there already": "0",
        "duplicates": "0",
        "left out": "0",
    }
    (unmeasured,) = page.bench.result.unmeasured.sentences
    assert "there are no handovers and no contact attempts, so it has no data" in unmeasured.text()
    (early,) = made.problems
    assert "before the lead arrived" in early
    assert "olist_closed_deals_dataset.csv, line " in early

    before = dump(made.workspace)
    made.press(Qt.Key.Key_Return)
    qtbot.waitUntil(page.summary.isVisible, timeout=30_000)
    assert page.summary.sentence.text() == "Imported 8,000 leads, 16,842 events."
    assert "4,171 leads arrived before the agreement began" in page.summary.consequence.text()
    assert page.summary.earlier.text() == "Start the agreement on 1 Jun 2017"
    page.summary.earlier.click()
    qtbot.waitUntil(lambda: "begins on 1 Jun 2017" in page.summary.consequence.text())
    assert page.summary.undo.isHidden()

    kept = {}
    for n in range(12):
        month = f"{2017 + (5 + n) // 12}-{(5 + n) % 12 + 1:02d}"
        lines = status(workspace_of(application), parse_period(month, 0)).commitments
        line = next(each for each in lines if each.figure.endswith(f" of {TARGET}"))
        kept[line.figure] = line.status
    assert list(kept) == [
        f"{number:,} of {TARGET}"
        for number in (4, 239, 386, 312, 416, 445, 200, 1141, 1028, 1174, 1352, 1303)
    ]
    assert [figure for figure, status in kept.items() if status is Status.MISSED] == ["4 of 120"]

    page.summary.more.click()
    made.add(*OLIST_FILES)
    made.look_ahead()
    assert made.counts["new leads"] == made.counts["new events"] == "0"
    again = dump(made.workspace)
    assert made.apply() == (
        "Everything in these files is in the workspace already. Nothing was changed."
    )
    assert page.summary.undo.isHidden()
    assert dump(made.workspace) == again != before


@needs_shared_data
@pytest.mark.parametrize(
    ("files", "imported", "left_out"),
    [
        (["zoho/Leads.csv", "zoho/Calls.csv"], "Imported 3,900 leads, 4,070 events.", "3,930"),
        (["suitecrm/Leads.csv"], "Imported 1 lead, 1 event.", "1"),
        (["maven/sales_pipeline.csv"], "Imported 8,300 leads, 23,311 events.", "500"),
    ],
)
def test_files_of_other_programs_are_imported_and_what_is_odd_is_told(
    start: Start, files: list[str], imported: str, left_out: str
) -> None:
    made = start(volume(120), response(), since=date(2018, 3, 1))
    made.add(*(SHARED / each for each in files))
    assert made.look_ahead() == "preview"
    assert made.counts["left out"] == left_out
    assert made.page.bench.result.unmeasured.isVisible()
    assert made.apply() == imported
    assert made.page.summary.save.isVisible()


def test_undo_brings_the_files_back_to_the_preview(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    made = start()
    page = made.page
    made.add(written(tmp_path / "leads.csv", *LEADS))
    assert made.apply() == "Imported 2 leads, 2 events."
    assert page.summary.details.text() == "2 new people"
    page.summary.undo.click()
    qtbot.waitUntil(page.bench.isVisible)
    made.settle()
    assert made.counts["new leads"] == "2"
    with made.workspace.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM lead").scalar() == 0
    made.apply()
    changing.undo(made.workspace)  # as Ctrl+Z does
    qtbot.waitUntil(page.bench.isVisible)
    made.settle()
    assert made.counts["new leads"] == "2"


def test_the_undo_button_goes_when_it_would_take_back_something_else(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    made = start()
    made.add(written(tmp_path / "leads.csv", *LEADS))
    made.apply()
    assert made.page.summary.undo.isVisible()
    add_one_lead(made.workspace)
    qtbot.waitUntil(made.page.summary.undo.isHidden)
    assert made.page.summary.isVisible()


def add_one_lead(workspace: Workspace) -> None:
    add_lead(workspace, Lead(name="Typed in"), arrived_at=datetime(2026, 2, 1, tzinfo=UTC))


def test_without_an_agreement_the_next_step_is_a_promise(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    made = start()
    made.add(written(tmp_path / "leads.csv", *LEADS))
    made.apply()
    assert made.page.summary.earlier.isHidden()
    made.page.summary.promise.click()
    qtbot.waitUntil(lambda: is_shown(application, "CommitmentsPage"))


def test_problems_are_filtered_and_copied(start: Start, tmp_path: Path) -> None:
    made = start()
    made.add(written(tmp_path / "history.csv", *HISTORY))
    made.look_ahead()
    shown = made.page.bench.result.problems
    made.page.bench.result.tabs.choose("problems")
    assert made.counts["left out"] == "3"
    assert [each.split(", history.csv, ")[1] for each in made.problems] == [
        "line 3",
        "line 4, column “kind”",
        "line 5, column “happened_at”",
        "line 6",
    ]
    offered = [shown.kind.itemText(place) for place in range(shown.kind.count())]
    assert offered[:3] == ["All problems (4)", "Left out (3)", "Flagged, but taken (1)"]
    assert "Contact on …, before the lead arrived on …. (1)" in offered
    pick(made, "Flagged, but taken (1)")
    assert len(made.problems) == 1
    pick(made, "… is not a date that can be read. (1)")
    assert len(made.problems) == 1
    pick(made, "Left out (3)")
    shown.filter.setText("someday")
    assert len(made.problems) == 1
    shown.copy_button.click()
    head, line = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t")[:2] == ["File", "Line"]
    assert line.split("\t") == [
        "history.csv",
        "5",
        "happened_at",
        "someday",
        "“someday” is not a date that can be read.",
        "left out",
    ]
    shown.filter.setText("nothing like it")
    assert shown.caption.text() == "No problem matches."


def pick(made: Importing, words: str) -> None:
    """Choose which problems are shown."""
    box = made.page.bench.result.problems.kind
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def test_rows_left_out_are_saved_mended_and_imported(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = start()
    saved = tmp_path / "left out.csv"
    offered: list[str] = []

    def save_as(_: object, __: str, path: str, *___: object) -> tuple[str, str]:
        offered.append(path)
        return str(saved), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save_as)
    made.add(written(tmp_path / "leads.csv", *LEADS, "a-3,Cy,Cord,someday,Dana"))
    made.look_ahead()
    made.page.bench.result.tabs.choose("problems")
    made.page.bench.result.problems.save_button.click()
    made.settle()
    assert offered == [str(tmp_path / "leads left out.csv")]
    lines = saved.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Problem,Id,Name,Company,Created,Owner"
    assert "“someday” is not a date" in lines[1]

    made.apply()
    saved.unlink()
    made.page.summary.save.click()
    made.settle()
    assert saved.read_text("utf-8-sig").splitlines() == lines

    saved.write_text(
        saved.read_text("utf-8-sig").replace(",someday,", ",2026-02-05 09:00,"), "utf-8"
    )
    made.page.summary.more.click()
    made.add(saved)
    assert made.apply() == "Imported 1 lead, 1 event."


def test_what_a_newer_export_changes_is_shown_before(start: Start, tmp_path: Path) -> None:
    made = start()
    made.add(written(tmp_path / "leads.csv", *LEADS))
    made.apply()
    made.page.summary.more.click()
    newer = [line.replace("Acme", "Acme Group") for line in LEADS]
    made.add(written(tmp_path / "newer.csv", *newer))
    made.look_ahead()
    assert made.counts["updated"] == "1"
    model = made.page.bench.result.changes.model()
    row = [str(model.index(0, place).data()) for place in range(model.columnCount())]
    assert row == ["Ada Lee", "Company", "Acme", "Acme Group", "Is brought up to date"]


def test_cancelling_leaves_nothing_behind(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    made = start()
    rows = [f"L{number},2026-02-02 10:00" for number in range(3_000)]
    made.add(written(tmp_path / "many.csv", "lead id,created", *rows))
    made.look_ahead()
    before = dump(made.workspace)

    def cancel(job: Job) -> None:
        job.cancel()

    made.page.frame.jobs.started.connect(cancel)
    made.page.bench.next_button.click()
    assert not made.page.bench.isEnabled()
    qtbot.waitUntil(lambda: bool(made.status), timeout=20_000)
    assert made.status == "Cancelled. Nothing was written."
    assert made.page.bench.isVisible()
    assert dump(made.workspace) == before
    made.page.frame.jobs.started.disconnect(cancel)
    assert made.apply() == "Imported 3,000 leads, 3,000 events."


def test_esc_goes_back_and_a_second_import_begins_anew(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    made = start()
    page = made.page
    made.add(written(tmp_path / "leads.csv", *LEADS))
    QTest.keyClick(page.bench.next_button, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: is_shown(application, "OverviewPage"))
    fresh = made.opened()
    assert fresh is not page
    assert fresh.empty.isVisible()
    assert made.opened() is fresh


def test_files_dropped_on_the_window_begin_an_import(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    made = start()
    made.page.leave()
    qtbot.waitUntil(lambda: is_shown(application, "OverviewPage"))
    leads, picture = written(tmp_path / "leads.csv", *LEADS), written(tmp_path / "a.png", "no")
    assert not drop(application.window, picture)
    assert drop(application.window, picture, leads)
    page = made.shown()
    made.settle()
    assert drop(page, leads, written(tmp_path / "more.csv", "lead id,created", "9,2026-02-02"))
    made.settle()
    assert [file.path.name for file in page.bench.inputs.files] == ["leads.csv", "more.csv"]
    made.look_ahead()
    assert made.counts["new leads"] == "3"
