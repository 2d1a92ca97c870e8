"""What the sides promised: versions of the agreement and their commitments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import ConfigDict, model_validator
from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, Index, SQLModel

from app.model.cadence import Cadence
from app.model.columns import Instant
from app.model.duration import Within
from app.model.people import Side
from app.model.schedule import Schedule


class CommitmentKind(StrEnum):
    """How a commitment is fulfilled (MEASURES, Compliance)."""

    VOLUME = "volume"
    RESPONSE = "response"
    PERSISTENCE = "persistence"
    DISPOSITION = "disposition"
    CONVERSION = "conversion"
    QUALITY = "quality"
    DELIVERABLE = "deliverable"
    READING = "reading"

    @property
    def has_clocks(self) -> bool:
        """Whether each lead, or each item, starts a duty of its own with a due time."""
        return self in (*DUTIES, CommitmentKind.CONVERSION, CommitmentKind.DELIVERABLE)

    @property
    def is_of_leads(self) -> bool:
        """Whether it counts leads or what is done about them."""
        return self not in (CommitmentKind.DELIVERABLE, CommitmentKind.READING)


DUTIES = (CommitmentKind.RESPONSE, CommitmentKind.PERSISTENCE, CommitmentKind.DISPOSITION)
"""Kinds whose clocks begin with a handover and call for somebody to act on the lead."""


WHOLE = 10_000
"""A target share of 100 %, in hundredths of a per cent."""


_NEEDS: Mapping[CommitmentKind, frozenset[str]] = {
    CommitmentKind.VOLUME: frozenset({"count", "cadence", "stage"}),
    CommitmentKind.RESPONSE: frozenset({"share", "within"}),
    CommitmentKind.PERSISTENCE: frozenset({"share", "within", "attempts"}),
    CommitmentKind.DISPOSITION: frozenset({"share", "within"}),
    CommitmentKind.CONVERSION: frozenset({"share", "within", "stage", "to_stage"}),
    CommitmentKind.QUALITY: frozenset({"share"}),
    CommitmentKind.DELIVERABLE: frozenset({"share", "title", "accept_within"}),
    CommitmentKind.READING: frozenset({"title", "level", "cadence"}),
}
_MAY_HAVE: Mapping[CommitmentKind, frozenset[str]] = {
    **dict.fromkeys((*DUTIES, CommitmentKind.QUALITY), frozenset({"stage"})),
    CommitmentKind.DELIVERABLE: frozenset({"schedule"}),
    CommitmentKind.READING: frozenset({"at_most"}),
}
_DEPEND_ON_KIND = frozenset[str]().union(*_NEEDS.values(), *_MAY_HAVE.values())


class Commitment(SQLModel):
    """One promise of `side` to the other.

    | kind | needs |
    |---|---|
    | volume | `count` leads reaching `stage` every `cadence` |
    | response | `share` of handovers contacted `within` |
    | persistence | `share` of handovers given `attempts`, reached or decided `within` |
    | disposition | `share` of handovers accepted or sent back `within`; silence accepts |
    | conversion | `share` of leads from `stage` to `to_stage` `within` |
    | quality | `share` of decided handovers accepted |
    | deliverable | `share` of items called `title` delivered in time; silence `accept_within` accepts |
    | reading | the figure called `title`: at least (or `at_most`) `level` every `cadence` |

    `share` is in hundredths of a per cent (9500 is 95 %), `level` in thousandths. `sources`, `campaigns` and
    `personas`, when not empty, limit it to leads with one of them; of a deliverable the first campaign and persona
    say what its items are about. A `stage` where the kind does not need one limits it to leads handed over at that
    stage. Items of a deliverable are born by its `schedule`, or added by hand without one. `code` (M1, S2) stays
    with a promise through all versions.
    """

    code: str = Field(default="", max_length=12)
    side: Side
    kind: CommitmentKind
    weight: int = Field(default=1, ge=1, le=100)
    share: int | None = Field(default=None, ge=1, le=WHOLE)
    count: int | None = Field(default=None, ge=1, le=100_000_000)
    cadence: Cadence | None = None
    within: Within | None = None
    attempts: int | None = Field(default=None, ge=1, le=100)
    stage: str | None = None
    to_stage: str | None = None
    title: str | None = Field(default=None, min_length=1, max_length=120)
    schedule: Schedule | None = None
    accept_within: Within | None = None
    level: int | None = Field(default=None, ge=-(10**15), le=10**15)
    at_most: bool | None = None
    sources: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()

    model_config = ConfigDict(frozen=True)  # type: ignore[assignment]

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        needs, may_have = _NEEDS[self.kind], _MAY_HAVE.get(self.kind, frozenset())
        given = {name for name in _DEPEND_ON_KIND if getattr(self, name) is not None}
        if missing := sorted(needs - given):
            raise ValueError(f"a {self.kind} commitment needs {', '.join(missing)}")
        if surplus := sorted(given - needs - may_have):
            raise ValueError(f"a {self.kind} commitment has no {', '.join(surplus)}")
        if self.kind is CommitmentKind.CONVERSION and self.stage == self.to_stage:
            raise ValueError("a conversion leads from one stage to another")
        if not self.kind.is_of_leads and self.sources:
            raise ValueError(f"a {self.kind} commitment has no sources")
        if self.kind is CommitmentKind.READING and (self.campaigns or self.personas):
            raise ValueError("a reading commitment has no campaigns or personas")
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
    attempts: int | None = None
    stage: str | None = None
    to_stage: str | None = None
    title: str | None = None
    schedule: str | None = None
    accept_within: str | None = None
    level: int | None = Field(default=None, sa_type=BigInteger)
    at_most: bool | None = None
    sources: list[str] = Field(default_factory=list, sa_type=JSON)
    campaigns: list[str] = Field(default_factory=list, sa_type=JSON)
    personas: list[str] = Field(default_factory=list, sa_type=JSON)


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
