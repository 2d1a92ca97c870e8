"""All deliverables under some terms: those on file, and those that only their schedule knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from app.model.agreement import Commitment, CommitmentKind
from app.model.columns import Ms
from app.model.people import Side
from app.rules.clocks import EXCUSES, ClockColumns
from app.rules.deliverables import Fact, Item, ItemTerms, told
from app.rules.histories import NOBODY, NONE, Column, Columns
from app.rules.recurrence import due_days
from app.rules.terms import Terms, Version
from app.rules.zones import day_start

LAST_DAY = date(2060, 12, 31).toordinal()
"""No item is born for a period that begins later: public holidays are known up to here."""


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A deliverable on file; `facts` are in order of time, `created_at` is in ms."""

    id: int
    side: Side
    due_day: int
    code: str | None
    occurrence: int | None
    owner: int | None
    created_at: Ms
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Born(Columns):
    """Items born of schedules, before anything happened to them; see `Item`."""

    commitment: Column
    occurrence: Column
    day: Column
    start: Column
    due: Column
    soon: Column


class Ledger:
    """The items of `stored` rows and of the schedules in `terms` (MEASURES, Clocks and Compliance).

    `items` are those of the rows, in their order. A schedule has an item for each period that begins while its
    version is in force, also if it falls due later. It starts with its period, or with its due day where that comes
    before; an item that would start before it was promised is not born. One added by hand starts when it was added.
    """

    def __init__(self, stored: Iterable[StoredItem], terms: Terms) -> None:
        self._terms = terms
        self._born = _born(terms)
        self._promises = {
            (version.id, commitment.code): (commitment_id, commitment)
            for commitment_id, (version, commitment) in terms.commitments.items()
            if commitment.kind is CommitmentKind.DELIVERABLE
        }
        untouched = np.ones(len(self._born), dtype=bool)
        self.items: list[Item] = []
        for row in stored:
            at = self._row_of(row.code, row.occurrence)
            if at is not None:
                untouched[at] = False
            self.items.append(told(self._promised(row, at), row.facts))
        self._untouched = self._born.take(untouched)

    def item(self, code: str, occurrence: int) -> Item | None:
        """The item that the schedule of `code` has for the period beginning on `occurrence`."""
        for item in self.items:
            if (item.code, item.occurrence) == (code, occurrence):
                return item
        at = self._row_of(code, occurrence)
        return None if at is None else self._of_schedule(self._born, at)

    def due_between(self, first_day: int, last_day_exclusive: int) -> list[Item]:
        """The items due on these days (ordinals), in order of due."""
        days = self._untouched.day
        rows = np.flatnonzero((days >= first_day) & (days < last_day_exclusive)).tolist()
        found = [self._of_schedule(self._untouched, row) for row in rows]
        found += [item for item in self.items if first_day <= item.due_day < last_day_exclusive]
        return sorted(found, key=lambda item: (item.due, item.code or "", item.start, item.id or 0))

    def clocks(self) -> ClockColumns:
        """The clocks of all items that belong to a promise."""
        clocked = [item for item in self.items if item.commitment is not None]
        return ClockColumns.join([_clocks_of(clocked), _clocks_born(self._untouched)])

    def _row_of(self, code: str | None, occurrence: int | None) -> int | None:
        """Where among the born items the one of this key is."""
        if code is None or occurrence is None:
            return None
        for row in np.flatnonzero(self._born.occurrence == occurrence).tolist():
            _, commitment = self._terms.commitments[int(self._born.commitment[row])]
            if commitment.code == code:
                return row
        return None

    def _of_schedule(self, born: Born, row: int) -> Item:
        """The item as its schedule has it."""
        commitment_id = int(born.commitment[row])
        version, commitment = self._terms.commitments[commitment_id]
        return Item(
            id=None,
            side=commitment.side,
            code=commitment.code,
            occurrence=int(born.occurrence[row]),
            commitment=commitment_id,
            owner=None,
            terms=item_terms(self._terms.zone, version, commitment.side, commitment),
            promised_day=int(born.day[row]),
            due_day=int(born.day[row]),
            start=int(born.start[row]),
            due=int(born.due[row]),
            soon=int(born.soon[row]),
        )

    def _promised(self, row: StoredItem, at: int | None) -> Item:
        """The item of a row as it was promised: by its schedule, or by hand."""
        if at is not None:
            return replace(self._of_schedule(self._born, at), id=row.id, owner=row.owner)
        version = self._terms.in_force(row.created_at)
        commitment_id, commitment = None, None
        if version is not None and row.code is not None and row.occurrence is None:
            key = (version.id, row.code)
            commitment_id, commitment = self._promises.get(key, (None, None))
        terms = item_terms(self._terms.zone, version, row.side, commitment)
        due = terms.due(row.due_day)
        return Item(
            id=row.id,
            side=row.side,
            code=row.code,
            occurrence=row.occurrence,
            commitment=commitment_id,
            owner=row.owner,
            terms=terms,
            promised_day=row.due_day,
            due_day=row.due_day,
            start=row.created_at,
            due=due,
            soon=terms.soon(row.created_at, due),
        )


