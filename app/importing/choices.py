"""What a person may choose about one table: what it is, what its columns mean, how its times are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from app.errors import Refusal
from app.importing.mapping import LEAD_TEXTS, STAGE, TIMES, Mapping, TableKind, recognise, suggest
from app.importing.source import UTC, Source
from app.importing.table import Cell, Table, text
from app.importing.values import DateReading, DayMonth, InstantReader, read_day_order
from app.model.columns import Ms

SAMPLES = 3
_LOOKED_AT = 200

_NAMES = ("external_id", "name", "first_name", "last_name", *LEAD_TEXTS, "value", "owner", "by")
_HISTORY = ("external_id", "kind", "happened_at", "by", "channel", "reason", "value", "note")
_FACTS_OF_DEALS = ("external_id", "value", "owner", "by", "person")


@dataclass(frozen=True)
class Times:
    """How the times of a table are read.

    `both_ways` has a date that either could come first in, as read with the day first and with the
    month first; `naive` a time without a zone, as read in UTC and in the workspace's zone (all ms).
    """

    order: DateReading
    both_ways: tuple[Ms, Ms] | None = None
    naive: tuple[str, Ms, Ms] | None = None


def ways_to_read(table: Table) -> tuple[Mapping, ...]:
    """Give the mappings to choose from: those that fit the headers, best first, then one of each kind."""
    fitting = recognise(table.header)
    generic = suggest(table.header)
    if generic not in fitting:
        fitting = (*fitting, generic)
    kinds = {mapping.kind for mapping in fitting}
    plain = (_by_hand(generic, kind) for kind in TableKind if kind not in kinds)
    return (*fitting, *plain)


def _by_hand(mapping: Mapping, kind: TableKind) -> Mapping:
    """Take over what a mapping says of the columns that another kind of table has too."""
    titles = {
        TableKind.LEADS: "Leads",
        TableKind.DEALS: "What became of leads",
        TableKind.EVENTS: "Events",
    }
    columns = tuple(use for use in mapping.columns if use.target in _plain_targets(kind))
    return replace(mapping, title=titles[kind], kind=kind, columns=columns, preset=None)


def _plain_targets(kind: TableKind) -> tuple[str, ...]:
    return {
        TableKind.LEADS: (*_NAMES, "person", *TIMES, "reason", "note"),
        TableKind.DEALS: (*_FACTS_OF_DEALS, *TIMES, "reason", "note"),
        TableKind.EVENTS: _HISTORY,
    }[kind]


def targets(kind: TableKind, stages: Sequence[str]) -> tuple[str, ...]:
    """Give what a column may mean in a table of this kind, in a workspace with these stages."""
    if kind is TableKind.EVENTS:
        return _HISTORY
    return (*_plain_targets(kind), *(STAGE + stage for stage in stages))


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
    order = read_day_order(_cells(table, mapping))
    both = None
    if order.ambiguous and order.example is not None:
        both = _read_both_ways(order.example, home)
    return Times(order, both, _naive(table, mapping, home, order.order))


def _cells(table: Table, mapping: Mapping) -> Iterator[Cell]:
    there = set(table.header)
    for column in dict.fromkeys(use.column for use in mapping.times()):
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
    for cell in _cells(table, mapping):
        at = here.read(cell).ms
        if here.met_naive and at is not None:
            return text(cell), utc.read(cell).ms or at, at
    return None
