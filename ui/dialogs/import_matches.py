"""The third step: the words of the files that are to be matched with ours."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.import_mappings import TheirWord, Words
from ui import tokens
from ui.dialogs import import_words
from ui.dialogs.import_columns import Elided, TargetChoice
from ui.dialogs.import_file_step import Picker, ScrolledCard, give_keyboard
from ui.dialogs.import_inputs import InputFile, Inputs
from ui.widgets.button import Button
from ui.widgets.label import Label, Role

translate = QCoreApplication.translate

AT_ONCE = 50
"""So many words are shown at first, and so many more each time."""

_CHOICE = 248
_WIDEST = 780


class WordChoice(TargetChoice):
    """What one word of a file means to us; the list is made when it is opened."""

    def __init__(self, words: Words, word: TheirWord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._word = words, word
        self._is_full = False
        self.setFixedWidth(_CHOICE)
        self.setAccessibleName(
            QCoreApplication.translate("WordChoice", "What “%1” means").replace("%1", word.theirs)
        )
        self.addItem(self._name(word.ours), word.ours)

    def _name(self, ours: str | None) -> str:
        if ours is None:
            return import_words.unmatched(self._words)
        if not ours:
            return import_words.says_nothing()
        return next((each.name for each in self._words.ours if each.key == ours), ours)

    def fill(self) -> None:
        """Offer everything it may mean."""
        if self._is_full:
            return
        self._is_full = True
        keys: list[str | None] = [None, "", *(each.key for each in self._words.ours)]
        self.clear()
        for key in keys:
            self.addItem(self._name(key), key)
        if self._word.ours in keys:
            self.setCurrentIndex(keys.index(self._word.ours))

    def showPopup(self) -> None:
        """Open the list."""
        self.fill()
        super().showPopup()

    def focusInEvent(self, event: object) -> None:
        """Be ready for letters and arrows."""
        self.fill()
        super().focusInEvent(event)  # type: ignore[arg-type]


class WordsCard(ScrolledCard):
    """The words of one column at a time; `matched` carries the file, the target, and words with ours."""

    matched = Signal(object, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            translate("WordsCard", "What their words mean here"),
            translate(
                "WordsCard",
                "Match the words of the files with the workspace's own. It is remembered.",
            ),
            parent,
        )
        self._sections: list[tuple[InputFile, Words]] = []
        self._shown: tuple[InputFile, str] | None = None
        self._drawn: Words | None = None
        self._limit = AT_ONCE
        self.choices: list[WordChoice] = []
        self.suggestions: list[Button] = []
        self.picker = Picker(self.tr("Which words are shown"))
        self.take_all = Button("", "check")
        self.more = Button("", kind="quiet")
        self.add_control(self.take_all)
        self.add_control(self.picker)
        box = QWidget()
        self._grid = QGridLayout(box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.current().space.l)
        self._grid.setVerticalSpacing(tokens.current().space.s)
        self._grid.setColumnStretch(0, 1)
        box.setMaximumWidth(_WIDEST)
        self.column.addWidget(box)
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.addStretch()
        self.picker.picked.connect(self._pick)
        self.take_all.clicked.connect(self._take_all)
        self.more.clicked.connect(self._show_more)

    def show_files(self, inputs: Inputs) -> None:
        """Show the words that are looked at as they stand now, or the first."""
        self._sections = [
            (file, words)
            for file in inputs.files
            if file.asked is not None
            for words in file.asked.words
        ]
        keys = [(file, words.target) for file, words in self._sections]
        if not keys:
            return
        if self._shown not in keys:
            self._shown, self._limit = keys[0], AT_ONCE
        several = len({id(file) for file, _ in self._sections}) > 1
        names = [
            import_words.words_of(words, file.path.name if several else "")
            for file, words in self._sections
        ]
        place = keys.index(self._shown)
        self.picker.offer(names, place)
        self._draw(self._sections[place][1])

    def _draw(self, words: Words) -> None:
        suggested = self._suggested(words)
        self.take_all.setVisible(bool(suggested))
        self.take_all.set_words(
            import_words.counted(
                len(suggested),
                self.tr("Take the suggested match"),
                self.tr("Take the %1 suggested matches"),
            )
        )
        if words == self._drawn:
            return
        place, scrolled = self._focused(), self.area.verticalScrollBar().value()
        same = self._drawn is not None and self._drawn.target == words.target
        self._drawn = words
        self._clear()
        heads = (self.tr("In “%1”").replace("%1", words.column), self.tr("Rows"), "", "")
        for at, head in enumerate(heads):
            side = Qt.AlignmentFlag.AlignTrailing if at == 1 else Qt.AlignmentFlag.AlignLeading
            self._grid.addWidget(Label(head, Role.CAPTION), 0, at, side)
        meant = Label(self.tr("Means here"), Role.CAPTION)
        self._grid.addWidget(meant, 0, 3)
        theirs = self._in_order(words)
        for row, word in enumerate(theirs[: self._limit], start=1):
            self._add(row, words, word)
        left = len(theirs) - self._limit
        self.more.setVisible(left > 0)
        self.more.set_words(
            self.tr("Show %1 more").replace("%1", import_words.count(min(left, AT_ONCE)))
        )
        if same:
            self.area.verticalScrollBar().setValue(scrolled)
            if place is not None and place < len(self.choices):
                give_keyboard(self.choices[place])

    def _in_order(self, words: Words) -> list[TheirWord]:
        """Those that had no match of their own first; what is matched here stays where it was."""
        chosen = {}
        if self._shown is not None and self._shown[0].mapping is not None:
            chosen = self._shown[0].mapping.meanings.get(words.target, {})

        def by_itself(word: TheirWord) -> bool:
            return word.ours is not None and word.theirs.casefold() not in chosen

        return sorted(words.theirs, key=by_itself)

    def _focused(self) -> int | None:
        return next((at for at, each in enumerate(self.choices) if each.hasFocus()), None)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.choices, self.suggestions = [], []

    def _add(self, row: int, words: Words, word: TheirWord) -> None:
        middle, end = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignTrailing
        self._grid.addWidget(Elided(word.theirs, Role.STRONG), row, 0, middle)
        rows = Label(import_words.count(word.rows), Role.SECONDARY)
        self._grid.addWidget(rows, row, 1, middle | end)
        choice = WordChoice(words, word)
        if word.suggested is not None:
            name = next(each.name for each in words.ours if each.key == word.suggested)
            button = Button(self.tr("%1?").replace("%1", name), kind="quiet")
            button.setAccessibleName(
                self.tr("“%1” means %2").replace("%1", word.theirs).replace("%2", name)
            )
            button.clicked.connect(partial(self._match, {word.theirs: word.suggested}))
            self._grid.addWidget(button, row, 2, middle | end)
            self.suggestions.append(button)
        self._grid.addWidget(choice, row, 3, middle)
        self.choices.append(choice)
        choice.activated.connect(partial(self._chosen, choice, word.theirs))

    def _chosen(self, choice: WordChoice, theirs: str, _place: int) -> None:
        self._match({theirs: choice.currentData()})

    def _suggested(self, words: Words) -> dict[str, str | None]:
        return {each.theirs: each.suggested for each in words.theirs if each.suggested is not None}

    def _take_all(self) -> None:
        if self._drawn is not None:
            self._match(self._suggested(self._drawn))

    def _match(self, matches: dict[str, str | None], _checked: bool = False) -> None:  # noqa: FBT002
        if self._shown is not None:
            self.matched.emit(*self._shown, matches)

    def _pick(self, place: int) -> None:
        file, words = self._sections[place]
        self._shown, self._limit = (file, words.target), AT_ONCE
        self._draw(words)

    def _show_more(self) -> None:
        self._limit += AT_ONCE
        words, self._drawn = self._drawn, None
        if words is not None:
            self._draw(words)

    def begin(self) -> None:
        """Put the keyboard on the first word."""
        if self.choices:
            give_keyboard(self.choices[0])


def unmatched_of(files: Sequence[InputFile]) -> int:
    """Count the words of files that have no match."""
    return sum(
        word.ours is None
        for file in files
        if file.asked is not None
        for words in file.asked.words
        for word in words.theirs
    )
