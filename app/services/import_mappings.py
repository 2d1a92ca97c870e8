"""How files are read: remembered by their headers, and what can be chosen about their words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from sqlalchemy import Connection

from app.importing.choices import ways_to_read, words_of
from app.importing.mapping import Mapping, signature
from app.importing.presets import mapping_for, recognise
from app.importing.table import Table
from app.importing.word_meanings import STANDINGS, meaning, plain, sides_of, status_of
from app.model.events import Channel, EventKind, LostReason, Outcome, Reason
from app.model.leads import SavedMappingRow
from app.model.people import Side
from app.store import existing
from app.store.saved_mappings import saved_mapping
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace
from app.words import label

MOST_WORDS = 500
"""A column of more different words holds no words to be matched; the most frequent ones are offered."""

_LIKE = 0.8

_MEMBERS: dict[str, tuple[type[StrEnum], ...]] = {
    "kind": (EventKind,),
    "channel": (Channel,),
    "outcome": (Outcome,),
    "reason": (LostReason, Reason),
}


@dataclass(frozen=True)
class OurWord:
    """What a word of a file may be matched with: its key, and what people call it."""

    key: str
    name: str


@dataclass(frozen=True)
class TheirWord:
    """A word of a file, and in how many rows it stands.

    `ours` is the key it counts as now, be it by the mapping or by itself: "" where it says nothing to
    us, None where nothing of ours is meant; then it is taken as a new word, or the row is left out.
    `suggested` is the nearest of ours for such a word.
    """

    theirs: str
    rows: int
    ours: str | None
    suggested: str | None


@dataclass(frozen=True)
class Words:
    """The different words of a table for one target, most frequent first, and ours to choose from.

    `may_be_new`: a word without a match is taken over as it is.
    """

    target: str
    column: str
    theirs: tuple[TheirWord, ...]
    ours: tuple[OurWord, ...]
    may_be_new: bool


def ways(workspace: Workspace, table: Table) -> tuple[Mapping, ...]:
    """Give the mappings to choose from: that of the last import, those that fit, one of each kind."""
    with workspace.read() as connection:
        return ways_to_read(table, _saved(connection, table.header))


def mapping_of(workspace: Workspace, table: Table, preset: str | None = None) -> Mapping:
    """Choose the mapping for a table unasked. Raises Refusal when nothing is known of its headers."""
    if preset is None:
        found = known_mapping(workspace, table.header)
        if found is not None:
            return found
    return mapping_for(table, preset)


def known_mapping(workspace: Workspace, header: Sequence[str]) -> Mapping | None:
    """Find how files with this header were read last, or else the preset that knows it."""
    with workspace.read() as connection:
        saved = _saved(connection, header)
    return saved or next(iter(recognise(header)), None)


def keep(work: UnitOfWork, read_as: Sequence[tuple[Sequence[str], Mapping]]) -> None:
    """Remember how files were read, where the headers alone would not say so; no part of any step."""
    for header, mapping in read_as:
        headers = signature(header)
        there = work.get(SavedMappingRow, headers)
        if mapping == next(iter(recognise(header)), None):
            if there is not None:
                work.remove(there)
        elif there is None:
            said = mapping.to_json()
            work.add(SavedMappingRow(headers=headers, mapping=said, saved_at=work.now))
        elif _understood(there.mapping) != mapping:
            there.mapping, there.saved_at = mapping.to_json(), work.now


def _saved(connection: Connection, header: Sequence[str]) -> Mapping | None:
    said = saved_mapping(connection, signature(header))
    return None if said is None else _understood(said)


def _understood(said: dict[str, object]) -> Mapping | None:
    """Read a saved mapping; None for one that a later Tandem wrote otherwise."""
    try:
        return Mapping.from_json(said)
    except (KeyError, TypeError, ValueError):
        return None


def words(workspace: Workspace, table: Table, mapping: Mapping) -> tuple[Words, ...]:
    """List the words of a table that can be matched with ours, each with the match it has or might have."""
    with workspace.read() as connection:
        return tuple(
            _words(connection, mapping, target, counted)
            for target, counted in words_of(table, mapping).items()
            if counted
        )


def _words(connection: Connection, mapping: Mapping, target: str, counted: Counter[str]) -> Words:
    ours = _ours(connection, target)
    by_words = {plain(word.name): word.key for word in ours}
    by_words |= {plain(word.key): word.key for word in ours}
    stages = existing.names(connection, "stage")
    meanings = mapping.meanings.get(target, {})
    theirs = []
    for said, rows in counted.most_common(MOST_WORDS):
        chosen = meanings.get(said.casefold())
        key = chosen if chosen is not None else _by_itself(target, said, ours, stages)
        near = [] if key is not None else get_close_matches(plain(said), by_words, 1, _LIKE)
        theirs.append(TheirWord(said, rows, key, by_words[near[0]] if near else None))
    column = next(
        (use.column for use in mapping.uses(target)),
        next((use.column for use in mapping.uses("value")), ""),
    )
    free = target in ("owner", "by", "source", "campaign", "persona", "reason")
    return Words(target, column, tuple(theirs), ours, may_be_new=free)


def _by_itself(
    target: str, said: str, ours: Sequence[OurWord], stages: dict[str, str]
) -> str | None:
    """The word of ours that one of the file counts as without being matched."""
    if target == "stage":
        status = status_of(said, stages)
        return None if status is None else status.stage or status.kind
    if target == "side":
        sides = sides_of(said)
        return None if sides is None else "both" if len(sides) > 1 else next(iter(sides), None)
    if target in _MEMBERS:
        return next(filter(None, (meaning(each, said) for each in _MEMBERS[target])), None)
    exactly = target in ("source", "campaign")
    return next(
        (
            word.key
            for word in ours
            if word.name == said or (not exactly and word.name.casefold() == said.casefold())
        ),
        None,
    )


def _ours(connection: Connection, target: str) -> tuple[OurWord, ...]:
    if target in ("source", "campaign"):
        names = sorted(existing.used(connection, target), key=str.casefold)
    elif target in ("owner", "by"):
        names = [person["name"] for person in existing.people(connection).values()]
    elif target == "persona":
        names = list(existing.names(connection, "persona").values())
    else:
        return _listed(connection, target)
    return tuple(OurWord(name, name) for name in names)


def _listed(connection: Connection, target: str) -> tuple[OurWord, ...]:
    if target == "stage":
        stages = existing.names(connection, "stage")
        ends = (OurWord(kind, label(kind)) for kind in STANDINGS)
        return (*(OurWord(key, name) for key, name in stages.items()), *ends)
    if target == "side":
        return (*(OurWord(side, label(side)) for side in Side), OurWord("both", "Both"))
    listed = {member.value: label(member) for members in _MEMBERS[target] for member in members}
    return tuple(OurWord(key, name) for key, name in listed.items())
