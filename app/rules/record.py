"""What is on record at an instant: day tallies, and one by one only what is open or happens today."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.model.clocks import ClockState, Verdict
from app.model.columns import Ms
from app.rules.clocks import ClockColumns, Derived, MarkColumns
from app.rules.compliance import STATES, Codes, Tally, states_of, tally_of
from app.rules.duties import VERDICTS
from app.rules.histories import NONE, Column, Columns

_GOING = (ClockState.RUNNING, ClockState.DUE_SOON, ClockState.PAUSED)


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

    `days` covers every day up to today, and those ahead on which anything is settled already. `todays` are the clocks
    due today, `running` the open ones due later, be they paused for a while, and `paused` those without a due; none of
    these starts later. `ahead` are the marks that are made later today.
    """

    now: Ms
    today: int
    days: DayTallies
    todays: ClockColumns
    running: ClockColumns
    paused: ClockColumns
    ahead: MarkColumns

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

    @cached_property
    def _running_days(self) -> dict[int, Column]:
        """For each commitment the days on which its running clocks are due, in order."""
        order = np.lexsort((self.running.day, self.running.commitment))
        ids, first = np.unique(self.running.commitment[order], return_index=True)
        days = np.split(self.running.day[order], first[1:])
        return dict(zip(ids.tolist(), days, strict=False))

    @cached_property
    def _running_states(self) -> Codes:
        return states_of(self.running, self.now)

    @cached_property
    def _todays_states(self) -> Codes:
        return states_of(self.todays, self.now)

    def tally(self, commitment: int, first_day: int, last_day_exclusive: int) -> Tally:
        """What of a commitment fell due, or happened, on these days.

        What silence will accept is early, as is all that is settled before its day; what will be a
        miss, unless something happens until then, still runs.
        """
        kept, missed, excused, opened = self._sums(
            commitment, first_day, min(last_day_exclusive, self.today)
        )
        past = Tally(kept=kept, missed=missed + opened, excused=excused)
        tomorrow = max(first_day, self.today + 1)
        kept, missed, excused, _ = self._sums(commitment, tomorrow, last_day_exclusive)
        running = missed + self._running_on(commitment, tomorrow, last_day_exclusive)
        coming = Tally(excused=excused, running=running, early=kept)
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

    def _running_on(self, commitment: int, first_day: int, last_day_exclusive: int) -> int:
        days = self._running_days.get(commitment)
        if days is None or first_day >= last_day_exclusive:
            return 0
        first, last = np.searchsorted(days, [first_day, last_day_exclusive])
        return int(last - first)

    def _of_today(self, commitment: int) -> Tally:
        clocks = self.todays.take(self.todays.commitment == commitment)
        if len(clocks):
            return tally_of(states_of(clocks, self.now), clocks.due, self.now)
        kept, missed, excused, _ = self._sums(commitment, self.today, self.today + 1)
        verdicts = self.ahead.verdict[self.ahead.commitment == commitment]
        early, running = (
            int(np.count_nonzero(verdicts == VERDICTS.index(each)))
            for each in (Verdict.KEPT, Verdict.MISSED)
        )
        return Tally(kept - early, missed - running, excused, running=running, early=early)

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
        return int(days.open[mine].sum()) + self._in(commitments, ClockState.OVERDUE)

    def due_soon(self, commitments: list[int]) -> int:
        """How many clocks of these commitments run with three quarters of their time gone."""
        return self._in(commitments, ClockState.DUE_SOON)

    def running_count(self, commitments: list[int]) -> int:
        """How many clocks of these commitments run towards a due time still ahead."""
        return self._in(commitments, ClockState.RUNNING, ClockState.DUE_SOON)

    def paused_count(self, commitments: list[int]) -> int:
        """How many clocks of these commitments stand still."""
        endless = int(np.count_nonzero(np.isin(self.paused.commitment, commitments)))
        return endless + self._in(commitments, ClockState.PAUSED)

    def _in(self, commitments: list[int], *wanted: ClockState) -> int:
        """How many clocks of these commitments, due today or later, are in one of these states."""
        later = self._running_states[np.isin(self.running.commitment, commitments)]
        todays = self._todays_states[np.isin(self.todays.commitment, commitments)]
        codes = [STATES.index(state) for state in wanted]
        return int(sum(np.count_nonzero(np.isin(found, codes)) for found in (later, todays)))

    def open_clocks(self, commitment: int) -> ClockColumns:
        """The commitment's clocks that run towards a due time still ahead, today's included."""
        going = [STATES.index(each) for each in _GOING]
        todays = self.todays.take(np.isin(self._todays_states, going))
        every = ClockColumns.join([todays, self.running])
        return every.take(every.commitment == commitment)


def record_of(derived: Derived, now: Ms, today: int) -> Record:
    """The record at `now` of clocks and marks derived from the facts known then."""
    clocks, marks = derived.clocks, derived.marks
    is_open = (clocks.stop == NONE) & (clocks.excuse == 0) & (clocks.start <= now)
    return Record(
        now=now,
        today=today,
        days=day_tallies(clocks, marks),
        todays=clocks.take(clocks.day == today),
        running=clocks.take(is_open & (clocks.day > today)),
        paused=clocks.take(is_open & (clocks.due == NONE)),
        ahead=marks.take((marks.day == today) & (marks.at > now)),
    )


def exchanged(days: DayTallies, out: DayTallies, into: DayTallies) -> DayTallies:
    """`days` without the counts of `out`, and with those of `into`."""
    every = DayTallies.join([days, out, into])
    sign = np.repeat([1, -1, 1], [len(days), len(out), len(into)])
    keys, row = np.unique(np.stack([every.commitment, every.day]), axis=1, return_inverse=True)
    counts = np.zeros((4, keys.shape[1]), dtype=np.int64)
    for column, values in zip(
        counts, (every.kept, every.missed, every.excused, every.open), strict=True
    ):
        np.add.at(column, row, sign * values)
    return DayTallies(keys[0], keys[1], *counts)


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
