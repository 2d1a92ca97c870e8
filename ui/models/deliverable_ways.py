"""How a deliverable came about, and when it is due, in a sentence."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.model.agreement import Commitment, CommitmentKind
from app.rules.periods import PeriodKind, period_name, period_of
from app.rules.sentences import schedule_text, sentence
from app.services.agreement import AgreementView
from app.services.items import ItemLine
from ui.dates import to_qdate
from ui.wording import locale

translate = QCoreApplication.translate

Promises = Mapping[str, Commitment]


def promises_of_things(view: AgreementView) -> Promises:
    """Give the promises of deliverables by code, each as stated last."""
    return {
        stated.code: stated.commitment
        for version in view.agreed
        for stated in version.commitments
        if stated.commitment.kind is CommitmentKind.DELIVERABLE
    }


def without_schedule(view: AgreementView) -> Promises:
    """Give the promises in force whose items are added by hand."""
    now = () if view.in_force is None else view.in_force.commitments
    return {
        stated.code: stated.commitment
        for stated in now
        if stated.commitment.kind is CommitmentKind.DELIVERABLE
        and stated.commitment.schedule is None
    }


def day_text(day: int, today: int) -> str:
    """Write a local day (ordinal) as "Fri 6 Mar"; the year stands with it when it is another one."""
    on = date.fromordinal(day)
    same = on.year == date.fromordinal(today).year
    return locale().toString(to_qdate(on), "ddd d MMM" if same else "ddd d MMM yyyy")


def period_of_item(item: ItemLine, promises: Promises) -> str:
    """Name the period an item is promised for: "March 2026"; "" for one added by hand."""
    promise = promises.get(item.code or "")
    if item.key.occurrence is None or promise is None or promise.schedule is None:
        return ""
    kind = PeriodKind(promise.schedule.cadence)
    return period_name(period_of(kind, item.key.occurrence))


def about(item: ItemLine, promises: Promises) -> str:
    """Say what an item is for: its period, persona and campaign."""
    told = (period_of_item(item, promises), item.persona, item.campaign)
    return " · ".join(filter(None, told))


def way(item: ItemLine, promises: Promises, today: int) -> str:
    """Say why it is due then: "For March 2026: every month on the last working day. Moved from Tue 3 Mar.".

    An item keeps the schedule it was born with; the words are those of the promise as stated last.
    """
    told = [_born(item, promises)]
    if item.due_day != item.promised_day:
        text = translate("Deliverables", "Moved from %1, as agreed.")
        told.append(text.replace("%1", day_text(item.promised_day, today)))
    return " ".join(told)


def _born(item: ItemLine, promises: Promises) -> str:
    period, promise = period_of_item(item, promises), promises.get(item.code or "")
    if not period or promise is None:
        return translate("Deliverables", "Added by hand.")
    text = translate("Deliverables", "For %1: %2.")
    return text.replace("%1", period).replace("%2", schedule_text(promise))


def promise_text(item: ItemLine, promises: Promises) -> str:
    """Give the promise an item belongs to as a sentence; "" for none."""
    promise = promises.get(item.code or "")
    return "" if promise is None else f"{item.code} · {sentence(promise, {})}"
