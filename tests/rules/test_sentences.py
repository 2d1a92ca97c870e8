"""Promises, figures and clocks in words."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from app.model.agreement import Commitment, CommitmentKind, Signature
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within
from app.model.people import Side
from app.rules.compliance import Segment, Tally, fulfilment
from app.rules.sentences import (
    agreed_text,
    budget,
    clock_explanation,
    figure_text,
    formula,
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


def test_what_limits_a_promise_is_in_its_name() -> None:
    webinars = VOLUME.model_copy(update={"sources": ("Webinar",)})

    assert sentence(webinars, STAGES) == "At least 120 MQLs a month from Webinar"
    assert short_name(webinars, STAGES) == "MQLs a month (from Webinar)"


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


def test_a_figure_and_its_formula() -> None:
    kept = fulfilment([Segment(RESPONSE, Tally(kept=44, missed=6, excused=1, running=3))])

    assert figure_text(kept) == "44 of 50"
    assert formula(kept) == (
        "kept ÷ (kept + missed) = 44 ÷ (44 + 6) = 88.0 %. 3 running, 1 excused."
    )


def test_nothing_due_is_said() -> None:
    nothing = fulfilment([Segment(RESPONSE, Tally(running=2, early=1))])

    assert figure_text(nothing) == "nothing fell due"
    assert formula(nothing) == (
        "Nothing fell due, so there is no value. 2 running, 1 kept early, counted when due."
    )


def test_the_formula_of_quality_says_what_junk_there_was() -> None:
    quality = fulfilment([Segment(QUALITY, Tally(kept=9, missed=3, excused=2))])

    assert formula(quality) == (
        "accepted ÷ (accepted + sent back against Marketing) = 9 ÷ (9 + 3) = 75.0 %. 2 junk."
    )


def test_the_formula_of_a_volume() -> None:
    expected = Fraction(960, 21)
    behind = fulfilment([Segment(VOLUME, count=38, expected=expected, promised=Fraction(120))])
    ahead = fulfilment([Segment(VOLUME, count=300, expected=Fraction(120), promised=Fraction(120))])
    part = fulfilment([Segment(VOLUME, count=0, promised=Fraction(400, 7))])

    assert figure_text(behind) == "38 of 120"
    assert formula(behind) == "leads ÷ expected so far = 38 ÷ 45.7 = 83.1 %."
    assert formula(ahead) == ("leads ÷ expected so far = 300 ÷ 120 = 250.0 %, counted as 100.0 %.")
    assert figure_text(part) == "0 of 57.1"
    assert formula(part) == "None expected so far, so there is no value. 0 came."


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
    assert told(Within(1, DurationUnit.BUSINESS_DAYS)) == (
        "handed over Thu 16:40; 1 business day ends Fri 11:40"
    )
    assert told(Within(1, DurationUnit.END_OF_BUSINESS_DAY)) == (
        "handed over Thu 16:40; the end of the 1st business day is Fri 11:40"
    )


@pytest.mark.parametrize(
    ("kept", "missed", "expected", "text"),
    [
        (38, 2, 100, "2 of 5 misses used."),
        (36, 4, 100, "4 of 5 misses used, 2.0 times as fast as agreed."),
        (3, 1, 100, "1 of 5 misses used."),
        (40, 6, 100, "6 misses, 5 allowed."),
        (9, 1, 10, "1 miss, 0 allowed."),
        (0, 0, 0, "0 of 0 misses used."),
    ],
)
def test_the_miss_budget_is_said_in_counts(
    kept: int, missed: int, expected: int, text: str
) -> None:
    standing = fulfilment([Segment(RESPONSE, Tally(kept=kept, missed=missed))])

    assert budget(standing, expected) == text
