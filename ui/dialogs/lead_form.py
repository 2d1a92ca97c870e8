"""What the forms about a lead share: a heading, fields, a verb, and the keys that save or leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.changes import Change
from app.errors import Refusal
from app.services.people import KnownPerson
from app.services.workspaces import Workspace
from ui import icons, tokens
from ui.typed_time import read_instant
from ui.widgets.button import Button
from ui.widgets.form import Form
from ui.widgets.label import Label, Role


@dataclass(frozen=True)
class Desk:
    """Where something is logged: the workspace and its zone, everyone who may have done it, and who sits here."""

    workspace: Workspace
    zone: str
    people: Sequence[KnownPerson]
    person_id: int | None


class LeadForm(QFrame):
    """A form inside the panel. `done` carries the `Change` that was made, `left` says it was given up.

    Return or Ctrl+Return saves, Esc leaves.
    """

    done = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, heading: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.desk = desk
        self.setProperty("role", "card")
        self.setAccessibleName(heading)
        self.form = Form()
        self.save_button = Button(verb, kind="primary")
        self.save_button.clicked.connect(self.save)
        self._cancel = Button(self.tr("Cancel"))
        self._cancel.clicked.connect(self.left)
        buttons = QHBoxLayout()
        buttons.setSpacing(space.s)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self._cancel)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space.m, space.m, space.m, space.m)
        layout.setSpacing(space.m)
        self.heading = Label(heading, Role.HEADING)
        layout.addWidget(self.heading)
        layout.addWidget(self.form)
        layout.addLayout(buttons)

    def save(self) -> None:
        """Make the change, or say beside its field what is wrong."""
        self.form.clear_errors()
        try:
            change = self.make_change()
        except Refusal as refusal:
            self.form.show_refusal(refusal)
        else:
            self.done.emit(change)

    def make_change(self) -> Change:
        """Call the service with what was typed. Raises Refusal."""
        raise NotImplementedError

    def begin(self) -> None:
        """Put the keyboard where the person types first."""
        raise NotImplementedError

    def add_time(self, label: str, hint: str = "") -> QLineEdit:
        """Add the field "at" for an instant, which is now unless something is typed."""
        field = QLineEdit()
        field.setPlaceholderText(self.tr("Now"))
        self.form.add("at", label, field, hint or self.tr("Or earlier: 16:20, yesterday 16:20"))
        return field

    def typed_time(self, field: QLineEdit) -> datetime | None:
        """Read a field of `add_time`; None is now. Raises Refusal."""
        return read_instant(field.text(), self.desk.zone, datetime.now(UTC))

    def add_person(
        self, name: str, label: str, current: int | None, nobody: str, *, sales_only: bool = False
    ) -> QComboBox:
        """Add a choice of a person, or of `nobody`; a person's id is the choice's data."""
        box = QComboBox()
        box.addItem(nobody, None)
        for person in self.desk.people:
            if person.sales or not sales_only or person.id == current:
                box.addItem(person.name, person.id)
        box.setCurrentIndex(max(box.findData(current), 0))
        self.form.add(name, label, box)
        return box

    def add_who(self) -> QComboBox:
        """Add the field "by_id", with who sits here chosen."""
        return self.add_person(
            "by_id", self.tr("By"), self.desk.person_id, self.tr("Somebody not named")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save with Return, leave with Esc."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (enter and self._cancel.hasFocus()):
            self.left.emit()
        elif enter:
            self.save()
        else:
            super().keyPressEvent(event)


def note_of(field: QLineEdit) -> str | None:
    """Give what was typed into a field, None for nothing."""
    return field.text().strip() or None


class Chips(QWidget):
    """A few choices shown at once, two in a row; arrow keys move the choice."""

    def __init__(
        self, choices: Sequence[tuple[object, str]], current: object, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keys = [key for key, _ in choices]
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(tokens.current().space.xs)
        for place, (key, text) in enumerate(choices):
            chip = Button(text)
            chip.setCheckable(True)
            chip.toggled.connect(self._tick)
            self._group.addButton(chip, place)
            grid.addWidget(chip, place // 2, place % 2)
            if key == current:
                chip.setChecked(True)
                self.setFocusProxy(chip)
        self._group.buttonToggled.connect(self._move_focus)

    def current(self) -> object:
        """Give the key of the choice."""
        return self._keys[self._group.checkedId()]

    def choose(self, key: object) -> None:
        """Choose by key."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def _tick(self, on: bool) -> None:
        chip = self.sender()
        if isinstance(chip, QAbstractButton):
            chip.setIcon(icons.icon("check", "accent") if on else QIcon())

    def _move_focus(self, chip: QAbstractButton, on: bool) -> None:
        if on:
            self.setFocusProxy(chip)
