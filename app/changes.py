"""What a service changed, said once, so that each page can decide whether it cares."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Area(StrEnum):
    """A part of the workspace that a page may show."""

    WORKSPACE = "workspace"
    PEOPLE = "people"
    AGREEMENT = "agreement"
    LEADS = "leads"
    CLOCKS = "clocks"
    DELIVERABLES = "deliverables"
    TIME = "time"
    """No fact changed, but a due time passed."""


EVERYTHING = frozenset(Area)


@dataclass(frozen=True)
class Change:
    """One finished change: its words for the person, what it touched, and whether it can be undone."""

    label: str
    areas: frozenset[Area]
    lead_ids: frozenset[int] = field(default=frozenset(), repr=False)
    undoable: bool = True


Progress = Callable[[int, int], None]
"""Called with (done, total) while long work runs; it raises `Cancelled` to stop the work."""


def no_progress(done: int, total: int) -> None:
    """Go on without telling anyone."""
