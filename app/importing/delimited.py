"""Read the records of a text file: its delimiter, quotes, and cells that go over several lines."""

import csv
import re
from io import StringIO
from itertools import islice

from app.changes import Progress, no_progress
from app.errors import Refusal
from app.importing.layout import filled, find_header, is_blank

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1_000_000
SAMPLE_RECORDS = 200
CHUNK = 20_000
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""The line that Excel writes and reads above a table to name its delimiter."""


class Records:
    """The records that are not blank, each with the line at which it begins, and what was odd."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self.notes: list[str] = []


def read_records(
    name: str, text: str, delimiter: str | None = None, progress: Progress = no_progress
) -> Records:
    """Split text into records.

    Raises Refusal, naming the line, for a quote that never closes; Cancelled when `progress` says
    so.
    """
    stated = SEPARATOR_LINE.match(text)
    skipped = 0
    if stated:
        text, skipped = text[stated.end() :], 1
    chosen = delimiter or (stated.group(1) if stated else _find_delimiter(text))
    records = Records(chosen)
    text = _backslashes_doubled(text, chosen, records.notes)
    spaced = _spaces_before_quotes(text, chosen)
    try:
        _read(name, text, records, progress, strict=True, spaced=spaced, skipped=skipped)
    except csv.Error:
        records.rows.clear()
        records.lines.clear()
        _read(name, text, records, progress, strict=False, spaced=spaced, skipped=skipped)
        records.notes.append(
            "Some quotes are not written as CSV asks; read as well as they can be."
        )
    return records


def _read(
    name: str,
    text: str,
    records: Records,
    progress: Progress,
    *,
    strict: bool,
    spaced: bool,
    skipped: int,
) -> None:
    stream = StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=records.delimiter, strict=strict, skipinitialspace=spaced)
    rows, lines = records.rows, records.lines
    end = 0
    try:
        for row in reader:
            start, end = end + 1, reader.line_num
            if not is_blank(row):
                rows.append(row)
                lines.append(start + skipped)
                if len(rows) % CHUNK == 0:
                    progress(stream.tell(), len(text))
    except csv.Error as error:
        line = end + 1 + skipped
        if "field larger" in str(error) or "unexpected end" in str(error):
            raise Refusal(f"{name}, line {line}: a quote opened here is never closed.") from None
        raise
    if not strict and rows and "\n" in rows[-1][-1]:
        start = lines[-1] - skipped
        rest = "".join(StringIO(text, newline="").readlines()[start - 1 :])
        if rest.count('"') % 2:
            line = lines[-1]
            raise Refusal(f"{name}, line {line}: a quote opened here is never closed.")


def _find_delimiter(text: str) -> str:
    """Choose the delimiter under which most records are as wide as the header, else a comma."""
    best, best_share = ",", 0.0
    for delimiter in DELIMITERS:
        reader = csv.reader(StringIO(text[:SAMPLE], newline=""), delimiter=delimiter)
        try:
            records = [row for row in islice(reader, SAMPLE_RECORDS) if filled(row)]
        except csv.Error:
            continue
        if not records:
            continue
        width = len(records[find_header(records)])
        share = sum(1 for row in records if len(row) == width) / len(records)
        if width > 1 and share > best_share:
            best, best_share = delimiter, share
    return best


def _backslashes_doubled(text: str, delimiter: str, notes: list[str]) -> str:
    r"""Write \" as CSV's own "" where it can mean nothing else: before more text of a cell."""
    if '\\"' not in text:
        return text
    stop = f"\r\n{re.escape(delimiter)}"
    inside = re.compile(rf'\\"(?=[^"{stop}])')
    if not inside.search(text):
        return text
    notes.append('Backslashes before quotes (\\") were read as quotes inside the cell.')
    return re.sub(rf'\\"(?=[^"{stop}]|"(?:[{stop}]|\Z))', '""', text)


def _spaces_before_quotes(text: str, delimiter: str) -> bool:
    """Say whether quoted cells have a space before their quote, which CSV does not foresee."""
    head = text[:SAMPLE]
    if not re.search(rf'{re.escape(delimiter)} +"[^"]', head):
        return False
    reader = csv.reader(StringIO(head, newline=""), delimiter=delimiter)
    try:
        cells = [cell for row in islice(reader, SAMPLE_RECORDS) for cell in row]
    except csv.Error:
        return False
    return any(cell.startswith(' "') for cell in cells)
