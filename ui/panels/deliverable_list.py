"""The list of deliverables in its card, and what stands there when there is nothing to list."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.items import ItemLine
from ui import tokens
from ui.models.deliverable_lines import Line, lines
from ui.models.deliverable_ways import Promises, day_text
from ui.models.deliverables import ItemFilter
from ui.page import Frame
from ui.panels.deliverable_table import ItemTable
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.label import Label, Role
from ui.widgets.skeleton import Skeleton


class DeliverableList(QWidget):
    """The table and, under it, how far it reaches.

    `add_asked`, `promise_asked` and `clear_asked` are what an empty list offers, `further_asked`
    what stands under a full one.
    """

    add_asked = Signal()
    promise_asked = Signal()
    clear_asked = Signal()
    further_asked = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ItemTable(self.tr("Deliverables"), frame)
        self.nothing = EmptyState(
            "table",
            self.tr("Nothing matches"),
            "",
            self.tr("Clear the filter"),
            self.clear_asked.emit,
        )
        self.none_yet = self._first_ones()
        self.places = QStackedWidget()
        self._skeleton = Skeleton(lines=8)
        for each in (self._skeleton, self.table, self.nothing):
            self.places.addWidget(each)
        space = tokens.current().space
        self._card = Card()
        margins = self._card.layout()
        assert margins is not None  # noqa: S101 - a card has a layout
        margins.setContentsMargins(space.s, space.xs, space.s, space.s)
        self._card.body.addWidget(self.places)
        self.reach = Label("", Role.CAPTION)
        self.reach.setMinimumWidth(1)  # in little room the rest may go
        self.further = Button(self.tr("Show a year more"), kind="quiet")
        self.further.clicked.connect(self.further_asked)
        foot = QHBoxLayout()
        foot.setContentsMargins(space.s, 0, 0, 0)
        foot.addWidget(self.reach)
        foot.addWidget(self.further)
        foot.addStretch()
        self._card.body.addLayout(foot)
        self.setFocusProxy(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._card)
        layout.addWidget(self.none_yet)
        self.none_yet.hide()

    def _first_ones(self) -> EmptyState:
        empty = EmptyState(
            "table",
            self.tr("Nothing is promised by a date yet"),
            self.tr(
                "Case studies, price sheets, loss reports: what each side owes the other by a day."
                " What is owed every week or month is a commitment."
            ),
            self.tr("Add a deliverable"),
            self.add_asked.emit,
        )
        promise = Button(self.tr("Make it a commitment"), "handshake")
        promise.clicked.connect(self.promise_asked)
        rows = empty.layout()
        assert isinstance(rows, QVBoxLayout)  # noqa: S101 - an empty state stands upright
        rows.insertWidget(rows.count() - 1, promise, 0, Qt.AlignmentFlag.AlignHCenter)
        return empty

    def show_items(
        self,
        items: Sequence[ItemLine],
        wanted: ItemFilter,
        promises: Promises,
        today: int,
        reach: tuple[int, int],
    ) -> None:
        """Show the items that are wanted, in place; say what to do where there are none."""
        shown: list[Line] = lines(wanted.chosen(items, today), promises, today)
        self.table.show_lines(shown)
        text = self.tr("From %1 to %2, and whatever is overdue.")
        first, last = (day_text(day, today) for day in reach)
        self.reach.setText(text.replace("%1", first).replace("%2", last))
        self._card.setVisible(bool(items))
        self.none_yet.setVisible(not items)
        self.places.setCurrentWidget(self.table if shown else self.nothing)
        if not shown:
            words = wanted.words.strip()
            said = self.tr("No deliverable here fits “%1”.").replace("%1", words)
            self.nothing.sentence.setText(
                said if words else self.tr("No deliverable stands so, or is from this side.")
            )
