"""What remains of a lead and its entries when the person asks to be forgotten: what counts, and no words."""

import re
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any

from app.model.columns import Ms
from app.model.events import LostReason, Reason
from app.model.leads import PERSONAL
from app.rules.lead_query import fold, parse, quoted

FORGOTTEN_NAME = "Forgotten person"

FORGOTTEN_PREFIX = "forgotten-"
_LEAST_LETTERS, _LEAST_DIGITS = 3, 7
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


def forgotten_filter(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a saved filter that become others when it looks for somebody forgotten."""
    return {"name": f"Forgotten filter {row['id']}", "text": quoted(FORGOTTEN_NAME)}


def looks_for(row: Mapping[str, Any], leads: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a saved filter tells of the person of these leads, as they were before they are forgotten.

    A first name alone tells only as a word to be searched: `owner:dana` is about a colleague.
    """
    query = parse(row["text"])
    searched = fold(" ".join((*query.words, *query.without)))
    name, text = fold(row["name"]), fold(row["text"])
    for lead in leads:
        words = [word for word in fold(lead["name"]).split() if len(word) >= _LEAST_LETTERS]
        whole = [fold(lead[each]) for each in ("name", "email", "external_id") if lead[each]]
        if (
            _holds(searched, words)
            or _holds(name, [*words[-1:], *whole])
            or _holds(text, whole)
            or _has_phone(f"{name} {text}", lead["phone"] or "")
        ):
            return True
    return False


def _holds(text: str, words: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in words)


def _has_phone(text: str, phone: str) -> bool:
    digits = re.sub(r"\D", "", phone)[-_LEAST_DIGITS:]
    return len(digits) == _LEAST_DIGITS and digits in re.sub(r"\D", "", text)
