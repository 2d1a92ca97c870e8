"""What an import would write, worked out off the window's thread and shown as rows."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from PySide6.QtCore import QCoreApplication, QObject

from app import words
from app.changes import Progress
from app.importing.mapping import Mapping
from app.importing.records import Batch, EventRecord, LeadRecord
from app.importing.table import Table
from app.model.events import EventKind
from app.services import import_limits, imports
from app.services.workspaces import Workspace
from ui import wording
from ui.models.import_problems import Odd, odd
from ui.widgets.cells import Cell, Column, RowsModel

translate = QCoreApplication.translate

SHOWN = 200
"""How many leads are shown as they would be written."""

_EVENTS_NAMED = 4


@dataclass(frozen=True)
class PreviewLead:
    """One lead as the files tell of it; `record` is None when they only add events to it."""

    key: str
    record: LeadRecord | None
    owner: str
    arrived: int | None
    events: tuple[EventRecord, ...]


@dataclass(frozen=True)
class Preview:
    """What all the files together would bring; `unmeasured` has a sentence for each promise they can't measure."""

    batch: Batch
    foreseen: imports.Imported
    leads: tuple[PreviewLead, ...]
    problems: tuple[Odd, ...]
    unmeasured: tuple[str, ...]


def preview_of(
    workspace: Workspace, inputs: Sequence[tuple[Table, Mapping]], progress: Progress
) -> Preview:
    """Read the files as they are mapped, and match them with the workspace."""
    batch = imports.preview(workspace, inputs, progress)
    return Preview(
        batch,
        imports.foresee(workspace, batch),
        _first_leads(batch),
        odd(batch.problems),
        import_limits.cannot_measure(workspace, batch),
    )


def _first_leads(batch: Batch) -> tuple[PreviewLead, ...]:
    records = {lead.key: lead for lead in (*batch.leads, *batch.updates)}
    wanted: dict[str, list[EventRecord]] = {lead.key: [] for lead in islice(batch.leads, SHOWN)}
    for event in batch.events:
        if len(wanted) < SHOWN or event.lead_key in wanted:
            wanted.setdefault(event.lead_key, []).append(event)
    people = {person.key: person.name for person in batch.people}
    return tuple(
        _preview_lead(key, records.get(key), events, people) for key, events in wanted.items()
    )


def _preview_lead(
    key: str,
    record: LeadRecord | None,
    events: Sequence[EventRecord],
    people: Dictionary[str, str],
) -> PreviewLead:
    ordered = sorted(events, key=lambda event: event.happened_at)
    arrived = next((e.happened_at for e in ordered if e.kind is EventKind.ARRIVED), None)
    owner = people[record.owner] if record and record.owner else ""
    others = tuple(event for event in ordered if event.kind is not EventKind.ARRIVED)
    return PreviewLead(key, record, owner, arrived, others)


def leads_model(
    leads: Sequence[PreviewLead], zone: str, stages: Dictionary[str, str], parent: QObject
) -> RowsModel[PreviewLead]:
    """Show leads as they would be written; a column that would be empty is left out."""

    def fact(name: str) -> Column[PreviewLead]:
        titles = {
            "company": translate("Import", "Company"),
            "source": translate("Import", "Source"),
            "campaign": translate("Import", "Campaign"),
        }
        return Column(titles[name], lambda lead: Cell(_fact(lead, name)), width=116)

    def day(ms: int | None) -> str:
        return "" if ms is None else wording.day(ms, zone)

    def happened(lead: PreviewLead) -> Cell:
        parts, last = [], day(lead.arrived)
        for event in lead.events:
            on = day(event.happened_at)
            parts.append(_what(event, stages) if on == last else f"{_what(event, stages)} {on}")
            last = on
        more = len(parts) - _EVENTS_NAMED
        said = ", ".join(parts[:_EVENTS_NAMED])
        if more > 0:
            said = (
                translate("Import", "%1 and %2 more").replace("%1", said).replace("%2", str(more))
            )
        return Cell(said, hint="\n".join(parts))

    columns = [Column(translate("Import", "Lead"), _name_cell, width=140)]
    columns += [
        fact(name)
        for name in ("company", "source", "campaign")
        if any(_fact(lead, name) for lead in leads)
    ]
    if any(lead.owner for lead in leads):
        columns.append(
            Column(translate("Import", "Owner"), lambda lead: Cell(lead.owner), width=104)
        )
    columns.append(
        Column(translate("Import", "Arrived"), lambda lead: Cell(day(lead.arrived)), width=96)
    )
    columns.append(Column(translate("Import", "Then"), happened))
    model = RowsModel(columns, _key, parent)
    model.set_rows(leads)
    return model


def _key(lead: PreviewLead) -> str:
    return lead.key


def _name_cell(lead: PreviewLead) -> Cell:
    name = lead.record.name if lead.record is not None else ""
    return Cell(name or lead.key, strong=bool(name), hint=lead.key)


def _fact(lead: PreviewLead, name: str) -> str:
    return "" if lead.record is None else getattr(lead.record, name) or ""


def _what(event: EventRecord, stages: Dictionary[str, str]) -> str:
    if event.kind is EventKind.STAGE and event.stage is not None:
        return translate("Import", "Reached %1").replace("%1", stages.get(event.stage, event.stage))
    return words.label(event.kind)
