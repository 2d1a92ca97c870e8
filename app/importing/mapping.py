"""Which column of a table feeds which fact: chosen by hand, or by a preset."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.errors import Refusal
from app.importing.table import Table
from app.importing.values import DayMonth
from app.model.events import EventKind
from app.resources import resource_path

PRESETS = resource_path("presets")

LEAD_TEXTS = ("company", "title", "email", "phone", "source", "campaign")
TIMES = {
    "arrived_at": EventKind.ARRIVED,
    "assigned_at": EventKind.ASSIGNED,
    "handed_over_at": EventKind.HANDED_OVER,
    "accepted_at": EventKind.ACCEPTED,
    "sent_back_at": EventKind.SENT_BACK,
    "won_at": EventKind.WON,
    "lost_at": EventKind.LOST,
    "opted_out_at": EventKind.OPTED_OUT,
}
"""Targets whose cell says when something happened to the row's lead; `stage:<key>` is one too."""

STAGE = "stage:"
TARGETS = frozenset(
    {
        "external_id",
        "name",
        "first_name",
        "last_name",
        "value",
        "owner",
        "by",
        "person",
        "note",
        "reason",
    }
    | {"kind", "happened_at", "channel"}
    | set(LEAD_TEXTS)
    | set(TIMES)
)


class TableKind(StrEnum):
    """What one row of a table is."""

    LEADS = "leads"
    """A lead, with its facts and the times at which things happened to it."""
    DEALS = "deals"
    """What became of a lead that another table, or the workspace, describes."""
    EVENTS = "events"
    """One event of a lead."""


class NaiveTimes(StrEnum):
    """Where times without a zone were written."""

    UTC = "utc"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One column feeding one target.

    `label` goes before what is in the cell: of people known by an id only ("SR 4ef15afb"), and of
    parts of a note ("segment: pet"). The target `person` is somebody who had a part in it: named in
    the note.
    """

    column: str
    target: str
    label: str = ""

    def __post_init__(self) -> None:
        if self.target not in TARGETS and not self.target.startswith(STAGE):
            raise ValueError(f"unknown target {self.target}")


@dataclass(frozen=True)
class Mapping:
    """How a table is read.

    A column may feed several targets. A target fed by several columns takes the first that is not
    blank, but a note takes them all. `constants` fill what no cell says.
    """

    title: str
    kind: TableKind
    columns: tuple[ColumnUse, ...]
    constants: tuple[tuple[str, str], ...] = ()
    naive_times: NaiveTimes = NaiveTimes.WORKSPACE
    day_order: DayMonth | None = None
    decimal_mark: str | None = None
    preset: str | None = None

    def uses(self, target: str) -> list[ColumnUse]:
        """Give the columns that feed a target."""
        return [use for use in self.columns if use.target == target]

    def times(self) -> list[ColumnUse]:
        """Give the columns that say when something happened."""
        named = {*TIMES, "happened_at"}
        return [u for u in self.columns if u.target in named or u.target.startswith(STAGE)]


@dataclass(frozen=True)
class PresetTable:
    """One kind of file that a preset knows, by the headers it may have."""

    preset: str
    title: str
    kind: TableKind
    headers: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(target, label, headers it goes by)"""
    needs: tuple[frozenset[str], ...]
    """Of each of these sets, one target must be fed for the table to be recognised."""
    naive_times: NaiveTimes
    generic: bool

    def bind(self, header: Sequence[str]) -> Mapping:
        """Choose the columns of this header that the preset knows."""
        by_key: dict[str, str] = {}
        for column in header:
            by_key.setdefault(_key(column), column)
        uses = []
        for target, label, names in self.headers:
            found = next((by_key[_key(name)] for name in names if _key(name) in by_key), None)
            if found is not None:
                uses.append(ColumnUse(found, target, label))
        return Mapping(
            self.title, self.kind, tuple(uses), naive_times=self.naive_times, preset=self.preset
        )

    def fits(self, mapping: Mapping) -> bool:
        """Say whether enough columns were found to take the table for this one."""
        fed = {use.target for use in mapping.columns}
        return all(fed & choice for choice in self.needs)


def preset_names() -> tuple[str, ...]:
    """List the presets there are."""
    return tuple(sorted({table.preset for table in preset_tables()}))


@cache
def preset_tables(folder: Path = PRESETS) -> tuple[PresetTable, ...]:
    """Read all presets."""
    tables = []
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            content = tomllib.load(file)
        tables += [_preset_table(path.stem, content, table) for table in content["table"]]
    return tuple(tables)


def recognise(header: Sequence[str], preset: str | None = None) -> tuple[Mapping, ...]:
    """Give the mappings that fit a header, best first: particular, then by columns used.

    With `preset` only that one's tables are tried; Refusal when there is none of that name.
    """
    if preset is not None and preset not in preset_names():
        there = ", ".join(preset_names())
        raise Refusal(f"There is no preset called {preset}. There are: {there}.", field="preset")
    found = []
    for table in preset_tables():
        mapping = table.bind(header)
        if preset in (None, table.preset) and table.fits(mapping):
            found.append((table.generic, -len(mapping.columns), mapping))
    return tuple(mapping for _, _, mapping in sorted(found, key=lambda entry: entry[:2]))


def suggest(header: Sequence[str]) -> Mapping:
    """Give the best mapping for a header; when none fits, what the generic one finds."""
    fitting = recognise(header)
    if fitting:
        return fitting[0]
    generic = next(t for t in preset_tables() if t.generic and t.kind is TableKind.LEADS)
    return generic.bind(header)


def mapping_for(table: Table, preset: str | None = None) -> Mapping:
    """Choose the mapping for a table unasked; Refusal when nothing fits its headers."""
    fitting = recognise(table.header, preset)
    if fitting:
        return fitting[0]
    named = f"the preset {preset} knows" if preset else "any preset knows"
    columns = ", ".join(table.header[:8]) + (", …" if len(table.header) > 8 else "")  # noqa: PLR2004
    raise Refusal(
        f"{table.name} is no file that {named}. Its columns are: {columns}.", field="preset"
    )


def _preset_table(preset: str, content: dict[str, Any], table: dict[str, Any]) -> PresetTable:
    columns = tuple(
        (column["target"], column.get("label", ""), tuple(column["headers"]))
        for column in table["column"]
    )
    return PresetTable(
        preset=preset,
        title=table["title"],
        kind=TableKind(table["kind"]),
        headers=columns,
        needs=tuple(frozenset(choice.split("|")) for choice in table["needs"]),
        naive_times=NaiveTimes(table.get("naive_times", NaiveTimes.WORKSPACE)),
        generic=content.get("generic", False),
    )


def _key(header: str) -> str:
    """Make headers that differ in case, spaces and punctuation only the same."""
    return re.sub(r"[\W_]+", "", header).casefold()
