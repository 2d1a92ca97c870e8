"""What can be done with a lead: in which words, with which icon, by which key."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


class Act(StrEnum):
    """Something to do with a lead."""

    CONTACT = "contact"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    HAND_OVER = "hand_over"
    DISPUTE = "dispute"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    RECYCLE = "recycle"
    PAUSE = "pause"
    EXEMPT = "exempt"
    STAGE = "stage"
    WON = "won"
    LOST = "lost"
    OPT_OUT = "opt_out"
    JUNK = "junk"
    NOTE = "note"
    MATERIAL = "material"
    REASSIGN = "reassign"
    PERSONA = "persona"
    EDIT = "edit"
    DUPLICATE = "duplicate"
    FORGET = "forget"


GROUPS: tuple[tuple[Act, ...], ...] = (
    (Act.CONTACT, Act.ACCEPT, Act.SEND_BACK, Act.HAND_OVER),
    (Act.DISPUTE, Act.UPHOLD, Act.OVERTURN),
    (Act.RECYCLE, Act.PAUSE, Act.EXEMPT),
    (Act.STAGE, Act.WON, Act.LOST, Act.OPT_OUT, Act.JUNK),
    (Act.NOTE, Act.MATERIAL),
    (Act.REASSIGN, Act.PERSONA, Act.EDIT, Act.DUPLICATE),
    (Act.FORGET,),
)
"""The acts as a menu shows them."""

FOR_MANY = (Act.REASSIGN, Act.HAND_OVER, Act.PERSONA, Act.EXEMPT)
"""What can be done with many leads at once."""


@dataclass(frozen=True)
class ActWords:
    """`short` stands on a button and in the menu, `whole` in the palette."""

    short: str
    whole: str
    icon: str
    key: str


def acts() -> Mapping[Act, ActWords]:
    """Give the words of each act."""
    return {
        Act.CONTACT: ActWords(
            translate("LeadActs", "Log contact…"),
            translate("LeadActs", "Log contact with this lead…"),
            "phone",
            "C",
        ),
        Act.ACCEPT: ActWords(
            translate("LeadActs", "Accept"), translate("LeadActs", "Accept this lead"), "check", "A"
        ),
        Act.SEND_BACK: ActWords(
            translate("LeadActs", "Send back…"),
            translate("LeadActs", "Send this lead back…"),
            "undo-2",
            "S",
        ),
        Act.HAND_OVER: ActWords(
            translate("LeadActs", "Hand over…"),
            translate("LeadActs", "Hand over to Sales…"),
            "handshake",
            "H",
        ),
        Act.DISPUTE: ActWords(
            translate("LeadActs", "Dispute…"),
            translate("LeadActs", "Dispute the send-back of this lead…"),
            "scale",
            "D",
        ),
        Act.UPHOLD: ActWords(
            translate("LeadActs", "Uphold…"),
            translate("LeadActs", "Uphold the disputed send-back…"),
            "thumbs-down",
            "U",
        ),
        Act.OVERTURN: ActWords(
            translate("LeadActs", "Overturn…"),
            translate("LeadActs", "Overturn the disputed send-back…"),
            "thumbs-up",
            "O",
        ),
        Act.RECYCLE: ActWords(
            translate("LeadActs", "Recycle…"),
            translate("LeadActs", "Recycle this lead until a date…"),
            "recycle",
            "R",
        ),
        Act.PAUSE: ActWords(
            translate("LeadActs", "Pause…"),
            translate("LeadActs", "Pause or resume the clocks of this lead…"),
            "pause",
            "P",
        ),
        Act.EXEMPT: ActWords(
            translate("LeadActs", "Exempt…"),
            translate("LeadActs", "Exempt from the count…"),
            "shield-check",
            "X",
        ),
        Act.STAGE: ActWords(
            translate("LeadActs", "Stage…"),
            translate("LeadActs", "Move this lead to a stage…"),
            "milestone",
            "T",
        ),
        Act.WON: ActWords(
            translate("LeadActs", "Won…"), translate("LeadActs", "This lead is won…"), "trophy", "W"
        ),
        Act.LOST: ActWords(
            translate("LeadActs", "Lost…"),
            translate("LeadActs", "This lead is lost…"),
            "circle-x",
            "L",
        ),
        Act.OPT_OUT: ActWords(
            translate("LeadActs", "Opted out…"),
            translate("LeadActs", "This lead opted out…"),
            "bell-off",
            "Q",
        ),
        Act.JUNK: ActWords(
            translate("LeadActs", "Junk…"), translate("LeadActs", "This lead is junk…"), "ban", "J"
        ),
        Act.NOTE: ActWords(
            translate("LeadActs", "Write a note…"),
            translate("LeadActs", "Write a note about this lead…"),
            "sticky-note",
            "N",
        ),
        Act.MATERIAL: ActWords(
            translate("LeadActs", "Material used…"),
            translate("LeadActs", "Log a material used with this lead…"),
            "paperclip",
            "M",
        ),
        Act.REASSIGN: ActWords(
            translate("LeadActs", "Reassign…"),
            translate("LeadActs", "Reassign to another owner…"),
            "user-round-plus",
            "G",
        ),
        Act.PERSONA: ActWords(
            translate("LeadActs", "Set persona…"),
            translate("LeadActs", "Set the persona…"),
            "contact-round",
            "B",
        ),
        Act.EDIT: ActWords(
            translate("LeadActs", "Edit…"), translate("LeadActs", "Edit this lead…"), "pencil", "E"
        ),
        Act.DUPLICATE: ActWords(
            translate("LeadActs", "Duplicate of…"),
            translate("LeadActs", "Say whether this lead is a duplicate…"),
            "copy",
            "I",
        ),
        Act.FORGET: ActWords(
            translate("LeadActs", "Forget this person…"),
            translate("LeadActs", "Forget the person of this lead…"),
            "eraser",
            "Del",
        ),
    }
