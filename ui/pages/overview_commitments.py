"""Every commitment of the period in a row: what was agreed, what stands, and how it will likely end."""

from fractions import Fraction

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from app import words
from app.rules.numbers import counts, percent
from app.rules.periods import PeriodKind
from app.services.overview import CommitmentLine, Overview, history_kind
from ui.panels import standing
from ui.widgets.card import Card
from ui.widgets.cells import Cell, Column, RowsModel
from ui.widgets.label import Label, Role
from ui.widgets.table import TableView
from ui.window_state import WindowState


class CommitmentsCard(Card):
    """The table; `opened_line` carries the code of the commitment whose rows are asked for."""

    opened_line = Signal(object)

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Commitments"), parent=parent)
        self.rows = RowsModel(self._columns(), lambda line: line.code, self)
        self.table = TableView(self.tr("Commitments"))
        self.table.setModel(self.rows)
        self.table.keep_columns(state, "overview.commitments")
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.opened.connect(self._open)
        self.table.fit_height()
        self.entries = Label("", Role.CAPTION, wrap=True)
        self.body.addWidget(self.entries)
        self.body.addWidget(self.table)
        self.body.addStretch(1)

    def show_lines(self, overview: Overview) -> None:
        """Show other figures in place."""
        before = self.rows.rowCount()
        self.rows.set_rows(overview.commitments)
        if self.rows.rowCount() != before:
            self.table.fit_height()
        told = [self._late(overview), *self._restated(overview)]
        self.entries.setText(" ".join(filter(None, told)))
        self.entries.setVisible(bool(self.entries.text()))

    def _late(self, overview: Overview) -> str:
        """Say how much of what the figures follow from was written down late."""
        found = overview.late_entries
        if not found.all:
            return ""
        if not found.late:
            return self.tr("Nothing was written down late.")
        share = percent(Fraction(found.late, found.all))
        text = self.tr("%1 entries were written down late (%2).")
        return text.replace("%1", counts(found.late, found.all)).replace("%2", share)

    def _restated(self, overview: Overview) -> list[str]:
        """Say which figures of a closed period late entries have moved."""
        lines = (line for line in overview.commitments if line.code in overview.restated)
        return [f"{line.name}: {overview.restated[line.code]}." for line in lines]

    def _open(self, index: QModelIndex) -> None:
        self.opened_line.emit(self.rows.row(index.row()).code)

    def _columns(self) -> tuple[Column[CommitmentLine], ...]:
        return (
            Column(self.tr("Commitment"), lambda line: Cell(line.name, hint=line.sentence)),
            Column(self.tr("Owner"), _owner, width=104),
            Column(self.tr("Agreed"), _agreed, number=True, width=110),
            Column(self.tr("So far"), standing.so_far, number=True, width=156),
            Column(
                self.tr("Pace"),
                self._history,
                width=100,
                hint=self.tr("The score of the last ten weeks, or periods it is promised for"),
            ),
            Column(self.tr("Chance of keeping it"), standing.chance, number=True, width=140),
            Column(self.tr("Status"), standing.status_cell, width=100),
        )

    def _history(self, line: CommitmentLine) -> Cell:
        """Draw the last periods; they are read aloud and copied as words."""
        shown = (
            "\N{EN DASH}" if score is None else percent(Fraction(score), whole=True)
            for score in line.history
        )
        text = ", ".join(shown)
        told = {
            PeriodKind.WEEK: self.tr("Last weeks: %1"),
            PeriodKind.MONTH: self.tr("Last months: %1"),
            PeriodKind.QUARTER: self.tr("Last quarters: %1"),
        }.get(history_kind(line.commitment), self.tr("Last years: %1"))
        return Cell(text, series=line.history, hint=told.replace("%1", text))


def _owner(line: CommitmentLine) -> Cell:
    return Cell(words.label(line.side), side=line.side.value)


def _agreed(line: CommitmentLine) -> Cell:
    return Cell(line.agreed, number=True, hint=line.sentence)
