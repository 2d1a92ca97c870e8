"""Welcome and the new workspace: from nothing to an agreement in force."""

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.model.agreement import VersionState
from app.model.people import Side
from app.services import places
from app.services.agreement import agreement
from app.services.overview import overview
from app.services.people import people
from app.services.workspaces import info, open_workspace
from tests.ui.recording import RecordedFrame
from ui.dialogs.new_workspace import NewWorkspaceDialog
from ui.pages.welcome import Doors, WelcomePage


class Application:
    """Notes what Welcome asks for."""

    def __init__(self, recent: list[Path]) -> None:
        self.recent = recent
        self.opened: list[Path] = []
        self.imported: list[tuple[Path, list[Path]]] = []

    def doors(self) -> Doors:
        return Doors(
            recent=lambda: self.recent,
            forget=self.recent.remove,
            choose=lambda: None,
            open=self.opened.append,
            open_and_import=lambda path, files: self.imported.append((path, list(files))),
        )


@pytest.fixture
def application(tmp_path: Path) -> Application:
    here, gone = tmp_path / "Acme.tandem", tmp_path / "away" / "Old.tandem"
    here.touch()
    return Application([here, gone])


@pytest.fixture
def welcome(qtbot: QtBot, recorded: RecordedFrame, application: Application) -> WelcomePage:
    page = WelcomePage(recorded.frame, application.doors())
    page.setParent(recorded.window)
    recorded.window.resize(1280, 800)
    page.resize(1280, 800)
    recorded.window.show()
    recorded.window.activateWindow()
    qtbot.waitUntil(recorded.window.isActiveWindow)
    return page


def ask(qtbot: QtBot, welcome: WelcomePage, name: str = "Acme Ltd") -> NewWorkspaceDialog:
    dialog = welcome.new_workspace()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClicks(dialog.name, name)
    return dialog


def refused(dialog: NewWorkspaceDialog, field: str) -> str:
    """Press Create and give the sentence beside a field; the dialog must still be there."""
    dialog.create_workspace()
    assert dialog.isVisible()
    sentence = dialog.form.row(field).error
    dialog.reject()
    return sentence


def test_a_newcomer_types_only_the_name(
    qtbot: QtBot, welcome: WelcomePage, application: Application
) -> None:
    dialog = ask(qtbot, welcome)
    QTest.keyClick(dialog.name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(application.opened))
    (path,) = application.opened
    assert path == places.documents() / "Acme Ltd.tandem"
    with closing(open_workspace(path)) as workspace:
        zone = info(workspace).time_zone
        view = agreement(workspace)
        assert info(workspace).name == "Acme Ltd"
        assert view.in_force is not None
        first = datetime.now(ZoneInfo(zone)).date().replace(day=1)
        assert (view.in_force.number, view.in_force.first_day) == (1, first)
        assert view.in_force.state is VersionState.AGREED
        assert {each.commitment.side for each in view.in_force.commitments} == {*Side}
        (here,) = people(workspace)
        assert (here.marketing, here.sales) == (True, True)
        shown = overview(workspace)
        assert shown.has_agreement
        assert len(shown.commitments) == len(view.in_force.commitments)


def test_every_answer_can_be_another(
    qtbot: QtBot, welcome: WelcomePage, application: Application, tmp_path: Path
) -> None:
    dialog = ask(qtbot, welcome)
    dialog.zone.choose("Asia/Kolkata")
    dialog.hours.text.setText("09:00-12:30, 13:30-18:00")
    dialog.hours.days[5].click()
    dialog.country.choose("DE")
    dialog.region.choose("BY")
    dialog.people.rows[0].name.setText("Aisha")
    dialog.people.rows[0].sales.click()
    dialog.people.more.click()
    dialog.people.rows[1].name.setText("Dana")
    dialog.people.rows[1].sales.click()
    dialog.starter.wanted.click()
    dialog._chosen = tmp_path / "elsewhere.tandem"
    dialog.create_workspace()
    qtbot.waitUntil(lambda: bool(application.opened))
    assert application.opened == [tmp_path / "elsewhere.tandem"]
    with closing(open_workspace(application.opened[0])) as workspace:
        view = agreement(workspace)
        assert info(workspace).time_zone == "Asia/Kolkata"
        assert not view.agreed
        assert view.draft is not None
        calendar = view.draft.calendars[None]
        day = ((540, 750), (810, 1080))
        assert calendar.hours == (day,) * 6 + ((),)
        assert (calendar.country, calendar.region) == ("DE", "BY")
        assert [(each.name, each.marketing, each.sales) for each in people(workspace)] == [
            ("Aisha", True, False),
            ("Dana", False, True),
        ]


def test_each_day_may_have_its_own_hours(qtbot: QtBot, welcome: WelcomePage) -> None:
    dialog = ask(qtbot, welcome)
    dialog.hours.each.click()
    assert [field.text() for field in dialog.hours.own] == ["09:00-17:00"] * 5 + ["", ""]
    dialog.hours.own[4].setText("22-6")
    assert dialog.hours.hours()[4] == ((1320, 1800),)
    dialog.hours.own[2].setText("nine to five")
    assert refused(dialog, "hours").startswith('Wednesday: "nine to five" is not a span of hours.')


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("9 to 5", '"9 to 5" is not a span of hours. Write it like "09:00-17:00".'),
        ("09:00-12:00, 11:00-17:00", "the hours 09:00-12:00 and 11:00-17:00 overlap."),
        ("", "Tick at least one day, and give it hours such as 09:00-17:00."),
    ],
)
def test_hours_that_cannot_be_are_told_beside_them(
    qtbot: QtBot, welcome: WelcomePage, typed: str, sentence: str
) -> None:
    dialog = ask(qtbot, welcome)
    dialog.hours.text.setText(typed)
    assert refused(dialog, "hours").endswith(sentence)


