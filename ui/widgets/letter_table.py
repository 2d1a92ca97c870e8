"""A table in which single letters are both commands of the page and the way to find a row."""

from typing import cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.actions import Commands
from ui.widgets.table import RowHeight, TableView


class LetterTable(TableView):
    """Leaves the letters of commands to them; the other letters find a row.

    A search may begin with any letter typed with Shift, and goes on with every letter.
    """

    def __init__(
        self,
        name: str,
        commands: Commands,
        parent: QWidget | None = None,
        *,
        rows: RowHeight = "normal",
    ) -> None:
        super().__init__(name, parent, rows=rows)
        self._commands = commands

    def event(self, event: QEvent) -> bool:
        """Keep the letters of a search from running commands."""
        if event.type() == QEvent.Type.ShortcutOverride and self._finds(cast("QKeyEvent", event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do nothing for the letter of a command that is off: it must not jump to another row."""
        if self._is_plain(event) and self._acts(event) and not self.searching:
            return
        super().keyPressEvent(event)

    def _finds(self, event: QKeyEvent) -> bool:
        if not event.text().strip() or not event.text().isprintable():
            return False
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            return True
        return self._is_plain(event) and (self.searching or not self._acts(event))

    def _acts(self, event: QKeyEvent) -> bool:
        return event.text().upper() in self._commands.shortcuts()

    @staticmethod
    def _is_plain(event: QKeyEvent) -> bool:
        return event.modifiers() == Qt.KeyboardModifier.NoModifier
