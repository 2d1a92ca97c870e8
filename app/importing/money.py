"""Read amounts of money from cells, exactly."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from app.importing.table import Cell, text

UNITS = {"": 1, "k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9}
LARGEST = 10**15
"""In minor units; sums of a million such amounts still fit the database's integers."""

_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<minus>[-\u2212])?[^\d().,+\u2212-]*(?P<minus2>[-\u2212])?"
    r"(?P<digits>\d[\d.,'\u2019]*|[.,]\d+)(?P<unit>k|mn?|bn?)?(?:[^\d().,%\u2212-]*)(?P<close>\))?$",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+$")
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}([.,])\d{3}$")


class Amount(NamedTuple):
    """One cell read as money: minor units (cents), or why not; both None for an empty cell."""

    minor: int | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class NumberReading:
    """Which mark stands before the cents in a column, and why.

    `mark` is None where no amount depends on it, or where the amounts don't tell (`ambiguous`): then
    somebody has to choose. `example` is an amount that can be read both ways.
    """

    mark: str | None
    ambiguous: bool
    reason: str
    example: str | None = None


def read_decimal_mark(cells: Iterable[Cell]) -> NumberReading:
    """Find out from all values of a column which mark stands before the cents."""
    point = comma = both = None
    for words in {cell for cell in cells if isinstance(cell, str)}:
        digits = _digits(words)
        mark = _own_mark(digits)
        if mark == ".":
            point = min(words, point or words)
        elif mark == ",":
            comma = min(words, comma or words)
        elif _ONE_GROUP.match(digits):
            both = min(words, both or words)
    if point and not comma:
        return NumberReading(".", False, f"A point stands before the cents: “{point}”.", both)
    if comma and not point:
        return NumberReading(",", False, f"A comma stands before the cents: “{comma}”.", both)
    if both is None:
        return NumberReading(None, False, "No amount depends on the mark before the cents.")
    if point and comma:
        reason = f"“{point}” has a point before the cents and “{comma}” a comma: choose which “{both}” has."
    else:
        whole, parts = _both_ways(_digits(both))
        reason = f"“{both}” can be read as {whole} or as {parts}."
    return NumberReading(None, True, reason, both)


class MoneyReader:
    """Reads cells as amounts of one currency with 100 minor units to one.

    “1,234” can mean 1234 or 1.234: it is refused unless `decimal_mark` (“.” or “,”), chosen or
    found in the column, says which. Parts of a minor unit are rounded, halves upwards. Amounts
    below zero are refused.
    """

    def __init__(self, decimal_mark: str | None = None) -> None:
        self._mark = decimal_mark
        self._known: dict[Cell, Amount] = {}

    def read(self, cell: Cell) -> Amount:
        """Read one cell."""
        known = self._known.get(cell)
        if known is None:
            known = self._known[cell] = self._read(cell)
        return known

    def _read(self, cell: Cell) -> Amount:
        words = text(cell)
        if not words:
            return Amount(None)
        try:
            value = self._value(cell, words)
        except ValueError as error:
            return Amount(None, str(error))
        if value < 0:
            return Amount(None, f"“{words}” is below zero.")
        if value * 100 > LARGEST:
            return Amount(None, f"“{words}” is too large for an amount of money.")
        return Amount(int((value * 100).quantize(Decimal(1), ROUND_HALF_UP)))

    def _value(self, cell: Cell, words: str) -> Decimal:
        if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
            return Decimal(repr(cell))
        match = _AMOUNT.match(_without_spaces(words)) if isinstance(cell, str) else None
        if match is None:
            raise ValueError(f"“{words}” is not an amount of money.")
        digits = _ungrouped(match["digits"])
        mark = _own_mark(digits) or self._mark
        if mark is None and _ONE_GROUP.match(digits):
            whole, parts = _both_ways(digits)
            sentence = f"“{words}” can be read as {whole} or as {parts}: choose the decimal mark."
            raise ValueError(sentence)
        plain = _plain(digits, mark or ".")
        if plain is None:
            raise ValueError(f"“{words}” is not an amount of money.")
        minus = match["minus"] or match["minus2"] or (match["open"] and match["close"])
        return Decimal(plain) * UNITS[(match["unit"] or "").lower()] * (-1 if minus else 1)


def _both_ways(digits: str) -> tuple[str, str]:
    """Write digits such as 1,234 as a whole number, and as one with a point."""
    return re.sub("[.,]", "", digits), digits.replace(",", ".")


def _without_spaces(words: str) -> str:
    return "".join(words.split())


def _digits(words: str) -> str:
    match = _AMOUNT.match(_without_spaces(words))
    return _ungrouped(match["digits"]) if match else ""


def _ungrouped(digits: str) -> str:
    """Take away grouping apostrophes, as in Switzerland, and a mark that nothing follows."""
    return re.sub("['\u2019]", "", digits).rstrip(".,")


def _own_mark(digits: str) -> str | None:
    """Give the decimal mark that one value shows by itself, None when it shows none."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return None
    mark, other = digits[last], "," if digits[last] == "." else "."
    if digits.count(mark) > 1:
        return other
    if other in digits:
        return mark
    return None if _ONE_GROUP.match(digits) else mark


def _plain(digits: str, mark: str) -> str | None:
    """Write digits with a point and no grouping; None when the grouping is wrong."""
    whole, _, cents = digits.rpartition(mark) if mark in digits else (digits, "", "")
    grouped = "." in whole or "," in whole
    if (grouped and (mark in whole or not _GROUPED.match(whole))) or re.search("[.,]", cents):
        return None
    return f"{re.sub('[.,]', '', whole) or '0'}.{cents or '0'}"
