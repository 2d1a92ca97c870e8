"""Bringing files in: read and map them, show what would be written, write it in one undoable step."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from app.changes import Area, Change, Progress, no_progress
from app.importing.collecting import Known
from app.importing.decode import read_table
from app.importing.joining import asked
from app.importing.mapping import Mapping
from app.importing.preview import build
from app.importing.records import Batch
from app.importing.table import Table
from app.model.columns import to_ms
from app.model.events import EventRow
from app.model.leads import ImportBatchRow, LeadRow
from app.model.people import PersonRow
from app.model.personas import PersonaRow
from app.services import import_mappings
from app.services.changing import changing
from app.services.import_plan import Difference, NewEvent, Plan, Values, own_key, plan
from app.services.workspaces import info
from app.store import existing
from app.store.existing import Namesake
from app.store.schema import id_of
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace

T = TypeVar("T")

AREAS = frozenset({Area.PEOPLE, Area.LEADS, Area.CLOCKS})

_TELL_EVERY = 1_000


@dataclass(frozen=True)
class Imported:
    """What an import wrote, or would write; `change` is None when it wrote nothing.

    `already_there` counts leads and events that brought nothing new, `before_agreement` the new
    leads that arrived before the agreement began: they start no clock. `forgotten` counts the leads
    left out since their persons asked to be forgotten, `duplicates` the new leads of persons who came
    up to 30 days before. `differences` are the facts that leads have otherwise here.
    """

    change: Change | None
    leads: int
    updated: int
    events: int
    people: int
    already_there: int
    before_agreement: int
    forgotten: int = 0
    duplicates: int = 0
    differences: tuple[Difference, ...] = ()

    @property
    def kept(self) -> tuple[Difference, ...]:
        """What stays as it was edited here, whatever the files say."""
        return tuple(each for each in self.differences if each.kept)


def read(
    workspace: Workspace,
    paths: Sequence[Path],
    preset: str | None = None,
    progress: Progress = no_progress,
) -> list[tuple[Table, Mapping]]:
    """Read files and choose for each the mapping of its last import, or that its headers ask for.

    Raises Refusal naming the file for one that cannot be read or that nothing knows.
    """
    with _no_collecting():
        tables = [read_table(path, progress=progress) for path in paths]
    return [(table, import_mappings.mapping_of(workspace, table, preset)) for table in tables]


def preview(
    workspace: Workspace,
    inputs: Sequence[tuple[Table, Mapping]],
    progress: Progress = no_progress,
) -> Batch:
    """What the files say, with the problems of every row."""
    with workspace.read() as connection:
        known = _known(connection, inputs)
    zone = info(workspace).time_zone
    with _no_collecting():
        return build(inputs, zone=zone, known=known, progress=progress)


def _known(connection: Connection, inputs: Sequence[tuple[Table, Mapping]]) -> Known:
    """What the workspace holds of what the files ask for."""
    wanted = asked(inputs)
    leads = existing.arrivals(connection, wanted.keys)
    by_email = existing.namesakes(connection, "email", wanted.emails)
    by_name = existing.namesakes(connection, "name", wanted.names)
    leads.update((_key_of(each), each.arrived_at) for each in (*by_email, *by_name))
    return Known(
        leads=leads,
        by_email=_grouped(by_email),
        by_name=_grouped(by_name),
        stages=existing.names(connection, "stage"),
    )


def _key_of(lead: Namesake) -> str:
    return own_key(lead.id) if lead.key is None else lead.key


def _grouped(leads: Sequence[Namesake]) -> dict[str, list[str]]:
    """The leads' keys by what the leads are called (casefolded)."""

    def called(lead: Namesake) -> str:
        return lead.words.casefold()

    grouped = groupby(sorted(leads, key=called), called)
    return {words: [_key_of(lead) for lead in those] for words, those in grouped}


def foresee(workspace: Workspace, batch: Batch) -> Imported:
    """What `apply` would answer for a batch; nothing is written."""
    with workspace.read() as connection, _no_collecting():
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
    the other system's own record, and does not say when it was typed in. How the files were read is
    kept for the next ones with their headers; that is no part of the step.
    """
    label = f"Import {files[0]}" if len(files) == 1 else f"Import {len(files)} files"
    rows = len(batch.people) + len(batch.leads) + len(batch.updates) + len(batch.events)
    leads = len({event.lead_key for event in batch.events})
    total = rows + leads

    def writing(done: int) -> None:
        progress(done, total)

    def deriving(done: int, of: int) -> None:
        progress(rows + done * leads // max(1, of), total)

    writing(0)
    with _no_collecting(), changing(workspace, label, AREAS, deriving) as making:
        planned = plan(making.work.connection, batch)
        if not planned.empty:
            _write(making.work, planned, files, preset, writing)
        import_mappings.keep(making.work, batch.read_as)
    return _answer(planned, None if planned.empty else making.change)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Look for no rings of garbage: an import makes very many records and no rings."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _answer(planned: Plan, change: Change | None) -> Imported:
    return Imported(
        change=change,
        leads=len(planned.leads),
        updated=len(planned.changes),
        events=len(planned.events),
        people=len(planned.people.added),
        already_there=planned.already_there,
        before_agreement=planned.before_agreement,
        forgotten=planned.forgotten,
        duplicates=planned.duplicates,
        differences=planned.differences,
    )


def _write(
    work: UnitOfWork,
    planned: Plan,
    files: Sequence[str],
    preset: str | None,
    writing: Callable[[int], None],
) -> None:
    """Write people and personas, then leads, then events, telling how many leads and events are done."""
    row = ImportBatchRow(files=", ".join(files), preset=preset, imported_at=work.now)
    batch_id = id_of(work.add(row))
    if planned.people.added:
        work.add_batch(PersonRow, planned.people.added, batch_id)
    work.change_rows(PersonRow, planned.people.changed)
    if planned.personas:
        work.add_batch(PersonaRow, planned.personas, batch_id)
    done = len(planned.people.ids)
    if planned.leads:
        now = to_ms(work.now)
        added = ({**lead, "created_at": now} for lead in planned.leads)
        work.add_batch(LeadRow, _counted(added, writing, done), batch_id)
    done += len(planned.leads)
    writing(done)
    work.change_rows(LeadRow, planned.changes)
    done += len(planned.changes)
    writing(done)
    if planned.events:
        happened = map(_event_row, planned.events)
        work.add_batch(EventRow, _counted(happened, writing, done), batch_id)


def _counted(rows: Iterator[T], tell: Callable[[int], None], done: int) -> Iterator[T]:
    """Give the rows on, telling between them how many are done."""
    for number, row in enumerate(rows, start=done):
        if number % _TELL_EVERY == 0:
            tell(number)
        yield row


def _event_row(event: NewEvent) -> Values:
    record = event.record
    row: dict[str, Any] = {
        "lead_id": event.lead_id,
        "kind": record.kind.value,
        "happened_at": record.happened_at,
        "recorded_at": record.happened_at,
        "by_id": event.by_id,
        "stage": record.stage,
        "channel": record.channel and record.channel.value,
        "outcome": record.outcome and record.outcome.value,
        "reason": record.reason,
        "value_minor": record.value_minor,
        "note": record.note,
    }
    return row
