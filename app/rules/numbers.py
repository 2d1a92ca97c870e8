"""Figures for people: exact shares, honest roundings, small numbers, durations (MEASURES)."""

from enum import StrEnum
from fractions import Fraction
from math import floor, sqrt

from app.model.columns import DAY_MS, HOUR_MS, MINUTE_MS

FEW = 5
"""Below so many decided, a share says little: it is shown in grey and has no burn rate."""

MANY = 30
"""Below so many decided, a share is shown with its interval."""

NO_VALUE = "nothing fell due"


def percent(share: Fraction, *, whole: bool = False) -> str:
    """`share` as "91.4 %", or as "91 %" when `whole`; halves are rounded up.

    What is below 1 never reads as 100 %, and what is above 0 never as 0 % (MEASURES, Compliance).
    """
    steps = 100 if whole else 1000
    rounded = floor(share * steps + Fraction(1, 2))
    if share < 1:
        rounded = min(rounded, steps - 1)
    if share > 0:
        rounded = max(rounded, 1)
    return f"{rounded} %" if whole else f"{rounded // 10}.{rounded % 10} %"


def compliance_text(share: Fraction | None) -> str:
    """Write a compliance as "91.4 %", or that nothing fell due: then it has no value."""
    return NO_VALUE if share is None else percent(share)


def points_text(difference: Fraction) -> str:
    """Write how far two shares are apart, whichever is higher: "3.2 points"."""
    shown = f"{abs(float(difference) * 100):.1f}"
    return f"{shown} point" if shown == "1.0" else f"{shown} points"


def chance_text(chance: float) -> str:
    """Write the chance of keeping a promise, as "62 %"; an estimate is never 0 % or 100 %."""
    rounded = floor(chance * 100 + 0.5)
    if rounded < 1:
        return "under 1 %"
    return "over 99 %" if rounded > 99 else f"{rounded} %"  # noqa: PLR2004 - 99 as in the text


def counts(k: int, n: int) -> str:
    """Put counts before percentages: "4 of 5"."""
    return f"{k:,} of {n:,}"


class Confidence(StrEnum):
    """How much a share of so many decided can be relied on."""

    FEW = "few"
    INTERVAL = "interval"
    ENOUGH = "enough"


def confidence(decided: int) -> Confidence:
    """`FEW` below 5 decided (shown in grey), `INTERVAL` below 30 (MEASURES, Small numbers)."""
    if decided < FEW:
        return Confidence.FEW
    return Confidence.INTERVAL if decided < MANY else Confidence.ENOUGH


def wilson(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Give Wilson's interval of the share `k` of `n`, 95 % by default; (0, 1) when `n` is 0."""
    if n == 0:
        return 0.0, 1.0
    share = k / n
    middle = share + z * z / (2 * n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def interval_text(k: int, n: int) -> str:
    """Write the 95 % interval of `k` of `n`, as "58–92 %"."""
    low, high = wilson(k, n)
    return f"{floor(low * 100 + 0.5)}–{floor(high * 100 + 0.5)} %"


def miss_budget(target: Fraction, expected: int) -> int:
    """How many of the `expected` clocks may be missed: ⌊(1 − target) × expected⌋, exactly."""
    return floor((1 - target) * expected)


def burn_rate(missed: int, decided: int, target: Fraction) -> Fraction | None:
    """How fast the miss budget goes: 1 uses it up exactly at the period's end, 2 in half the time.

    No value below 5 decided clocks, nor at a target of 100 %, which has no budget.
    """
    if decided < FEW or target >= 1:
        return None
    return Fraction(missed, decided) / (1 - target)


def duration_text(ms: int, *, day_ms: int = DAY_MS) -> str:
    """Write `ms` in its two largest units, rounded down: "1 day 3 h", "2 h 05 min", "38 min".

    `day_ms` is the length of a day: 24 h for wall time, the calendar's usual working day for
    working time. Raises ValueError for a negative length: late and left are told apart by words.
    """
    if ms < 0:
        raise ValueError(f"a length of {ms} ms")
    days, rest = divmod(ms, day_ms)
    hours, rest = divmod(rest, HOUR_MS)
    minutes = rest // MINUTE_MS
    if days:
        text = "1 day" if days == 1 else f"{days:,} days"
        return f"{text} {hours} h" if hours else text
    if hours:
        return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else "under a minute"
