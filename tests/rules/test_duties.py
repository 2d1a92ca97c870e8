"""Persistence, disposition and silence, pauses, recycling, duplicates: sentence by sentence."""

from dataclasses import replace
from typing import Any

import pytest

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.clocks import ClockState
from app.model.duration import parse_within
from app.model.people import Side
from app.rules.standing import standings
from tests.rules.reference_clocks import HOUR, PlainLead, PlainVersion
from tests.rules.stories import (
    BEGAN,
    CONVERSION,
    HANDED_OVER,
    QUALITY,
    RESPONSE,
    STAGES,
    clock_of,
    clocks_of,
    derived,
    histories,
    lead,
    ms,
    state_at,
    verdicts_of,
)

PERSISTENCE = Commitment(
    code="S3",
    side=Side.SALES,
    kind=CommitmentKind.PERSISTENCE,
    share=9000,
    within=parse_within("2 business days"),
    attempts=3,
)
DISPOSITION = Commitment(
    code="S4",
    side=Side.SALES,
    kind=CommitmentKind.DISPOSITION,
    share=9000,
    within=parse_within("1 business day"),
)
SALS = Commitment(
    code="M3",
    side=Side.MARKETING,
    kind=CommitmentKind.VOLUME,
    count=5,
    cadence=Cadence.MONTH,
    stage="sal",
)
MQLS = SALS.model_copy(update={"code": "M1", "stage": "mql"})
EVENING = "Mon 02 17:00"
"""When a disposition of the handover falls due."""


def limited(commitment: Commitment, **to: Any) -> Commitment:
    return commitment.model_copy(update=to)


def marks_of(*story: str, **promised: Commitment) -> list[tuple[str, int, str]]:
    """The marks of one lead: the promise, when, and what it counts as."""
    names = list(promised)
    version = PlainVersion(BEGAN, dict(enumerate(promised.values())))
    _, marks = derived([lead(*story)], [version])
    return [(names[mark.commitment], mark.at, mark.verdict) for mark in marks]


# --- persistence


def persistent(*story: str) -> tuple[int | None, str | None]:
    clock = clock_of(HANDED_OVER, *story, commitment=PERSISTENCE)
    return clock.stop, clock.excuse


def test_persistence_is_done_by_the_last_of_the_attempts() -> None:
    calls = ["Mon 02 10:00 contact", "Mon 02 15:00 contact", "Tue 03 10:00 contact"]

    assert persistent(*calls) == (ms("Tue 03 10:00"), None)
    assert persistent(*calls[:2]) == (None, None)
    assert persistent("Mon 02 09:30 contact auto", *calls[:2]) == (None, None)


def test_two_attempts_on_one_channel_within_15_minutes_are_one() -> None:
    calls = ["Mon 02 10:00 contact", "Mon 02 10:14 contact", "Tue 03 10:00 contact"]

    assert persistent(*calls) == (None, None)
    by_mail = ["Mon 02 10:00 contact", "Mon 02 10:14 contact email", "Tue 03 10:00 contact"]
    assert persistent(*by_mail) == (ms("Tue 03 10:00"), None)


@pytest.mark.parametrize("outcome", ["conversation", "meeting"])
def test_reaching_somebody_is_enough(outcome: str) -> None:
    assert persistent(f"Mon 02 10:00 contact phone {outcome}") == (ms("Mon 02 10:00"), None)
    assert persistent("Mon 02 10:00 contact phone message") == (None, None)


def test_an_attempt_too_close_to_count_still_reaches_somebody() -> None:
    calls = ["Mon 02 10:00 contact", "Mon 02 10:05 contact phone conversation"]

    assert persistent(*calls) == (ms("Mon 02 10:05"), None)


@pytest.mark.parametrize(
    "decision", ["sent_back no_need", "sent_back junk", "sent_back whatever", "won", "lost"]
)
def test_a_decision_with_a_valid_reason_does_it(decision: str) -> None:
    assert persistent(f"Mon 02 10:00 {decision}") == (ms("Mon 02 10:00"), None)


@pytest.mark.parametrize("decision", ["sent_back", "sent_back could_not_reach", "accepted"])
def test_could_not_reach_no_reason_and_accepting_do_not(decision: str) -> None:
    assert persistent(f"Mon 02 10:00 {decision}") == (None, None)


def test_could_not_reach_comes_after_all_attempts_which_have_done_it() -> None:
    calls = [f"Mon 02 {hour}:00 contact" for hour in (10, 11, 12)]

    assert persistent(*calls, "Mon 02 13:00 sent_back could_not_reach")[0] == ms("Mon 02 12:00")


