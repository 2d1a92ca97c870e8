"""The figures of one cadence: a table one moves through cell by cell, and types into."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.model.cadence import Cadence
from app.services.readings import ReadingSeries
from ui import tokens
from ui.models.readings import (
    LEADING,
    PERIOD_WIDTH,
    PERIODS,
    SIDE_WIDTH,
    TREND_WIDTH,
    AskedFigure,
    columns,
    last_periods,
)
from ui.widgets.cells import RowsModel
from ui.widgets.table import TableView

if TYPE_CHECKING:
    from app.rules.periods import Period

_FIGURE_WIDTH = 176
_LEAST_PERIODS, _ROOMY_PERIODS = 2, 4
_BEGIN_NUMBER = "0123456789-.,"


class ReadingTable(TableView):
    """`asked` carries the `AskedFigure` of a cell that was clicked, entered or typed into.

    It shows as many of the last periods as there is room for.
    """

    asked = Signal(object)

    def __init__(self, name: str, cadence: Cadence, parent: QWidget | None = None) -> None:
        super().__init__(name, parent, rows="tall")
        self._cadence = cadence
        self._periods: tuple[Period, ...] = ()
        self.rows: RowsModel[ReadingSeries] | None = None
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionsMovable(False)
        self.opened.connect(self._ask)
        self.clicked.connect(self._ask)

    def show_series(self, series: Sequence[ReadingSeries], today: int) -> None:
        """Show figures up to today (ordinal), in place."""
        periods = last_periods(self._cadence, today)
        if self.rows is None or self._periods != periods:
            if self.rows is not None:
                self.rows.deleteLater()
            self._periods = periods
            self.rows = RowsModel(columns(periods), _title, self)
            self.setModel(self.rows)
        self.rows.set_rows(series)
        self.fit_height()
        self._fit_periods()

    def _fit_periods(self) -> None:
        """Hide the oldest periods there is no room for, and in little room the side."""
        room = self.viewport().width() - _FIGURE_WIDTH - TREND_WIDTH
        narrow = room < SIDE_WIDTH + _ROOMY_PERIODS * PERIOD_WIDTH
        self.setColumnHidden(1, narrow)
        room -= 0 if narrow else SIDE_WIDTH
        shown = min(max(room // PERIOD_WIDTH, _LEAST_PERIODS), PERIODS)
        for place in range(PERIODS):
            self.setColumnHidden(LEADING + place, place < PERIODS - shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many periods as fit."""
        super().resizeEvent(event)
        if self.rows is not None:
            self._fit_periods()

    def go_to_first(self) -> None:
        """Put the keyboard on the present period of the first figure."""
        if self.rows is not None and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(0, LEADING + PERIODS - 1))

    def _ask(self, index: QModelIndex) -> None:
        self._ask_for(index, "")

    def _ask_for(self, index: QModelIndex, typed: str) -> None:
        if self.rows is None or not index.isValid():
            return
        place = index.column() - LEADING
        if not 0 <= place < PERIODS:
            place = PERIODS - 1
        period = self._periods[place]
        self.asked.emit(AskedFigure(self.rows.row(index.row()), period.first_day, typed))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin to type into the cell with a digit."""
        index = self.currentIndex()
        if event.text() and event.text() in _BEGIN_NUMBER and index.isValid():
            self._ask_for(index, event.text())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a ring round the current cell, not the row, while the keyboard is here."""
        QTableView.paintEvent(self, event)
        index: QModelIndex = self.currentIndex()
        if self.hasFocus() and index.isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(tokens.current().color("accent"), 2))
            painter.drawRect(QRectF(self.visualRect(index)).adjusted(1, 1, -1, -2))
            painter.end()


def _title(series: ReadingSeries) -> str:
    return series.title
