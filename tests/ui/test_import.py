"""The import, through the real window: files in, what they mean, what they bring, and back out."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.leads import Lead
from app.model.people import Side
from app.model.workspace import WorkspaceInfo
from app.rules.compliance import Status
from app.rules.periods import parse_period
from app.services import agreement, changing, workspaces
from app.services.leads import add_lead
from app.services.status import status
from app.services.workspaces import Workspace
from tests.shared_data import AWKWARD, OLIST, needs_shared_data
from ui import pages
from ui.application import Application
from ui.dialogs.import_files import ImportPage
from ui.jobs import Job
from ui.theme import Mode

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
OLIST_FILES = (
    OLIST / "olist_marketing_qualified_leads_dataset.csv",
    OLIST / "olist_closed_deals_dataset.csv",
)
SAO_PAULO = "America/Sao_Paulo"
LEADS = (
    "Id,Name,Company,Created,Owner",
    "a-1,Ada Lee,Acme,2026-02-02 09:00,Dana",
    "a-2,Ben Roe,Bolt,2026-02-04 09:00,Kim Novak",
)
TARGET = 120


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication) -> Iterator[Application]:
    """The real window, with the real pages."""
    made = Application(qapp, pages.workspace_pages, pages.welcome_page, pages.workspace_commands)
    pages.take_dropped_files(made)
    qtbot.addWidget(made.window)
    made.window.resize(1280, 800)
    made.window.show()
    yield made
    made.window.close()
    made.deleteLater()


Start = Callable[..., ImportPage]


@pytest.fixture
def start(application: Application, qtbot: QtBot, tmp_path: Path) -> Start:
    """Opens a workspace in São Paulo and its import page by the command."""

    def begin(*commitments: Commitment, since: date | None = None) -> ImportPage:
        about = WorkspaceInfo(name="Olist", time_zone=SAO_PAULO)
        new = workspaces.NewWorkspace(about)
        workspace = workspaces.create(tmp_path / "olist.tandem", new)
        for each in commitments:
            agreement.add_commitment(workspace, each)
        if since is not None:
            agreement.put_in_force(workspace, since)
        application.adopt(workspace)
        application.window.commands.run("file.import")
        page = application.window.page
        assert isinstance(page, ImportPage)
        return page

    return begin


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says which files a person will pick in the system's own dialog."""

    def picks(*paths: Path) -> None:
        answer = ([str(path) for path in paths], "")
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: answer)

    return picks


def workspace_of(application: Application) -> Workspace:
    assert application.workspace is not None
    return application.workspace


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def add(page: ImportPage, qtbot: QtBot, *paths: Path) -> None:
    page.add_files(paths)
    settle(page, qtbot)


def settle(page: ImportPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.frame.jobs.idle and page.import_button.isEnabled(), timeout=20_000)


def counts(page: ImportPage) -> dict[str, str]:
    shown = page.bench.result.counts
    return {word: figure.text() for word, figure in zip(shown.words, shown.figures, strict=True)}


def column(page: ImportPage, name: str) -> list[str]:
    """The cells of a column of the preview, by its heading."""
    model = page.bench.result.leads.model()
    headings = [
        model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())
    ]
    place = headings.index(name)
    return [str(model.index(row, place).data()) for row in range(model.rowCount())]


def problems(page: ImportPage) -> list[str]:
    model = page.bench.result.problems.model()
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def imported(page: ImportPage, qtbot: QtBot) -> str:
    """Press Import; give what the summary says."""
    page.import_button.click()
    qtbot.waitUntil(page.summary.isVisible, timeout=30_000)
    return page.summary.sentence.text()


def meaning(page: ImportPage, name: str, words: str) -> None:
    """Say by the choice box of a column what it means."""
    grid = page.bench.details.columns
    choice = next(each for each in grid.choices if each.accessibleName().endswith(f" {name} means"))
    place = choice.findText(words)
    assert place >= 0, [choice.itemText(n) for n in range(choice.count())]
    choice.setCurrentIndex(place)
    choice.activated.emit(place)


