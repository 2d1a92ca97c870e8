"""What can be done about a deliverable: when, in which words, by which key."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from app.model.deliverables import ItemState
from app.services.items import ItemLine
from ui.models.deliverables import is_open

translate = QCoreApplication.translate


class Act(StrEnum):
    """Something to do about a deliverable."""

    DELIVER = "deliver"
    ACCEPT = "accept"
    RETURN = "return"
    MOVE = "move"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class ActWords:
    """`short` stands on a button, `whole` in the palette."""

    short: str
    whole: str
    icon: str
    key: str


def acts() -> Mapping[Act, ActWords]:
    """Give the words of each act, in the order they are offered."""
    return {
        Act.DELIVER: ActWords(
            translate("Deliverables", "Delivered…"),
            translate("Deliverables", "Log the delivery of this…"),
            "package-check",
            "D",
        ),
        Act.ACCEPT: ActWords(
            translate("Deliverables", "Accept"),
            translate("Deliverables", "Accept this delivery"),
            "check",
            "A",
        ),
        Act.RETURN: ActWords(
            translate("Deliverables", "Return…"),
            translate("Deliverables", "Return this delivery…"),
            "undo-2",
            "R",
        ),
        Act.MOVE: ActWords(
            translate("Deliverables", "Move…"),
            translate("Deliverables", "Move this to another day…"),
            "calendar-clock",
            "M",
        ),
        Act.EDIT: ActWords(
            translate("Deliverables", "Edit…"),
            translate("Deliverables", "Edit this deliverable…"),
            "pencil",
            "E",
        ),
        Act.WITHDRAW: ActWords(
            translate("Deliverables", "Withdraw…"),
            translate("Deliverables", "Withdraw this deliverable…"),
            "archive-x",
            "W",
        ),
        Act.EXEMPT: ActWords(
            translate("Deliverables", "Exempt…"),
            translate("Deliverables", "Exempt this deliverable…"),
            "shield-check",
            "X",
        ),
    }


def may(item: ItemLine) -> frozenset[Act]:
    """Tell what can be done about an item as it stands."""
    allowed = {Act.EDIT}
    if is_open(item):
        allowed |= {Act.DELIVER, Act.MOVE, Act.WITHDRAW, Act.EXEMPT}
    elif item.state is ItemState.DELIVERED:
        allowed |= {Act.ACCEPT, Act.RETURN}
    elif item.state is ItemState.EXEMPT and item.delivered_at is None:
        allowed |= {Act.DELIVER, Act.WITHDRAW}
    elif item.state is ItemState.LATE:
        allowed |= {Act.EXEMPT}
    return frozenset(allowed)
