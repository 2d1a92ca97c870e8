"""One deliverable beside the list: what can be done, how it stands and why, what happened to it."""

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app import words
from app.model.deliverables import Decision, DeliverableEventKind, ItemState
from app.model.people import Side
from app.services.items import ItemDetails, ItemLine
from ui import tokens, wording
from ui.dialogs.lead_form import LeadForm
from ui.models.deliverable_acts import Act, acts, may
from ui.models.deliverable_ways import Promises, day_text, promise_text, way
from ui.models.deliverables import late_text, standing
from ui.panels.deliverable_rows import Facts, ItemEventRow, LinkRow
from ui.panels.lead_rows import Rows
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.panel import SidePanel
from ui.widgets.pill import Pill
from ui.widgets.side import SideMark

translate = QCoreApplication.translate

_PRIMARY = (Act.DELIVER, Act.ACCEPT)
_ON_BUTTONS = (*_PRIMARY, Act.RETURN, Act.MOVE, Act.EDIT)
"""What has a button of its own; the rest stands in the menu."""


class DeliverablePanel(SidePanel):
    """The deliverable shown beside the list, and the form being filled in about it.

    `asked` carries the `Act` of a button, `code_asked` a commitment's code, `lead_asked` a lead's id.
    """

    asked = Signal(object)
    code_asked = Signal(object)
    lead_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(translate("Deliverables", "Deliverable"))
        self.setMinimumWidth(364)
        self.form: LeadForm | None = None
        self._details: ItemDetails | None = None
        self.pill = Pill()
        self.buttons: dict[Act, Button] = {}
        self.menu = QMenu(self)
        self.more = Button(translate("Deliverables", "More"), "ellipsis", kind="icon")
        self.facts = Facts()
        self.link = LinkRow()
        self.way = Label("", Role.TERTIARY, wrap=True)
        self.promise = Button(translate("Deliverables", "Show in Commitments"), "handshake")
        self.history, self.used = Rows(), Rows()
        nothing = translate("Deliverables", "Nothing has happened yet.")
        self._no_history = Label(nothing, Role.SECONDARY)
        self._used_heading = Label(translate("Deliverables", "Used with"), Role.HEADING)
        self._sides = {side: SideMark(side, words.label(side)) for side in Side}
        self._acts, self._about = QWidget(), QWidget()
        self._form_place = QVBoxLayout()
        self._build()

    def _build(self) -> None:
        space = tokens.current().space
        row = QHBoxLayout(self._acts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.xs)
        for act, said in acts().items():
            if act in _ON_BUTTONS:
                button = Button(said.short, kind="primary" if act in _PRIMARY else "plain")
                button.setToolTip(f"{said.whole} ({said.key})")
                button.clicked.connect(partial(self.asked.emit, act))
                self.buttons[act] = button
                row.addWidget(button)
            else:
                action = self.menu.addAction(f"{said.short} ({said.key})")
                action.triggered.connect(partial(self.asked.emit, act))
                action.setData(act)
        row.addStretch()
        row.addWidget(self.more)
        self.more.setMenu(self.menu)
        for key, name, beside in (
            ("due", translate("Deliverables", "Due"), self.way),
            ("owner", translate("Deliverables", "Owner"), None),
            ("about", translate("Deliverables", "For"), None),
            ("delivered", translate("Deliverables", "Delivered"), self.link),
            ("answer", translate("Deliverables", "Answer"), None),
            ("note", translate("Deliverables", "Note"), None),
            ("promise", translate("Deliverables", "Promise"), self.promise),
        ):
            self.facts.add(key, name, beside)
        self.promise.clicked.connect(self._ask_code)
        head = QHBoxLayout()
        head.setSpacing(space.s)
        for mark in self._sides.values():
            head.addWidget(mark)
        head.addStretch()
        head.addWidget(self.pill)
        about = QVBoxLayout(self._about)
        about.setContentsMargins(0, 0, 0, 0)
        about.setSpacing(space.s)
        about.addWidget(self.facts)
        about.addSpacing(space.s)
        about.addWidget(self._used_heading)
        about.addWidget(self.used)
        about.addSpacing(space.s)
        about.addWidget(Label(translate("Deliverables", "History"), Role.HEADING))
        about.addWidget(self._no_history)
        about.addWidget(self.history)
        self._head = QWidget()
        self._head.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._head)
        self.body.addWidget(self._acts)
        self.body.addLayout(self._form_place)
        self.body.addWidget(self._about)
        self.body.addStretch()

    @property
    def item(self) -> ItemLine | None:
        """The deliverable that is shown; none while a new one is being written."""
        return None if self._details is None else self._details.item

    def show_item(self, details: ItemDetails, promises: Promises, today: int, zone: str) -> None:
        """Show a deliverable, or what is new about it; the form that is open stays."""
        before, self._details = self._details, details
        item = details.item
        self.open_with(item.title)
        for side, mark in self._sides.items():
            mark.setVisible(side is item.side)
        self.pill.set(*standing(item, today))
        self._allow(item)
        self._show_facts(details, promises, today, zone)
        if before is None or before.history != details.history:
            self.history.fill([ItemEventRow(event, zone, today) for event in details.history])
        if before is None or before.used_with != details.used_with:
            self._show_used(details, zone)
        self._no_history.setVisible(not details.history)
        self._acts.setVisible(self.form is None)
        self._head.show()
        self._about.show()

    def _allow(self, item: ItemLine) -> None:
        allowed = may(item)
        for act, button in self.buttons.items():
            button.setVisible(act in allowed)
        for action in self.menu.actions():
            action.setVisible(action.data() in allowed)
        self.more.setVisible(any(action.data() in allowed for action in self.menu.actions()))

    def _show_facts(self, details: ItemDetails, promises: Promises, today: int, zone: str) -> None:
        item = details.item
        self.facts.say("due", day_text(item.due_day, today))
        self.way.setText(way(item, promises, today))
        self.facts.say("owner", item.owner or translate("Deliverables", "Nobody yet"))
        self.facts.say("about", " · ".join(filter(None, (item.persona, item.campaign))))
        self.facts.say("delivered", delivery_text(item, zone))
        self.link.show_link(item.link)
        self.facts.say("answer", answer_text(details, zone))
        self.facts.say("note", item.note or "")
        self.facts.say("promise", promise_text(item, promises))

    def _show_used(self, details: ItemDetails, zone: str) -> None:
        rows = []
        for use in details.used_with:
            text = " · ".join(filter(None, (wording.when(use.at, zone), use.by)))
            row = Button(use.lead, kind="quiet")
            row.setToolTip(text)
            row.setProperty("lead", use.lead_id)
            row.clicked.connect(self._ask_lead)
            rows.append(_beside(row, Label(text, Role.CAPTION)))
        self.used.fill(rows)
        for each in (self._used_heading, self.used):
            each.setVisible(bool(details.used_with))

    def _ask_lead(self) -> None:
        row = self.sender()
        if row is not None:
            self.lead_asked.emit(row.property("lead"))

    def _ask_code(self) -> None:
        if self._details is not None and self._details.item.code is not None:
            self.code_asked.emit(self._details.item.code)

    def open_form(self, form: LeadForm, title: str = "") -> None:
        """Put a form in place of the buttons; with a `title` it stands alone, about no item."""
        before = self.take_form()
        if before is not None:
            before.deleteLater()
        self.form = form
        self._form_place.addWidget(form)
        self._acts.hide()
        form.heading.setVisible(not title)
        if title:
            self._details = None
            self.open_with(title)
            self._head.hide()
            self._about.hide()
        self.show()
        form.show()
        form.begin()

    def take_form(self) -> LeadForm | None:
        """Take the form out of the panel, with what was typed in it; None without one."""
        form, self.form = self.form, None
        if form is not None:
            self._form_place.removeWidget(form)
            form.hide()
            self._acts.show()
        return form


