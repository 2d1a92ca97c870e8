"""The watched folder: a file that comes to it and is known is offered, in the real window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.import_driver import LEADS, Importing, running, written
from ui import watched_folder
from ui.application import Application
from ui.widgets.notice import Notice


@pytest.fixture
def application(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Application]:
    """The real window, to which a file has settled after a moment."""
    monkeypatch.setattr(watched_folder, "SETTLE_MS", 50)
    with running(qtbot, qapp) as made:
        yield made


@pytest.fixture
def made(application: Application, qtbot: QtBot, tmp_path: Path) -> Importing:
    """A workspace with its import page."""
    return Importing(application, qtbot, tmp_path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that a person will pick in the system's own dialog."""
    path = tmp_path / "exports"
    path.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))
    return path


def notice(application: Application) -> Notice:
    (found,) = application.window.findChildren(Notice)
    return found


def says(application: Application, words: str) -> Callable[[], bool]:
    return lambda: notice(application).isVisible() and notice(application).text == words


def test_a_known_file_that_comes_is_offered_and_opens_the_preview(
    application: Application, made: Importing, folder: Path, qtbot: QtBot
) -> None:
    (folder / "sub.csv").mkdir()
    application.window.commands.run("file.watch")
    assert notice(application).text.startswith("A file that comes to “exports”")
    made.page.leave()
    written(folder / "readme.txt", "nothing", "known")
    written(folder / "leads-2026-11.csv", *LEADS)
    qtbot.waitUntil(says(application, "leads-2026-11.csv has arrived."))
    assert notice(application).button.text() == "Import…"
    notice(application).button.click()
    made.shown()
    qtbot.waitUntil(lambda: made.step == "preview")
    made.settle()
    assert made.counts["new leads"] == "2"
    made.apply()


def test_the_folder_is_remembered_and_looked_at_on_opening(
    application: Application, made: Importing, folder: Path, qtbot: QtBot
) -> None:
    application.window.commands.run("file.watch")
    path = made.workspace.path
    application.close_workspace()
    written(folder / "while-closed.csv", *LEADS)
    application.open_path(path)
    qtbot.waitUntil(says(application, "while-closed.csv has arrived."))
    notice(application).button.click()
    made.shown()
    qtbot.waitUntil(lambda: made.step == "preview")
    made.settle()
    made.apply()

    application.close_workspace()
    written(folder / "later.csv", LEADS[0], "b-1,Cy Dee,Cord,2026-02-05 09:00,Dana")
    application.open_path(path)
    qtbot.waitUntil(says(application, "later.csv has arrived."))  # and not what was imported


def test_watching_can_be_stopped_for_good(
    application: Application, made: Importing, folder: Path, qtbot: QtBot
) -> None:
    commands = application.window.commands
    assert not commands.can_run("file.unwatch")
    commands.run("file.watch")
    assert commands.action("file.unwatch").text() == "Stop watching “exports”"
    commands.run("file.unwatch")
    assert notice(application).text == "The folder is not watched any more."
    assert application.settings.watched == {}
    path = made.workspace.path
    application.close_workspace()
    application.open_path(path)
    assert not commands.can_run("file.unwatch")


def test_a_folder_that_is_gone_is_said_once_and_found_again(
    application: Application, made: Importing, folder: Path, qtbot: QtBot
) -> None:
    application.window.commands.run("file.watch")
    path = made.workspace.path
    application.close_workspace()
    folder.rmdir()
    application.open_path(path)
    gone = f"The folder {folder} cannot be read: no such file or directory."
    qtbot.waitUntil(says(application, gone))
    assert application.settings.watched == {path: folder}
    folder.mkdir()
    written(folder / "leads.csv", *LEADS)
    application.close_workspace()
    application.open_path(path)
    qtbot.waitUntil(says(application, "leads.csv has arrived."))


def test_the_folder_is_chosen_where_an_import_begins(
    application: Application, made: Importing, folder: Path, qtbot: QtBot
) -> None:
    made.page.watching.watch.click()
    qtbot.waitUntil(made.page.watching.stop.isVisible)
    assert made.page.watching.stop.text() == "Stop watching “exports”"
    assert application.settings.watched == {made.workspace.path: folder}
    made.page.watching.stop.click()
    qtbot.waitUntil(made.page.watching.stop.isHidden)
