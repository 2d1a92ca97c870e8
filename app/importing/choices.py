"""What a person may choose about one table: what it is, what its columns and words mean, how it is read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from app.errors import Refusal
from app.importing.mapping import STAGE, TARGETS, WORDED, Mapping, TableKind
from app.importing.money import MoneyReader, NumberReading, read_decimal_mark
from app.importing.presets import recognise, suggest
from app.importing.source import UTC, Source
from app.importing.table import Cell, Table, text
from app.importing.values import DateReading, DayMonth, InstantReader, read_day_order
from app.importing.word_meanings import meaning
from app.model.columns import Ms
from app.model.events import EventKind

SAMPLES = 3
_LOOKED_AT = 200

_TITLES = {
    TableKind.LEADS: "Leads",
    TableKind.DEALS: "What became of leads",
    TableKind.EVENTS: "Events",
    TableKind.PEOPLE: "People",
}
_VALUE_OF = {
    EventKind.STAGE: "stage",
    EventKind.CONTACT: "outcome",
    EventKind.ARRIVED: "source",
    EventKind.ASSIGNED: "owner",
    EventKind.HANDED_OVER: "owner",
}
"""What the value of an event says, by its kind."""


@dataclass(frozen=True)
class Times:
    """How the times of a table are read.

    `both_ways` has a date that either could come first in, as read with the day first and with the
    month first; `naive` a time without a zone, as read in UTC and in the workspace's zone (all ms).
    """

    order: DateReading
    both_ways: tuple[Ms, Ms] | None = None
    naive: tuple[str, Ms, Ms] | None = None


@dataclass(frozen=True)
class Amounts:
    """How the amounts of a table are read; `both_ways` has the example with a decimal point and comma (minor)."""

    mark: NumberReading
    both_ways: tuple[int, int] | None = None


def ways_to_read(table: Table, saved: Mapping | None = None) -> tuple[Mapping, ...]:
    """Give the mappings to choose from: that of the last time, those that fit the headers, one of each kind."""
    fitting = recognise(table.header)
    generic = suggest(table.header)
    if generic not in fitting:
        fitting = (*fitting, generic)
    if saved is not None:
        fitting = (saved, *(mapping for mapping in fitting if mapping != saved))
    kinds = {mapping.kind for mapping in fitting}
    plain = (_by_hand(generic, kind) for kind in TableKind if kind not in kinds)
    return (*fitting, *plain)


def _by_hand(mapping: Mapping, kind: TableKind) -> Mapping:
    """Take over what a mapping says of the columns that another kind of table has too."""
    columns = tuple(use for use in mapping.columns if _fits(use.target, kind))
    words = tuple(word for word in mapping.words if _fits(word.target, kind))
    return replace(
        mapping,
        title=_TITLES[kind],
        kind=kind,
        columns=columns,
        words=words,
        constants=(),
        preset=None,
    )


def _fits(target: str, kind: TableKind) -> bool:
    stages = kind in (TableKind.LEADS, TableKind.DEALS)
    return target in TARGETS[kind] or (stages and target.startswith(STAGE))


def targets(kind: TableKind, stages: Sequence[str]) -> tuple[str, ...]:
    """Give what a column may mean in a table of this kind, in a workspace with these stages."""
    each = (STAGE + stage for stage in stages)
    return (*TARGETS[kind], *(target for target in each if _fits(target, kind)))


def samples(table: Table, column: str) -> tuple[str, ...]:
    """Give the first different values of a column, as text."""
    place = table.header.index(column)
    words = (text(row[place]) for row in table.rows[:_LOOKED_AT])
    return tuple(dict.fromkeys(word for word in words if word))[:SAMPLES]


def refusal_of(table: Table, mapping: Mapping, home: ZoneInfo) -> Refusal | None:
    """Say what has to be chosen before the table can be read, if anything."""
    try:
        Source(table, mapping, home)
    except Refusal as refusal:
        return refusal
    return None


def times_of(table: Table, mapping: Mapping, home: ZoneInfo) -> Times:
    """Find out how the times of a table can be read, with an example of each doubt."""
    order = read_day_order(_cells(table, [use.column for use in mapping.times()]))
    both = None
    if order.ambiguous and order.example is not None:
        both = _read_both_ways(order.example, home)
    return Times(order, both, _naive(table, mapping, home, order.order))


def amounts_of(table: Table, mapping: Mapping) -> Amounts:
    """Find out how the amounts of a table can be read, with an example of the doubt."""
    mark = read_decimal_mark(_cells(table, [use.column for use in mapping.uses("value")]))
    if mark.example is None:
        return Amounts(mark)
    point, comma = (MoneyReader(each).read(mark.example).minor for each in ".,")
    return Amounts(mark, None if point is None or comma is None else (point, comma))


def words_of(table: Table, mapping: Mapping) -> dict[str, Counter[str]]:
    """Count the different words of the columns whose words can be matched with ours, by target."""
    found: dict[str, Counter[str]] = {}
    for use in mapping.columns:
        if use.target in WORDED and use.column in table.header:
            words = Counter(map(text, table.column(use.column)))
            found.setdefault(use.target, Counter()).update(words)
    if mapping.kind is TableKind.EVENTS:
        _add_words_of_values(table, mapping, found)
    for words in found.values():
        del words[""]
    return found


def _add_words_of_values(table: Table, mapping: Mapping, found: dict[str, Counter[str]]) -> None:
    """Count the words of an event's value by what they say with its kind."""
    meanings = mapping.meanings.get("kind", {})
    for kind_use in mapping.uses("kind"):
        for value_use in mapping.uses("value"):
            pairs = Counter(
                zip(
                    map(text, table.column(kind_use.column)),
                    map(text, table.column(value_use.column)),
                    strict=True,
                )
            )
            for (said, value), number in pairs.items():
                kind = meaning(EventKind, meanings.get(said.casefold(), said))
                if kind in _VALUE_OF:
                    found.setdefault(_VALUE_OF[kind], Counter())[value] += number


def _cells(table: Table, columns: Sequence[str]) -> Iterator[Cell]:
    there = set(table.header)
    for column in dict.fromkeys(columns):
        if column in there:
            yield from table.column(column)


def _read_both_ways(example: str, home: ZoneInfo) -> tuple[Ms, Ms] | None:
    first, second = (InstantReader(home, home, order).read(example).ms for order in DayMonth)
    return None if first is None or second is None else (first, second)


def _naive(
    table: Table, mapping: Mapping, home: ZoneInfo, order: DayMonth | None
) -> tuple[str, Ms, Ms] | None:
    """Find the first time without a zone, and read it in UTC and in the workspace's zone."""
    order = mapping.day_order or order or DayMonth.DAY_FIRST
    here, utc = InstantReader(home, home, order), InstantReader(UTC, home, order)
    for cell in _cells(table, [use.column for use in mapping.times()]):
        at = here.read(cell).ms
        if here.met_naive and at is not None:
            return text(cell), utc.read(cell).ms or at, at
    return None
