"""How a promise of any kind stands in a period, and how it will likely end."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import numpy as np

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.calendar import OFFICE_HOURS
from app.model.deliverables import DeliverableEventKind
from app.model.duration import parse_within
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.model.stages import DEFAULT_STAGES
from app.rules.clocks import ClockColumns, Derived, MarkColumns, derive
from app.rules.compliance import Status
from app.rules.deliverables import Fact
from app.rules.ledger import Ledger, StoredItem
from app.rules.outlook import Outlook, outlook
from app.rules.periods import parse_period
from app.rules.promises import promises
from app.rules.readings import Figure, marks
from app.rules.record import record_of
from app.rules.terms import Terms, Version
from app.rules.working_time import working_time
from tests.rules.stories import histories

ZONE = "Europe/Berlin"
NOW = datetime(2026, 5, 14, 10, tzinfo=UTC)
"""A Thursday."""

WEEKLY = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.DELIVERABLE,
    share=8000,
    title="Loss report",
    schedule=parse_schedule("every week on Friday"),
    accept_within=parse_within("5 business days"),
)
VISITS = Commitment(
    code="M1",
    side=Side.MARKETING,
    kind=CommitmentKind.READING,
    title="Site visits",
    level=10_000_000,
    cadence=Cadence.WEEK,
)


def ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 9, tzinfo=UTC).timestamp()) * 1000


def terms_of(commitment: Commitment) -> Terms:
    hours = working_time(OFFICE_HOURS, ZONE)
    version = Version(1, 1, ms(date(2025, 12, 28)), {1: commitment}, dict.fromkeys(Side, hours))
    return Terms((version,), ZONE, tuple(stage.key for stage in DEFAULT_STAGES))


def looked_at(
    terms: Terms, clocks: ClockColumns, made: MarkColumns, period: str = "2026-05"
) -> Outlook:
    nothing = derive(histories([]), terms)
    every = Derived(
        ClockColumns.join([nothing.clocks, clocks]), MarkColumns.join([nothing.marks, made])
    )
    now = int(NOW.timestamp()) * 1000
    record = record_of(every, now, NOW.date().toordinal())
    (promise,) = promises(terms)
    found = outlook(promise, parse_period(period, record.today), record, terms)
    assert found is not None
    return found


def weekly(late: set[date], commitment: Commitment = WEEKLY) -> Outlook:
    """The report delivered on every Friday since January but those `late` ones, up to 8 May."""
    terms = terms_of(commitment)
    first, this_week = date(2026, 1, 5).toordinal(), date(2026, 5, 11).toordinal()
    mondays = map(date.fromordinal, range(first, this_week, 7))
    stored = [
        StoredItem(
            id=number,
            side=Side.SALES,
            due_day=monday.toordinal() + 4,
            code="S1",
            occurrence=monday.toordinal(),
            owner=None,
            created_at=ms(monday),
            facts=(
                Fact(
                    DeliverableEventKind.DELIVERED,
                    ms(date.fromordinal(monday.toordinal() + (6 if monday in late else 3))),
                ),
            ),
        )
        for number, monday in enumerate(mondays, 1)
    ]
    nothing = derive(histories([]), terms)
    return looked_at(terms, Ledger(stored, terms).clocks(), nothing.marks)


def test_the_items_of_a_deliverable_are_all_known() -> None:
    """Two Fridays of May are past, one report runs, and two more are sure to fall due."""
    found = weekly(late=set())

    assert found.fulfilment.tally.kept == 2
    assert found.fulfilment.tally.running == 1
    assert found.decided == 5
    assert found.status is Status.ON_TRACK
    assert found.chance is not None
    assert found.chance > 0.7


def test_a_deliverable_is_missing_once_the_rest_cannot_mend_it() -> None:
    late = {date(2026, 4, 27), date(2026, 5, 4)}  # due on the 1st and on the 8th of May
    found = weekly(late)

    assert (found.fulfilment.tally.kept, found.fulfilment.tally.missed) == (0, 2)
    assert found.status is Status.MISSING, "three of five are not 80 %"

    enough = weekly(late, WEEKLY.model_copy(update={"share": 6000}))
    assert enough.status is Status.AT_RISK, "three of five are 60 %"


def test_a_reading_has_no_forecast() -> None:
    def typed(*levels: int) -> Outlook:
        terms = terms_of(VISITS)
        figures = [
            Figure("Site visits", Cadence.WEEK, date(2026, 4, 27).toordinal() + 7 * week, level)
            for week, level in enumerate(levels)
        ]
        return looked_at(terms, derive(histories([]), terms).clocks, marks(figures, terms))

    met = typed(10_000_000, 12_000_000)
    assert (met.fulfilment.tally.kept, met.status) == (2, Status.ON_TRACK)
    assert (met.chance, met.decided, met.scores, met.too_early) == (None, None, None, False)

    assert typed(10_000_000, 9_999_999).status is Status.MISSING, "all weeks are promised"
    assert typed().status is Status.NO_DATA


def test_a_reading_may_be_at_most() -> None:
    terms = terms_of(VISITS.model_copy(update={"at_most": True}))
    figures = [Figure("Site visits", Cadence.WEEK, date(2026, 4, 27).toordinal(), 9_000_000)]
    found = looked_at(terms, derive(histories([]), terms).clocks, marks(figures, terms), "2026-W18")

    assert (found.fulfilment.score, found.status) == (Fraction(1), Status.MET)


def test_what_silence_will_accept_is_no_decision_beside_those_to_come() -> None:
    quality = Commitment(code="M1", side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000)
    terms = terms_of(quality)
    nothing = derive(histories([]), terms)
    past = [NOW.date().toordinal() - number for number in range(1, 40)]
    ahead = [NOW.date().toordinal() + 1] * 50
    days = np.array([*past, *ahead], dtype=np.int64)
    ones = np.ones(len(days), dtype=np.int64)
    made = replace(
        nothing.marks,
        commitment=ones,
        lead=ones,
        owner=ones,
        at=(days - 719_163) * 86_400_000,
        day=days,
        verdict=np.zeros(len(days), dtype=np.int8),
    )
    found = looked_at(terms, nothing.clocks, made)
    without = looked_at(terms, nothing.clocks, made.take(days < NOW.date().toordinal()))

    assert found.fulfilment.tally.early == 50
    assert found.decided == without.decided
