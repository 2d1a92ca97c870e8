"""Things promised by a date: what they are, and what became of them."""

from datetime import datetime
from enum import StrEnum

from pydantic import ConfigDict
from sqlmodel import Field, Index, SQLModel

from app.model.columns import Instant, enum_text
from app.model.people import Side


class DeliverableEventKind(StrEnum):
    """What happened to a deliverable."""

    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    EXEMPTED = "exempted"


class Decision(StrEnum):
    """What the other side said of a delivery; its silence accepts too."""

    ACCEPTED = "accepted"
    SILENT = "silent"
    RETURNED = "returned"


class ItemState(StrEnum):
    """How a deliverable stands at an instant.

    DELIVERED waits for the other side; LATE was accepted, though delivered after its due. RETURNED is to be delivered
    once more, be it overdue.
    """

    COMING = "coming"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    LATE = "late"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    EXEMPT = "exempt"


class Deliverable(SQLModel):
    """One thing that `side` owes the other by the end of `due_day` (ordinal of the local day).

    `code` is the commitment it belongs to, if any. One born from a schedule has as its `occurrence` the first day
    (ordinal) of the week, month, quarter or year it is promised for; it gets a row with the first fact about it.
    """

    model_config = ConfigDict(str_strip_whitespace=True)  # type: ignore[assignment]

    title: str = Field(min_length=1, max_length=200)
    side: Side = Field(sa_type=enum_text(Side))
    due_day: int
    code: str | None = Field(default=None, max_length=12)
    occurrence: int | None = None
    owner_id: int | None = None
    persona_id: int | None = None
    campaign: str | None = Field(default=None, max_length=200)
    note: str | None = Field(default=None, max_length=10_000)


class DeliverableRow(Deliverable, table=True):
    """A deliverable of this workspace."""

    __tablename__ = "deliverable"
    __table_args__ = (Index("deliverable_occurrence", "code", "occurrence", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    persona_id: int | None = Field(default=None, foreign_key="persona.id")
    created_at: datetime = Field(sa_type=Instant)


class DeliverableEvent(SQLModel):
    """One fact about a deliverable.

    `link` (an address or a path) goes with DELIVERED, `reason` with RETURNED, WITHDRAWN and EXEMPTED, `new_day`
    (ordinal) with MOVED.
    """

    deliverable_id: int
    kind: DeliverableEventKind = Field(sa_type=enum_text(DeliverableEventKind))
    happened_at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
    by_id: int | None = None
    link: str | None = Field(default=None, max_length=2_000)
    reason: str | None = Field(default=None, max_length=200)
    new_day: int | None = None
    note: str | None = Field(default=None, max_length=10_000)


class DeliverableEventRow(DeliverableEvent, table=True):
    """An event of a deliverable; append-only, as a lead's."""

    __tablename__ = "deliverable_event"

    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id", index=True)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
