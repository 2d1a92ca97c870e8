"""What the forms of the agreement offer: stages, known sources and campaigns, and a first day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.model.columns import from_ms, to_ms
from app.model.people import Side
from app.model.schedule import Schedule
from app.rules.recurrence import due_days
from app.rules.working_time import WorkingTime
from app.rules.zones import local_day
from app.services.agreement import AgreementView
from app.services.drafts import local_date
from app.services.people import KnownPerson
from app.services.workspaces import today
from app.store import lead_rows
from app.store.people import load_persona_names
from app.store.terms import load_info, load_stage_names, load_versions, load_working_time
from app.store.workspace import Workspace

_MOST_KNOWN = 200
_PREVIEWED = 3


@dataclass(frozen=True)
class Offered:
    """What a commitment may be about: `stages` have names by key, in order of the ladder.

    `hours` are the sides' working time by the draft or the version agreed last, `today` is a local day (ordinal).
    """

    stages: dict[str, str]
    sources: tuple[str, ...]
    campaigns: tuple[str, ...]
    personas: tuple[str, ...]
    hours: Mapping[Side, WorkingTime]
    today: int


def offered(workspace: Workspace, now: datetime | None = None) -> Offered:
    """Read what a commitment may be about; of sources and campaigns the most frequent."""
    with workspace.read() as connection:
        zone = load_info(connection).time_zone
        newest = load_versions(connection)[-1]
        return Offered(
            stages=load_stage_names(connection),
            sources=lead_rows.most_used(connection, "source", _MOST_KNOWN),
            campaigns=lead_rows.most_used(connection, "campaign", _MOST_KNOWN),
            personas=tuple(load_persona_names(connection).values()),
            hours=load_working_time(connection, newest["id"], zone),
            today=int(local_day(to_ms(now or datetime.now(UTC)), zone)),
        )


def next_due_days(offered: Offered, schedule: Schedule, side: Side) -> tuple[date, ...]:
    """Find the next days, from today on, on which a schedule of `side` has something due."""
    _, days = due_days(schedule, offered.hours[side])
    coming = days[days >= offered.today][:_PREVIEWED]
    return tuple(date.fromordinal(day) for day in coming.tolist())


def stage_names(workspace: Workspace) -> dict[str, str]:
    """Give the names of the stages by key, in order of the ladder."""
    with workspace.read() as connection:
        return load_stage_names(connection)


def first_arrival(workspace: Workspace) -> date | None:
    """Find the local day on which the earliest lead arrived, where there is any."""
    with workspace.read() as connection:
        arrived = lead_rows.first_arrival(connection)
        zone = load_info(connection).time_zone
    return None if arrived is None else local_date(from_ms(arrived), zone)


def first_day(workspace: Workspace, view: AgreementView, now: datetime | None = None) -> date:
    """Suggest from which day the draft should hold: today, or as soon as a later version may.

    The first version of all begins with the month of the earliest lead, so that history counts.
    """
    day = today(workspace, now or datetime.now(UTC))
    last = view.agreed[-1].first_day if view.agreed else None
    if last is not None:
        return max(day, last + timedelta(days=1))
    return min(day, first_arrival(workspace) or day).replace(day=1)


def signers(known: Sequence[KnownPerson], here: int | None) -> dict[Side, int]:
    """Suggest who signs for each side: who sits here (an id), or else the only person of the side."""
    found: dict[Side, int] = {}
    for side in Side:
        mine = [person.id for person in known if person.is_on(side)]
        if here in mine:
            mine = [here]
        if len(mine) == 1:
            found[side] = mine[0]
    return found


def earlier_day(workspace: Workspace, view: AgreementView) -> date:
    """Suggest from which earlier day the first version should hold: the month of the first lead.

    Where no lead is older, the month before the present start.
    """
    start = next(each.first_day for each in view.agreed if each.first_day is not None)
    arrival = first_arrival(workspace)
    if arrival is not None and arrival.replace(day=1) < start:
        return arrival.replace(day=1)
    return (start - timedelta(days=1)).replace(day=1)
