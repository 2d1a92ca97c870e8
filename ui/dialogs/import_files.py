"""The import: files in, step by step to what they would bring, the writing of it, and what it did."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.changes import Change, Progress
from app.errors import Cancelled, Refusal
from app.services import agreement, changing, import_mending, imports
from app.services.imports import Imported
from app.services.workspaces import Workspace
from ui import tokens
from ui.actions import Command
from ui.dates import day_text
from ui.dialogs.import_consequence import first_month, show_consequence
from ui.dialogs.import_drop import TableDrop
from ui.dialogs.import_paths import ask_files, ask_where_to_save
from ui.dialogs.import_rail import StepButton
from ui.dialogs.import_summary import Summary
from ui.dialogs.import_watch import WatchLine
from ui.dialogs.import_words import counted
from ui.dialogs.import_workbench import Workbench
from ui.main_window import MainWindow
from ui.page import Frame, Page
from ui.widgets.button import Button
from ui.widgets.empty import EmptyState
from ui.widgets.label import Label, Role

T = TypeVar("T")

_BAR_HEIGHT = 56
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def open_import(
    window: MainWindow,
    workspace: Workspace,
    paths: Sequence[Path] = (),
    *,
    skip_on: bool = False,
) -> "ImportPage":
    """Show the import over the pages of a window, with files to begin with; once only.

    With `skip_on` it goes to the first question about the files, or else to what they would bring.
    """
    page = window.page
    if not isinstance(page, ImportPage):
        page = ImportPage(window.frame, workspace, window.close_alone)
        window.show_alone(page)
    page.add_files(paths, skip_on=skip_on)
    return page


class ImportPage(Page):
    """Nothing yet, the workbench, or what was imported; `close` leaves the page."""

    areas = imports.AREAS

    def __init__(
        self,
        frame: Frame,
        workspace: Workspace,
        close: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(frame, parent)
        self._workspace, self._close = workspace, close
        self._done: Imported | None = None
        self._busy = False
        self.bench = Workbench(frame.jobs, workspace)
        self.summary = Summary()
        self.empty = EmptyState(
            "table",
            self.tr("Bring your leads in"),
            self.tr(
                "Add CSV or Excel files that a CRM exported, or drop them here. You see what would be "
                "written before anything is."
            ),
            self.tr("Add files…"),
            self.choose_files,
        )
        self.close_button = Button(self.tr("Close the import (Esc)"), "x", kind="icon")
        self.title = Label(self.tr("Import leads"), Role.TITLE)
        self._views = QStackedWidget()
        self._build()
        self._connect()
        self._show_state()

    def _build(self) -> None:
        space = tokens.current().space
        bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setFixedHeight(_BAR_HEIGHT)
        line = QHBoxLayout(bar)
        line.setContentsMargins(space.xl, 0, space.l, 0)
        line.setSpacing(space.m)
        line.addWidget(self.title)
        line.addStretch()
        line.addWidget(self.close_button)
        self.bench.extras.addWidget(WatchLine(self.frame.commands))
        begin = QWidget()
        column = QVBoxLayout(begin)
        column.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        column.addWidget(self.empty, 1)
        self.watching = WatchLine(self.frame.commands, centred=True)
        column.addWidget(self.watching)
        self._begin = begin
        for each in (begin, self.bench, self.summary):
            self._views.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._views, 1)

    def _connect(self) -> None:
        TableDrop(self, self.add_files)
        self.close_button.clicked.connect(self.leave)
        self.bench.changed.connect(self._show_state)
        self.bench.import_asked.connect(self.apply)
        self.bench.files.add_asked.connect(self.choose_files)
        self.bench.result.problems.save_asked.connect(self.save_failed)
        self.summary.save_asked.connect(self.save_failed)
        self.summary.undo_asked.connect(self.undo)
        self.summary.leads_asked.connect(self._go_to_leads)
        self.summary.more_asked.connect(self.start_anew)
        self.summary.earlier_asked.connect(self.start_earlier)
        self.summary.promise_asked.connect(self._go_to_commitments)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the first thing there is to do."""
        super().showEvent(event)
        if self._views.currentWidget() is self._begin:
            self.empty.button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter, to the end with Ctrl+Enter; on another button Enter presses that."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
            return
        focused = QApplication.focusWidget()
        is_bench = self._views.currentWidget() is self.bench
        if is_bench and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.bench.go_to_end()
        elif isinstance(focused, QPushButton | StepButton):
            focused.click()
        elif is_bench:
            self.bench.go_on()

    def leave(self) -> bool:
        """Go back to the pages; asks first when choices made by hand would be lost."""
        if self._busy:
            return True
        if self._done is None and self.bench.is_changed:
            self.frame.messages.ask(
                self.tr("Close the import?"),
                self.tr("Nothing was imported yet, and what you chose here is not kept."),
                self.tr("Close"),
                self._let_go,
            )
        else:
            self._let_go()
        return True

    def _let_go(self) -> None:
        self.bench.stop()
        self._close()

    def commands(self) -> Sequence[Command]:
        """Give what the palette can do here."""
        return (
            Command("import.add", self.tr("Add files to the import…"), "plus", self.choose_files),
            Command(
                "import.apply", self.tr("Import what is shown"), "import", self.bench.go_to_end
            ),
            Command("import.leave", self.tr("Leave the import"), "x", self.leave),
        )

    def refresh(self, change: Change | None) -> None:
        """Match the files anew with what somebody else wrote; go back where the import was undone."""
        if change is None or self._busy:
            return
        own = None if self._done is None else self._done.change
        if self._done is None or (own is not None and own.label == change.label):
            self._done = None
            self.bench.look_again()
        else:
            self.summary.undo.hide()  # it would take back something else now

    def choose_files(self) -> None:
        """Let files be picked."""
        self.add_files(ask_files(self))

    def add_files(self, paths: Sequence[Path], *, skip_on: bool = False) -> None:
        """Put files on the list, those that are not on it yet; `skip_on` as in `open_import`."""
        if self._busy or not paths:
            return
        if self._done is not None:
            self.start_anew()
        if skip_on:
            self.bench.skip_on()
        self.bench.inputs.add(paths)

    def start_anew(self) -> None:
        """Begin with an empty list."""
        self._done = None
        self.bench.clear()

    def _show_state(self) -> None:
        """Show nothing yet, the steps, or what was imported."""
        has_files = bool(self.bench.inputs.files)
        view = self.summary if self._done is not None else self.bench if has_files else self._begin
        if self._views.currentWidget() is not view:
            self._views.setCurrentWidget(view)
            begin = {self._begin: self.empty.button, self.bench: self.bench.next_button}
            begin.get(view, self.summary.leads).setFocus()

    def apply(self) -> None:
        """Import what is shown."""
        batch, names, preset = self.bench.batch, self.bench.names, self.bench.preset
        if self._busy or self._done is not None or batch is None:
            return

        def work(progress: Progress) -> Imported:
            return imports.apply(self._workspace, batch, names, preset=preset, progress=progress)

        label = counted(len(names), self.tr("Importing 1 file"), self.tr("Importing %1 files"))
        self._run(work, self._applied, self._not_applied, label)

    def _run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], object],
        label: str,
    ) -> None:
        self._busy = True
        self.bench.setEnabled(False)
        self.summary.setEnabled(False)
        self.frame.jobs.run(work, done, failed, label)

    def _rest(self) -> None:
        self._busy = False
        self.bench.setEnabled(True)
        self.summary.setEnabled(True)

    def _applied(self, done: Imported) -> None:
        self._rest()
        self._done = done
        batch = self.bench.batch
        if batch is not None:
            self.summary.show_imported(done, batch.counts.left_out, batch.counts.flagged)
        show_consequence(self.summary, self._workspace, done)
        self._show_state()

    def _not_applied(self, problem: BaseException) -> None:
        self._rest()
        self.bench.begin()
        if isinstance(problem, Cancelled):
            self.bench.say(self.tr("Cancelled. Nothing was written."))
        elif isinstance(problem, Refusal):
            self.bench.say(str(problem))
        else:
            self.frame.jobs.fail(problem)

    def undo(self) -> None:
        """Take the import back, and show its files again."""
        self._run(
            lambda progress: changing.undo(self._workspace, progress),
            self._undone,
            self._not_changed,
            self.tr("Undoing the import"),
        )

    def _undone(self, change: Change) -> None:
        self._rest()
        self._done = None
        self.bench.look_again()
        self.frame.messages.notice(self.tr("Undone: %1").replace("%1", change.label))

    def save_failed(self) -> None:
        """Write the rows that were left out to a file, with what is wrong with each."""
        batch, tables = self.bench.batch, self.bench.tables
        if batch is None or not tables:
            return
        path = ask_where_to_save(self, self.bench.inputs.files[0].path)
        if path is not None:
            self.frame.jobs.run(
                lambda _: import_mending.save_failed(batch, tables, path), self._saved
            )

    def _saved(self, files: Sequence[Path]) -> None:
        names = ", ".join(path.name for path in files)
        words = self.tr("Saved as %1. Mend the rows there and import that file.")
        self.frame.messages.notice(words.replace("%1", names))

    def start_earlier(self) -> None:
        """Have the agreement begin with the month in which the first lead arrived."""
        first = first_month(self._workspace)
        if first is not None:
            self._run(
                lambda _: agreement.start_earlier(self._workspace, first),
                self._started_earlier,
                self._not_changed,
                self.tr("Starting the agreement earlier"),
            )

    def _started_earlier(self, change: Change) -> None:
        self._rest()
        since = agreement.agreement(self._workspace).agreed[0].first_day
        if since is not None:
            self.summary.show_agreement_moved(day_text(since))

    def _not_changed(self, problem: BaseException) -> None:
        self._rest()
        if isinstance(problem, Refusal):
            self.summary.show_error(str(problem))
        else:
            self.frame.jobs.fail(problem)

    def _go_to_leads(self) -> None:
        self.frame.go("leads", None)

    def _go_to_commitments(self) -> None:
        self.frame.go("commitments", None)
