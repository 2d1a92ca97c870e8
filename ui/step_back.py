"""The way back that a notice offers: it takes a step back only while no other came after it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from app.changes import Area, Change
from app.errors import Refusal
from app.services.changing import undo
from app.services.workspaces import Workspace
from ui.messages import Messages


def _nothing() -> None:
    """Follow an undone step with nothing."""


class StepBack(QObject):
    """Says what was done with an Undo beside it; hand it every change that is published.

    `undone` is called once a step was taken back.
    """

    def __init__(
        self,
        messages: Messages,
        workspace: Workspace,
        undone: Callable[[], object] = _nothing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages, self._workspace, self._undone = messages, workspace, undone
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
        try:
            undo(self._workspace)
        except Refusal as refusal:
            self._messages.notice(str(refusal))
        else:
            self._undone()
            self._messages.notice(self.tr("Undone: %1").replace("%1", change.label))
