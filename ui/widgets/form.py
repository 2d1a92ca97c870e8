"""Form rows: a label, a field, what it is for, and what is wrong with it, beside it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from app.errors import Refusal
from ui import tokens
from ui.widgets.label import Label, Role


class FormRow(QWidget):
    """A field under its label, with what is wrong right below it."""

    def __init__(
        self, label: str, field: QWidget, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._hint = hint
        name = Label(label, Role.CAPTION)
        name.setBuddy(field)
        field.setAccessibleName(label)
        field.setAccessibleDescription(hint)
        if isinstance(field, QPlainTextEdit | QTextEdit):
            field.setTabChangesFocus(True)  # or the keyboard never gets out again
        self._below = Label(hint, Role.TERTIARY, wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.current().space.xs)
        layout.addWidget(name)
        layout.addWidget(field)
        layout.addWidget(self._below)
        self._below.setVisible(bool(hint))  # only now: without a parent it would be a window

    @property
    def error(self) -> str:
        """The sentence shown now, or ""."""
        return self._below.text() if self.field.property("invalid") == "true" else ""

    def set_hint(self, hint: str) -> None:
        """Say something else below the field, in place of an error too."""
        self._hint = hint
        self.set_error("")

    def set_error(self, sentence: str) -> None:
        """Show what is wrong; "" takes it away."""
        self.field.setProperty("invalid", "true" if sentence else "false")
        self.field.setAccessibleDescription(sentence or self._hint)
        self._below.setProperty("role", (Role.ERROR if sentence else Role.TERTIARY).value[0])
        self._below.setText(sentence or self._hint)
        self._below.setVisible(bool(sentence or self._hint))
        for each in (self.field, self._below):
            each.style().unpolish(each)
            each.style().polish(each)


class Form(QWidget):
    """Rows by the name of their field, so that a refusal finds the one it belongs to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, FormRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(tokens.current().space.m)
        self._general = Label("", Role.ERROR, wrap=True)
        self._general.hide()
        self._layout.addWidget(self._general)

    def add(self, name: str, label: str, field: QWidget, hint: str = "") -> FormRow:
        """Add a row for the field a service calls `name`."""
        row = FormRow(label, field, hint)
        self._rows[name] = row
        self._layout.insertWidget(self._layout.count() - 1, row)
        return row

    def add_pair(
        self, first: tuple[str, str, QWidget, str], second: tuple[str, str, QWidget, str]
    ) -> tuple[FormRow, FormRow]:
        """Add two short rows side by side, each as `add` takes it."""
        line = QHBoxLayout()
        line.setSpacing(tokens.current().space.s)
        rows = FormRow(*first[1:]), FormRow(*second[1:])
        for (name, *_), row in zip((first, second), rows, strict=True):
            self._rows[name] = row
            line.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
        self._layout.insertLayout(self._layout.count() - 1, line)
        return rows

    def row(self, name: str) -> FormRow:
        """Give the row of a field."""
        return self._rows[name]

    def clear_errors(self) -> None:
        """Take every sentence away, before trying again."""
        self._general.hide()
        for row in self._rows.values():
            row.set_error("")

    def show_refusal(self, refusal: Refusal) -> None:
        """Put a refusal's sentence beside its field and go there, or else under the form."""
        row = self._rows.get(refusal.field or "")
        if row is None:
            self._general.setText(str(refusal))
            self._general.show()
        else:
            row.set_error(str(refusal))
            row.field.setFocus()
