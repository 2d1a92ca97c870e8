"""What somebody has to act on now."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.model.clocks import ClockState
from app.services.clock_lines import ClockLine, clock_lines
from app.services.records import Scene, duties, mendable
from app.store import lists

MOST = 50


@dataclass(frozen=True)
class Attention:
    """Overdue duties, the freshest first, then those due soon, the nearest first; `total` counts them all.

    `next_due` is the nearest duty with a due time ahead.
    """

    clocks: tuple[ClockLine, ...]
    total: int
    next_due: ClockLine | None


def attention(connection: Connection, seen: Scene) -> Attention:
    """What is overdue or due soon at the scene's now."""
    acts = duties(seen.terms)
    missed = mendable(seen.terms)
    late = clock_lines(lists.overdue(connection, missed, seen.now, MOST), seen.terms, seen.now)
    coming = clock_lines(lists.coming(connection, acts, seen.now, MOST), seen.terms, seen.now)
    soon = (clock for clock in coming if clock.state is ClockState.DUE_SOON)
    return Attention(
        clocks=(*late, *soon),
        total=seen.record.overdue(missed) + seen.record.due_soon(acts),
        next_due=next(iter(coming), None),
    )
