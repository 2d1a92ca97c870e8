"""Commitments and clocks in words for people.

`stages` maps a stage's key to its name; a key without a name stands for itself.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.model.agreement import DUTIES, WHOLE, Commitment, CommitmentKind, Signature
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within, format_within
from app.model.people import Side
from app.rules.numbers import percent

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
    only, by = _limits(commitment), _deadline(commitment)
    leads = f"{_handed_over(commitment, stages)}{only}"
    match commitment.kind:
        case CommitmentKind.VOLUME:
            return f"At least {_agreed_volume(commitment, stages)}{only}"
        case CommitmentKind.READING:
            return f"{commitment.title}: {reading_text(commitment)}"
        case CommitmentKind.RESPONSE:
            rest = f"{leads} get a first contact {by}"
        case CommitmentKind.PERSISTENCE:
            tried = attempts_text(commitment.attempts or 0)
            rest = f"{leads} get {tried}, are reached or decided {by}"
        case CommitmentKind.DISPOSITION:
            rest = f"{leads} are accepted or sent back {by}; silence accepts them"
        case CommitmentKind.CONVERSION:
            start = plural(_stage(commitment.stage, stages))
            rest = f"{start}{only} become {_stage(commitment.to_stage, stages)} {by}"
        case CommitmentKind.QUALITY:
            rest = f"decided handovers{_as_stage(commitment, stages)}{only} are accepted by Sales"
        case CommitmentKind.DELIVERABLE:
            items = f"{_items(commitment)}{only} ({schedule_text(commitment)})"
            rest = f"{items} are delivered in time; {silence_text(commitment)}"
    return f"{share_words(commitment)} {rest}"


def short_name(commitment: Commitment, stages: Stages) -> str:
    """Name the promise without its number: "First contact within 4 business hours"."""
    only = _limits(commitment)
    match commitment.kind:
        case CommitmentKind.VOLUME:
            every = EVERY[Cadence(commitment.cadence or "")]
            name = f"{plural(_stage(commitment.stage, stages))} {every}"
        case CommitmentKind.RESPONSE:
            name = f"First contact {_deadline(commitment)}"
        case CommitmentKind.PERSISTENCE:
            name = f"{attempts_text(commitment.attempts or 0)} {_deadline(commitment)}"
        case CommitmentKind.DISPOSITION:
            name = f"Accepted or sent back {_deadline(commitment)}"
        case CommitmentKind.CONVERSION:
            start, end = _stage(commitment.stage, stages), _stage(commitment.to_stage, stages)
            name = f"{start} to {end} {_deadline(commitment)}"
        case CommitmentKind.QUALITY:
            name = "Handovers accepted by Sales"
        case CommitmentKind.DELIVERABLE:
            name = f"{commitment.title} in time"
        case CommitmentKind.READING:
            name = f"{commitment.title} {EVERY[Cadence(commitment.cadence or '')]}"
    if commitment.kind in _HANDOVERS and commitment.stage is not None:
        only = f"handed over{_as_stage(commitment, stages)}{only}"
    return f"{name} ({only.strip()})" if only else name


def agreed_text(commitment: Commitment) -> str:
    """Give the number promised, for tables: "120 a month", "95 %", "at most 4.5 a month"."""
    if commitment.share is not None:
        return share_text(commitment.share)
    if commitment.kind is CommitmentKind.READING:
        return reading_text(commitment).removeprefix("at least ")
    return f"{commitment.count or 0:,} {EVERY[Cadence(commitment.cadence or '')]}"


def share_text(share: int) -> str:
    """Write an agreed share, given in hundredths of a per cent: "95 %", "99.5 %"."""
    whole, parts = divmod(share, WHOLE // 100)
    return f"{whole}.{parts:02}".rstrip("0").rstrip(".") + " %"


def share_words(commitment: Commitment) -> str:
    """Begin the sentence of a share: "95 % of", or "All"."""
    if commitment.share in (None, WHOLE):
        return "All"
    return f"{share_text(commitment.share or 0)} of"


def level_text(level: int) -> str:
    """Write a level, given in thousandths: "10,000", "4.5"."""
    whole, parts = divmod(abs(level), 1000)
    return f"{'-' if level < 0 else ''}{whole:,}.{parts:03}".rstrip("0").rstrip(".")


def reading_text(commitment: Commitment) -> str:
    """Say what a figure is to reach: "at least 10,000 a month"."""
    bound = "at most" if commitment.at_most else "at least"
    return f"{bound} {level_text(commitment.level or 0)} {EVERY[Cadence(commitment.cadence or '')]}"


def schedule_text(commitment: Commitment) -> str:
    """Say when a deliverable's items are due: by its schedule, or as agreed for each."""
    return "each on its own day" if commitment.schedule is None else str(commitment.schedule)


