"""The table of leads, where single letters are both commands and the way to find a row."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.table import TableView

_PAUSE_MS = 900
"""After so long without a letter a search has ended."""

_COMMANDS = (Qt.Key.Key_C, Qt.Key.Key_A, Qt.Key.Key_S, Qt.Key.Key_H, Qt.Key.Key_N)
"""Contact, accept, send back, hand over, new."""


class LeadTable(TableView):
    """A table in which some letters act upon the lead and the others find a row.

    A search may begin with any letter typed with Shift, and goes on with every letter. `needed`
    are the widths below which columns scroll rather than shrink.
    """

    add_asked = Signal()

    def __init__(self, name: str, needed: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(name, parent, rows="tall")
        self._needed = needed
        self._last_letter = QElapsedTimer()

    @property
    def searching(self) -> bool:
        """Tell whether a letter typed now goes on with a search."""
        return self._last_letter.isValid() and self._last_letter.elapsed() <= _PAUSE_MS

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns share a new width as they shared the old one, each as much as it needs."""
        super().resizeEvent(event)
        room = event.size().width()
        if room == event.oldSize().width():
            return
        header = self.horizontalHeader()
        shown = [each for each in range(header.count()) if not header.isSectionHidden(each)]
        widths = {
            each: max(self._needed[each], header.sectionSize(each) * room // header.length())
            for each in shown
        }
        excess = sum(widths.values()) - room
        for each in sorted(shown, key=lambda each: self._needed[each] - widths[each]):
            cut = min(excess, widths[each] - self._needed[each])
            widths[each] -= cut
            excess -= cut
        for each, width in widths.items():
            header.resizeSection(each, width)

    def keyboardSearch(self, search: str) -> None:
        """Go to the row whose name begins with the letters typed."""
        self._last_letter.start()
        super().keyboardSearch(search)

    def event(self, event: QEvent) -> bool:
        """Keep the letters of a search from running commands."""
        if event.type() == QEvent.Type.ShortcutOverride and self._finds(cast("QKeyEvent", event)):
            event.accept()
            return True
        return super().event(event)

    def _finds(self, event: QKeyEvent) -> bool:
        if not event.text().strip() or not event.text().isprintable():
            return False
        shifted = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        return shifted or (plain and (self.searching or event.key() not in _COMMANDS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add a lead with N; the letter of a command that is off must not jump to another row.

        Up and Down first select the row they stand on where none is selected.
        """
        selection, current = self.selectionModel(), self.currentIndex()
        moves = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if moves and current.isValid() and not selection.hasSelection():
            self.setCurrentIndex(current)
            return
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() in _COMMANDS and not self.searching:
            if event.key() == Qt.Key.Key_N:
                self.add_asked.emit()
            return
        super().keyPressEvent(event)
