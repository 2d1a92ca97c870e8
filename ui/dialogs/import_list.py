"""The list of an import's files, each with how it stands."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.dialogs import import_words
from ui.dialogs.import_inputs import InputFile
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.cells import Cell, Column, RowsModel
from ui.widgets.marks import State
from ui.widgets.table import TableView

_SHOWN_AT_ONCE = 3
_ROW = 52


class FilesCard(Card):
    """The list of files; `chosen` carries the place of the one whose details are wanted."""

    chosen = Signal(int)
    add_asked = Signal()
    remove_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("FilesCard", "Files"), parent=parent)
        self._showing = False
        self.add_button = Button(self.tr("Add files…"), "plus")
        self.remove_button = Button(
            self.tr("Take this file off the list (Del)"), "trash-2", kind="icon"
        )
        self.add_control(self.remove_button)
        self.add_control(self.add_button)
        columns: list[Column[tuple[int, InputFile]]] = [
            Column(self.tr("File"), self._file_cell),
            Column(self.tr("Status"), self._status_cell, width=148),
        ]
        self._model: RowsModel[tuple[int, InputFile]] = RowsModel(columns, _place, self)
        self.table = TableView(self.tr("Files to import"), rows="tall")
        self.table.setModel(self._model)
        self.table.horizontalHeader().hide()
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(self._current)
        self.body.addWidget(self.table)
        self.add_button.clicked.connect(self.add_asked)
        self.remove_button.clicked.connect(self._remove)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)

    def show_files(self, files: Sequence[InputFile], current: int) -> None:
        """Show how the files stand, and which one is chosen."""
        self._showing = True
        self._model.set_rows([(id(file), file) for file in files])
        if files:
            # files are changed in place, which no comparison of rows can see
            end = self._model.index(len(files) - 1, 1)
            self._model.dataChanged.emit(self._model.index(0, 0), end)
            self.table.setCurrentIndex(self._model.index(current, 0))
        self._showing = False
        self.table.setFixedHeight(max(1, min(len(files), _SHOWN_AT_ONCE)) * _ROW)
        self.remove_button.setEnabled(bool(files))

    def _current(self, index: QModelIndex) -> None:
        if index.isValid() and not self._showing:
            self.chosen.emit(index.row())

    def _remove(self) -> None:
        if self.table.currentIndex().isValid():
            self.remove_asked.emit(self.table.currentIndex().row())

    def _file_cell(self, row: tuple[int, InputFile]) -> Cell:
        file = row[1]
        about = ""
        if file.table is not None:
            about = import_words.how_read(file.table)
        return Cell(file.path.name, secondary=about or str(file.path.parent), hint=str(file.path))

    def _status_cell(self, row: tuple[int, InputFile]) -> Cell:
        file = row[1]
        if file.refusal is not None and file.table is None:
            return Cell(self.tr("Cannot be read"), state=State.MISSED, hint=str(file.refusal))
        if file.table is None:
            return Cell(self.tr("Reading…"), state=State.NONE)
        if file.refusal is not None:
            return Cell(self.tr("Please choose"), state=State.AT_RISK, hint=str(file.refusal))
        return Cell(self.tr("Ready"), state=State.KEPT)


def _place(row: tuple[int, InputFile]) -> int:
    return row[0]
