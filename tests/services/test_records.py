"""The record read from the file is the one derived from the facts as they were known."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.clocks import ClockState
from app.model.columns import from_ms
from app.model.duration import parse_within
from app.model.events import Channel, EventRow, Outcome
from app.model.leads import LeadRow
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.rules.periods import PeriodKind, period_of
from app.rules.record import Record
from app.services.changing import LEAD_AREAS, changing
from app.services.check import check
from app.services.records import Scene, scene
from app.services.rows import clocks_as_of, open_clocks
from app.services.time_passing import next_transition
from app.services.workspaces import Workspace
from app.store.schema import id_of
from tests.conftest import MakeWorkspace
from tests.rules.reference_clocks import HOUR, PlainLead
from tests.rules.stories import lead, ms

SALES: dict[str, Any] = {
    "side": Side.SALES,
    "share": 9000,
    "within": parse_within("1 business day"),
}
MARKETING: dict[str, Any] = {"side": Side.MARKETING}
PROMISED = (
    Commitment(code="S1", kind=CommitmentKind.RESPONSE, **SALES),
    Commitment(code="S2", kind=CommitmentKind.PERSISTENCE, attempts=2, **SALES),
    Commitment(code="S3", kind=CommitmentKind.DISPOSITION, **SALES),
    Commitment(code="S4", kind=CommitmentKind.CONVERSION, stage="mql", to_stage="sal", **SALES),
    Commitment(
        code="M1",
        kind=CommitmentKind.VOLUME,
        count=5,
        cadence=Cadence.MONTH,
        stage="sal",
        **MARKETING,
    ),
    Commitment(code="M2", kind=CommitmentKind.QUALITY, share=8000, **MARKETING),
    Commitment(
        code="M3",
        kind=CommitmentKind.DELIVERABLE,
        share=10_000,
        title="Report",
        schedule=parse_schedule("every week on Friday"),
        accept_within=parse_within("2 business days"),
        **MARKETING,
    ),
)
HANDED_OVER = "Mon 02 14:00 handed_over"  # a business day ends on Tuesday at 14:00
LEADS = [
    lead(HANDED_OVER, key=1),
    lead(HANDED_OVER, "Mon 02 15:00 contact", "Mon 02 16:00 accepted", key=2),
    lead(HANDED_OVER, "Mon 02 15:00 paused Thu 05 09:00", key=3),
    lead(HANDED_OVER, "Mon 02 15:00 paused", key=4),
    lead(HANDED_OVER, "Mon 02 15:00 opted_out", key=5),
    lead("Tue 03 09:00 handed_over", key=6),
    lead("Tue 03 09:00 handed_over sql", "Tue 03 09:30 sent_back no_need", key=7),
]


def write(workspace: Workspace, leads: list[PlainLead]) -> None:
    with changing(workspace, "Write", LEAD_AREAS) as making:
        for plain in leads:
            row = LeadRow(name=f"Lead {plain.id}", owner_id=2, created_at=making.work.now)
            lead_id = id_of(making.work.add(row))
            for event in plain.history:
                at = from_ms(event.at)
                making.work.add(
                    EventRow(
                        lead_id=lead_id,
                        kind=event.kind,
                        happened_at=at,
                        recorded_at=at,
                        stage=event.stage,
                        reason=event.reason,
                        channel=None if event.channel is None else Channel(event.channel),
                        outcome=None if event.outcome is None else Outcome(event.outcome),
                        until=None if event.until is None else from_ms(event.until),
                    )
                )


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    workspace = make_workspace(*PROMISED, since=datetime(2026, 3, 1, tzinfo=UTC))
    write(workspace, LEADS)
    return workspace


def told(record: Record, seen: Scene) -> list[object]:
    """All that the record says of every promise, in weeks and months around its day."""
    periods = [
        period_of(kind, record.today + days)
        for kind in (PeriodKind.RANGE, PeriodKind.WEEK, PeriodKind.MONTH)
        for days in (-7, -1, 0, 1, 7, 31)
    ]
    return [
        (
            promise.code,
            record.running_count(promise.ids),
            record.due_soon(promise.ids),
            record.overdue(promise.ids),
            record.paused_count(promise.ids),
            [sorted(record.open_clocks(each).lead.tolist()) for each in promise.ids],
            [
                record.tally(each, period.first_day, period.last_day_exclusive)
                for each in promise.ids
                for period in periods
            ],
        )
        for promise in seen.promises
    ]


@pytest.mark.parametrize(
    "now",
    [
        "Tue 03 12:00",
        "Tue 03 14:00",
        "Tue 03 14:01",
        "Wed 04 00:00",
        "Thu 05 09:00",
        "Mon 09 12:00",
    ],
)
def test_the_file_tells_the_same_as_the_facts(workspace: Workspace, now: str) -> None:
    moment = from_ms(ms(now))
    with time_machine.travel(moment, tick=False), workspace.read() as connection:
        on_file, derived = scene(connection), scene(connection, moment)

    assert told(on_file.record, on_file) == told(derived.record, derived)
    assert check(workspace).sound


def test_silence_counts_when_it_has_lasted_long_enough(workspace: Workspace) -> None:
    def counted(now: str) -> list[int]:
        with time_machine.travel(from_ms(ms(now)), tick=False), workspace.read() as connection:
            seen = scene(connection)
        promises = {promise.code: promise.ids[0] for promise in seen.promises}
        march = period_of(PeriodKind.MONTH, seen.today)
        return [
            seen.record.tally(promises[code], march.first_day, march.last_day_exclusive).kept
            for code in ("M1", "M2")
        ]

    assert counted("Tue 03 13:59") == [1, 1]
    assert counted("Tue 03 14:00") == [2, 2]
    assert counted("Wed 04 09:00") == [3, 3]
    assert counted("Mon 09 12:00") == [4, 4]


def test_a_paused_clock_says_until_when_and_what_is_left(workspace: Workspace) -> None:
    moment = from_ms(ms("Wed 04 12:00"))
    with time_machine.travel(moment, tick=False):
        lists = open_clocks(workspace).clocks, clocks_as_of(workspace)
    on_file, derived = (
        next(line for line in lines if (line.lead, line.code) == ("Lead 3", "S1"))
        for lines in lists
    )

    assert on_file == derived
    assert (on_file.state, on_file.due) == (ClockState.PAUSED, ms("Thu 05 16:00"))
    assert (on_file.resume, on_file.left) == (ms("Thu 05 09:00"), 7 * HOUR)


def test_clocks_wake_the_window_when_they_begin_resume_and_fall_due(workspace: Workspace) -> None:
    assert next_transition(workspace, ms("Tue 03 13:30")) == ms("Tue 03 14:00") + 1
    assert next_transition(workspace, ms("Thu 05 08:30")) == ms("Thu 05 09:00") + 1
    late = ms("Sun 08 12:00")
    assert next_transition(workspace, late) == ms("Mon 09 00:00")
