"""Bringing files in: read and map them, show what would be written, write it in one undoable step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from app.changes import Area, Change, Progress, no_progress
from app.importing.collecting import Known
from app.importing.decode import read_table
from app.importing.mapping import Mapping, mapping_for
from app.importing.preview import build
from app.importing.records import Batch
from app.importing.table import Table
from app.model.columns import from_ms
from app.model.events import EventRow
from app.model.leads import ImportBatchRow, LeadRow
from app.model.people import PersonRow
from app.services.changing import changing
from app.services.import_plan import NewEvent, Plan, Values, plan
from app.services.workspaces import info
from app.store import existing
from app.store.schema import id_of
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace

T = TypeVar("T")

AREAS = frozenset({Area.PEOPLE, Area.LEADS, Area.CLOCKS})

_TELL_EVERY = 1_000
_CHANGED_AT_ONCE = 500


@dataclass(frozen=True)
class Imported:
    """What an import wrote, or would write; `change` is None when it wrote nothing.

    `already_there` counts leads and events that brought nothing new, `before_agreement` the new
    leads that arrived before the agreement began: they start no clock.
    """

    change: Change | None
    leads: int
    updated: int
    events: int
    people: int
    already_there: int
    before_agreement: int


def read(
    paths: Sequence[Path], preset: str | None = None, progress: Progress = no_progress
) -> list[tuple[Table, Mapping]]:
    """Read files and choose for each the mapping that its headers ask for.

    Raises Refusal naming the file for one that cannot be read or that no preset knows.
    """
    tables = [read_table(path, progress=progress) for path in paths]
    return [(table, mapping_for(table, preset)) for table in tables]


def preview(
    workspace: Workspace,
    inputs: Sequence[tuple[Table, Mapping]],
    progress: Progress = no_progress,
) -> Batch:
    """What the files say, with the problems of every row."""
    with workspace.read() as connection:
        known = Known(
            leads=existing.arrivals(connection), stages=frozenset(existing.stages(connection))
        )
    return build(inputs, zone=info(workspace).time_zone, known=known, progress=progress)


def foresee(workspace: Workspace, batch: Batch) -> Imported:
    """What `apply` would answer for a batch; nothing is written."""
    with workspace.read() as connection:
        return _answer(plan(connection, batch), None)


def apply(
    workspace: Workspace,
    batch: Batch,
    files: Sequence[str],
    *,
    preset: str | None = None,
    progress: Progress = no_progress,
) -> Imported:
    """Write a batch in one transaction, as one undoable step; what is there already is left alone.

    Nothing is written when `progress` raises `Cancelled`; it counts the rows written, then the leads
    whose clocks follow from them. An imported event counts as recorded when it happened: the file is
    the other system's own record, and does not say when it was typed in.
    """
    label = f"Import {files[0]}" if len(files) == 1 else f"Import {len(files)} files"
    rows = len(batch.leads) + len(batch.updates) + len(batch.events)
    leads = len({event.lead_key for event in batch.events})
    total = rows + leads

    def writing(done: int) -> None:
        progress(done, total)

    def deriving(done: int, of: int) -> None:
        progress(rows + done * leads // max(1, of), total)

    writing(0)
    with changing(workspace, label, AREAS, deriving) as making:
        planned = plan(making.work.connection, batch)
        if not planned.empty:
            _write(making.work, planned, files, preset, writing)
    return _answer(planned, None if planned.empty else making.change)


def _answer(planned: Plan, change: Change | None) -> Imported:
    return Imported(
        change=change,
        leads=len(planned.leads),
        updated=len(planned.changes),
        events=len(planned.events),
        people=len(planned.people),
        already_there=planned.already_there,
        before_agreement=planned.before_agreement,
    )


def _write(
    work: UnitOfWork,
    planned: Plan,
    files: Sequence[str],
    preset: str | None,
    writing: Callable[[int], None],
) -> None:
    """Write people, then leads, then events, telling how many leads and events are done."""
    row = ImportBatchRow(files=", ".join(files), preset=preset, imported_at=work.now)
    batch_id = work.add(row).id
    assert batch_id is not None  # noqa: S101 - added rows have their id
    if planned.people:
        work.add_batch(PersonRow, planned.people, batch_id)
    if planned.leads:
        added = ({**lead, "created_at": work.now} for lead in planned.leads)
        work.add_batch(LeadRow, _counted(added, writing, 0), batch_id)
    done = len(planned.leads)
    _change_leads(work, planned, writing, done)
    done += len(planned.changes)
    if planned.events:
        happened = (_event_row(event) for event in planned.events)
        work.add_batch(EventRow, _counted(happened, writing, done), batch_id)


def _counted(rows: Iterator[T], tell: Callable[[int], None], done: int) -> Iterator[T]:
    """Give the rows on, telling between them how many are done."""
    for number, row in enumerate(rows, start=done):
        if number % _TELL_EVERY == 0:
            tell(number)
        yield row


def _change_leads(
    work: UnitOfWork, planned: Plan, writing: Callable[[int], None], done: int
) -> None:
    remaining = iter(planned.changes.items())
    while chunk := dict(islice(remaining, _CHANGED_AT_ONCE)):
        writing(done)
        for row in work.leads(chunk):
            for name, value in chunk[id_of(row)].items():
                setattr(row, name, value)
        done += len(chunk)


def _event_row(event: NewEvent) -> Values:
    record, happened = event.record, from_ms(event.record.happened_at)
    row: dict[str, Any] = {
        "lead_id": event.lead_id,
        "kind": record.kind,
        "happened_at": happened,
        "recorded_at": happened,
        "by_id": event.by_id,
    }
    for name in ("stage", "channel", "outcome", "reason", "value_minor", "note"):
        row[name] = getattr(record, name)
    return row
