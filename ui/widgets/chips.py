"""A few choices shown at once, as buttons of which one is ticked."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QWidget

from ui import icons, tokens
from ui.widgets.button import Button


class Chips(QWidget):
    """Choices `across` in a row; arrow keys move the choice. `chosen` carries the key."""

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[object, str]],
        current: object,
        across: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keys = [key for key, _ in choices]
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(tokens.current().space.xs)
        for place, (key, text) in enumerate(choices):
            chip = Button(text)
            chip.setCheckable(True)
            chip.toggled.connect(self._tick)
            self._group.addButton(chip, place)
            grid.addWidget(chip, place // across, place % across)
            if key == current:
                chip.setChecked(True)
                self.setFocusProxy(chip)
        self._group.buttonToggled.connect(self._on_toggled)

    def current(self) -> object:
        """Give the key of the choice."""
        return self._keys[self._group.checkedId()]

    def choose(self, key: object) -> None:
        """Choose by key."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def _tick(self, on: bool) -> None:
        chip = self.sender()
        if isinstance(chip, QAbstractButton):
            chip.setIcon(icons.icon("check", "accent") if on else QIcon())

    def _on_toggled(self, chip: QAbstractButton, on: bool) -> None:
        if on:
            self.setFocusProxy(chip)
            self.chosen.emit(self._keys[self._group.id(chip)])
