"""Writing the leads of a filter to a file: CSV, or a workbook (XLSX)."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app import words
from app.changes import Progress, no_progress
from app.errors import EnvironmentRefusal, Refusal
from app.model.columns import Ms, from_ms, to_ms
from app.model.events import EventKind
from app.model.workspace import WorkspaceInfo
from app.rules import sentences
from app.services.lead_list import LeadFilter, LeadLine, duties_by_lead, found_in, lead_line
from app.store import lead_rows
from app.store.lists import Row
from app.store.terms import load_info, load_stage_names, load_terms
from app.store.workspace import Workspace

MOST_IN_A_WORKBOOK = 1_048_575
"""Rows that a sheet has below its heading."""

_PAGE = 1_000
_MINOR = 100
_WIDTH = 18
_UNSAFE = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the beginning of a formula."""

Cell = str | int | float | datetime | None
Write = Callable[[Sequence[str], Iterable[Sequence[Cell]]], None]


def export_leads(
    workspace: Workspace, wanted: LeadFilter, path: Path, progress: Progress = no_progress
) -> int:
    """Write the leads that meet `wanted`, in its order, to `path`; give their number.

    The file is whole or not there: an earlier one is replaced at the end. Times are the workspace's own. Raises
    Refusal for a filter with a problem, another suffix than .csv or .xlsx, too many leads for a workbook, and a file
    that cannot be written.
    """
    write = {".csv": _csv, ".xlsx": _xlsx}.get(path.suffix.lower())
    if write is None:
        raise Refusal(f"{path.name} must end in .csv or .xlsx.", field="path")
    with workspace.read() as connection:
        ids = found_in(connection, wanted).tolist()
        if write is _xlsx and len(ids) > MOST_IN_A_WORKBOOK:
            raise Refusal(
                f"A workbook has room for {MOST_IN_A_WORKBOOK:,} leads, and these are {len(ids):,}. "
                "Export them as CSV.",
                field="path",
            )
        info = load_info(connection)
        with _in_place_of(path) as unfinished:
            write(unfinished, _heading(info), _rows(connection, ids, progress))
    return len(ids)


@contextmanager
def _in_place_of(path: Path) -> Iterator[Path]:
    """A file to write to, which takes the place of `path` when all went well."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise EnvironmentRefusal(f"{path.name}: {error.strerror or error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _heading(info: WorkspaceInfo) -> tuple[str, ...]:
    return (
        *("Key", "Name", "Company", "Title", "Email", "Phone", "Source", "Campaign", "Persona"),
        *(
            "Stage",
            "Standing",
            "Owner",
            f"Arrived ({info.time_zone})",
            f"Value ({info.currency})",
            "Duplicate",
        ),
        *("Next duty", "Due", "State"),
    )


def _rows(
    connection: Connection, ids: Sequence[int], progress: Progress
) -> Iterator[tuple[Cell, ...]]:
    terms, stages = load_terms(connection), load_stage_names(connection)
    zone, now = ZoneInfo(terms.zone), to_ms(datetime.now(UTC))
    for start in range(0, len(ids), _PAGE):
        progress(start, len(ids))
        page = ids[start : start + _PAGE]
        rows = {row["id"]: row for row in lead_rows.leads(connection, page)}
        clocks = duties_by_lead(connection, page, terms, now)
        for lead in page:
            line = lead_line(rows[lead], clocks.get(lead, ()))
            yield (*_facts(rows[lead], line, zone), *_duty(line, stages, zone))
    progress(len(ids), len(ids))


def _facts(row: Row, line: LeadLine, zone: ZoneInfo) -> tuple[Cell, ...]:
    return (
        *(row[name] for name in ("external_id", "name", "company", "title", "email", "phone")),
        *(row[name] for name in ("source", "campaign", "persona", "stage")),
        None if line.standing is None else words.label(EventKind(line.standing)),
        line.owner,
        _local(line.arrived_at, zone),
        None if line.value_minor is None else line.value_minor / _MINOR,
        "yes" if line.duplicate else None,
    )


def _duty(line: LeadLine, stages: dict[str, str], zone: ZoneInfo) -> tuple[Cell, ...]:
    clock = line.clock
    if clock is None:
        return None, None, None
    name = f"{clock.code} {sentences.short_name(clock.commitment, stages)}"
    return name, _local(clock.due, zone), words.label(clock.state)


def _local(at: Ms | None, zone: ZoneInfo) -> datetime | None:
    """The wall time of an instant, to the second."""
    if at is None:
        return None
    return from_ms(at).astimezone(zone).replace(tzinfo=None, microsecond=0)


def _csv(path: Path, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    # The mark at the beginning is what makes Excel read UTF-8.
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows([_text(cell) for cell in row] for row in rows)


def _text(cell: Cell) -> str:
    """A cell as text; what a spreadsheet would compute is marked as text."""
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if cell.startswith(_UNSAFE) else cell
        case datetime():
            return cell.isoformat(sep=" ")
        case float():
            return f"{cell:.2f}"
        case _:
            return str(cell)


def _xlsx(path: Path, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 - asked for here only
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 - as above

    with TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as parts:
        options = {
            "constant_memory": True,
            "tmpdir": parts,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd hh:mm",
        }
        book = Workbook(str(path), options)
        book.use_zip64()
        sheet = book.add_worksheet("Leads")
        try:
            sheet.set_column(0, len(heading) - 1, _WIDTH)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, heading, book.add_format({"bold": True}))
            amount = book.add_format({"num_format": "#,##0.00"})
            number = 0
            for number, row in enumerate(rows, start=1):
                for place, cell in enumerate(row):
                    if cell is not None:
                        form = amount if isinstance(cell, float) else None
                        sheet.write(number, place, cell, form)
            sheet.autofilter(0, 0, number, len(heading) - 1)
            book.close()
        except FileCreateError as error:
            (cause,) = error.args
            raise cause from error
        finally:
            sheet.row_data_fh.close()  # still open in a workbook that was given up
