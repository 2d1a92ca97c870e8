"""What the steps have in common that look at one file at a time."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from ui import tokens
from ui.widgets.card import Card
from ui.widgets.label import Label, Role


def give_keyboard(widget: QWidget) -> None:
    """Put the keyboard on a widget just laid out: its layout would show it too late to take it."""
    widget.show()
    widget.setFocus()


class Picker(QComboBox):
    """Which of several things is shown; hidden while there is but one. `picked` carries its place."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(360)
        self.activated.connect(self.picked)

    def offer(self, names: Sequence[str], current: int) -> None:
        """Offer things by name."""
        if [self.itemText(place) for place in range(self.count())] != list(names):
            self.clear()
            self.addItems(names)
        self.setCurrentIndex(current)
        self.setVisible(len(names) > 1)


class ScrolledCard(Card):
    """A card whose content scrolls: put it into `column`. `refusal` stands above it."""

    def __init__(self, heading: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(heading, explanation, parent=parent)
        space = tokens.current().space
        self.refusal = Label("", Role.ERROR, wrap=True)
        self.refusal.hide()
        inner = QWidget()
        inner.setObjectName("scrolled")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, space.m, 0)
        self.column.setSpacing(space.m)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inner)
        self.body.setContentsMargins(0, space.s, 0, 0)
        self.body.addWidget(self.refusal)
        self.body.addWidget(self.area, 1)

    def show_refusal(self, sentence: str) -> None:
        """Say what is missing; "" takes it away."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
