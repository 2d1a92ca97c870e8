"""What stands in a page's place for the moment before it is built."""

from PySide6.QtWidgets import QGridLayout, QWidget

from ui import tokens
from ui.widgets.card import Card
from ui.widgets.skeleton import Skeleton


class ShellSkeleton(QWidget):
    """Empty cards where most pages have theirs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        grid = QGridLayout(self)
        grid.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        grid.setSpacing(space.l)
        for column in range(4):
            grid.addWidget(self._card(3), 0, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self._card(5), 1, 0, 1, 3)
        grid.addWidget(self._card(5), 1, 3)
        grid.addWidget(self._card(4), 2, 0, 1, 4)
        grid.setRowStretch(1, 2)
        grid.setRowStretch(2, 2)

    def _card(self, lines: int) -> Card:
        card = Card()
        card.body.addWidget(Skeleton(lines))
        card.body.addStretch()
        return card
