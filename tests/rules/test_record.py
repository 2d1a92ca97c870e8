"""What the record counts at an instant: what lies ahead is early or runs, and is not counted yet."""

import numpy as np
import pytest

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.clocks import Verdict
from app.model.duration import parse_within
from app.model.people import Side
from app.rules.clocks import VERDICTS, ClockColumns, Derived, MarkColumns, derive
from app.rules.compliance import Tally
from app.rules.histories import NOBODY, NONE
from app.rules.record import Record, record_of
from app.rules.zones import local_day
from tests.rules.reference_clocks import PlainLead, PlainVersion
from tests.rules.stories import (
    BEGAN,
    CONVERSION,
    QUALITY,
    RESPONSE,
    ZONE,
    histories,
    lead,
    ms,
    terms,
)

DISPOSITION = Commitment(
    side=Side.SALES,
    kind=CommitmentKind.DISPOSITION,
    share=9000,
    within=parse_within("2 business hours"),
)
SALS = Commitment(
    side=Side.MARKETING,
    kind=CommitmentKind.VOLUME,
    count=5,
    cadence=Cadence.MONTH,
    stage="sal",
)
MONDAY = ms("Mon 02 00:00")
FIRST = int(local_day(MONDAY, ZONE))
WEEK = FIRST, FIRST + 7


def record(now: str, leads: list[PlainLead], *promised: Commitment) -> Record:
    """The record of these leads under promises 1, 2, …"""
    version = PlainVersion(BEGAN, dict(enumerate(promised, 1)))
    return _at(now, derive(histories(leads), terms([version])))


def _at(now: str, derived: Derived) -> Record:
    return record_of(derived, ms(now), int(local_day(ms(now), ZONE)))


@pytest.mark.parametrize(
    ("now", "tally"),
    [
        ("Sun 01 12:00", Tally(early=1)),
        ("Mon 02 10:59", Tally(early=1)),
        ("Mon 02 11:00", Tally(kept=1)),
        ("Tue 03 09:00", Tally(kept=1)),
    ],
)
def test_what_silence_accepts_is_early_until_then(now: str, tally: Tally) -> None:
    found = record(now, [lead("Mon 02 09:00 handed_over")], DISPOSITION, QUALITY, SALS)

    assert [found.tally(promise, *WEEK) for promise in (2, 3)] == [tally, tally]


def test_what_happened_today_stands_beside_what_silence_will_accept() -> None:
    two = [
        lead("Mon 02 09:00 handed_over", "Mon 02 09:30 sent_back no_need", key=1),
        lead("Mon 02 09:00 handed_over", key=2),
    ]
    found = record("Mon 02 10:00", two, DISPOSITION, QUALITY)

    assert found.tally(2, *WEEK) == Tally(missed=1, early=1)


def test_a_conversion_that_silence_will_fulfil_too_late_still_runs() -> None:
    quick = CONVERSION.model_copy(update={"to_stage": "sal", "within": parse_within("1 days")})
    slow = DISPOSITION.model_copy(update={"within": parse_within("3 business days")})
    found = record("Mon 02 10:00", [lead("Mon 02 09:00 handed_over")], slow, quick)

    assert found.tally(2, *WEEK) == Tally(running=1)
    assert record("Wed 04 10:00", [lead("Mon 02 09:00 handed_over")], slow, quick).tally(
        2, *WEEK
    ) == Tally(missed=1)


@pytest.mark.parametrize(
    ("now", "kept", "missed"),
    [
        ("Mon 02 12:00", Tally(early=1), Tally(running=1)),
        ("Sun 08 12:00", Tally(early=1), Tally(running=1)),
        ("Mon 09 00:00", Tally(kept=1), Tally(missed=1)),
    ],
)
def test_a_reading_counts_once_its_period_is_over(now: str, kept: Tally, missed: Tally) -> None:
    at = np.full(2, ms("Mon 09 00:00") - 1)
    marks = MarkColumns(
        commitment=np.array([1, 2]),
        lead=np.full(2, NOBODY),
        owner=np.full(2, NOBODY),
        at=at,
        day=local_day(at, ZONE),
        verdict=np.array([VERDICTS.index(Verdict.KEPT), VERDICTS.index(Verdict.MISSED)], np.int8),
    )
    found = _at(now, Derived(_clocks(0), marks))

    assert [found.tally(promise, *WEEK) for promise in (1, 2)] == [kept, missed]


def _clocks(number: int, **columns: int) -> ClockColumns:
    """So many clocks with these values."""
    given = {"commitment": 1, "lead": NOBODY, "deliverable": NOBODY, "owner": NOBODY, "excuse": 0}
    names = ClockColumns.__dataclass_fields__
    return ClockColumns(
        **{name: np.full(number, columns.get(name, given.get(name, NONE))) for name in names}
    )


@pytest.mark.parametrize(
    ("now", "running"), [("Mon 02 12:00", 0), ("Sun 08 12:00", 0), ("Mon 09 00:00", 1)]
)
def test_an_item_of_a_later_period_does_not_run_yet(now: str, running: int) -> None:
    due = ms("Fri 13 23:59")
    item = _clocks(
        *(1,), start=ms("Mon 09 00:00"), due=due, soon=due - 1, day=int(local_day(due, ZONE))
    )
    found = _at(now, Derived(item, derive(histories([]), terms([])).marks))

    assert found.running_count([1]) == running
    assert found.tally(1, FIRST, FIRST + 31) == Tally(running=running)
    assert len(found.open_clocks(1)) == running


def test_a_clock_paused_until_a_date_is_paused_and_not_running() -> None:
    paused = lead("Mon 02 09:00 handed_over", "Mon 02 10:00 paused Wed 04 10:00", key=1)
    for_good = lead("Mon 02 09:00 handed_over", "Mon 02 10:00 paused", key=2)
    both = [paused, for_good, lead("Mon 02 09:00 handed_over", key=3)]

    def counts(now: str) -> tuple[int, int, int, int]:
        found = record(now, both, RESPONSE)
        return (
            found.running_count([1]),
            found.due_soon([1]),
            found.overdue([1]),
            found.paused_count([1]),
        )

    assert counts("Mon 02 11:00") == (1, 0, 0, 2)
    assert counts("Tue 03 11:00") == (0, 0, 1, 2)
    assert counts("Wed 04 11:00") == (1, 0, 1, 1)
    assert counts("Wed 04 13:00") == (1, 1, 1, 1)
    assert counts("Thu 05 09:00") == (0, 0, 2, 1)
    assert record("Tue 03 11:00", both, RESPONSE).tally(1, *WEEK) == Tally(missed=1, running=1)
