"""Typed figures and materials on the Deliverables page."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from app.errors import Refusal
from app.model.cadence import Cadence
from app.model.leads import Lead
from app.model.people import Side
from app.services import items, lead_outcomes, leads, readings
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.deliverables import (
    CASE_STUDY,
    COST,
    NEWSLETTER,
    NOW,
    VISITS,
    Screen,
    add,
    deliver,
)
from ui.dialogs.type_reading import TypeReadingForm
from ui.main_window import MainWindow
from ui.models.readings import LEADING, PERIODS, level_text, read_level
from ui.pages.deliverables_views import View
from ui.panels.reading_table import ReadingTable
from ui.widgets.cells import CELL, Cell
from ui.widgets.marks import State

Key = Qt.Key
PRESENT = LEADING + PERIODS - 1


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def company(make_workspace: MakeWorkspace) -> Workspace:
    workspace = make_workspace(VISITS, COST, since=NOW - timedelta(days=150))
    for first, level in ((date(2025, 12, 1), 9_500), (date(2026, 1, 1), 11_250)):
        readings.type_reading(
            workspace,
            title="Site visits",
            cadence=Cadence.MONTH,
            first_day=first.toordinal(),
            level=level * 1000,
            by_id=1,
        )
    return workspace


class ReadingsScreen(Screen):
    """The page on its readings."""

    @property
    def figures(self) -> ReadingTable:
        return self.page.views.readings.tables[Cadence.MONTH]

    def cell(self, title: str, column: int) -> Cell:
        """Give a cell as it is painted."""
        rows = self.figures.rows
        assert rows is not None
        place = rows.place(title)
        assert place is not None
        cell = rows.index(place, column).data(CELL)
        assert isinstance(cell, Cell)
        return cell

    def go_to(self, title: str, column: int = PRESENT) -> None:
        """Put the keyboard on a cell."""
        rows = self.figures.rows
        assert rows is not None
        self.figures.setFocus()
        self.figures.setCurrentIndex(rows.index(rows.place(title) or 0, column))

    @property
    def form(self) -> TypeReadingForm:
        form = self.panel.form
        assert isinstance(form, TypeReadingForm)
        return form


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, company: Workspace) -> ReadingsScreen:
    made = ReadingsScreen(qtbot, window, company)
    made.look(View.READINGS)
    return made


# Readings


def test_a_figure_a_row_with_its_last_periods(screen: ReadingsScreen) -> None:
    cells = [screen.cell("Site visits", PRESENT - back) for back in (3, 2, 1, 0)]
    assert [(cell.text, cell.state) for cell in cells] == [
        ("9,500", State.MISSED),
        ("11,250", State.KEPT),
        ("missing", State.AT_RISK),
        ("type in", None),
    ]
    assert screen.cell("Site visits", 0).secondary == "M5 · at least 10,000 a month"
    assert screen.cell("Cost per lead", 0).secondary == "M6 · at most 80.5 a month"
    assert screen.cell("Site visits", LEADING + PERIODS).series == (
        9_500_000,
        11_250_000,
        None,
        None,
    )


def test_a_figure_is_typed_into_its_cell(screen: ReadingsScreen) -> None:
    screen.go_to("Site visits", PRESENT - 1)
    screen.press(Key.Key_1)
    assert screen.panel.title.text() == "Site visits"
    assert screen.form.period.currentText() == "February 2026"
    screen.type("2040")
    screen.press(Key.Key_Return)
    assert screen.notice == "Typed in."
    assert screen.panel.isHidden()
    assert screen.cell("Site visits", PRESENT - 1).text == "12,040"
    assert screen.cell("Site visits", PRESENT - 1).state is State.KEPT
    assert screen.focus is screen.figures
    screen.notice_action()
    assert screen.cell("Site visits", PRESENT - 1).text == "missing"


def test_at_most_is_missed_from_above(screen: ReadingsScreen) -> None:
    screen.go_to("Cost per lead")
    screen.type("8")
    screen.type("0.5")
    screen.press(Key.Key_Return)
    assert screen.cell("Cost per lead", PRESENT).state is State.KEPT
    screen.press(Key.Key_Return)
    screen.type("81")
    screen.press(Key.Key_Return)
    assert screen.cell("Cost per lead", PRESENT).state is State.MISSED


def test_a_figure_is_corrected_with_a_note_and_taken_back(screen: ReadingsScreen) -> None:
    screen.go_to("Site visits", PRESENT - 2)
    screen.press(Key.Key_Return)
    assert screen.form.level.text() == "11,250"
    screen.type("9000")
    screen.form.note.setText("The counter was broken")
    screen.press(Key.Key_Return)
    cell = screen.cell("Site visits", PRESENT - 2)
    assert (cell.text, cell.state) == ("9,000", State.MISSED)
    assert cell.hint.startswith("Dana · The counter was broken")
    screen.press(Key.Key_Return)
    screen.click(screen.form.clear)
    assert screen.notice == "Taken back."
    assert screen.cell("Site visits", PRESENT - 2).text == "missing"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("many", "“many” is not a number. Write it like 4.5."),
        ("", "Type the figure."),
        ("1.2345", "Use at most three decimals."),
        ("9" * 14, "That number is too large."),
    ],
)
def test_what_is_no_figure_is_said_beside_the_field(
    screen: ReadingsScreen, typed: str, sentence: str
) -> None:
    screen.go_to("Site visits")
    screen.press(Key.Key_Return)
    screen.type(typed)
    screen.press(Key.Key_Return)
    assert screen.form.form.row("level").error == sentence


def test_another_figure_without_a_promise(screen: ReadingsScreen) -> None:
    screen.press(Key.Key_F)
    screen.press(Key.Key_Return)
    assert screen.form.form.row("title").error == "Give the figure a name."
    screen.type("Newsletter readers")
    screen.form.cadence.setCurrentIndex(screen.form.cadence.findData(Cadence.WEEK))
    assert screen.form.period.currentText() == "Week 10, 2026"
    screen.form.level.setText("3100")
    screen.press(Key.Key_Return)
    weekly = screen.page.views.readings.tables[Cadence.WEEK]
    assert weekly.isVisible()
    rows = weekly.rows
    assert rows is not None
    cell = rows.index(0, PRESENT).data(CELL)
    assert (cell.text, cell.state) == ("3,100", None)
    assert rows.index(0, 0).data() == "Newsletter readers, no promise"


def test_in_little_room_the_newest_periods_stay(screen: ReadingsScreen) -> None:
    def hidden() -> int:
        return sum(screen.figures.isColumnHidden(LEADING + place) for place in range(PERIODS))

    before = hidden()
    screen.go_to("Site visits")
    screen.press(Key.Key_Return)
    assert hidden() > before
    assert not screen.figures.isColumnHidden(PRESENT)
    screen.press(Key.Key_Escape)
    assert hidden() == before


def test_without_figures_the_next_step_is_offered(
    qtbot: QtBot, window: MainWindow, make_workspace: MakeWorkspace
) -> None:
    screen = ReadingsScreen(qtbot, window, make_workspace())
    screen.look(View.READINGS)
    empty = screen.page.views.readings.empty
    assert empty.isVisible()
    screen.click(empty.button)
    screen.type("Satisfaction")
    screen.form.level.setText("4.5")
    screen.press(Key.Key_Return)
    assert screen.cell("Satisfaction", PRESENT).text == "4.5"


@pytest.mark.parametrize(
    ("text", "level"), [("10,000", 10_000_000), ("4.5", 4_500), ("-0.125", -125), (" 7 ", 7_000)]
)
def test_figures_are_read_exactly(text: str, level: int) -> None:
    assert read_level(text) == level
    assert read_level(level_text(level)) == level


def test_figures_are_read_and_written_as_the_locale_does() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        assert read_level("4,5") == 4_500
        assert read_level("10.000") == 10_000_000
        assert level_text(10_500_250) == "10.500,25"
        with pytest.raises(Refusal, match="4,5"):
            read_level("viel")
    finally:
        QLocale.setDefault(QLocale.c())


# Materials


@pytest.fixture
def materials(
    qtbot: QtBot, window: MainWindow, make_workspace: MakeWorkspace, now: time_machine.Traveller
) -> Screen:
    now.move_to(NOW - timedelta(days=20))
    workspace = make_workspace(NEWSLETTER, CASE_STUDY)
    used = add(workspace, "Case study: Vela", date(2026, 3, 19), code="M4", campaign="Fair")
    unused = add(workspace, "Slides", date(2026, 3, 6), code="M4")
    add(workspace, "Loss report", date(2026, 3, 6), side=Side.SALES)
    now.move_to(NOW)
    deliver(workspace, used, days_ago=2, link="https://acme.example/vela/story.pdf")
    deliver(workspace, unused, days_ago=1)
    (lead_id,) = leads.add_lead(workspace, Lead(name="Mei Tan"), arrived_at=NOW).lead_ids
    assert used.id is not None
    for _ in range(2):
        lead_outcomes.use_material(workspace, lead_id, deliverable_id=used.id, by_id=2)
    screen = Screen(qtbot, window, workspace)
    screen.look(View.MATERIALS)
    return screen


def test_materials_say_how_often_they_were_used(materials: Screen) -> None:
    rows = materials.page.views.materials.rows
    shown = [[rows.index(row, column).data() for column in range(4)] for row in range(2)]
    assert shown == [
        ["Slides", "Wed 4 Mar", "never used", "no link"],
        ["Case study: Vela, Fair", "Tue 3 Mar", "2 times", "story.pdf"],
    ]
    assert rows.rowCount() == 2


def test_a_material_opens_with_the_leads_it_was_used_with(materials: Screen) -> None:
    table = materials.page.views.materials.table
    table.setFocus()
    materials.press(Key.Key_Down)
    materials.press(Key.Key_Down)
    materials.press(Key.Key_Return)
    assert materials.panel.title.text() == "Case study: Vela"
    assert len(materials.panel.used.rows) == 2


def test_the_link_of_a_material_is_opened(
    materials: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    table = materials.page.views.materials.table
    place = table.visualRect(materials.page.views.materials.rows.index(1, 3)).center()
    materials.click(table.viewport(), place)
    assert [url.toString() for url in opened] == ["https://acme.example/vela/story.pdf"]
    assert materials.panel.isHidden()


def test_without_materials_the_way_to_what_is_due_is_offered(
    qtbot: QtBot, window: MainWindow, make_workspace: MakeWorkspace
) -> None:
    screen = Screen(qtbot, window, make_workspace(NEWSLETTER))
    screen.look(View.MATERIALS)
    screen.click(screen.page.views.materials.empty.button)
    assert screen.page.views.view is View.LIST
    assert items.materials(screen.workspace) == ()
