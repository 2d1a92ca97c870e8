"""Several words in one field, separated by commas, each completed from the known ones."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

_COMMA = ", "


class _LastWord(QCompleter):
    """Completes what stands after the last comma."""

    def splitPath(self, path: str) -> list[str]:
        """Look for the last word alone."""
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Put a completion in the last word's place."""
        field = self.widget()
        typed = field.text() if isinstance(field, QLineEdit) else ""
        before, comma, _ = typed.rpartition(",")
        return f"{before}{_COMMA if comma else ''}{super().pathFromIndex(index)}"


class ListField(QLineEdit):
    """Reads and writes words separated by commas."""

    def __init__(self, known: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        completer = _LastWord(list(known), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def words(self) -> tuple[str, ...]:
        """Read the words, each once, in the order they stand."""
        return tuple(dict.fromkeys(filter(None, map(str.strip, self.text().split(",")))))

    def set_words(self, words: Sequence[str]) -> None:
        """Write words."""
        self.setText(_COMMA.join(words))
