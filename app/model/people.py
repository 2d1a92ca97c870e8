"""The two sides and the people on them."""

from enum import StrEnum

from pydantic import ConfigDict
from sqlmodel import Field, SQLModel


class Side(StrEnum):
    """One of the two parties of the agreement."""

    MARKETING = "marketing"
    SALES = "sales"

    @property
    def other(self) -> "Side":
        """The side that the promise is made to."""
        return Side.SALES if self is Side.MARKETING else Side.MARKETING


class Person(SQLModel):
    """Somebody who logs, owns leads or signs; may be on both sides."""

    model_config = ConfigDict(str_strip_whitespace=True)  # type: ignore[assignment]

    name: str = Field(min_length=1, max_length=200)
    marketing: bool = False
    sales: bool = False
    external_id: str | None = Field(default=None, max_length=200)


class PersonRow(Person, table=True):
    """A person of this workspace."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    external_id: str | None = Field(default=None, index=True)
    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
