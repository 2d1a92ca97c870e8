"""Drives the import of the real window as a person would: for the tests of the import."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.model.agreement import Commitment
from app.model.workspace import WorkspaceInfo
from app.services import agreement, workspaces
from app.services.workspaces import Workspace
from ui import pages
from ui.application import Application
from ui.dialogs.import_files import ImportPage
from ui.dialogs.import_inputs import Step

SAO_PAULO = "America/Sao_Paulo"
LEADS = (
    "Id,Name,Company,Created,Owner",
    "a-1,Ada Lee,Acme,2026-02-02 09:00,Dana",
    "a-2,Ben Roe,Bolt,2026-02-04 09:00,Kim Novak",
)


@contextmanager
def running(qtbot: QtBot, qapp: QApplication) -> Iterator[Application]:
    """The real window, with the real pages."""
    made = Application(qapp, pages.workspace_pages, pages.welcome_page, pages.workspace_commands)
    pages.take_dropped_files(made)
    qtbot.addWidget(made.window)
    made.window.resize(1280, 800)
    made.window.show()
    yield made
    made.window.close()
    made.deleteLater()


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def dump(workspace: Workspace) -> list[str]:
    connection = sqlite3.connect(workspace.path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def workspace_of(application: Application) -> Workspace:
    assert application.workspace is not None
    return application.workspace


def is_shown(application: Application, name: str) -> bool:
    return type(application.window.page).__name__ == name


def drop(target: QWidget, *paths: Path) -> bool:
    """Drag files over a widget and let them fall; tell whether it takes them."""
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (
        Qt.DropAction.CopyAction,
        dragged,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(5, 5), *how)
    entering.ignore()
    QApplication.sendEvent(target, entering)
    if entering.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), *how))
    return entering.isAccepted()


class Importing:
    """A window with a workspace in São Paulo, and its import page as the command opened it."""

    def __init__(
        self,
        application: Application,
        qtbot: QtBot,
        folder: Path,
        *commitments: Commitment,
        since: date | None = None,
    ) -> None:
        self.application, self._qtbot = application, qtbot
        about = WorkspaceInfo(name="Olist", time_zone=SAO_PAULO)
        self.workspace = workspaces.create(folder / "olist.tandem", workspaces.NewWorkspace(about))
        for each in commitments:
            agreement.add_commitment(self.workspace, each)
        if since is not None:
            agreement.put_in_force(self.workspace, since)
        application.adopt(self.workspace)
        self.page = self.opened()

    def opened(self) -> ImportPage:
        """Open the import page by the command, as it is or anew."""
        self.application.window.commands.run("file.import")
        return self.shown()

    def shown(self) -> ImportPage:
        """The import page that is shown now."""
        page = self.application.window.page
        assert isinstance(page, ImportPage)
        self.page = page
        return page

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: self.page.frame.jobs.idle, timeout=30_000)

    def add(self, *paths: Path) -> None:
        self.page.add_files(paths)
        self.settle()

    @property
    def step(self) -> str:
        return self.page.bench.step.name.lower()

    @property
    def steps(self) -> list[str]:
        """The steps that can be seen in the rail."""
        return [each.text() for each in self.page.bench.rail.buttons.values() if each.isVisible()]

    def press(self, key: Qt.Key) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(QApplication.focusWidget() or self.page, key)
        self.settle()

    def enter(self) -> str:
        """Press Enter where the keyboard is; give the step that is shown then."""
        self.press(Qt.Key.Key_Return)
        return self.step

    def look_ahead(self) -> str:
        """Go to the preview, or as far as one can; give the step that is shown then."""
        QTest.keyClick(self.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()
        return self.step

    def go_to(self, wanted: str) -> None:
        """Press a step in the rail."""
        self.page.bench.rail.buttons[Step[wanted.upper()]].click()
        self.settle()
        assert self.step == wanted

    @property
    def status(self) -> str:
        """What is said beside the way on."""
        return self.page.bench.status.text()

    @property
    def counts(self) -> dict[str, str]:
        shown = self.page.bench.result.counts
        return {
            word: figure.text() for word, figure in zip(shown.words, shown.figures, strict=True)
        }

    def column(self, name: str) -> list[str]:
        """The cells of a column of the preview, by its heading."""
        model = self.page.bench.result.leads.model()
        places = range(model.columnCount())
        headings = [model.headerData(place, Qt.Orientation.Horizontal) for place in places]
        place = headings.index(name)
        return [str(model.index(row, place).data()) for row in range(model.rowCount())]

    @property
    def problems(self) -> list[str]:
        model = self.page.bench.result.problems.table.model()
        return [str(model.index(row, 1).data()) for row in range(model.rowCount())]

    def apply(self) -> str:
        """Go to the preview and press Import; give what the summary says."""
        if self.step != "preview":
            self.look_ahead()
        assert self.page.bench.next_button.text() == "Import"
        self.page.bench.next_button.click()
        self._qtbot.waitUntil(self.page.summary.isVisible, timeout=30_000)
        return self.page.summary.sentence.text()

    def meaning(self, column: str, words: str) -> None:
        """Say by the choice box of a column what it means."""
        self.go_to("columns")
        choices = self.page.bench.columns.columns.choices
        choose(_named(choices, f" {column} means"), words)
        self.settle()

    def word(self, theirs: str, ours: str) -> None:
        """Say by the choice box of a word what it means."""
        choice = _named(self.page.bench.words.choices, f"“{theirs}” means")
        choice.setFocus()
        choose(choice, ours)
        self.settle()

    @property
    def words(self) -> dict[str, str]:
        """What each word of the files that is shown means."""
        choices = self.page.bench.words.choices
        said = (each.accessibleName().split("“")[1].split("”")[0] for each in choices)
        return dict(zip(said, (each.currentText() for each in choices), strict=True))


def _named(choices: Sequence[QComboBox], ending: str) -> QComboBox:
    return next(each for each in choices if each.accessibleName().endswith(ending))


def choose(choice: QComboBox, words: str) -> None:
    """Pick what a box offers by its words."""
    place = choice.findText(words)
    assert place >= 0, [choice.itemText(n) for n in range(choice.count())]
    choice.setCurrentIndex(place)
    choice.activated.emit(place)
