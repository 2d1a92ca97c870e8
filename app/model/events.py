"""The facts of a lead's history."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, text
from sqlmodel import Field, Index, SQLModel

from app.model.columns import Instant, enum_text
from app.model.stages import CUSTOMER, MQL, SAL


class EventKind(StrEnum):
    """What happened to a lead."""

    ARRIVED = "arrived"
    ASSIGNED = "assigned"
    STAGE = "stage"
    HANDED_OVER = "handed_over"
    CONTACT = "contact"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    DISPUTED = "disputed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    RECYCLED = "recycled"
    WON = "won"
    LOST = "lost"
    OPTED_OUT = "opted_out"
    JUNK = "junk"
    EXEMPTED = "exempted"
    PAUSED = "paused"
    RESUMED = "resumed"
    MATERIAL_USED = "material_used"
    NOTE = "note"


STAGE_REACHED_BY = {
    EventKind.HANDED_OVER: MQL,
    EventKind.ACCEPTED: SAL,
    EventKind.WON: CUSTOMER,
}
"""What happened that brings a lead to a stage without saying so: what Marketing hands over is an MQL."""


class Channel(StrEnum):
    """How a contact was attempted; AUTO is an automatic reply, which is no human attempt."""

    PHONE = "phone"
    EMAIL = "email"
    MEETING = "meeting"
    CHAT = "chat"
    SOCIAL = "social"
    LETTER = "letter"
    OTHER = "other"
    AUTO = "auto"


class Outcome(StrEnum):
    """What came of a contact."""

    NO_ANSWER = "no_answer"
    MESSAGE = "message"
    CONVERSATION = "conversation"
    MEETING = "meeting"


REACHED = (Outcome.CONVERSATION, Outcome.MEETING)
"""Outcomes of a contact that reached somebody."""


class Reason(StrEnum):
    """Why Sales sends a lead back."""

    WRONG_SIZE = "wrong_size"
    WRONG_INDUSTRY = "wrong_industry"
    NO_NEED = "no_need"
    NO_BUDGET = "no_budget"
    WRONG_PERSON = "wrong_person"
    DATA_INCOMPLETE = "data_incomplete"
    NOT_NOW = "not_now"
    COULD_NOT_REACH = "could_not_reach"
    DUPLICATE = "duplicate"
    JUNK = "junk"
    OTHER = "other"


AGAINST_MARKETING = frozenset(
    {
        Reason.WRONG_SIZE,
        Reason.WRONG_INDUSTRY,
        Reason.NO_NEED,
        Reason.NO_BUDGET,
        Reason.WRONG_PERSON,
        Reason.DATA_INCOMPLETE,
        Reason.OTHER,
    }
)
"""Send-backs that count against Marketing in a quality commitment."""

JUNK_REASONS = frozenset({Reason.JUNK, Reason.DUPLICATE})
"""Send-backs that say the lead was none: out of both counts."""


class LostReason(StrEnum):
    """Why a deal was lost."""

    PRICE = "price"
    COMPETITOR = "competitor"
    NO_DECISION = "no_decision"
    NO_BUDGET = "no_budget"
    TIMING = "timing"
    NO_FIT = "no_fit"
    NO_CONTACT = "no_contact"
    OTHER = "other"


class Event(SQLModel):
    """One fact: what happened to a lead, when, through whom, and when it was written down.

    `stage` goes with STAGE and with HANDED_OVER (at which stage; MQL without), `channel` and `outcome` with CONTACT,
    `reason` with SENT_BACK, LOST and EXEMPTED (free text is allowed for an imported one), `value_minor` (minor units
    of the workspace's currency) with WON, `until` with PAUSED and RECYCLED (open-ended without), `with_id` with
    EXEMPTED (who agreed for the other side), `deliverable_id` with MATERIAL_USED.
    """

    lead_id: int
    kind: EventKind = Field(sa_type=enum_text(EventKind))
    happened_at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
    by_id: int | None = None
    stage: str | None = Field(default=None, max_length=40)
    channel: Channel | None = Field(default=None, sa_type=enum_text(Channel))
    outcome: Outcome | None = Field(default=None, sa_type=enum_text(Outcome))
    reason: str | None = Field(default=None, max_length=200)
    value_minor: int | None = Field(default=None, sa_type=BigInteger)
    note: str | None = Field(default=None, max_length=10_000)
    until: datetime | None = Field(default=None, sa_type=Instant)
    with_id: int | None = None
    deliverable_id: int | None = None


class EventRow(Event, table=True):
    """An event of this workspace; append-only: a correction sets `voided_at` and adds another."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_lead", "lead_id", "happened_at"),
        Index("event_kind", "kind", "happened_at"),
        Index(
            "event_entered_later",
            "recorded_at",
            "happened_at",
            sqlite_where=text("recorded_at > happened_at"),
            postgresql_where=text("recorded_at > happened_at"),
        ),
        Index(
            "event_voided",
            "voided_at",
            sqlite_where=text("voided_at IS NOT NULL"),
            postgresql_where=text("voided_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id")
    by_id: int | None = Field(default=None, foreign_key="person.id")
    with_id: int | None = Field(default=None, foreign_key="person.id")
    deliverable_id: int | None = Field(default=None, foreign_key="deliverable.id")
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
