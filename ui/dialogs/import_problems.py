"""The problems of the rows of an import: by kind, by words, copied, or saved to be mended."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import tokens
from ui.dialogs import import_words
from ui.models.import_problems import Odd, as_text, kinds_of, matching, problems_model
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.table import TableView

SHOWN = 1_000
"""So many problems are shown at once; the filter finds among all."""

_LONGEST_KIND = 70


class Problems(QWidget):
    """A table of problems under its filter; `save_asked` wants the rows that were left out."""

    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Odd] = ()
        self.kind = QComboBox()
        self.filter = QLineEdit()
        self.copy_button = Button(self.tr("Copy what is shown"), "copy", kind="icon")
        self.save_button = Button(self.tr("Save the rows that were left out…"), "download")
        self.table = TableView(self.tr("Problems"), rows="tall")
        self.caption = Label("", Role.CAPTION)
        self._tools = QWidget()
        self._build()
        self.kind.activated.connect(self._show)
        self.filter.textChanged.connect(self._show)
        self.copy_button.clicked.connect(self._copy)
        self.save_button.clicked.connect(self.save_asked)

    def _build(self) -> None:
        space = tokens.current().space
        self.kind.setAccessibleName(self.tr("Which problems to show"))
        self.kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.kind.setMinimumContentsLength(20)
        self.filter.setPlaceholderText(self.tr("Find in problems"))
        self.filter.setAccessibleName(self.tr("Find in problems"))
        self.filter.setClearButtonEnabled(True)
        line = QHBoxLayout(self._tools)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space.s)
        line.addWidget(self.kind, 3)
        line.addWidget(self.filter, 2)
        line.addWidget(self.copy_button)
        line.addWidget(self.save_button)
        self.table.horizontalHeader().hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.s)
        column.addWidget(self._tools)
        column.addWidget(self.table, 1)
        column.addWidget(self.caption)
        column.addStretch()

    def show_problems(self, problems: Sequence[Odd]) -> None:
        """Show the problems of another preview."""
        self._all = problems
        fatal = sum(each.problem.fatal for each in problems)
        chosen = self.kind.currentData()
        self.kind.clear()
        self._offer(self.tr("All problems"), len(problems), None)
        if 0 < fatal < len(problems):
            self._offer(self.tr("Left out"), fatal, True)
            self._offer(self.tr("Flagged, but taken"), len(problems) - fatal, False)
        kinds = kinds_of(problems)
        if len(kinds) > 1:
            self.kind.insertSeparator(self.kind.count())
            for kind, number in kinds:
                short = kind if len(kind) <= _LONGEST_KIND else f"{kind[: _LONGEST_KIND - 1]}…"
                self._offer(short, number, kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self._tools.setVisible(bool(problems))
        self.save_button.setVisible(fatal > 0)
        self._show()

    def _offer(self, words: str, number: int, key: bool | str | None) -> None:
        self.kind.addItem(f"{words} ({import_words.count(number)})", key)

    def _found(self) -> list[Odd]:
        return matching(self._all, self.filter.text(), self.kind.currentData())

    def _show(self) -> None:
        found = self._found()
        before = self.table.model()
        self.table.setModel(problems_model(found[:SHOWN], self.table))
        if before is not None:
            before.deleteLater()
        self.table.setVisible(bool(found))
        words = ""
        if not self._all:
            words = self.tr("Every row can be taken as it is.")
        elif not found:
            words = self.tr("No problem matches.")
        elif len(found) > SHOWN:
            words = self.tr("The first %1 of %2.").replace("%1", import_words.count(SHOWN))
            words = words.replace("%2", import_words.count(len(found)))
        self.caption.setText(words)
        self.caption.setVisible(bool(words))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._found()))
