"""The quick-log line as a person uses it: typed anywhere, read while typed, saved with Enter."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.events import Channel, EventKind, Outcome
from app.model.leads import Lead
from app.services import leads
from app.services.lead_details import lead_details
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.leads_page import CTRL, FIRST_CONTACT, NOW, PLAIN, Key, add
from tests.ui.recording import RecordedFrame
from ui import pages
from ui.application import Application
from ui.dialogs.quick_log import QuickLog

PRIYA, MEI = 1, 2


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def company(make_workspace: MakeWorkspace) -> Workspace:
    workspace = make_workspace(FIRST_CONTACT)
    add(workspace, "Priya Nair", hours_ago=26, handed_over=2)
    add(workspace, "Mei Tan", hours_ago=25, handed_over=3)
    return workspace


class Line:
    """The line, and what is done with it."""

    def __init__(self, qtbot: QtBot, recorded: RecordedFrame, workspace: Workspace) -> None:
        self.qtbot, self.frame = qtbot, recorded.frame
        recorded.window.resize(1000, 700)
        recorded.window.show()
        self.log = QuickLog(recorded.frame, recorded.window, workspace, lambda: 2)
        self.told: list[str] = []
        self.log.logged.connect(lambda _, words: self.told.append(words))
        self.log.open()

    def type(self, text: str) -> None:
        """Type a line, and wait until it is read."""
        self.log.field.selectAll()
        QTest.keyClicks(self.log.field, text)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key in the field."""
        QTest.keyClick(self.log.field, key, modifier)

    def settle(self) -> None:
        """Wait until what was typed is read."""
        self.qtbot.waitUntil(lambda: not self.log._typing.isActive() and self.frame.jobs.idle)
        QApplication.processEvents()


@pytest.fixture
def line(qtbot: QtBot, recorded: RecordedFrame, company: Workspace) -> Line:
    return Line(qtbot, recorded, company)


def newest(workspace: Workspace, lead_id: int) -> tuple[EventKind, str | None, str | None]:
    details = lead_details(workspace, lead_id)
    assert details is not None
    event = details.history[0]
    return event.kind, event.outcome, event.by


def test_a_line_is_read_while_it_is_typed_and_saved_with_enter(
    line: Line, company: Workspace
) -> None:
    line.type("called priya, no answer, 13:30")
    assert line.log.reading.text().startswith("Phone call with Priya Nair (Halden GmbH), no answer")
    assert line.log.problem.isHidden()
    line.press(Key.Key_Return)
    assert line.told == ["Logged: Log contact, Priya Nair"]
    assert newest(company, PRIYA) == (EventKind.CONTACT, Outcome.NO_ANSWER, "Dana")
    assert not line.log.isVisible()


def test_what_is_missing_is_said_and_nothing_saved(line: Line, company: Workspace) -> None:
    line.type("called priya")
    assert line.log.problem.text().startswith("Say what came of it")
    line.press(Key.Key_Return)
    assert line.told == []
    assert line.log.isVisible()
    line.type("called nobody we know, no answer")
    assert line.log.problem.text().startswith("There is no lead called")
    assert newest(company, PRIYA)[0] is EventKind.HANDED_OVER


def test_of_namesakes_one_is_picked_with_the_arrows(line: Line, company: Workspace) -> None:
    (other,) = leads.add_lead(
        company, Lead(name="Priya Shah", company="Oakline"), arrived_at=NOW - timedelta(hours=1)
    ).lead_ids
    line.type("emailed priya")
    texts = [line.log.found.item(row).text() for row in range(line.log.found.count())]
    assert len(texts) == 2
    wanted = next(row for row, text in enumerate(texts) if text.startswith("Priya Shah, Oakline"))
    for _ in range(wanted):
        line.press(Key.Key_Down)
    assert line.log.reading.text().startswith("Email to Priya Shah (Oakline)")
    line.press(Key.Key_Return)
    details = lead_details(company, other)
    assert details is not None
    assert details.history[0].channel == Channel.EMAIL


def test_ctrl_enter_waits_for_the_next_line(line: Line, company: Workspace) -> None:
    line.type("called priya, no answer")
    line.press(Key.Key_Return, CTRL)
    assert line.log.isVisible()
    assert line.log.field.text() == ""
    line.type("accepted mei")
    line.press(Key.Key_Return, CTRL)
    assert line.told == ["Logged: Log contact, Priya Nair", "Logged: Accept, Mei Tan"]


def test_enter_right_after_typing_saves_what_was_typed(line: Line, company: Workspace) -> None:
    QTest.keyClicks(line.log.field, "called mei, left a message")
    line.press(Key.Key_Return)
    line.qtbot.waitUntil(lambda: line.told == ["Logged: Log contact, Mei Tan"])
    assert newest(company, MEI)[:2] == (EventKind.CONTACT, Outcome.MESSAGE)


def test_what_the_rules_refuse_is_said_in_the_line(line: Line, company: Workspace) -> None:
    leads.accept(company, MEI, by_id=2)
    line.type("accepted mei")
    line.press(Key.Key_Return)
    assert line.log.problem.text() == "Sales has accepted this lead already."
    assert line.log.isVisible()


def test_escape_puts_it_away(line: Line) -> None:
    line.type("called priya")
    line.press(Key.Key_Escape)
    assert not line.log.isVisible()


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication, company: Workspace) -> Iterator[Application]:
    company.close()
    made = Application(qapp, pages.workspace_pages, pages.welcome_page, pages.workspace_commands)
    qtbot.addWidget(made.window)
    made.start(company.path)
    qtbot.waitUntil(lambda: made.window.page is not None and made.window.jobs.idle)
    yield made
    made.window.close()
    made.deleteLater()


def test_from_any_page_by_its_key_and_taken_back_by_the_notice(
    application: Application, qtbot: QtBot
) -> None:
    window, workspace = application.window, application.workspace
    assert workspace is not None
    window.commands.run("leads.log")
    found = window.findChild(QuickLog)
    assert found is not None
    QTest.keyClicks(found.field, "called priya, left a message")
    QTest.keyClick(found.field, Key.Key_Return)
    notice = window.messages._notice
    qtbot.waitUntil(lambda: notice.text == "Logged: Log contact, Priya Nair")
    QApplication.processEvents()
    assert newest(workspace, PRIYA)[0] is EventKind.CONTACT
    notice.button.click()
    assert notice.text == "Undone: Log contact, Priya Nair"
    assert newest(workspace, PRIYA)[0] is EventKind.HANDED_OVER


def test_it_goes_with_its_workspace_and_so_does_the_way_back(
    application: Application, make_workspace: MakeWorkspace, qtbot: QtBot
) -> None:
    other = make_workspace(name="other")
    other.close()
    window = application.window
    window.commands.run("leads.log")
    line = window.findChild(QuickLog)
    assert line is not None
    QTest.keyClicks(line.field, "called priya, left a message")
    QTest.keyClick(line.field, Key.Key_Return, CTRL)
    notice = window.messages._notice
    qtbot.waitUntil(lambda: notice.text == "Logged: Log contact, Priya Nair")
    assert line.isVisible()
    assert notice.isVisible()

    application.open_path(other.path)

    assert not notice.isVisible()
    qtbot.waitUntil(lambda: window.findChild(QuickLog) is None)
    window.commands.run("leads.log")
    anew = window.findChild(QuickLog)
    assert anew is not None
    QTest.keyClicks(anew.field, "called priya, no answer")
    sentence = "There is no lead called “priya”."
    qtbot.waitUntil(lambda: anew.problem.text() == sentence)
