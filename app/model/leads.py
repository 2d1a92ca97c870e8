"""Leads: who might become a customer."""

from datetime import datetime

from pydantic import ConfigDict
from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from app.model.columns import Instant


class Lead(SQLModel):
    """A lead's facts; what happened to it are its events. `value_minor` is its expected value in minor units."""

    model_config = ConfigDict(str_strip_whitespace=True)  # type: ignore[assignment]

    external_id: str | None = Field(default=None, max_length=200)
    name: str = Field(min_length=1, max_length=200)
    company: str | None = Field(default=None, max_length=200)
    title: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=320)
    phone: str | None = Field(default=None, max_length=80)
    source: str | None = Field(default=None, max_length=120)
    campaign: str | None = Field(default=None, max_length=200)
    value_minor: int | None = Field(default=None, ge=0, sa_type=BigInteger)
    owner_id: int | None = None


class LeadRow(Lead, table=True):
    """A lead of this workspace."""

    __tablename__ = "lead"

    id: int | None = Field(default=None, primary_key=True)
    external_id: str | None = Field(default=None, unique=True)
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=Instant)
    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)


class ImportBatchRow(SQLModel, table=True):
    """One finished import: its rows carry its id, so that it can be undone as one step."""

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    files: str
    preset: str | None = None
    imported_at: datetime = Field(sa_type=Instant)