def item_terms(
    zone: str, version: Version | None, side: Side, commitment: Commitment | None
) -> ItemTerms:
    """What an item of `side` goes by under a version, with or without a promise."""
    if version is None:
        return ItemTerms(zone)
    return ItemTerms(
        zone,
        version.calendars[side],
        version.calendars[side.other],
        None if commitment is None else commitment.accept_within,
    )


def _born(terms: Terms) -> Born:
    empty = np.empty(0, dtype=np.int64)
    return Born.join([Born(*(empty,) * 6), *_born_in(terms)])


def _born_in(terms: Terms) -> Iterator[Born]:
    for commitment_id, (version, commitment) in terms.commitments.items():
        if commitment.schedule is None:
            continue
        rules = item_terms(terms.zone, version, commitment.side, commitment)
        occurrence, day = due_days(commitment.schedule, version.calendars[commitment.side])
        begin, end = day_start(occurrence, terms.zone), terms.end_of(version)
        start = np.minimum(begin, day_start(day, terms.zone))
        is_born = (begin >= version.start) & (occurrence <= LAST_DAY)
        is_born &= _promised_at(terms, commitment.code, start)
        if end is not None:
            is_born &= begin < end
        occurrence, day, start = occurrence[is_born], day[is_born], start[is_born]
        due = rules.due(day)
        commitments = np.full(len(day), commitment_id, dtype=np.int64)
        yield Born(commitments, occurrence, day, start, due, rules.soon(start, due))


def _promised_at(terms: Terms, code: str, at: Column) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether items of `code` were promised at each instant."""
    stated = [
        any(each.code == code for each in version.commitments.values())
        for version in terms.versions
    ]
    return np.array([*stated, False])[terms.version_index(at)]


def _clocks_of(items: list[Item]) -> ClockColumns:
    def column(values: Iterable[int | None], none: int = NONE) -> Column:
        return np.array([none if value is None else value for value in values], dtype=np.int64)

    nothing = np.full(len(items), NONE, dtype=np.int64)
    return ClockColumns(
        commitment=column(item.commitment for item in items),
        lead=np.full(len(items), NOBODY, dtype=np.int64),
        deliverable=column((item.id for item in items), NOBODY),
        occurrence=column(item.occurrence for item in items),
        owner=column((item.owner for item in items), NOBODY),
        start=column(item.start for item in items),
        due=column(item.due for item in items),
        soon=column(item.soon for item in items),
        stop=column(item.stop for item in items),
        pause=nothing,
        resume=nothing,
        left=nothing,
        day=column(item.due_day for item in items),
        excuse=np.array([EXCUSES.index(item.excuse) for item in items], dtype=np.int8),
    )


def _clocks_born(born: Born) -> ClockColumns:
    nobody = np.full(len(born), NOBODY, dtype=np.int64)
    nothing = np.full(len(born), NONE, dtype=np.int64)
    return ClockColumns(
        commitment=born.commitment,
        lead=nobody,
        deliverable=nobody,
        occurrence=born.occurrence,
        owner=nobody,
        start=born.start,
        due=born.due,
        soon=born.soon,
        stop=nothing,
        pause=nothing,
        resume=nothing,
        left=nothing,
        day=born.day,
        excuse=np.zeros(len(born), dtype=np.int8),
    )
