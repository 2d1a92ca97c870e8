"""Local days and wall times of a time zone, for single values and for whole columns.

A zone is turned once into its table of offset changes; after that everything is NumPy. Instants
are milliseconds since 1970 UTC; local days are proleptic ordinals (`date.toordinal()`).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeVar, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from app.errors import Refusal
from app.model.columns import DAY_MS

Column = NDArray[np.int64]
Values = TypeVar("Values", int, Column)
"""One value or a column of them; what comes out has the shape of what went in."""

EPOCH_DAY = date(1970, 1, 1).toordinal()

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""The years whose days and instants can be told, with a few days' margin on both sides."""
_MARGIN = timedelta(days=10)
_EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - _MARGIN
_LATEST = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) + _MARGIN
# The closest two changes of offset in any zone since 1970 are 6.96 days apart (Brazil in 2000,
# Gaza after Ramadan), so that steps of this length cannot miss a change and its reversal.
_STEP_SECONDS = 4 * 86_400


@dataclass(frozen=True, eq=False)
class ZoneTable:
    """A zone's offsets: `offsets[i]` holds until `changes[i]`, the last one ever after (ms)."""

    changes: Column
    offsets: Column

    @cached_property
    def _after_repeated(self) -> Column:
        """Wall times from which the next offset holds, repeated hours read the first time."""
        return self.changes + np.maximum(self.offsets[:-1], self.offsets[1:])

    @cached_property
    def _before_repeated(self) -> Column:
        """The same, repeated hours read the second time; a gap still ends where it ends."""
        return self.changes + self.offsets[1:]

    def offset_at(self, instants: Column) -> Column:
        """Milliseconds east of UTC at `instants`."""
        return self.offsets[np.searchsorted(self.changes, instants, side="right")]

    def to_utc(self, walls: Column, *, second_time: bool = False) -> Column:
        """Instants of wall times (ms since 1970 as the wall clock counts).

        A wall time in a skipped hour moves forward by the gap; one in a repeated hour means the
        first time, or the second.
        """
        thresholds = self._before_repeated if second_time else self._after_repeated
        return walls - self.offsets[np.searchsorted(thresholds, walls, side="right")]


def local_day(instants: Values, zone: str) -> Values:
    """Ordinals of the local days on which `instants` (ms) fall. Raises Refusal."""
    given = np.asarray(instants, dtype=np.int64)
    _refuse_outside(given, _EARLIEST.timestamp() * 1000, _LATEST.timestamp() * 1000)
    return as_given((given + zone_table(zone).offset_at(given)) // DAY_MS + EPOCH_DAY, instants)


def day_start(days: Values, zone: str) -> Values:
    """First instants (ms) of local days (ordinals); a day the zone left out has no length.

    Raises Refusal.
    """
    given = np.asarray(days, dtype=np.int64)
    _refuse_outside(given, _EARLIEST.toordinal(), _LATEST.toordinal())
    return as_given(zone_table(zone).to_utc((given - EPOCH_DAY) * DAY_MS), days)


def as_given(result: Column, given: Values) -> Values:
    """Give `result` as a plain int where `given` was one, otherwise as the column it is."""
    return cast("Values", int(result) if np.ndim(given) == 0 else result)


@lru_cache(maxsize=32)
def zone_table(name: str) -> ZoneTable:
    """Build the table of the IANA zone `name`. Raises Refusal for an unknown name."""
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:  # OSError: a folder's name
        raise Refusal(
            f'"{name}" is not a time zone. Use a name such as Europe/Berlin.', field="time_zone"
        ) from unknown
    epoch = datetime(1970, 1, 1, tzinfo=zone)

    def offset(second: int) -> timedelta:
        # fromutc, because fromtimestamp refuses times before 1970 on Windows
        told = zone.fromutc(epoch + timedelta(seconds=second)).utcoffset()
        assert told is not None  # noqa: S101 - ZoneInfo always knows
        return told

    def change_between(low: int, high: int) -> int:
        before = offset(low)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == before else (low, middle)
        return high

    first, last = int(_EARLIEST.timestamp()), int(_LATEST.timestamp())
    steps = range(first - _STEP_SECONDS, last + 2 * _STEP_SECONDS, _STEP_SECONDS)
    known = [(second, offset(second)) for second in steps]
    offsets, changes = [known[0][1]], []
    for (second, before), (later, after) in pairwise(known):
        if before != after:
            changes.append(change_between(second, later) * 1000)
            offsets.append(after)
    millisecond = timedelta(milliseconds=1)
    return ZoneTable(
        np.array(changes, dtype=np.int64),
        np.array([each // millisecond for each in offsets], dtype=np.int64),
    )


def _refuse_outside(values: Column, least: float, most: float) -> None:
    if np.any((values < least) | (values > most)):
        raise Refusal(f"Dates must lie in the years {FIRST_YEAR} to {LAST_YEAR}.")
