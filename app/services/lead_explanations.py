"""Why: how a clock's due instant came about, and what makes a lead a qualified one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app import words
from app.model.agreement import CommitmentKind
from app.model.clocks import ClockState, Excuse
from app.model.columns import DAY_MS, Ms, from_ms
from app.model.events import STAGE_REACHED_BY, EventKind
from app.model.stages import MQL
from app.rules.numbers import duration_text
from app.rules.sentences import clock_explanation
from app.rules.time_words import instant_words
from app.services.clock_lines import ClockLine
from app.store.lists import Row

_EXCUSED = {ClockState(excuse.value): excuse for excuse in Excuse}


@dataclass(frozen=True)
class Telling:
    """What instants and stages are told by: the moment seen from (ms), the zone (IANA), the stages' names by key."""

    now: Ms
    zone: str
    stages: Mapping[str, str]

    def when(self, at: Ms) -> str:
        """An instant in words: "yesterday 16:40", "Thu 19 Mar 16:40"."""
        return instant_words(from_ms(at), from_ms(self.now), self.zone)

    def stage(self, key: str | None) -> str:
        """The name of a stage."""
        return self.stages.get(key or MQL, key or MQL.upper())


def explanation(clock: ClockLine, history: Sequence[Row], telling: Telling) -> str:
    """Explain a clock from its start to its end.

    "Handed over Thu 19 Mar 16:40; 4 business hours end Fri 20 Mar 11:40, calendar Sales. Contact Fri 20 Mar 10:00."
    """
    return " ".join(f"{each}." for each in _way(clock, history, telling))


def _way(clock: ClockLine, history: Sequence[Row], telling: Telling) -> Iterator[str]:
    commitment, start = clock.commitment, telling.when(clock.start)
    began = "Handed over"
    if commitment.kind is CommitmentKind.CONVERSION:
        began = f"Reached {telling.stage(commitment.stage)}"
    elif commitment.stage is not None:
        began = f"Handed over as {telling.stage(commitment.stage)}"
    if clock.due is None or commitment.within is None:
        yield f"{began} {start}"
    else:
        due, side = telling.when(clock.due), words.label(commitment.side)
        yield clock_explanation(began, start, commitment.within, due, side)
        end = clock.due if clock.stop is None else min(clock.due, clock.stop)
        if any(
            row["kind"] == EventKind.PAUSED and clock.start <= row["happened_at"] < end
            for row in history
        ):
            yield "The time it was paused does not count"
    if clock.state is ClockState.PAUSED:
        yield _paused(clock, telling)
    elif clock.state in _EXCUSED:
        yield words.label(_EXCUSED[clock.state])
    elif clock.stop is not None:
        yield f"{_ended(clock, history, telling)} {telling.when(clock.stop)}"


def _paused(clock: ClockLine, telling: Telling) -> str:
    until = "until it is resumed" if clock.resume is None else f"until {telling.when(clock.resume)}"
    if clock.left is None:
        return f"Paused {until}"
    day = DAY_MS if clock.hours is None else clock.hours.usual_day
    return f"Paused {until}, with {duration_text(clock.left, day_ms=day)} left"


def _ended(clock: ClockLine, history: Sequence[Row], telling: Telling) -> str:
    """What stopped a clock: the entry of that instant; only silence leaves none."""
    there = [row for row in history if row["happened_at"] == clock.stop]
    wanted = _STOPPED_BY.get(clock.commitment.kind, ())
    entry = next((row for kind in wanted for row in there if row["kind"] == kind), None)
    if clock.commitment.kind is CommitmentKind.CONVERSION and any(
        clock.commitment.to_stage in (row["stage"], STAGE_REACHED_BY.get(EventKind(row["kind"])))
        for row in there
    ):
        return f"Reached {telling.stage(clock.commitment.to_stage)}"
    if entry is None:
        return "Accepted by silence" if not there else words.label(EventKind(there[0]["kind"]))
    kind = EventKind(entry["kind"])
    if kind is EventKind.STAGE:
        return f"Reached {telling.stage(entry['stage'])}"
    if kind is EventKind.CONTACT and clock.commitment.kind is CommitmentKind.RESPONSE:
        return "First contact"
    return words.label(kind)


_STOPPED_BY: Mapping[CommitmentKind, tuple[EventKind, ...]] = {
    CommitmentKind.RESPONSE: (EventKind.CONTACT,),
    CommitmentKind.PERSISTENCE: (EventKind.CONTACT, EventKind.SENT_BACK, EventKind.WON),
    CommitmentKind.DISPOSITION: (EventKind.ACCEPTED, EventKind.SENT_BACK, EventKind.STAGE),
}
"""What most often fulfils a duty; the entry of the instant it stopped may be another."""


def why_qualified(
    lead: Row, history: Sequence[Row], silence_at: Ms | None, telling: Telling
) -> tuple[str, ...]:
    """Say why a lead is an MQL: who made it one, when and with which words, and whom it fits.

    `history` is newest first. Only what was logged counts: where nobody wrote a reason down, that is said.
    """
    return tuple(_qualified(lead, history, silence_at, telling))


def _qualified(
    lead: Row, history: Sequence[Row], silence_at: Ms | None, telling: Telling
) -> Iterator[str]:
    made = [
        row
        for row in reversed(history)
        if row["kind"] == EventKind.HANDED_OVER
        or (row["kind"] == EventKind.STAGE and row["stage"] == MQL)
    ]
    if not made:
        yield f"It has not reached {telling.stage(MQL)} yet."
        return
    yield _made(made[0], telling)
    if len(made) > 1 and made[-1]["kind"] == EventKind.HANDED_OVER:
        yield _made(made[-1], telling, again=True)
    if not any(row["note"] for row in made):
        yield "Nobody wrote down why."
    if silence_at is not None and silence_at <= telling.now:
        yield f"Sales said nothing by {telling.when(silence_at)}, which accepted it."
    if lead["persona"]:
        yield f"It fits persona {lead['persona']}."
    came = " of campaign ".join(filter(None, (lead["source"], lead["campaign"])))
    if lead["source"]:
        yield f"It came from {came}."
    elif lead["campaign"]:
        yield f"It came from campaign {lead['campaign']}."


def _made(row: Row, telling: Telling, *, again: bool = False) -> str:
    """Who handed it over, or moved it there, when, and what was written with it."""
    stage, at = telling.stage(row["stage"]), telling.when(row["happened_at"])
    once_more = " again" if again else ""
    if row["kind"] == EventKind.STAGE:
        said = f"{row['by']} moved it to {stage}" if row["by"] else f"It was moved to {stage}"
    elif row["by"]:
        said = f"{row['by']} handed it over{once_more} as {stage}"
    else:
        said = f"It was handed over{once_more} as {stage}"
    note = f": “{row['note']}”" if row["note"] else "."
    return f"{said}, {at}{note}"