def _beside(first: QWidget, second: QWidget) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(first)
    line.addStretch()
    line.addWidget(second)
    return row


def delivery_text(item: ItemLine, zone: str) -> str:
    """Say when it was delivered, and how late."""
    if item.delivered_at is None:
        return ""
    at = wording.when(item.delivered_at, zone)
    return ", ".join(filter(None, (at, late_text(item))))


def answer_text(details: ItemDetails, zone: str) -> str:
    """Say what the other side said of it, or until when it can."""
    item = details.item
    other = words.label(item.side.other)
    until = "" if item.accept_until is None else wording.when(item.accept_until, zone)
    if item.state is ItemState.DELIVERED:
        text = (
            translate("Deliverables", "%1 can accept or return it until %2; then silence accepts.")
            if until
            else translate("Deliverables", "%1 has not accepted or returned it yet.")
        )
    elif item.decided is Decision.SILENT:
        text = translate("Deliverables", "Accepted by silence on %2, as of the delivery.")
    elif item.decided is Decision.ACCEPTED:
        text = translate("Deliverables", "Accepted by %1.")
    elif item.decided is Decision.RETURNED:
        returned = (each for each in details.history if each.kind is DeliverableEventKind.RETURNED)
        reason = next((each.reason for each in returned if each.reason), "")
        text = translate("Deliverables", "Returned by %1: %3").replace("%3", reason or "")
    else:
        return ""
    return text.replace("%1", other).replace("%2", until)
