"""What the charts of the Overview show: compliance by bucket, counts against their promise, and speed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np

from app.model.agreement import Commitment, CommitmentKind
from app.model.columns import DAY_MS, HOUR_MS, MINUTE_MS, Ms, to_ms
from app.model.duration import DurationUnit, format_within
from app.model.people import Side
from app.rules import sentences
from app.rules.clocks import ClockColumns
from app.rules.compliance import Compliance, Fulfilment, part, side_compliance
from app.rules.histories import NONE, Column
from app.rules.outlook import Outlook
from app.rules.periods import Period, PeriodKind, bounds, period_of, previous
from app.rules.promises import Promise, fulfilment_in
from app.rules.speed import Speed, speed
from app.rules.terms import Terms
from app.rules.zones import day_start, local_day
from app.services.records import Scene
from app.store import figures
from app.store.terms import load_terms
from app.store.workspace import Workspace

CHART_BUCKETS = {PeriodKind.WEEK: 13, PeriodKind.MONTH: 13, PeriodKind.QUARTER: 8}


@dataclass(frozen=True)
class Point:
    """A bucket of the compliance chart: each side's compliance in it, and what it was counted from by code."""

    period: Period
    sides: dict[Side, Compliance]
    both: Compliance
    fulfilments: dict[str, Fulfilment]


@dataclass(frozen=True)
class PaceDay:
    """A local day (ordinal): how many came in the period up to its end, and how many were promised by then."""

    day: int
    count: int | None
    expected: Fraction


@dataclass(frozen=True)
class PaceLine:
    """A volume through the period, day by day; `projection` is where its pace leads, once it can be told."""

    code: str
    side: Side
    name: str
    promised: Fraction
    projection: Fraction | None
    days: tuple[PaceDay, ...]


@dataclass(frozen=True)
class SpeedPoint:
    """A bucket of the speed chart: the working time to a first contact of leads handed over in it."""

    period: Period
    speed: Speed | None


@dataclass(frozen=True)
class SpeedChart:
    """The buckets, how much working time (ms) each promise of a first contact gives, and a usual working day (ms)."""

    points: tuple[SpeedPoint, ...]
    promised: dict[str, Ms]
    day: Ms


def last_buckets(kind: PeriodKind, last_day: int, number: int) -> list[Period]:
    """Give `number` periods of `kind` up to the one that holds `last_day`, oldest first."""
    found = [period_of(kind, last_day)]
    while len(found) < number:
        found.append(previous(found[-1]))
    return found[::-1]


def _chart_buckets(period: Period, kind: PeriodKind, today: int) -> list[Period]:
    last_day = min(period.last_day_exclusive - 1, max(today, period.first_day))
    return last_buckets(kind, last_day, CHART_BUCKETS[kind])


def compliance_points(seen: Scene, period: Period, kind: PeriodKind) -> tuple[Point, ...]:
    """The buckets up to the period's end, from the first one with anything in it."""
    points = [_point(seen, each) for each in _chart_buckets(period, kind, seen.today)]
    while points and points[0].both.value is None:
        del points[0]
    return tuple(points)


def _point(seen: Scene, bucket: Period) -> Point:
    found: dict[str, Fulfilment] = {}
    for promise in seen.promises:
        fulfilment = fulfilment_in(promise, bucket, seen.record, seen.terms)
        if fulfilment is not None:
            found[promise.code] = fulfilment
    return Point(
        period=bucket,
        sides={
            side: side_compliance(
                part(each) for each in found.values() if each.commitment.side is side
            )
            for side in Side
        },
        both=side_compliance(map(part, found.values())),
        fulfilments=found,
    )


def pace_lines(seen: Scene, period: Period, outlooks: Sequence[Outlook]) -> tuple[PaceLine, ...]:
    """Each volume of the period, day by day."""
    return tuple(
        PaceLine(
            code=each.promise.code,
            side=each.promise.last.side,
            name=sentences.short_name(each.promise.last, seen.stages),
            promised=each.fulfilment.promised,
            projection=None if each.pace is None else each.pace.projection,
            days=_pace_days(seen, each.promise, period),
        )
        for each in outlooks
        if each.fulfilment.is_volume
    )


