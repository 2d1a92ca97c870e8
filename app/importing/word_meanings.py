"""What the words of a file mean here: stages, kinds of event, channels, outcomes, reasons, sides."""

from collections.abc import Mapping as Dictionary
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeVar

from app import words as our_words
from app.importing.source import RowFault, Source
from app.model.events import Channel, EventKind, LostReason, Outcome, Reason
from app.model.people import Side

Meaning = TypeVar("Meaning", bound=StrEnum)

ALSO_CALLED = {
    "call": "phone",
    "telephone": "phone",
    "e_mail": "email",
    "mail": "email",
    "automatic": "auto",
    "message_left": "message",
    "left_a_message": "message",
    "meeting_booked": "meeting",
    "closed_won": "won",
    "closed_lost": "lost",
    "both_sides": "both",
    "marketing_qualified_lead": "mql",
    "sales_accepted_lead": "sal",
    "sales_qualified_lead": "sql",
}

STANDINGS = (
    EventKind.WON,
    EventKind.LOST,
    EventKind.ACCEPTED,
    EventKind.SENT_BACK,
    EventKind.OPTED_OUT,
    EventKind.JUNK,
)
"""What a word for a lead's stage may say besides the stages."""

_SIDES = {
    "marketing": frozenset({Side.MARKETING}),
    "sales": frozenset({Side.SALES}),
    "both": frozenset(Side),
}


class Status(NamedTuple):
    """What a word for a lead's stage says that happened: a stage reached, or how it ended."""

    kind: EventKind
    stage: str | None


def plain(words: str) -> str:
    """Write words so that case, blanks and dashes do not matter."""
    return "_".join(words.lower().replace("-", " ").replace("_", " ").split())


def meaning(members: type[Meaning], words: str) -> Meaning | None:
    """Find the member that words stand for: by its value, or by our words for it."""
    value = _value(members, words)
    return None if value is None else members(value)


@lru_cache(maxsize=10_000)
def _value(members: type[StrEnum], words: str) -> str | None:
    said = plain(words)
    said = ALSO_CALLED.get(said, said)
    if said in set(members):
        return said
    labels = our_words.WORDS.get(members, {})
    return next((member.value for member, label in labels.items() if plain(label) == said), None)


def status_of(words: str, stages: Dictionary[str, str]) -> Status | None:
    """Say what a word for a lead's stage means; None for one that is no stage and no end here."""
    stage = stage_of(words, stages)
    if stage is not None:
        return Status(EventKind.STAGE, stage)
    kind = meaning(EventKind, words)
    return Status(kind, None) if kind in STANDINGS else None


def stage_of(words: str, stages: Dictionary[str, str]) -> str | None:
    """Find a stage by its key or its name."""
    said = plain(words)
    said = ALSO_CALLED.get(said, said)
    if said in stages:
        return said
    return next((key for key, name in stages.items() if plain(name) == said), None)


def channel_of(source: Source, words: str, target: str) -> Channel:
    """Find a channel; RowFault when there is none of these words."""
    return _one_of(source, Channel, words, target)


def outcome_of(source: Source, words: str, target: str) -> Outcome:
    """Find an outcome; RowFault when there is none of these words."""
    return _one_of(source, Outcome, words, target)


def kind_of(source: Source, words: str) -> EventKind:
    """Find a kind of event; RowFault when there is none of these words."""
    return _one_of(source, EventKind, words, "kind")


def reason_of(words: str | None, kind: EventKind) -> str | None:
    """Give a reason of our list for this kind of event by its key, and any other in its own words."""
    if words is None:
        return None
    found = meaning(LostReason if kind is EventKind.LOST else Reason, words)
    return words if found is None else found.value


def sides_of(words: str) -> frozenset[Side] | None:
    """Say which sides a word names; None for a word that names none."""
    said = plain(words)
    return _SIDES.get(ALSO_CALLED.get(said, said))


def _one_of(source: Source, members: type[Meaning], words: str, target: str) -> Meaning:
    found = meaning(members, words)
    if found is None:
        sentence = f"“{words}” is none of: {', '.join(members)}."
        raise RowFault(sentence, source.column_of(target), words)
    return found
