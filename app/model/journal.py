"""The undo journal: what each step did to the facts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.model.columns import Instant


class JournalStepRow(SQLModel, table=True):
    """One undoable step. Steps are undone from the newest, redone from the oldest undone."""

    __tablename__ = "journal_step"

    id: int | None = Field(default=None, primary_key=True)
    label: str
    areas: str
    done_at: datetime = Field(sa_type=Instant)
    undone: bool = Field(default=False, index=True)
    batch_id: int | None = None
    removed: bytes | None = None


class JournalRow(SQLModel, table=True):
    """One fact row before and after a step; `before` is empty for an added row, `after` for a removed one."""

    __tablename__ = "journal_row"

    id: int | None = Field(default=None, primary_key=True)
    step_id: int = Field(foreign_key="journal_step.id", index=True)
    table: str
    row_id: str
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON)
