"""Log that something promised was delivered."""

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.changes import Change
from app.services import deliverables
from app.services.items import ItemKey
from ui import tokens
from ui.dialogs.lead_form import Desk, LeadForm, note_of
from ui.widgets.button import Button


class LinkField(QWidget):
    """An address, or the path of a file that can be picked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.pick = Button(self.tr("Choose a file…"), "folder-open", kind="icon")
        self.pick.clicked.connect(self._pick)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.current().space.xs)
        row.addWidget(self.line, 1)
        row.addWidget(self.pick)
        self.setFocusProxy(self.line)

    def setAccessibleName(self, name: str) -> None:
        """Name the field one types into: that is where the keyboard is."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def _pick(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("What was delivered"))
        if chosen:
            self.line.setText(chosen)
            self.line.setFocus()


class DeliverForm(LeadForm):
    """Where it can be found, when it was delivered and by whom; none of it is needed."""

    def __init__(self, desk: Desk, key: ItemKey) -> None:
        said = self.tr("Delivered.")
        super().__init__(desk, self.tr("Log the delivery"), self.tr("Delivered"), said)
        self._key = key
        self.link = LinkField()
        hint = self.tr("An address, or the path of a file. May stay empty.")
        self.form.add("link", self.tr("Where it is"), self.link, hint)
        self.at, self.by = self.add_when_and_who()
        self.note = self.add_note()

    def first_field(self) -> QWidget:
        """Start at the link."""
        return self.link.line

    def make_change(self) -> Change:
        """Log it. Raises Refusal."""
        return deliverables.deliver(
            self.desk.workspace,
            self._key,
            link=note_of(self.link.line),
            note=note_of(self.note),
            at=self.at.instant(),
            by_id=self.by.currentData(),
        )
