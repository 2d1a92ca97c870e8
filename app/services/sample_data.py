"""The sample company as data: resources/sample/*.toml, read into checked values. All invented."""

import tomllib
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, field_validator

from app.model.agreement import Commitment
from app.model.cadence import Cadence
from app.model.deliverables import DeliverableEventKind
from app.model.duration import parse_within
from app.model.events import Channel, EventKind, Outcome, Reason
from app.model.people import Person, Side
from app.model.schedule import parse_schedule
from app.resources import resource_path

Part = TypeVar("Part", bound=BaseModel)


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OwnDay(_Read):
    """A day with hours of its own: the third Wednesday of the month, so many months ago."""

    name: str
    hours: str
    months_ago: int


class Hours(_Read):
    """The working calendar: `week` has the hours of seven days, Monday first."""

    name: str
    country: str
    region: str
    week: tuple[str, ...]
    own_day: OwnDay


class AgreedVersion(_Read):
    """A version of the agreement, in force from the first of the month, so many months ago.

    `signed_by` names who signed for each side.
    """

    months_ago: int
    signed_by: dict[Side, str]
    reason: str
    commitment: tuple[Commitment, ...]

    @field_validator("commitment", mode="before")
    @classmethod
    def _written_as_text(cls, tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
        written = {
            "within": parse_within,
            "accept_within": parse_within,
            "schedule": parse_schedule,
        }
        return [
            {
                name: written[name](value) if name in written else value
                for name, value in each.items()
            }
            for each in tables
        ]


class Company(_Read):
    """Who works there, when, and what the sides promised (company.toml)."""

    name: str
    time_zone: str
    currency: str
    person: tuple[Person, ...]
    calendar: Hours
    version: tuple[AgreedVersion, ...]


class Month(_Read):
    """One month: how many leads qualify, the shares contacted in time and taken by Sales."""

    mqls: int
    on_time: float
    accepted: float


class Step(_Read):
    """One event of a story, in working hours before now; `amount` in whole units of money.

    `lasts` is how many working hours a pause lasts, or a recycled lead rests.
    """

    hours_ago: float
    kind: EventKind
    stage: str | None = None
    channel: Channel | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None
    amount: int | None = None
    lasts: float | None = None
    note: str | None = None


class StoryLead(_Read):
    """A lead whose story is told step by step; `value` in whole units of money."""

    name: str
    company: str
    title: str
    source: str
    campaign: str
    value: int
    owner: str
    steps: tuple[Step, ...]


class ItemStep(_Read):
    """One event of a deliverable, so many working hours before its due day ends, or before now.

    Whoever owes it delivers and moves it (`days` later), somebody of the other side does the rest.
    """

    hours: float
    kind: DeliverableEventKind
    link: str | None = None
    reason: str | None = None
    days: int | None = None


class ItemOfPeriod(_Read):
    """What became of the item of one period of a schedule; hours count back from its due."""

    owner: str
    title: str | None = None
    steps: tuple[ItemStep, ...] = ()


class Recurring(_Read):
    """What became of a schedule's items, from the first period after its promise came into force."""

    code: str
    period: tuple[ItemOfPeriod, ...]


class OneOff(_Read):
    """An item added by hand, `hours` working hours before now, due in so many days; steps count back from now."""

    title: str
    side: Side
    owner: str
    code: str | None = None
    persona: str | None = None
    campaign: str | None = None
    hours: float
    due_in: int
    steps: tuple[ItemStep, ...] = ()


class Typed(_Read):
    """Figures typed in for the periods that followed each other since their promise came into force.

    `hours` are the working hours from each period's end to the typing.
    """

    title: str
    cadence: Cadence
    by: str
    levels: tuple[float, ...]
    hours: tuple[float, ...]


class Story(_Read):
    """What happened, by month (the last is the present one), to leads, items and figures (story.toml)."""

    month: tuple[Month, ...]
    lead: tuple[StoryLead, ...]
    recurring: tuple[Recurring, ...]
    one_off: tuple[OneOff, ...]
    typed: tuple[Typed, ...]


class Source(_Read):
    """Where leads come from; see market.toml for its figures."""

    name: str
    weight: int
    qualifies: float
    accepted: float
    wins: float
    campaigns: tuple[str, ...]
    instant: bool = False


class Attempt(_Read):
    """A way to try to reach a lead and what comes of it."""

    channel: Channel
    outcome: Outcome
    weight: int


class Arrivals(_Read):
    """When leads arrive: weights of a day's hours, and of a closed day beside a working day's 1."""

    hours: tuple[int, ...]
    closed_day: float


class Notes(_Read):
    """What people say in a conversation, and when they ask to be called later."""

    said: tuple[str, ...]
    away: tuple[str, ...]


class SendBacks(_Read):
    """Reasons by weight, those that count against Marketing and the others, and their notes."""

    against: dict[Reason, int]
    neither: dict[Reason, int]
    notes: dict[Reason, str]


class Disputes(_Read):
    """The notes of a dispute and of its two ends."""

    disputed: str
    overturned: str
    upheld: str


class Exemptions(_Read):
    """Why a clock is exempted."""

    reasons: tuple[str, ...]


class Losses(_Read):
    """Why an opportunity is lost, and why an accepted lead never becomes one."""

    reasons: tuple[str, ...]
    not_pursued: str


class Names(_Read):
    """What leads' people are called, and the beginnings of their numbers."""

    titles: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    phones: tuple[str, ...]


class CompanyNames(_Read):
    """The parts of leads' companies' names."""

    stems: tuple[str, ...]
    trades: tuple[str, ...]
    forms: tuple[str, ...]


class PersonaOf(_Read):
    """A persona, and the titles by which a lead is told to be one."""

    name: str
    titles: tuple[str, ...]


class Market(_Read):
    """Where leads come from, who they are, what they say (market.toml)."""

    persona: tuple[PersonaOf, ...]
    used: float

    source: tuple[Source, ...]
    arrivals: Arrivals
    attempt: tuple[Attempt, ...]
    notes: Notes
    sent_back: SendBacks
    disputes: Disputes
    exempted: Exemptions
    lost: Losses
    people: Names
    companies: CompanyNames


@lru_cache(maxsize=3)
def read(part: type[Part]) -> Part:
    """Read the sample's Company, Story or Market."""
    path = resource_path(f"sample/{part.__name__.lower()}.toml")
    return part.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
