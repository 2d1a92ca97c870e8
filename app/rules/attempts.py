"""Which attempts to reach a lead count (MEASURES, persistence)."""

import numpy as np

from app.model.columns import MINUTE_MS
from app.model.events import EventKind
from app.rules.histories import Histories, Positions

APART_MS = 15 * MINUTE_MS
"""Attempts on one channel that are closer than this count as one."""


def counted_attempts(h: Histories) -> Positions:
    """The positions of the attempts that count, in order.

    Of attempts on one channel less than `APART_MS` after the last counted one, none does; each
    handover begins anew. Automatic replies are no attempts.
    """
    found = np.flatnonzero(h.attempts)
    if not found.size:
        return found
    handovers = np.cumsum(h.where(EventKind.HANDED_OVER))[found]
    order = np.lexsort((found, h.channel[found], handovers, h.lead[found]))
    found = found[order]
    same = np.ones(found.size - 1, dtype=bool)
    for column in (h.lead[found], handovers[order], h.channel[found]):
        same &= column[1:] == column[:-1]
    gaps = np.where(same, np.minimum(np.diff(h.at[found]), APART_MS), APART_MS)
    # A run is a stretch of attempts each close to the one before it; its first always counts. From
    # a counted one the next is a binary search away, which all runs do at once.
    passed = np.concatenate([[0], np.cumsum(gaps)])
    begins_run = np.concatenate([[True], gaps == APART_MS, [True]])
    following = np.searchsorted(passed, passed + APART_MS)
    counted = begins_run[:-1].copy()
    newest = np.flatnonzero(counted)
    while newest.size:
        newest = following[newest]
        newest = newest[~begins_run[newest]]
        counted[newest] = True
    return np.sort(found[counted])
