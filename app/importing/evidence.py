"""Which promises a history cannot measure, and why: said before it is brought in."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.importing.records import Batch
from app.model.agreement import Commitment, CommitmentKind
from app.model.duration import DurationUnit
from app.model.events import STAGE_REACHED_BY, Channel, EventKind
from app.model.stages import MQL, SAL
from app.rules.sentences import deadline, short_name

DECISIONS = (EventKind.ACCEPTED, EventKind.SENT_BACK)
IN_DAYS = (DurationUnit.BUSINESS_DAYS, DurationUnit.END_OF_BUSINESS_DAY, DurationUnit.DAYS)


@dataclass(frozen=True)
class Evidence:
    """What files bring and the workspace holds.

    `has` tells whether there is an event of a kind (of contacts only human attempts count), `reaches`
    whether a lead reaches a stage, `lead_has` whether one has this source, campaign or persona.
    `days_only` counts the files' events whose time is not known, and all of them, by kind.
    """

    has: Callable[[EventKind], bool]
    reaches: Callable[[str], bool]
    lead_has: Callable[[str, str], bool]
    days_only: Mapping[EventKind, tuple[int, int]]


def evidence_of(
    batch: Batch,
    has: Callable[[EventKind], bool],
    reaches: Callable[[str], bool],
    lead_has: Callable[[str, str], bool],
) -> Evidence:
    """Put together what a batch brings and what is on file, which the functions tell of."""
    counted = [
        event
        for event in batch.events
        if event.kind is not EventKind.CONTACT or event.channel is not Channel.AUTO
    ]
    kinds = Counter(event.kind for event in counted)
    days = Counter(event.kind for event in counted if event.date_only)
    stages = {event.stage for event in counted if event.kind is EventKind.STAGE}
    stages |= {stage for kind, stage in STAGE_REACHED_BY.items() if kind in kinds}
    facts = {
        "source": {lead.source for lead in batch.leads},
        "campaign": {lead.campaign for lead in batch.leads},
        "persona": {lead.persona for lead in batch.leads},
    }
    return Evidence(
        has=lambda kind: kind in kinds or has(kind),
        reaches=lambda stage: stage in stages or reaches(stage),
        lead_has=lambda fact, word: word in facts[fact] or lead_has(fact, word),
        days_only={kind: (days[kind], number) for kind, number in kinds.items()},
    )


def cannot_measure(
    commitment: Commitment, found: Evidence, stages: Mapping[str, str]
) -> str | None:
    """Say why a promise cannot be measured by this evidence; None when it can be."""
    reason = _reason(commitment, found, stages)
    name = f"{commitment.code} ({short_name(commitment, stages)})".strip()
    return None if reason is None else f"{name}: {reason}"


def _reason(commitment: Commitment, found: Evidence, stages: Mapping[str, str]) -> str | None:
    if not commitment.kind.is_of_leads:
        return None
    match commitment.kind:
        case CommitmentKind.VOLUME:
            reason = _stage_missing(commitment.stage, found, stages, "it stays at 0")
        case CommitmentKind.CONVERSION:
            reason = _stage_missing(
                commitment.stage, found, stages, "it has no data"
            ) or _stage_missing(commitment.to_stage, found, stages, "none counts as converted")
        case _:
            reason = _duty_missing(commitment, found)
    return reason or _limit_missing(commitment, found) or _time_missing(commitment, found)


def _stage_missing(
    stage: str | None, found: Evidence, stages: Mapping[str, str], so: str
) -> str | None:
    if stage is None or found.reaches(stage):
        return None
    return f"nothing says that a lead reached {stages.get(stage, stage)}, so {so}."


def _duty_missing(commitment: Commitment, found: Evidence) -> str | None:
    contacts = commitment.kind in (CommitmentKind.RESPONSE, CommitmentKind.PERSISTENCE)
    what = "contact attempts" if contacts else "acceptances or send-backs"
    done = found.has(EventKind.CONTACT) if contacts else _is_decided(found)
    if not found.has(EventKind.HANDED_OVER):
        lacking = "handovers" if done else f"handovers and no {what}"
        return f"there are no {lacking}, so it has no data."
    if done:
        return None
    if commitment.kind is CommitmentKind.QUALITY:
        return f"there are no {what}, so it has no data."
    if commitment.kind is CommitmentKind.DISPOSITION:
        return (
            f"there are no {what}, so each handover counts as accepted by silence, and as missed."
        )
    return f"there are no {what}, so each handover counts as missed."


def _is_decided(found: Evidence) -> bool:
    return any(map(found.has, DECISIONS)) or found.reaches(SAL)


def _limit_missing(commitment: Commitment, found: Evidence) -> str | None:
    for fact, wanted in (
        ("source", commitment.sources),
        ("campaign", commitment.campaigns),
        ("persona", commitment.personas),
    ):
        if wanted and not any(found.lead_has(fact, word) for word in wanted):
            return f"no lead has the {fact} {' or '.join(wanted)}, so it has no data."
    return None


def _time_missing(commitment: Commitment, found: Evidence) -> str | None:
    """Say that a promise in hours or minutes needs more than days."""
    within = commitment.within
    if within is None or within.unit in IN_DAYS:
        return None
    kinds = {
        CommitmentKind.RESPONSE: (EventKind.HANDED_OVER, EventKind.CONTACT),
        CommitmentKind.PERSISTENCE: (EventKind.HANDED_OVER, EventKind.CONTACT),
        CommitmentKind.DISPOSITION: (EventKind.HANDED_OVER, *DECISIONS),
    }.get(commitment.kind, (EventKind.STAGE, EventKind.WON))
    if commitment.kind is CommitmentKind.CONVERSION and commitment.stage == MQL:
        kinds = (*kinds, EventKind.HANDED_OVER)
    days = sum(found.days_only.get(kind, (0, 0))[0] for kind in kinds)
    every = sum(found.days_only.get(kind, (0, 0))[1] for kind in kinds)
    if not days:
        return None
    which = f"all {every:,}" if days == every else f"{days:,} of {every:,}"
    return f"{which} entries about it have a day and no time, so “{deadline(within)}” cannot be proven."
