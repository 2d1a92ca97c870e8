"""The daily work from a file to a settled dispute, through the real window and by keys alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.model.agreement import Commitment, CommitmentKind
from app.model.duration import parse_within
from app.model.people import Person, Side
from app.services import changing, overview, people
from app.services.check import check
from app.services.workspaces import Workspace
from tests.ui.import_driver import Importing, is_shown, running, written
from ui.application import Application
from ui.pages.leads import LeadsPage

NOW = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)
"""A Thursday, 14:00 in São Paulo."""

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
PROMISES = (
    Commitment(code="M1", side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000),
    Commitment(
        code="S1",
        side=Side.SALES,
        kind=CommitmentKind.RESPONSE,
        share=9500,
        within=parse_within("4 business hours"),
    ),
)
LEADS = (
    "Id,Name,Company,E-mail,Created",
    "a-1,Priya Nair,Halden GmbH,priya@halden.example,2026-03-05 09:00",
    "a-2,Tom Okafor,Brightmill,tom@brightmill.example,2026-03-05 10:00",
)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication) -> Iterator[Application]:
    with running(qtbot, qapp) as made:
        yield made


class Leads:
    """The Leads page of the window, and the keys pressed on it."""

    def __init__(self, application: Application, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        application.window.frame.go("leads")
        qtbot.waitUntil(lambda: is_shown(application, "LeadsPage"))
        page = application.window.page
        assert isinstance(page, LeadsPage)
        self.page = page
        page.list.views.choose("all")
        self.settle()

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: self.page.frame.jobs.idle)
        QApplication.processEvents()

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page, key, modifier)
        self.settle()

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.page, text)

    def open(self, name: str) -> None:
        """Find a lead by the filter line, and open it with Enter."""
        self.press(Key.Key_F, CTRL)
        self.type(name)
        self._qtbot.waitUntil(lambda: self.page.list.model.rowCount() == 1)
        self.press(Key.Key_Return)
        self._qtbot.waitUntil(self.page.panel.isVisible)
        self.page.list.table.setFocus()

    @property
    def standing(self) -> str:
        return self.page.panel.standing.pill.text


def score(workspace: Workspace, code: str) -> Fraction | None:
    lines = overview.overview(workspace).commitments
    return next(line.fulfilment.score for line in lines if line.code == code)


def test_from_a_file_to_a_settled_dispute(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    importing = Importing(application, qtbot, tmp_path, *PROMISES, since=date(2026, 3, 1))
    workspace = importing.workspace
    people.add_person(workspace, Person(name="Dana Reyes", sales=True))
    importing.add(written(tmp_path / "leads.csv", *LEADS))
    assert importing.apply() == "Imported 2 leads, 2 events."

    leads = Leads(application, qtbot)
    leads.open("priya")
    leads.press(Key.Key_H)
    leads.press(Key.Key_Return, CTRL)
    assert leads.standing == "With Sales"
    leads.press(Key.Key_C)
    leads.press(Key.Key_Return, CTRL)
    assert score(workspace, "S1") is None, "kept early counts on its due date"
    leads.press(Key.Key_A)
    assert leads.standing == "Accepted"

    leads.open("tom")
    leads.press(Key.Key_H)
    leads.press(Key.Key_Return, CTRL)
    leads.press(Key.Key_S)
    leads.press(Key.Key_W)  # the first letter of "Wrong company size"
    leads.press(Key.Key_Return, CTRL)
    assert leads.standing == "Sent back"
    assert score(workspace, "M1") == Fraction(1, 2)

    leads.press(Key.Key_D)
    leads.type("They have eighty people")
    leads.press(Key.Key_Return, CTRL)
    assert leads.standing == "Disputed"
    leads.press(Key.Key_O)
    leads.type("Both looked it up")
    leads.press(Key.Key_Return, CTRL)
    assert leads.standing == "Accepted"
    assert score(workspace, "M1") == 1
    assert check(workspace).sound

    undone = [changing.undo(workspace).label for _ in range(8)]
    assert undone == [
        "Overturn send-back, Tom Okafor",
        "Dispute, Tom Okafor",
        "Send back, Tom Okafor",
        "Hand over, Tom Okafor",
        "Accept, Priya Nair",
        "Log contact, Priya Nair",
        "Hand over, Priya Nair",
        "Import leads.csv",
    ]
    assert score(workspace, "M1") is None
    assert check(workspace).sound


def test_what_is_half_typed_is_not_lost_without_a_question(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    Importing(application, qtbot, tmp_path, *PROMISES)
    leads = Leads(application, qtbot)
    leads.press(Key.Key_N, CTRL)
    leads.type("Priya Na")

    application.window.close()
    box = application.window.findChild(QMessageBox)
    assert box is not None
    assert application.window.isVisible()
    QTest.keyClick(box, Key.Key_Escape)
    assert leads.page.panel.form is not None, "Esc goes back to it"

    application.close_workspace()
    leave = next(
        each
        for each in application.window.findChildren(QAbstractButton)
        if each.text() == "Leave without saving" and each.isVisible()
    )
    leave.click()
    qtbot.waitUntil(lambda: application.workspace is None)
    application.window.close()
    assert not application.window.isVisible()
