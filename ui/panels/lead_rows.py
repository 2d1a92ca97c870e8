"""The rows of a lead's panel: a clock with its way from start to due, a fact of the history."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app import words
from app.model.agreement import CommitmentKind
from app.model.columns import Ms
from app.model.events import Channel, EventKind, Outcome
from app.rules import sentences
from app.services.clock_lines import ClockLine
from app.services.lead_list import EventView, LeadDetails
from ui import tokens, wording
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.pill import Pill

_WHEN_WIDTH = 116

translate = QCoreApplication.translate


def event_text(event: EventView, currency: str) -> str:
    """Say in a line what happened."""
    match event.kind:
        case EventKind.CONTACT if event.channel is not None:
            told = [words.label(Channel(event.channel))]
            if event.outcome is not None:
                told.append(words.label(Outcome(event.outcome)).lower())
            return ", ".join(told)
        case EventKind.STAGE:
            text = translate("LeadPanel", "Reached %1")
            return text.replace("%1", event.stage or "")
        case EventKind.ASSIGNED if event.by is not None:
            return translate("LeadPanel", "Assigned to %1").replace("%1", event.by)
        case EventKind.WON if event.value_minor is not None:
            amount = wording.money(event.value_minor, currency)
            return f"{words.label(event.kind)}, {amount}"
        case _ if event.reason:
            return f"{words.label(event.kind)}: {words.reason_label(event.reason).lower()}"
        case _:
            return words.label(event.kind)


class ClockRow(QWidget):
    """A clock: the promise, its due instant and pill, and how the due instant came about."""

    def __init__(self) -> None:
        super().__init__()
        self._clock: ClockLine | None = None
        self.name = Label("", Role.BODY, wrap=True)
        self.due = Label("", Role.CAPTION)
        self.way = Label("", Role.TERTIARY, wrap=True)
        self.pill = Pill()
        text = QVBoxLayout()
        text.setSpacing(1)
        text.addWidget(self.name)
        text.addWidget(self.due)
        top = QHBoxLayout()
        top.setSpacing(tokens.current().space.s)
        top.addLayout(text, 1)
        top.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 10)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self.way)

    def show_clock(self, clock: ClockLine, details: LeadDetails, now: Ms) -> None:
        """Show a clock, in place of the one before."""
        self._clock = clock
        zone = details.zone
        self.name.setText(sentences.short_name(clock.commitment, details.stages))
        version = translate("LeadPanel", "version %1").replace("%1", str(clock.version))
        self.due.setToolTip(f"{clock.code}, {version}")
        if clock.due is None:
            due = translate("LeadPanel", "paused")
        else:
            due = translate("LeadPanel", "due %1").replace("%1", wording.when(clock.due, zone))
        self.due.setText(f"{clock.code} · {due}")
        self.way.setText(_way(clock, details))
        self.move_countdown(now)

    def move_countdown(self, now: Ms) -> None:
        """Say how much time is left now."""
        if self._clock is not None:
            self.pill.set(*wording.clock_text(self._clock, now))


def _way(clock: ClockLine, details: LeadDetails) -> str:
    """Explain a clock from its start to its stop."""
    commitment, zone = clock.commitment, details.zone
    begun = wording.when(clock.start, zone)
    if commitment.kind is CommitmentKind.RESPONSE:
        began = translate("LeadPanel", "Handed over")
        ended = translate("LeadPanel", "First contact %1.")
    else:
        began, ended = (
            text.replace("%1", details.stages.get(key or "", key or ""))
            for text, key in (
                (translate("LeadPanel", "Reached %1"), commitment.stage),
                (translate("LeadPanel", "Reached %1 %2."), commitment.to_stage),
            )
        )
        ended = ended.replace("%2", "%1")
    told = f"{began} {begun}."
    if clock.due is not None and commitment.within is not None:
        due = wording.when(clock.due, zone)
        told = sentences.clock_explanation(began, begun, commitment.within, due) + "."
    if clock.stop is not None:
        told = f"{told} {ended.replace('%1', wording.when(clock.stop, zone))}"
    return told


class EventRow(QWidget):
    """One fact of the history."""

    def __init__(self, event: EventView, zone: str, currency: str) -> None:
        super().__init__()
        at = Label(wording.when(event.happened_at, zone), Role.CAPTION, wrap=True)
        at.setFixedWidth(_WHEN_WIDTH)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(Label(event_text(event, currency), Role.BODY, wrap=True))
        by = event.by if event.kind is not EventKind.ASSIGNED else None
        told = [each for each in (by, event.note) if each]
        if told:
            text.addWidget(Label(" · ".join(told), Role.CAPTION, wrap=True))
        if event.late:
            entered = translate("LeadPanel", "entered late, %1")
            mark = Pill(entered.replace("%1", wording.when(event.recorded_at, zone)), State.AT_RISK)
            mark.setToolTip(
                translate("LeadPanel", "Written down more than a working day after it happened")
            )
            text.addWidget(mark, 0, Qt.AlignmentFlag.AlignLeading)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 7, 0, 8)
        layout.setSpacing(tokens.current().space.s)
        layout.addWidget(at, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)


class Rows(QWidget):
    """Rows under each other, with a rule between two."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def add(self, row: QWidget) -> None:
        """Put a row below the others."""
        if self.rows:
            rule = QFrame()
            rule.setProperty("role", "rule")
            self._layout.addWidget(rule)
        self.rows.append(row)
        self._layout.addWidget(row)

    def clear(self) -> None:
        """Take every row away."""
        self.rows.clear()
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
