"""From which day terms hold: asked as a draft comes into force, or to begin a first one earlier."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app import words
from app.errors import Refusal
from app.model.people import Side
from app.services.people import KnownPerson
from ui import tokens
from ui.dates import from_qdate, to_qdate
from ui.widgets.button import Button
from ui.widgets.form import Form
from ui.widgets.label import Label, Role

Meaning = Callable[[date], str]
"""Says what it means that terms hold from a day on."""


class FirstDayDialog(QDialog):
    """Asks for a first day, and for a reason where `with_reason`; `agreed` says that it is given.

    It stays open until whoever acts on it calls `accept` or `refuse`.
    """

    agreed = Signal()

    def __init__(
        self,
        title: str,
        verb: str,
        day: date,
        meaning: Meaning,
        *,
        with_reason: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._meaning = meaning
        space = tokens.current().space
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self.day = QDateEdit(to_qdate(day))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy")
        self.reason = QLineEdit()
        self.signers: dict[Side, QComboBox] = {}
        self.form = Form()
        self.form.add("first_day", self.tr("From"), self.day)
        if with_reason:
            hint = self.tr("Stands beside the version for good. May stay empty.")
            self.form.add("reason", self.tr("Why?"), self.reason, hint)
        self.means = Label("", Role.SECONDARY, wrap=True)
        self.agree = Button(verb, kind="primary")
        cancel = Button(self.tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.setSpacing(space.s)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.agree)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space.xl, space.xl, space.xl, space.l)
        layout.setSpacing(space.l)
        layout.addWidget(Label(title, Role.TITLE))
        layout.addWidget(self.form)
        layout.addWidget(self.means)
        layout.addStretch()
        layout.addLayout(buttons)
        self.day.dateChanged.connect(self._tell)
        self.agree.clicked.connect(self.agreed)
        self.agree.setDefault(True)
        cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.agree.click)
        self._tell()

    def ask_signers(self, known: Sequence[KnownPerson], suggested: Mapping[Side, int]) -> None:
        """Ask who signs for each side: its own people come first, and it need not sign yet."""
        for side in Side:
            box = QComboBox()
            box.addItem(self.tr("Not signed yet"), None)
            for person in sorted(known, key=lambda person: not person.is_on(side)):
                box.addItem(person.name, person.id)
            box.setCurrentIndex(max(box.findData(suggested.get(side)), 0))
            label = self.tr("Signed for %1 by").replace("%1", words.label(side))
            self.form.add(f"signed_{side}", label, box)
            self.signers[side] = box

    @property
    def signed_by(self) -> dict[Side, int]:
        """The id of who signs for each side that signs."""
        chosen = {side: box.currentData() for side, box in self.signers.items()}
        return {side: person_id for side, person_id in chosen.items() if person_id is not None}

    @property
    def first_day(self) -> date:
        """The day that stands in the field."""
        return from_qdate(self.day.date())

    def _tell(self) -> None:
        self.form.clear_errors()
        self.means.setText(self._meaning(self.first_day))

    def set_busy(self, busy: bool) -> None:
        """Take no second answer, and do not go, while the first is acted on."""
        self.agree.setEnabled(not busy)

    def reject(self) -> None:
        """Close without an answer."""
        if self.agree.isEnabled():
            super().reject()

    def refuse(self, refusal: Refusal) -> None:
        """Say beside the field why it cannot be so."""
        self.set_busy(False)
        self.form.show_refusal(refusal)
