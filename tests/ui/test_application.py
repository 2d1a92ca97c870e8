"""Window, settings and file together: opening, changing, following other programs, closing."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QVBoxLayout
from pytestqt.qtbot import QtBot

from app import settings
from app.changes import EVERYTHING, Change
from app.model.people import Person as NewPerson
from app.services.people import add_person, people
from app.services.workspaces import Workspace, open_workspace
from tests.conftest import MakeWorkspace
from ui.actions import Command
from ui.application import Application
from ui.page import Frame, Group, Page, PageSpec
from ui.single_instance import SingleInstance
from ui.theme import Mode
from ui.widgets.notice import Notice


class PeoplePage(Page):
    """Shows names, and has a field to type in."""

    def __init__(self, frame: Frame, workspace: Workspace) -> None:
        super().__init__(frame)
        self._workspace = workspace
        self.names: list[str] = []
        self.changes: list[Change | None] = []
        self.field = QLineEdit()
        self.field.setAccessibleName("Name")
        QVBoxLayout(self).addWidget(self.field)

    def refresh(self, change: Change | None) -> None:
        self.changes.append(change)
        self.names = [person.name for person in people(self._workspace)]


class WelcomePage(Page):
    """Stands where no workspace is open."""


def pages(application: Application, workspace: Workspace) -> Sequence[PageSpec]:
    def build(frame: Frame) -> Page:
        return PeoplePage(frame, workspace)

    return [PageSpec("people", "People", "users", Group.TOP, build, lambda: 2)]


def no_commands(application: Application) -> Sequence[Command]:
    return ()


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication) -> Iterator[Application]:
    made = Application(qapp, pages, lambda application, frame: WelcomePage(frame), no_commands)
    qtbot.addWidget(made.window)
    yield made
    made.window.close()
    made.deleteLater()


@pytest.fixture
def file(make_workspace: MakeWorkspace) -> Path:
    """A workspace file that nobody has open."""
    workspace = make_workspace()
    workspace.close()
    return workspace.path


def opened(application: Application, file: Path, qtbot: QtBot) -> PeoplePage:
    application.start(file)
    qtbot.waitUntil(lambda: isinstance(application.window.page, PeoplePage))
    page = application.window.page
    assert isinstance(page, PeoplePage)
    return page


def test_without_a_file_welcome_is_shown(application: Application, qtbot: QtBot) -> None:
    application.start()
    assert application.window.isVisible(), "the shell does not wait for anything"
    qtbot.waitUntil(lambda: isinstance(application.window.page, WelcomePage))


def test_a_file_is_opened_shown_and_remembered(
    application: Application, file: Path, qtbot: QtBot
) -> None:
    page = opened(application, file, qtbot)
    assert page.names == ["Aisha", "Dana"]
    assert application.window.windowTitle() == "Acme"
    kept, _ = settings.load(settings.settings_path())
    assert kept.recent == (file,)


def test_a_file_that_is_not_ours_is_refused_with_its_sentence(
    application: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    foreign = tmp_path / "notes.tandem"
    foreign.write_text("not a workspace at all")
    application.start(foreign)
    qtbot.waitUntil(lambda: isinstance(application.window.page, WelcomePage))
    box = application.window.findChild(QMessageBox)
    assert box is not None
    assert "notes.tandem" in box.informativeText()
    box.close()
    assert application.workspace is None


def test_the_same_file_opens_in_one_window_only(
    application: Application, file: Path, qtbot: QtBot
) -> None:
    other = SingleInstance(file)
    assert other.claim()
    with qtbot.waitSignal(other.asked_forward):
        assert not application.open_path(file)
    other.release()
    assert application.open_path(file)
    assert not SingleInstance(file).claim()


def test_a_change_here_and_its_undo_reach_the_page(
    application: Application, file: Path, qtbot: QtBot
) -> None:
    page = opened(application, file, qtbot)
    assert application.workspace is not None
    add_person(application.workspace, NewPerson(name="Luis", sales=True))
    qtbot.waitUntil(lambda: "Luis" in page.names)
    application.window.commands.run("edit.undo")
    qtbot.waitUntil(lambda: "Luis" not in page.names)
    application.window.commands.run("edit.redo")
    qtbot.waitUntil(lambda: "Luis" in page.names)


def test_undo_and_redo_say_what_they_would_do(
    application: Application, file: Path, qtbot: QtBot
) -> None:
    opened(application, file, qtbot)
    commands = application.window.commands
    assert application.workspace is not None

    def said() -> tuple[str, str]:
        return commands.get("edit.undo").text, commands.get("edit.redo").text

    assert said() == ("Undo", "Redo")
    add_person(application.workspace, NewPerson(name="Luis & Co", sales=True))
    qtbot.waitUntil(lambda: said() == ("Undo: add Luis & Co", "Redo"))
    assert commands.action("edit.undo").text() == "Undo: add Luis && Co"
    commands.run("edit.undo")
    qtbot.waitUntil(lambda: said() == ("Undo", "Redo: add Luis & Co"))
    application.close_workspace()
    assert said() == ("Undo", "Redo")


def test_another_programs_change_reaches_the_page_within_two_seconds(
    application: Application, file: Path, qtbot: QtBot
) -> None:
    page = opened(application, file, qtbot)
    elsewhere = open_workspace(file)
    add_person(elsewhere, NewPerson(name="Luis", sales=True))
    elsewhere.close()
    qtbot.waitUntil(lambda: "Luis" in page.names, timeout=2_000)
    change = page.changes[-1]
    assert change is not None
    assert change.areas == EVERYTHING


def test_a_text_fields_own_undo_wins(application: Application, file: Path, qtbot: QtBot) -> None:
    page = opened(application, file, qtbot)
    assert application.workspace is not None
    add_person(application.workspace, NewPerson(name="Luis", sales=True))
    qtbot.waitUntil(lambda: "Luis" in page.names)
    with qtbot.waitActive(application.window):
        application.window.activateWindow()
    page.field.setFocus()
    QTest.keyClicks(page.field, "Sara")
    application.window.commands.run("edit.undo")
    assert page.field.text() == ""
    application.window.commands.run("edit.redo")
    assert page.field.text() == "Sara"
    QTest.keyClick(page.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.field.text() == ""
    assert "Luis" in page.names


def test_whoever_sits_down_is_remembered_for_the_file(
    application: Application, file: Path, qtbot: QtBot
) -> None:
    opened(application, file, qtbot)
    assert application.person_id is None
    application.window.person_chosen.emit(2)
    assert application.person_id == 2
    assert application.window.navigation.person.text() == "Dana · Sales"
    kept, _ = settings.load(settings.settings_path())
    assert kept.people == {file: 2}


def test_the_theme_is_switched_ticked_and_remembered(application: Application) -> None:
    commands = application.window.commands
    commands.run("view.dark")
    assert application.theme.mode == Mode.DARK
    assert commands.action("view.dark").isChecked()
    assert not commands.action("view.system").isChecked()
    assert settings.load(settings.settings_path())[0].mode == "dark"
    commands.run("view.light")


def test_closing_the_workspace_lets_go_of_the_file(
    application: Application, file: Path, qtbot: QtBot
) -> None:
    opened(application, file, qtbot)
    application.window.commands.run("file.close")
    qtbot.waitUntil(lambda: isinstance(application.window.page, WelcomePage))
    claim = SingleInstance(file)
    assert claim.claim()
    claim.release()
    assert not application.window.commands.can_run("file.close")
    assert application.open_path(file)
    qtbot.waitUntil(lambda: isinstance(application.window.page, PeoplePage))


def test_a_damaged_settings_file_is_only_a_notice(qtbot: QtBot, qapp: QApplication) -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mode = neon")
    made = Application(qapp, pages, lambda application, frame: WelcomePage(frame), no_commands)
    qtbot.addWidget(made.window)
    made.start()
    qtbot.waitUntil(lambda: isinstance(made.window.page, WelcomePage))
    notice = made.window.findChild(Notice)
    assert notice is not None
    assert "set aside" in notice.text
    made.window.close()


def test_the_window_comes_back_where_it_was(qtbot: QtBot, qapp: QApplication) -> None:
    heights = []  # the offscreen screen is narrower than the window, so its width is cut
    for _ in range(2):
        made = Application(qapp, pages, lambda application, frame: WelcomePage(frame), no_commands)
        qtbot.addWidget(made.window)
        made.window.show()
        heights.append(made.window.height())
        made.window.resize(1100, 720)
        made.window.close()
    assert heights == [800, 720]


def test_nothing_heavy_is_loaded_before_the_first_frame() -> None:
    script = """
import sys, ui.application
def stands(*_):
    heavy = {"numpy", "pyqtgraph", "sqlmodel", "sqlalchemy", "alembic", "pydantic", "holidays", "typer"}
    print(sorted(heavy & set(sys.modules)))
    ui.application.QApplication.quit()
ui.application.Application._after_first_frame = stands
ui.application.main([])
"""
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_a_large_step_is_undone_with_progress_while_the_window_lives(
    application: Application, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(application, file, qtbot)
    assert application.workspace is not None
    monkeypatch.setattr("app.store.journal._LARGE", 0)
    add_person(application.workspace, NewPerson(name="Luis", sales=True))
    application.window.commands.run("edit.undo")
    assert application.window.jobs.busy
    notice = application.window.messages._notice
    qtbot.waitUntil(lambda: notice.text == "Undone: Add Luis")
    qtbot.waitUntil(lambda: "Luis" not in page.names)
    application.window.commands.run("edit.redo")
    assert application.window.jobs.busy
    qtbot.waitUntil(lambda: notice.text == "Done again: Add Luis")
    application.window.commands.run("edit.redo")
    qtbot.waitUntil(lambda: notice.text == "There is nothing to redo.")
