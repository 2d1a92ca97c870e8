"""What somebody has to act on now, with countdowns that move with the time."""

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app import words
from app.model.columns import MINUTE_MS
from app.services.clock_lines import ClockLine
from app.services.items import ItemKey
from app.services.overview import Overview
from ui import wording
from ui.bridge import now_ms
from ui.panels.rows_columns import item_period
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.cells import Cell, Column, RowsModel
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.table import TableView

_ROW = 52
_LEAST_ROWS = 3


@dataclass(frozen=True)
class Pressing:
    """A duty with the words of its countdown."""

    clock: ClockLine
    what: str
    words: str
    look: State


class AttentionCard(Card):
    """The list; `lead_opened` carries a lead's id, `item_opened` a deliverable's key.

    `all_asked` says that the whole list is wanted. It shows as many rows as it has room for.
    """

    lead_opened = Signal(object)
    item_opened = Signal(object)
    all_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Needs attention"), parent=parent)
        self._overview: Overview | None = None
        columns: tuple[Column[Pressing], ...] = (
            Column(self.tr("Lead"), _lead_cell),
            Column(self.tr("Time"), _time_cell, number=True, width=120),
        )
        self.rows = RowsModel(columns, _key, self)
        self.table = TableView(self.tr("Needs attention"), rows="tall")
        self.table.setModel(self.rows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(1, header.ResizeMode.ResizeToContents)
        header.hide()
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setMinimumHeight(_LEAST_ROWS * _ROW)
        self.table.opened.connect(self._open)
        self.table.clicked.connect(self._open)
        self.calm = Label(self.tr("Nothing needs attention."), Role.STRONG)
        self.next = Label("", Role.SECONDARY, wrap=True)
        self.more = Button("", kind="quiet")
        self.more.clicked.connect(self.all_asked)
        self.more.hide()
        self.calm.hide()
        self.body.addWidget(self.calm)
        self.body.addWidget(self.next)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._minute = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._minute.timeout.connect(self._on_minute)

    def show_attention(self, overview: Overview) -> None:
        """Show other duties in place."""
        self._overview = overview
        self.tell_time()

    def tell_time(self) -> None:
        """Write every countdown as it is now."""
        if self._overview is None:
            return
        attention = self._overview.attention
        now = now_ms()
        fitting = attention.clocks[: self._capacity(attention.total)]
        self.rows.set_rows([self._pressing(clock, now) for clock in fitting])
        rest = attention.total - len(fitting)
        self.more.setText(self.tr("and %1 more").replace("%1", f"{rest:,}"))
        self.more.setAccessibleName(self.more.text())
        self.more.setVisible(rest > 0)
        calm = not attention.clocks
        self.calm.setVisible(calm)
        self.next.setVisible(calm)
        self.next.setText(self._next_words(attention.next_due, self._overview.zone))

    def _capacity(self, total: int) -> int:
        """How many rows fit; where not all do, with the link to the rest under them."""
        room = self.body.geometry().height()
        if room < total * _ROW:
            room -= self.more.sizeHint().height() + self.body.spacing()
        return max(_LEAST_ROWS, room // _ROW)

    def _pressing(self, clock: ClockLine, now: int) -> Pressing:
        text, look = wording.clock_text(clock, now)
        who = clock.owner or self.tr("nobody yet")
        if clock.lead_id is None:
            who = clock.owner or words.label(clock.commitment.side)
        what = " · ".join(filter(None, (wording.duty_text(clock), item_period(clock), who)))
        return Pressing(clock, what, text, look)

    def _next_words(self, clock: ClockLine | None, zone: str) -> str:
        if clock is None or clock.due is None:
            return self.tr("No clock is running.")
        text = self.tr("Next due: %1, %2")
        return text.replace("%1", clock.lead).replace("%2", wording.when(clock.due, zone))

    def _open(self, index: QModelIndex) -> None:
        clock = self.rows.row(index.row()).clock
        if clock.lead_id is None:
            key = ItemKey(clock.deliverable_id, clock.code, clock.occurrence)
            self.item_opened.emit(key)
        else:
            self.lead_opened.emit(clock.lead_id)

    def _on_minute(self) -> None:
        self.tell_time()
        self._wait()

    def _wait(self) -> None:
        """Sleep to the beginning of the next minute."""
        self._minute.start(MINUTE_MS - now_ms() % MINUTE_MS + 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell the time while it can be seen."""
        super().showEvent(event)
        self.tell_time()
        self._wait()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        super().hideEvent(event)
        self._minute.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many rows as fit."""
        super().resizeEvent(event)
        self.updateGeometry()
        self.tell_time()


def _key(row: Pressing) -> Hashable:
    clock = row.clock
    return (clock.lead_id, clock.deliverable_id, clock.occurrence, clock.code, clock.start)


def _lead_cell(row: Pressing) -> Cell:
    clock = row.clock
    name = f"{clock.lead}, {clock.company}" if clock.company else clock.lead
    return Cell(name, row.what, strong=True, hint=f"{name}\n{row.what}")


def _time_cell(row: Pressing) -> Cell:
    return Cell(row.words, state=row.look, number=True)
