"""What one line of the bench is."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """Something Tandem does, and the barest way to do a part of it."""

    name: str
    ours: Callable[[], object]
    yardstick: Callable[[], object]
    bare: str
    runs: int = 5
