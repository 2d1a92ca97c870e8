"""The steps of the import, through the real window: what files hold, columns, words, dates, numbers."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.model.leads import Lead
from app.services.leads import add_lead
from tests.shared_data import AWKWARD, needs_shared_data
from tests.ui.import_driver import LEADS, Importing, choose, is_shown, running, written
from ui.application import Application
from ui.dialogs.import_list import FileRow
from ui.theme import Mode

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
ARRIVED = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication) -> Iterator[Application]:
    """The real window."""
    with running(qtbot, qapp) as made:
        yield made


Start = Callable[..., Importing]


@pytest.fixture
def start(application: Application, qtbot: QtBot, tmp_path: Path) -> Start:
    """Opens a workspace in São Paulo and its import page by the command."""

    def begin(*, since: date | None = None) -> Importing:
        return Importing(application, qtbot, tmp_path, since=since)

    return begin


def row(made: Importing, name: str) -> FileRow:
    """The line of a file in the first step."""
    return next(each for each in made.page.bench.files.rows if each.file.path.name == name)


def test_enter_goes_through_all_the_steps_and_imports(start: Start, tmp_path: Path) -> None:
    made = start()
    made.add(written(tmp_path / "leads.csv", *LEADS))
    assert made.steps == ["Files", "Columns", "Dates and numbers", "Preview"]
    assert [made.enter() for _ in range(3)] == ["columns", "readings", "preview"]
    made.page.bench.back_button.click()
    assert made.step == "readings"
    assert made.enter() == "preview"
    assert made.column("Lead") == ["Ada Lee", "Ben Roe"]
    made.enter()
    assert made.page.summary.sentence.text() == "Imported 2 leads, 2 events."


def test_closing_asks_only_when_choices_would_be_lost(
    application: Application, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    made = start()
    made.add(written(tmp_path / "leads.csv", *LEADS))
    made.meaning("Company", "Campaign")
    made.press(Qt.Key.Key_Escape)
    (box,) = (each for each in application.window.findChildren(QMessageBox) if each.isVisible())
    assert box.text() == "Close the import?"
    box.reject()
    assert made.page.isVisible()
    made.meaning("Company", "Company")
    made.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: is_shown(application, "OverviewPage"))


def test_what_does_not_join_is_said(start: Start, tmp_path: Path) -> None:
    made = start()
    deals = ("Id,Won", "a-1,2026-03-01", "zz-9,2026-03-02", "zz-8,2026-03-02", ",2026-03-03")
    made.add(written(tmp_path / "leads.csv", *LEADS), written(tmp_path / "deals.csv", *deals))
    box = row(made, "deals.csv").way
    choose(box, "What became of leads")
    made.settle()
    made.meaning("Id", "Key of the lead")
    made.meaning("Won", "Won")
    assert [label.text() for label in made.page.bench.joins.sentences] == [
        "deals.csv: by “Id”, 1 of 4 rows name a lead of leads.csv.",
        "1 row leaves it blank and cannot be taken.",
        (
            "2 rows name others, such as “zz-9”, “zz-8”. They are left out unless the workspace "
            "has those leads."
        ),
    ]
    assert made.look_ahead() == "preview"
    assert made.counts["left out"] == "3"


def test_a_file_that_cannot_be_read_says_why_and_stands_in_the_way(
    start: Start, tmp_path: Path
) -> None:
    made = start()
    broken = written(tmp_path / "broken.csv", "a,b", '1,"never closed')
    made.add(broken, written(tmp_path / "leads.csv", *LEADS))
    shown = row(made, "broken.csv")
    assert shown.refusal.text() == "broken.csv, line 2: a quote opened here is never closed."
    assert row(made, "leads.csv").refusal.isHidden()
    assert made.enter() == "files"
    assert made.look_ahead() == "files"
    assert "broken.csv cannot be read" in made.status
    shown.remove.setFocus()
    made.press(Qt.Key.Key_Delete)
    assert [file.path.name for file in made.page.bench.inputs.files] == ["leads.csv"]
    made.look_ahead()
    assert made.counts["new leads"] == "2"


@needs_shared_data
def test_every_awkward_file_is_shown_or_refused_with_a_sentence(start: Start) -> None:
    made = start()
    paths = sorted(path for path in AWKWARD.rglob("*") if path.suffix in (".csv", ".xlsx", ".xls"))
    made.add(*paths)
    files = list(made.page.bench.inputs.files)
    assert len(files) == len(paths)
    for each in made.page.bench.files.rows:
        if each.file.table is None:
            assert str(each.file.refusal) == each.refusal.text()
            assert each.refusal.text().startswith(each.file.path.name)
    for file in files:
        if file.table is None:
            made.page.bench.inputs.remove(file)
    made.settle()
    readable = made.page.bench.inputs.files
    made.go_to("columns")
    grid, picker = made.page.bench.columns.columns, made.page.bench.columns.picker
    for place, file in enumerate(readable):
        picker.setCurrentIndex(place)
        picker.activated.emit(place)
        assert file.table is not None
        assert len(grid.choices) == len(file.table.header)
    assert made.enter() == "columns"
    assert made.status


def test_columns_nobody_knows_are_given_their_meaning_and_found_again(
    start: Start, tmp_path: Path
) -> None:
    made = start()
    lines = ("Nummer,Wer,Eingang,Qualifiziert", "7,Ada,2026-02-02,2026-02-05")
    made.add(written(tmp_path / "kunden.csv", *lines))
    assert row(made, "kunden.csv").found.text() == "Not recognised: a beginning only"
    assert made.enter() == "columns"
    refusal = made.page.bench.columns.refusal
    assert "choose the column that says when each lead arrived" in refusal.text()
    assert made.enter() == "columns"
    assert made.status == "Say first what the columns of kunden.csv mean."
    made.meaning("Nummer", "Key of the lead")
    made.meaning("Eingang", "Arrived")
    assert refusal.isHidden()
    assert made.status == ""
    made.meaning("Wer", "Name")
    made.meaning("Qualifiziert", "Reached MQL")
    made.look_ahead()
    assert made.column("Lead") == ["Ada"]
    assert made.column("Then")[0].startswith("Reached MQL 5 Feb")
    made.apply()
    made.page.summary.more.click()

    made.add(written(tmp_path / "mehr.csv", lines[0], "8,Ben,2026-02-03,2026-02-06"))
    again = row(made, "mehr.csv")
    assert again.found.text() == "Such a file was read like this before"
    assert again.way.currentText() == "Leads, as last time"
    made.look_ahead()
    assert made.column("Lead") == ["Ben"]


def test_a_file_can_be_taken_for_something_else(start: Start, tmp_path: Path) -> None:
    made = start()
    made.add(written(tmp_path / "leads.csv", *LEADS))
    box = row(made, "leads.csv").way
    assert [box.itemText(n) for n in range(box.count())] == [
        "Leads",
        "What became of leads",
        "Events",
        "People",
    ]
    choose(box, "Events")
    made.settle()
    assert row(made, "leads.csv").status.text == "Please choose"
    assert made.enter() == "columns"
    assert "choose the column that says what happened" in made.page.bench.columns.refusal.text()


def test_another_sheet_of_a_workbook_can_be_chosen(start: Start, tmp_path: Path) -> None:
    made = start()
    path = tmp_path / "leads.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, leads in (("2025", ["Ada"]), ("2026", ["Ben", "Cy"])):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Name", "Created"])
        for line, lead in enumerate(leads, start=1):
            sheet.write_row(line, 0, [lead, f"{name}-02-0{line}"])
    book.close()
    made.add(path)
    sheets = row(made, "leads.xlsx").sheet
    assert sheets.isVisible()
    choose(sheets, "2026")
    sheets.textActivated.emit("2026")
    made.settle()
    made.look_ahead()
    assert made.column("Lead") == ["Ben", "Cy"]


def test_words_are_matched_with_ours_and_remembered(start: Start, tmp_path: Path) -> None:
    made = start()
    for source in ("Webinar", "Trade show"):
        add_lead(made.workspace, Lead(name=source, source=source), arrived_at=ARRIVED)
    head = "Id,Name,Created,Lead Source"
    lines = ["1,A,2026-02-02,Webinars", "2,B,2026-02-02,Fair", "3,C,2026-02-02,Fair"]
    made.add(written(tmp_path / "leads.csv", head, *lines, "4,D,2026-02-02,Webinar"))
    assert made.steps == ["Files", "Columns", "Words", "Preview"]
    assert [made.enter(), made.enter()] == ["columns", "words"]
    new = "Itself: a new word here"
    assert made.words == {"Fair": new, "Webinars": new, "Webinar": "Webinar"}
    words = made.page.bench.words
    assert [button.text() for button in words.suggestions] == ["Webinar?"]
    words.suggestions[0].click()
    made.settle()
    made.word("Fair", "Trade show")
    assert made.words == {"Fair": "Trade show", "Webinars": "Webinar", "Webinar": "Webinar"}
    made.look_ahead()
    assert made.column("Source") == ["Webinar", "Trade show", "Trade show", "Webinar"]
    made.apply()
    made.page.summary.more.click()

    made.add(written(tmp_path / "more.csv", head, "5,E,2026-02-02,FAIR"))
    made.look_ahead()
    assert made.column("Source") == ["Trade show"]
    made.go_to("words")
    made.word("FAIR", "Nothing: as if left blank")
    made.look_ahead()
    assert made.page.bench.batch is not None
    assert [lead.source for lead in made.page.bench.batch.leads] == [None]


def test_many_words_are_shown_a_part_at_a_time(start: Start, tmp_path: Path) -> None:
    made = start()
    add_lead(made.workspace, Lead(name="Known", source="Webinar"), arrived_at=ARRIVED)
    lines = [f"{number},2026-02-02,Source {number}" for number in range(120)]
    made.add(written(tmp_path / "leads.csv", "Id,Created,Lead Source", *lines))
    made.go_to("words")
    words = made.page.bench.words
    assert len(words.choices) == 50
    words.more.click()
    assert words.more.text() == "Show 20 more"
    words.more.click()
    assert len(words.choices) == 120
    assert words.more.isHidden()


def test_dates_that_can_be_read_both_ways_are_asked_about(start: Start, tmp_path: Path) -> None:
    made = start()
    head = "Id;Name;Created"
    lines = ("1;Ada;03/04/2026 10:00", "2;Ben;05/06/2026 11:00")
    made.add(written(tmp_path / "fair.csv", head, *lines))
    assert [made.enter(), made.enter(), made.enter()] == ["columns", "readings", "readings"]
    (card,) = made.page.bench.readings.cards
    order = card.order
    assert [radio.text() for radio in order.answers] == [
        "The day: 3 April 2026",
        "The month: 4 March 2026",
    ]
    assert "can be read both ways" in order.reason.text()
    assert not any(radio.isChecked() for radio in order.answers)
    assert card.zone.isHidden()
    assert order.answers[0].hasFocus()
    assert made.status == "Say first how fair.csv is to be read."
    assert order.error.isVisible()
    QTest.keyClick(order.answers[0], Qt.Key.Key_Down)
    QTest.keyClick(order.answers[1], Qt.Key.Key_Space)
    made.settle()
    assert order.answers[1].isChecked()
    assert made.enter() == "preview"
    assert [each[:5] for each in made.column("Arrived")] == ["4 Mar", "6 May"]
    made.go_to("readings")
    order.answers[0].click()
    made.settle()
    assert made.enter() == "preview"
    assert [each[:5] for each in made.column("Arrived")] == ["3 Apr", "5 Jun"]
    assert made.apply() == "Imported 2 leads, 2 events."


def test_amounts_that_can_be_read_both_ways_are_asked_about(start: Start, tmp_path: Path) -> None:
    made = start()
    lines = ("Id,Name,Created,Amount", '1,Ada,2026-02-02,"1,234"')
    made.add(written(tmp_path / "sums.csv", *lines))
    made.meaning("Amount", "Value")
    assert made.enter() == "readings"
    (card,) = made.page.bench.readings.cards
    assert card.mark.isVisible()
    assert [radio.text() for radio in card.mark.answers] == [
        "A point: €1,234",
        "A comma: €1.23",
    ]
    assert "“1,234” can be read as" in card.mark.reason.text()
    card.mark.answers[0].click()
    made.settle()
    assert made.enter() == "preview"
    assert made.page.bench.batch is not None
    assert [lead.value_minor for lead in made.page.bench.batch.leads] == [123_400]


def test_times_without_a_zone_are_read_where_the_person_says(start: Start, tmp_path: Path) -> None:
    made = start()
    made.add(written(tmp_path / "late.csv", "id,created", "1,2026-02-03 01:30"))
    made.go_to("readings")
    (card,) = made.page.bench.readings.cards
    zone = card.zone
    assert [radio.text().split(":")[0] for radio in zone.answers] == ["America/Sao Paulo", "UTC"]
    assert zone.answers[0].isChecked()
    made.look_ahead()
    assert made.column("Arrived")[0][:5] == "3 Feb"
    made.go_to("readings")
    zone.answers[1].click()
    made.settle()
    made.look_ahead()
    assert made.column("Arrived")[0][:5] == "2 Feb"


def unnamed(page: QWidget) -> list[str]:
    return [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_the_import_is_pictured_and_named(
    application: Application, start: Start, tmp_path: Path, mode: Mode
) -> None:
    application.theme.set_mode(mode)
    made = start()
    add_lead(made.workspace, Lead(name="Known", source="Webinar"), arrived_at=ARRIVED)
    head = "Id;Name;Created;Owner;Lead Source"
    file = written(tmp_path / "fair.csv", head, "1;Ada;03/04/2026 10:00;Dana;Webinars")
    PICTURES.mkdir(parents=True, exist_ok=True)

    def look(name: str) -> None:
        assert unnamed(made.page) == []
        QApplication.processEvents()
        picture = application.window.grab()
        assert picture.save(str(PICTURES / f"import-{name}-{mode}.png"))

    look("empty")
    made.add(file)
    look("files")
    for name in ("columns", "words", "readings"):
        assert made.enter() == name
        look(name)
    made.page.bench.readings.cards[0].order.answers[0].click()
    made.settle()
    made.enter()
    for tab in ("leads", "problems", "changes", "notes"):
        made.page.bench.result.tabs.choose(tab)
        look(tab)
    made.apply()
    look("summary")
