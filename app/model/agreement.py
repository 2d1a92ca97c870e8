"""What the sides promised: versions of the agreement and their commitments."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import ConfigDict, model_validator
from sqlalchemy import JSON
from sqlmodel import Field, Index, SQLModel

from app.model.columns import Instant
from app.model.duration import Within
from app.model.people import Side


class CommitmentKind(StrEnum):
    """How a commitment is fulfilled (MEASURES, Compliance)."""

    VOLUME = "volume"
    RESPONSE = "response"
    CONVERSION = "conversion"
    QUALITY = "quality"

    @property
    def has_clocks(self) -> bool:
        """Whether each lead starts a duty of its own with a due time."""
        return self in (CommitmentKind.RESPONSE, CommitmentKind.CONVERSION)


class Cadence(StrEnum):
    """The period a volume is promised for."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


WHOLE = 10_000
"""A target share of 100 %, in hundredths of a per cent."""


class Commitment(SQLModel):
    """One promise of `side` to the other.

    | kind | needs |
    |---|---|
    | volume | `count` leads reaching `stage` every `cadence` |
    | response | `share` of handovers contacted `within` |
    | conversion | `share` of leads from `stage` to `to_stage` `within` |
    | quality | `share` of decided handovers accepted |

    `share` is in hundredths of a per cent (9500 is 95 %). `sources` and `campaigns`, when not empty, limit it to
    leads with one of them. `code` (M1, S2) stays with a promise through all versions.
    """

    code: str = Field(default="", max_length=12)
    side: Side
    kind: CommitmentKind
    weight: int = Field(default=1, ge=1, le=100)
    share: int | None = Field(default=None, ge=1, le=WHOLE)
    count: int | None = Field(default=None, ge=1, le=100_000_000)
    cadence: Cadence | None = None
    within: Within | None = None
    stage: str | None = None
    to_stage: str | None = None
    sources: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()

    model_config = ConfigDict(frozen=True)  # type: ignore[assignment]

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        needs = {
            CommitmentKind.VOLUME: {"count", "cadence", "stage"},
            CommitmentKind.RESPONSE: {"share", "within"},
            CommitmentKind.CONVERSION: {"share", "within", "stage", "to_stage"},
            CommitmentKind.QUALITY: {"share"},
        }[self.kind]
        optional = {"count", "cadence", "stage", "to_stage", "share", "within"}
        given = {name for name in optional if getattr(self, name) is not None}
        if missing := sorted(needs - given):
            raise ValueError(f"a {self.kind} commitment needs {', '.join(missing)}")
        if surplus := sorted(given - needs):
            raise ValueError(f"a {self.kind} commitment has no {', '.join(surplus)}")
        if self.kind is CommitmentKind.CONVERSION and self.stage == self.to_stage:
            raise ValueError("a conversion leads from one stage to another")
        return self


class VersionState(StrEnum):
    """Where a version of the agreement stands."""

    DRAFT = "draft"
    AGREED = "agreed"


class VersionRow(SQLModel, table=True):
    """A version of the agreement; an agreed one is in force from `in_force_from` until the next one's."""

    __tablename__ = "version"

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    state: str = VersionState.DRAFT
    in_force_from: datetime | None = Field(default=None, sa_type=Instant)
    reason: str | None = None
    created_at: datetime = Field(sa_type=Instant)


class CommitmentRow(SQLModel, table=True):
    """A commitment as one version states it."""

    __tablename__ = "commitment"
    __table_args__ = (Index("commitment_code", "version_id", "code", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="version.id")
    code: str
    side: str
    kind: str
    weight: int
    share: int | None = None
    count: int | None = None
    cadence: str | None = None
    within: str | None = None
    stage: str | None = None
    to_stage: str | None = None
    sources: list[str] = Field(default_factory=list, sa_type=JSON)
    campaigns: list[str] = Field(default_factory=list, sa_type=JSON)


@dataclass(frozen=True)
class Signature:
    """Who signed a version for a side, and when; one person may sign for both."""

    side: Side
    person_id: int
    name: str
    signed_at: datetime


class SignatureRow(SQLModel, table=True):
    """A side's signature under one version."""

    __tablename__ = "signature"
    __table_args__ = (Index("signature_side", "version_id", "side", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="version.id")
    side: str
    person_id: int = Field(foreign_key="person.id")
    signed_at: datetime = Field(sa_type=Instant)


class CalendarRow(SQLModel, table=True):
    """A working calendar of one version: of one side, or (`side` empty) of both."""

    __tablename__ = "calendar"
    __table_args__ = (Index("calendar_side", "version_id", "side", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="version.id")
    side: str = ""
    name: str
    hours: list[Any] = Field(sa_type=JSON)
    country: str | None = None
    region: str | None = None
    days: list[Any] = Field(default_factory=list, sa_type=JSON)
