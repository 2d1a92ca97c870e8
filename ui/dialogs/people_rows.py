"""Who is on which side: a row for each person."""

from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Refusal
from app.model.people import Person
from ui import tokens
from ui.widgets.button import Button


@dataclass(frozen=True)
class _Row:
    box: QWidget
    name: QLineEdit
    marketing: QCheckBox
    sales: QCheckBox


class PeopleRows(QWidget):
    """Asks for names and sides; rows without a name say nothing."""

    def __init__(self, first: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.rows: list[_Row] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(space.s)
        self.more = Button(self.tr("Add a person"), "plus", kind="quiet")
        self.more.clicked.connect(self._add_empty)
        below = QHBoxLayout()
        below.addWidget(self.more)
        below.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space.xs)
        layout.addLayout(self._list)
        layout.addLayout(below)
        self._add(Person.model_construct(name=first, marketing=True, sales=True))
        self.setFocusProxy(self.rows[0].name)

    def _add(self, person: Person) -> None:
        box = QWidget()
        row = _Row(box, QLineEdit(person.name), QCheckBox(), QCheckBox())
        row.name.setPlaceholderText(self.tr("Name"))
        row.name.setAccessibleName(self.tr("Name of person %1").replace("%1", self._next()))
        row.marketing.setText(self.tr("Marketing"))
        row.sales.setText(self.tr("Sales"))
        row.marketing.setChecked(person.marketing)
        row.sales.setChecked(person.sales)
        away = Button(self.tr("Remove person %1").replace("%1", self._next()), "x", kind="icon")
        away.clicked.connect(lambda: self._remove(row))
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.current().space.m)
        line.addWidget(row.name, 1)
        line.addWidget(row.marketing)
        line.addWidget(row.sales)
        line.addWidget(away)
        self.rows.append(row)
        self._list.addWidget(box)

    def _next(self) -> str:
        return str(len(self.rows) + 1)

    def _add_empty(self) -> None:
        self._add(Person.model_construct(name="", marketing=False, sales=False))
        self.rows[-1].name.setFocus()

    def _remove(self, row: _Row) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row.box)
        row.box.hide()
        row.box.deleteLater()
        (self.rows[-1].name if self.rows else self.more).setFocus()

    def people(self) -> tuple[Person, ...]:
        """Read who is there. Raises Refusal for a name given twice or somebody on no side."""
        found: dict[str, Person] = {}
        for row in self.rows:
            name = row.name.text().strip()
            if not name:
                continue
            if name in found:
                raise Refusal(f"{name} is there twice.", field="people")
            if not row.marketing.isChecked() and not row.sales.isChecked():
                raise Refusal(f"Tick Marketing, Sales or both for {name}.", field="people")
            found[name] = Person(
                name=name, marketing=row.marketing.isChecked(), sales=row.sales.isChecked()
            )
        return tuple(found.values())
