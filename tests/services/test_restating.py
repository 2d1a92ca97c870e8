"""A closed period says what has moved in it since, and how much was written down late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.columns import DAY_MS, HOUR_MS, from_ms, to_ms
from app.model.deliverables import Deliverable
from app.model.duration import parse_within
from app.model.events import Channel, EventKind, EventRow, Outcome, Reason
from app.model.leads import Lead, LeadRow
from app.model.people import Side
from app.rules.clocks import derive
from app.rules.periods import Period, PeriodKind, period_of
from app.rules.promises import fulfilment_in
from app.rules.record import record_of
from app.services.changing import LEAD_AREAS, changing
from app.services.deliverables import add_deliverable, deliver
from app.services.disputes import dispute, settle
from app.services.items import deliverables
from app.services.lead_clocks import exempt
from app.services.lead_outcomes import junk, void_event
from app.services.leads import add_lead, hand_over, log_contact, send_back
from app.services.readings import clear_reading, type_reading
from app.services.records import scene
from app.services.restating import LateEntries, Restated, closed_at, late_entries, restated
from app.services.workspaces import Workspace
from app.store.histories import load_histories
from app.store.schema import id_of
from app.store.terms import load_terms
from tests.conftest import MakeWorkspace
from tests.services.sql import rows

BERLIN = ZoneInfo("Europe/Berlin")
MARCH = period_of(PeriodKind.MONTH, date(2026, 3, 1).toordinal())
RESPONSE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9000,
    within=parse_within("4 business hours"),
)
QUALITY = Commitment(code="M1", side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000)
STUDY = Commitment(
    code="M2",
    side=Side.MARKETING,
    kind=CommitmentKind.DELIVERABLE,
    title="Case study",
    share=10_000,
    accept_within=parse_within("2 business days"),
)

VISITS = Commitment(
    code="M1",
    side=Side.MARKETING,
    kind=CommitmentKind.READING,
    title="Site visits",
    level=10_000,
    cadence=Cadence.MONTH,
)


def on(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


CLOSE = on(4, 1, 17)
"""The end of the first working day after March, a Wednesday."""


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    """Two leads handed over on a Monday in March: one called in time, one never; both sent back."""
    workspace = make_workspace(RESPONSE, QUALITY, STUDY)
    with time_machine.travel(on(3, 30, 16), tick=False):
        for key in (1, 2):
            add_lead(workspace, Lead(name=f"Lead {key}"), arrived_at=on(3, 30))
            hand_over(workspace, [key], owner_id=2, at=on(3, 30))
        call(workspace, 1, on(3, 30, 10))
        for key in (1, 2):
            send_back(workspace, key, reason=Reason.NO_NEED, at=on(3, 30, 15))
    return workspace


def call(workspace: Workspace, key: int, at: datetime) -> None:
    log_contact(workspace, key, channel=Channel.PHONE, outcome=Outcome.NO_ANSWER, at=at)


def seen_on(moment: datetime, workspace: Workspace, period: Period = MARCH) -> Restated:
    with time_machine.travel(moment, tick=False), workspace.read() as connection:
        return restated(connection, scene(connection), period)


def test_a_period_is_closed_with_the_first_working_day_after_it(workspace: Workspace) -> None:
    with workspace.read() as connection:
        terms = load_terms(connection)

    assert closed_at(MARCH, terms) == to_ms(CLOSE)
    friday = period_of(PeriodKind.RANGE, date(2026, 3, 27).toordinal())
    assert closed_at(friday, terms) == to_ms(on(3, 30, 17))
    before_the_agreement = period_of(PeriodKind.MONTH, date(2025, 3, 1).toordinal())
    assert closed_at(before_the_agreement, terms) is None


def test_what_is_typed_in_by_the_close_restates_nothing(workspace: Workspace) -> None:
    with time_machine.travel(CLOSE, tick=False):
        call(workspace, 2, on(3, 30, 11))

    assert seen_on(on(4, 10), workspace) == Restated()


def test_what_is_typed_in_after_the_close_restates_the_period(workspace: Workspace) -> None:
    with time_machine.travel(CLOSE + timedelta(minutes=1), tick=False):
        call(workspace, 2, on(3, 30, 11))
        assert seen_on(CLOSE, workspace) == Restated()

    moved = (Fraction(1, 2), Fraction(1))
    found = seen_on(on(4, 10), workspace)
    assert found.scores == {"S1": moved}
    assert found.sides == {Side.SALES: moved}
    assert found.both == (Fraction(1, 4), Fraction(1, 2))
    assert found.words == {"S1": "restated 50.0 % → 100.0 %", "": "restated 25.0 % → 50.0 %"}
    april = period_of(PeriodKind.MONTH, date(2026, 4, 1).toordinal())
    assert seen_on(on(5, 10), workspace, april) == Restated()


def test_what_is_removed_after_the_close_restates_the_period(workspace: Workspace) -> None:
    (contact,) = rows(workspace, "SELECT id FROM event WHERE kind = 'contact'")
    with time_machine.travel(on(4, 2), tick=False):
        void_event(workspace, int(str(contact[0])))

    assert seen_on(on(4, 10), workspace).scores == {"S1": (Fraction(1, 2), Fraction(0))}


def test_a_lead_typed_in_after_the_close_was_not_there_then(workspace: Workspace) -> None:
    with time_machine.travel(on(4, 2), tick=False):
        add_lead(workspace, Lead(name="Late"), arrived_at=on(3, 30))
        hand_over(workspace, [3], at=on(3, 30))

    assert seen_on(on(4, 10), workspace).scores == {"S1": (Fraction(1, 2), Fraction(1, 3))}


def test_a_dispute_settled_after_the_close_restates_the_period(workspace: Workspace) -> None:
    with time_machine.travel(on(4, 2), tick=False):
        dispute(workspace, 2, note="They bought from us before.")
        settle(workspace, 2, overturned=True)

    assert seen_on(on(4, 10), workspace).scores == {"M1": (Fraction(0), Fraction(1, 2))}


@pytest.mark.parametrize("excuse", ["exempt", "junk"])
def test_what_excuses_a_miss_after_the_close_restates_the_period(
    workspace: Workspace, excuse: str
) -> None:
    with time_machine.travel(on(4, 2), tick=False):
        if excuse == "junk":
            junk(workspace, 2)
        else:
            exempt(workspace, [2], reason="Fair", agreed_with=1, by_id=2)

    assert seen_on(on(4, 10), workspace).scores == {"S1": (Fraction(1, 2), Fraction(1))}


def test_a_delivery_typed_in_after_the_close_restates_the_period(workspace: Workspace) -> None:
    day = date(2026, 3, 27).toordinal()
    study = Deliverable(title="Halden", side=Side.MARKETING, due_day=day, code="M2")
    with time_machine.travel(on(3, 20), tick=False):
        add_deliverable(workspace, study)
        (item,) = deliverables(workspace, day, day + 1).items
    with time_machine.travel(on(4, 2), tick=False):
        deliver(workspace, item.key, at=on(3, 27, 10))

    assert seen_on(on(4, 10), workspace).scores == {"M2": (Fraction(0), Fraction(1))}


def type_visits(workspace: Workspace, level: int, moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        type_reading(
            workspace,
            title="Site visits",
            cadence=Cadence.MONTH,
            first_day=MARCH.first_day,
            level=level,
        )


def test_a_reading_corrected_after_the_close_restates_the_period(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace(VISITS)
    type_visits(workspace, 10_000, CLOSE)
    assert seen_on(on(4, 10), workspace) == Restated()

    type_visits(workspace, 9_000, CLOSE + timedelta(minutes=1))
    assert seen_on(on(4, 10), workspace).scores == {"M1": (Fraction(1), Fraction(0))}

    with time_machine.travel(on(4, 3), tick=False):
        clear_reading(
            workspace, title="Site visits", cadence=Cadence.MONTH, first_day=MARCH.first_day
        )
    assert seen_on(on(4, 10), workspace).scores == {"M1": (Fraction(1), None)}


def test_a_reading_typed_in_late_restates_nothing(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(VISITS)
    type_visits(workspace, 10_000, on(4, 2))

    assert seen_on(on(4, 10), workspace) == Restated()


def test_a_figure_that_reads_the_same_says_nothing() -> None:
    moved = Restated(scores={"S1": (Fraction(99_991, 100_000), Fraction(99_992, 100_000))})

    assert moved.words == {}


# --- late entries


def late(workspace: Workspace) -> LateEntries:
    with workspace.read() as connection:
        return late_entries(connection, load_terms(connection), MARCH)


def test_an_entry_is_late_after_more_than_one_working_day(workspace: Workspace) -> None:
    began = late(workspace)
    assert began.late == 0
    for moment in (on(3, 31, 10), on(3, 31, 10, 1)):
        with time_machine.travel(moment, tick=False):
            call(workspace, 1, on(3, 30, 10))

    assert late(workspace) == LateEntries(late=1, all=began.all + 2)


def test_a_weekend_makes_no_entry_late(workspace: Workspace) -> None:
    with time_machine.travel(on(3, 30, 17), tick=False):
        call(workspace, 1, on(3, 27, 17))

    assert late(workspace).late == 0


# --- against everything derived anew as it was known then


KINDS: Sequence[EventKind] = (
    *(EventKind.CONTACT, EventKind.CONTACT, EventKind.ACCEPTED, EventKind.SENT_BACK),
    *(EventKind.SENT_BACK, EventKind.OVERTURNED, EventKind.EXEMPTED, EventKind.JUNK),
    *(EventKind.HANDED_OVER, EventKind.OPTED_OUT, EventKind.PAUSED, EventKind.RESUMED),
)
BESIDES = (
    RESPONSE.model_copy(update={"within": parse_within("3 business days")}),
    Commitment(
        code="S2",
        side=Side.SALES,
        kind=CommitmentKind.DISPOSITION,
        share=9000,
        within=parse_within("2 business days"),
    ),
    Commitment(
        code="M3",
        side=Side.MARKETING,
        kind=CommitmentKind.VOLUME,
        count=40,
        cadence=Cadence.MONTH,
        stage="sal",
    ),
    QUALITY,
)


@pytest.mark.parametrize("seed", range(4))
def test_the_score_then_is_that_of_all_facts_known_then(
    make_workspace: MakeWorkspace, seed: int
) -> None:
    workspace = make_workspace(*BESIDES)
    _write_at_random(workspace, Random(seed))  # noqa: S311 - no secret
    close = to_ms(CLOSE)
    with time_machine.travel(on(5, 4), tick=False), workspace.read() as connection:
        seen = scene(connection)
        found = restated(connection, seen, MARCH)
        derived = derive(load_histories(connection, seen.terms.stages, known_at=close), seen.terms)
        then = replace(seen.record, days=record_of(derived, seen.now, seen.today).days)
        for promise in seen.promises:
            before, after = (
                fulfilment_in(promise, MARCH, record, seen.terms) for record in (then, seen.record)
            )
            assert before is not None
            assert after is not None
            moved = found.scores.get(promise.code, (after.score, after.score))
            assert moved == (before.score, after.score)
        assert len(found.scores) > 2


def _write_at_random(workspace: Workspace, random: Random) -> None:
    """Leads of March and April, some facts written down, or removed, weeks after they happened."""
    with changing(workspace, "Write", LEAD_AREAS) as making:
        for number in range(80):
            row = LeadRow(name=f"Lead {number}", created_at=making.work.now)
            lead_id = id_of(making.work.add(row))
            at = to_ms(on(3, 1)) + random.randrange(40 * DAY_MS)
            for kind in (EventKind.HANDED_OVER, *random.choices(KINDS, k=random.randrange(6))):
                written = at + random.choice((0, 0, 0, HOUR_MS, 20 * DAY_MS))
                voided = random.choice((None, None, None, None, written + 15 * DAY_MS))
                making.work.add(
                    EventRow(
                        lead_id=lead_id,
                        kind=kind,
                        happened_at=from_ms(at),
                        recorded_at=from_ms(written),
                        voided_at=None if voided is None else from_ms(voided),
                        channel=Channel.PHONE if kind is EventKind.CONTACT else None,
                        reason=random.choice(list(Reason)) if kind is EventKind.SENT_BACK else None,
                    )
                )
                at += random.randrange(HOUR_MS, 3 * DAY_MS)
    assert making.work.now > datetime(2026, 6, 1, tzinfo=UTC)
