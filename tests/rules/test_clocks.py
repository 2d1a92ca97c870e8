"""The engine against MEASURES: its cases, the decisions behind them, and a slow reference."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.calendar import OFFICE_HOURS
from app.model.clocks import ClockState
from app.model.duration import DurationUnit, Within, parse_within
from app.model.events import EventKind, Reason
from app.model.people import Side
from app.model.stages import DEFAULT_STAGES
from app.rules.clocks import EXCUSES, VERDICTS, derive
from app.rules.compliance import Tally, state, states, tally_of
from app.rules.histories import (
    AGAINST_MARKETING_CODE,
    CODE,
    JUNK_CODE,
    NEITHER_CODE,
    NONE,
    Histories,
)
from app.rules.standing import standings
from app.rules.terms import Terms, Version
from app.rules.working_time import working_time
from tests.rules.reference_clocks import (
    HOUR,
    Clock,
    Mark,
    PlainEvent,
    PlainLead,
    PlainVersion,
    ReferenceEngine,
)
from tests.rules.reference_working_time import OutOfSightError, Reference

ZONE = "Europe/Berlin"
STAGES = tuple(stage.key for stage in DEFAULT_STAGES)
WORKING = working_time(OFFICE_HOURS, ZONE)
REFERENCE = Reference(OFFICE_HOURS.hours, {}, set(), ZONE, date(2026, 2, 20), date(2026, 6, 30))
REASONS = {"junk": JUNK_CODE, "duplicate": JUNK_CODE} | dict.fromkeys(
    ("not_now", "could_not_reach"), NEITHER_CODE
)


def ms(text: str) -> int:
    """The instant of a wall time in March 2026, UTC being an hour behind: "Mon 02 09:00"."""
    _, day, clock = text.split()
    hour, minute = clock.split(":")
    return (
        int(datetime(2026, 3, int(day), int(hour) - 1, int(minute), tzinfo=UTC).timestamp()) * 1000
    )


def histories(leads: Sequence[PlainLead]) -> Histories:
    rows = sorted(
        (lead.id, event.at, CODE[event.kind], index, event)
        for lead in leads
        for index, event in enumerate(lead.events)
    )
    events = [row[-1] for row in rows]
    sources = tuple(sorted({lead.source for lead in leads if lead.source}))
    campaigns = tuple(sorted({lead.campaign for lead in leads if lead.campaign}))
    return Histories(
        lead=np.array([row[0] for row in rows], dtype=np.int64),
        at=np.array([row[1] for row in rows], dtype=np.int64),
        kind=np.array([row[2] for row in rows], dtype=np.int8),
        stage=np.array(
            [STAGES.index(event.stage) if event.stage else -1 for event in events], dtype=np.int16
        ),
        reason=np.array(
            [REASONS.get(event.reason or "", AGAINST_MARKETING_CODE) for event in events],
            dtype=np.int8,
        ),
        automatic=np.array([event.automatic for event in events], dtype=bool),
        lead_id=np.array([lead.id for lead in leads], dtype=np.int64),
        owner=np.array([lead.owner for lead in leads], dtype=np.int64),
        source=np.array(
            [sources.index(lead.source) if lead.source else -1 for lead in leads], dtype=np.int32
        ),
        campaign=np.array(
            [campaigns.index(lead.campaign) if lead.campaign else -1 for lead in leads],
            dtype=np.int32,
        ),
        sources=sources,
        campaigns=campaigns,
    )


def terms(versions: Sequence[PlainVersion]) -> Terms:
    return Terms(
        versions=tuple(
            Version(
                id=number,
                number=number,
                start=version.start,
                commitments=version.commitments,
                calendars=dict.fromkeys(Side, WORKING),
            )
            for number, version in enumerate(versions, 1)
        ),
        zone=ZONE,
        stages=STAGES,
    )


def plain(value: int) -> int | None:
    return None if value == NONE else value


def derived(
    leads: Sequence[PlainLead], versions: Sequence[PlainVersion]
) -> tuple[list[Clock], list[Mark]]:
    found = derive(histories(leads), terms(versions))
    c, m = found.clocks, found.marks
    clocks = [
        Clock(
            commitment=int(c.commitment[row]),
            lead=int(c.lead[row]),
            owner=int(c.owner[row]),
            start=int(c.start[row]),
            due=plain(int(c.due[row])),
            soon=plain(int(c.soon[row])),
            stop=plain(int(c.stop[row])),
            left=plain(int(c.left[row])),
            day=plain(int(c.day[row])),
            excuse=EXCUSES[int(c.excuse[row])],
        )
        for row in range(len(c))
    ]
    marks = [
        Mark(
            commitment=int(m.commitment[row]),
            lead=int(m.lead[row]),
            owner=int(m.owner[row]),
            at=int(m.at[row]),
            day=int(m.day[row]),
            verdict=VERDICTS[int(m.verdict[row])],
        )
        for row in range(len(m))
    ]
    return clocks, marks


# --- the cases of MEASURES, by number, and what lies behind them

RESPONSE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=parse_within("4 business hours"),
)
QUALITY = Commitment(code="M2", side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000)
CONVERSION = Commitment(
    code="S2",
    side=Side.SALES,
    kind=CommitmentKind.CONVERSION,
    share=1000,
    within=parse_within("10 days"),
    stage="mql",
    to_stage="customer",
)
BEGAN = ms("Sun 01 01:00")


def lead(*story: str, key: int = 1) -> PlainLead:
    """A lead from lines such as "Mon 02 09:00 sent_back junk" or "… stage sql", "… contact auto"."""
    events = []
    for line in story:
        *when, kind, detail = line.split() if len(line.split()) == 5 else [*line.split(), ""]
        events.append(
            PlainEvent(
                at=ms(" ".join(when)),
                kind=EventKind(kind),
                stage=detail if kind == "stage" else None,
                reason=detail or None if kind == "sent_back" else None,
                automatic=detail == "auto",
            )
        )
    return PlainLead(key, events)


def clocks_of(*story: str, commitment: Commitment = RESPONSE) -> list[Clock]:
    return derived([lead(*story)], [PlainVersion(BEGAN, {1: commitment})])[0]


def clock_of(*story: str, commitment: Commitment = RESPONSE) -> Clock:
    (clock,) = clocks_of(*story, commitment=commitment)
    return clock


def state_at(now: str, clock: Clock) -> ClockState | None:
    excuse = next(each for each in EXCUSES if each == clock.excuse)
    return state(ms(now), clock.start, clock.due, clock.soon, clock.stop, excuse)


def verdicts_of(*story: str) -> list[str]:
    return [m.verdict for m in derived([lead(*story)], [PlainVersion(BEGAN, {1: QUALITY})])[1]]


HANDED_OVER = "Mon 02 09:00 handed_over"  # four hours end at 13:00


def test_case_5_a_stop_exactly_at_due_is_kept() -> None:
    clock = clock_of(HANDED_OVER, "Mon 02 13:00 contact")

    assert clock.due == clock.stop == ms("Mon 02 13:00")
    assert state_at("Mon 02 13:00", clock) is ClockState.KEPT


def test_case_7_one_kept_and_one_running_is_one_of_one() -> None:
    both = [
        lead("Mon 02 09:00 handed_over", "Mon 02 10:00 contact", key=1),
        lead("Mon 02 16:00 handed_over", key=2),
    ]
    c = derive(histories(both), terms([PlainVersion(BEGAN, {1: RESPONSE})])).clocks
    now = ms("Mon 02 17:00")

    found = tally_of(states(now, c.start, c.due, c.soon, c.stop, c.excuse), c.due, now)

    assert found == Tally(kept=1, running=1)
    assert (found.kept, found.decided, found.running) == (1, 1, 1)


def test_case_8_overdue_then_done_is_still_a_miss() -> None:
    clock = clock_of(HANDED_OVER, "Tue 03 10:00 contact")

    assert state_at("Mon 02 16:00", clock) is ClockState.OVERDUE
    assert state_at("Tue 03 11:00", clock) is ClockState.LATE


@pytest.mark.parametrize("found", ["junk", "sent_back junk", "sent_back duplicate"])
@pytest.mark.parametrize("contact", [(), ("Tue 03 09:30 contact",)])
def test_case_10_found_to_be_junk_after_the_miss_is_withdrawn_late(
    found: str, contact: tuple[str, ...]
) -> None:
    clock = clock_of(HANDED_OVER, *contact, f"Tue 03 10:00 {found}")

    assert state_at("Tue 03 11:00", clock) is ClockState.WITHDRAWN_LATE


def test_case_12_a_clock_keeps_the_version_it_started_under() -> None:
    longer = RESPONSE.model_copy(update={"within": parse_within("8 business hours")})
    versions = [PlainVersion(BEGAN, {1: RESPONSE}), PlainVersion(ms("Sun 15 01:00"), {2: longer})]
    both = [lead("Fri 13 16:00 handed_over", key=1), lead("Mon 16 09:00 handed_over", key=2)]

    clocks, _ = derived(both, versions)

    assert [(clock.lead, clock.commitment, clock.due) for clock in clocks] == [
        (1, 1, ms("Mon 16 12:00")),
        (2, 2, ms("Mon 16 17:00")),
    ]


def test_a_lead_that_arrived_before_the_agreement_has_no_clock() -> None:
    early = PlainLead(1, [PlainEvent(BEGAN - 1, EventKind.ARRIVED)])
    handed = PlainEvent(ms("Mon 02 09:00"), EventKind.HANDED_OVER)
    just = PlainLead(2, [PlainEvent(BEGAN, EventKind.ARRIVED), handed])
    both = [PlainLead(1, [*early.events, handed]), just]

    clocks, _ = derived(both, [PlainVersion(BEGAN, {1: RESPONSE, 2: CONVERSION})])

    assert [(clock.lead, clock.commitment) for clock in clocks] == [(2, 1), (2, 2)]


def test_only_a_human_attempt_after_the_handover_counts() -> None:
    before = clock_of("Mon 02 08:30 contact", HANDED_OVER, "Mon 02 09:01 contact auto")

    assert before.stop is None
    assert clock_of(HANDED_OVER, "Mon 02 09:00 contact").stop == ms("Mon 02 09:00")


@pytest.mark.parametrize("end", ["opted_out", "junk", "sent_back no_need", "won", "lost"])
def test_a_duty_that_ends_before_due_is_cancelled(end: str) -> None:
    clock = clock_of(HANDED_OVER, f"Mon 02 13:00 {end}", "Tue 03 10:00 contact")

    assert (clock.stop, clock.excuse) == (None, "cancelled")


@pytest.mark.parametrize("end", ["opted_out", "sent_back no_need", "won", "lost"])
def test_a_duty_that_ends_after_due_is_a_miss_that_is_over(end: str) -> None:
    clock = clock_of(HANDED_OVER, f"Mon 02 14:00 {end}", "Tue 03 10:00 contact")

    assert state_at("Mon 02 13:30", clock) is ClockState.OVERDUE
    assert state_at("Mon 02 14:00", clock) is ClockState.LATE
    assert clock.stop == ms("Mon 02 14:00")


def test_a_send_back_that_is_overturned_is_no_end() -> None:
    sent_back = (HANDED_OVER, "Mon 02 10:00 sent_back no_need", "Mon 02 11:00 disputed")

    assert clock_of(*sent_back, "Tue 03 09:00 upheld").excuse == "cancelled"
    overturned = clock_of(*sent_back, "Tue 03 09:00 overturned", "Tue 03 10:00 contact")
    assert (overturned.stop, overturned.excuse) == (ms("Tue 03 10:00"), None)


def test_an_exemption_excuses_what_was_not_kept_of_its_handover() -> None:
    kept = ("Mon 02 10:00 contact",)
    again = ("Wed 04 09:00 handed_over", "Wed 04 16:00 exempted")

    assert clock_of(HANDED_OVER, "Mon 02 12:00 exempted").excuse == "exempt"
    assert clock_of(HANDED_OVER, *kept, "Mon 02 12:00 exempted").excuse is None
    first, second = clocks_of(HANDED_OVER, *again)
    assert (first.excuse, second.excuse) == (None, "exempt")


def test_handing_over_again_gives_nobody_more_time() -> None:
    first, second = clocks_of(HANDED_OVER, "Mon 02 12:30 handed_over", "Mon 02 14:00 contact")

    assert state_at("Mon 02 15:00", first) is ClockState.LATE
    assert state_at("Mon 02 15:00", second) is ClockState.KEPT


def test_a_recycled_lead_is_a_duty_of_its_own() -> None:
    first, second = clocks_of(
        HANDED_OVER,
        "Mon 02 11:00 sent_back not_now",
        "Mon 16 09:00 handed_over",
        "Mon 16 10:00 contact",
    )

    assert first.excuse == "cancelled"
    assert (second.start, second.stop) == (ms("Mon 16 09:00"), ms("Mon 16 10:00"))


def test_a_pause_is_cut_out() -> None:
    paused = (HANDED_OVER, "Mon 02 11:00 paused")

    clock = clock_of(*paused)
    assert (clock.due, clock.soon, clock.day, clock.left) == (None, None, None, 2 * HOUR)
    assert state_at("Fri 20 09:00", clock) is ClockState.PAUSED
    resumed = clock_of(*paused, "Mon 16 09:00 resumed")
    assert (resumed.due, resumed.soon) == (ms("Mon 16 11:00"), ms("Mon 16 10:00"))
    assert resumed.left is None


def test_a_pause_ends_with_the_duty() -> None:
    paused = (HANDED_OVER, "Mon 02 11:00 paused")

    called = clock_of(*paused, "Wed 04 09:00 contact", "Mon 16 09:00 resumed")
    assert (called.due, called.stop) == (ms("Wed 04 11:00"), ms("Wed 04 09:00"))
    assert clock_of(*paused, "Wed 04 09:00 lost").excuse == "cancelled"
    afterwards = clock_of(HANDED_OVER, "Mon 02 10:00 contact", "Mon 02 11:00 paused")
    assert afterwards.due == ms("Mon 02 13:00")


def test_a_conversion_before_its_start_is_kept() -> None:
    clock = clock_of("Mon 02 09:00 won", "Tue 03 09:00 handed_over", commitment=CONVERSION)

    assert (clock.start, clock.stop) == (ms("Tue 03 09:00"), ms("Mon 02 09:00"))
    assert state_at("Tue 03 09:00", clock) is ClockState.KEPT


def test_days_end_with_the_last_one() -> None:
    story = ("Mon 02 09:00 handed_over", "Thu 12 23:59 won")

    assert clock_of(*story, commitment=CONVERSION).due == ms("Thu 12 23:59") + 60_000 - 1


def test_a_lost_lead_was_not_converted_but_junk_was_none() -> None:
    def excuse(end: str) -> str | None:
        return clock_of(HANDED_OVER, f"Wed 04 09:00 {end}", commitment=CONVERSION).excuse

    assert [excuse(end) for end in ("lost", "sent_back no_need")] == [None, None]
    ends = ("opted_out", "junk", "sent_back junk", "sent_back duplicate")
    assert [excuse(end) for end in ends] == ["cancelled"] * 4


@pytest.mark.parametrize(
    ("decision", "verdicts"),
    [
        (("accepted",), ["kept"]),
        (("stage sal",), ["kept"]),
        (("accepted", "sent_back no_need"), ["kept"]),
        (("sent_back no_need",), ["missed"]),
        (("sent_back",), ["missed"]),
        (("sent_back whatever",), ["missed"]),
        (("sent_back junk",), ["excused"]),
        (("sent_back duplicate",), ["excused"]),
        (("sent_back not_now",), []),
        (("sent_back could_not_reach",), []),
        (("sent_back no_need", "overturned"), ["kept"]),
        (("sent_back no_need", "upheld"), ["missed"]),
        (("contact",), []),
    ],
)
def test_what_a_decision_says_of_quality(decision: tuple[str, ...], verdicts: list[str]) -> None:
    story = [f"Tue 03 1{hour}:00 {event}" for hour, event in enumerate(decision)]

    assert verdicts_of(HANDED_OVER, *story) == verdicts


def test_a_decision_without_a_handover_says_nothing() -> None:
    assert verdicts_of("Mon 02 09:00 accepted", "Mon 02 10:00 handed_over") == []


def test_where_leads_stand() -> None:
    both = [
        lead(HANDED_OVER, "Tue 03 09:00 accepted", "Tue 03 10:00 contact", key=1),
        PlainLead(2, []),
        lead("Mon 02 11:00 contact", "Mon 02 12:00 arrived", "Mon 02 13:00 stage sql", key=3),
    ]

    found = standings(histories(both), STAGES)

    assert found.stage == ["sal", None, "sql"]
    assert found.standing == ["accepted", None, None]
    assert found.arrived_at.tolist() == [ms("Mon 02 09:00"), NONE, ms("Mon 02 12:00")]


def test_no_leads_and_no_terms_give_nothing() -> None:
    assert derived([], [PlainVersion(BEGAN, {1: RESPONSE, 2: QUALITY, 3: CONVERSION})]) == ([], [])
    assert derived([lead(HANDED_OVER)], []) == ([], [])


# --- against the reference

GRID = ms("Thu 26 09:00")  # the clocks change on the 29th
REASON = st.sampled_from([None, "nonsense", *Reason])
HOURS = st.sampled_from([0, 0, 0.5, 1, 1.5, 2, 4, 8, 24, 40])
"""From one event to the next; those at one instant take turns in the order of their kinds."""
EVENT = st.one_of(
    st.builds(PlainEvent, HOURS, st.sampled_from(list(EventKind)), reason=REASON),
    st.builds(PlainEvent, HOURS, st.just(EventKind.HANDED_OVER)),
    st.builds(PlainEvent, HOURS, st.just(EventKind.CONTACT), automatic=st.booleans()),
    st.builds(PlainEvent, HOURS, st.just(EventKind.SENT_BACK), reason=REASON),
    st.builds(
        PlainEvent,
        HOURS,
        st.sampled_from([EventKind.UPHELD, EventKind.OVERTURNED, EventKind.EXEMPTED]),
    ),
    st.builds(PlainEvent, HOURS, st.sampled_from([EventKind.PAUSED, EventKind.RESUMED])),
    st.builds(PlainEvent, HOURS, st.just(EventKind.STAGE), st.sampled_from(STAGES)),
)
SOURCES = st.sampled_from([None, "web", "fair"])


@st.composite
def stories(draw: st.DrawFn) -> PlainLead:
    """A lead with a history, from any day around the first."""
    at = GRID + draw(st.sampled_from([-1, 0, 0, 1, 24, 100])) * HOUR
    first = st.sampled_from([EventKind.HANDED_OVER, EventKind.HANDED_OVER, EventKind.ARRIVED])
    events = [PlainEvent(at, draw(first))]
    for event in draw(st.lists(EVENT, min_size=3, max_size=14)):
        at += int(event.at * HOUR)
        events.append(replace(event, at=at))
    return PlainLead(
        0, events, draw(st.sampled_from([-1, 1, 2])), source=draw(SOURCES), campaign=draw(SOURCES)
    )


LEADS = st.lists(stories(), min_size=1, max_size=4).map(
    lambda leads: [replace(one, id=3 * place + 2) for place, one in enumerate(leads)]
)
WITHIN = st.sampled_from(
    [
        Within(30, DurationUnit.MINUTES),
        Within(9, DurationUnit.HOURS),
        Within(2, DurationUnit.DAYS),
        Within(90, DurationUnit.BUSINESS_MINUTES),
        Within(4, DurationUnit.BUSINESS_HOURS),
        Within(2, DurationUnit.BUSINESS_DAYS),
        Within(0, DurationUnit.END_OF_BUSINESS_DAY),
        Within(1, DurationUnit.END_OF_BUSINESS_DAY),
    ]
)
NAMES = st.sampled_from([(), (), (), (), ("web",), ("fair", "mail")])


@st.composite
def commitments(draw: st.DrawFn) -> Commitment:
    kind = draw(st.sampled_from([CommitmentKind.RESPONSE, *CommitmentKind]))
    stage, to_stage = draw(st.permutations(["mql", "sal", "sql", "customer"]))[:2]
    kinds: dict[CommitmentKind, dict[str, Any]] = {
        CommitmentKind.VOLUME: {"count": 5, "cadence": Cadence.WEEK, "stage": stage},
        CommitmentKind.RESPONSE: {"share": 9000, "within": draw(WITHIN)},
        CommitmentKind.CONVERSION: {
            "share": 9000,
            "within": draw(WITHIN),
            "stage": stage,
            "to_stage": to_stage,
        },
        CommitmentKind.QUALITY: {"share": 9000},
    }
    return Commitment(
        side=draw(st.sampled_from(Side)),
        kind=kind,
        sources=draw(NAMES),
        campaigns=draw(NAMES),
        **kinds[kind],
    )


@st.composite
def agreements(draw: st.DrawFn) -> list[PlainVersion]:
    later = st.integers(1, 120).map(lambda hours: GRID + hours * HOUR)
    starts = [GRID - HOUR, *sorted(draw(st.lists(later, max_size=2, unique=True)))]
    versions = []
    for number, start in enumerate(starts):
        promised = draw(st.lists(commitments(), min_size=2, max_size=4))
        versions.append(
            PlainVersion(start, {10 * number + place: each for place, each in enumerate(promised)})
        )
    return versions


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(LEADS, agreements())
def test_the_engine_agrees_with_the_reference(
    leads: list[PlainLead], versions: list[PlainVersion]
) -> None:
    engine = ReferenceEngine(versions, REFERENCE, 8 * HOUR)
    try:
        expected_clocks = {clock for lead in leads for clock in engine.clocks(lead)}
        expected_marks = {mark for lead in leads for mark in engine.marks(lead)}
    except OutOfSightError:
        return

    clocks, marks = derived(leads, versions)

    assert set(clocks) == expected_clocks
    assert set(marks) == expected_marks
    alone = [derived([one], versions) for one in leads]
    assert sorted(map(str, clocks)) == sorted(str(clock) for found, _ in alone for clock in found)
    assert sorted(map(str, marks)) == sorted(str(mark) for _, found in alone for mark in found)
