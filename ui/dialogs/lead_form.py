"""What the forms about a lead share: a heading, fields, a verb, and the keys that save or leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.changes import Change, Progress, no_progress
from app.errors import Refusal
from app.services.people import KnownPerson
from app.services.workspaces import Workspace
from ui import tokens
from ui.jobs import Jobs
from ui.widgets.button import Button
from ui.widgets.form import Form, FormRow
from ui.widgets.label import Label, Role
from ui.widgets.typed_time import DayField, TimeField


@dataclass(frozen=True)
class Desk:
    """Where something is logged: the workspace and its zone, everyone who may have done it, and who sits here."""

    workspace: Workspace
    zone: str
    people: Sequence[KnownPerson]
    person_id: int | None


class LeadForm(QFrame):
    """A form inside the panel. `done` carries the `Change` that was made, `left` says it was given up.

    Return or Ctrl+Return saves, Esc leaves. `said` is what is told once it is done.
    """

    done = Signal(object)
    left = Signal()

    def __init__(
        self, desk: Desk, heading: str, verb: str, said: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.desk, self.said = desk, said
        self._untouched: tuple[object, ...] | None = None
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
        """Note what stands in the fields, and put the keyboard where the person types first."""
        if self._untouched is None:
            self._untouched = self._values()
            self._put_buttons_last()
        self.first_field().setFocus()

    def _put_buttons_last(self) -> None:
        """Let Tab come from the last field to the verb: the buttons were made before the fields."""
        last: QWidget = self
        each = self.nextInFocusChain()
        while each is not None and each is not self:
            if self.form.isAncestorOf(each) and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                last = each
            each = each.nextInFocusChain()
        QWidget.setTabOrder(last, self.save_button)
        QWidget.setTabOrder(self.save_button, self._cancel)

    def first_field(self) -> QWidget:
        """Give the field the person types in first."""
        raise NotImplementedError

    @property
    def is_touched(self) -> bool:
        """Tell whether anything was typed or chosen since the form was opened."""
        return self._untouched is not None and self._values() != self._untouched

    def _values(self) -> tuple[object, ...]:
        return (
            *(field.text() for field in self.findChildren(QLineEdit)),
            *(field.toPlainText() for field in self.findChildren(QPlainTextEdit)),
            *(box.currentIndex() for box in self.findChildren(QComboBox)),
            *(button.isChecked() for button in self.findChildren(QAbstractButton)),
        )

    def add_note(self, label: str = "") -> QLineEdit:
        """Add the field "note"."""
        field = QLineEdit()
        self.form.add("note", label or self.tr("Note"), field)
        return field

    def add_time(self, label: str) -> TimeField:
        """Add the field "at" for an instant, which is now unless something is typed."""
        field = TimeField(self.desk.zone)
        hint = self.tr("Or earlier: 16:20, yesterday 16:20")
        self._explain(self.form.add("at", label, field, hint), field, hint)
        return field

    def add_when_and_who(self) -> tuple[TimeField, QComboBox]:
        """Add the fields "at" and "by_id" side by side, with now and who sits here in them."""
        at = TimeField(self.desk.zone)
        by = self._people(self.desk.person_id, self.tr("Not said"), self.desk.people)
        hint = self.tr("Or: yesterday 16:20")
        row, _ = self.form.add_pair(
            ("at", self.tr("When"), at, hint), ("by_id", self.tr("By"), by, "")
        )
        self._explain(row, at, hint)
        return at, by

    def add_day(self, label: str, unless: str) -> DayField:
        """Add the field "until" for a day to come; `unless` says what nothing typed means."""
        field = DayField(self.desk.zone)
        field.setPlaceholderText(unless)
        hint = self.tr("1 March, in 2 weeks, Monday")
        self._explain(self.form.add("until", label, field, hint), field, hint)
        return field

    def _explain(self, row: FormRow, field: TimeField | DayField, hint: str) -> None:
        """Show what is understood of a field, as it is typed, in place of the hint."""

        def tell(words: str) -> None:
            row.set_hint(f"= {words}" if words else hint)

        field.understood.connect(tell)

    def add_person(
        self, name: str, label: str, current: int | None, nobody: str, *, sales_only: bool = False
    ) -> QComboBox:
        """Add a choice of a person, or of `nobody`; a person's id is the choice's data."""
        offered = [
            person
            for person in self.desk.people
            if person.sales or not sales_only or person.id == current
        ]
        box = self._people(current, nobody, offered)
        self.form.add(name, label, box)
        return box

    def _people(
        self, current: int | None, nobody: str, offered: Sequence[KnownPerson]
    ) -> QComboBox:
        box = QComboBox()
        box.setMinimumContentsLength(6)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(nobody, None)
        for person in offered:
            box.addItem(person.name, person.id)
        box.setCurrentIndex(max(box.findData(current), 0))
        return box

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save with Return, leave with Esc."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (enter and self._cancel.hasFocus()):
            self.left.emit()
        elif enter:
            self.save()
        else:
            super().keyPressEvent(event)


class ManyForm(LeadForm):
    """A form that may be about many leads: then its work is a job with progress, which can be cancelled.

    `said_of_many` is what is told then, "%1" being their number.
    """

    def __init__(
        self,
        desk: Desk,
        leads: Sequence[int],
        heading: str,
        verb: str,
        said: str,
        said_of_many: str,
    ) -> None:
        super().__init__(desk, heading, verb, said)
        self.leads = leads
        self._said_of_many = said_of_many
        self._jobs: Jobs | None = None

    def run_in(self, jobs: Jobs) -> None:
        """Do the work in `jobs` instead of at once."""
        self._jobs = jobs

    def save(self) -> None:
        """Make the change, or say beside its field what is wrong."""
        if self._jobs is None:
            super().save()
            return
        self.form.clear_errors()
        try:
            work = self.prepare()
        except Refusal as refusal:
            self.form.show_refusal(refusal)
        else:
            self.said = self._said_of_many.replace("%1", f"{len(self.leads):,}")
            self._jobs.run(work, self._finish, self._fail, self.heading.text())

    def make_change(self) -> Change:
        """Do it at once. Raises Refusal."""
        return self.prepare()(no_progress)

    def prepare(self) -> Callable[[Progress], Change]:
        """Read the fields and give the work; both raise Refusal."""
        raise NotImplementedError

    def _finish(self, change: Change) -> None:
        self.done.emit(change)

    def _fail(self, problem: BaseException) -> None:
        if isinstance(problem, Refusal):
            self.form.show_refusal(problem)
        elif self._jobs is not None:
            self._jobs.fail(problem)


def note_of(field: QLineEdit) -> str | None:
    """Give what was typed into a field, None for nothing."""
    return field.text().strip() or None
