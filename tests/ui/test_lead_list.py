"""The list of leads as a person uses it: columns, order, letters, copying, export."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from app.services.assigning import mark_duplicate
from app.services.lead_list import Order
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.leads_page import CTRL, FIRST_CONTACT, NOW, SHIFT, Key, Screen, add
from ui.main_window import MainWindow
from ui.models.leads import LeadColumn, columns


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
    add(workspace, "Kenji Mori", hours_ago=24)
    return workspace


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, company: Workspace) -> Screen:
    screen = Screen(qtbot, window, company)
    screen.list.views.choose("all")
    screen.settle()
    screen.table.setFocus()
    return screen


def place(order: Order) -> int:
    return [column.order for column in columns()].index(order)


def popup(screen: Screen) -> QMenu:
    screen.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def headings(screen: Screen) -> list[str]:
    model = screen.list.model
    return [columns()[each].title for each in screen.table.shown_columns() if model.columnCount()]


def test_every_column_is_shown_or_can_be_asked_for(screen: Screen) -> None:
    usual = ["Lead", "Source", "Persona", "Stage", "Owner", "Next clock", "Arrived"]
    assert headings(screen) == usual
    screen.press(Key.Key_C, CTRL | SHIFT)
    menu = popup(screen)
    (value,) = [each for each in menu.actions() if each.text() == "Value"]
    value.trigger()
    menu.close()
    assert headings(screen) == [*usual, "Value"]
    cell = screen.list.model.index(0, place("value"))
    assert cell.data() == "€18,000"


@pytest.mark.parametrize("column", columns(), ids=lambda column: column.order)
def test_the_list_is_ordered_by_any_column_without_the_mouse(
    screen: Screen, column: LeadColumn
) -> None:
    order = column.order
    screen.window.commands.run("leads.columns")
    menu = popup(screen)
    by = menu.actions()[-1].menu()
    assert isinstance(by, QMenu)
    by.actions()[place(order)].trigger()
    menu.close()
    screen.settle()
    assert screen.list.wanted.order == order
    assert len(screen.names()) == 4


def test_letters_find_rows_unless_they_are_commands_of_the_page(screen: Screen) -> None:
    screen.choose("Tom Okafor")
    screen.press(Key.Key_K)
    assert screen.selected() == ["Kenji Mori"]
    screen.table._typing.invalidate()  # as after a while
    for letter in (Key.Key_M, Key.Key_P, Key.Key_T):
        assert letter.name[-1] in screen.window.commands.shortcuts()
    screen.press(Key.Key_T, SHIFT)
    assert screen.selected() == ["Tom Okafor"]


def test_a_search_in_a_list_that_changed_meanwhile_selects_nothing(screen: Screen) -> None:
    screen.choose("Priya Nair")
    ids = screen.list.model.ids()
    screen.list.bar.write("tan")
    screen.settle()
    screen.table._go_to((ids, 0))
    assert "Mei Tan" not in screen.selected()


def test_copied_rows_have_the_columns_that_are_shown(screen: Screen) -> None:
    header = screen.table.horizontalHeader()
    shown: tuple[Order, ...] = ("name", "clock")
    for each in columns():
        header.setSectionHidden(place(each.order), each.order not in shown)
    header.moveSection(header.visualIndex(place("clock")), 0)
    screen.choose("Priya Nair")
    screen.press(Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == (
        "Next clock\tLead\n2 h left\tPriya Nair, Halden GmbH"
    )
    assert screen.notice == "1 lead copied."


def answer(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str = "") -> list[str]:
    """Answer the file dialog; give what it suggested."""
    suggested: list[str] = []

    def ask(_: object, __: str, suggestion: str, *___: object) -> tuple[str, str]:
        suggested.append(suggestion)
        return str(path), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return suggested


def test_what_is_filtered_is_exported_and_its_folder_shown(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    screen.list.bar.write("owner:dana")
    screen.settle()
    suggested = answer(monkeypatch, folder / "leads")
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    screen.table.setFocus()
    screen.press(Key.Key_E, CTRL)
    with (folder / "leads.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [line["Name"] for line in csv.DictReader(file)]
    assert names == ["Priya Nair", "Mei Tan"]
    assert screen.notice == "2 leads exported to leads.csv."
    screen.undo()
    assert opened == [str(folder)]
    screen.window.commands.run("leads.export")
    assert Path(suggested[1]).parent == folder


def test_an_export_that_cannot_be_written_is_said(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[BaseException] = []
    monkeypatch.setattr(screen.window.jobs, "_on_failure", said.append)
    answer(monkeypatch, tmp_path / "gone" / "leads.xlsx")
    screen.press(Key.Key_E, CTRL)
    (problem,) = said
    assert "leads.xlsx" in str(problem)


def test_nothing_is_exported_when_the_dialog_is_left(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    screen.press(Key.Key_E, CTRL)
    assert list(tmp_path.glob("*.csv")) == []
    assert not screen.window.jobs.busy


def test_selected_leads_are_meant_whatever_their_order(screen: Screen) -> None:
    model = screen.list.model
    every = [model.lead_id(row) for row in range(model.rowCount())]
    assert model.ids([(2, 3), (0, 0), (2, 2)]).tolist() == [every[0], every[2], every[3]]
    assert model.ids([]).tolist() == []


def test_a_duplicate_says_why_it_has_no_clock(screen: Screen, company: Workspace) -> None:
    mei, priya = (
        screen.list.model.lead_id(screen.names().index(each)) for each in ("Mei Tan", "Priya Nair")
    )
    mark_duplicate(company, mei, priya)
    screen.settle()
    cell = screen.list.model.index(screen.names().index("Mei Tan"), place("clock"))
    assert cell.data() == "duplicate"
