"""Personas: typical customers, by whom leads and promises can be told apart."""

from pydantic import ConfigDict
from sqlmodel import Field, SQLModel


class Persona(SQLModel):
    """A typical customer; commitments name it, so that the agreement reads by itself."""

    model_config = ConfigDict(str_strip_whitespace=True)  # type: ignore[assignment]

    name: str = Field(min_length=1, max_length=120)


class PersonaRow(Persona, table=True):
    """A persona of this workspace."""

    __tablename__ = "persona"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=120)
    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
