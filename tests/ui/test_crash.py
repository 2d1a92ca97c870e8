"""A fault of ours is told and the app goes on; a refusal is only a sentence."""

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.errors import Cancelled, Refusal
from ui.crash import CrashDialog, Hooks, report
from ui.main_window import MainWindow


@pytest.fixture
def told(qtbot: QtBot) -> Iterator[list[BaseException]]:
    """What reached the teller of installed hooks."""
    heard: list[BaseException] = []
    hooks = Hooks(heard.append)
    yield heard
    hooks.uninstall()


def broken() -> BaseException:
    try:
        return BaseException(1 // 0)
    except ZeroDivisionError as problem:
        return problem


def test_an_uncaught_exception_is_told(told: list[BaseException], qtbot: QtBot) -> None:
    problem = broken()
    sys.excepthook(type(problem), problem, problem.__traceback__)
    qtbot.waitUntil(lambda: told == [problem])


def test_so_is_one_in_another_thread(told: list[BaseException], qtbot: QtBot) -> None:
    def fall() -> None:
        raise broken()

    thread = threading.Thread(target=fall)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: [type(each) for each in told] == [ZeroDivisionError])


def test_a_teller_that_breaks_itself_is_not_asked_again(qtbot: QtBot) -> None:
    asked: list[BaseException] = []

    def tell(problem: BaseException) -> None:
        asked.append(problem)
        sys.excepthook(type(problem), problem, None)
        qtbot.wait(1)

    hooks = Hooks(tell)
    problem = broken()
    sys.excepthook(type(problem), problem, None)
    qtbot.waitUntil(lambda: asked == [problem])
    hooks.uninstall()
    assert asked == [problem]


def test_hooks_give_back_what_they_took() -> None:
    before = sys.excepthook, threading.excepthook
    hooks = Hooks(print)
    assert sys.excepthook != before[0]
    hooks.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


def test_the_report_names_versions_and_the_place() -> None:
    text = report(broken())
    assert "ZeroDivisionError" in text
    assert "in broken" in text
    assert "Tandem" in text
    assert "Qt" in text


def test_a_fault_opens_a_dialog_with_a_report_to_copy(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.messages.failure(broken())
    dialog = window.findChild(CrashDialog)
    assert dialog is not None
    dialog.copy()
    assert "ZeroDivisionError" in QGuiApplication.clipboard().text()
    dialog.accept()
    assert window.isVisible()


def test_a_refusal_is_only_a_sentence(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.messages.failure(Refusal("The disk is full."))
    box = window.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText() == "The disk is full."
    assert window.findChild(CrashDialog) is None
    box.close()


def test_what_qt_puts_before_a_sentence_is_left_out(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.messages.failure(
        Refusal(
            "Error calling Python override of QTableView::keyPressEvent(): "
            "Error calling Python override of QAbstractTableModel::data(): The disk is full."
        )
    )
    box = window.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText() == "The disk is full."
    box.close()


def test_the_same_sentence_stands_there_once(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    for sentence in ("The disk is full.", "The disk is full.", "The file is damaged."):
        window.messages.failure(Refusal(sentence))
    boxes = window.findChildren(QMessageBox)
    assert sorted(box.informativeText() for box in boxes) == [
        "The disk is full.",
        "The file is damaged.",
    ]
    for box in boxes:
        box.close()


def test_what_the_person_cancelled_is_not_told(window: MainWindow) -> None:
    window.messages.failure(Cancelled())
    assert window.findChild(QMessageBox) is None
    assert window.findChild(CrashDialog) is None


def test_a_question_runs_its_answer_only_on_yes(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    ran: list[int] = []
    for role, expected in (
        (QMessageBox.ButtonRole.RejectRole, []),
        (QMessageBox.ButtonRole.AcceptRole, [1]),
    ):
        window.messages.ask("End it?", "This cannot be undone.", "End", lambda: ran.append(1))
        box = window.findChild(QMessageBox)
        assert box is not None
        button = next(each for each in box.buttons() if box.buttonRole(each) == role)
        with qtbot.waitSignal(box.destroyed):
            button.click()
        assert ran == expected