def test_a_send_back_that_is_overturned_does_not_do_it() -> None:
    sent_back = ("Mon 02 10:00 sent_back no_need", "Mon 02 11:00 disputed")

    assert persistent(*sent_back, "Mon 02 12:00 overturned") == (None, None)
    assert persistent(*sent_back, "Mon 02 12:00 upheld") == (ms("Mon 02 10:00"), None)


@pytest.mark.parametrize("end", ["opted_out", "junk", "recycled"])
def test_persistence_ends_undone(end: str) -> None:
    assert persistent(f"Mon 02 10:00 {end}") == (None, "cancelled")
    late = clock_of(HANDED_OVER, f"Fri 06 10:00 {end}", commitment=PERSISTENCE)
    assert late.stop == ms("Fri 06 10:00")
    found = ClockState.WITHDRAWN_LATE if end == "junk" else ClockState.LATE
    assert state_at("Fri 06 10:00", late) is found


def test_counting_begins_anew_with_each_handover() -> None:
    first, second = clocks_of(
        HANDED_OVER,
        "Mon 02 10:00 contact",
        "Mon 02 11:00 contact",
        "Mon 02 12:00 handed_over",
        "Mon 02 13:00 contact",
        "Mon 02 14:00 contact",
        commitment=PERSISTENCE,
    )

    assert (first.stop, second.stop) == (ms("Mon 02 13:00"), None)


# --- disposition, and silence


def disposed(*story: str) -> tuple[int | None, str | None]:
    clock = clock_of(HANDED_OVER, *story, commitment=DISPOSITION)
    return clock.stop, clock.excuse


@pytest.mark.parametrize(
    "decision",
    ["accepted", "stage sal", "sent_back no_need", "sent_back could_not_reach", "sent_back junk"],
)
def test_a_disposition_is_any_decision_with_a_reason(decision: str) -> None:
    assert disposed(f"Mon 02 10:00 {decision}") == (ms("Mon 02 10:00"), None)


def test_a_disposition_stands_even_when_it_is_overturned() -> None:
    sent_back = ("Mon 02 10:00 sent_back no_need", "Mon 02 11:00 overturned")

    assert disposed(*sent_back) == (ms("Mon 02 10:00"), None)


@pytest.mark.parametrize("other", ["sent_back", "won", "contact", "stage sql", "recycled"])
def test_nothing_else_is_a_disposition(other: str) -> None:
    assert disposed(f"Mon 02 10:00 {other}") == (None, None)


@pytest.mark.parametrize("end", ["opted_out", "junk"])
def test_a_disposition_ends_undone(end: str) -> None:
    assert disposed(f"Mon 02 10:00 {end}") == (None, "cancelled")


def test_silence_accepts_at_due_and_is_a_miss() -> None:
    story = (HANDED_OVER,)
    clock = clock_of(*story, commitment=DISPOSITION)

    assert clock.due == ms(EVENING)
    assert state_at("Mon 02 17:01", clock) is ClockState.OVERDUE
    assert marks_of(*story, silence=DISPOSITION, sals=SALS, quality=QUALITY) == [
        ("sals", ms(EVENING), "kept"),
        ("quality", ms(EVENING), "kept"),
    ]
    assert marks_of(*story, sals=SALS, quality=QUALITY) == []


def test_silence_brings_a_lead_on() -> None:
    to_sal = limited(CONVERSION, to_stage="sal")
    (_, conversion), _ = derived(
        [lead(HANDED_OVER)], [PlainVersion(BEGAN, {1: DISPOSITION, 2: to_sal})]
    )

    assert conversion.stop == ms(EVENING)


def test_a_decision_exactly_at_due_is_no_silence() -> None:
    story = (HANDED_OVER, f"{EVENING} sent_back no_need")

    assert marks_of(*story, silence=DISPOSITION, quality=QUALITY) == [
        ("quality", ms(EVENING), "missed")
    ]


def test_a_send_back_after_silence_comes_too_late_to_decide() -> None:
    story = (HANDED_OVER, "Tue 03 10:00 sent_back no_need")

    assert marks_of(*story, silence=DISPOSITION, quality=QUALITY) == [
        ("quality", ms(EVENING), "kept")
    ]
    clock = clock_of(*story, commitment=DISPOSITION)
    assert state_at("Tue 03 10:00", clock) is ClockState.LATE


@pytest.mark.parametrize("excused", ["exempted", "opted_out", "junk"])
def test_silence_accepts_nothing_that_is_excused(excused: str) -> None:
    story = (HANDED_OVER, f"Mon 02 10:00 {excused}")

    assert marks_of(*story, silence=DISPOSITION, sals=SALS) == []


