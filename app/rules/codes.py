"""The codes that name promises: M1, M2 … of Marketing, S1, S2 … of Sales."""

import re
from collections.abc import Iterable

from app.errors import Refusal
from app.model.people import Side

_CODE = re.compile(r"([MS])([1-9]\d{0,5})")


def check_code(code: str, side: Side) -> None:
    """Refuse a `code` that cannot name a promise of `side`."""
    letter = _letter(side)
    match = _CODE.fullmatch(code)
    if match is None or match[1] != letter:
        raise Refusal(
            f'"{code}" cannot name a promise of {side.value.title()}, '
            f"whose codes are {letter}1, {letter}2 and so on.",
            field="code",
        )


def next_code(side: Side, used: Iterable[str]) -> str:
    """Give the code after the highest one of `side` among `used`."""
    letter = _letter(side)
    numbers = [number for other, number in map(code_order, used) if other == letter]
    return f"{letter}{max(numbers, default=0) + 1}"


def code_order(code: str) -> tuple[str, int]:
    """Give the sort key that puts Marketing's codes first, and M10 after M9."""
    match = _CODE.fullmatch(code)
    return (match[1], int(match[2])) if match else (code, 0)


def _letter(side: Side) -> str:
    return "M" if side is Side.MARKETING else "S"
