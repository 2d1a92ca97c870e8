"""The files that are known by their headers: what they are, and what their columns mean."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.errors import Refusal
from app.importing.mapping import ColumnUse, Mapping, NaiveTimes, TableKind, Word
from app.importing.table import Table
from app.resources import resource_path

PRESETS = resource_path("presets")


@dataclass(frozen=True)
class PresetTable:
    """One kind of file that a preset knows, by the headers it may have."""

    preset: str
    title: str
    kind: TableKind
    headers: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(target, label, headers it goes by, best first)"""
    needs: tuple[frozenset[str], ...]
    """Of each of these sets, one target must be fed for the table to be recognised."""
    signs: tuple[tuple[str, ...], ...]
    """Of each of these, one header must be there, used or not."""
    constants: tuple[tuple[str, str], ...]
    words: tuple[Word, ...]
    naive_times: NaiveTimes
    generic: bool

    def bind(self, header: Sequence[str]) -> Mapping:
        """Choose the columns of this header that the preset knows."""
        by_key = _by_key(header)
        uses = []
        for target, label, names in self.headers:
            found = next((by_key[_key(name)] for name in names if _key(name) in by_key), None)
            if found is not None:
                uses.append(ColumnUse(found, target, label))
        fed = {use.target for use in uses}
        return Mapping(
            self.title,
            self.kind,
            tuple(uses),
            constants=self.constants,
            naive_times=self.naive_times,
            words=tuple(word for word in self.words if word.target in fed),
            preset=self.preset,
        )

    def fits(self, header: Sequence[str], mapping: Mapping) -> bool:
        """Say whether enough columns were found to take the table for this one."""
        by_key = _by_key(header)
        fed = {use.target for use in mapping.columns}
        signed = all(any(_key(name) in by_key for name in names) for names in self.signs)
        return signed and all(fed & choice for choice in self.needs)


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
        if preset in (None, table.preset) and table.fits(header, mapping):
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
        signs=tuple(tuple(names) for names in table.get("signs", ())),
        constants=tuple(table.get("constants", {}).items()),
        words=tuple(
            Word(target, theirs, ours)
            for target, words in table.get("words", {}).items()
            for theirs, ours in words.items()
        ),
        naive_times=NaiveTimes(table.get("naive_times", NaiveTimes.WORKSPACE)),
        generic=table.get("generic", content.get("generic", False)),
    )


def _by_key(header: Sequence[str]) -> dict[str, str]:
    """Give the columns by what is left of their names when case and signs do not matter."""
    found: dict[str, str] = {}
    for column in header:
        found.setdefault(_key(column), column)
    return found


def _key(header: str) -> str:
    """Make headers that differ in case, spaces and punctuation only the same."""
    return re.sub(r"[\W_]+", "", header).casefold()
