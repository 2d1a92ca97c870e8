"""Where the time goes before the first conversation, and whose it was (MEASURES, Speed and depth)."""

from datetime import UTC, datetime, timedelta

from app.model.agreement import Commitment, CommitmentKind
from app.model.calendar import OFFICE_HOURS
from app.model.columns import HOUR_MS, Ms, to_ms
from app.model.duration import parse_within
from app.model.people import Side
from app.rules.delay import Course, Leg, Step, delay
from app.rules.terms import Terms, Version
from app.rules.working_time import working_time

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
RESPONSE = Commitment(
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=parse_within("4 business hours"),
)
HOURS = working_time(OFFICE_HOURS, "UTC")
VERSION = Version(1, 1, to_ms(MONDAY) - 1, {1: RESPONSE}, dict.fromkeys(Side, HOURS))
TERMS = Terms((VERSION,), "UTC", ("mql",))
FRIDAY = 4


def at(day: int, hour: float) -> Ms:
    """An instant by days after Monday and the hour."""
    return to_ms(MONDAY + timedelta(days=day, hours=hour))


def told(legs: tuple[Leg, ...]) -> list[tuple[object, ...]]:
    return [
        (leg.step, leg.owner, leg.working_ms / HOUR_MS, leg.wall_ms / HOUR_MS, leg.end is None)
        for leg in legs
    ]


def test_each_leg_counts_the_hours_of_its_side_and_the_wall_time() -> None:
    course = Course(
        arrived=at(0, 10),
        turns=[(at(0, 12), Side.SALES)],
        attempt=at(1, 10),
        conversation=at(1, 16),
        assigned=[(at(0, 12), "Dana")],
    )
    legs = delay(course, TERMS, at(FRIDAY, 12))

    assert told(legs) == [
        (Step.HANDOVER, None, 2, 2, False),
        (Step.ATTEMPT, "Dana", 6, 22, False),
        (Step.CONVERSATION, "Dana", 6, 6, False),
    ]
    assert [leg.side for leg in legs] == [Side.MARKETING, Side.SALES, Side.SALES]
    assert all(leg.reached and not leg.early for leg in legs)


def test_the_leg_that_lasts_has_no_end_and_nothing_follows_it() -> None:
    course = Course(arrived=at(0, 10), turns=[(at(0, 11), Side.SALES)], owner="Dana")

    assert told(delay(course, TERMS, at(0, 14))) == [
        (Step.HANDOVER, None, 1, 1, False),
        (Step.ATTEMPT, "Dana", 3, 3, True),
    ]


def test_each_owner_answers_for_his_part_of_a_leg() -> None:
    course = Course(
        arrived=at(0, 9),
        turns=[(at(0, 9), Side.SALES)],
        attempt=at(0, 16),
        assigned=[(at(0, 9), "Dana"), (at(0, 11), "Luis"), (at(1, 9), "Dana")],
    )
    legs = delay(course, TERMS, at(0, 16))

    assert told(legs)[1:3] == [
        (Step.ATTEMPT, "Dana", 2, 2, False),
        (Step.ATTEMPT, "Luis", 5, 5, False),
    ]
    assert [leg.reached for leg in legs[1:3]] == [False, True]


def test_giving_a_lead_to_its_owner_again_cuts_nothing() -> None:
    course = Course(
        arrived=at(0, 9),
        turns=[(at(0, 9), Side.SALES)],
        assigned=[(at(0, 9), "Dana"), (at(0, 10), "Dana")],
    )

    assert told(delay(course, TERMS, at(0, 12)))[1:] == [(Step.ATTEMPT, "Dana", 3, 3, True)]


def test_a_call_on_sunday_takes_no_working_time() -> None:
    course = Course(arrived=at(5, 10), turns=[(at(5, 10), Side.SALES)], attempt=at(6, 10))

    assert told(delay(course, TERMS, at(8, 9)))[1] == (Step.ATTEMPT, None, 0, 24, False)


def test_an_attempt_before_the_handover_took_no_time_and_is_flagged() -> None:
    course = Course(arrived=at(0, 9), attempt=at(0, 10), turns=[(at(0, 12), Side.SALES)])
    legs = delay(course, TERMS, at(0, 15))

    assert told(legs)[1] == (Step.ATTEMPT, None, 0, 0, False)
    assert [leg.early for leg in legs] == [False, True, False]
    assert told(legs)[2] == (Step.CONVERSATION, None, 3, 3, True)


def test_a_lead_that_was_only_assigned_waits_for_sales_from_then() -> None:
    course = Course(arrived=at(0, 9), assigned=[(at(0, 11), "Dana")])

    assert told(delay(course, TERMS, at(0, 12))) == [
        (Step.ASSIGNMENT, None, 2, 2, False),
        (Step.ATTEMPT, "Dana", 1, 1, True),
    ]


def test_nothing_waits_once_sales_returned_the_lead_or_it_is_over() -> None:
    for side in (Side.MARKETING, None):
        course = Course(arrived=at(0, 9), turns=[(at(0, 10), Side.SALES), (at(0, 12), side)])
        legs = delay(course, TERMS, at(FRIDAY, 9))

        assert told(legs) == [
            (Step.HANDOVER, None, 1, 1, False),
            (Step.ATTEMPT, None, 2, 2, False),
        ]
        assert [leg.reached for leg in legs] == [True, False]


def test_a_lead_that_never_came_to_sales_waits_until_it_is_over() -> None:
    course = Course(arrived=at(0, 9), turns=[(at(0, 12), None)])
    (leg,) = delay(course, TERMS, at(FRIDAY, 9))

    assert (leg.step, leg.end, leg.reached) == (Step.HANDOVER, at(0, 12), False)


def test_the_time_a_returned_lead_was_with_marketing_is_marketings() -> None:
    course = Course(
        arrived=at(0, 9),
        turns=[
            (at(0, 10), Side.SALES),
            (at(0, 12), Side.MARKETING),
            (at(1, 12), Side.SALES),
            (at(1, 13), Side.SALES),
        ],
        attempt=at(1, 15),
    )
    legs = delay(course, TERMS, at(1, 16))

    assert told(legs) == [
        (Step.HANDOVER, None, 1, 1, False),
        (Step.ATTEMPT, None, 2, 2, False),
        (Step.BACK, None, 8, 24, False),
        (Step.ATTEMPT, None, 3, 3, False),
        (Step.CONVERSATION, None, 1, 1, True),
    ]
    assert [leg.reached for leg in legs] == [True, False, True, True, False]
    assert legs[2].side is Side.MARKETING


def test_without_an_agreement_wall_time_is_all_there_is() -> None:
    course = Course(arrived=at(0, 20))

    assert told(delay(course, Terms((), "UTC", ()), at(0, 22))) == [
        (Step.HANDOVER, None, 2, 2, True)
    ]