def _pace_days(seen: Scene, promise: Promise, period: Period) -> tuple[PaceDay, ...]:
    found = []
    for day in range(period.first_day, period.last_day_exclusive):
        until = Period(PeriodKind.RANGE, period.first_day, day + 1)
        fulfilment = fulfilment_in(promise, until, seen.record, seen.terms)
        if fulfilment is not None:
            count = fulfilment.count if day <= seen.today else None
            found.append(PaceDay(day, count, fulfilment.promised))
    return tuple(found)


def speed_chart(
    workspace: Workspace, kind: PeriodKind, period: Period, as_of: datetime | None = None
) -> SpeedChart:
    """How fast leads got their first contact, by the bucket in which their clock began.

    Overdue clocks without a contact stay in with their time up to now; those with time left and those excused are
    out. A lead with two clocks from one handover counts once.
    """
    now = to_ms(as_of or datetime.now(UTC))
    with workspace.read() as connection:
        terms = load_terms(connection)
        buckets = _chart_buckets(period, kind, int(local_day(now, terms.zone)))
        responses = _responses(terms)
        begin, end = (
            day_start(buckets[0].first_day, terms.zone),
            day_start(buckets[-1].last_day_exclusive, terms.zone),
        )
        clocks = figures.clocks_started(connection, list(responses), begin, end)
    clocks = clocks.take((clocks.excuse == 0) & (clocks.start <= now))
    answered = (clocks.stop != NONE) & (clocks.stop <= now)
    clocks = clocks.take(answered | ((clocks.due != NONE) & (clocks.due < now)))
    _, once = np.unique(np.stack([clocks.lead, clocks.start]), axis=1, return_index=True)
    clocks = clocks.take(np.sort(once))
    waiting = (clocks.stop == NONE) | (clocks.stop > now)
    lengths = _lengths(clocks, np.where(waiting, now, clocks.stop), terms)
    points = []
    for bucket in buckets:
        first, last = bounds(bucket, terms.zone)
        mine = (clocks.start >= first) & (clocks.start < last)
        points.append(SpeedPoint(bucket, speed(lengths[mine], waiting[mine])))
    while points and points[0].speed is None:
        del points[0]
    day = terms.versions[-1].calendars[Side.SALES].usual_day if terms.versions else DAY_MS
    return SpeedChart(tuple(points), _promised(terms), day)


def _responses(terms: Terms) -> dict[int, Commitment]:
    return {
        commitment_id: commitment
        for commitment_id, (_, commitment) in terms.commitments.items()
        if commitment.kind is CommitmentKind.RESPONSE
    }


def _lengths(clocks: ClockColumns, until: Column, terms: Terms) -> Column:
    """The working time (ms) from start to `until`, each by the calendar its clock runs on."""
    lengths = np.zeros(len(clocks), dtype=np.int64)
    for commitment_id in np.unique(clocks.commitment).tolist():
        version, commitment = terms.commitments[commitment_id]
        mine = clocks.commitment == commitment_id
        start = clocks.start[mine]
        working_time = version.calendars[commitment.side]
        lengths[mine] = working_time.elapsed(start, np.maximum(until[mine], start))
    return lengths


_WORKING_LENGTHS = {
    DurationUnit.BUSINESS_MINUTES: MINUTE_MS,
    DurationUnit.BUSINESS_HOURS: HOUR_MS,
}


def _promised(terms: Terms) -> dict[str, Ms]:
    """The working time the newest terms give for a first contact, where they give it as such."""
    if not terms.versions:
        return {}
    newest = terms.versions[-1]
    found: dict[str, Ms] = {}
    for each in newest.commitments.values():
        if each.kind is not CommitmentKind.RESPONSE or each.within is None:
            continue
        lengths = {
            **_WORKING_LENGTHS,
            DurationUnit.BUSINESS_DAYS: newest.calendars[each.side].usual_day,
        }
        if each.within.unit in lengths:
            name = format_within(each.within)
            found[name] = each.within.amount * lengths[each.within.unit]
    return found
