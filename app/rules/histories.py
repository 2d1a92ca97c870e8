"""Leads' histories as columns, and finding one event after another in them."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.model.events import STAGE_REACHED_BY, Channel, EventKind, Outcome

NONE = -(2**62)
"""Stands for "no instant" in int64 columns."""

NOBODY = -1
"""Stands for "no owner" in columns of ids."""

KINDS = tuple(EventKind)
"""Kinds by code; at one instant events follow in this order (handed over, then contacted)."""

CODE = {kind: code for code, kind in enumerate(KINDS)}

CHANNELS, OUTCOMES = tuple(Channel), tuple(Outcome)
"""Channels and outcomes by code."""

AGAINST_MARKETING_CODE, JUNK_CODE, NEITHER_CODE, NOT_REACHED_CODE, NO_REASON_CODE = range(5)
"""What a send-back's reason says of the lead; the last two say nothing of it either."""

Positions = NDArray[np.intp]
Column = NDArray[np.int64]


@dataclass(frozen=True)
class Columns:
    """A set of equally long columns."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, rows: NDArray[np.bool_] | Positions) -> Self:
        """Only these rows."""
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @classmethod
    def join(cls, parts: list[Self]) -> Self:
        """All rows of `parts`, one after another."""
        names = [f.name for f in fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class Histories:
    """Events in order of (lead, instant, kind, id), and one entry for each lead in order of its id.

    `at` and `until` (NONE: open-ended) are in ms, `kind` holds codes of `KINDS`, `stage` indices
    into the stages, `channel` and `outcome` codes of theirs (-1: none), `reason` the codes above.
    `owner` may be NOBODY; `source`, `campaign` and `persona` are indices into `sources`,
    `campaigns` and `personas` (-1: none). `duplicate` says which leads no promise counts.
    """

    lead: Column
    at: Column
    kind: NDArray[np.int8]
    stage: NDArray[np.int16]
    reason: NDArray[np.int8]
    channel: NDArray[np.int8]
    outcome: NDArray[np.int8]
    until: Column
    lead_id: Column
    owner: Column
    source: NDArray[np.int32]
    campaign: NDArray[np.int32]
    persona: NDArray[np.int32]
    duplicate: NDArray[np.bool_]
    sources: tuple[str, ...]
    campaigns: tuple[str, ...]
    personas: tuple[str, ...]

    def where(self, *kinds: EventKind) -> NDArray[np.bool_]:
        """Which events are of one of `kinds`."""
        return np.isin(self.kind, [CODE[kind] for kind in kinds])

    @cached_property
    def attempts(self) -> NDArray[np.bool_]:
        """Which events are a human attempt to reach the lead; an automatic reply is none."""
        is_human: NDArray[np.bool_] = self.channel != CHANNELS.index(Channel.AUTO)
        return self.where(EventKind.CONTACT) & is_human

    def end_of_handover(self, handovers: Positions) -> Positions:
        """Where the next handover of the same lead, or the lead's history, ends each handover.

        `handovers` are the positions of all of them.
        """
        following = np.append(handovers[1:], self.lead.size)[: handovers.size]
        end: Positions = np.minimum(following, self.end_of_lead(handovers))
        return end

    def end_of_lead(self, at: Positions) -> Positions:
        """For each position, where its lead's events end."""
        return np.searchsorted(self.lead, self.lead[at], side="right")

    def instants(self, positions: Positions) -> Column:
        """The instants of events; NONE for position -1."""
        return np.where(positions >= 0, np.append(self.at, NONE)[positions], NONE)

    @cached_property
    def arrivals(self) -> Column:
        """When each lead arrived (ms): its first "arrived", else its first event; NONE without."""
        begin = np.searchsorted(self.lead, self.lead_id, side="left")
        end = np.searchsorted(self.lead, self.lead_id, side="right")
        arrived = first_within(self.where(EventKind.ARRIVED), begin, end)
        return self.instants(np.where((arrived < 0) & (begin < end), begin, arrived))

    def reached(self, stages: tuple[str, ...]) -> NDArray[np.int16]:
        """The stage (index into `stages`) each event brings its lead to, -1 for none.

        Some kinds bring to a stage by themselves (`STAGE_REACHED_BY`); a handover may say another.
        """
        reached = self.stage.copy()
        for kind, stage in STAGE_REACHED_BY.items():
            if stage in stages:
                of_kind = self.kind == CODE[kind]
                if kind is EventKind.HANDED_OVER:
                    of_kind &= self.stage < 0
                reached[of_kind] = stages.index(stage)
        return reached

    def row_of(self, leads: Column) -> Positions:
        """The entry of each of these lead ids among the leads."""
        return np.searchsorted(self.lead_id, leads)


def first_within(found: NDArray[np.bool_], start: Positions, end: Positions) -> Positions:
    """For each window [start, end) of positions, the first where `found` holds; -1 for none."""
    return nth_within(1, np.flatnonzero(found), start, end)


def nth_within(number: int, positions: Positions, start: Positions, end: Positions) -> Positions:
    """For each window [start, end), the `number`-th of `positions` (in order); -1 for none."""
    wanted = np.searchsorted(positions, start) + (number - 1)
    nearest = np.append(positions, np.iinfo(np.intp).max)[np.minimum(wanted, positions.size)]
    return np.where(nearest < end, nearest, -1)


def first_of_each(leads: Column, positions: Positions) -> Positions:
    """Of `positions` (in order), those that are the first of their lead."""
    if not positions.size:
        return positions
    owner = leads[positions]
    return positions[np.r_[True, owner[1:] != owner[:-1]]]
