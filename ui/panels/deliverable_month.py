"""The month of deliverables, with the way to other months."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens
from ui.dates import to_qdate
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import Label, Role
from ui.widgets.month import MonthGrid
from ui.widgets.month_days import MonthEntry, month_of
from ui.wording import locale


class MonthView(QWidget):
    """A month in a card; `turned` says that another one is shown."""

    turned = Signal()

    def __init__(self, today: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.grid = MonthGrid(self.tr("Month"), today)
        self.name = Label("", Role.HEADING)
        self.before = Button(self.tr("The month before"), "chevron-left", kind="icon")
        self.after = Button(self.tr("The month after"), "chevron-right", kind="icon")
        self.to_today = Button(self.tr("Today"))
        head = QHBoxLayout()
        head.setSpacing(space.xs)
        for each in (self.before, self.after, self.to_today):
            head.addWidget(each)
        head.addSpacing(space.s)
        head.addWidget(self.name)
        self.count = Label("", Role.CAPTION)
        for words in (self.name, self.count):
            words.setMinimumWidth(1)  # in little room the rest may go
        head.addStretch()
        head.addWidget(self.count)
        head.addSpacing(space.s)
        card = Card()
        margins = card.layout()
        assert margins is not None  # noqa: S101 - a card has a layout
        margins.setContentsMargins(space.s, space.s, space.s, space.s)
        card.body.addLayout(head)
        card.body.addWidget(self.grid, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        self.before.clicked.connect(self._back)
        self.after.clicked.connect(self._on)
        self.to_today.clicked.connect(self._today)
        self.grid.turned.connect(self._turned)
        self.setFocusProxy(self.grid)
        self._say()

    def show_entries(self, entries: Sequence[MonthEntry], today: int, off: frozenset[int]) -> None:
        """Show what is due on the days seen, and how much of it in the month."""
        self.grid.set_entries(entries, today, off)
        here = sum(month_of(entry.day) == self.grid.month for entry in entries)
        text = self.tr("%1 due").replace("%1", f"{here:,}")
        self.count.setText(text if here else self.tr("Nothing is due this month"))

    def _back(self) -> None:
        self.grid.turn(-1)

    def _on(self) -> None:
        self.grid.turn(1)

    def _today(self) -> None:
        self.grid.go_to(self.grid.today)
        self.grid.setFocus()

    def _turned(self) -> None:
        self._say()
        self.turned.emit()

    def _say(self) -> None:
        self.name.setText(locale().toString(to_qdate(self.grid.month), "MMMM yyyy"))
