"""How deliverables stand, in words and looks, and which of them are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from app import words
from app.model.columns import DAY_MS
from app.model.deliverables import Decision, ItemState
from app.services.items import ItemKey, ItemLine
from ui.widgets.marks import State
from ui.widgets.month_days import WEEK, MonthEntry
from ui.wording import locale

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Now:
    """Today's ordinal in the workspace's zone, and the zone."""

    today: int
    zone: str


class Section(StrEnum):
    """A part of the list, in the order they stand."""

    OVERDUE = "overdue"
    WAITING = "waiting"
    THIS_WEEK = "this_week"
    NEXT_WEEK = "next_week"
    LATER = "later"
    DONE = "done"


def section_name(section: Section) -> str:
    """Give the heading of a section."""
    return {
        Section.OVERDUE: translate("Deliverables", "Overdue"),
        Section.WAITING: translate("Deliverables", "Waiting for an answer"),
        Section.THIS_WEEK: translate("Deliverables", "This week"),
        Section.NEXT_WEEK: translate("Deliverables", "Next week"),
        Section.LATER: translate("Deliverables", "Later"),
        Section.DONE: translate("Deliverables", "Done"),
    }[section]


_OPEN = (ItemState.COMING, ItemState.DUE_SOON, ItemState.OVERDUE, ItemState.RETURNED)


def is_open(item: ItemLine) -> bool:
    """Tell whether it is still to be delivered."""
    return item.state in _OPEN


def identity(key: ItemKey) -> ItemKey:
    """Give what names an item for good: one born from a schedule gets its row only later."""
    if key.occurrence is not None:
        return ItemKey(None, key.code, key.occurrence)
    return ItemKey(key.id, None, None)


def section_of(item: ItemLine, today: int) -> Section:
    """Sort an item in by who must act, and how soon; weeks begin as the locale says."""
    if item.state is ItemState.DELIVERED:
        return Section.WAITING
    if not is_open(item):
        return Section.DONE
    if item.due_day < today:
        return Section.OVERDUE
    next_week = today + WEEK - (today - locale().firstDayOfWeek().value) % WEEK
    if item.due_day < next_week:
        return Section.THIS_WEEK
    return Section.NEXT_WEEK if item.due_day < next_week + WEEK else Section.LATER


_LOOKS = {
    ItemState.COMING: State.RUNNING,
    ItemState.DUE_SOON: State.AT_RISK,
    ItemState.OVERDUE: State.MISSED,
    ItemState.RETURNED: State.AT_RISK,
    ItemState.DELIVERED: State.RUNNING,
    ItemState.ACCEPTED: State.KEPT,
    ItemState.LATE: State.MISSED,
}


def standing(item: ItemLine, today: int) -> tuple[str, State]:
    """Give an item's pill: "5 days left", "due today", "2 days late", "accepted by silence"."""
    return _standing_text(item, today), _LOOKS.get(item.state, State.NONE)


def _standing_text(item: ItemLine, today: int) -> str:
    if item.state in _OPEN:
        left = item.due_day - today
        text = _left(left) if left >= 0 else _late(-left)
        if item.decided is not Decision.RETURNED:
            return text
        return translate("Deliverables", "returned, %1").replace("%1", text)
    if item.state is ItemState.ACCEPTED and item.decided is Decision.SILENT:
        return translate("Deliverables", "accepted by silence")
    text = {
        ItemState.DELIVERED: translate("Deliverables", "waiting for %1"),
        ItemState.ACCEPTED: translate("Deliverables", "accepted"),
        ItemState.LATE: translate("Deliverables", "done %2"),
        ItemState.WITHDRAWN: translate("Deliverables", "withdrawn"),
        ItemState.EXEMPT: translate("Deliverables", "exempt"),
    }[item.state]
    return text.replace("%1", words.label(item.side.other)).replace("%2", late_text(item))


def late_text(item: ItemLine) -> str:
    """Write by how much an item came late, a begun day as a whole one: "2 days late"; "" in time."""
    return "" if item.late_ms is None else _late(-(-item.late_ms // DAY_MS))


def _left(days: int) -> str:
    if days <= 0:
        return translate("Deliverables", "due today")
    if days == 1:
        return translate("Deliverables", "due tomorrow")
    return translate("Deliverables", "%1 days left").replace("%1", f"{days:,}")


def _late(days: int) -> str:
    if days == 1:
        return translate("Deliverables", "1 day late")
    return translate("Deliverables", "%1 days late").replace("%1", f"{days:,}")


@dataclass(frozen=True)
class ItemFilter:
    """Which items are wanted: words in any order, a side, a section; nothing wants all."""

    words: str = ""
    side: str = ""
    section: str = ""

    def chosen(self, items: Sequence[ItemLine], today: int) -> list[ItemLine]:
        """Keep the items that are wanted."""
        wanted = self.words.casefold().split()
        return [
            item
            for item in items
            if self.side in ("", item.side)
            and self.section in ("", section_of(item, today))
            and all(word in _searched(item) for word in wanted)
        ]


def _searched(item: ItemLine) -> str:
    told = (item.title, item.owner, item.persona, item.campaign, item.code, item.note)
    return " ".join(filter(None, told)).casefold()


def month_entries(items: Sequence[ItemLine], today: int) -> list[MonthEntry]:
    """Show items as chips on the days they are due."""
    return [
        MonthEntry(
            identity(item.key), item.due_day, item.title, look, item.side, spoken(item, text)
        )
        for item in items
        for text, look in (standing(item, today),)
    ]


def spoken(item: ItemLine, standing_text: str) -> str:
    """Say in a line what an item is and how it stands."""
    return f"{item.title}, {words.label(item.side)}, {standing_text}"
