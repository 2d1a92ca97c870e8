"""Parts of a commitment's sentence: figures that stand out, and what a change replaced."""

from collections.abc import Iterator

from app.model.agreement import Commitment, CommitmentKind
from app.model.calendar import WEEKDAYS, Calendar, format_spans
from app.rules.sentences import (
    EVERY,
    Stages,
    attempts_text,
    deadline,
    reading_text,
    schedule_text,
    share_text,
    share_words,
)


def figures(commitment: Commitment) -> tuple[str, ...]:
    """List the words of `sentence(commitment)` that carry the promise, in their order."""
    share = () if commitment.share is None else (share_words(commitment).removesuffix(" of"),)
    match commitment.kind:
        case CommitmentKind.VOLUME:
            every = () if commitment.cadence is None else (EVERY[commitment.cadence],)
            return (f"{commitment.count or 0:,}", *every)
        case CommitmentKind.QUALITY:
            return (*share, "accepted by Sales")
        case CommitmentKind.DELIVERABLE:
            return (*share, schedule_text(commitment), "in time")
        case CommitmentKind.READING:
            return (reading_text(commitment),)
        case _:
            tried = () if commitment.attempts is None else (attempts_text(commitment.attempts),)
            by = () if commitment.within is None else (deadline(commitment.within),)
            return (*share, *tried, *by)


def was(before: Commitment, after: Commitment, stages: Stages) -> tuple[str, ...]:
    """Say of each thing that changed what it was: ("was 120", "was within 4 business hours")."""
    told = [
        words
        for names, words in _replaced(before, stages)
        if words and any(getattr(before, name) != getattr(after, name) for name in names)
    ]
    return tuple(f"was {each}" for each in told)


def _replaced(before: Commitment, stages: Stages) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give the fields of a commitment with the words for what they say, as far as its kind has them."""
    yield ("share",), "" if before.share is None else share_text(before.share)
    yield ("count",), "" if before.count is None else f"{before.count:,}"
    yield ("attempts",), "" if before.attempts is None else attempts_text(before.attempts)
    yield ("title",), before.title or ""
    if before.kind is CommitmentKind.READING:
        yield ("level", "at_most", "cadence"), reading_text(before)
    else:
        yield ("cadence",), "" if before.cadence is None else EVERY[before.cadence]
    if before.kind is CommitmentKind.DELIVERABLE:
        yield ("schedule",), schedule_text(before)
        silence = before.accept_within
        yield ("accept_within",), "" if silence is None else f"accepted {deadline(silence)}"
    yield ("stage",), _stage_words(before, stages)
    to_stage = before.to_stage
    yield ("to_stage",), "" if to_stage is None else "to " + stages.get(to_stage, to_stage)
    yield ("within",), "" if before.within is None else deadline(before.within)
    yield ("sources",), " or ".join(before.sources) or "from every source"
    yield ("campaigns",), " or ".join(before.campaigns) or "of every campaign"
    yield ("personas",), " or ".join(before.personas) or "of every persona"
    yield ("weight",), f"weight {before.weight}"


def _stage_words(before: Commitment, stages: Stages) -> str:
    name = stages.get(before.stage or "", before.stage or "")
    if before.kind is CommitmentKind.VOLUME:
        return name
    if before.kind is CommitmentKind.CONVERSION:
        return f"from {name}"
    return f"handed over as {name}" if name else "handed over at every stage"


def hours_text(calendar: Calendar) -> str:
    """Write a week's hours, like days together: "Mon\u2013Fri 09:00-17:00, Sat 10:00-14:00"."""
    runs: list[tuple[int, int]] = []
    for day, spans in enumerate(calendar.hours):
        if runs and runs[-1][1] == day - 1 and calendar.hours[day - 1] == spans:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    names = [day[:3] for day in WEEKDAYS]
    return ", ".join(
        (names[first] if first == last else f"{names[first]}\u2013{names[last]}")
        + f" {format_spans(calendar.hours[first])}"
        for first, last in runs
        if calendar.hours[first]
    )
