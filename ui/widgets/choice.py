"""A choice from many: the list opens, and typing finds any part of a name."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget


class Choice(QComboBox):
    """Offers keys by their names; what is typed but not on the list gives no key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(14)
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)

    def setAccessibleName(self, name: str) -> None:
        """Name the field one types into too: that is where the keyboard is."""
        super().setAccessibleName(name)
        field = self.lineEdit()
        if field is not None:
            field.setAccessibleName(name)

    def offer(self, choices: Sequence[tuple[str, str]], current: str) -> None:
        """Offer pairs of key and name, and choose the key `current` where it is offered."""
        self.clear()
        for key, name in choices:
            self.addItem(name, key)
        self.choose(current)

    def choose(self, key: str) -> None:
        """Choose a key; one that is not offered chooses nothing."""
        self.setCurrentIndex(self.findData(key))

    def key(self) -> str | None:
        """Give the key of the name that stands in the field; None for words not on the list."""
        place = self.findText(self.currentText().strip(), Qt.MatchFlag.MatchFixedString)
        return None if place < 0 else str(self.itemData(place))
