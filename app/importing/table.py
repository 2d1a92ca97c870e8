"""A file read as a table, before anything is known about what it means."""

import datetime as dt
from dataclasses import dataclass

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""A text file gives `str` only; a workbook gives typed cells, and "" for an empty one."""

BLANK_WORDS = frozenset({"", "-", "(no value)", "--none--"})
"""What exports write, in lower case, where there is nothing."""

_LONGEST_BLANK = max(map(len, BLANK_WORDS))

PROBLEM = "Problem"
"""The column that rows saved for mending have before their own; nothing is read from it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd in one row: if `fatal`, the row is left out; else a flag on a row that is kept.

    `line` is the line (of a workbook: the row) in the file, counted from 1; 0 where no single line
    is meant.
    """

    file: str
    line: int
    column: str | None
    value: str | None
    sentence: str
    fatal: bool = True

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.sentence}"


@dataclass(frozen=True)
class Table:
    """A header and the records below it; `rows[i]` begins at line `lines[i]` of the file.

    Every row has as many cells as the header, and every name in the header is there once. Rows that
    did not fit are in `problems`, their cells by line in `misfits`; `notes` says in sentences what was
    odd and how it was read. `encoding` and `delimiter` are None for a workbook, `sheet` is None for
    a text file.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[int, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    misfits: tuple[tuple[int, tuple[Cell, ...]], ...] = ()

    def column(self, name: str) -> list[Cell]:
        """Give the cells below one header, from top to bottom."""
        place = self.header.index(name)
        return [row[place] for row in self.rows]


def text(cell: Cell) -> str:
    """Write a cell as a person would have typed it: 8.0 as "8", "" where there is nothing."""
    if isinstance(cell, str):
        words = cell.strip()
        return "" if len(words) <= _LONGEST_BLANK and words.lower() in BLANK_WORDS else words
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    return str(cell)
