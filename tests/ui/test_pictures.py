"""Every page of the real window in both themes, for a person to look at, and named for those who listen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.sample import create_sample
from tests.conftest import MakeWorkspace
from ui import pages
from ui.application import Application
from ui.theme import Mode

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
SIZES = ((1280, 800), (1440, 900))
PAGES = ("overview", "commitments", "leads", "deliverables")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "Northwind Tools.tandem"
    create_sample(path, datetime.now(UTC)).close()
    return path


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication) -> Iterator[Application]:
    made = Application(qapp, pages.workspace_pages, pages.welcome_page, pages.workspace_commands)
    qtbot.addWidget(made.window)
    yield made
    made.window.close()
    made.deleteLater()


def show(application: Application, page: str, qtbot: QtBot) -> QWidget:
    application.window.frame.go(page)
    settle(application, qtbot)
    shown = application.window.page
    assert shown is not None
    return shown


def settle(application: Application, qtbot: QtBot) -> None:
    """Wait until the page that was asked for stands, and no job is under way."""
    window = application.window
    qtbot.waitUntil(lambda: window.page is not None and window.frame.jobs.idle, timeout=15_000)
    QApplication.processEvents()


def take(application: Application, name: str, qtbot: QtBot) -> None:
    """Take a picture in every size and theme; each must have something on it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for mode in (Mode.LIGHT, Mode.DARK):
        application.theme.set_mode(mode)
        for width, height in SIZES:
            application.window.resize(width, height)
            settle(application, qtbot)
            picture = application.window.grab()
            assert picture.save(str(PICTURES / f"{name}-{mode}-{width}.png"))
            image = picture.toImage()
            colours = {
                image.pixel(x, y)
                for x in range(0, image.width(), 7)
                for y in range(0, image.height(), 7)
            }
            assert len(colours) > 8, f"{name} is blank"


def unnamed(page: QWidget) -> list[str]:
    """The widgets one can reach with Tab that say nothing of themselves."""
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_full_page_is_pictured_and_named(
    application: Application, qtbot: QtBot, sample: Path, page: str
) -> None:
    application.start(sample)
    qtbot.waitUntil(lambda: application.workspace is not None)
    shown = show(application, page, qtbot)
    take(application, page, qtbot)

    assert unnamed(shown) == []
    assert unnamed(application.window) == []


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_page_is_pictured_and_named(
    application: Application, qtbot: QtBot, make_workspace: MakeWorkspace, page: str
) -> None:
    workspace = make_workspace()
    workspace.close()
    application.start(workspace.path)
    qtbot.waitUntil(lambda: application.workspace is not None)
    shown = show(application, page, qtbot)
    take(application, f"{page}-empty", qtbot)

    assert unnamed(shown) == []


def test_welcome_is_pictured_and_named(application: Application, qtbot: QtBot) -> None:
    application.start()
    settle(application, qtbot)
    take(application, "welcome", qtbot)

    assert unnamed(application.window) == []