def dump(workspace: Workspace) -> list[str]:
    connection = sqlite3.connect(workspace.path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def volume(count: int) -> Commitment:
    return Commitment(
        side=Side.MARKETING,
        kind=CommitmentKind.VOLUME,
        count=count,
        cadence=Cadence.MONTH,
        stage="mql",
    )


@needs_shared_data
def test_the_story_of_olist(
    application: Application, start: Start, choose: Callable[..., None], qtbot: QtBot
) -> None:
    page = start(volume(120), since=date(2018, 3, 1))
    choose(*OLIST_FILES)
    page.empty.button.click()
    files = page.bench.inputs.files
    assert [file.table for file in files] == [None, None]  # nothing is read on the window's thread
    settle(page, qtbot)
    ways = [file.mapping.title for file in files if file.mapping is not None]
    assert ways == ["Olist: marketing-qualified leads", "Olist: closed deals"]
    assert counts(page) == {
        "new leads": "8,000",
        "updated": "0",
        "new events": "16,842",
        "new people": "41",
        "there already": "0",
        "left out": "0",
    }
    (early,) = problems(page)
    assert "before the lead arrived" in early
    assert "olist_closed_deals_dataset.csv, line " in early
    batch = page.bench.batch
    assert batch is not None
    assert any("response times has no data" in note for note in batch.notes)

    before = dump(workspace_of(application))
    assert imported(page, qtbot) == "Imported 8,000 leads, 16,842 events."
    assert "4,171 leads arrived before the agreement began" in page.summary.consequence.text()
    assert page.summary.earlier.text() == "Start the agreement on 1 Jun 2017"
    page.summary.earlier.click()
    qtbot.waitUntil(lambda: "begins on 1 Jun 2017" in page.summary.consequence.text())
    assert page.summary.undo.isHidden()

    kept = {}
    for n in range(12):
        month = f"{2017 + (5 + n) // 12}-{(5 + n) % 12 + 1:02d}"
        (line,) = status(workspace_of(application), parse_period(month, 0)).commitments
        kept[line.figure] = line.status
    assert list(kept) == [
        f"{number:,} of {TARGET}"
        for number in (4, 239, 386, 312, 416, 445, 200, 1141, 1028, 1174, 1352, 1303)
    ]
    assert [figure for figure, status in kept.items() if status is Status.MISSED] == ["4 of 120"]

    page.summary.more.click()
    add(page, qtbot, *OLIST_FILES)
    assert counts(page)["new leads"] == counts(page)["new events"] == "0"
    again = dump(workspace_of(application))
    assert imported(page, qtbot) == (
        "Everything in these files is in the workspace already. Nothing was changed."
    )
    assert page.summary.undo.isHidden()
    assert dump(workspace_of(application)) == again != before


def test_undo_brings_the_files_back_to_the_table(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    add(page, qtbot, written(tmp_path / "leads.csv", *LEADS))
    workspace = workspace_of(application)
    assert imported(page, qtbot) == "Imported 2 leads, 2 events."
    assert page.summary.details.text() == "2 new people"
    page.summary.undo.click()
    qtbot.waitUntil(page.bench.isVisible)
    settle(page, qtbot)
    assert counts(page)["new leads"] == "2"
    with workspace.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM lead").scalar() == 0
    imported(page, qtbot)
    changing.undo(workspace)  # as Ctrl+Z does
    qtbot.waitUntil(page.bench.isVisible)
    settle(page, qtbot)


def test_the_undo_button_goes_when_it_would_take_back_something_else(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    add(page, qtbot, written(tmp_path / "leads.csv", *LEADS))
    imported(page, qtbot)
    assert page.summary.undo.isVisible()
    add_one_lead(workspace_of(application))
    qtbot.waitUntil(page.summary.undo.isHidden)
    assert page.summary.isVisible()


def add_one_lead(workspace: Workspace) -> None:
    add_lead(workspace, Lead(name="Typed in"), arrived_at=datetime(2026, 2, 1, tzinfo=UTC))


def test_without_an_agreement_the_next_step_is_a_promise(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    add(page, qtbot, written(tmp_path / "leads.csv", *LEADS))
    imported(page, qtbot)
    assert page.summary.earlier.isHidden()
    page.summary.promise.click()
    qtbot.waitUntil(lambda: _is_shown(application, "CommitmentsPage"))


def _is_shown(application: Application, name: str) -> bool:
    return type(application.window.page).__name__ == name


def test_dates_that_can_be_read_both_ways_are_asked_about(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    head = "Id;Name;Created"
    file = written(tmp_path / "fair.csv", head, "1;Ada;03/04/2026 10:00", "2;Ben;05/06/2026 11:00")
    add(page, qtbot, file)
    times = page.bench.details.times
    assert page.bench.batch is None
    assert [radio.text() for radio in times.orders] == [
        "The day: 3 April 2026",
        "The month: 4 March 2026",
    ]
    assert "can be read both ways" in times.order_reason.text()
    assert not any(radio.isChecked() for radio in times.orders)
    assert times.zone_question.isHidden()
    page.import_button.click()
    assert times.orders[0].hasFocus()
    assert "fair.csv" in page.status.text()
    assert times.order_error.isVisible()
    QTest.keyClick(times.orders[0], Qt.Key.Key_Down)
    QTest.keyClick(times.orders[1], Qt.Key.Key_Space)
    settle(page, qtbot)
    assert times.orders[1].isChecked()
    assert [each[:5] for each in column(page, "Arrived")] == ["4 Mar", "6 May"]
    times.orders[0].click()
    settle(page, qtbot)
    assert [each[:5] for each in column(page, "Arrived")] == ["3 Apr", "5 Jun"]
    assert imported(page, qtbot) == "Imported 2 leads, 2 events."


def test_times_without_a_zone_are_read_where_the_person_says(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    late = written(tmp_path / "late.csv", "id,created", "1,2026-02-03 01:30")
    add(page, qtbot, late)
    times = page.bench.details.times
    assert [radio.text().split(":")[0] for radio in times.zones] == ["America/Sao Paulo", "UTC"]
    assert times.zones[0].isChecked()
    assert column(page, "Arrived")[0][:5] == "3 Feb"
    times.zones[1].click()
    settle(page, qtbot)
    assert column(page, "Arrived")[0][:5] == "2 Feb"


def test_a_file_that_cannot_be_read_says_why_and_stands_in_the_way(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    broken = written(tmp_path / "broken.csv", "a,b", '1,"never closed')
    add(page, qtbot, broken, written(tmp_path / "leads.csv", *LEADS))
    assert page.bench.details.refusal.text() == (
        "broken.csv, line 2: a quote opened here is never closed."
    )
    assert "broken.csv cannot be read" in page.bench.result.waiting.sentence.text()
    page.bench.files.table.selectRow(1)
    assert page.bench.details.refusal.isHidden()
    page.import_button.click()
    assert not page.summary.isVisible()
    assert page.bench.files.table.currentIndex().row() == 0
    QTest.keyClick(page.bench.files.table, Qt.Key.Key_Delete)
    settle(page, qtbot)
    assert [file.path.name for file in page.bench.inputs.files] == ["leads.csv"]
    assert counts(page)["new leads"] == "2"


@needs_shared_data
def test_every_awkward_file_is_shown_or_refused_with_a_sentence(start: Start, qtbot: QtBot) -> None:
    page = start()
    paths = sorted(path for path in AWKWARD.rglob("*") if path.suffix in (".csv", ".xlsx", ".xls"))
    page.add_files(paths)
    qtbot.waitUntil(lambda: page.frame.jobs.idle, timeout=30_000)
    for place, file in enumerate(page.bench.inputs.files):
        page.bench.files.table.selectRow(place)
        assert file.table is not None or str(file.refusal).startswith(file.path.name)
        if file.table is not None:
            assert len(page.bench.details.columns.choices) == len(file.table.header)
        else:
            assert page.bench.details.refusal.text() == str(file.refusal)


def test_columns_nobody_knows_are_given_their_meaning_by_hand(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    file = written(
        tmp_path / "kunden.csv", "Nummer,Wer,Eingang,Qualifiziert", "7,Ada,2026-02-02,2026-02-05"
    )
    add(page, qtbot, file)
    assert "choose the column that says when each lead arrived" in (
        page.bench.details.refusal.text()
    )
    meaning(page, "Nummer", "Key of the lead")
    meaning(page, "Eingang", "Arrived")
    settle(page, qtbot)
    assert page.bench.details.refusal.isHidden()
    assert column(page, "Lead") == ["Lead 7"]
    meaning(page, "Wer", "Name")
    meaning(page, "Qualifiziert", "Reached MQL")
    settle(page, qtbot)
    assert column(page, "Lead") == ["Ada"]
    assert column(page, "Then")[0].startswith("Reached MQL 5 Feb")
    meaning(page, "Qualifiziert", "Not used")
    settle(page, qtbot)
    assert column(page, "Then") == [""]


def test_a_file_can_be_taken_for_something_else(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    page = start()
    add(page, qtbot, written(tmp_path / "leads.csv", *LEADS))
    box = page.bench.details.way
    assert [box.itemText(n) for n in range(box.count())] == [
        "Leads",
        "What became of leads",
        "Events",
    ]
    box.setCurrentIndex(2)
    box.activated.emit(2)
    settle(page, qtbot)
    assert "choose the column that says what happened" in page.bench.details.refusal.text()


def test_another_sheet_of_a_workbook_can_be_chosen(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    path = tmp_path / "leads.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, leads in (("2025", ["Ada"]), ("2026", ["Ben", "Cy"])):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Name", "Created"])
        for row, lead in enumerate(leads, start=1):
            sheet.write_row(row, 0, [lead, f"{name}-02-0{row}"])
    book.close()
    add(page, qtbot, path)
    assert counts(page)["new leads"] == "1"
    sheets = page.bench.details.sheet
    assert sheets.isVisible()
    sheets.setCurrentText("2026")
    sheets.textActivated.emit("2026")
    settle(page, qtbot)
    assert column(page, "Lead") == ["Ben", "Cy"]


def test_problems_are_filtered_and_copied(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    page = start()
    file = written(
        tmp_path / "history.csv",
        "lead,kind,happened_at",
        "x,arrived,2026-02-03 09:00",
        "x,contact,2026-02-02 09:00",
        "x,phoned,2026-02-03 10:00",
        "x,contact,someday",
        "short",
    )
    add(page, qtbot, file)
    result = page.bench.result
    result.tabs.choose("problems")
    assert counts(page)["left out"] == "3"
    assert [each.split(", history.csv, ")[1] for each in problems(page)] == [
        "line 3",
        "line 4, column “kind”",
        "line 5, column “happened_at”",
        "line 6",
    ]
    result.verdicts.choose("flagged")
    assert len(problems(page)) == 1
    result.verdicts.choose("left out")
    result.filter.setText("someday")
    assert len(problems(page)) == 1
    result.copy_button.click()
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
    result.filter.setText("nothing like it")
    assert result.no_problems.text() == "No problem matches."


def test_cancelling_leaves_nothing_behind(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    rows = [f"L{number},2026-02-02 10:00" for number in range(3_000)]
    add(page, qtbot, written(tmp_path / "many.csv", "lead id,created", *rows))
    before = dump(workspace_of(application))

    def cancel(job: Job) -> None:
        job.cancel()

    page.frame.jobs.started.connect(cancel)
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not page.import_button.isEnabled()
    qtbot.waitUntil(lambda: bool(page.status.text()), timeout=20_000)
    assert page.status.text() == "Cancelled. Nothing was written."
    assert page.bench.isVisible()
    assert page.import_button.isEnabled()
    assert dump(workspace_of(application)) == before
    page.frame.jobs.started.disconnect(cancel)
    assert imported(page, qtbot) == "Imported 3,000 leads, 3,000 events."


def test_esc_goes_back_and_a_second_import_begins_anew(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    add(page, qtbot, written(tmp_path / "leads.csv", *LEADS))
    QTest.keyClick(page.bench.files.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: _is_shown(application, "OverviewPage"))
    application.window.commands.run("file.import")
    fresh = application.window.page
    assert isinstance(fresh, ImportPage)
    assert fresh is not page
    assert fresh.empty.isVisible()
    application.window.commands.run("file.import")
    assert application.window.page is fresh


def test_files_dropped_on_the_window_begin_an_import(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    start().leave()
    qtbot.waitUntil(lambda: _is_shown(application, "OverviewPage"))
    leads, picture = written(tmp_path / "leads.csv", *LEADS), written(tmp_path / "a.png", "no")
    assert not drop(application.window, picture)
    assert drop(application.window, picture, leads)
    page = application.window.page
    assert isinstance(page, ImportPage)
    settle(page, qtbot)
    assert drop(page, leads, written(tmp_path / "more.csv", "lead id,created", "9,2026-02-02"))
    settle(page, qtbot)
    assert [file.path.name for file in page.bench.inputs.files] == ["leads.csv", "more.csv"]
    assert counts(page)["new leads"] == "3"


def drop(target: QWidget, *paths: Path) -> bool:
    """Drag files over a widget and let them fall; tell whether it takes them."""
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (
        Qt.DropAction.CopyAction,
        dragged,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(5, 5), *how)
    entering.ignore()
    QApplication.sendEvent(target, entering)
    if entering.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), *how))
    return entering.isAccepted()


def unnamed(page: QWidget) -> list[str]:
    return [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]


def test_the_import_is_pictured_and_named(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    page = start()
    file = written(tmp_path / "fair.csv", "Id;Name;Created;Owner", "1;Ada;03/04/2026 10:00;Dana")
    PICTURES.mkdir(parents=True, exist_ok=True)

    def look(name: str) -> None:
        assert unnamed(page) == []
        for mode in (Mode.LIGHT, Mode.DARK):
            application.theme.set_mode(mode)
            QApplication.processEvents()
            picture = application.window.grab()
            assert picture.save(str(PICTURES / f"import-{name}-{mode}.png"))

    look("empty")
    add(page, qtbot, file)
    look("question")
    page.bench.details.times.orders[0].click()
    settle(page, qtbot)
    for tab in ("leads", "problems", "notes"):
        page.bench.result.tabs.choose(tab)
        look(tab)
    imported(page, qtbot)
    look("summary")
