"""From a file's bytes to a table, whatever the file is."""

from pathlib import Path

from app.changes import Progress, no_progress
from app.errors import EnvironmentRefusal, Refusal
from app.importing.delimited import read_records
from app.importing.encoding import to_text
from app.importing.layout import arrange, find_header, skipped_note
from app.importing.table import Table
from app.importing.workbook import read_workbook

WORKBOOK = b"PK\x03\x04"
"""How a zipped workbook (.xlsx, .ods) begins."""

OTHERS = (
    # the reader exhausts the memory on damaged files of this kind
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls) or one with a password"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "packed (gzip)"),
    (b"SQLite format 3\0", "a database"),
)


def read_table(
    source: Path | bytes,
    name: str | None = None,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    progress: Progress = no_progress,
) -> Table:
    """Read a text file or a workbook as a table.

    `name` is what the file is called in sentences; a path's own name where it is not given. What is
    not asked for (sheet, encoding, delimiter) is found out. Raises Refusal with a sentence naming
    the file, and the line where there is one; Cancelled when `progress` says so.
    """
    data, name = _bytes_of(source, name)
    if not data.strip():
        raise Refusal(f"{name} is empty.")
    if data.startswith(WORKBOOK):
        return read_workbook(name, data, sheet, progress)
    for start, what in OTHERS:
        if data.startswith(start):
            raise Refusal(f"{name} is {what}. Save or export it as CSV or XLSX.")
    if sheet is not None:
        raise Refusal(f"{name} is a text file and has no sheets.", field="sheet")
    return _read_text(name, data, encoding, delimiter, progress)


def _bytes_of(source: Path | bytes, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, name or "The file"
    name = name or source.name
    try:
        return source.read_bytes(), name
    except FileNotFoundError:
        raise Refusal(f"There is no file {source}.") from None
    except IsADirectoryError:
        raise Refusal(f"{source} is a folder, not a file.") from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise EnvironmentRefusal(f"{name} cannot be read: {reason}.") from None


def _read_text(
    name: str, data: bytes, encoding: str | None, delimiter: str | None, progress: Progress
) -> Table:
    text, found, notes = to_text(name, data, encoding)
    records = read_records(name, text, delimiter, progress)
    if not records.rows:
        raise Refusal(f"{name} is empty.")
    top = find_header(records.rows)
    notes += records.notes
    if top:
        notes.append(skipped_note(records.lines[0], records.lines[top]))
    layout = arrange(name, records.rows[top], records.rows[top + 1 :], records.lines[top + 1 :])
    return Table(
        name=name,
        header=layout.header,
        rows=tuple(layout.rows),
        lines=tuple(layout.lines),
        encoding=found,
        delimiter=records.delimiter,
        notes=(*notes, *layout.notes),
        problems=tuple(layout.problems),
        misfits=tuple(layout.misfits),
    )
