"""The figures of a sentence, and what a change replaced."""

import pytest

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.calendar import OFFICE_HOURS, Calendar, parse_spans
from app.model.duration import DurationUnit, Within
from app.model.people import Side
from app.rules.sentence_parts import figures, hours_text, was
from app.rules.sentences import sentence
from tests.rules.test_sentences import DELIVERABLE, DISPOSITION, PERSISTENCE, READING

STAGES = {"mql": "MQL", "sql": "SQL", "customer": "Customer"}
VOLUME = Commitment(
    side=Side.MARKETING,
    kind=CommitmentKind.VOLUME,
    count=1200,
    cadence=Cadence.MONTH,
    stage="mql",
)
CONVERSION = Commitment(
    side=Side.SALES,
    kind=CommitmentKind.CONVERSION,
    share=9925,
    stage="mql",
    to_stage="customer",
    within=Within(1, DurationUnit.END_OF_BUSINESS_DAY),
)
RESPONSE = Commitment(
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=Within(4, DurationUnit.BUSINESS_HOURS),
)
QUALITY = Commitment(side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000)


@pytest.mark.parametrize(
    ("commitment", "expected"),
    [
        (VOLUME, ("1,200", "a month")),
        (CONVERSION, ("99.25 %", "by the end of the 1st business day")),
        (RESPONSE, ("95 %", "within 4 business hours")),
        (QUALITY, ("80 %", "accepted by Sales")),
        (PERSISTENCE, ("90 %", "5 attempts", "within 10 business days")),
        (DISPOSITION, ("All", "within 2 business days")),
        (DELIVERABLE, ("90 %", "every month on the last working day", "in time")),
        (READING, ("at least 10,000 a month",)),
    ],
)
def test_figures_stand_in_the_sentence_in_their_order(
    commitment: Commitment, expected: tuple[str, ...]
) -> None:
    assert figures(commitment) == expected
    rest = sentence(commitment, STAGES)
    for words in expected:
        _, found, rest = rest.partition(words)
        assert found == words


def test_each_change_says_what_was() -> None:
    changed = VOLUME.model_copy(
        update={"count": 1300, "cadence": Cadence.WEEK, "stage": "sql", "weight": 2}
    )
    assert was(VOLUME, changed, STAGES) == (
        "was 1,200",
        "was a month",
        "was MQL",
        "was weight 1",
    )
    limited = RESPONSE.model_copy(
        update={"within": Within(2, DurationUnit.BUSINESS_HOURS), "sources": ("Webinar",)}
    )
    assert was(RESPONSE, limited, STAGES) == (
        "was within 4 business hours",
        "was from every source",
    )
    assert was(limited, RESPONSE, STAGES)[-1] == "was Webinar"
    steps = CONVERSION.model_copy(update={"share": 9000, "stage": "lead", "to_stage": "sql"})
    assert was(CONVERSION, steps, STAGES) == ("was 99.25 %", "was from MQL", "was to Customer")
    assert was(QUALITY, QUALITY, STAGES) == ()
    sql = {"stage": "sql", "attempts": 3, "personas": ("Owner",)}
    assert was(PERSISTENCE, PERSISTENCE.model_copy(update=sql), STAGES) == (
        "was 5 attempts",
        "was handed over at every stage",
        "was of every persona",
    )
    by_hand = {
        "schedule": None,
        "title": "Lost deals",
        "accept_within": Within(1, DurationUnit.END_OF_BUSINESS_DAY),
    }
    changed = DELIVERABLE.model_copy(update=by_hand)
    assert was(DELIVERABLE, changed, STAGES) == (
        "was Loss report",
        "was every month on the last working day",
        "was accepted within 5 business days",
    )
    assert was(changed, DELIVERABLE, STAGES)[1:] == (
        "was each on its own day",
        "was accepted by the end of the 1st business day",
    )
    fewer = READING.model_copy(update={"level": 9_000_000, "cadence": Cadence.WEEK})
    assert was(READING, fewer, STAGES) == ("was at least 10,000 a month",)


def test_like_days_are_told_together() -> None:
    assert hours_text(OFFICE_HOURS) == "Mon\u2013Fri 09:00-17:00"
    day, short = parse_spans("9-12:30, 13:30-18"), parse_spans("9-12")
    week = Calendar(name="Shop", hours=(day, day, (), day, day, short, ()))
    assert hours_text(week) == (
        "Mon\u2013Tue 09:00-12:30, 13:30-18:00, Thu\u2013Fri 09:00-12:30, 13:30-18:00, Sat 09:00-12:00"
    )
