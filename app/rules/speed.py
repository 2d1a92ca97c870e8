"""How long something took, over many: percentiles in which what is still open cannot vanish (MEASURES, Speed)."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from app.model.columns import Ms
from app.rules.histories import Column

MEDIAN = Fraction(1, 2)
SLOW = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Length:
    """A percentile in milliseconds; with `at_least` the truth is that or longer, since something is still open."""

    ms: Ms
    at_least: bool


@dataclass(frozen=True, slots=True)
class Speed:
    """The median and the P90 of a cohort: `done` of it ended, `waiting` is open still and already late."""

    done: int
    waiting: int
    median: Length
    slow: Length


def speed(lengths: Column, waiting: NDArray[np.bool_]) -> Speed | None:
    """Give the speed of a cohort; None when it is empty.

    `lengths` are in milliseconds, up to now where one is `waiting`; one below 0 counts as 0.
    """
    if not len(lengths):
        return None
    order = np.lexsort((waiting, np.maximum(lengths, 0)))
    ordered, still_open = np.maximum(lengths, 0)[order], waiting[order]
    number = int(np.count_nonzero(waiting))
    return Speed(
        done=len(lengths) - number,
        waiting=number,
        median=_nearest_rank(ordered, still_open, MEDIAN),
        slow=_nearest_rank(ordered, still_open, SLOW),
    )


def _nearest_rank(ordered: Column, still_open: NDArray[np.bool_], share: Fraction) -> Length:
    """The length at rank ⌈share × number⌉: only a lower bound when an open one stands at it or before it."""
    rank = -(-share.numerator * len(ordered) // share.denominator)
    return Length(int(ordered[rank - 1]), bool(still_open[:rank].any()))
