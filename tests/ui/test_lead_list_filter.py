"""The filter line of the leads as a person uses it: typed, completed, saved, wrong."""

from collections.abc import Iterator

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.services.lead_list import LeadFilter
from app.services.saved_filters import SavedFilter, save_filter, saved_filters
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.leads_page import CTRL, FIRST_CONTACT, NOW, PLAIN, Key, Screen, add
from ui.dialogs.save_filter import SaveFilterDialog
from ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def company(make_workspace: MakeWorkspace) -> Workspace:
    workspace = make_workspace(FIRST_CONTACT)
    add(workspace, "Tom Okafor", hours_ago=30)
    add(workspace, "Mei Tan", hours_ago=28, handed_over=5)
    add(workspace, "Priya Nair", hours_ago=26, handed_over=2)
    return workspace


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, company: Workspace) -> Screen:
    screen = Screen(qtbot, window, company)
    screen.list.views.choose("all")
    screen.settle()
    screen.press(Key.Key_F, CTRL)
    return screen


def type_on(screen: Screen, text: str) -> None:
    """Type where keys go: with offers open that is their list, as in a real window."""
    line = screen.list.filter
    for letter in text:
        QTest.keyClicks(line._list if line.offering else line, letter)
        screen.settle()


def press(screen: Screen, key: Qt.Key) -> None:
    line = screen.list.filter
    QTest.keyClick(line._list if line.offering else line, key)
    screen.settle()


def offered(screen: Screen) -> list[str]:
    line = screen.list.filter
    return line._labels.stringList() if line.offering else []


def items(menu: QMenu) -> dict[str, bool]:
    menu.aboutToShow.emit()
    return {each.text(): each.isChecked() for each in menu.actions() if not each.isSeparator()}


def choose(menu: QMenu, text: str) -> None:
    menu.aboutToShow.emit()
    (action,) = [each for each in menu.actions() if each.text() == text]
    action.trigger()


def test_typing_offers_fields_then_their_values(screen: Screen) -> None:
    type_on(screen, "ow")
    assert offered(screen)[0] == "owner:"
    press(screen, Key.Key_Tab)
    assert screen.list.filter.text() == "owner:"
    assert "owner:Dana" in offered(screen)
    type_on(screen, "d")
    press(screen, Key.Key_Down)
    press(screen, Key.Key_Return)
    assert screen.list.filter.text() == "owner:Dana"
    assert not screen.list.filter.offering
    assert screen.names() == ["Priya Nair", "Mei Tan"]


def test_words_go_on_behind_an_offer_that_was_taken(screen: Screen) -> None:
    type_on(screen, "owner:d")
    press(screen, Key.Key_Tab)
    type_on(screen, " priya")
    assert screen.list.filter.text() == "owner:Dana priya"
    screen.qtbot.waitUntil(lambda: screen.names() == ["Priya Nair"])


def test_escape_closes_the_offers_and_leaves_the_words(screen: Screen) -> None:
    type_on(screen, "so")
    assert offered(screen)
    press(screen, Key.Key_Escape)
    assert offered(screen) == []
    assert screen.list.filter.text() == "so"


def test_enter_without_a_marked_offer_opens_the_first_lead(screen: Screen) -> None:
    type_on(screen, "m")
    screen.qtbot.waitUntil(lambda: screen.names() == ["Mei Tan"])
    assert offered(screen)
    press(screen, Key.Key_Return)
    assert not screen.list.filter.offering
    assert screen.panel.title.text() == "Mei Tan"


def test_enter_right_after_typing_waits_for_what_is_found(screen: Screen) -> None:
    QTest.keyClicks(screen.list.filter, "mei")
    QTest.keyClick(screen.list.filter, Key.Key_Return)
    screen.settle()
    assert screen.panel.title.text() == "Mei Tan"
    assert screen.selected() == ["Mei Tan"]


def test_down_asks_for_offers_in_an_empty_line(screen: Screen) -> None:
    assert offered(screen) == []
    press(screen, Key.Key_Down)
    assert "stage:" in offered(screen)


