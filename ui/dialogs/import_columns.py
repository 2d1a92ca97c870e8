"""The step that says what each column of a file means: one line a column, with what stands in it."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QWidget

from app.importing.choices import samples, targets
from app.importing.mapping import ColumnUse, Mapping
from app.importing.table import Table
from ui import tokens
from ui.dialogs import import_words
from ui.dialogs.import_file_step import Picker, ScrolledCard, give_keyboard
from ui.dialogs.import_inputs import InputFile, Inputs, Step
from ui.widgets.label import Label, Role

translate = QCoreApplication.translate

_LONGEST_SAMPLE = 60
_CHOICE_WIDTH = 232


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
    """One choice in a long list of them: the mouse wheel scrolls the list, not the choice."""

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
        self._grid.setVerticalSpacing(tokens.current().space.s)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)

    def show_table(self, table: Table, mapping: Mapping) -> None:
        """Show the columns of a table and what they mean by a mapping."""
        had_focus = any(choice.hasFocus() for choice in self.choices)
        self._clear()
        self._mapping, self._table = mapping, table
        offered = targets(mapping.kind, tuple(self._stages))
        heads = (self.tr("Column"), self.tr("What stands in it"), self.tr("Means"))
        for place, head in enumerate(heads):
            self._grid.addWidget(Label(head, Role.CAPTION), 0, place)
        for row, column in enumerate(table.header, start=1):
            self._add(row, column, samples(table, column), offered)
        if had_focus and self.choices:
            give_keyboard(self.choices[0])

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
        self._grid.addWidget(Elided(column, Role.STRONG), row, 0, Qt.AlignmentFlag.AlignVCenter)
        role = Role.SECONDARY if values else Role.TERTIARY
        self._grid.addWidget(Elided(said, role), row, 1, Qt.AlignmentFlag.AlignVCenter)
        choice = TargetChoice()
        choice.setAccessibleName(self.tr("What the column %1 means").replace("%1", column))
        choice.setAccessibleDescription(said)
        self._offer(choice, column, offered)
        self._grid.addWidget(choice, row, 2, Qt.AlignmentFlag.AlignVCenter)
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


class ColumnsCard(ScrolledCard):
    """The columns of one file at a time; `mapped` carries the file and its mapping with other columns."""

    mapped = Signal(object, object)

    def __init__(self, stages: Dictionary[str, str], parent: QWidget | None = None) -> None:
        super().__init__(translate("ColumnsCard", "What the columns mean"), " ", parent)
        self._files: list[InputFile] = []
        self._shown: InputFile | None = None
        self.picker = Picker(self.tr("Whose columns are shown"))
        self.add_control(self.picker)
        self.columns = ColumnsGrid(stages)
        self.column.addWidget(self.columns)
        self.column.addStretch()
        self.picker.picked.connect(self._pick)
        self.columns.mapped.connect(self._mapped)

    def show_files(self, inputs: Inputs) -> None:
        """Show the file that is looked at as it stands now, or the first."""
        self._files = [file for file, _, _ in inputs.tables()]
        if self._shown not in self._files:
            self._shown = self._files[0] if self._files else None
        names = [file.path.name for file in self._files]
        self.picker.offer(names, self._files.index(self._shown) if self._shown else 0)
        self._show()

    def _show(self) -> None:
        file = self._shown
        if file is None or file.table is None or file.mapping is None or file.known is None:
            return
        edited = file.mapping != file.known.ways[file.way]
        found = import_words.found(file.known.found[file.way], changed=edited)
        words = self.tr("%1 is read as “%2”. %3.").replace("%1", file.path.name)
        self.explanation.setText(words.replace("%2", file.mapping.title).replace("%3", found))
        self.show_refusal(str(file.refusal) if file.step is Step.COLUMNS else "")
        if not self.columns.shows(file.table, file.mapping):
            self.area.verticalScrollBar().setValue(0)
            self.columns.show_table(file.table, file.mapping)

    def _pick(self, place: int) -> None:
        self._shown = self._files[place]
        self._show()

    def _mapped(self, mapping: object) -> None:
        if self._shown is not None:
            self.mapped.emit(self._shown, mapping)

    def begin(self) -> None:
        """Put the keyboard on the first column, of the first file that asks for something."""
        asking = next((file for file in self._files if file.step is Step.COLUMNS), None)
        if asking is not None and asking is not self._shown:
            self._shown = asking
            self.picker.setCurrentIndex(self._files.index(asking))
            self._show()
        if self.columns.choices:
            give_keyboard(self.columns.choices[0])


def _short(value: str) -> str:
    words = " ".join(value.split())
    return words if len(words) <= _LONGEST_SAMPLE else f"{words[: _LONGEST_SAMPLE - 1]}…"