def test_junk_found_after_silence_was_never_accepted() -> None:
    story = (HANDED_OVER, "Wed 04 10:00 junk")

    assert clock_of(*story, commitment=DISPOSITION).excuse == "withdrawn_late"
    assert marks_of(*story, silence=DISPOSITION, sals=SALS) == []


def test_the_earliest_of_several_dispositions_accepts() -> None:
    quick = limited(DISPOSITION, within=parse_within("2 business hours"))

    assert marks_of(HANDED_OVER, one=DISPOSITION, two=quick, sals=SALS) == [
        ("sals", ms("Mon 02 11:00"), "kept")
    ]


def test_silence_accepts_no_handover_that_was_made_anew() -> None:
    story = (HANDED_OVER, "Mon 02 15:00 handed_over")

    assert marks_of(*story, silence=DISPOSITION, quality=QUALITY) == [
        ("quality", ms("Tue 03 15:00"), "kept")
    ]
    first, second = clocks_of(*story, "Tue 03 10:00 accepted", commitment=DISPOSITION)
    assert state_at("Tue 03 10:00", first) is ClockState.LATE
    assert state_at("Tue 03 10:00", second) is ClockState.KEPT


def test_silence_does_not_accept_while_the_lead_is_paused() -> None:
    paused = (HANDED_OVER, "Mon 02 11:00 paused")

    assert marks_of(*paused, silence=DISPOSITION, sals=SALS) == []
    until = (HANDED_OVER, "Mon 02 11:00 paused Mon 09 11:00")
    assert marks_of(*until, silence=DISPOSITION, sals=SALS) == [
        ("sals", ms("Mon 09 17:00"), "kept")
    ]


def test_where_a_lead_stands_goes_by_what_was_logged() -> None:
    found = standings(histories([lead(HANDED_OVER)]), STAGES)

    assert (found.stage, found.standing) == (["mql"], ["handed_over"])


# --- handed over at a stage


def test_a_handover_at_a_stage_reaches_that_one_and_without_one_mql() -> None:
    at_sql = ("Mon 02 09:00 handed_over sql",)

    assert marks_of(*at_sql, mqls=MQLS) == []
    assert marks_of(*at_sql, sqls=limited(SALS, stage="sql")) == [
        ("sqls", ms("Mon 02 09:00"), "kept")
    ]
    assert marks_of(HANDED_OVER, mqls=MQLS) == [("mqls", ms("Mon 02 09:00"), "kept")]
    assert standings(histories([lead(*at_sql)]), STAGES).stage == ["sql"]


@pytest.mark.parametrize("commitment", [RESPONSE, PERSISTENCE, DISPOSITION])
def test_a_stage_limits_a_duty_to_leads_handed_over_at_it(commitment: Commitment) -> None:
    story = ("Mon 02 09:00 handed_over sql", "Tue 03 09:00 handed_over")

    def starts(stage: str | None) -> list[int]:
        return [
            clock.start for clock in clocks_of(*story, commitment=limited(commitment, stage=stage))
        ]

    assert starts("sql") == [ms("Mon 02 09:00")]
    assert starts("mql") == [ms("Tue 03 09:00")]
    assert len(starts(None)) == 2


def test_a_stage_limits_quality_to_decisions_on_those_handovers() -> None:
    story = (
        "Mon 02 09:00 handed_over sql",
        "Mon 02 10:00 sent_back no_need",
        "Tue 03 09:00 handed_over",
        "Tue 03 10:00 accepted",
    )

    assert verdicts_of(*story, quality=limited(QUALITY, stage="sql")) == ["missed"]
    assert verdicts_of(*story, quality=limited(QUALITY, stage="mql")) == ["kept"]
    assert verdicts_of(*story) == ["missed", "kept"]


def test_a_persona_limits_a_promise_to_its_leads() -> None:
    for_buyers = limited(RESPONSE, personas=("Buyer",))
    both = [
        replace(lead(HANDED_OVER, key=1), persona="Buyer"),
        replace(lead(HANDED_OVER, key=2), persona="User"),
        lead(HANDED_OVER, key=3),
    ]

    clocks, _ = derived(both, [PlainVersion(BEGAN, {1: for_buyers})])

    assert [clock.lead for clock in clocks] == [1]


# --- pause, recycle, duplicate


PAUSED = (HANDED_OVER, "Mon 02 11:00 paused Mon 09 09:00")


