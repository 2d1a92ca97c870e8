"""Other leads of the same person: what this one duplicates, what is like it, and what else came."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.lead_details import LeadDetails
from app.services.lead_likeness import LeadRef
from ui import tokens, wording
from ui.panels.lead_standing import standing_word
from ui.widgets.button import Button
from ui.widgets.label import Label, Role

translate = QCoreApplication.translate


class LeadRefs(QWidget):
    """Leads by name, with when each arrived and why it is named; `asked` carries the id of one."""

    asked = Signal(int)

    def __init__(self, heading: str, means: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._leads: Sequence[LeadRef] | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.mark = Button("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.current().space.xs)
        column.addWidget(Label(heading, Role.HEADING))
        if means:
            column.addWidget(Label(means, Role.CAPTION, wrap=True))
        column.addLayout(self._rows)
        column.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignLeading)

    def show_leads(self, leads: Sequence[LeadRef], zone: str) -> None:
        """Show other leads; hidden without any."""
        self.setVisible(bool(leads))
        if leads == self._leads:
            return
        self._leads = leads
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for lead in leads:
            self._rows.addWidget(self._row(lead, zone))

    def _row(self, lead: LeadRef, zone: str) -> QWidget:
        open_it = Button(lead.name, kind="quiet")
        open_it.setProperty("lead", lead.id)
        open_it.clicked.connect(self._on_open)
        arrived = translate("LeadPanel", "arrived %1")
        when = None if lead.arrived_at is None else wording.day(lead.arrived_at, zone)
        told = (
            lead.because,
            None if when is None else arrived.replace("%1", when),
            None if lead.standing is None else standing_word(lead.standing),
        )
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(open_it)
        line.addWidget(Label(" · ".join(filter(None, told)), Role.CAPTION, wrap=True), 1)
        return row

    def _on_open(self) -> None:
        pressed = self.sender()
        if pressed is not None:
            self.asked.emit(int(pressed.property("lead")))


class RelatedLeads(QWidget):
    """Says whether the lead is a duplicate, and lists the others; `asked` carries the id of one.

    `mark_asked` wants the lead to be a duplicate, or none any more.
    """

    asked = Signal(int)
    mark_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.original = LeadRefs(
            translate("LeadPanel", "Duplicate of an earlier lead"),
            translate("LeadPanel", "It starts no clock and counts in no promise."),
        )
        self.others = LeadRefs(translate("LeadPanel", "Other leads like this one"))
        self.original.mark.set_words(translate("LeadPanel", "Not a duplicate"))
        self.others.mark.set_words(translate("LeadPanel", "Mark as a duplicate…"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.current().space.l)
        for each in (self.original, self.others):
            each.asked.connect(self.asked)
            each.mark.clicked.connect(self.mark_asked)
            column.addWidget(each)

    def show_lead(self, details: LeadDetails) -> None:
        """Show the leads like this one; hidden without any."""
        original = details.duplicate_of
        self.original.show_leads(() if original is None else (original,), details.zone)
        self.others.show_leads((*details.duplicates, *details.same_person), details.zone)
        self.others.mark.setVisible(original is None and bool(details.duplicates))
        self.setVisible(original is not None or bool(details.duplicates or details.same_person))
