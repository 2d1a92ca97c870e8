"""A commitment through all versions of the agreement, and what was kept of it in a period."""

from dataclasses import dataclass
from fractions import Fraction

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.rules.compliance import Fulfilment, Segment, Tally, fulfilment, volume_expected
from app.rules.periods import Period, PeriodKind, bounds, buckets
from app.rules.record import Record
from app.rules.terms import Terms, Version
from app.rules.working_time import WorkingTime
from app.rules.zones import local_day


@dataclass(frozen=True)
class Promise:
    """A commitment through all versions that have it under one code, oldest first."""

    code: str
    parts: tuple[tuple[Version, int, Commitment], ...]

    @property
    def last(self) -> Commitment:
        """Its newest terms."""
        return self.parts[-1][2]

    @property
    def ids(self) -> list[int]:
        """Its row ids."""
        return [commitment_id for _, commitment_id, _ in self.parts]


def promises(terms: Terms) -> tuple[Promise, ...]:
    """Every commitment of any version by its code: Marketing's first, as numbered."""
    found: dict[str, list[tuple[Version, int, Commitment]]] = {}
    for commitment_id, (version, commitment) in terms.commitments.items():
        found.setdefault(commitment.code, []).append((version, commitment_id, commitment))
    every = (Promise(code, tuple(parts)) for code, parts in found.items())
    return tuple(sorted(every, key=lambda one: (one.last.side, len(one.code), one.code)))


def fulfilment_in(
    promise: Promise, period: Period, record: Record, terms: Terms
) -> Fulfilment | None:
    """What of the promise was kept in the period, up to the record's now; None where it was not in force."""
    segments = [
        segment
        for version, commitment_id, commitment in promise.parts
        if (segment := _segment(version, commitment_id, commitment, period, record, terms))
    ]
    return fulfilment(segments) if segments else None


def _segment(
    version: Version,
    commitment_id: int,
    commitment: Commitment,
    period: Period,
    record: Record,
    terms: Terms,
) -> Segment | None:
    begin, end = bounds(period, terms.zone)
    start = max(begin, version.start)
    stop = min(end, terms.end_of(version) or end)
    tally = record.tally(commitment_id, period.first_day, period.last_day_exclusive)
    if start >= stop and tally == Tally():
        return None
    if commitment.kind is not CommitmentKind.VOLUME:
        return Segment(commitment, tally)
    working_time = version.calendars[commitment.side]
    promised = _volume(commitment, working_time, start, stop, terms.zone)
    expected = _volume(commitment, working_time, start, min(stop, record.now), terms.zone)
    return Segment(commitment, count=tally.kept, promised=promised, expected=expected)


def _volume(
    commitment: Commitment, working_time: WorkingTime, start: int, stop: int, zone: str
) -> Fraction:
    """How much of a volume is promised from `start` to `stop` (ms): its share of each cadence period."""
    total = Fraction(0)
    if start >= stop or commitment.count is None:
        return total
    kind = PeriodKind((commitment.cadence or Cadence.MONTH).value)
    first, last = (int(local_day(instant, zone)) for instant in (start, stop - 1))
    for period in buckets(kind, first, last + 1):
        begin, end = bounds(period, zone)
        passed = working_time.elapsed(max(begin, start), min(end, stop))
        total += volume_expected(commitment.count, passed, working_time.elapsed(begin, end))
    return total
