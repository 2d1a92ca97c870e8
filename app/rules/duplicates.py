"""Which new leads are of somebody who came shortly before (see `model.leads.Lead`)."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from app.model.columns import DAY_MS, Ms

DUPLICATE_WITHIN_MS = 30 * DAY_MS
"""A lead is a duplicate of one of the same e-mail that arrived up to so long before."""


class Arrival(NamedTuple):
    """When a lead of this e-mail (casefolded) arrived."""

    email: str
    at: Ms
    lead_id: int


def duplicates(new: Iterable[Arrival], there: Iterable[Arrival]) -> dict[int, int]:
    """For each new lead that is a duplicate the last one before it, by ids."""
    new = list(new)
    by_email: dict[str, list[tuple[Ms, int]]] = {}
    for arrival in (*there, *new):
        by_email.setdefault(arrival.email, []).append((arrival.at, arrival.lead_id))
    for same in by_email.values():
        same.sort()
    found: dict[int, int] = {}
    for arrival in new:
        same = by_email[arrival.email]
        place = bisect_left(same, (arrival.at, arrival.lead_id))
        if place and arrival.at - same[place - 1][0] <= DUPLICATE_WITHIN_MS:
            found[arrival.lead_id] = same[place - 1][1]
    return found
