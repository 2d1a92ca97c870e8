"""Saving the rows that could not be taken, with what is wrong with each, to be mended and brought in."""

import csv
from collections.abc import Sequence
from pathlib import Path

from app.errors import EnvironmentRefusal
from app.importing.records import Batch
from app.importing.table import PROBLEM, Cell, Table, text


def save_failed(batch: Batch, tables: Sequence[Table], path: Path) -> tuple[Path, ...]:
    """Write the rows that were left out as CSV: what is wrong with each, then its cells as they were.

    Gives the files written: `path` for the first table with such rows; since each table has columns of
    its own, those of others go beside it. The column of the problems is passed over when such a file
    is brought in. Raises EnvironmentRefusal when the folder cannot be written.
    """
    written: list[Path] = []
    for table in tables:
        wrong: dict[int, list[str]] = {}
        for problem in batch.problems:
            if problem.fatal and problem.file == table.name:
                wrong.setdefault(problem.line, []).append(problem.sentence)
        if wrong:
            target = path if not written else path.with_stem(f"{path.stem} {Path(table.name).stem}")
            _write(table, wrong, target)
            written.append(target)
    return tuple(written)


def _write(table: Table, wrong: dict[int, list[str]], path: Path) -> None:
    rows: dict[int, Sequence[Cell]] = dict(table.misfits)
    rows |= {line: row for row, line in zip(table.rows, table.lines, strict=True) if line in wrong}
    keep = [place for place, column in enumerate(table.header) if column != PROBLEM]
    whole = len(table.header)
    try:
        # with a mark, since a spreadsheet takes a file without one for Windows-1252
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=table.delimiter or ",")
            writer.writerow((PROBLEM, *(table.header[place] for place in keep)))
            for line, sentences in sorted(wrong.items()):
                cells = rows[line]
                if len(cells) == whole:
                    mine = [cells[place] for place in keep]
                else:
                    mine = list(cells[1:] if table.header[0] == PROBLEM else cells)
                writer.writerow((" ".join(sentences), *map(_written, mine)))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise EnvironmentRefusal(f"{path.name} cannot be written: {reason}.") from error


def _written(cell: Cell) -> str:
    """A cell as it stood in the file; one of a workbook as it is shown."""
    return cell if isinstance(cell, str) else text(cell)
