"""Figures that people type in: site visits, satisfaction."""

from datetime import datetime

from pydantic import ConfigDict
from sqlalchemy import BigInteger
from sqlmodel import Field, Index, SQLModel

from app.model.cadence import Cadence
from app.model.columns import Instant, enum_text


class Reading(SQLModel):
    """The figure called `title` of the week, month, quarter or year that begins on `first_day` (ordinal).

    `level` is in thousandths.
    """

    model_config = ConfigDict(str_strip_whitespace=True)  # type: ignore[assignment]

    title: str = Field(min_length=1, max_length=120)
    cadence: Cadence = Field(sa_type=enum_text(Cadence))
    first_day: int
    level: int = Field(ge=-(10**15), le=10**15, sa_type=BigInteger)
    by_id: int | None = None
    note: str | None = Field(default=None, max_length=10_000)


class ReadingRow(Reading, table=True):
    """A reading of this workspace; a correction sets `voided_at` and adds another."""

    __tablename__ = "reading"
    __table_args__ = (Index("reading_title", "title", "first_day"),)

    id: int | None = Field(default=None, primary_key=True)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=Instant)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
