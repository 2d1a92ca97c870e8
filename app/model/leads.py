"""Leads: who might become a customer."""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict
from sqlalchemy import JSON, BigInteger, text
from sqlmodel import Field, Index, SQLModel

from app.model.columns import Instant

PERSONAL = frozenset({"external_id", "name", "company", "title", "email", "phone"})
"""What of a lead is erased when its person asks to be forgotten."""


class Lead(SQLModel):
    """A lead's facts; what happened to it are its events.

    `value_minor` is its expected value in minor units. A lead of somebody who came before, within 30 days, is a
    duplicate of the earlier one: it starts no clock and counts in no promise.
    """

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
    persona_id: int | None = None
    duplicate_of_id: int | None = None


class LeadRow(Lead, table=True):
    """A lead of this workspace."""

    __tablename__ = "lead"
    __table_args__ = (
        Index("lead_name", text("lower(name)")),
        Index("lead_email", text("lower(email)")),
        Index("lead_source", text("lower(source)")),
        Index("lead_campaign", text("lower(campaign)")),
    )

    id: int | None = Field(default=None, primary_key=True)
    external_id: str | None = Field(default=None, unique=True)
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    persona_id: int | None = Field(default=None, foreign_key="persona.id")
    duplicate_of_id: int | None = Field(default=None, foreign_key="lead.id", index=True)
    created_at: datetime = Field(sa_type=Instant)
    forgotten_at: datetime | None = Field(default=None, sa_type=Instant)
    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)


class ImportBatchRow(SQLModel, table=True):
    """One import, or one action on many leads: the rows it added carry its id, so that it can be undone as one step."""

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    files: str
    preset: str | None = None
    imported_at: datetime = Field(sa_type=Instant)


class SavedFilterRow(SQLModel, table=True):
    """A filter of the lead list that somebody gave a name; `text` is what is typed into it."""

    __tablename__ = "saved_filter"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, min_length=1, max_length=80)
    text: str


class SavedMappingRow(SQLModel, table=True):
    """How a file with these headers was read last: found again by them, so that nobody maps it twice."""

    __tablename__ = "saved_mapping"

    headers: str = Field(primary_key=True)
    mapping: dict[str, Any] = Field(sa_type=JSON)
    saved_at: datetime = Field(sa_type=Instant)
