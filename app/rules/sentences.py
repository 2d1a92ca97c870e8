"""Commitments, figures and clocks in words for people.

`stages` maps a stage's key to its name; a key without a name stands for itself.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.model.agreement import WHOLE, Commitment, CommitmentKind, Signature
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within, format_within
from app.model.people import Side
from app.rules.compliance import Fulfilment, Tally
from app.rules.numbers import NO_VALUE, burn_rate, miss_budget, percent

Stages = Mapping[str, str]

EVERY = {
    Cadence.WEEK: "a week",
    Cadence.MONTH: "a month",
    Cadence.QUARTER: "a quarter",
    Cadence.YEAR: "a year",
}


def sentence(commitment: Commitment, stages: Stages) -> str:
    """Give the whole promise: "95 % of MQLs become Customer within 30 days".

    With what limits it: "At least 120 MQLs a month from Webinar or Partner".
    """
    most, only = _share_of(commitment), _limits(commitment)
    match commitment.kind:
        case CommitmentKind.VOLUME:
            return f"At least {_agreed_volume(commitment, stages)}{only}"
        case CommitmentKind.RESPONSE:
            by = _deadline(commitment)
            return f"{most} handed-over leads{only} get a first contact {by}"
        case CommitmentKind.CONVERSION:
            start = plural(_stage(commitment.stage, stages))
            end = _stage(commitment.to_stage, stages)
            return f"{most} {start}{only} become {end} {_deadline(commitment)}"
        case CommitmentKind.QUALITY:
            return f"{most} decided handovers{only} are accepted by Sales"


def short_name(commitment: Commitment, stages: Stages) -> str:
    """Name the promise without its number: "First contact within 4 business hours"."""
    match commitment.kind:
        case CommitmentKind.VOLUME:
            every = EVERY[Cadence(commitment.cadence or "")]
            name = f"{plural(_stage(commitment.stage, stages))} {every}"
        case CommitmentKind.RESPONSE:
            name = f"First contact {_deadline(commitment)}"
        case CommitmentKind.CONVERSION:
            start, end = _stage(commitment.stage, stages), _stage(commitment.to_stage, stages)
            name = f"{start} to {end} {_deadline(commitment)}"
        case CommitmentKind.QUALITY:
            name = "Handovers accepted by Sales"
    only = _limits(commitment)
    return f"{name} ({only.strip()})" if only else name


def agreed_text(commitment: Commitment) -> str:
    """Give the number promised, for tables: "120 a month", "95 %"."""
    if commitment.share is not None:
        return share_text(commitment.share)
    return f"{commitment.count or 0:,} {EVERY[Cadence(commitment.cadence or '')]}"


def share_text(share: int) -> str:
    """Write an agreed share, given in hundredths of a per cent: "95 %", "99.5 %"."""
    whole, parts = divmod(share, WHOLE // 100)
    return f"{whole}.{parts:02}".rstrip("0").rstrip(".") + " %"


def plural(name: str) -> str:
    """Write a stage's name for several leads: MQLs, Opportunities."""
    if name[-1:] == "y" and name[-2:-1].lower() not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "z", "ch", "sh")) else "s")


def deadline(within: Within) -> str:
    """When it must be done: "within 4 business hours", "by the end of the 2nd business day"."""
    text = format_within(within)
    if within.unit is DurationUnit.END_OF_BUSINESS_DAY:
        return "by the " + text.replace("end of ", "end of the ", 1)
    return f"within {text}"


def figure_text(fulfilment: Fulfilment) -> str:
    """Put counts before percentages: "86 of 120" leads promised, "88 of 100" kept."""
    if fulfilment.is_volume:
        return f"{fulfilment.count:,} of {_number(fulfilment.promised)}"
    if not fulfilment.tally.decided:
        return NO_VALUE
    return f"{fulfilment.tally.kept:,} of {fulfilment.tally.decided:,}"


def formula(fulfilment: Fulfilment) -> str:
    """How the score comes about, with its numbers.

    "kept ÷ (kept + missed) = 44 ÷ (44 + 6) = 88.0 %. 3 running, 1 excused."
    """
    if fulfilment.is_volume:
        return _volume_formula(fulfilment)
    tally = fulfilment.tally
    quality = fulfilment.commitment.kind is CommitmentKind.QUALITY
    beside = _beside(tally, "junk" if quality else "excused")
    if tally.share is None:
        return " ".join(["Nothing fell due, so there is no value.", *beside])
    kept, missed = ("accepted", "sent back against Marketing") if quality else ("kept", "missed")
    terms = f"{kept} ÷ ({kept} + {missed})"
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


def restated(before: Fraction | None, after: Fraction | None) -> str | None:
    """Say what a late entry did to a closed period: "restated 86.0 % → 88.0 %", if anything."""
    if before == after:
        return None
    was, now = ("no value" if share is None else percent(share) for share in (before, after))
    return f"restated {was} → {now}"


def signed(signatures: Sequence[Signature]) -> str:
    """Say who signed a version, given Marketing's signature first, as `VersionView` does.

    "Signed by Aisha Khan for Marketing and Dana Reyes for Sales.", or "… for both sides."
    """
    missing = [side for side in Side if side not in {each.side for each in signatures}]
    if not signatures:
        return "Not signed."
    if not missing and len({each.person_id for each in signatures}) == 1:
        return f"Signed by {signatures[0].name} for both sides."
    names = " and ".join(f"{each.name} for {each.side.value.title()}" for each in signatures)
    return f"Signed by {names}{''.join(f', not yet for {side.value.title()}' for side in missing)}."


def clock_explanation(began: str, start: str, within: Within, due: str) -> str:
    """Why a clock is due then: "handed over Thu 16:40; 4 business hours end Fri 11:40".

    `began` says what started it, `start` and `due` are local times as people read them.
    """
    text = format_within(within)
    if within.unit is DurationUnit.END_OF_BUSINESS_DAY:
        return f"{began} {start}; the {text.replace('end of ', 'end of the ', 1)} is {due}"
    return f"{began} {start}; {text} {'ends' if within.amount == 1 else 'end'} {due}"


def _deadline(commitment: Commitment) -> str:
    return "" if commitment.within is None else deadline(commitment.within)


def _stage(key: str | None, stages: Stages) -> str:
    return stages.get(key or "", key or "")


def _share_of(commitment: Commitment) -> str:
    """Begin the sentence of a share: "95 % of", or "All"."""
    if commitment.share in (None, WHOLE):
        return "All"
    return f"{share_text(commitment.share or 0)} of"


def _agreed_volume(commitment: Commitment, stages: Stages) -> str:
    name = _stage(commitment.stage, stages)
    every = EVERY[Cadence(commitment.cadence or "")]
    return f"{commitment.count or 0:,} {name if commitment.count == 1 else plural(name)} {every}"


def _limits(commitment: Commitment) -> str:
    """Which leads alone it is about."""
    sources = f" from {_either(commitment.sources)}" if commitment.sources else ""
    campaigns = f" of campaign {_either(commitment.campaigns)}" if commitment.campaigns else ""
    return sources + campaigns


def _either(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


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


def _beside(tally: Tally, excused: str) -> list[str]:
    """List what stands beside the count, as one sentence or none."""
    listed = [
        f"{number:,} {what}"
        for number, what in (
            (tally.running, "running"),
            (tally.early, "kept early, counted when due"),
            (tally.excused, excused),
        )
        if number
    ]
    return [", ".join(listed) + "."] if listed else []
