"""One company's file."""

from datetime import datetime

from pydantic import ConfigDict
from sqlmodel import Field, SQLModel

from app.model.columns import Instant


class WorkspaceInfo(SQLModel):
    """What the whole file shares: the company's name, its time zone (IANA) and currency (ISO 4217)."""

    model_config = ConfigDict(str_strip_whitespace=True)  # type: ignore[assignment]

    name: str = Field(min_length=1, max_length=200)
    time_zone: str = Field(min_length=1, max_length=64)
    currency: str = Field(default="EUR", min_length=3, max_length=3)


class WorkspaceRow(WorkspaceInfo, table=True):
    """The single row that describes the file."""

    __tablename__ = "workspace"

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_type=Instant)


class PublicHolidayRow(SQLModel, table=True):
    """A public holiday as known when the calendar was made: kept, so that a later library never rewrites history."""

    __tablename__ = "public_holiday"

    country: str = Field(primary_key=True)
    region: str = Field(primary_key=True, default="")
    day: int = Field(primary_key=True)
    name: str