def test_a_week_without_working_time_is_refused(qtbot: QtBot, welcome: WelcomePage) -> None:
    dialog = ask(qtbot, welcome)
    for day in dialog.hours.days:
        day.setChecked(False)
    assert refused(dialog, "hours").startswith("Tick at least one day")


def test_a_name_is_needed(qtbot: QtBot, welcome: WelcomePage) -> None:
    dialog = ask(qtbot, welcome, " ")
    assert refused(dialog, "name") == "Give the company a name."


def test_what_is_not_on_a_list_is_refused(qtbot: QtBot, welcome: WelcomePage) -> None:
    for field, choice in (("time_zone", "zone"), ("country", "country"), ("country", "region")):
        dialog = ask(qtbot, welcome)
        dialog.country.choose("DE")
        getattr(dialog, choice).setCurrentText("Atlantis")
        assert refused(dialog, field).startswith("“Atlantis” is not on the list.")


def test_people_are_named_once_and_are_on_a_side(qtbot: QtBot, welcome: WelcomePage) -> None:
    dialog = ask(qtbot, welcome)
    dialog.people.more.click()
    dialog.people.rows[1].name.setText("Dana")
    assert refused(dialog, "people") == "Tick Marketing, Sales or both for Dana."
    dialog = ask(qtbot, welcome)
    dialog.people.rows[0].name.setText("Dana")
    dialog.people.more.click()
    dialog.people.rows[1].name.setText("Dana")
    dialog.people.rows[1].sales.click()
    assert refused(dialog, "people") == "Dana is there twice."


def test_an_existing_file_is_kept(
    qtbot: QtBot, welcome: WelcomePage, application: Application
) -> None:
    taken = places.documents() / "Acme Ltd.tandem"
    taken.write_text("precious")
    dialog = ask(qtbot, welcome)
    dialog.create_workspace()
    qtbot.waitUntil(dialog.wrong_file.isVisible)
    assert dialog.wrong_file.text().endswith("exists already. Choose another name, or open it.")
    dialog.reject()
    assert taken.read_text() == "precious"
    assert application.opened == []


@pytest.mark.skipif(os.name == "nt", reason="folders have no write permission there")
def test_a_folder_that_cannot_be_written_is_told(
    qtbot: QtBot, welcome: WelcomePage, tmp_path: Path
) -> None:
    dialog = ask(qtbot, welcome)
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    # root may write anywhere, so for it the folder is missing instead
    dialog._chosen = (
        locked if os.access(locked, os.W_OK) is False else tmp_path / "no"
    ) / "x.tandem"
    dialog.create_workspace()
    qtbot.waitUntil(dialog.wrong_file.isVisible)
    assert dialog.wrong_file.text()
    assert not dialog.path.exists()
    dialog.reject()


def test_the_sample_company_opens_and_is_made_once_a_day(
    qtbot: QtBot, welcome: WelcomePage, application: Application
) -> None:
    QTest.keyClick(welcome.sample, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(application.opened), timeout=30_000)
    (path,) = application.opened
    assert path == places.sample_file(datetime.now(UTC).astimezone().date())
    made = path.stat().st_mtime_ns
    with closing(open_workspace(path)) as workspace:
        shown = overview(workspace)
        assert shown.has_agreement
        assert shown.has_leads
    QTest.keyClick(welcome.sample, Qt.Key.Key_Return)
    assert application.opened == [path, path]
    assert path.stat().st_mtime_ns == made


def test_recent_files_open_and_go_by_keyboard(
    qtbot: QtBot, welcome: WelcomePage, application: Application
) -> None:
    here, gone = welcome.recent.files
    assert (here.text(), gone.text(), gone.told) == ("Acme", "Old", "not found")
    here.setFocus()
    QTest.keyClick(here, Qt.Key.Key_Return)
    assert application.opened == [here.path]
    first, second = welcome.recent.files
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    qtbot.waitUntil(second.hasFocus)
    QTest.keyClick(second, Qt.Key.Key_Delete)
    (left,) = welcome.recent.files
    assert left.path == here.path
    assert application.recent == [here.path]
    left.away.click()
    assert application.recent == []


def drop(welcome: WelcomePage, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    welcome.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_dropped_workspace_opens(
    welcome: WelcomePage, application: Application, tmp_path: Path
) -> None:
    drop(welcome, tmp_path / "leads.csv", tmp_path / "Acme.tandem")
    assert application.opened == [tmp_path / "Acme.tandem"]


def test_dropped_tables_go_into_a_new_workspace(
    qtbot: QtBot, welcome: WelcomePage, application: Application, tmp_path: Path
) -> None:
    leads = tmp_path / "leads.csv"
    drop(welcome, leads, tmp_path / "holiday.jpg")
    dialog = welcome.window().findChild(NewWorkspaceDialog)
    assert isinstance(dialog, NewWorkspaceDialog)
    QTest.keyClicks(dialog.name, "Acme Ltd")
    dialog.create_workspace()
    qtbot.waitUntil(lambda: bool(application.imported))
    assert application.imported == [(places.documents() / "Acme Ltd.tandem", [leads])]


def test_leaving_the_questions_makes_nothing(qtbot: QtBot, welcome: WelcomePage) -> None:
    dialog = ask(qtbot, welcome)
    path = dialog.path
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not path.exists()
