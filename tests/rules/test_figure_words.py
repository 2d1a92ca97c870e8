"""What came of a promise, in words."""

from fractions import Fraction

import pytest

from app.rules.compliance import Segment, Tally, fulfilment
from app.rules.figure_words import budget, figure_text, formula
from tests.rules.test_sentences import DELIVERABLE, QUALITY, READING, RESPONSE, VOLUME


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


def test_silence_that_will_accept_is_said() -> None:
    quality = fulfilment([Segment(QUALITY, Tally(early=2))])

    assert formula(quality) == (
        "Nothing was decided, so there is no value. 2 will count as accepted if Sales stays silent."
    )


def test_a_deliverable_counts_its_items() -> None:
    items = fulfilment([Segment(DELIVERABLE, Tally(kept=3, missed=1, running=8))])

    assert figure_text(items) == "3 of 4"
    assert formula(items) == "in time ÷ (in time + late) = 3 ÷ (3 + 1) = 75.0 %. 8 running."


def test_a_reading_counts_its_periods() -> None:
    visits = fulfilment([Segment(READING, Tally(kept=2, missed=1, early=1))])
    first = fulfilment([Segment(READING, Tally(missed=1))])
    none = fulfilment([Segment(READING)])

    assert visits.target == 1
    assert figure_text(visits) == "2 of 3 months met"
    assert formula(visits) == (
        "met ÷ (met + not met) = 2 ÷ (2 + 1) = 66.7 %. 1 met early, counted when its time is over."
    )
    assert figure_text(first) == "0 of 1 month met"
    assert figure_text(none) == "nothing fell due"
    assert formula(none) == "No figure was typed in, so there is no value."


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
