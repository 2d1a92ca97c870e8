"""Parts of a commitment's sentence: figures that stand out, and what a change replaced."""

from app.model.agreement import Commitment, CommitmentKind
from app.model.calendar import WEEKDAYS, Calendar, format_spans
from app.rules.sentences import EVERY, Stages, deadline, share_text


def figures(commitment: Commitment) -> tuple[str, ...]:
    """List the words of `sentence(commitment)` that carry the promise, in their order."""
    share = () if commitment.share is None else (share_text(commitment.share),)
    match commitment.kind:
        case CommitmentKind.VOLUME:
            every = () if commitment.cadence is None else (EVERY[commitment.cadence],)
            return (f"{commitment.count or 0:,}", *every)
        case CommitmentKind.QUALITY:
            return (*share, "accepted by Sales")
        case _:
            return (*share, *(() if commitment.within is None else (deadline(commitment.within),)))


def was(before: Commitment, after: Commitment, stages: Stages) -> tuple[str, ...]:
    """Say of each thing that changed what it was: ("was 120", "was within 4 business hours")."""
    told = []
    if before.share != after.share and before.share is not None:
        told.append(share_text(before.share))
    if before.count != after.count and before.count is not None:
        told.append(f"{before.count:,}")
    if before.cadence != after.cadence and before.cadence is not None:
        told.append(EVERY[before.cadence])
    if before.stage != after.stage and before.stage is not None:
        start = "from " if before.kind is CommitmentKind.CONVERSION else ""
        told.append(start + stages.get(before.stage, before.stage))
    if before.to_stage != after.to_stage and before.to_stage is not None:
        told.append("to " + stages.get(before.to_stage, before.to_stage))
    if before.within != after.within and before.within is not None:
        told.append(deadline(before.within))
    told += [
        " or ".join(was_limited) if was_limited else whole
        for was_limited, is_limited, whole in (
            (before.sources, after.sources, "from every source"),
            (before.campaigns, after.campaigns, "of every campaign"),
        )
        if was_limited != is_limited
    ]
    if before.weight != after.weight:
        told.append(f"weight {before.weight}")
    return tuple(f"was {each}" for each in told)


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
