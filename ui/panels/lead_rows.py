"""The rows of a lead's panel: a clock with its way from start to due, a fact of the history."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QEnterEvent, QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app import words
from app.model.columns import Ms
from app.model.events import Channel, EventKind, LostReason, Outcome, Reason
from app.rules import sentences
from app.services.lead_details import EventView, LeadClock, LeadDetails
from ui import icons, tokens, wording
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.pill import Pill

_WHEN_WIDTH = 112
_REMOVE_WIDTH = 26
_STAY = (EventKind.ARRIVED, EventKind.ASSIGNED)
"""Entries that cannot be removed: every lead arrived, and somebody follows it up."""

translate = QCoreApplication.translate


def event_text(event: EventView, currency: str, zone: str) -> str:
    """Say in a line what happened."""
    kind = words.label(event.kind)
    match event.kind:
        case EventKind.CONTACT if event.channel is not None:
            told = words.label(Channel(event.channel))
            if event.outcome is not None:
                told = f"{told}, {words.label(Outcome(event.outcome)).lower()}"
        case EventKind.STAGE:
            told = translate("LeadPanel", "Reached %1").replace("%1", event.stage or "")
        case EventKind.HANDED_OVER if event.stage:
            told = translate("LeadPanel", "Handed over to Sales as %1")
            told = told.replace("%1", event.stage)
        case EventKind.ASSIGNED if event.by is not None:
            told = translate("LeadPanel", "Assigned to %1").replace("%1", event.by)
        case EventKind.WON if event.value_minor is not None:
            told = f"{kind}, {wording.money(event.value_minor, currency)}"
        case EventKind.MATERIAL_USED if event.material:
            told = f"{kind}: {event.material}"
        case _:
            told = _with_details(event, kind, zone)
    return told


def _with_details(event: EventView, kind: str, zone: str) -> str:
    """Add the reason, who agreed, or the day until which it holds."""
    told = kind
    if event.reason:
        reasons = LostReason if event.kind is EventKind.LOST else Reason
        told = f"{told}: {words.reason_label(event.reason, reasons).lower()}"
    if event.agreed_with:
        agreed = translate("LeadPanel", "agreed with %1")
        told = f"{told}, {agreed.replace('%1', event.agreed_with)}"
    if event.until is not None:
        until = translate("LeadPanel", "until %1")
        told = f"{told} {until.replace('%1', wording.long_day(event.until, zone))}"
    return told


class ClockRow(QWidget):
    """A clock: the promise, its due instant and pill, and how the due instant came about."""

    def __init__(self) -> None:
        super().__init__()
        self._clock: LeadClock | None = None
        self.name = Label("", Role.BODY, wrap=True)
        self.due = Label("", Role.CAPTION, wrap=True)
        self.way = Label("", Role.TERTIARY, wrap=True)
        self.pill = Pill()
        top = QHBoxLayout()
        top.setSpacing(tokens.current().space.s)
        top.addWidget(self.name, 1)
        top.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 10)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self.due)
        layout.addWidget(self.way)

    def show_clock(self, clock: LeadClock, details: LeadDetails, now: Ms) -> None:
        """Show a clock, in place of the one before."""
        self._clock = clock
        self.name.setText(sentences.short_name(clock.commitment, details.stages))
        version = translate("LeadPanel", "version %1").replace("%1", str(clock.version))
        self.due.setToolTip(f"{clock.code}, {version}")
        if clock.due is None:
            due = translate("LeadPanel", "no due time while it is paused")
        else:
            due = translate("LeadPanel", "due %1")
            due = due.replace("%1", wording.when(clock.due, details.zone))
        told = (clock.code, _attempts(clock), due)
        self.due.setText(" · ".join(filter(None, told)))
        self.way.setText(clock.explanation)
        self.move_countdown(now)

    def move_countdown(self, now: Ms) -> None:
        """Say how much time is left now."""
        if self._clock is not None:
            self.pill.set(*wording.clock_text(self._clock, now))


def _attempts(clock: LeadClock) -> str:
    """Say "2 of 5 attempts" of a promise of attempts."""
    if clock.attempts is None or clock.attempts.agreed is None:
        return ""
    text = translate("LeadPanel", "%1 of %2 attempts")
    made, agreed = clock.attempts.made, clock.attempts.agreed
    return text.replace("%1", str(min(made, agreed))).replace("%2", str(agreed))


class EventRow(QWidget):
    """One fact of the history; `remove_asked` carries its id when it was wrong and is to go."""

    remove_asked = Signal(int)

    def __init__(self, event: EventView, zone: str, currency: str) -> None:
        super().__init__()
        self._id = event.id
        at = Label(wording.when(event.happened_at, zone), Role.CAPTION, wrap=True)
        at.setFixedWidth(_WHEN_WIDTH)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(Label(event_text(event, currency, zone), Role.BODY, wrap=True))
        by = event.by if event.kind is not EventKind.ASSIGNED else None
        told = [each for each in (by, event.note) if each]
        if told:
            text.addWidget(Label(" · ".join(told), Role.CAPTION, wrap=True))
        if event.late:
            entered = translate("LeadPanel", "entered late, %1")
            mark = Pill(entered.replace("%1", wording.day(event.recorded_at, zone)), State.AT_RISK)
            mark.setToolTip(_why_late(event, zone))
            text.addWidget(mark, 0, Qt.AlignmentFlag.AlignLeading)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 7, 0, 8)
        layout.setSpacing(tokens.current().space.s)
        layout.addWidget(at, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)
        self.remove = Button(translate("LeadPanel", "Remove this entry"), kind="icon")
        self.remove.clicked.connect(self._on_remove)
        self.remove.setFixedWidth(_REMOVE_WIDTH)
        self.remove.installEventFilter(self)
        layout.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        if event.kind in _STAY:
            self.remove.hide()

    def _on_remove(self) -> None:
        self.remove_asked.emit(self._id)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the way to remove it while the pointer is here."""
        super().enterEvent(event)
        self._show_remove()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide it again, unless the keyboard is on it."""
        super().leaveEvent(event)
        self._show_remove()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the way to remove it while the keyboard is on it."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_remove()
        return super().eventFilter(watched, event)

    def _show_remove(self) -> None:
        seen = self.underMouse() or self.remove.hasFocus()
        self.remove.setIcon(icons.icon("trash-2", "secondary") if seen else QIcon())


def _why_late(event: EventView, zone: str) -> str:
    text = translate("LeadPanel", "Written down %1, more than a working day after it happened")
    return text.replace("%1", wording.when(event.recorded_at, zone))


class Rows(QWidget):
    """Rows under each other, with a rule between two."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def fill(self, rows: Sequence[QWidget]) -> None:
        """Show other rows in place of these.

        They come while nothing is seen of them: each row that came into sight by itself would have
        all others laid out anew.
        """
        self.hide()
        self._clear()
        for row in rows:
            if self.rows:
                rule = QFrame()
                rule.setProperty("role", "rule")
                self._layout.addWidget(rule)
            self.rows.append(row)
            self._layout.addWidget(row)
        self.show()

    def _clear(self) -> None:
        self.rows.clear()
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
