"""The last step: counts, what cannot be measured, the first leads, problems, changes and notes."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.importing.records import Batch
from app.services.imports import Imported
from ui import tokens
from ui.dialogs import import_words
from ui.dialogs.import_problems import SHOWN, Problems
from ui.dialogs.import_sign import Sign
from ui.models.import_preview import Preview, leads_model
from ui.models.import_problems import changes_model
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.label import Label, Role
from ui.widgets.segmented import Segmented
from ui.widgets.table import TableView

_LEADS, _PROBLEMS, _CHANGES, _NOTES = "leads", "problems", "changes", "notes"
_TABS = (_LEADS, _PROBLEMS, _CHANGES, _NOTES)
_HEADING = 34
_SAID_AT_ONCE = 3
_ICON = 18


class ResultCard(Card):
    """The preview of all files together."""

    def __init__(
        self,
        zone: str,
        currency: str,
        stages: Dictionary[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            QCoreApplication.translate("ResultCard", "What will be written"), parent=parent
        )
        self._zone, self._currency, self._stages = zone, currency, stages
        self.heading.setMinimumHeight(_HEADING)  # as high with the tabs beside it as without
        self.counts = Counts()
        self.unmeasured = Unmeasured()
        self.tabs = Segmented(
            [
                (_LEADS, self.tr("First leads")),
                (_PROBLEMS, self.tr("Problems")),
                (_CHANGES, self.tr("Changes")),
                (_NOTES, self.tr("Notes")),
            ],
            _LEADS,
            self.tr("What to show of it"),
        )
        self.waiting = EmptyState("table", self.tr("Reading…"), "")
        self.bar = QProgressBar()
        self.leads = TableView(self.tr("Leads as they will be written"))
        self.caption = Label("", Role.CAPTION)
        self.problems = Problems()
        self.changes = TableView(self.tr("What the workspace has otherwise"))
        self.changes_caption = Label("", Role.CAPTION)
        self._notes = QVBoxLayout()
        self._views = QStackedWidget()
        self._build()
        self.tabs.chosen.connect(self._show_tab)

    def _build(self) -> None:
        space = tokens.current().space
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Reading the files"))
        self.bar.hide()
        for each in (
            _stacked(self.leads, self.caption),
            self.problems,
            _stacked(self.changes, self.changes_caption),
            self._notes_view(),
        ):
            self._views.addWidget(each)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.m)
        column.addWidget(self.counts)
        column.addWidget(self.unmeasured)
        column.addWidget(self._views, 1)
        content.hide()
        self._content = content
        self.tabs.hide()
        self.add_control(self.tabs)
        self.body.setSpacing(space.m)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.waiting, 1)
        self.body.addWidget(content, 1)

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
        self._show_content(shown=True)
        batch, foreseen = preview.batch, preview.foreseen
        self.counts.show_counts(batch, foreseen)
        self.unmeasured.show_sentences(preview.unmeasured)
        shown, there = len(preview.leads), self._leads_there(batch)
        _replace(self.leads, leads_model(preview.leads, self._zone, self._stages, self.leads))
        self.caption.setText(_first_of(shown, there))
        self.caption.setVisible(shown < there)
        self.problems.show_problems(preview.problems)
        self._name(_PROBLEMS, self.tr("Problems"), len(preview.problems))
        self._show_changes(foreseen)
        notes = [*preview.unmeasured[_SAID_AT_ONCE:], *batch.notes]
        self._name(_NOTES, self.tr("Notes"), len(notes))
        self._show_notes(notes, list(dict.fromkeys(files)))

    def _name(self, tab: str, words: str, number: int) -> None:
        self.tabs.set_text(tab, f"{words} {import_words.count(number)}" if number else words)

    def _leads_there(self, batch: Batch) -> int:
        return len(batch.leads) or len({event.lead_key for event in batch.events})

    def _show_changes(self, foreseen: Imported) -> None:
        differences = foreseen.differences
        self._name(_CHANGES, self.tr("Changes"), len(differences))
        _replace(self.changes, changes_model(differences[:SHOWN], self._currency, self.changes))
        self.changes.setVisible(bool(differences))
        if not differences:
            self.changes_caption.setText(
                self.tr("No lead that is here already stands otherwise in the files.")
            )
        else:
            self.changes_caption.setText(_first_of(SHOWN, len(differences)))
        self.changes_caption.setVisible(not 0 < len(differences) <= SHOWN)

    def _show_tab(self, tab: object) -> None:
        self._views.setCurrentIndex(_TABS.index(str(tab)))

    def _show_notes(self, notes: Sequence[str], files: Sequence[str]) -> None:
        """Show what holds for all files first, then what holds for each."""
        while (item := self._notes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not notes:
            self._notes.addWidget(Label(self.tr("There is nothing else to know."), Role.CAPTION))
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


class Unmeasured(QFrame):
    """Says which promises the files cannot measure, and why; hidden where they measure all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.heading = Label("", Role.STRONG)
        self.sentences: list[Label] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self._lines.addWidget(self.heading)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, space.xs)
        row.setSpacing(space.s)
        row.addWidget(Sign("circle-alert", "at_risk", _ICON), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._lines, 1)

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Show the first sentences; the rest stand in the notes."""
        for label in self.sentences:
            self._lines.removeWidget(label)
            label.hide()
            label.deleteLater()
        one = self.tr("One promise in force cannot be measured with these files")
        many = self.tr("%1 promises in force cannot be measured with these files")
        self.heading.setText(import_words.counted(len(sentences), one, many))
        self.sentences = [
            Label(sentence, Role.SECONDARY, wrap=True) for sentence in sentences[:_SAID_AT_ONCE]
        ]
        left = len(sentences) - _SAID_AT_ONCE
        if left > 0:
            words = self.tr("%1 more stand under Notes.").replace("%1", str(left))
            self.sentences.append(Label(words, Role.SECONDARY))
        for label in self.sentences:
            self._lines.addWidget(label)
        self.setVisible(bool(sentences))


class Counts(QWidget):
    """How many of everything, each a figure over its word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        self._grid.setHorizontalSpacing(tokens.current().space.xl)
        self.words = (
            self.tr("new leads"),
            self.tr("updated"),
            self.tr("new events"),
            self.tr("new people"),
            self.tr("there already"),
            self.tr("duplicates"),
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
            foreseen.duplicates,
            batch.counts.left_out,
        )
        for figure, word, number in zip(self.figures, self.words, numbers, strict=True):
            figure.setText(import_words.count(number))
            figure.setAccessibleName(f"{import_words.count(number)} {word}")


def _first_of(shown: int, there: int) -> str:
    words = QCoreApplication.translate("ResultCard", "The first %1 of %2.")
    return words.replace("%1", import_words.count(shown)).replace("%2", import_words.count(there))


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
