"""Every way to look at deliverables, in the real window, for a person to look at."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.sample import create_sample
from tests.ui.test_pictures import settle, show, take, unnamed
from ui import pages
from ui.application import Application
from ui.models.deliverable_acts import Act
from ui.models.deliverables import Section, section_of
from ui.pages.deliverables import DeliverablesPage
from ui.pages.deliverables_views import View


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "Northwind Tools.tandem"
    create_sample(path, datetime.now(UTC)).close()
    return path


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, sample: Path) -> Iterator[DeliverablesPage]:
    made = Application(qapp, pages.workspace_pages, pages.welcome_page, pages.workspace_commands)
    qtbot.addWidget(made.window)
    made.start(sample)
    qtbot.waitUntil(lambda: made.workspace is not None)
    shown = show(made, "deliverables", qtbot)
    assert isinstance(shown, DeliverablesPage)
    shown.setProperty("application", made)
    yield shown
    made.window.close()
    made.deleteLater()


def picture(page: DeliverablesPage, name: str, qtbot: QtBot) -> None:
    application = page.property("application")
    settle(application, qtbot)
    take(application, f"deliverables-{name}", qtbot)
    assert unnamed(page) == []


@pytest.mark.parametrize("view", tuple(View))
def test_each_view_is_pictured_and_named(page: DeliverablesPage, qtbot: QtBot, view: View) -> None:
    page.switch.choose(view)
    picture(page, view, qtbot)


def test_the_panel_and_a_form_are_pictured_and_named(page: DeliverablesPage, qtbot: QtBot) -> None:
    page.switch.choose(View.LIST)
    settle(page.property("application"), qtbot)
    (first, *_) = (
        item
        for item in page.views._items
        if section_of(item, page.views.now.today) is Section.OVERDUE
    )
    page.show_item(first.key)
    picture(page, "panel", qtbot)
    page.acts.run(Act.DELIVER)
    picture(page, "form", qtbot)
