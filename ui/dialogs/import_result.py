"""What will be written: counts, the first leads, the problems row by row, and what else to know."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.importing.records import Batch
from app.importing.table import Problem
from app.services.imports import Imported
from ui import tokens
from ui.dialogs import import_words
from ui.models.import_preview import (
    Preview,
    as_text,
    leads_model,
    matching,
    problems_model,
)
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.label import Label, Role
from ui.widgets.segmented import Segmented
from ui.widgets.table import TableView

_LEADS, _PROBLEMS, _NOTES = "leads", "problems", "notes"
_HEADING = 34
_ALL, _LEFT_OUT, _FLAGGED = "all", "left out", "flagged"
_FATAL = {_ALL: None, _LEFT_OUT: True, _FLAGGED: False}


class ResultCard(Card):
    """The preview of all files together."""

    def __init__(
        self, zone: str, stages: Dictionary[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            QCoreApplication.translate("ResultCard", "What will be written"), parent=parent
        )
        self._zone, self._stages = zone, stages
        self._batch: Batch | None = None
        self.heading.setMinimumHeight(_HEADING)  # as high with the tabs beside it as without
        self.counts = Counts()
        self.tabs = Segmented(
            [
                (_LEADS, self.tr("First leads")),
                (_PROBLEMS, self.tr("Problems")),
                (_NOTES, self.tr("Notes")),
            ],
            _LEADS,
            self.tr("What to show of it"),
        )
        self.waiting = EmptyState("table", self.tr("Reading…"), "")
        self.bar = QProgressBar()
        self.leads = TableView(self.tr("Leads as they will be written"))
        self.caption = Label("", Role.CAPTION)
        self.problems = TableView(self.tr("Problems"), rows="tall")
        self.filter = QLineEdit()
        self.verdicts = Segmented(
            [
                (_ALL, self.tr("All")),
                (_LEFT_OUT, self.tr("Left out")),
                (_FLAGGED, self.tr("Flagged")),
            ],
            _ALL,
            self.tr("Which problems to show"),
        )
        self.copy_button = Button(self.tr("Copy"), "copy")
        self.no_problems = Label(self.tr("Every row can be taken as it is."), Role.SECONDARY)
        self._notes = QVBoxLayout()
        self._views = QStackedWidget()
        self._build()
        self.tabs.chosen.connect(self._show_tab)
        self.verdicts.chosen.connect(self._filter)
        self.filter.textChanged.connect(self._filter)
        self.copy_button.clicked.connect(self._copy)

    def _build(self) -> None:
        space = tokens.current().space
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Reading the files"))
        self.bar.hide()
        for each in (self._leads_view(), self._problems_view(), self._notes_view()):
            self._views.addWidget(each)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.m)
        column.addWidget(self.counts)
        column.addWidget(self._views, 1)
        content.hide()
        self._content = content
        self.tabs.hide()
        self.add_control(self.tabs)
        self.body.setSpacing(space.m)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.waiting, 1)
        self.body.addWidget(content, 1)

    def _leads_view(self) -> QWidget:
        return _stacked(self.leads, self.caption)

    def _problems_view(self) -> QWidget:
        line = QHBoxLayout()
        line.setSpacing(tokens.current().space.s)
        self.filter.setPlaceholderText(self.tr("Filter problems"))
        self.filter.setAccessibleName(self.tr("Filter problems"))
        self.filter.setClearButtonEnabled(True)
        line.addWidget(self.verdicts)
        line.addWidget(self.filter, 1)
        line.addWidget(self.copy_button)
        self._problem_tools = QWidget()
        line.setContentsMargins(0, 0, 0, 0)
        self._problem_tools.setLayout(line)
        self.problems.horizontalHeader().hide()
        return _stacked(self._problem_tools, self.no_problems, self.problems)

    def _notes_view(self) -> QWidget:
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._notes.setSpacing(tokens.current().space.s)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._notes)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.tr("Notes"))
        area.setWidget(inner)
        return area

    def show_waiting(self, heading: str, sentence: str) -> None:
        """Say why there is no preview."""
        self.waiting.heading.setText(heading)
        self.waiting.sentence.setText(sentence)
        self._show_content(shown=False)

    def _show_content(self, *, shown: bool) -> None:
        self.waiting.setVisible(not shown)
        self._content.setVisible(shown)
        self.tabs.setVisible(shown)

    def show_preview(self, preview: Preview, files: Sequence[str]) -> None:
        """Show what the files of these names would bring."""
        if preview.batch is None or preview.foreseen is None:
            return
        self._show_content(shown=True)
        self.counts.show_counts(preview.batch, preview.foreseen)
        shown, there = len(preview.leads), self._leads_there(preview.batch)
        _replace(self.leads, leads_model(preview.leads, self._zone, self._stages, self.leads))
        first = self.tr("The first %1 of %2.").replace("%1", import_words.count(shown))
        self.caption.setText(first.replace("%2", import_words.count(there)))
        self.caption.setVisible(shown < there)
        self._batch = preview.batch
        number = len(preview.batch.problems)
        words = self.tr("Problems %1").replace("%1", import_words.count(number))
        self.tabs.set_text(_PROBLEMS, words if number else self.tr("Problems"))
        notes = preview.batch.notes
        words = self.tr("Notes %1").replace("%1", str(len(notes)))
        self.tabs.set_text(_NOTES, words if notes else self.tr("Notes"))
        self._show_notes(notes, list(dict.fromkeys(files)))
        self._filter()

    def _leads_there(self, batch: Batch) -> int:
        return len(batch.leads) or len({event.lead_key for event in batch.events})

    def _show_tab(self, tab: object) -> None:
        self._views.setCurrentIndex((_LEADS, _PROBLEMS, _NOTES).index(str(tab)))

    def _show_notes(self, notes: Sequence[str], files: Sequence[str]) -> None:
        """Show what holds for all files first, then what holds for each."""
        while (item := self._notes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        of_files = {
            name: [note for note in notes if note.startswith(f"{name}: ")] for name in files
        }
        taken = {note for each in of_files.values() for note in each}
        for note in notes:
            if note not in taken:
                self._notes.addWidget(_note(note))
        for name, each in of_files.items():
            if each:
                self._notes.addSpacing(tokens.current().space.s)
                self._notes.addWidget(Label(name, Role.STRONG))
            for note in each:
                self._notes.addWidget(_note(note.removeprefix(f"{name}: ")))

    def _found(self) -> list[tuple[int, Problem]]:
        problems = () if self._batch is None else self._batch.problems
        return matching(problems, self.filter.text(), _FATAL[str(self.verdicts.current())])

    def _filter(self) -> None:
        found = self._found()
        has_any = self._batch is not None and bool(self._batch.problems)
        _replace(self.problems, problems_model(found, self.problems))
        self._problem_tools.setVisible(has_any)
        self.problems.setVisible(bool(found))
        self.no_problems.setVisible(not found)
        fine = self.tr("Every row can be taken as it is.")
        self.no_problems.setText(self.tr("No problem matches.") if has_any else fine)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text([problem for _, problem in self._found()]))


class Counts(QWidget):
    """How many of everything, each a figure over its word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        self._grid.setHorizontalSpacing(tokens.current().space.l)
        self.words = (
            self.tr("new leads"),
            self.tr("updated"),
            self.tr("new events"),
            self.tr("new people"),
            self.tr("there already"),
            self.tr("left out"),
        )
        self.figures = [Label("", Role.HEADLINE) for _ in self.words]
        for place, (word, figure) in enumerate(zip(self.words, self.figures, strict=True)):
            self._grid.addWidget(figure, 0, place)
            self._grid.addWidget(Label(word, Role.CAPTION), 1, place)
        self._grid.setColumnStretch(len(self.words), 1)

    def show_counts(self, batch: Batch, foreseen: Imported) -> None:
        """Show what a batch would bring."""
        numbers = (
            foreseen.leads,
            foreseen.updated,
            foreseen.events,
            foreseen.people,
            foreseen.already_there,
            batch.counts.left_out,
        )
        for figure, word, number in zip(self.figures, self.words, numbers, strict=True):
            figure.setText(import_words.count(number))
            figure.setAccessibleName(f"{import_words.count(number)} {word}")


def _note(sentence: str) -> Label:
    label = Label(sentence, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _stacked(*widgets: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.current().space.s)
    for each in widgets:
        column.addWidget(each, 1 if isinstance(each, TableView) else 0)
    column.addStretch()
    return box


def _replace(table: TableView, model: QAbstractItemModel) -> None:
    """Show another model and let go of the one before."""
    before = table.model()
    table.setModel(model)
    if before is not None:
        before.deleteLater()
