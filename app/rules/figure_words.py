"""What came of a commitment, in words: counts before percentages, formulas with their numbers."""

from fractions import Fraction
from typing import NamedTuple

from app.model.agreement import CommitmentKind
from app.model.cadence import Cadence
from app.rules.compliance import Fulfilment, Tally
from app.rules.numbers import NO_VALUE, burn_rate, miss_budget, percent


class _FormulaWords(NamedTuple):
    """What the counts of a formula are called."""

    kept: str = "kept"
    missed: str = "missed"
    excused: str = "excused"
    early: str = "kept early, counted when due"
    nothing: str = "Nothing fell due, so there is no value."


_KEPT_WORDS = _FormulaWords()
_FORMULA_WORDS = {
    CommitmentKind.QUALITY: _FormulaWords(
        "accepted",
        "sent back against Marketing",
        "junk",
        "will count as accepted if Sales stays silent",
        "Nothing was decided, so there is no value.",
    ),
    CommitmentKind.DELIVERABLE: _FormulaWords("in time", "late"),
    CommitmentKind.READING: _FormulaWords(
        "met",
        "not met",
        early="met early, counted when its time is over",
        nothing="No figure was typed in, so there is no value.",
    ),
}


def figure_text(fulfilment: Fulfilment) -> str:
    """Put counts before percentages: "86 of 120" leads promised, "88 of 100" kept, "2 of 3 months met"."""
    if fulfilment.is_volume:
        return f"{fulfilment.count:,} of {_number(fulfilment.promised)}"
    if not fulfilment.tally.decided:
        return NO_VALUE
    met = f" {_periods(fulfilment)} met" if fulfilment.is_reading else ""
    return f"{fulfilment.tally.kept:,} of {fulfilment.tally.decided:,}{met}"


def formula(fulfilment: Fulfilment) -> str:
    """How the score comes about, with its numbers.

    "kept ÷ (kept + missed) = 44 ÷ (44 + 6) = 88.0 %. 3 running, 1 excused."
    """
    if fulfilment.is_volume:
        return _volume_formula(fulfilment)
    tally, kind = fulfilment.tally, fulfilment.commitment.kind
    said = _FORMULA_WORDS.get(kind, _KEPT_WORDS)
    beside = _beside(tally, said)
    if tally.share is None:
        return " ".join([said.nothing, *beside])
    terms = f"{said.kept} ÷ ({said.kept} + {said.missed})"
    numbers = f"{tally.kept:,} ÷ ({tally.kept:,} + {tally.missed:,})"
    return " ".join([f"{terms} = {numbers} = {percent(tally.share)}.", *beside])


def budget(fulfilment: Fulfilment, expected: int) -> str:
    """How many of the misses allowed are used, of `expected` decided in the whole period.

    "4 of 5 misses used.", "7 misses, 5 allowed.", and how much too fast where that is known.
    """
    tally, target = fulfilment.tally, fulfilment.target
    allowed = miss_budget(target, expected)
    if tally.missed > allowed:
        return f"{tally.missed:,} {'miss' if tally.missed == 1 else 'misses'}, {allowed:,} allowed."
    rate = burn_rate(tally.missed, tally.decided, target)
    fast = f", {float(rate):.1f} times as fast as agreed" if rate is not None and rate > 1 else ""
    return f"{tally.missed:,} of {allowed:,} misses used{fast}."


def _periods(fulfilment: Fulfilment) -> str:
    """Name the periods of a reading: "months"."""
    cadence = fulfilment.commitment.cadence or Cadence.MONTH
    return cadence.value if fulfilment.tally.decided == 1 else f"{cadence.value}s"


def _number(amount: Fraction) -> str:
    """Write a promised amount; part of a period promises part of a lead."""
    if amount.denominator == 1:
        return f"{int(amount):,}"
    return f"{round(float(amount), 1):,.1f}"


def _volume_formula(fulfilment: Fulfilment) -> str:
    if not fulfilment.expected:
        return f"None expected so far, so there is no value. {fulfilment.count:,} came."
    ratio = fulfilment.count / fulfilment.expected
    numbers = f"{fulfilment.count:,} ÷ {_number(fulfilment.expected)}"
    capped = ", counted as 100.0 %" if ratio > 1 else ""
    return f"leads ÷ expected so far = {numbers} = {percent(ratio)}{capped}."


def _beside(tally: Tally, said: _FormulaWords) -> list[str]:
    """List what stands beside the count, as one sentence or none."""
    listed = [
        f"{number:,} {what}"
        for number, what in (
            (tally.running, "running"),
            (tally.early, said.early),
            (tally.excused, said.excused),
        )
        if number
    ]
    return [", ".join(listed) + "."] if listed else []
