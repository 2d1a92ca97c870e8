"""Working time counted minute by minute in plain Python: slow, and obviously right.

It shares nothing with the implementation. It knows only the days around an instant; asked for more
it raises `OutOfSightError`.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = 60_000
DAY_MINUTES = 1440
Week = tuple[tuple[tuple[int, int], ...], ...]


class OutOfSightError(Exception):
    """The answer lies outside the days looked at."""


def instant_of(wall: datetime, zone: ZoneInfo, *, second_time: bool) -> int:
    """UTC minute of a wall time: skipped ones move forward, repeated ones are as asked."""
    first = wall.replace(tzinfo=zone, fold=0)
    exists = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
    chosen = first.replace(fold=1) if second_time and exists else first
    return int(chosen.timestamp()) // 60


class Reference:
    """The open minutes of the local days `first` … `last`."""

    def __init__(
        self,
        week: Week,
        own_days: dict[date, tuple[tuple[int, int], ...]],
        holidays: set[date],
        zone_name: str,
        first: date,
        last: date,
    ) -> None:
        self.zone = ZoneInfo(zone_name)
        self.open_minutes: set[int] = set()
        self.day_ends: dict[date, int] = {}
        day = first
        while day <= last:
            if day in own_days:
                spans = own_days[day]
            elif day in holidays:
                spans = ()
            else:
                spans = week[day.weekday()]
            for start, end in spans if self._exists(day) else ():
                self._open(day, start, end)
            day += timedelta(days=1)
        self.from_minute = self._minute(first + timedelta(days=2))
        self.to_minute = self._minute(last)

    def _exists(self, day: date) -> bool:
        return self._minute(day) < self._minute(day + timedelta(days=1))

    def _minute(self, day: date) -> int:
        return instant_of(datetime.combine(day, time()), self.zone, second_time=False)

    def _open(self, day: date, start: int, end: int) -> None:
        midnight = datetime.combine(day, time())
        opens = instant_of(midnight + timedelta(minutes=start), self.zone, second_time=False)
        closes = instant_of(
            midnight + timedelta(minutes=end), self.zone, second_time=end % DAY_MINUTES != 0
        )
        if opens < closes:
            self.open_minutes.update(range(opens, closes))
            self.day_ends[day] = max(closes * MINUTE, self.day_ends.get(day, 0))

    def _check(self, instant: int) -> None:
        if not self.from_minute * MINUTE <= instant <= self.to_minute * MINUTE:
            raise OutOfSightError

    def elapsed(self, since: int, until: int) -> int:
        if until < since:
            return -self.elapsed(until, since)
        self._check(since)
        self._check(until)
        worked = 0
        for minute in range(since // MINUTE, until // MINUTE + 1):
            if minute in self.open_minutes:
                from_ = max(since, minute * MINUTE)
                to = min(until, (minute + 1) * MINUTE)
                worked += max(to - from_, 0)
        return worked

    def is_open(self, instant: int) -> bool:
        """Open after the opening and up to the closing: judged by the millisecond before."""
        self._check(instant)
        return (instant - 1) // MINUTE in self.open_minutes

    def next_opening(self, instant: int) -> int:
        if self.is_open(instant):
            return instant
        while instant // MINUTE not in self.open_minutes:
            instant = (instant // MINUTE + 1) * MINUTE
            self._check(instant)
        return instant

    def add(self, start: int, amount: int) -> int:
        if amount == 0:
            return self.next_opening(start)
        now, left = start, amount
        while True:
            self._check(now)
            minute_ends = (now // MINUTE + 1) * MINUTE
            if now // MINUTE in self.open_minutes:
                if left <= minute_ends - now:
                    return now + left
                left -= minute_ends - now
            now = minute_ends

    def local_day(self, instant: int) -> date:
        return (
            (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant))
            .astimezone(self.zone)
            .date()
        )

    def end_of_business_day(self, start: int, number: int) -> int:
        self._check(start)
        today = self.local_day(start)
        if number == 0:
            ends = [
                end
                for day, end in sorted(self.day_ends.items())
                if day >= today and not (day == today and end <= start)
            ]
        else:
            ends = [end for day, end in sorted(self.day_ends.items()) if day > today]
        position = max(number - 1, 0)
        if position >= len(ends):
            raise OutOfSightError
        return ends[position]

    def working_days(self, first: date, last_exclusive: date) -> int:
        return sum(first <= day < last_exclusive for day in self.day_ends)
