"""What each column of a file means: one line a column, with what stands in it."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.importing.choices import samples, targets
from app.importing.mapping import ColumnUse, Mapping
from app.importing.table import Table
from ui import tokens
from ui.dialogs import import_words
from ui.widgets.label import Label, Role

_LONGEST_SAMPLE = 40
_CHOICE_WIDTH = 196


class Elided(Label):
    """One line of text that ends in an ellipsis where it does not fit."""

    def __init__(self, text: str, role: Role) -> None:
        super().__init__(text, role)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(48, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        fitting = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(self.rect(), side, fitting)
        painter.end()


class TargetChoice(QComboBox):
    """What one column means; the mouse wheel scrolls the list of columns, not the choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(_CHOICE_WIDTH)
        self.setMaxVisibleItems(18)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the list around."""
        event.ignore()


class ColumnsGrid(QWidget):
    """The columns of one table; `mapped` carries the mapping as changed by hand."""

    mapped = Signal(object)

    def __init__(self, stages: Dictionary[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages = stages
        self._mapping: Mapping | None = None
        self._table: Table | None = None
        self.choices: list[TargetChoice] = []
        self._uses: list[list[tuple[ColumnUse, ...]]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.current().space.m)
        self._grid.setVerticalSpacing(tokens.current().space.m)
        self._grid.setColumnStretch(0, 1)

    def show_table(self, table: Table, mapping: Mapping) -> None:
        """Show the columns of a table and what they mean by a mapping."""
        self._clear()
        self._mapping, self._table = mapping, table
        offered = targets(mapping.kind, tuple(self._stages))
        for row, column in enumerate(table.header):
            self._add(row, column, samples(table, column), offered)

    def shows(self, table: Table, mapping: Mapping) -> bool:
        """Tell whether this very mapping is shown."""
        return self._table is table and self._mapping == mapping

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.choices, self._uses = [], []

    def _add(self, row: int, column: str, values: Sequence[str], offered: Sequence[str]) -> None:
        said = " · ".join(_short(value) for value in values) or self.tr("nothing in it")
        about = QWidget()
        lines = QVBoxLayout(about)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(1)
        lines.addWidget(Elided(column, Role.STRONG))
        lines.addWidget(Elided(said, Role.CAPTION))
        self._grid.addWidget(about, row, 0, Qt.AlignmentFlag.AlignVCenter)
        choice = TargetChoice()
        choice.setAccessibleName(self.tr("What the column %1 means").replace("%1", column))
        choice.setAccessibleDescription(said)
        self._offer(choice, column, offered)
        self._grid.addWidget(choice, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self.choices.append(choice)
        choice.activated.connect(self._chosen)

    def _offer(self, choice: TargetChoice, column: str, offered: Sequence[str]) -> None:
        """Offer each meaning, and first the one it has, should that be several at once."""
        assert self._mapping is not None  # noqa: S101 - shown with a mapping
        now = tuple(use for use in self._mapping.columns if use.column == column)
        uses: list[tuple[ColumnUse, ...]] = [()]
        uses += [
            now if [use.target for use in now] == [target] else (ColumnUse(column, target),)
            for target in offered
        ]
        if now not in uses:
            uses.insert(0, now)
        for each in uses:
            choice.addItem(import_words.targets([use.target for use in each], self._stages))
        choice.setCurrentIndex(uses.index(now))
        choice.setToolTip(choice.currentText())
        self._uses.append(uses)

    def _chosen(self) -> None:
        if self._mapping is None:
            return
        columns = tuple(
            use
            for choice, uses in zip(self.choices, self._uses, strict=True)
            for use in uses[choice.currentIndex()]
        )
        for choice in self.choices:
            choice.setToolTip(choice.currentText())
        self._mapping = replace(self._mapping, columns=columns)
        self.mapped.emit(self._mapping)


def _short(value: str) -> str:
    words = " ".join(value.split())
    return words if len(words) <= _LONGEST_SAMPLE else f"{words[: _LONGEST_SAMPLE - 1]}…"
