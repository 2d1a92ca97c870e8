"""Deliverables' clocks by MEASURES in plain Python: slow, and meant to be obviously right.

It shares nothing with the rules but the vocabulary. Due days are found by walking through days, working time comes
from the minute-by-minute reference.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice

from app.model.agreement import Commitment
from app.model.columns import Ms
from app.model.schedule import LAST, Schedule, Shift
from app.rules.ledger import StoredItem
from tests.rules.reference_working_time import Reference

HOUR = 3_600_000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class PlainVersion:
    start: Ms
    commitments: dict[int, Commitment]


@dataclass(frozen=True)
class ItemClock:
    commitment: int
    deliverable: int | None
    occurrence: int | None
    owner: int | None
    start: Ms
    due: Ms
    soon: Ms
    stop: Ms | None
    day: int
    excuse: str | None


@dataclass
class Told:
    """How an item stands after its facts."""

    due_day: date
    delivered: Ms | None = None
    silent_after: Ms | None = None
    accepted: bool = False
    withdrawn: Ms | None = None
    exempted: bool = False


@dataclass
class ReferenceLedger:
    """Derives the clocks of items whose periods begin on the days `first` … `last`."""

    versions: Sequence[PlainVersion]
    working: Reference
    first: date
    last: date
    known: dict[tuple[Ms, Ms], int] = field(default_factory=dict)

    def clocks(self, stored: Sequence[StoredItem]) -> Iterator[ItemClock]:
        rows = {(row.code, row.occurrence): row for row in stored if row.occurrence is not None}
        for key, commitment, begin, due_day in self._born():
            start = min(self._midnight(begin), self._midnight(due_day))
            row = rows.get((commitment.code, begin.toordinal()))
            yield self._clock(key, commitment, row, begin.toordinal(), start, due_day)
        for row in stored:
            version = self._in_force(row.created_at)
            if version is None or row.occurrence is not None:
                continue
            for key, commitment in version.commitments.items():
                if commitment.kind == "deliverable" and commitment.code == row.code:
                    due_day = date.fromordinal(row.due_day)
                    yield self._clock(key, commitment, row, None, row.created_at, due_day)

    def _born(self) -> Iterator[tuple[int, Commitment, date, date]]:
        day = self.first
        while day <= self.last:
            version = self._in_force(self._midnight(day))
            for key, commitment in version.commitments.items() if version else ():
                schedule = commitment.schedule
                if schedule is None or not _begins(schedule, day):
                    continue
                due_day = walked(schedule, day, self.working.day_ends)
                earlier = self._in_force(min(self._midnight(day), self._midnight(due_day)))
                stated = earlier.commitments.values() if earlier else ()
                if commitment.code in [each.code for each in stated]:
                    yield key, commitment, day, due_day
            day += DAY

    def _clock(
        self,
        key: int,
        commitment: Commitment,
        row: StoredItem | None,
        occurrence: int | None,
        start: Ms,
        due_day: date,
    ) -> ItemClock:
        told = self._told(commitment, row, due_day)
        due = self._end(told.due_day)
        kept = told.delivered is not None and told.delivered <= due
        stop, excuse = told.delivered, None
        if told.withdrawn is not None and told.withdrawn <= due:
            excuse = "cancelled"
        elif told.withdrawn is not None:
            stop = told.withdrawn
        if told.exempted and not kept:
            excuse = "exempt"
        return ItemClock(
            commitment=key,
            deliverable=row.id if row else None,
            occurrence=occurrence,
            owner=row.owner if row else None,
            start=start,
            due=due,
            soon=self._soon(start, due),
            stop=stop,
            day=told.due_day.toordinal(),
            excuse=excuse,
        )

    def _told(self, commitment: Commitment, row: StoredItem | None, due_day: date) -> Told:
        told = Told(due_day)
        for fact in row.facts if row else ():
            if told.withdrawn is not None:
                break
            silent = told.silent_after is not None and fact.at > told.silent_after
            if fact.kind == "exempted":
                told.exempted = True
            elif told.delivered is None:
                if fact.kind == "delivered":
                    told.delivered = fact.at
                    told.silent_after = self._silent_after(commitment, fact.at)
                if fact.kind == "withdrawn":
                    told.withdrawn = fact.at
                if fact.kind == "moved" and fact.at <= self._end(told.due_day):
                    told.due_day = date.fromordinal(fact.new_day or 0)
            elif not told.accepted and not silent:
                told.accepted = fact.kind == "accepted"
                if fact.kind == "returned":
                    told.delivered, told.silent_after = None, None
        return told

    def _silent_after(self, commitment: Commitment, delivered: Ms) -> Ms | None:
        within = commitment.accept_within
        if within is None:
            return None
        if within.unit == "business_hours":
            return self.working.add(delivered, within.amount * HOUR)
        assert within.unit == "days"
        return self._end(self.working.local_day(delivered) + within.amount * DAY)

    def _soon(self, start: Ms, due: Ms) -> Ms:
        if (start, due) not in self.known:
            length = max(self.working.elapsed(start, due), 0)
            self.known[start, due] = min(self.working.add(start, -(-length * 3 // 4)), due)
        return self.known[start, due]

    def _end(self, day: date) -> Ms:
        return self._midnight(day + DAY) - 1

    def _midnight(self, day: date) -> Ms:
        return int(datetime.combine(day, time(), self.working.zone).timestamp()) * 1000

    def _in_force(self, at: Ms) -> PlainVersion | None:
        started = [version for version in self.versions if version.start <= at]
        return started[-1] if started else None


def _begins(schedule: Schedule, day: date) -> bool:
    """Whether one of the schedule's periods begins on `day`."""
    if schedule.cadence == "week":
        return day.weekday() == 0
    months = {"month": 1, "quarter": 3, "year": 12}[schedule.cadence]
    return day.day == 1 and (day.month - 1) % months == 0


def walked(schedule: Schedule, first: date, working: Container[date]) -> date:
    """The due day of the period beginning on `first`, found by walking through days one by one."""
    if schedule.cadence == "week":
        days = [first + number * DAY for number in range(7)]
    else:
        skip = {"month": 0, "quarter": 2, "year": 11}[schedule.cadence]
        month = first.replace(month=first.month + skip)
        days = [month]
        while (days[-1] + DAY).month == month.month:
            days.append(days[-1] + DAY)
    if schedule.rule == "working_day":
        days = [each for each in days if each in working]
    if schedule.rule == "weekday":
        days = [each for each in days if each.weekday() == schedule.weekday]
    found = days[-1]
    if schedule.number != LAST:
        found = next(islice(days, schedule.number - 1, None), found)
    while found not in working:
        found += -DAY if schedule.shift is Shift.BEFORE else DAY
    return found
