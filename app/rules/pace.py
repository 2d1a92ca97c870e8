"""How a count stands against its promise while the period runs (MEASURES, Pace and forecast)."""

from dataclasses import dataclass
from fractions import Fraction

EARLY_SHARE = Fraction(15, 100)
EARLY_EVENTS = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """A count on its way: `expected` so far, `pace` (1 is as promised), `projection` at the end.

    `needed` is how many a working day it takes from now on; empty once no working time is left.
    While it is `too_early`, `pace` and `projection` are empty.
    """

    expected: Fraction
    pace: Fraction | None
    projection: Fraction | None
    needed: Fraction | None
    too_early: bool

    @property
    def behind(self) -> Fraction | None:
        """How many of those expected by now are missing; empty while it is too early."""
        return None if self.pace is None else self.expected * max(Fraction(0), 1 - self.pace)


def too_early(passed: int, total: int, events: int) -> bool:
    """Whether a projection would be noise: first 15 % of the working time, or under 3 events."""
    return passed < EARLY_SHARE * total or events < EARLY_EVENTS


def pace_of(
    count: int, promised: Fraction, expected: Fraction, passed: int, total: int, day_ms: int
) -> Pace:
    """Give the pace of `count` against `promised` for the whole period and `expected` so far.

    Both are sums over the segments of a period with amended terms. `passed` and `total` are the
    period's working time up to now and altogether, `day_ms` a usual working day, all in
    milliseconds.
    """
    early = too_early(passed, total, count)
    left = total - passed
    return Pace(
        expected=expected,
        pace=None if early or not expected else count / expected,
        projection=None if early or not passed else Fraction(count * total, passed),
        needed=max(Fraction(0), promised - count) * day_ms / left if left > 0 else None,
        too_early=early,
    )
