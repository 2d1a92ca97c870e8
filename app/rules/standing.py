"""Where each lead stands after its last event."""

from dataclasses import dataclass

import numpy as np

from app.model.events import EventKind
from app.rules.histories import KINDS, Column, Histories

_TURNS = (
    EventKind.HANDED_OVER,
    EventKind.ACCEPTED,
    EventKind.SENT_BACK,
    EventKind.DISPUTED,
    EventKind.UPHELD,
    EventKind.OVERTURNED,
    EventKind.RECYCLED,
    EventKind.WON,
    EventKind.LOST,
    EventKind.OPTED_OUT,
    EventKind.JUNK,
)


@dataclass(frozen=True)
class Standing:
    """For each lead: the stage last reached, the kind of the last turn, its arrival (ms, NONE)."""

    lead: Column
    stage: list[str | None]
    standing: list[EventKind | None]
    arrived_at: Column


_EMPTY = np.empty(0, dtype=np.int64)
NO_STANDINGS = Standing(_EMPTY, [], [], _EMPTY)
"""The standing of no lead."""


def standings(histories: Histories, stages: tuple[str, ...]) -> Standing:
    """The standing of every lead of `histories`."""
    h = histories
    reached = h.reached(stages)
    end = np.searchsorted(h.lead, h.lead_id, side="right")
    begin = np.searchsorted(h.lead, h.lead_id, side="left")
    last_stage = _last(reached >= 0, begin, end)
    last_turn = _last(h.where(*_TURNS), begin, end)
    return Standing(
        lead=h.lead_id,
        stage=[stages[reached[at]] if at >= 0 else None for at in last_stage.tolist()],
        standing=[KINDS[h.kind[at]] if at >= 0 else None for at in last_turn.tolist()],
        arrived_at=h.arrivals,
    )


def _last(found: np.ndarray[tuple[int], np.dtype[np.bool_]], begin: Column, end: Column) -> Column:
    """For each window [begin, end) of positions, the last where `found` holds; -1 for none."""
    positions = np.flatnonzero(found)
    nearest = np.r_[-1, positions][np.searchsorted(positions, end)]
    return np.where(nearest >= begin, nearest, -1)
