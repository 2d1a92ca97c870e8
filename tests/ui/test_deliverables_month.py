"""Deliverables as a month: the calendar on the page, and the grid by itself."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.model.people import Side
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.deliverables import CASE_STUDY, NEWSLETTER, NOW, TODAY, Screen, add
from ui.main_window import MainWindow
from ui.pages.deliverables import DeliverablesPage
from ui.pages.deliverables_views import View
from ui.widgets.marks import State
from ui.widgets.month import MonthGrid
from ui.widgets.month_days import MonthEntry, Places, month_from, shown_days

Key = Qt.Key


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW - timedelta(days=30), tick=False) as traveller:
        yield traveller


@pytest.fixture
def company(make_workspace: MakeWorkspace, now: time_machine.Traveller) -> Workspace:
    workspace = make_workspace(NEWSLETTER, CASE_STUDY)
    add(workspace, "Price sheet", date(2026, 3, 3))
    for title in ("Slides", "Battle card", "Case study", "Flyer"):
        add(workspace, title, date(2026, 3, 6), side=Side.SALES)
    now.move_to(NOW)
    return workspace


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, company: Workspace) -> Screen:
    made = Screen(qtbot, window, company)
    made.look(View.MONTH)
    made.month.grid.setFocus()
    return made


def entry(title: str, day: int, state: State = State.RUNNING) -> MonthEntry:
    return MonthEntry(title, day, title, state, "sales", f"{title}, Sales")


@pytest.fixture
def grid(qtbot: QtBot) -> MonthGrid:
    made = MonthGrid("Month", TODAY)
    qtbot.addWidget(made)
    made.resize(840, 560)
    made.show()
    return made


# On the page


def test_items_stand_on_the_day_they_are_due(screen: Screen) -> None:
    grid = screen.month.grid
    assert screen.month.name.text() == "March 2026"
    assert screen.month.count.text() == "6 due"
    due = {day: [each.text for each in here] for day, here in grid.entries.items()}
    assert due[date(2026, 3, 3).toordinal()] == ["Price sheet"]
    assert due[date(2026, 3, 31).toordinal()] == ["Newsletter"]
    assert due[date(2026, 2, 27).toordinal()] == ["Newsletter"]
    (price_sheet,) = grid.entries[date(2026, 3, 3).toordinal()]
    assert price_sheet.spoken == "Price sheet, Marketing, 2 days late"
    assert price_sheet.state is State.MISSED


def test_days_nobody_works_are_off(screen: Screen) -> None:
    off = {date.fromordinal(day) for day in screen.month.grid.off}
    assert date(2026, 3, 7) in off
    assert date(2026, 3, 5) not in off
    assert {day.weekday() for day in off} == {5, 6}


def test_the_arrows_go_to_a_day_and_enter_opens_what_is_on_it(screen: Screen) -> None:
    screen.press(Key.Key_Left)
    screen.press(Key.Key_Left)
    assert screen.month.grid.accessibleDescription() == (
        "Tuesday 3 March 2026; Price sheet, Marketing, 2 days late"
    )
    screen.press(Key.Key_Return)
    assert screen.panel.title.text() == "Price sheet"
    screen.press(Key.Key_D)
    screen.press(Key.Key_Return)
    assert screen.notice == "Delivered."
    (price_sheet,) = screen.month.grid.entries[date(2026, 3, 3).toordinal()]
    assert price_sheet.spoken == "Price sheet, Marketing, waiting for Sales"
    assert screen.focus is screen.month.grid


def test_of_several_on_a_day_one_is_chosen(screen: Screen) -> None:
    screen.press(Key.Key_Right)
    screen.press(Key.Key_Return)
    menu = screen.month.grid.choices
    assert menu is not None
    assert [action.text() for action in menu.actions()][:2] == [
        "Slides, Sales, due tomorrow",
        "Battle card, Sales, due tomorrow",
    ]
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    screen.settle()
    assert screen.panel.title.text() == "Battle card"


def test_a_chip_is_clicked(screen: Screen) -> None:
    grid = screen.month.grid
    screen.click(grid, grid.places().chip(date(2026, 3, 3).toordinal(), 0).center())
    assert screen.panel.title.text() == "Price sheet"
    (price_sheet,) = grid.entries[date(2026, 3, 3).toordinal()]
    assert grid.chosen == price_sheet.key


def test_months_are_turned_by_keys_and_buttons(screen: Screen) -> None:
    screen.press(Key.Key_PageDown)
    assert screen.month.name.text() == "April 2026"
    assert [each.text for each in screen.month.grid.entries[date(2026, 4, 30).toordinal()]] == [
        "Newsletter"
    ]
    screen.click(screen.month.before)
    screen.click(screen.month.before)
    assert screen.month.name.text() == "February 2026"
    screen.click(screen.month.to_today)
    assert screen.month.name.text() == "March 2026"
    assert screen.month.grid.day == TODAY
    screen.press(Key.Key_Down)
    screen.press(Key.Key_Down)
    screen.press(Key.Key_Down)
    screen.press(Key.Key_Down)
    assert screen.month.name.text() == "April 2026"
    screen.press(Key.Key_Home)
    assert screen.month.grid.day == TODAY


def test_the_filter_holds_for_the_month_too(screen: Screen) -> None:
    screen.page.filter.side.choose(Side.MARKETING)
    assert {each.side for here in screen.month.grid.entries.values() for each in here} == {
        "marketing"
    }
    screen.page.filter.line.setText("nothing like this")
    assert screen.month.count.text() == "Nothing is due this month"


def test_the_month_is_remembered(screen: Screen, qtbot: QtBot) -> None:
    again = DeliverablesPage(screen.window.frame, screen.workspace)
    qtbot.addWidget(again)
    assert again.views.view is View.MONTH
    screen.settle()


# The grid by itself


def test_weeks_begin_as_the_locale_says() -> None:
    march = date(2026, 3, 1)
    assert date.fromordinal(shown_days(march).start) == date(2026, 2, 23)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    try:
        assert date.fromordinal(shown_days(march).start) == march
        assert len(shown_days(march)) == 35
    finally:
        QLocale.setDefault(QLocale.c())


@pytest.mark.parametrize(
    ("month", "steps", "to"),
    [
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 3, 1), -15, date(2024, 12, 1)),
    ],
)
def test_months_are_counted_over_years(month: date, steps: int, to: date) -> None:
    assert month_from(month, steps) == to


def test_the_31st_turns_to_the_last_day_of_a_shorter_month(grid: MonthGrid) -> None:
    grid.go_to(date(2026, 1, 31).toordinal())
    grid.turn(1)
    assert date.fromordinal(grid.day) == date(2026, 2, 28)


def test_right_to_left_the_week_runs_the_other_way(grid: MonthGrid) -> None:
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    monday, sunday = grid.days.start, grid.days.start + 6
    assert grid.places().cell(monday).left() > grid.places().cell(sunday).left()
    QTest.keyClick(grid, Key.Key_Left)
    assert grid.day == TODAY + 1


def test_what_does_not_fit_is_counted_and_can_be_chosen(grid: MonthGrid) -> None:
    grid.set_entries([entry(f"Post {n}", TODAY) for n in range(9)], TODAY, frozenset())
    shown = grid.places().fitting(TODAY, 9)
    assert 0 < shown < 9
    opened: list[object] = []
    grid.opened.connect(opened.append)
    rest = grid.places().chip(TODAY, shown).center()
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rest)
    assert opened == []
    menu = grid.choices
    assert menu is not None
    assert len(menu.actions()) == 9
    menu.actions()[8].trigger()
    assert opened == ["Post 8"]
    menu.close()


def test_all_chips_fit_where_there_is_room(grid: MonthGrid) -> None:
    places = Places(grid.days, 840, 26 + 6 * 120, Qt.LayoutDirection.LeftToRight)
    assert places.fitting(TODAY, 4) == 4


def test_a_chip_says_all_of_it(grid: MonthGrid) -> None:
    grid.set_entries([entry("A long title", TODAY)], TODAY, frozenset())
    at = grid.places().chip(TODAY, 0).center()
    QApplication.sendEvent(grid, QHelpEvent(QHelpEvent.Type.ToolTip, at, grid.mapToGlobal(at)))
    assert QToolTip.text() == "A long title, Sales"
    QToolTip.hideText()


def test_a_day_without_anything_opens_nothing(grid: MonthGrid) -> None:
    opened: list[object] = []
    grid.opened.connect(opened.append)
    QTest.keyClick(grid, Key.Key_Return)
    corner = grid.places().cell(TODAY).bottomRight() - QPoint(3, 3)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corner)
    assert opened == []
    assert grid.choices is None
