"""What is derived from facts and terms; always rebuildable, never journaled."""

from enum import StrEnum

from sqlalchemy import BigInteger, text
from sqlmodel import Field, Index, SQLModel


class ClockState(StrEnum):
    """The state of a clock at an instant (MEASURES, Clocks)."""

    KEPT = "kept"
    LATE = "late"
    OVERDUE = "overdue"
    RUNNING = "running"
    DUE_SOON = "due_soon"
    PAUSED = "paused"
    EXEMPT = "exempt"
    CANCELLED = "cancelled"
    WITHDRAWN_LATE = "withdrawn_late"


class Excuse(StrEnum):
    """Why a clock is out of the count."""

    EXEMPT = "exempt"
    CANCELLED = "cancelled"
    WITHDRAWN_LATE = "withdrawn_late"


class Verdict(StrEnum):
    """What an event that has no due time counts as in its commitment."""

    KEPT = "kept"
    MISSED = "missed"
    EXCUSED = "excused"


class ClockRow(SQLModel, table=True):
    """One running duty born of a commitment; its state is computed from it and the time, never stored.

    Instants are milliseconds (`Ms`); `day` is the local day (ordinal) of `due`. `due`, `day` and `soon` (when 75 % of
    the working time has passed) are empty while the clock is paused with no end in sight. The last pause lasts from
    `pause` to `resume`; `left` is the working time, in milliseconds, that remains while it does. A clock is of a lead,
    or of a deliverable: then `occurrence` is the first day of the period the item is promised for, empty for one
    added by hand.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("clock_lead", "lead_id"),
        Index("clock_day", "commitment_id", "day"),
        Index(
            "clock_open",
            "due",
            "commitment_id",
            "lead_id",
            sqlite_where=text("stop IS NULL AND excuse IS NULL"),
            postgresql_where=text("stop IS NULL AND excuse IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id")
    lead_id: int | None = Field(default=None, foreign_key="lead.id")
    deliverable_id: int | None = Field(default=None, foreign_key="deliverable.id")
    occurrence: int | None = None
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    start: int = Field(sa_type=BigInteger)
    due: int | None = Field(sa_type=BigInteger)
    soon: int | None = Field(sa_type=BigInteger)
    stop: int | None = Field(sa_type=BigInteger)
    pause: int | None = Field(default=None, sa_type=BigInteger)
    resume: int | None = Field(default=None, sa_type=BigInteger)
    left: int | None = Field(sa_type=BigInteger)
    day: int | None
    excuse: str | None = None


class MarkRow(SQLModel, table=True):
    """What counts in a commitment without clocks: a stage reached, a handover decided, a reading (without a lead).

    `at` is in milliseconds, `day` its local day (ordinal). It may lie ahead: a handover that silence will accept, a
    reading of a period that is not over.
    """

    __tablename__ = "mark"
    __table_args__ = (
        Index("mark_lead", "lead_id"),
        Index("mark_day", "commitment_id", "day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id")
    lead_id: int | None = Field(default=None, foreign_key="lead.id")
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    at: int = Field(sa_type=BigInteger)
    day: int
    verdict: str


class DayTallyRow(SQLModel, table=True):
    """What one commitment counts on one local day (ordinal): its clocks by due day, its marks by their day.

    `kept`, `missed` and `excused` are settled for good; `open` clocks have no stop: a miss once due has passed.
    """

    __tablename__ = "day_tally"

    commitment_id: int = Field(primary_key=True, foreign_key="commitment.id")
    day: int = Field(primary_key=True)
    kept: int
    missed: int
    excused: int
    open: int


class LeadStateRow(SQLModel, table=True):
    """Where a lead stands after its last event, for lists: the stage last reached and the last turn it took.

    `standing` is the last event kind that says whose turn it is (handed over, accepted, sent back, won, …).
    """

    __tablename__ = "lead_state"

    lead_id: int = Field(primary_key=True, foreign_key="lead.id")
    stage: str | None = Field(default=None, index=True)
    standing: str | None = Field(default=None, index=True)
    arrived_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
