"""Read a sheet of a workbook (.xlsx, .ods) as a header and records."""

import re
import zlib
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from app.changes import Progress
from app.errors import Refusal
from app.importing.layout import arrange, find_header, is_blank, skipped_note
from app.importing.table import Cell, Table, text

MOST_CELLS = 20_000_000
"""The reader keeps a whole rectangle in memory, so one stray cell far away costs gigabytes."""

MOST_BYTES = 2**30
DIMENSION = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')


DAMAGED = (CalamineError, BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error)
"""What the readers raise on a file that is packed wrongly, encrypted or cut off."""


class Span(NamedTuple):
    """A merged range, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


def read_workbook(name: str, data: bytes, sheet: str | None, progress: Progress) -> Table:
    """Read the sheet asked for, or the first visible one that holds anything.

    Raises Refusal for a damaged or locked workbook and for a sheet that is not there or holds no
    table.
    """
    try:
        _refuse_oversized(name, data)
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return _read(name, book, sheet, progress)
    except PasswordError:
        raise Refusal(f"{name} is protected by a password; save it without one.") from None
    except DAMAGED as error:
        raise Refusal(f"{name} is not a workbook that can be read ({error}).") from None


def _refuse_oversized(name: str, data: bytes) -> None:
    """Refuse, before it is unpacked, a workbook that would not fit in memory."""
    with ZipFile(BytesIO(data)) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > MOST_BYTES:
            raise Refusal(f"{name} is too large to read. Export it as CSV.")
        for part in parts:
            if not part.filename.startswith("xl/worksheets/sheet"):
                continue
            with packed.open(part) as stream:
                said = DIMENSION.search(stream.read(4096))
            if said and _column_number(said[1]) * int(said[2]) > MOST_CELLS:
                corner = (said[1] + said[2]).decode()
                sentence = f"{name} reaches as far as cell {corner}; delete what stands out there."
                raise Refusal(sentence)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _read(name: str, book: CalamineWorkbook, asked: str | None, progress: Progress) -> Table:
    sheets = tuple(book.sheet_names)
    if asked is not None and asked not in sheets:
        there = ", ".join(sheets)
        raise Refusal(f"{name} has no sheet called {asked}. It has: {there}.", field="sheet")
    chosen, notes = _choose(name, book, asked), []
    if asked is None and len(sheets) > 1:
        notes.append(f"Read the sheet “{chosen.name}”, one of {len(sheets)}.")
    progress(0, chosen.total_height)
    grid = chosen.to_python(skip_empty_area=False)
    spans = [Span(*first, *last) for first, last in chosen.merged_cell_ranges or ()]
    rows = [row for row in grid if not is_blank(row)]
    places = [index for index, row in enumerate(grid) if not is_blank(row)]
    top = places[find_header(rows)]
    if top > places[0]:
        notes.append(skipped_note(places[0] + 1, top + 1))
    header, bottom = _header(grid, spans, top)
    if bottom > top:
        notes.append(f"The header goes over rows {top + 1} to {bottom + 1}; they were joined.")
    if _fill_merged(grid, spans, bottom):
        notes.append("Merged cells were read as the same value in every row they cover.")
    body = [index for index in range(bottom + 1, len(grid)) if not is_blank(grid[index])]
    progress(chosen.total_height, chosen.total_height)
    layout = arrange(name, header, [grid[index] for index in body], [index + 1 for index in body])
    return Table(
        name=name,
        header=layout.header,
        rows=tuple(layout.rows),
        lines=tuple(layout.lines),
        sheet=chosen.name,
        sheets=sheets,
        notes=(*notes, *layout.notes),
        problems=tuple(layout.problems),
        misfits=tuple(layout.misfits),
    )


def _choose(name: str, book: CalamineWorkbook, asked: str | None) -> CalamineSheet:
    if asked is not None:
        chosen = book.get_sheet_by_name(asked)
        if chosen.start is None:
            raise Refusal(f"The sheet {asked} of {name} is empty.", field="sheet")
        return chosen
    for meta in book.sheets_metadata:
        if meta.visible == SheetVisibleEnum.Visible:
            chosen = book.get_sheet_by_name(meta.name)
            if any(not is_blank(row) for row in chosen.iter_rows()):
                return chosen
    raise Refusal(f"{name} is empty.")


def _header(grid: list[list[Cell]], spans: list[Span], top: int) -> tuple[list[Cell], int]:
    """Join the rows that merged cells tie to the header; give the names and the last row."""
    bottom = top
    while True:
        reach = [s.bottom for s in spans if s.top >= top and s.top <= bottom < s.bottom]
        if not reach:
            break
        bottom = max(reach)
    bottom = min(bottom, len(grid) - 1)
    block = [list(row) for row in grid[top : bottom + 1]]
    for span in spans:
        if top <= span.top <= bottom:
            for row in block[span.top - top : span.bottom - top + 1]:
                for column in range(span.left, min(span.right + 1, len(row))):
                    row[column] = grid[span.top][span.left]
    names: list[Cell] = []
    for cells in zip(*block, strict=True):
        parts = dict.fromkeys(text(cell) for cell in cells)
        names.append(" ".join(part for part in parts if part))
    return names, bottom


def _fill_merged(grid: list[list[Cell]], spans: list[Span], header: int) -> bool:
    """Repeat a merged value downwards; sideways it would claim another column's place."""
    tall = [span for span in spans if span.top > header and span.bottom > span.top]
    for span in tall:
        for row in grid[span.top + 1 : span.bottom + 1]:
            row[span.left] = grid[span.top][span.left]
    return bool(tall)
