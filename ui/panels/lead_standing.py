"""Where a lead stands, as a pill and a sentence."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import words
from app.model.events import EventKind, LostReason, Reason
from app.services.lead_details import EventView, LeadDetails
from ui import tokens, wording
from ui.models.lead_may import accepted_by_silence
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.pill import Pill

translate = QCoreApplication.translate


@dataclass(frozen=True)
class StandingWords:
    """A word or two in a pill, what it looks like, and a sentence that may be empty."""

    pill: str
    look: State
    sentence: str = ""


class StandingLine(QWidget):
    """The pill, and beside it the sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pill = Pill()
        self.sentence = Label("", Role.CAPTION, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.current().space.s)
        row.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignTop)
        below = QVBoxLayout()
        below.setContentsMargins(0, 2, 0, 0)
        below.addWidget(self.sentence)
        row.addLayout(below, 1)

    def show_lead(self, details: LeadDetails, currency: str) -> None:
        """Say where a lead stands now."""
        said = standing_words(details, currency)
        self.pill.set(said.pill, said.look)
        self.sentence.setText(said.sentence)


def standing_words(details: LeadDetails, currency: str) -> StandingWords:
    """Say where a lead stands: "Sent back", "Wrong company size. Dana Reyes, Tue 3 Nov, 10:00."."""
    standing = details.line.standing
    if details.paused:
        return StandingWords(translate("LeadPanel", "Paused"), State.NONE, _paused(details))
    if standing is None:
        new = translate("LeadPanel", "Not handed over to Sales yet.")
        return StandingWords(translate("LeadPanel", "New"), State.NONE, new)
    if standing is EventKind.ACCEPTED and accepted_by_silence(details):
        silent = translate("LeadPanel", "Accepted by silence")
        return StandingWords(silent, State.AT_RISK, _silence(details))
    pill, look, means = _said(standing)
    event = next((each for each in details.history if each.kind is standing), None)
    if event is None:
        return StandingWords(pill, look, means)
    told = (_what(event, currency, details.zone), means, _who_and_when(event, details.zone))
    return StandingWords(pill, look, " ".join(filter(None, told)))


def _paused(details: LeadDetails) -> str:
    if details.paused_until is None:
        return translate("LeadPanel", "Its clocks stand still until they are resumed.")
    text = translate("LeadPanel", "Its clocks stand still until %1.")
    return text.replace("%1", wording.long_day(details.paused_until, details.zone))


def _silence(details: LeadDetails) -> str:
    text = translate("LeadPanel", "Sales said nothing by %1; that is a miss.")
    if details.silence_at is None:
        return ""
    return text.replace("%1", wording.when(details.silence_at, details.zone))


def standing_word(standing: EventKind) -> str:
    """Say in a word or two where a lead stands."""
    return _said(standing)[0]


def _said(standing: EventKind) -> tuple[str, State, str]:
    """Give the pill, its look, and what the standing means where that does not go without saying."""
    said = {
        EventKind.HANDED_OVER: (
            translate("LeadPanel", "With Sales"),
            State.RUNNING,
            translate("LeadPanel", "Waits to be accepted or sent back. Handed over:"),
        ),
        EventKind.ACCEPTED: (translate("LeadPanel", "Accepted"), State.KEPT, ""),
        EventKind.SENT_BACK: (translate("LeadPanel", "Sent back"), State.NONE, ""),
        EventKind.DISPUTED: (
            translate("LeadPanel", "Disputed"),
            State.AT_RISK,
            translate("LeadPanel", "Marketing does not agree with the send-back."),
        ),
        EventKind.UPHELD: (
            translate("LeadPanel", "Sent back"),
            State.NONE,
            translate("LeadPanel", "Disputed, and the send-back was upheld."),
        ),
        EventKind.OVERTURNED: (
            translate("LeadPanel", "Accepted"),
            State.KEPT,
            translate("LeadPanel", "The send-back was disputed and overturned."),
        ),
        EventKind.RECYCLED: (translate("LeadPanel", "Recycled"), State.NONE, ""),
        EventKind.WON: (translate("LeadPanel", "Won"), State.KEPT, ""),
        EventKind.LOST: (translate("LeadPanel", "Lost"), State.NONE, ""),
        EventKind.OPTED_OUT: (translate("LeadPanel", "Opted out"), State.NONE, ""),
        EventKind.JUNK: (translate("LeadPanel", "Junk"), State.NONE, ""),
    }
    return said.get(standing, (words.label(standing), State.NONE, ""))


def _what(event: EventView, currency: str, zone: str) -> str:
    """Tell the reason, the amount or the day that goes with the last turn."""
    if event.kind is EventKind.WON and event.value_minor is not None:
        return f"{wording.money(event.value_minor, currency)}."
    if event.reason:
        kind = LostReason if event.kind is EventKind.LOST else Reason
        return f"{words.reason_label(event.reason, kind)}."
    if event.until is not None:
        until = translate("LeadPanel", "Until %1.")
        return until.replace("%1", wording.long_day(event.until, zone))
    return ""


def _who_and_when(event: EventView, zone: str) -> str:
    return ", ".join(filter(None, (event.by, wording.when(event.happened_at, zone)))) + "."
