"""Promises and clocks in words."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from app.model.agreement import Commitment, CommitmentKind, Signature
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.rules.sentences import (
    agreed_text,
    clock_explanation,
    level_text,
    plural,
    restated,
    sentence,
    share_text,
    short_name,
    signed,
)

STAGES = {"mql": "MQL", "customer": "Customer", "opportunity": "Opportunity"}
FOUR_HOURS = Within(4, DurationUnit.BUSINESS_HOURS)

VOLUME = Commitment(
    side=Side.MARKETING, kind=CommitmentKind.VOLUME, count=120, cadence=Cadence.MONTH, stage="mql"
)
RESPONSE = Commitment(side=Side.SALES, kind=CommitmentKind.RESPONSE, share=9500, within=FOUR_HOURS)
CONVERSION = Commitment(
    side=Side.SALES,
    kind=CommitmentKind.CONVERSION,
    share=1000,
    within=Within(30, DurationUnit.DAYS),
    stage="mql",
    to_stage="customer",
)
QUALITY = Commitment(side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000)
PERSISTENCE = Commitment(
    side=Side.SALES,
    kind=CommitmentKind.PERSISTENCE,
    share=9000,
    attempts=5,
    within=Within(10, DurationUnit.BUSINESS_DAYS),
)
DISPOSITION = Commitment(
    side=Side.SALES,
    kind=CommitmentKind.DISPOSITION,
    share=10_000,
    within=Within(2, DurationUnit.BUSINESS_DAYS),
)
DELIVERABLE = Commitment(
    side=Side.SALES,
    kind=CommitmentKind.DELIVERABLE,
    share=9000,
    title="Loss report",
    schedule=parse_schedule("every month on the last working day"),
    accept_within=Within(5, DurationUnit.BUSINESS_DAYS),
)
READING = Commitment(
    side=Side.MARKETING,
    kind=CommitmentKind.READING,
    title="Site visits",
    level=10_000_000,
    cadence=Cadence.MONTH,
)


@pytest.mark.parametrize(
    ("commitment", "whole", "short", "agreed"),
    [
        (VOLUME, "At least 120 MQLs a month", "MQLs a month", "120 a month"),
        (
            RESPONSE,
            "95 % of handed-over leads get a first contact within 4 business hours",
            "First contact within 4 business hours",
            "95 %",
        ),
        (
            CONVERSION,
            "10 % of MQLs become Customer within 30 days",
            "MQL to Customer within 30 days",
            "10 %",
        ),
        (
            QUALITY,
            "80 % of decided handovers are accepted by Sales",
            "Handovers accepted by Sales",
            "80 %",
        ),
        (
            PERSISTENCE,
            (
                "90 % of handed-over leads get 5 attempts, are reached or decided"
                " within 10 business days"
            ),
            "5 attempts within 10 business days",
            "90 %",
        ),
        (
            DISPOSITION,
            (
                "All handed-over leads are accepted or sent back within 2 business days;"
                " silence accepts them"
            ),
            "Accepted or sent back within 2 business days",
            "100 %",
        ),
        (
            DELIVERABLE,
            (
                "90 % of loss reports (every month on the last working day) are delivered in time;"
                " 5 business days of silence accept them"
            ),
            "Loss report in time",
            "90 %",
        ),
        (
            READING,
            "Site visits: at least 10,000 a month",
            "Site visits a month",
            "10,000 a month",
        ),
    ],
)
def test_a_commitment_reads_as_a_sentence(
    commitment: Commitment, whole: str, short: str, agreed: str
) -> None:
    assert sentence(commitment, STAGES) == whole
    assert short_name(commitment, STAGES) == short
    assert agreed_text(commitment) == agreed


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            {"share": 10_000},
            "All handed-over leads get a first contact within 4 business hours",
        ),
        (
            {"within": Within(2, DurationUnit.END_OF_BUSINESS_DAY)},
            "95 % of handed-over leads get a first contact by the end of the 2nd business day",
        ),
        (
            {"within": Within(0, DurationUnit.END_OF_BUSINESS_DAY)},
            "95 % of handed-over leads get a first contact by the end of the same business day",
        ),
        (
            {"sources": ("Webinar", "Partner", "Fair"), "campaigns": ("Spring",)},
            (
                "95 % of handed-over leads from Webinar, Partner or Fair of campaign Spring"
                " get a first contact within 4 business hours"
            ),
        ),
    ],
)
def test_what_limits_a_promise_is_in_its_sentence(change: dict[str, object], text: str) -> None:
    assert sentence(RESPONSE.model_copy(update=change), STAGES) == text


@pytest.mark.parametrize(
    ("commitment", "change", "text"),
    [
        (
            PERSISTENCE,
            {"stage": "opportunity", "personas": ("Owner", "Buyer"), "attempts": 1},
            (
                "90 % of leads handed over as Opportunity of persona Owner or Buyer get 1 attempt,"
                " are reached or decided within 10 business days"
            ),
        ),
        (
            QUALITY,
            {"stage": "mql", "sources": ("Webinar",)},
            "80 % of decided handovers as MQL from Webinar are accepted by Sales",
        ),
        (
            DELIVERABLE,
            {
                "title": "Case studies",
                "schedule": None,
                "share": 10_000,
                "personas": ("Owner",),
                "accept_within": Within(1, DurationUnit.BUSINESS_DAYS),
            },
            (
                "All case studies of persona Owner (each on its own day) are delivered in time;"
                " 1 business day of silence accepts them"
            ),
        ),
        (
            DELIVERABLE,
            {"title": "ROI sheet", "accept_within": Within(2, DurationUnit.END_OF_BUSINESS_DAY)},
            (
                "90 % of ROI sheets (every month on the last working day) are delivered in time;"
                " silence until the end of the 2nd business day accepts them"
            ),
        ),
        (
            READING,
            {"title": "Cost per lead", "level": 45_500, "at_most": True, "cadence": Cadence.WEEK},
            "Cost per lead: at most 45.5 a week",
        ),
    ],
)
def test_every_kind_says_what_limits_it(
    commitment: Commitment, change: dict[str, object], text: str
) -> None:
    assert sentence(commitment.model_copy(update=change), STAGES) == text


@pytest.mark.parametrize(
    ("level", "text"),
    [(10_000_000, "10,000"), (4500, "4.5"), (7, "0.007"), (0, "0"), (-1_250, "-1.25")],
)
def test_a_level_is_shown_as_typed(level: int, text: str) -> None:
    assert level_text(level) == text


def test_what_limits_a_promise_is_in_its_name() -> None:
    webinars = VOLUME.model_copy(update={"sources": ("Webinar",)})

    assert sentence(webinars, STAGES) == "At least 120 MQLs a month from Webinar"
    assert short_name(webinars, STAGES) == "MQLs a month (from Webinar)"
    late = RESPONSE.model_copy(update={"stage": "opportunity", "personas": ("Owner",)})
    assert short_name(late, STAGES) == (
        "First contact within 4 business hours (handed over as Opportunity of persona Owner)"
    )


def test_one_lead_is_one() -> None:
    one = VOLUME.model_copy(update={"count": 1, "cadence": Cadence.WEEK, "stage": "opportunity"})
    many = one.model_copy(update={"count": 1200})

    assert sentence(one, STAGES) == "At least 1 Opportunity a week"
    assert sentence(many, STAGES) == "At least 1,200 Opportunities a week"


def test_a_stage_without_a_name_stands_for_itself() -> None:
    assert sentence(VOLUME, {}) == "At least 120 mqls a month"


@pytest.mark.parametrize(
    ("name", "several"),
    [("MQL", "MQLs"), ("Inquiry", "Inquiries"), ("Survey", "Surveys"), ("Prospect", "Prospects")],
)
def test_plurals(name: str, several: str) -> None:
    assert plural(name) == several


@pytest.mark.parametrize(
    ("share", "text"), [(9500, "95 %"), (9950, "99.5 %"), (9975, "99.75 %"), (10_000, "100 %")]
)
def test_an_agreed_share_is_shown_as_agreed(share: int, text: str) -> None:
    assert share_text(share) == text


def signature(side: Side, person_id: int, name: str) -> Signature:
    return Signature(side, person_id, name, datetime(2026, 10, 28, tzinfo=UTC))


AISHA = signature(Side.MARKETING, 1, "Aisha Khan")
DANA = signature(Side.SALES, 2, "Dana Reyes")


@pytest.mark.parametrize(
    ("signatures", "said"),
    [
        ((), "Not signed."),
        ((AISHA,), "Signed by Aisha Khan for Marketing, not yet for Sales."),
        ((DANA,), "Signed by Dana Reyes for Sales, not yet for Marketing."),
        ((AISHA, DANA), "Signed by Aisha Khan for Marketing and Dana Reyes for Sales."),
        (
            (signature(Side.MARKETING, 2, "Dana Reyes"), DANA),
            "Signed by Dana Reyes for both sides.",
        ),
        (  # two people may share a name
            (signature(Side.MARKETING, 3, "Dana Reyes"), DANA),
            "Signed by Dana Reyes for Marketing and Dana Reyes for Sales.",
        ),
    ],
)
def test_signatures_say_who_signed_for_whom(signatures: tuple[Signature, ...], said: str) -> None:
    assert signed(signatures) == said


def test_case_11_a_restated_period_says_both_figures() -> None:
    """An attempt typed in later moves a closed period: "restated 86.0 % → 88.0 %"."""
    assert restated(Fraction(43, 50), Fraction(44, 50)) == "restated 86.0 % → 88.0 %"
    assert restated(None, Fraction(1)) == "restated no value → 100.0 %"
    assert restated(Fraction(43, 50), Fraction(86, 100)) is None


def test_why_a_clock_is_due_then() -> None:
    def told(within: Within) -> str:
        return clock_explanation("handed over", "Thu 16:40", within, "Fri 11:40")

    assert told(FOUR_HOURS) == "handed over Thu 16:40; 4 business hours end Fri 11:40"
    assert clock_explanation("handed over", "Thu 16:40", FOUR_HOURS, "Fri 11:40", "Sales") == (
        "handed over Thu 16:40; 4 business hours end Fri 11:40, calendar Sales"
    )
    assert told(Within(1, DurationUnit.BUSINESS_DAYS)) == (
        "handed over Thu 16:40; 1 business day ends Fri 11:40"
    )
    assert told(Within(1, DurationUnit.END_OF_BUSINESS_DAY)) == (
        "handed over Thu 16:40; the end of the 1st business day is Fri 11:40"
    )
