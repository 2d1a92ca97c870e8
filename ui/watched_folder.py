"""Watches the folder that exports come to, and says quietly when one can be imported."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from app.changes import Progress
from app.errors import Refusal
from app.services.watched_folder import Look, Offer, Seen, scan
from app.services.workspaces import Workspace
from ui.actions import Command, Menu
from ui.dialogs.import_watch import STOP, WATCH
from ui.jobs import Latest
from ui.main_window import MainWindow

SETTLE_MS = 1_500
"""A file is offered when it is the same after this time: whoever writes it has finished."""
_EVERY_MS = 60_000
"""Some file systems tell of no changes, so the folder is also looked at now and then."""


class WatchedFolder(QObject):
    """Looks at the folder chosen for a workspace: at once, when something changes, and each minute.

    `keep` remembers another folder, or None for none. Made with an open workspace, it is stopped
    before that is closed.
    """

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        folder: Path | None,
        keep: Callable[[Path | None], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._workspace, self._keep = window, workspace, keep
        self.folder: Path | None = None
        self._seen: Seen = {}
        self._complained = False
        self._latest = Latest(window.jobs)
        self._watcher = QFileSystemWatcher(self)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._now_and_then = QTimer(self, interval=_EVERY_MS)
        self._watcher.directoryChanged.connect(self._look)
        self._settling.timeout.connect(self._look)
        self._now_and_then.timeout.connect(self._look)
        window.commands.add(self._commands())
        self._watch(folder)

    def _commands(self) -> list[Command]:
        return [
            Command(WATCH, self.tr("Watch a folder…"), "folder-open", self.choose, menu=Menu.FILE),
            Command(
                STOP,
                self.tr("Stop watching the folder"),
                "x",
                self.stop_watching,
                enabled=lambda: self.folder is not None,
                menu=Menu.FILE,
            ),
        ]

    def choose(self) -> None:
        """Let a folder be picked and watch it."""
        title = self.tr("Watch a folder for files to import")
        chosen = QFileDialog.getExistingDirectory(self._window, title, str(self.folder or ""))
        if not chosen:
            return
        self._watch(Path(chosen))
        self._keep(self.folder)
        words = self.tr("A file that comes to “%1” and is known by its headers will be offered.")
        self._window.messages.notice(words.replace("%1", Path(chosen).name))

    def stop_watching(self) -> None:
        """Watch nothing any more."""
        self._watch(None)
        self._keep(None)
        self._window.messages.notice(self.tr("The folder is not watched any more."))

    def close(self) -> None:
        """Stop for good; the folder stays remembered."""
        self._watch(None)
        self._window.commands.remove((WATCH, STOP))

    def _watch(self, folder: Path | None) -> None:
        self._latest.drop()
        self._settling.stop()
        self._now_and_then.stop()
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self.folder, self._seen, self._complained = folder, {}, False
        words = self.tr("Stop watching the folder")
        if folder is not None:
            words = self.tr("Stop watching “%1”").replace("%1", folder.name or str(folder))
            self._now_and_then.start()
            self._look()
        self._window.commands.action(STOP).setText(words)
        self._window.commands.refresh()

    def _look(self) -> None:
        folder, seen = self.folder, self._seen
        if folder is None:
            return
        if str(folder) not in self._watcher.directories():
            self._watcher.addPath(str(folder))  # false while the folder is not there

        def work(_: Progress) -> Look:
            return scan(self._workspace, folder, seen)

        self._latest.run(work, self._looked, self._could_not_look)

    def _looked(self, look: Look) -> None:
        self._seen, self._complained = look.seen, False
        if not all(stamp.judged for stamp in look.seen.values()):
            self._settling.start()
        if look.offers:
            self._offer(look.offers)

    def _could_not_look(self, problem: BaseException) -> None:
        if not isinstance(problem, Refusal):
            self._window.jobs.fail(problem)
        elif not self._complained:
            self._complained = True
            self._window.messages.notice(str(problem))

    def _offer(self, offers: Sequence[Offer]) -> None:
        paths = [offer.path for offer in offers]
        if len(paths) == 1:
            words = self.tr("%1 has arrived.").replace("%1", paths[0].name)
        else:
            names = ", ".join(path.name for path in paths)
            words = self.tr("%1 have arrived.").replace("%1", names)

        def bring_in() -> None:
            from ui.dialogs.import_files import open_import  # noqa: PLC0415 - when first asked for

            open_import(self._window, self._workspace, paths, skip_on=True)

        self._window.messages.notice(words, self.tr("Import…"), bring_in)
