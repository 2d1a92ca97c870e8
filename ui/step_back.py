"""The way back that a notice offers: it takes a step back only while no other came after it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from app.changes import Area, Change
from app.errors import Refusal
from app.services import changing
from app.services.workspaces import Workspace
from ui.jobs import Jobs
from ui.messages import Messages


def _nothing() -> None:
    """Follow an undone step with nothing."""


class StepBack(QObject):
    """Says what was done with an Undo beside it; hand it every change that is published.

    `undone` is called once a step was taken back.
    """

    def __init__(
        self,
        jobs: Jobs,
        messages: Messages,
        workspace: Workspace,
        undone: Callable[[], object] = _nothing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._messages = jobs, messages
        self._workspace, self._undone = workspace, undone
        self._newest: Change | None = None

    def on_change(self, change: Change) -> None:
        """Note that another step may have come after ours; time passing is none."""
        if change is not self._newest and change.areas != {Area.TIME}:
            self._newest = None

    def offer(self, change: Change, words: str) -> None:
        """Say `words` about a step just made; one that changed nothing has no way back."""
        if not change.undoable:
            self._messages.notice(words)
            return
        self._newest = change
        self._messages.notice(words, self.tr("Undo"), partial(self._take_back, change))

    def _take_back(self, change: Change) -> None:
        if change is not self._newest:
            self._messages.notice(
                self.tr("Something else was changed meanwhile, so this cannot be undone by itself.")
            )
            return
        step(self._jobs, self._workspace, self._on_undone, self._on_refused, backwards=True)

    def _on_undone(self, change: Change) -> None:
        self._undone()
        self._messages.notice(self.tr("Undone: %1").replace("%1", change.label))

    def _on_refused(self, refusal: Refusal) -> None:
        self._messages.notice(str(refusal))


def step(
    jobs: Jobs,
    workspace: Workspace,
    done: Callable[[Change], object],
    refused: Callable[[Refusal], object],
    *,
    backwards: bool,
) -> None:
    """Undo (`backwards`) or redo a step: at once, or where it is of many leads as a job with progress."""
    replay = changing.undo if backwards else changing.redo

    def failed(problem: BaseException) -> None:
        if isinstance(problem, Refusal):
            refused(problem)
        else:
            jobs.fail(problem)

    if changing.is_large(workspace, backwards=backwards):
        words = (
            QCoreApplication.translate("StepBack", "Undoing")
            if backwards
            else QCoreApplication.translate("StepBack", "Doing again")
        )
        jobs.run(lambda progress: replay(workspace, progress), done, failed, words)
        return
    try:
        change = replay(workspace)
    except Refusal as refusal:
        refused(refusal)
    else:
        done(change)
