"""When duties are due, their pauses cut out (MEASURES, Time)."""

from typing import NamedTuple

import numpy as np

from app.model.calendar import always
from app.model.duration import Within
from app.model.events import EventKind
from app.rules.histories import CODE, NONE, Column, Histories
from app.rules.working_time import WorkingTime, working_time

Pause = tuple[int, int | None]
"""From when to when (ms); None while no end is in sight."""

_PAUSED, _RESUMED = CODE[EventKind.PAUSED], CODE[EventKind.RESUMED]


class DueTimes(NamedTuple):
    """Columns of `ClockColumns`; without a due where a pause has no end."""

    due: Column
    soon: Column
    pause: Column
    resume: Column
    left: Column


def due_times(
    h: Histories, lead: Column, start: Column, over: Column, hours: WorkingTime, within: Within
) -> DueTimes:
    """When duties about `lead` that began at `start` and were over at `over` (NONE: not yet) are due.

    Only the few leads that were ever paused are looked at one by one.
    """
    due = hours.due(start, within)
    soon = hours.soon(start, due, within)
    times = DueTimes(due, soon, *np.full((3, start.size), NONE, dtype=np.int64))
    counting = hours if within.unit.is_working_time else working_time(always(), hours.zone)
    for row in np.flatnonzero(np.isin(lead, h.lead[h.where(EventKind.PAUSED)])).tolist():
        known = pauses(h, int(lead[row]), int(over[row]))
        _cut_out(known, times, row, int(start[row]), counting)
    return times


def _cut_out(
    known: list[Pause], times: DueTimes, row: int, start: int, counting: WorkingTime
) -> None:
    """Cut pauses out of one clock; one that began when it was due already changes nothing."""
    amount = counting.elapsed(start, int(times.due[row]))
    due, left = counting.add_with_pauses(start, amount, known)
    held = [
        (since, until)
        for since, until in known
        if (due is None or since < due) and (until is None or until > start)
    ]
    if not held:
        return
    since, until = held[-1]
    soon: int | None = None
    if due is not None and until is not None:
        soon, _ = counting.add_with_pauses(start, amount - amount // 4, known)
        left = counting.elapsed(until, due)
    for column, value in zip(times, (due, soon, since, until, left), strict=True):
        column[row] = NONE if value is None else value


def pauses(h: Histories, lead: int, over: int) -> list[Pause]:
    """The pauses of one lead in order, none lasting past `over` (NONE: no end of the duty).

    A pause ends at the date given for it, or earlier when it is resumed. A date given while it
    lasts stands in for the one before.
    """
    first, last = np.searchsorted(h.lead, [lead, lead + 1])
    found: list[Pause] = []
    since: int | None = None
    until: int | None = None
    for row in range(first, last):
        at, kind = int(h.at[row]), h.kind[row]
        if since is not None and until is not None and until <= at:
            found.append((since, until))
            since = None
        if kind == _PAUSED:
            since = at if since is None else since
            until = None if h.until[row] == NONE else max(at, int(h.until[row]))
        elif kind == _RESUMED and since is not None:
            found.append((since, at))
            since = None
    if since is not None:
        found.append((since, until))
    ended = found if over == NONE else [(since, _earlier(until, over)) for since, until in found]
    return [(since, until) for since, until in ended if until is None or since < until]


def _earlier(until: int | None, over: int) -> int:
    return over if until is None else min(until, over)
