"""What the forms of the agreement offer: stages, known sources and campaigns, and a first day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from app.model.columns import from_ms
from app.services.agreement import AgreementView
from app.services.drafts import local_date
from app.services.workspaces import info, today
from app.store.terms import load_stage_names
from app.store.workspace import Workspace

_MOST_KNOWN = 200


@dataclass(frozen=True)
class Offered:
    """What a commitment may be about: `stages` have names by key, in order of the ladder."""

    stages: dict[str, str]
    sources: tuple[str, ...]
    campaigns: tuple[str, ...]


def offered(workspace: Workspace) -> Offered:
    """Read what a commitment may be about; of sources and campaigns the most frequent."""
    with workspace.read() as connection:
        found = {
            column: tuple(
                connection.execute(
                    text(
                        f"SELECT {column} FROM lead WHERE {column} > '' "
                        f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT {_MOST_KNOWN}"
                    )
                ).scalars()
            )
            for column in ("source", "campaign")
        }
        stages = load_stage_names(connection)
    return Offered(stages, found["source"], found["campaign"])


def stage_names(workspace: Workspace) -> dict[str, str]:
    """Give the names of the stages by key, in order of the ladder."""
    with workspace.read() as connection:
        return load_stage_names(connection)


def first_arrival(workspace: Workspace) -> date | None:
    """Find the local day on which the earliest lead arrived, where there is any."""
    with workspace.read() as connection:
        arrived = connection.execute(text("SELECT min(arrived_at) FROM lead_state")).scalar()
    return None if arrived is None else local_date(from_ms(arrived), info(workspace).time_zone)


def first_day(workspace: Workspace, view: AgreementView, now: datetime | None = None) -> date:
    """Suggest from which day the draft should hold: today, or as soon as a later version may.

    The first version of all begins with the month of the earliest lead, so that history counts.
    """
    day = today(workspace, now or datetime.now(UTC))
    last = view.agreed[-1].first_day if view.agreed else None
    if last is not None:
        return max(day, last + timedelta(days=1))
    return min(day, first_arrival(workspace) or day).replace(day=1)


def earlier_day(workspace: Workspace, view: AgreementView) -> date:
    """Suggest from which earlier day the first version should hold: the month of the first lead.

    Where no lead is older, the month before the present start.
    """
    start = view.agreed[0].first_day
    assert start is not None  # noqa: S101 - as every agreed version has
    arrival = first_arrival(workspace)
    if arrival is not None and arrival.replace(day=1) < start:
        return arrival.replace(day=1)
    return (start - timedelta(days=1)).replace(day=1)
