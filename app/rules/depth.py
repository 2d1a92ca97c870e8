"""How many attempts it took to reach a lead, or before it was given up (MEASURES, Speed and depth)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.model.columns import Ms
from app.model.events import REACHED, EventKind
from app.rules.attempts import counted_attempts
from app.rules.histories import OUTCOMES, Column, Histories, Positions, first_within

_REACHED = [OUTCOMES.index(outcome) for outcome in REACHED]
_GIVEN_UP = (
    EventKind.SENT_BACK,
    EventKind.RECYCLED,
    EventKind.LOST,
    EventKind.OPTED_OUT,
    EventKind.JUNK,
)


@dataclass(frozen=True, slots=True)
class Depth:
    """How many handovers ended after so many `attempts`: with a first conversation, or given up without one."""

    attempts: int
    reached: int
    given_up: int


def depths(histories: Histories, begin: Ms, end: Ms) -> tuple[Depth, ...]:
    """Count the handovers whose follow-up ended from `begin` up to `end` (ms, exclusive), by their attempts.

    From none to the most there were. Attempts count as in a persistence commitment; a duplicate's handover is none.
    """
    h = histories
    start = np.flatnonzero(h.where(EventKind.HANDED_OVER))
    start = start[~h.duplicate[h.row_of(h.lead[start])]]
    until = h.end_of_handover(start)
    reached = first_within(h.attempts & np.isin(h.outcome, _REACHED), start, until)
    given_up = first_within(h.where(*_GIVEN_UP), start, until)
    was_reached = (reached >= 0) & ((given_up < 0) | (reached < given_up))
    over = np.where(was_reached, reached, given_up)
    at = h.instants(over)
    wanted = (over >= 0) & (at >= begin) & (at < end)
    numbers = _attempts(h, start[wanted], over[wanted])
    of_reached = np.bincount(np.maximum(numbers[was_reached[wanted]], 1))
    of_given_up = np.bincount(numbers[~was_reached[wanted]])
    most = max(len(of_reached), len(of_given_up))
    return tuple(
        Depth(number, _at(of_reached, number), _at(of_given_up, number)) for number in range(most)
    )


def joined(parts: Iterable[tuple[Depth, ...]]) -> tuple[Depth, ...]:
    """Add up the counts of several sets of leads."""
    every = [each for part in parts for each in part]
    return tuple(
        Depth(
            number,
            sum(each.reached for each in every if each.attempts == number),
            sum(each.given_up for each in every if each.attempts == number),
        )
        for number in range(max((each.attempts for each in every), default=-1) + 1)
    )


def _attempts(h: Histories, start: Positions, over: Positions) -> Column:
    """How many attempts count from each handover up to where it was over, that one included."""
    counted = counted_attempts(h)
    found: Column = np.searchsorted(counted, over, side="right") - np.searchsorted(counted, start)
    return found


def _at(numbers: Column, place: int) -> int:
    return int(numbers[place]) if place < len(numbers) else 0
