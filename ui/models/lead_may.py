"""What can be done with a lead as it stands: what is due, what is possible, and why not."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from app.model.clocks import ClockState
from app.model.events import Channel, EventKind
from app.services.lead_details import LeadDetails
from ui.models.lead_acts import Act, acts

translate = QCoreApplication.translate

_RUNS = (ClockState.OVERDUE, ClockState.DUE_SOON, ClockState.RUNNING)

_NAMING = (Act.EDIT, Act.NOTE, Act.FORGET)
"""What would write down somebody who asked to be forgotten."""

_OFFERED: Mapping[EventKind | None, tuple[Act, ...]] = {
    EventKind.ACCEPTED: (Act.CONTACT, Act.STAGE, Act.WON),
    EventKind.OVERTURNED: (Act.CONTACT, Act.STAGE, Act.WON),
    EventKind.SENT_BACK: (Act.HAND_OVER, Act.DISPUTE, Act.RECYCLE),
    EventKind.DISPUTED: (Act.UPHOLD, Act.OVERTURN),
    EventKind.UPHELD: (Act.HAND_OVER, Act.RECYCLE),
    EventKind.RECYCLED: (Act.HAND_OVER, Act.CONTACT),
    EventKind.WON: (Act.NOTE, Act.STAGE),
    EventKind.LOST: (Act.NOTE, Act.RECYCLE),
    EventKind.OPTED_OUT: (Act.NOTE,),
    EventKind.JUNK: (Act.NOTE,),
}


def short_words(act: Act, details: LeadDetails) -> str:
    """Give an act's words on a button for this lead: what is paused is resumed by the same key."""
    if act is Act.PAUSE and details.paused:
        return translate("LeadActs", "Resume")
    if act is Act.DUPLICATE and details.duplicate_of is not None:
        return translate("LeadActs", "Not a duplicate")
    return acts()[act].short


def offered(details: LeadDetails) -> tuple[Act, ...]:
    """Give the acts that stand as buttons, what is due first; all others are in the menu."""
    return tuple(act for act in _due(details) if not why_not(act, details))


def _due(details: LeadDetails) -> tuple[Act, ...]:
    if details.line.standing is not EventKind.HANDED_OVER:
        return _OFFERED.get(details.line.standing, (Act.HAND_OVER, Act.CONTACT, Act.STAGE))
    if details.paused:
        return Act.PAUSE, Act.CONTACT
    if _waits_for_contact(details):
        return Act.CONTACT, Act.ACCEPT, Act.SEND_BACK
    return Act.ACCEPT, Act.SEND_BACK, Act.CONTACT


def has_primary(details: LeadDetails) -> bool:
    """Tell whether the first act offered is what is due; an open dispute may end either way."""
    over = (EventKind.DISPUTED, EventKind.WON, EventKind.LOST, EventKind.OPTED_OUT, EventKind.JUNK)
    return details.line.standing not in over


def accepted_by_silence(details: LeadDetails) -> bool:
    """Tell whether the last handover was accepted because Sales said nothing in time."""
    said = (EventKind.HANDED_OVER, EventKind.ACCEPTED)
    last = next((event.kind for event in details.history if event.kind in said), None)
    return details.turn is EventKind.ACCEPTED and last is EventKind.HANDED_OVER


def _waits_for_contact(details: LeadDetails) -> bool:
    """Tell whether no human contact is known since the lead was handed over."""
    for event in details.history:
        if event.kind is EventKind.CONTACT and event.channel != Channel.AUTO:
            return False
        if event.kind is EventKind.HANDED_OVER:
            break
    return True


def why_not(act: Act, details: LeadDetails) -> str:
    """Say why an act is not possible now; "" when it is."""
    if details.forgotten and act in _NAMING:
        return translate("LeadActs", "This person asked to be forgotten.")
    asked = _ASKED.get(act)
    return "" if asked is None else asked(act, details)


def _why_not_decide(_: Act, details: LeadDetails) -> str:
    if details.turn is EventKind.HANDED_OVER:
        return ""
    if accepted := _accepted(details):
        return accepted
    if details.turn is EventKind.SENT_BACK:
        return translate("LeadActs", "Sales has sent this lead back already.")
    if details.turn is EventKind.ACCEPTED:
        return translate("LeadActs", "Sales has accepted this lead already.")
    return translate("LeadActs", "It has not been handed over to Sales yet.")


def _why_not_hand_over(_: Act, details: LeadDetails) -> str:
    if details.line.standing is EventKind.HANDED_OVER:
        return translate("LeadActs", "It has been handed over to Sales already.")
    return _accepted(details)


def _accepted(details: LeadDetails) -> str:
    if details.line.standing is EventKind.OVERTURNED:
        return translate("LeadActs", "Its send-back was overturned, so it counts as accepted.")
    if details.line.standing is not EventKind.ACCEPTED:
        return ""
    if accepted_by_silence(details):
        return translate("LeadActs", "Sales said nothing in time, so silence accepted this lead.")
    return translate("LeadActs", "Sales has accepted this lead already.")


def _why_not_dispute(act: Act, details: LeadDetails) -> str:
    standing = details.line.standing
    if act is not Act.DISPUTE:
        disputed = standing is EventKind.DISPUTED
        return "" if disputed else translate("LeadActs", "No send-back of this lead is disputed.")
    if standing is EventKind.SENT_BACK:
        return ""
    if standing is EventKind.DISPUTED:
        return translate("LeadActs", "This send-back is disputed already.")
    if standing in (EventKind.UPHELD, EventKind.OVERTURNED):
        return translate("LeadActs", "This dispute is settled.")
    return translate("LeadActs", "Sales has not sent this lead back.")


def _why_not_hold(act: Act, details: LeadDetails) -> str:
    if act is Act.EXEMPT:
        none = translate("LeadActs", "This lead has no clock to excuse.")
        return "" if details.clocks else none
    runs = details.paused or any(clock.state in _RUNS for clock in details.clocks)
    return "" if runs else translate("LeadActs", "No clock is running for this lead.")


def _why_no_duplicate(_: Act, details: LeadDetails) -> str:
    if details.duplicate_of is not None or details.duplicates:
        return ""
    return translate("LeadActs", "No other lead is like this one.")


_ASKED: Mapping[Act, Callable[[Act, LeadDetails], str]] = {
    Act.ACCEPT: _why_not_decide,
    Act.SEND_BACK: _why_not_decide,
    Act.HAND_OVER: _why_not_hand_over,
    Act.DISPUTE: _why_not_dispute,
    Act.UPHOLD: _why_not_dispute,
    Act.OVERTURN: _why_not_dispute,
    Act.PAUSE: _why_not_hold,
    Act.EXEMPT: _why_not_hold,
    Act.DUPLICATE: _why_no_duplicate,
}
"""What is asked before an act; all others are always possible."""
