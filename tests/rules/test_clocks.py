"""The engine against MEASURES: its cases, the decisions behind them, and a slow reference."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.calendar import OFFICE_HOURS
from app.model.clocks import ClockState
from app.model.duration import DurationUnit, Within, parse_within
from app.model.events import Channel, EventKind, Outcome, Reason
from app.model.people import Side
from app.rules.clocks import derive
from app.rules.compliance import Tally, states_of, tally_of
from app.rules.histories import (
    NONE,
)
from app.rules.standing import standings
from tests.rules.reference_clocks import (
    HOUR,
    PlainEvent,
    PlainLead,
    PlainVersion,
    ReferenceEngine,
)
from tests.rules.reference_working_time import OutOfSightError, Reference
from tests.rules.stories import (
    BEGAN,
    CONVERSION,
    HANDED_OVER,
    QUALITY,
    RESPONSE,
    STAGES,
    ZONE,
    clock_of,
    clocks_of,
    derived,
    histories,
    lead,
    ms,
    state_at,
    terms,
    verdicts_of,
)

REFERENCE = Reference(OFFICE_HOURS.hours, {}, set(), ZONE, date(2026, 2, 20), date(2026, 6, 30))


# --- the cases of MEASURES, by number, and what lies behind them


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

    found = tally_of(states_of(c, now), c.due, now)

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
    assert (resumed.pause, resumed.resume) == (ms("Mon 02 11:00"), ms("Mon 16 09:00"))


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
UNTIL = st.sampled_from([None, -2, 0, 0.5, 1, 4, 24])
MINUTES = st.sampled_from([0, 0.1, 0.2, 0.25, 0.3])
CONTACTS: dict[str, Any] = {
    "channel": st.sampled_from([None, Channel.AUTO, Channel.PHONE, Channel.PHONE, Channel.EMAIL]),
    "outcome": st.sampled_from([None, *Outcome, *[Outcome.NO_ANSWER] * 4]),
}
"""Mostly in vain, or persistence would be done by the first."""
HANDED_OVER_AT = st.sampled_from([None, None, *STAGES])
EVENT = st.one_of(
    st.builds(PlainEvent, HOURS, st.sampled_from(list(EventKind)), reason=REASON),
    st.builds(PlainEvent, HOURS, st.just(EventKind.HANDED_OVER), stage=HANDED_OVER_AT),
    st.builds(PlainEvent, HOURS, st.just(EventKind.CONTACT), **CONTACTS),
    st.builds(PlainEvent, HOURS, st.just(EventKind.SENT_BACK), reason=REASON),
    st.builds(
        PlainEvent,
        HOURS,
        st.sampled_from([EventKind.UPHELD, EventKind.OVERTURNED, EventKind.EXEMPTED]),
    ),
    st.builds(PlainEvent, HOURS, st.just(EventKind.PAUSED), until=UNTIL),
    st.builds(PlainEvent, HOURS, st.just(EventKind.RESUMED)),
    st.builds(PlainEvent, HOURS, st.just(EventKind.STAGE), st.sampled_from(STAGES)),
)
CHASE = st.one_of(
    *[st.builds(PlainEvent, MINUTES, st.just(EventKind.CONTACT), **CONTACTS)] * 4,
    st.builds(PlainEvent, MINUTES, st.sampled_from(list(EventKind)), reason=REASON),
    st.builds(PlainEvent, MINUTES, st.just(EventKind.SENT_BACK), reason=REASON),
)
"""A lead that is called again and again, every few minutes."""
DECISION = st.one_of(
    *[st.builds(PlainEvent, HOURS, st.just(EventKind.HANDED_OVER), stage=HANDED_OVER_AT)] * 2,
    st.builds(PlainEvent, HOURS, st.sampled_from([EventKind.ACCEPTED, EventKind.JUNK])),
    st.builds(PlainEvent, HOURS, st.just(EventKind.SENT_BACK), reason=REASON),
    EVENT,
)
"""A lead that is handed over more than once, and decided upon or not."""
SOURCES = st.sampled_from([None, "web", "fair"])


@st.composite
def stories(draw: st.DrawFn) -> PlainLead:
    """A lead with a history, from any day around the first."""
    at = GRID + draw(st.sampled_from([-1, 0, 0, 1, 24, 100])) * HOUR
    first = st.sampled_from([EventKind.HANDED_OVER, EventKind.HANDED_OVER, EventKind.ARRIVED])
    events = [PlainEvent(at, draw(first))]
    following = draw(st.sampled_from([EVENT, CHASE, DECISION]))
    for event in draw(st.lists(following, min_size=3, max_size=14)):
        at += int(event.at * HOUR)
        until = None if event.until is None else at + int(event.until * HOUR)
        events.append(replace(event, at=at, until=until))
    return PlainLead(
        0,
        events,
        draw(st.sampled_from([-1, 1, 2])),
        source=draw(SOURCES),
        campaign=draw(SOURCES),
        persona=draw(SOURCES),
        duplicate=draw(st.sampled_from([*[False] * 9, True])),
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
NAMES = st.sampled_from([*[()] * 10, ("web",), ("fair", "mail")])


@st.composite
def commitments(draw: st.DrawFn) -> Commitment:
    kind = draw(st.sampled_from([each for each in CommitmentKind if each.is_of_leads]))
    stage, to_stage = draw(st.permutations(["mql", "sal", "sql", "customer"]))[:2]
    handed_over_at = draw(st.sampled_from([None, None, None, "mql", "sql"]))
    kinds: dict[CommitmentKind, dict[str, Any]] = {
        CommitmentKind.VOLUME: {"count": 5, "cadence": Cadence.WEEK, "stage": stage},
        CommitmentKind.RESPONSE: {
            "share": 9000,
            "within": draw(WITHIN),
            "stage": handed_over_at,
        },
        CommitmentKind.PERSISTENCE: {
            "share": 9000,
            "within": draw(WITHIN),
            "attempts": draw(st.integers(1, 4)),
            "stage": handed_over_at,
        },
        CommitmentKind.DISPOSITION: {
            "share": 9000,
            "within": draw(WITHIN),
            "stage": handed_over_at,
        },
        CommitmentKind.CONVERSION: {
            "share": 9000,
            "within": draw(WITHIN),
            "stage": stage,
            "to_stage": to_stage,
        },
        CommitmentKind.QUALITY: {"share": 9000, "stage": handed_over_at},
    }
    return Commitment(
        side=draw(st.sampled_from(Side)),
        kind=kind,
        sources=draw(NAMES),
        campaigns=draw(NAMES),
        personas=draw(NAMES),
        **kinds[kind],
    )


@st.composite
def agreements(draw: st.DrawFn) -> list[PlainVersion]:
    later = st.integers(1, 120).map(lambda hours: GRID + hours * HOUR)
    starts = [GRID - HOUR, *sorted(draw(st.lists(later, max_size=2, unique=True)))]
    versions = []
    for number, start in enumerate(starts):
        promised = draw(st.lists(commitments(), min_size=2, max_size=5))
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
