"""What remains of a lead and its entries when the person asks to be forgotten: what counts, and no words."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from app.model.columns import Ms
from app.model.events import LostReason, Reason
from app.model.leads import PERSONAL

FORGOTTEN_NAME = "Forgotten person"

FORGOTTEN_PREFIX = "forgotten-"
_REASONS = frozenset[str]((*Reason, *LostReason))


def forgotten_key(key: str) -> str:
    """What stands for the key from a source, so that a later import knows the lead and leaves it alone."""
    if key.startswith(FORGOTTEN_PREFIX):
        return key
    return FORGOTTEN_PREFIX + sha256(key.encode()).hexdigest()


def forgotten_lead(lead: Mapping[str, Any], at: Ms) -> dict[str, Any]:
    """The columns of a lead, as stored or in a journal's image, that become others when it is forgotten."""
    key = lead["external_id"]
    return {
        **dict.fromkeys(PERSONAL),
        "name": FORGOTTEN_NAME,
        "external_id": None if key is None else forgotten_key(key),
        "forgotten_at": lead["forgotten_at"] or at,
    }


def forgotten_event(event: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an entry that become others: its note, and a reason in words of one's own."""
    reason = event["reason"]
    known = reason is None or reason in _REASONS
    return {"note": None, "reason": reason if known else str(Reason.OTHER)}
