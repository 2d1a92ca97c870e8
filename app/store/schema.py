"""Which tables there are, and which revision of them this program speaks."""

from typing import Any

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

from app.model import (
    agreement,
    clocks,
    deliverables,
    events,
    journal,
    leads,
    people,
    personas,
    readings,
    stages,
    workspace,
)

APPLICATION_ID = 0x54414E44
"""`PRAGMA application_id` of our files: "TAND"."""

REVISIONS = ("0001", "0002")
"""Alembic's revisions, oldest first. A file with another one is newer than this program."""

FACTS: tuple[type[SQLModel], ...] = (
    workspace.WorkspaceRow,
    people.PersonRow,
    personas.PersonaRow,
    stages.StageRow,
    agreement.VersionRow,
    agreement.CommitmentRow,
    agreement.CalendarRow,
    agreement.SignatureRow,
    leads.ImportBatchRow,
    leads.LeadRow,
    leads.SavedFilterRow,
    deliverables.DeliverableRow,
    deliverables.DeliverableEventRow,
    readings.ReadingRow,
    events.EventRow,
)
"""Facts and terms: journaled, so that every step can be undone."""

TERMS: tuple[type[SQLModel], ...] = (
    workspace.WorkspaceRow,
    stages.StageRow,
    agreement.VersionRow,
    agreement.CommitmentRow,
    agreement.CalendarRow,
)
"""A change to one of these can move every clock."""

BATCHED: tuple[type[SQLModel], ...] = (
    people.PersonRow,
    personas.PersonaRow,
    leads.LeadRow,
    events.EventRow,
)
"""What an import adds in bulk, in the order of their references."""

DERIVED: tuple[type[SQLModel], ...] = (
    clocks.ClockRow,
    clocks.MarkRow,
    clocks.DayTallyRow,
    clocks.LeadStateRow,
)
"""Rebuilt from facts and terms at any time; never journaled."""

JOURNAL: tuple[type[SQLModel], ...] = (journal.JournalRow, journal.JournalStepRow)
"""Forgotten when the tables change their shape: the images of rows would no longer fit."""

METADATA: MetaData = SQLModel.metadata


def head() -> str:
    """The revision of a file this program makes."""
    return REVISIONS[-1]


def id_of(row: Any) -> int:
    """The id of a row that is on file or was added; raises ValueError before that."""
    if row.id is None:
        raise ValueError(f"{row!r} was not added yet")
    return int(row.id)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a `table=True` class, for statements on columns rather than objects."""
    return METADATA.tables[str(model.__tablename__)]