def test_a_pause_until_a_date_resumes_by_itself() -> None:
    clock = clock_of(*PAUSED)

    assert (clock.due, clock.soon) == (ms("Mon 09 11:00"), ms("Mon 09 10:00"))
    assert (clock.pause, clock.resume) == (ms("Mon 02 11:00"), ms("Mon 09 09:00"))
    assert clock.left == 2 * HOUR
    states = [
        state_at(now, clock)
        for now in ("Mon 02 10:59", "Mon 02 11:00", "Sun 08 12:00", "Mon 09 09:00", "Mon 09 11:01")
    ]
    assert states == [
        ClockState.RUNNING,
        ClockState.PAUSED,
        ClockState.PAUSED,
        ClockState.RUNNING,
        ClockState.OVERDUE,
    ]


def test_a_pause_can_be_resumed_before_its_date() -> None:
    clock = clock_of(*PAUSED, "Wed 04 09:00 resumed")

    assert (clock.due, clock.resume) == (ms("Wed 04 11:00"), ms("Wed 04 09:00"))
    late = clock_of(*PAUSED, "Tue 10 09:00 resumed")
    assert (late.due, late.resume) == (ms("Mon 09 11:00"), ms("Mon 09 09:00"))


def test_a_pause_ends_with_its_duty_which_may_be_done_meanwhile() -> None:
    clock = clock_of(*PAUSED, "Thu 05 10:00 contact")

    assert (clock.stop, clock.resume) == (ms("Thu 05 10:00"), ms("Thu 05 10:00"))
    assert state_at("Thu 05 10:00", clock) is ClockState.KEPT


def test_another_date_stands_in_for_the_one_before() -> None:
    longer = clock_of(*PAUSED, "Wed 04 09:00 paused Mon 16 09:00")
    assert (longer.pause, longer.due) == (ms("Mon 02 11:00"), ms("Mon 16 11:00"))
    assert clock_of(*PAUSED, "Wed 04 09:00 paused").due is None
    again = clock_of(*PAUSED, "Mon 09 10:00 paused Mon 16 09:00")
    assert (again.pause, again.left, again.due) == (ms("Mon 09 10:00"), HOUR, ms("Mon 16 10:00"))
    backwards = clock_of(*PAUSED, "Wed 04 09:00 paused Tue 03 09:00")
    assert (backwards.resume, backwards.due) == (ms("Wed 04 09:00"), ms("Wed 04 11:00"))


def test_a_pause_that_begins_when_a_clock_is_due_changes_nothing() -> None:
    clock = clock_of(HANDED_OVER, "Mon 02 13:00 paused Mon 09 09:00")

    assert (clock.due, clock.pause, clock.left) == (ms("Mon 02 13:00"), None, None)
    assert state_at("Mon 02 14:00", clock) is ClockState.OVERDUE


def test_a_lead_handed_over_while_it_is_paused_begins_paused() -> None:
    clock = clock_of("Mon 02 08:00 paused Tue 03 09:00", HANDED_OVER)

    assert (clock.due, clock.left) == (ms("Tue 03 13:00"), 4 * HOUR)
    assert state_at("Mon 02 10:00", clock) is ClockState.PAUSED


@pytest.mark.parametrize("commitment", [RESPONSE, PERSISTENCE])
def test_recycling_ends_a_duty_and_a_later_handover_is_a_new_one(commitment: Commitment) -> None:
    first, second = clocks_of(
        HANDED_OVER,
        "Mon 02 10:00 recycled",
        "Mon 16 09:00 handed_over",
        "Mon 16 10:00 contact phone meeting",
        commitment=commitment,
    )

    assert (first.stop, first.excuse) == (None, "cancelled")
    assert (second.start, second.stop) == (ms("Mon 16 09:00"), ms("Mon 16 10:00"))


def test_recycled_is_where_a_lead_stands() -> None:
    story = (HANDED_OVER, "Mon 02 10:00 sent_back not_now", "Mon 02 10:00 recycled")

    assert standings(histories([lead(*story)]), STAGES).standing == ["recycled"]


def test_a_duplicate_has_no_clock_and_no_mark() -> None:
    story = lead(HANDED_OVER, "Mon 02 10:00 accepted")
    promised = {1: RESPONSE, 2: PERSISTENCE, 3: DISPOSITION, 4: QUALITY, 5: MQLS, 6: CONVERSION}
    version = PlainVersion(BEGAN, promised)

    clocks, marks = derived([story], [version])
    assert (len(clocks), len(marks)) == (4, 2)
    assert derived([replace(story, duplicate=True)], [version]) == ([], [])


def test_a_lead_without_a_history_has_none_of_these() -> None:
    version = PlainVersion(BEGAN, {1: PERSISTENCE, 2: DISPOSITION, 3: SALS})

    assert derived([PlainLead(1, [])], [version]) == ([], [])
