"""The figures people type in, a card for each cadence."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.model.cadence import Cadence
from app.services.readings import ReadingSeries
from ui import tokens
from ui.panels.reading_table import ReadingTable
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.scroll import ScrollColumn
from ui.widgets.skeleton import Skeleton


class Readings(QWidget):
    """`asked` carries the `AskedFigure` to be typed, or None for one of no series yet.

    `promise_asked` is what an empty view offers.
    """

    asked = Signal(object)
    promise_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tables: dict[Cadence, ReadingTable] = {}
        self.cards: dict[Cadence, Card] = {}
        self.empty = self._first_ones()
        self.column = ScrollColumn(self.tr("Readings"))
        self.column.body.setContentsMargins(0, 0, 0, 0)
        headings = {
            Cadence.WEEK: self.tr("Every week"),
            Cadence.MONTH: self.tr("Every month"),
            Cadence.QUARTER: self.tr("Every quarter"),
            Cadence.YEAR: self.tr("Every year"),
        }
        for cadence, heading in headings.items():
            table = ReadingTable(heading, cadence)
            table.asked.connect(self.asked)
            card = Card(heading)
            card.body.addWidget(table)
            card.hide()
            self.column.body.addWidget(card)
            self.tables[cadence], self.cards[cadence] = table, card
        new = Button(self.tr("Type in another figure…"), "plus")
        new.clicked.connect(self._ask_new)
        self.column.body.addWidget(new, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.body.addStretch(1)
        self._places = QStackedWidget()
        for each in (Skeleton(lines=6), self.column, self.empty):
            self._places.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._places)

    def _first_ones(self) -> EmptyState:
        empty = EmptyState(
            "chart",
            self.tr("No figures are typed in yet"),
            self.tr(
                "Site visits, satisfaction, ad spend: what no lead tells is typed in here,"
                " and counts where it is promised."
            ),
            self.tr("Type in a figure"),
            self._ask_new,
        )
        promise = Button(self.tr("Promise a figure"), "handshake")
        promise.clicked.connect(self._ask_promise)
        rows = empty.layout()
        assert isinstance(rows, QVBoxLayout)  # noqa: S101 - an empty state stands upright
        rows.insertWidget(rows.count() - 1, promise, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.setSpacing(tokens.current().space.m)
        return empty

    def _ask_new(self) -> None:
        self.asked.emit(None)

    def _ask_promise(self) -> None:
        self.promise_asked.emit(None)

    def show_series(self, series: Sequence[ReadingSeries], today: int) -> None:
        """Show other figures in place."""
        for cadence, table in self.tables.items():
            here = [each for each in series if each.cadence is cadence]
            table.show_series(here, today)
            self.cards[cadence].setVisible(bool(here))
        self._places.setCurrentIndex(1 if series else 2)
        shown = [table for cadence, table in self.tables.items() if self._is_shown(cadence)]
        if shown:
            shown[0].go_to_first()
        self.setFocusProxy(shown[0] if shown else self.empty.button)

    def _is_shown(self, cadence: Cadence) -> bool:
        return not self.cards[cadence].isHidden()
