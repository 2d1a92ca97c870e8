"""The first step: the files, what each one holds, and how they belong together."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens
from ui.dialogs import import_words
from ui.dialogs.import_columns import Elided, TargetChoice
from ui.dialogs.import_inputs import InputFile
from ui.models.import_questions import Join
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.pill import Pill

_CHOICE = 248
_STATUS = 124


class FileRow(QWidget):
    """One file: its name over how it is written, what it holds, its sheet, and how it stands."""

    way_chosen = Signal(int)
    sheet_chosen = Signal(str)
    remove_asked = Signal()

    def __init__(self, file: InputFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file = file
        self._shown: tuple[object, ...] = ()
        name = file.path.name
        self.setAccessibleName(name)
        self.name = Elided(name, Role.STRONG)
        self.name.setToolTip(str(file.path))
        self.about = Elided("", Role.CAPTION)
        self.way = TargetChoice()
        self.way.setFixedWidth(_CHOICE)
        self.way.setAccessibleName(self.tr("What %1 holds").replace("%1", name))
        self.found = Elided("", Role.CAPTION)
        self.sheet = TargetChoice()
        self.sheet.setFixedWidth(_STATUS + tokens.current().space.l)
        self.sheet.setAccessibleName(self.tr("Sheet of %1").replace("%1", name))
        self.status = Pill()
        self.remove = Button(
            self.tr("Take %1 off the list (Del)").replace("%1", name), "x", kind="icon"
        )
        self.refusal = Label("", Role.ERROR, wrap=True)
        self.notes = Label("", Role.TERTIARY, wrap=True)
        self._build()
        self.way.activated.connect(self.way_chosen)
        self.sheet.textActivated.connect(self.sheet_chosen)
        self.remove.clicked.connect(self.remove_asked)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self.remove_asked)

    def _build(self) -> None:
        space = tokens.current().space
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.about)
        words.addStretch()
        choice = QVBoxLayout()
        choice.setSpacing(2)
        choice.addWidget(self.way)
        choice.addWidget(self.found)
        choice.addStretch()
        status = QHBoxLayout()
        status.addWidget(self.status)
        status.addStretch()
        holder = QWidget()
        holder.setLayout(status)
        status.setContentsMargins(0, 6, 0, 0)
        holder.setFixedWidth(_STATUS)
        top = Qt.AlignmentFlag.AlignTop
        grid = QGridLayout(self)
        grid.setContentsMargins(0, space.m, 0, space.m)
        grid.setHorizontalSpacing(space.m)
        grid.setVerticalSpacing(space.xs)
        grid.addLayout(words, 0, 0)
        grid.addLayout(choice, 0, 1)
        grid.addWidget(self.sheet, 0, 2, top)
        grid.addWidget(holder, 0, 3, top)
        grid.addWidget(self.remove, 0, 4, top)
        grid.addWidget(self.refusal, 1, 0, 1, 5)
        grid.addWidget(self.notes, 2, 0, 1, 5)
        grid.setColumnStretch(0, 1)

    def show_file(self) -> None:
        """Show the file as it stands now."""
        file = self.file
        # tables are told apart by which they are: comparing all their rows would take long
        now = (id(file.table), file.mapping, file.asked, file.refusal)
        if now == self._shown and self._shown:
            return
        self._shown = now
        table, known = file.table, file.known
        self.about.setText(
            import_words.how_read(table) if table is not None else str(file.path.parent)
        )
        for each in (self.way, self.found):
            each.setVisible(known is not None)
        self.sheet.setVisible(table is not None and len(table.sheets) > 1)
        unreadable = file.table is None and file.refusal is not None
        self.refusal.setText(str(file.refusal) if unreadable else "")
        self.refusal.setVisible(unreadable)
        self.notes.setText("" if table is None else "\n".join(table.notes))
        self.notes.setVisible(bool(self.notes.text()))
        text, state = self._status()
        self.status.set(text, state)
        if known is not None and table is not None:
            self.way.clear()
            self.way.addItems(
                [import_words.way(*each) for each in zip(known.ways, known.found, strict=True)]
            )
            self.way.setCurrentIndex(file.way)
            self.found.setText(import_words.found(known.found[file.way], changed=_is_edited(file)))
            self.sheet.clear()
            self.sheet.addItems(table.sheets)
            self.sheet.setCurrentText(table.sheet or "")

    def _status(self) -> tuple[str, State]:
        file = self.file
        if file.refusal is not None and file.table is None:
            return self.tr("Cannot be read"), State.MISSED
        if file.refusal is not None:
            return self.tr("Please choose"), State.AT_RISK
        if file.table is None or file.asked is None:
            return self.tr("Reading…"), State.NONE
        return self.tr("Ready"), State.KEPT


def _is_edited(file: InputFile) -> bool:
    return file.known is not None and file.mapping != file.known.ways[file.way]


class FilesCard(Card):
    """The list of files; its signals carry the file they are about."""

    add_asked = Signal()
    remove_asked = Signal(object)
    way_chosen = Signal(object, int)
    sheet_chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            QCoreApplication.translate("FilesCard", "Files"),
            QCoreApplication.translate(
                "FilesCard",
                "What each one holds is told by its headers. Change it where it is wrong.",
            ),
            parent=parent,
        )
        self.add_button = Button(self.tr("Add files…"), "plus")
        self.add_control(self.add_button)
        self.body.setSpacing(0)
        self.rows: list[FileRow] = []
        self._rules: list[QFrame] = []
        self.add_button.clicked.connect(self.add_asked)

    def show_files(self, files: Sequence[InputFile]) -> None:
        """Show how the files stand."""
        if [row.file for row in self.rows] != list(files):
            self._arrange(files)
        for row in self.rows:
            row.show_file()

    def _arrange(self, files: Sequence[InputFile]) -> None:
        """Keep the rows of files that stay, so that the keyboard stays where it is."""
        focused = self.focusWidget()
        there = {id(row.file): row for row in self.rows}
        wanted = {id(file) for file in files}
        gone = [row for row in self.rows if id(row.file) not in wanted]
        for each in (*gone, *self._rules):
            self.body.removeWidget(each)
            each.hide()
            each.deleteLater()
        self.rows = [there.get(id(file)) or self._row(file) for file in files]
        self._rules = []
        for place, row in enumerate(self.rows):
            rule = QFrame()
            rule.setProperty("role", "rule")
            self._rules.append(rule)
            self.body.insertWidget(2 * place, rule)
            self.body.insertWidget(2 * place + 1, row)
        if focused is not None and any(row.isAncestorOf(focused) for row in gone):
            self.add_button.setFocus()

    def _row(self, file: InputFile) -> FileRow:
        row = FileRow(file)
        row.remove_asked.connect(partial(self.remove_asked.emit, file))
        row.way_chosen.connect(partial(self.way_chosen.emit, file))
        row.sheet_chosen.connect(partial(self.sheet_chosen.emit, file))
        return row


class JoinsCard(Card):
    """How files about leads find those that describe leads, and what finds none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            QCoreApplication.translate("JoinsCard", "How they belong together"), parent=parent
        )
        self.sentences: list[Label] = []

    def show_joins(self, joins: Sequence[Join]) -> None:
        """Say it for each file; nothing is shown where there is nothing to say."""
        for each in self.sentences:
            self.body.removeWidget(each)
            each.hide()
            each.deleteLater()
        said = [sentence for join in joins for sentence in import_words.join(join)]
        self.sentences = [Label(sentence, role, wrap=True) for sentence, role in said]
        for label in self.sentences:
            self.body.addWidget(label)
        self.setVisible(bool(said))
