"""Silence accepts: a handover that nobody decided by its due counts as accepted then."""

from dataclasses import replace
from typing import Any

import numpy as np

from app.model.events import EventKind
from app.rules.histories import CODE, NO_REASON_CODE, NONE, Column, Histories, Positions


def accepted_by_silence(
    h: Histories, handovers: Positions, undecided: Positions, due: Column
) -> Histories:
    """`h` with an acceptance at `due` (ms) of each of the `undecided` among all `handovers`.

    Of several dues of one handover the earliest counts. One that was followed by another handover
    before its due is not accepted: the later one stands in for it. An acceptance may lie ahead.
    """
    order = np.lexsort((due, undecided))
    undecided, first = np.unique(undecided[order], return_index=True)
    due = due[order][first]
    end = h.end_of_handover(handovers)[np.searchsorted(handovers, undecided)]
    repeated_at = h.instants(np.where(end < h.end_of_lead(undecided), end, -1))
    stands = (repeated_at == NONE) | (due < repeated_at)
    return _with_acceptances(h, h.lead[undecided[stands]], due[stands])


def _with_acceptances(h: Histories, lead: Column, at: Column) -> Histories:
    """`h` with an acceptance of each lead at each instant, in its order."""
    blank = {
        "kind": CODE[EventKind.ACCEPTED],
        "stage": -1,
        "reason": NO_REASON_CODE,
        "channel": -1,
        "outcome": -1,
        "until": NONE,
    }
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(h, name), np.full(lead.size, value, getattr(h, name).dtype)])
        for name, value in blank.items()
    }
    columns |= {"lead": np.concatenate([h.lead, lead]), "at": np.concatenate([h.at, at])}
    order = np.lexsort((columns["kind"], columns["at"], columns["lead"]))
    return replace(h, **{name: column[order] for name, column in columns.items()})
