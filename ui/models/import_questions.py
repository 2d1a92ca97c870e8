"""What each file of an import leaves open, worked out off the window's thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.errors import Refusal
from app.importing.choices import Amounts, Times, amounts_of, refusal_of, times_of
from app.importing.joining import JOINED, KEYS
from app.importing.mapping import Mapping, TableKind
from app.importing.presets import recognise
from app.importing.table import Table, text
from app.services import import_mappings
from app.services.import_mappings import Words
from app.services.workspaces import Workspace

_NAMED = 3


class Found(StrEnum):
    """How a way to read a file was found."""

    SAVED = "saved"
    """It is how the last file with these headers was read."""
    RECOGNISED = "recognised"
    """A preset knows the headers."""
    BY_HAND = "by hand"
    """It is only a beginning."""


@dataclass(frozen=True)
class Ways:
    """The ways to read one table, the best first, and how each was found."""

    ways: tuple[Mapping, ...]
    found: tuple[Found, ...]


def ways_of(workspace: Workspace, table: Table) -> Ways:
    """Find the ways to read a table."""
    ways = import_mappings.ways(workspace, table)
    fitting = recognise(table.header)
    known = import_mappings.known_mapping(workspace, table.header)
    is_saved = known is not None and known not in fitting[:1]

    def found(place: int, mapping: Mapping) -> Found:
        if place == 0 and is_saved:
            return Found.SAVED
        return Found.RECOGNISED if mapping in fitting else Found.BY_HAND

    return Ways(ways, tuple(found(place, mapping) for place, mapping in enumerate(ways)))


@dataclass(frozen=True)
class Questions:
    """What one table, read by `mapping`, leaves open: what must be chosen, and what may be."""

    mapping: Mapping
    refusal: Refusal | None
    times: Times
    amounts: Amounts
    words: tuple[Words, ...]

    @property
    def has_readings(self) -> bool:
        """Whether times or amounts can be read in more than one way."""
        times = self.times
        return times.order.ambiguous or times.naive is not None or self.amounts.mark.ambiguous


def questions_of(workspace: Workspace, table: Table, mapping: Mapping, zone: str) -> Questions:
    """Find out what a table leaves open."""
    home = ZoneInfo(zone)
    found = import_mappings.words(workspace, table, mapping)
    return Questions(
        mapping,
        refusal_of(table, mapping, home),
        times_of(table, mapping, home),
        amounts_of(table, mapping),
        tuple(words for words in found if _is_to_be_matched(words, mapping)),
    )


def _is_to_be_matched(words: Words, mapping: Mapping) -> bool:
    """Tell whether there is a word without a match, or one that was matched, and ours to match with."""
    if (
        words.target == "stage"
        and mapping.kind is not TableKind.EVENTS
        and not mapping.uses("stage_at")
    ):
        return False  # nothing says since when, so it is not taken at all
    chosen = mapping.meanings.get(words.target, {})
    return bool(words.ours) and any(
        word.ours is None or word.theirs.casefold() in chosen for word in words.theirs
    )


@dataclass(frozen=True)
class Join:
    """How the rows of one table find their leads: in `column`, or in others where that is blank.

    Of its `rows`, `joined` name a lead of the tables in `leads`, `blank` name none at all, and the
    others one that is not in those tables: some of their words are in `strangers`.
    """

    file: str
    column: str
    leads: tuple[str, ...]
    rows: int
    joined: int
    blank: int
    strangers: tuple[str, ...]


def joins_of(inputs: Sequence[tuple[Table, Mapping]]) -> tuple[Join, ...]:
    """Find out how tables about leads join those that describe leads."""
    described = [(table, mapping) for table, mapping in inputs if mapping.kind is TableKind.LEADS]
    leads = {target: _words_of_leads(described, target) for target in KEYS}
    found = []
    for table, mapping in inputs:
        by = [target for target in KEYS if mapping.uses(target)]
        if mapping.kind not in JOINED or not by:
            continue
        if mapping.kind is TableKind.EVENTS and not described:
            continue  # leads may begin with their own events
        named = _named(table, mapping, by)
        strangers = [word for target, word in named if _plain(target, word) not in leads[target]]
        found.append(
            Join(
                table.name,
                mapping.uses(by[0])[0].column,
                tuple(each.name for each, _ in described),
                len(table.rows),
                len(named) - len(strangers),
                len(table.rows) - len(named),
                tuple(dict.fromkeys(strangers))[:_NAMED],
            )
        )
    return tuple(found)


def _words_of_leads(described: Sequence[tuple[Table, Mapping]], target: str) -> set[str]:
    """The words by which rows may name these leads."""
    found = {_plain(target, word) for each in described for word in _words(*each, target)}
    if target == "name":
        for table, mapping in described:
            parts = (_words(table, mapping, each) for each in ("first_name", "last_name"))
            found |= {
                _plain(target, " ".join(filter(None, both))) for both in zip(*parts, strict=False)
            }
    return found - {""}


def _named(table: Table, mapping: Mapping, by: Sequence[str]) -> list[tuple[str, str]]:
    """By what each row that names a lead does so: the first of `by` that is not blank."""
    said = zip(*(_words(table, mapping, target) for target in by), strict=True)
    return [
        next((target, word) for target, word in zip(by, row, strict=True) if word)
        for row in said
        if any(row)
    ]


def _plain(target: str, word: str) -> str:
    return word if target == "external_id" else word.casefold()


def _words(table: Table, mapping: Mapping, target: str) -> list[str]:
    """What each row says for a target, "" where it says nothing; nothing where no column is meant."""
    columns = [use.column for use in mapping.uses(target) if use.column in table.header]
    if not columns:
        return []
    cells = [map(text, table.column(column)) for column in columns]
    return [next(filter(None, row), "") for row in zip(*cells, strict=True)]
