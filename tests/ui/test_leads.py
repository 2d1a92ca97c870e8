"""The Leads page as a person uses it: real window, real file, keys and clicks."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
import time_machine
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.changes import EVERYTHING, Change
from app.errors import EnvironmentRefusal
from app.model.columns import to_ms
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.services import leads
from app.services.derivation import rebuild
from app.services.lead_details import lead_details
from app.services.lead_list import LeadFilter, LeadLine
from app.services.workspaces import open_workspace
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.leads_page import CTRL, FIRST_CONTACT, NOW, PLAIN, SHIFT, Key, Screen, add, words
from ui.bridge import ForeignPoll
from ui.dialogs.add_lead import AddLeadForm
from ui.dialogs.log_contact import LogContactForm
from ui.dialogs.outcomes import StageForm
from ui.dialogs.send_back import SendBackForm
from ui.main_window import MainWindow
from ui.models.lead_acts import Act
from ui.models.leads import PAGE
from ui.pages.leads import LeadsPage
from ui.panels.lead_rows import ClockRow, EventRow
from ui.widgets.label import Label
from ui.widgets.marks import State
from ui.widgets.pill import Pill


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def company(make_workspace: MakeWorkspace) -> Workspace:
    """Priya was handed over at noon, Mei at nine, Tom only arrived."""
    workspace = make_workspace(FIRST_CONTACT)
    add(workspace, "Tom Okafor", hours_ago=30)
    add(workspace, "Mei Tan", hours_ago=28, handed_over=5)
    add(workspace, "Priya Nair", hours_ago=26, handed_over=2)
    return workspace


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, company: Workspace) -> Screen:
    return Screen(qtbot, window, company)


def test_opens_with_what_is_open_and_counts_each_view(screen: Screen) -> None:
    assert screen.names() == ["Priya Nair", "Mei Tan"]
    texts = [segment.text() for segment in screen.list.views._segments]
    assert texts == ["Open 2", "Late 1", "All 3"]
    assert screen.panel.isHidden()


def test_views_and_words_narrow_the_list(screen: Screen) -> None:
    screen.list.views.choose("late")
    screen.settle()
    assert screen.names() == ["Mei Tan"]
    screen.list.views.choose("all")
    screen.press(Key.Key_F, CTRL)
    screen.type("webinar dana")
    screen.qtbot.waitUntil(lambda: screen.names() == ["Priya Nair", "Mei Tan"])


def test_contact_by_keyboard_and_undone_by_the_notice(screen: Screen) -> None:
    screen.press(Key.Key_Down)
    assert screen.panel.title.text() == "Priya Nair"
    assert screen.pill() == ("2 h left", State.RUNNING)
    screen.press(Key.Key_C)
    assert isinstance(screen.panel.form, LogContactForm)
    screen.press(Key.Key_Right)
    screen.press(Key.Key_Return)
    assert screen.panel.form is None
    assert screen.pill() == ("kept, 2 h", State.KEPT)
    assert screen.history()[0] == "Phone, left a message"
    assert screen.notice == "Logged."
    clock = screen.list.model.index(0, 5)
    assert clock.data() == "kept, 2 h"
    screen.undo()
    assert screen.pill() == ("2 h left", State.RUNNING)
    assert screen.history()[0] == "Handed over to Sales"
    assert screen.notice == "Undone: Log contact, Priya Nair"
    assert screen.selected() == ["Priya Nair"]


def test_the_contact_is_by_who_sits_here(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_C)
    screen.press(Key.Key_Return)
    details = lead_details(screen.workspace, screen.list.model.lead_id(0))
    assert details is not None
    assert details.history[0].by == "Dana"


def test_undo_leaves_alone_what_came_after(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_C)
    screen.press(Key.Key_Return)
    leads.log_contact(screen.workspace, 2, channel=Channel.EMAIL, outcome=Outcome.MESSAGE)
    screen.settle()
    screen.undo()
    assert screen.notice.startswith("Something else was changed meanwhile")
    assert screen.pill()[1] is State.KEPT


def test_accept(screen: Screen) -> None:
    screen.choose("Mei Tan")
    screen.press(Key.Key_A)
    assert screen.notice == "Accepted."
    assert screen.history()[0] == "Accepted by Sales"
    accept = screen.menu()[Act.ACCEPT]
    assert not accept.isEnabled()
    assert accept.toolTip() == "Sales has accepted this lead already."


def test_a_lead_not_handed_over_cannot_be_decided_and_says_why(screen: Screen) -> None:
    screen.list.views.choose("all")
    screen.settle()
    screen.choose("Tom Okafor")
    assert screen.menu()[Act.SEND_BACK].toolTip() == "It has not been handed over to Sales yet."
    before = len(screen.history())
    screen.press(Key.Key_A)
    screen.press(Key.Key_S)
    assert screen.selected() == ["Tom Okafor"]
    assert screen.panel.form is None
    assert len(screen.history()) == before
    texts = [label.text() for label in screen.panel.findChildren(Label) if label.isVisible()]
    assert "Its clocks start when it is handed over to Sales." in texts


def test_send_back_needs_a_reason_and_other_a_note(screen: Screen) -> None:
    screen.choose("Mei Tan")
    screen.press(Key.Key_S)
    form = screen.panel.form
    assert isinstance(form, SendBackForm)
    form.save()
    assert form.form.row("reason").error == "Choose a reason."
    form.reason.setCurrentIndex(form.reason.findData(Reason.OTHER))
    form.save()
    assert form.form.row("note").error == "Say in a note what the other reason is."
    form.note.setFocus()
    screen.type("Asked for a job")
    screen.press(Key.Key_Return)
    assert screen.history()[0] == "Sent back by Sales: other"
    assert screen.notice == "Sent back."


def test_what_leaves_the_view_stays_in_the_panel(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_C)
    screen.press(Key.Key_Return)
    screen.press(Key.Key_A)
    assert screen.names() == ["Mei Tan"]
    assert screen.panel.title.text() == "Priya Nair"
    assert screen.selected() == []
    screen.press(Key.Key_Down)
    assert screen.selected() == ["Mei Tan"]
    assert screen.panel.title.text() == "Mei Tan"


def typed(screen: Screen, text: str) -> LogContactForm:
    screen.press(Key.Key_C)
    form = screen.panel.form
    assert isinstance(form, LogContactForm)
    form.at.setFocus()
    screen.type(text)
    screen.press(Key.Key_Return)
    return form


def test_an_earlier_time_counts_when_it_happened(screen: Screen) -> None:
    screen.choose("Mei Tan")
    assert screen.pill() == ("1 h late", State.MISSED)
    typed(screen, "11:30")
    assert screen.pill() == ("kept, 2 h 30 min", State.KEPT)


def test_a_late_entry_is_marked(screen: Screen) -> None:
    screen.choose("Mei Tan")
    typed(screen, "3 Mar 16:00")
    rows = [row for row in screen.panel._events.rows if isinstance(row, EventRow)]
    assert words(rows[-1]) == "Phone, no answer"
    marks = [pill.text for pill in rows[-1].findChildren(Pill)]
    assert marks == ["entered late, 5 Mar"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("16:20", "That time lies in the future; only what happened can be logged."),
        ("half past", "“half past” is not a time."),
        ("yesterday", "Add the time of day, such as 16:20."),
    ],
)
def test_a_wrong_time_is_said_beside_the_field(screen: Screen, text: str, sentence: str) -> None:
    screen.choose("Mei Tan")
    form = typed(screen, text)
    assert form.form.row("at").error.startswith(sentence)
    assert screen.panel.form is form
    screen.press(Key.Key_Escape)
    assert screen.panel.form is None
    assert not screen.panel.isHidden()
    screen.press(Key.Key_Escape)
    assert screen.panel.isHidden()


def test_escape_clears_what_is_typed_first_and_enter_on_cancel_cancels(screen: Screen) -> None:
    screen.choose("Mei Tan")
    screen.press(Key.Key_F, CTRL)
    screen.type("mei")
    screen.press(Key.Key_Escape)
    assert screen.list.filter.text() == ""
    assert not screen.panel.isHidden()
    screen.table.setFocus()
    screen.press(Key.Key_C)
    form = screen.panel.form
    assert form is not None
    form._cancel.setFocus()
    screen.press(Key.Key_Return)
    assert screen.panel.form is None
    assert "Handed over to Sales" in screen.history()[0]


def test_letters_are_commands_and_find_rows_with_shift(screen: Screen) -> None:
    screen.list.views.choose("all")
    screen.settle()
    screen.choose("Priya Nair")
    screen.press(Key.Key_T, SHIFT)
    assert screen.selected() == ["Tom Okafor"]
    screen.table._typing.invalidate()
    screen.press(Key.Key_M, SHIFT)
    assert screen.selected() == ["Mei Tan"]
    assert screen.panel.form is None
    screen.table._typing.invalidate()
    screen.press(Key.Key_T)
    assert screen.selected() == ["Mei Tan"]
    assert isinstance(screen.panel.form, StageForm)


def test_a_lead_is_handed_over(screen: Screen) -> None:
    screen.page.show_target(1)
    screen.settle()
    assert screen.selected() == ["Tom Okafor"]
    screen.press(Key.Key_Tab)
    screen.table.setFocus()
    screen.press(Key.Key_H)
    screen.press(Key.Key_Return)
    assert screen.pill() == ("4 h left", State.RUNNING)
    assert not screen.menu()[Act.HAND_OVER].isEnabled()
    row = screen.panel._clocks.rows[0]
    assert isinstance(row, ClockRow)
    assert row.way.text() == (
        "Handed over today 14:00; 4 business hours end tomorrow 10:00, calendar Sales."
    )


def test_a_lead_is_added_and_shown(screen: Screen) -> None:
    screen.press(Key.Key_N, CTRL)
    form = screen.panel.form
    assert isinstance(form, AddLeadForm)
    screen.press(Key.Key_Return)
    assert form.form.row("name").error == "Give the lead a name."
    screen.type("Sara Lind")
    form.value.setText("nothing")
    screen.press(Key.Key_Return)
    assert form.form.row("value_minor").error
    form.value.setText("1,500.50")
    screen.press(Key.Key_Return)
    assert screen.panel.title.text() == "Sara Lind"
    assert "€1,500.50" in screen.panel.subtitle.text()
    assert screen.selected() == ["Sara Lind"]
    assert screen.notice == "Added."
    screen.undo()
    assert "Sara Lind" not in screen.names()
    assert screen.panel.isHidden()
    assert screen.notice == "Undone: Add lead, Sara Lind"


def test_the_next_lead_can_be_typed_before_the_list_has_found_the_last(screen: Screen) -> None:
    screen.press(Key.Key_N, CTRL)
    screen.type("Sara Lind")
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClick(field, Key.Key_Return)
    screen.page.add()
    form = screen.panel.form
    assert isinstance(form, AddLeadForm)
    form.name.setText("Tom Okafor")
    screen.settle()

    assert screen.panel.form is form
    assert form.name.text() == "Tom Okafor"
    assert "Sara Lind" in screen.names()


def test_a_filter_from_another_page_is_shown_where_it_can_be_changed(screen: Screen) -> None:
    screen.page.show_target(LeadFilter(text="halden", view="all", order="name", descending=False))
    screen.settle()
    assert screen.names() == ["Mei Tan", "Priya Nair", "Tom Okafor"]
    assert screen.list.filter.text() == "halden"
    assert screen.list.views.current() == "all"


def test_a_heading_sorts(screen: Screen) -> None:
    header = screen.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, PLAIN, at)
    screen.settle()
    once = screen.names()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, PLAIN, at)
    screen.settle()
    assert sorted(once) == ["Mei Tan", "Priya Nair"]
    assert screen.names() == once[::-1]
    assert screen.list.wanted.order == "name"


def test_no_match_offers_to_clear_the_filter(screen: Screen) -> None:
    screen.list.filter.setText("zzz")
    screen.list.search()
    screen.settle()
    assert screen.list._nothing.isVisible()
    assert screen.list._nothing.heading.text() == "No lead matches"
    screen.list._nothing.button.click()
    screen.settle()
    assert len(screen.names()) == 2


def test_an_empty_workspace_offers_the_next_step(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    screen = Screen(qtbot, window, workspace)
    assert screen.list._none_yet.isVisible()
    screen.list._none_yet.button.click()
    assert screen.imports == 1
    add(workspace, "Tom Okafor", hours_ago=1)
    screen.settle()
    assert screen.names() == ["Tom Okafor"]
    screen.choose("Tom Okafor")
    texts = [label.text() for label in screen.panel.findChildren(Label) if label.isVisible()]
    assert "No agreement is in force yet, so no clock runs." in texts


def test_a_lead_from_before_the_agreement_says_why_it_has_no_clock(
    qtbot: QtBot, window: MainWindow, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(FIRST_CONTACT, since=NOW - timedelta(hours=3))
    add(workspace, "Tom Okafor", hours_ago=30)
    screen = Screen(qtbot, window, workspace)
    screen.choose("Tom Okafor")
    texts = [label.text() for label in screen.panel.findChildren(Label) if label.isVisible()]
    assert "It arrived before the agreement began on 5 Mar, so it has no clock." in texts


def poll(screen: Screen) -> None:
    asking = ForeignPoll(screen.workspace.written_elsewhere, screen.bridge.publish)
    asking.ask()
    asking.stop()
    screen.settle()


def test_another_program_logs_and_this_window_follows(screen: Screen) -> None:
    screen.choose("Priya Nair")
    other = open_workspace(screen.workspace.path)
    leads.log_contact(other, 3, channel=Channel.PHONE, outcome=Outcome.CONVERSATION)
    leads.add_lead(other, Lead(name="Zoe"), arrived_at=NOW)
    other.close()
    poll(screen)
    assert screen.pill() == ("kept, 2 h", State.KEPT)
    assert screen.history()[0] == "Phone, conversation"
    assert screen.selected() == ["Priya Nair"]
    assert screen.list.views._segments[2].text() == "All 4"


def test_a_form_survives_what_others_do(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_C)
    form = screen.panel.form
    assert isinstance(form, LogContactForm)
    form.note.setText("Half a sentence")
    add(screen.workspace, "Zoe", hours_ago=0, handed_over=0)
    screen.settle()
    assert screen.panel.form is form
    assert form.note.text() == "Half a sentence"
    assert screen.selected() == ["Priya Nair"]


def test_a_lead_removed_elsewhere_while_shown(screen: Screen) -> None:
    screen.choose("Priya Nair")
    with sqlite3.connect(screen.workspace.path) as file:
        for table in ("clock", "mark", "lead_state", "event"):
            file.execute(f"DELETE FROM {table} WHERE lead_id = 3")
        file.execute("DELETE FROM lead WHERE id = 3")
    file.close()
    poll(screen)
    assert screen.panel.isHidden()
    assert screen.names() == ["Mei Tan"]
    assert screen.notice == "That lead is gone; it was removed meanwhile."
    screen.press(Key.Key_C)
    assert screen.panel.form is None


def test_leads_that_cannot_be_read_are_said_once(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "acme.tandem: The file is damaged. Open the newest backup instead."

    def fail(_: Sequence[int]) -> list[LeadLine | None]:
        raise EnvironmentRefusal(sentence)

    monkeypatch.setattr(screen.list.model, "_read_page", fail)
    screen.window.commands.run("view.refresh")
    screen.settle()
    screen.list.table.grab()
    screen.qtbot.waitUntil(lambda: screen.window.findChild(QMessageBox) is not None)

    (box,) = screen.window.findChildren(QMessageBox)
    assert box.informativeText() == sentence
    box.close()
    first = screen.list.model.index(0, 0)
    assert first.data() == "This lead is gone or cannot be read"


def test_countdowns_move_with_time(screen: Screen, now: time_machine.Traveller) -> None:
    screen.choose("Priya Nair")
    now.shift(60)
    screen.page._on_minute()
    assert screen.pill() == ("1 h 59 min left", State.RUNNING)
    assert screen.list.model.index(0, 5).data() == "1 h 59 min left"


def test_names_written_from_right_to_left(screen: Screen) -> None:
    add(screen.workspace, "نور خليل", hours_ago=1, handed_over=1)
    screen.settle()
    assert screen.names()[0] == "نور خليل"
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        screen.choose("نور خليل")
        assert screen.panel.title.text() == "نور خليل"
        edge = screen.list.mapTo(screen.page, QPoint()).x()
        assert screen.panel.geometry().right() < edge
        assert not screen.window.grab().isNull()
    finally:
        QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)


def test_selected_rows_are_copied_for_a_spreadsheet(screen: Screen) -> None:
    screen.table.setFocus()
    screen.table.selectAll()
    screen.press(Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t") == [
        "Lead",
        "Source",
        "Persona",
        "Stage",
        "Owner",
        "Next clock",
        "Arrived",
    ]
    assert lines[1].split("\t")[0] == "Priya Nair, Halden GmbH"
    assert len(lines) == 3


MANY = 50_000


@pytest.fixture
def many(make_workspace: MakeWorkspace) -> Workspace:
    workspace = make_workspace(FIRST_CONTACT)
    start = to_ms(NOW) - MANY * 60_000
    with workspace.unit_of_work("Fill") as work:
        connection = work.connection
        connection.exec_driver_sql(
            "INSERT INTO lead (id, name, source, created_at) VALUES (?, ?, ?, ?)",
            [(i, f"Lead {i:05}", f"Source {i % 7}", start) for i in range(1, MANY + 1)],
        )
        connection.exec_driver_sql(
            "INSERT INTO event (lead_id, kind, happened_at, recorded_at) VALUES (?, ?, ?, ?)",
            [(i, "arrived", start + i * 60_000, start + i * 60_000) for i in range(1, MANY + 1)],
        )
        rebuild(connection)
    return workspace


def test_of_fifty_thousand_leads_only_the_pages_in_sight_are_read(
    qtbot: QtBot, window: MainWindow, many: Workspace
) -> None:
    screen = Screen(qtbot, window, many)
    model, reads = screen.list.model, list[int]()
    read_page = model._read_page

    def counted(ids: Sequence[int]) -> list[LeadLine | None]:
        reads.append(len(ids))
        return read_page(ids)

    model._read_page = counted
    assert model.rowCount() == MANY
    bar = screen.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    screen.window.grab()
    assert 1 <= len(reads) <= 2
    assert max(reads) <= 2 * PAGE
    reads.clear()
    header = screen.table.horizontalHeader()
    header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    screen.settle()
    screen.window.grab()
    assert model.lead_id(0) == 1
    assert 1 <= len(reads) <= 4
    screen.table.go_to_letters("lead 4", 0)
    screen.settle()
    assert screen.selected_id() == 40_000


def test_the_place_in_a_long_list_is_kept_when_leads_come(
    qtbot: QtBot, window: MainWindow, many: Workspace
) -> None:
    screen = Screen(qtbot, window, many)
    screen.list.reveal(20_000)
    screen.settle()
    top = screen.list.model.lead_id(screen.table.rowAt(0))
    add(many, "Zoe", hours_ago=0)
    screen.settle()
    assert screen.list.model.rowCount() == MANY + 1
    assert screen.list.model.lead_id(screen.table.rowAt(0)) == top
    assert screen.selected_id() == 20_000
    many.publish(Change("Nothing", EVERYTHING))
    screen.settle()
    assert screen.list.model.lead_id(screen.table.rowAt(0)) == top


def test_every_field_has_a_name(screen: Screen) -> None:
    screen.choose("Priya Nair")
    for act in Act:
        if act in (Act.ACCEPT, Act.FORGET) or not screen.page.acts.may(act):
            continue
        screen.page.acts.run(act)
        assert screen.panel.form is not None
        fields = [
            child
            for child in screen.page.findChildren(QWidget)
            if child.isVisible() and child.focusPolicy() != Qt.FocusPolicy.NoFocus
        ]
        inner = ("qt_scrollarea_viewport", "qt_spinbox_lineedit")
        unnamed = [
            child
            for child in fields
            if not child.accessibleName()
            and child.objectName() not in inner
            and not isinstance(child.parent(), QComboBox)
        ]
        assert unnamed == []


def test_columns_are_remembered(screen: Screen, qtbot: QtBot, company: Workspace) -> None:
    header = screen.table.horizontalHeader()
    header.moveSection(5, 1)
    header.setSectionHidden(1, True)
    state, key = screen.window.frame.state, f"columns/leads/{header.count()}"
    before = state._read(key)
    qtbot.waitUntil(lambda: state._read(key) != before)
    again = LeadsPage(screen.window.frame, company)
    qtbot.addWidget(again)
    assert again.list.table.horizontalHeader().visualIndex(5) == 1
    assert again.list.table.isColumnHidden(1)
