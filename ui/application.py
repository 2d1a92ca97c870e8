"""Puts everything together: settings, file, window and pages meet here and nowhere else."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QTextEdit

from app import __version__, settings
from app.changes import Area, Change
from app.errors import Refusal
from app.settings import Settings
from ui import fonts
from ui.actions import Command, Menu
from ui.bridge import Bridge, DueTimer, ForeignPoll
from ui.crash import Hooks
from ui.main_window import MainWindow, Person
from ui.page import Frame, Page, PageSpec
from ui.single_instance import SingleInstance
from ui.theme import Mode, ThemeManager
from ui.window_state import WindowState

if TYPE_CHECKING:
    from app.services.workspaces import Workspace
    from ui.watched_folder import WatchedFolder

PagesOf = Callable[["Application", "Workspace"], Sequence[PageSpec]]
WelcomeOf = Callable[["Application", Frame], Page]
CommandsOf = Callable[["Application"], Sequence[Command]]
_SUFFIX = ".tandem"


class Application(QObject):
    """One window on at most one workspace file.

    `left` says that the workspace is about to be closed.

    `pages` gives the pages of an open workspace and `commands` what can be done from any of them,
    `welcome` the page shown while none is open. They are handed in, so that the frame knows no page.
    """

    left = Signal()

    def __init__(
        self, app: QApplication, pages: PagesOf, welcome: WelcomeOf, commands: CommandsOf
    ) -> None:
        super().__init__(app)
        self._pages, self._welcome, self._commands_of = pages, welcome, commands
        self._of_workspace: list[str] = []
        self._settings_path = settings.settings_path()
        self.settings, self._complaint = settings.load(self._settings_path)
        self.workspace: Workspace | None = None
        self._instance: SingleInstance | None = None
        self._poll: ForeignPoll | None = None
        self._due: DueTimer | None = None
        self._watched: WatchedFolder | None = None
        self.theme = ThemeManager(app, Mode(self.settings.mode))
        fonts.install(app)
        geometry = self._settings_path.with_name("window.ini")
        state = WindowState(QSettings(str(geometry), QSettings.Format.IniFormat))
        self.window = MainWindow(self.theme, state)
        self.hooks = Hooks(self.window.messages.failure)
        self.bridge = Bridge(self)
        self.bridge.changed.connect(self._on_change)
        self.window.person_chosen.connect(self._sit_down)
        self.window.closing.connect(self._on_closing)
        self.window.commands.add(self._commands())

    def _commands(self) -> list[Command]:
        def theme(mode: Mode, text: str, icon: str) -> Command:
            return Command(
                f"view.{mode}",
                text,
                icon,
                lambda: self._set_mode(mode),
                menu=Menu.VIEW,
                checked=lambda: self.theme.mode == mode,
            )

        return [
            Command(
                "file.open",
                self.tr("Open a workspace…"),
                "folder-open",
                self.choose_file,
                "Ctrl+O",
                menu=Menu.FILE,
            ),
            Command(
                "file.close",
                self.tr("Close the workspace"),
                "x",
                self.close_workspace,
                "Ctrl+W",
                enabled=lambda: self.workspace is not None,
                menu=Menu.FILE,
            ),
            Command("file.quit", self.tr("Quit"), "log-out", self._quit, "Ctrl+Q", menu=Menu.FILE),
            Command("edit.undo", self.tr("Undo"), "undo-2", self.undo, "Ctrl+Z", menu=Menu.EDIT),
            Command(
                "edit.redo", self.tr("Redo"), "redo-2", self.redo, "Ctrl+Shift+Z", menu=Menu.EDIT
            ),
            theme(Mode.LIGHT, self.tr("Light"), "sun"),
            theme(Mode.DARK, self.tr("Dark"), "moon"),
            theme(Mode.SYSTEM, self.tr("As the system says"), "monitor"),
            Command("help.about", self.tr("About Tandem"), "info", self._about, menu=Menu.HELP),
        ]

    def start(self, path: Path | None = None, instance: SingleInstance | None = None) -> None:
        """Show the window at once; the file at `path`, or Welcome, comes after the first frame."""
        self.window.stands.connect(
            partial(self._after_first_frame, path, instance),
            Qt.ConnectionType.SingleShotConnection,
        )
        self.window.show()
        if self._complaint:
            self.window.messages.notice(self._complaint)

    def _after_first_frame(self, path: Path | None, instance: SingleInstance | None) -> None:
        if path is None or not self.open_path(path, instance):
            self.show_welcome()

    def show_welcome(self) -> None:
        """Show the page that offers a workspace."""
        self.window.show_alone(self._welcome(self, self.window.frame))

    def choose_file(self) -> None:
        """Let a workspace file be picked."""
        folder = str(self.settings.recent[0].parent) if self.settings.recent else ""
        kinds = self.tr("Tandem workspaces (*%1)").replace("%1", _SUFFIX)
        title = self.tr("Open a workspace")
        chosen, _ = QFileDialog.getOpenFileName(self.window, title, folder, kinds)
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path, instance: SingleInstance | None = None) -> bool:
        """Open a workspace file in this window; False, and a sentence or a question, when it cannot be.

        `instance` is the claim to the file, where it was made already.
        """
        path = path.resolve()
        if self.workspace is not None and self.workspace.path == path:
            return True
        if self.workspace is not None and self.window.half_typed():
            self.window.unless_half_typed(partial(self._open, path, instance))
            return False
        return self._open(path, instance)

    def _open(self, path: Path, instance: SingleInstance | None) -> bool:
        from app.services.workspaces import open_workspace  # noqa: PLC0415 - after the first frame

        instance = instance or SingleInstance(path, self)
        if not instance.claim():
            self.window.messages.notice(self.tr("That workspace is open in another window."))
            return False
        try:
            workspace = open_workspace(path)
        except Refusal as refusal:
            instance.release()
            self.window.messages.error(str(refusal))
            return False
        self.adopt(workspace, instance)
        return True

    def adopt(self, workspace: "Workspace", instance: SingleInstance | None = None) -> None:
        """Show an open workspace in place of the one before, which is closed."""
        from app.services.time_passing import next_transition  # noqa: PLC0415 - as above
        from app.services.workspaces import info  # noqa: PLC0415 - as above
        from ui.watched_folder import WatchedFolder  # noqa: PLC0415 - as above

        self._close_file()
        self.workspace = workspace
        self._instance = instance or SingleInstance(workspace.path, self)
        self._instance.claim()
        self._instance.asked_forward.connect(self.window.come_forward)
        workspace.subscribe(self.bridge.publish)
        self._poll = ForeignPoll(workspace.written_elsewhere, self.bridge.publish, self)
        self._due = DueTimer(partial(next_transition, workspace), self.bridge.publish, self)
        self._keep(self.settings.opened(workspace.path))
        name = info(workspace).name
        self.window.setWindowTitle(name)
        commands = self._commands_of(self)
        self._of_workspace = [command.id for command in commands]
        self.window.commands.add(commands)
        self.window.show_pages(self._pages(self, workspace), name)
        folder = self.settings.watched.get(workspace.path)
        self._watched = WatchedFolder(self.window, workspace, folder, self._watch, self)
        self._show_people()
        self._show_steps()

    def close_workspace(self) -> None:
        """Let go of the file and go back to Welcome, unless something half typed is to be kept."""
        self.window.unless_half_typed(self._leave)

    def _leave(self) -> None:
        self._close_file()
        self.show_welcome()

    def _on_closing(self) -> None:
        self._close_file()
        self.hooks.uninstall()

    def _close_file(self) -> None:
        if self.workspace is None:
            return
        if self._poll is not None and self._due is not None:
            self._poll.stop()
            self._due.stop()
        if self._watched is not None:
            self._watched.close()
            self._watched = None
        self.left.emit()
        self.window.messages.withdraw()
        self.window.setWindowTitle(QCoreApplication.applicationName())
        self.window.drop_pages()
        self.window.commands.remove(self._of_workspace)
        self.workspace.close()
        self.workspace = None
        self._show_steps()
        if self._instance is not None:
            self._instance.release()
            self._instance = None

    def _on_change(self, change: Change) -> None:
        if self.workspace is None:
            return
        if self._due is not None and change.areas != {Area.TIME}:
            self._due.reset()
        if Area.PEOPLE in change.areas:
            self._show_people()
        if change.areas != {Area.TIME}:
            self._show_steps()
        self.window.on_change(change)

    def _show_steps(self) -> None:
        """Let Undo and Redo say what they would do: "Undo: log contact, Priya Nair"."""
        from app.services.changing import next_steps  # noqa: PLC0415 - as above

        back, again = (None, None) if self.workspace is None else next_steps(self.workspace)
        for command, alone, with_words, label in (
            ("edit.undo", self.tr("Undo"), self.tr("Undo: %1"), back),
            ("edit.redo", self.tr("Redo"), self.tr("Redo: %1"), again),
        ):
            words = label and with_words.replace("%1", label[0].lower() + label[1:])
            self.window.commands.reword(command, words or alone)

    def _show_people(self) -> None:
        from app.model.people import Side  # noqa: PLC0415 - as above
        from app.services.people import people  # noqa: PLC0415 - as above

        if self.workspace is None:
            return
        names = {Side.MARKETING: self.tr("Marketing"), Side.SALES: self.tr("Sales")}
        offered = []
        for each in people(self.workspace):
            sides = [
                side for side, on in zip(Side, (each.marketing, each.sales), strict=True) if on
            ]
            words = (
                self.tr("both sides") if len(sides) > 1 else "".join(names[side] for side in sides)
            )
            offered.append(Person(each.id, each.name, sides[0] if sides else "", words))
        if self.person_id is None and len(offered) == 1:
            self._keep(self.settings.with_person(self.workspace.path, offered[0].id))
        self.window.set_people(offered, self.person_id)

    @property
    def person_id(self) -> int | None:
        """Who sits here, as the id of a person of the workspace; None when nobody was chosen."""
        return None if self.workspace is None else self.settings.people.get(self.workspace.path)

    def _sit_down(self, person_id: int) -> None:
        if self.workspace is not None:
            self._keep(self.settings.with_person(self.workspace.path, person_id))
            self._show_people()

    def _watch(self, folder: Path | None) -> None:
        if self.workspace is not None:
            self._keep(self.settings.watching(self.workspace.path, folder))

    def forget(self, path: Path) -> None:
        """Take a file off the list of recent ones."""
        self._keep(self.settings.forgotten(path))

    def _keep(self, changed: Settings) -> None:
        """Remember changed settings; if they cannot be written they hold until the app ends."""
        self.settings = changed
        try:
            settings.save(changed, self._settings_path)
        except Refusal as refusal:
            self.window.messages.notice(str(refusal))

    def _set_mode(self, mode: Mode) -> None:
        self.theme.set_mode(mode)
        self._keep(replace(self.settings, mode=mode.value))

    def undo(self) -> None:
        """Take back the last typing in the focused field, or else the last change made."""
        field = _text_field()
        if field is not None and _can(field, "Undo"):
            field.undo()
            return
        self._replay(backwards=True)

    def redo(self) -> None:
        """Do again what was undone last, in the focused field or else in the workspace."""
        field = _text_field()
        if field is not None and _can(field, "Redo"):
            field.redo()
            return
        self._replay(backwards=False)

    def _replay(self, *, backwards: bool) -> None:
        from ui.step_back import step  # noqa: PLC0415 - as above

        if self.workspace is not None:
            done = self._on_undone if backwards else self._on_redone
            step(self.window.jobs, self.workspace, done, self._on_refused, backwards=backwards)

    def _on_undone(self, change: Change) -> None:
        self.window.messages.notice(self.tr("Undone: %1").replace("%1", change.label))

    def _on_redone(self, change: Change) -> None:
        self.window.messages.notice(self.tr("Done again: %1").replace("%1", change.label))

    def _on_refused(self, refusal: Refusal) -> None:
        self.window.messages.notice(str(refusal))

    def _quit(self) -> None:
        self.window.close()

    def _about(self) -> None:
        words = self.tr("Version %1. The agreement itself starts the clocks and draws the chart.")
        self.window.messages.inform("Tandem", words.replace("%1", __version__))


def _text_field() -> QLineEdit | QPlainTextEdit | QTextEdit | None:
    focused = QApplication.focusWidget()
    return focused if isinstance(focused, QLineEdit | QPlainTextEdit | QTextEdit) else None


def _can(field: QLineEdit | QPlainTextEdit | QTextEdit, what: Literal["Undo", "Redo"]) -> bool:
    """Tell whether a text field has typing to undo or redo."""
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable() if what == "Undo" else field.isRedoAvailable()
    document = field.document()
    return document.isUndoAvailable() if what == "Undo" else document.isRedoAvailable()


def main(arguments: Sequence[str]) -> int:
    """Open the window, on the workspace named by the first argument if there is one; the exit code.

    A second start of the same file brings the first window forward and ends at once.
    """
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("Tandem")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("tandem")
    path = Path(arguments[0]).resolve() if arguments else None
    instance = None
    if path is not None:
        instance = SingleInstance(path)
        if not instance.claim():
            return 0
    from ui import pages  # noqa: PLC0415 - a second start needs none of it

    application = Application(
        app, pages.workspace_pages, pages.welcome_page, pages.workspace_commands
    )
    pages.take_dropped_files(application)
    application.start(path, instance)
    return app.exec()
