"""What is on record at an instant: day tallies, and one by one only today's clocks and those still open."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.model.clocks import ClockState
from app.model.columns import Ms
from app.rules.clocks import ClockColumns, Derived, MarkColumns
from app.rules.compliance import STATES, Tally, states, tally_of
from app.rules.histories import NONE, Column, Columns


@dataclass(frozen=True)
class DayTallies(Columns):
    """Counts by commitment and local day (ordinal), as `DayTallyRow`; in order of commitment, then day."""

    commitment: Column
    day: Column
    kept: Column
    missed: Column
    excused: Column
    open: Column


@dataclass(frozen=True)
class Record:
    """All that the figures at `now` follow from. `today` is its local day.

    `days` covers every day; `todays` are the clocks due today, `running` the open ones due later, `paused` those
    without a due.
    """

    now: Ms
    today: int
    days: DayTallies
    todays: ClockColumns
    running: ClockColumns
    paused: ClockColumns

    @cached_property
    def _of_commitment(self) -> dict[int, tuple[slice, Column]]:
        """For each commitment its rows among the days, and the running sums of kept, missed, excused and open."""
        found: dict[int, tuple[slice, Column]] = {}
        ids, first = np.unique(self.days.commitment, return_index=True)
        ends = np.append(first, len(self.days))[1:]
        for commitment, start, end in zip(ids.tolist(), first.tolist(), ends.tolist(), strict=True):
            rows = slice(start, end)
            counts = np.stack(
                [
                    self.days.kept[rows],
                    self.days.missed[rows],
                    self.days.excused[rows],
                    self.days.open[rows],
                ]
            )
            sums = np.concatenate([np.zeros((4, 1), dtype=np.int64), counts.cumsum(axis=1)], axis=1)
            found[commitment] = rows, sums
        return found

    def tally(self, commitment: int, first_day: int, last_day_exclusive: int) -> Tally:
        """What of a commitment fell due, or happened, on these days."""
        kept, missed, excused, opened = self._sums(
            commitment, first_day, min(last_day_exclusive, self.today)
        )
        past = Tally(kept=kept, missed=missed + opened, excused=excused)
        kept, _, excused, opened = self._sums(
            commitment, max(first_day, self.today + 1), last_day_exclusive
        )
        coming = Tally(excused=excused, running=opened, early=kept)
        if not first_day <= self.today < last_day_exclusive:
            return past + coming
        return past + self._of_today(commitment) + coming

    def _sums(self, commitment: int, first_day: int, last_day_exclusive: int) -> list[int]:
        if commitment not in self._of_commitment or first_day >= last_day_exclusive:
            return [0, 0, 0, 0]
        rows, sums = self._of_commitment[commitment]
        start, end = np.searchsorted(self.days.day[rows], [first_day, last_day_exclusive])
        found: list[int] = (sums[:, end] - sums[:, start]).tolist()
        return found

    def _of_today(self, commitment: int) -> Tally:
        clocks = self.todays.take(self.todays.commitment == commitment)
        if len(clocks):
            return tally_of(self._states(clocks), clocks.due, self.now)
        kept, missed, excused, _ = self._sums(commitment, self.today, self.today + 1)
        return Tally(kept=kept, missed=missed, excused=excused)

    def _states(self, clocks: ClockColumns) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
        return states(self.now, clocks.start, clocks.due, clocks.soon, clocks.stop, clocks.excuse)

    def daily(self, commitment: int, first_day: int, last_day_exclusive: int) -> DayTallies:
        """The commitment's tallies of these days."""
        days = self.days
        return days.take(
            (days.commitment == commitment)
            & (days.day >= first_day)
            & (days.day < last_day_exclusive)
        )

    def first_day(self) -> int | None:
        """The first day with anything on it."""
        return int(self.days.day.min()) if len(self.days) else None

    def overdue(self, commitments: list[int]) -> int:
        """How many clocks of these commitments are past due and still open."""
        days = self.days
        mine = np.isin(days.commitment, commitments) & (days.day < self.today)
        return int(days.open[mine].sum()) + self._todays_in(commitments, ClockState.OVERDUE)

    def due_soon(self, commitments: list[int]) -> int:
        """How many clocks of these commitments run with three quarters of their time gone."""
        running = self.running.take(np.isin(self.running.commitment, commitments))
        codes = self._states(running)
        soon = int(np.count_nonzero(codes == STATES.index(ClockState.DUE_SOON)))
        return soon + self._todays_in(commitments, ClockState.DUE_SOON)

    def running_count(self, commitments: list[int]) -> int:
        """How many clocks of these commitments run towards a due time still ahead."""
        later = int(np.count_nonzero(np.isin(self.running.commitment, commitments)))
        return later + sum(
            self._todays_in(commitments, state)
            for state in (ClockState.RUNNING, ClockState.DUE_SOON)
        )

    def paused_count(self, commitments: list[int]) -> int:
        """How many clocks of these commitments stand still."""
        return int(np.count_nonzero(np.isin(self.paused.commitment, commitments)))

    def _todays_in(self, commitments: list[int], state: ClockState) -> int:
        mine = np.isin(self.todays.commitment, commitments)
        return int(np.count_nonzero(self._states(self.todays)[mine] == STATES.index(state)))

    def open_clocks(self, commitment: int) -> ClockColumns:
        """The commitment's clocks that run towards a due time still ahead, today's included."""
        todays = self.todays.take(
            (self.todays.stop == NONE) & (self.todays.excuse == 0) & (self.todays.due >= self.now)
        )
        every = ClockColumns.join([todays, self.running])
        return every.take(every.commitment == commitment)


def record_of(derived: Derived, now: Ms, today: int) -> Record:
    """The record at `now` of clocks and marks derived from the facts known then."""
    clocks, marks = derived.clocks, derived.marks
    is_open = (clocks.stop == NONE) & (clocks.excuse == 0)
    return Record(
        now=now,
        today=today,
        days=day_tallies(clocks, marks),
        todays=clocks.take(clocks.day == today),
        running=clocks.take(is_open & (clocks.day > today)),
        paused=clocks.take(is_open & (clocks.due == NONE)),
    )


def day_tallies(clocks: ClockColumns, marks: MarkColumns) -> DayTallies:
    """The day tallies of these clocks and marks (as the store keeps them; see `DayTallyRow`)."""
    clocks = clocks.take(clocks.day != NONE)
    stopped = clocks.stop != NONE
    kept = stopped & (clocks.stop <= clocks.due)
    code = np.select([clocks.excuse > 0, kept, stopped], [2, 0, 1], default=3)
    commitment = np.concatenate([clocks.commitment, marks.commitment])
    day = np.concatenate([clocks.day, marks.day])
    column = np.concatenate([code, marks.verdict])
    keys, row = np.unique(np.stack([commitment, day]), axis=1, return_inverse=True)
    counts = np.zeros((4, keys.shape[1]), dtype=np.int64)
    np.add.at(counts, (column, row), 1)
    return DayTallies(keys[0], keys[1], *counts)
