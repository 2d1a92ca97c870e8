"""What is done with many leads at once on the Leads page."""

from collections.abc import Iterator

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services.lead_details import lead_details
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.leads_page import CTRL, FIRST_CONTACT, NOW, SHIFT, Key, Screen, add
from ui.dialogs.assigning import ExemptForm
from ui.main_window import MainWindow
from ui.widgets.button import Button


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def company(make_workspace: MakeWorkspace) -> Workspace:
    workspace = make_workspace(FIRST_CONTACT)
    for number in range(1, 7):
        add(workspace, f"Lead {number}", hours_ago=30 - number, handed_over=number % 2 or None)
    return workspace


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, company: Workspace) -> Screen:
    screen = Screen(qtbot, window, company)
    screen.list.views.choose("all")
    screen.settle()
    return screen


def owners(screen: Screen) -> list[str | None]:
    found = [lead_details(screen.workspace, lead) for lead in range(1, 7)]
    return [None if each is None else each.line.owner for each in found]


def bar_button(screen: Screen, text: str) -> Button:
    (button,) = [each for each in screen.page.many.findChildren(Button) if each.text() == text]
    return button


def select_three(screen: Screen) -> None:
    screen.table.setFocus()
    screen.press(Key.Key_Home, CTRL)
    screen.press(Key.Key_Down)
    screen.press(Key.Key_Up)
    screen.press(Key.Key_Down, SHIFT)
    screen.press(Key.Key_Down, SHIFT)


def test_the_bar_counts_what_is_selected_and_goes_with_it(screen: Screen) -> None:
    select_three(screen)
    assert screen.page.many.isVisible()
    assert screen.page.many.count.text() == "3 leads selected"
    assert screen.panel.isHidden()
    screen.press(Key.Key_Escape)
    assert screen.page.many.isHidden()
    assert screen.panel.isVisible()
    assert len(screen.selected()) == 1


def test_many_leads_are_reassigned_by_a_key_as_one_step(screen: Screen) -> None:
    before = owners(screen)
    select_three(screen)
    screen.press(Key.Key_G)
    assert screen.panel.title.text() == "3 leads"
    screen.press(Key.Key_A)
    screen.press(Key.Key_Return)
    assert screen.notice == "Reassigned 3 leads."
    assert owners(screen).count("Aisha") == 3
    screen.undo()
    assert owners(screen) == before
    assert screen.notice == "Undone: Reassign 3 leads"


def test_all_that_match_the_filter_are_taken(screen: Screen) -> None:
    select_three(screen)
    QTest.mouseClick(screen.page.many.everything, Qt.MouseButton.LeftButton)
    screen.settle()
    assert screen.page.many.count.text() == "All 6 matching leads"
    bar_button(screen, "Set persona…").click()
    screen.settle()
    screen.type("Ops Olivia")
    screen.press(Key.Key_Return)
    assert screen.notice == "Set the persona of 6 leads."


def test_leads_are_handed_over_together(screen: Screen) -> None:
    screen.page.show_target(2)
    screen.settle()
    screen.table.setFocus()
    screen.press(Key.Key_A, CTRL)
    assert screen.page.many.count.text() == "6 leads selected"
    screen.press(Key.Key_H)
    screen.press(Key.Key_Return)
    assert screen.notice == "Handed over 6 leads."
    details = lead_details(screen.workspace, 2)
    assert details is not None
    assert len(details.clocks) == 1


def test_what_cannot_be_is_said_in_the_form(screen: Screen) -> None:
    select_three(screen)
    screen.press(Key.Key_X)
    form = screen.panel.form
    assert isinstance(form, ExemptForm)
    screen.press(Key.Key_Return)
    assert form.form.row("reason").error == "Say why it is exempt."
    screen.type("Outage")
    form.agreed.setCurrentIndex(form.agreed.findData(2))
    form.save()
    screen.settle()
    assert screen.panel.form is form
    assert form.form._general.text() or form.form.row("agreed_with").error


def test_acts_for_one_lead_are_off_while_many_are_meant(screen: Screen) -> None:
    select_three(screen)
    for key in (Key.Key_C, Key.Key_A, Key.Key_W, Key.Key_Delete):
        screen.press(key)
        assert screen.panel.form is None
    assert not screen.window.findChildren(QWidget, "qt_msgbox_label")


def test_what_is_half_typed_for_many_waits_for_many(screen: Screen) -> None:
    select_three(screen)
    screen.press(Key.Key_X)
    screen.type("Telephones")
    form = screen.panel.form
    assert isinstance(form, ExemptForm)
    screen.choose("Lead 6")
    assert screen.panel.form is None
    assert screen.panel.title.text() == "Lead 6"
    screen.table.setFocus()
    screen.press(Key.Key_A, CTRL)
    assert screen.panel.form is form
    assert form.reason.text() == "Telephones"
    assert len(form.leads) == 6
