"""What an import did, and the next step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.imports import Imported
from ui import tokens
from ui.dialogs.import_sign import Sign
from ui.dialogs.import_words import count, counted
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import Label, Role

_WIDTH = 560
_ICON = 32


class Summary(QWidget):
    """Tells what was written, in the middle of the page, and offers what makes sense now."""

    undo_asked = Signal()
    leads_asked = Signal()
    more_asked = Signal()
    earlier_asked = Signal()
    promise_asked = Signal()
    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.sentence = Label("", Role.TITLE, wrap=True)
        self.details = Label("", Role.SECONDARY, wrap=True)
        self.consequence = Label("", Role.BODY, wrap=True)
        self.error = Label("", Role.ERROR, wrap=True)
        self.earlier = Button("", "history")
        self.promise = Button(self.tr("Write the first promise"), "handshake")
        self.save = Button(self.tr("Save the rows that were left out…"), "download")
        self.undo = Button(self.tr("Undo"), "undo-2")
        self.more = Button(self.tr("Import more files"))
        self.leads = Button(self.tr("Go to the leads"), kind="primary")
        card = Card()
        card.setFixedWidth(_WIDTH)
        card.body.setSpacing(space.m)
        card.body.addWidget(Sign("check", "kept", _ICON))
        for each in (self.sentence, self.details, self.consequence, self.error):
            card.body.addWidget(each)
        for button in (self.earlier, self.promise, self.save):
            card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        line = QHBoxLayout()
        line.setSpacing(space.s)
        line.addWidget(self.leads)
        line.addWidget(self.more)
        line.addStretch()
        line.addWidget(self.undo)
        card.body.addSpacing(space.s)
        card.body.addLayout(line)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        middle = QHBoxLayout()  # an alignment would give wrapped words too little height
        middle.addStretch()
        middle.addWidget(card)
        middle.addStretch()
        layout.addLayout(middle)
        layout.addStretch(3)
        self.undo.clicked.connect(self.undo_asked)
        self.leads.clicked.connect(self.leads_asked)
        self.more.clicked.connect(self.more_asked)
        self.earlier.clicked.connect(self.earlier_asked)
        self.promise.clicked.connect(self.promise_asked)
        self.save.clicked.connect(self.save_asked)

    def show_imported(self, done: Imported, left_out: int, flagged: int) -> None:
        """Tell what was written, and how many rows were left out or flagged."""
        self.error.hide()
        self.save.setVisible(left_out > 0)
        self.undo.setVisible(done.change is not None)
        if done.change is None:
            nothing = self.tr("No row of these files could be taken. Nothing was changed.")
            known = self.tr(
                "Everything in these files is in the workspace already. Nothing was changed."
            )
            self.sentence.setText(known if done.already_there or not left_out else nothing)
            self.details.hide()
            return
        leads = counted(done.leads, self.tr("1 lead"), self.tr("%1 leads"))
        events = counted(done.events, self.tr("1 event"), self.tr("%1 events"))
        words = self.tr("Imported %1, %2.").replace("%1", leads)
        self.sentence.setText(words.replace("%2", events))
        said = [
            (done.people, self.tr("1 new person"), self.tr("%1 new people")),
            (
                done.updated,
                self.tr("1 lead brought up to date"),
                self.tr("%1 leads brought up to date"),
            ),
            (
                done.already_there,
                self.tr("1 fact there already"),
                self.tr("%1 facts there already"),
            ),
            (
                done.duplicates,
                self.tr("1 duplicate, which starts no clock"),
                self.tr("%1 duplicates, which start no clock"),
            ),
            (
                done.forgotten,
                self.tr("1 forgotten person left out"),
                self.tr("%1 forgotten persons left out"),
            ),
            (
                len(done.kept),
                self.tr("1 fact kept as it was edited here"),
                self.tr("%1 facts kept as they were edited here"),
            ),
            (left_out, self.tr("1 row left out"), self.tr("%1 rows left out")),
            (flagged, self.tr("1 row flagged"), self.tr("%1 rows flagged")),
        ]
        parts = [counted(number, one, many) for number, one, many in said if number]
        self.details.setText(" · ".join(parts))
        self.details.setVisible(bool(parts))

    def show_nothing_agreed(self) -> None:
        """Say that nothing measures these leads yet."""
        self.consequence.setText(
            self.tr("Nothing is agreed yet, so nobody's word is measured against these leads.")
        )
        self._show_consequence(self.promise)

    def show_before_agreement(self, leads: int, since: str, first_month: str) -> None:
        """Say that leads arrived before the agreement began; `first_month` is "" if that must stay."""
        one = self.tr("1 lead arrived before the agreement began on %2. It starts no clock.")
        many = self.tr(
            "%1 leads arrived before the agreement began on %2. They start no clock, so nobody's "
            "word is measured against them."
        )
        words = one if leads == 1 else many
        self.consequence.setText(words.replace("%1", count(leads)).replace("%2", since))
        start = self.tr("Start the agreement on %1").replace("%1", first_month)
        self.earlier.set_words(start)
        self._show_consequence(self.earlier if first_month else None)

    def show_agreement_moved(self, first_month: str) -> None:
        """Say that the agreement begins earlier now."""
        words = self.tr("The agreement begins on %1 now, and these leads count.")
        self.consequence.setText(words.replace("%1", first_month))
        self._show_consequence(None)
        self.undo.hide()

    def show_no_consequence(self) -> None:
        """Say nothing of the agreement."""
        self.consequence.setText("")
        self._show_consequence(None)

    def _show_consequence(self, button: Button | None) -> None:
        self.consequence.setVisible(bool(self.consequence.text()))
        for each in (self.earlier, self.promise):
            each.setVisible(each is button)

    def show_error(self, sentence: str) -> None:
        """Say what could not be done."""
        self.error.setText(sentence)
        self.error.show()