def test_half_a_field_says_what_it_lacks_and_keeps_the_list(screen: Screen) -> None:
    type_on(screen, "late:")
    screen.qtbot.waitUntil(lambda: bool(screen.list.bar.problem.text))
    assert screen.list.bar.problem.text == "late: needs a value, such as late:yes."
    assert screen.list.bar.problem.isVisible()
    assert len(screen.names()) == 3
    type_on(screen, "yes")
    screen.qtbot.waitUntil(lambda: screen.names() == ["Mei Tan"])
    assert not screen.list.bar.problem.isVisible()


def test_a_filter_that_means_nothing_shows_no_leads(screen: Screen) -> None:
    screen.table.setFocus()
    screen.page.show_target(LeadFilter(text="owner:nobody"))
    screen.settle()
    assert screen.list.bar.problem.text == 'owner: nobody here is called "nobody".'
    assert screen.list._nothing.heading.text() == "This filter has a problem"
    screen.list._nothing.button.click()
    screen.settle()
    assert screen.list.filter.text() == ""
    assert not screen.list.bar.problem.isVisible()
    assert len(screen.names()) == 3


def test_owner_and_stage_are_chosen_beside_other_words(screen: Screen) -> None:
    type_on(screen, "webinar")
    bar = screen.list.bar
    assert items(bar.owner.menu())["All owners"]
    choose(bar.owner.menu(), "Dana")
    screen.settle()
    assert screen.list.filter.text() == "webinar owner:Dana"
    assert bar.owner.text() == "Owner: Dana"
    assert screen.names() == ["Priya Nair", "Mei Tan"]
    choose(bar.owner.menu(), "All owners")
    screen.settle()
    assert screen.list.filter.text() == "webinar"
    assert len(screen.names()) == 3
    choose(bar.stage.menu(), "MQL")
    screen.settle()
    assert screen.list.filter.text() == "webinar stage:MQL"


def test_a_filter_is_saved_shown_and_removed_and_each_can_be_undone(screen: Screen) -> None:
    saved = screen.list.bar.saved.menu()
    type_on(screen, "owner:dana")
    choose(saved, "Save this filter…")
    dialog = screen.window.findChild(SaveFilterDialog)
    assert dialog is not None
    dialog.name.setText("Dana's leads")
    dialog.save()
    screen.settle()
    kept = (SavedFilter("Dana's leads", "owner:dana"),)
    assert saved_filters(screen.workspace) == kept
    assert screen.notice == "Filter “Dana's leads” saved."
    assert items(saved)["Dana's leads"]

    screen.list.clear_filter()
    screen.settle()
    choose(saved, "Dana's leads")
    screen.settle()
    assert screen.names() == ["Priya Nair", "Mei Tan"]

    saved.aboutToShow.emit()
    gone = saved.actions()[-1].menu()
    assert isinstance(gone, QMenu)
    gone.actions()[0].trigger()
    screen.settle()
    assert saved_filters(screen.workspace) == ()
    screen.undo()
    assert saved_filters(screen.workspace) == kept


def test_a_name_that_is_taken_or_missing_is_said_in_the_dialog(screen: Screen) -> None:
    save_filter(screen.workspace, "Late", "late:yes")
    type_on(screen, "owner:dana")
    screen.list.bar.ask_to_save()
    dialog = screen.window.findChild(SaveFilterDialog)
    assert dialog is not None
    dialog.save()
    assert dialog.form.row("name").error == "Give the filter a name."
    dialog.name.setText("late")
    assert dialog._row._below.text() == "Replaces the filter of this name."
    dialog.save()
    QApplication.processEvents()
    (kept,) = saved_filters(screen.workspace)
    assert kept.text == "owner:dana"


def test_letters_of_commands_are_typed_while_offers_are_shown(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_F, CTRL)
    window = screen.window.windowHandle()
    for letter in (Key.Key_S, Key.Key_C, Key.Key_A):
        popup = QApplication.activePopupWidget()
        QTest.keyClick(window if popup is None else popup.windowHandle(), letter)
        screen.settle()
    assert screen.list.filter.text() == "sca"
    assert screen.panel.form is None


def test_an_offer_is_taken_with_the_mouse(screen: Screen) -> None:
    type_on(screen, "owner:")
    shown = screen.list.filter._list
    row = offered(screen).index("owner:Dana")
    at = shown.visualRect(shown.model().index(row, 0)).center()
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, PLAIN, at)
    screen.settle()
    assert screen.list.filter.text() == "owner:Dana"
    assert screen.names() == ["Priya Nair", "Mei Tan"]