def attempts_text(number: int) -> str:
    """Write "5 attempts", "1 attempt"."""
    return f"{number:,} attempt{'' if number == 1 else 's'}"


def silence_text(commitment: Commitment) -> str:
    """Say how long the other side may be silent: "5 business days of silence accept them"."""
    within = commitment.accept_within
    if within is None:
        return ""
    if within.unit is DurationUnit.END_OF_BUSINESS_DAY:
        return f"silence {deadline(within).replace('by', 'until', 1)} accepts them"
    return (
        f"{format_within(within)} of silence {'accepts' if within.amount == 1 else 'accept'} them"
    )


def plural(name: str) -> str:
    """Write a name for several: MQLs, Opportunities."""
    if name[-1:] == "y" and name[-2:-1].lower() not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "z", "ch", "sh")) else "s")


def deadline(within: Within) -> str:
    """When it must be done: "within 4 business hours", "by the end of the 2nd business day"."""
    text = format_within(within)
    if within.unit is DurationUnit.END_OF_BUSINESS_DAY:
        return "by the " + text.replace("end of ", "end of the ", 1)
    return f"within {text}"


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


def clock_explanation(began: str, start: str, within: Within, due: str, calendar: str = "") -> str:
    """Why a clock is due then: "handed over Thu 16:40; 4 business hours end Fri 11:40, calendar Sales".

    `began` says what started it, `start` and `due` are local times as people read them, `calendar`
    names the working hours it counts in.
    """
    text = format_within(within)
    by = f", calendar {calendar}" if calendar and within.unit.is_working_time else ""
    if within.unit is DurationUnit.END_OF_BUSINESS_DAY:
        return f"{began} {start}; the {text.replace('end of ', 'end of the ', 1)} is {due}{by}"
    return f"{began} {start}; {text} {'ends' if within.amount == 1 else 'end'} {due}{by}"


def _deadline(commitment: Commitment) -> str:
    return "" if commitment.within is None else deadline(commitment.within)


def _stage(key: str | None, stages: Stages) -> str:
    return stages.get(key or "", key or "")


def _agreed_volume(commitment: Commitment, stages: Stages) -> str:
    name = _stage(commitment.stage, stages)
    every = EVERY[Cadence(commitment.cadence or "")]
    return f"{commitment.count or 0:,} {name if commitment.count == 1 else plural(name)} {every}"


_HANDOVERS = (*DUTIES, CommitmentKind.QUALITY)
"""Kinds that a stage limits to the leads handed over at it."""


def _handed_over(commitment: Commitment, stages: Stages) -> str:
    if commitment.stage is None:
        return "handed-over leads"
    return f"leads handed over{_as_stage(commitment, stages)}"


def _as_stage(commitment: Commitment, stages: Stages) -> str:
    return "" if commitment.stage is None else f" as {_stage(commitment.stage, stages)}"


def _items(commitment: Commitment) -> str:
    """Write what a deliverable is called within a sentence, for several: "loss reports"."""
    title = commitment.title or ""
    if title[1:2].islower():  # no abbreviation
        title = title[0].lower() + title[1:]
    many = title.endswith("s") and not title.endswith("ss")
    return title if many else plural(title)


def _limits(commitment: Commitment) -> str:
    """Which leads alone it is about, or what alone its items are about."""
    return "".join(
        f" {what} {_either(names)}"
        for what, names in (
            ("from", commitment.sources),
            ("of campaign", commitment.campaigns),
            ("of persona", commitment.personas),
        )
        if names
    )


def _either(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
