"""What an import would write: plain frozen values, ready to be applied in one transaction."""

from dataclasses import dataclass
from typing import NamedTuple

from app.importing.mapping import Mapping
from app.importing.table import Problem
from app.model.events import Channel, EventKind, Outcome
from app.model.people import Side


class LeadRecord(NamedTuple):
    """A lead's facts, known by `key`; None where the file does not say. Money is in minor units.

    `owner` is the key of a `PersonRecord`, `persona` the name of one.
    """

    key: str
    name: str
    company: str | None
    title: str | None
    email: str | None
    phone: str | None
    source: str | None
    campaign: str | None
    persona: str | None
    value_minor: int | None
    owner: str | None
    line: int


Identity = tuple[str, EventKind, int, str | None, str | None]


class EventRecord(NamedTuple):
    """One fact in a lead's history; `happened_at` is in milliseconds since 1970 UTC.

    `date_only` marks a day without a time, counted from the workspace's midnight. `by` (who did it)
    and `owner` (who got the lead, with assigned and handed over) are keys of `PersonRecord`s.
    """

    lead_key: str
    kind: EventKind
    happened_at: int
    date_only: bool
    line: int
    by: str | None = None
    stage: str | None = None
    channel: Channel | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    value_minor: int | None = None
    note: str | None = None
    owner: str | None = None

    @property
    def identity(self) -> Identity:
        """What makes it the same fact, should it come twice."""
        return self.lead_key, self.kind, self.happened_at, self.stage, self.by


class PersonRecord(NamedTuple):
    """Somebody the files name.

    `external_id` is their id where the file has ids; `sides` is empty where that is open. One that a
    file of people describes is `stated`: what it says of name and sides holds.
    """

    key: str
    name: str
    sides: frozenset[Side]
    external_id: str | None
    line: int
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows were read, and what became of them."""

    rows: int
    identical_rows: int
    left_out: int
    flagged: int
    leads: int
    updates: int
    events: int
    people: int


@dataclass(frozen=True)
class Batch:
    """All that the files of one import say.

    Each lead in `leads` has exactly one `arrived` event in `events`. `updates` are about leads of
    the workspace that these files add to but do not describe: only what is not None (and not an
    empty name) is to be taken over. `problems` holds the rows left out (`fatal`) and the flags;
    `notes` are sentences about the whole. `read_as` tells by which mapping each header was read.
    """

    leads: tuple[LeadRecord, ...]
    updates: tuple[LeadRecord, ...]
    events: tuple[EventRecord, ...]
    people: tuple[PersonRecord, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    counts: Counts
    read_as: tuple[tuple[tuple[str, ...], Mapping], ...] = ()
