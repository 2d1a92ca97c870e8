"""Making, opening and knowing a workspace."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.errors import Refusal
from app.model.agreement import VersionRow, VersionState
from app.model.calendar import OFFICE_HOURS, Calendar
from app.model.people import Person, PersonRow
from app.model.stages import DEFAULT_STAGES, StageRow
from app.model.workspace import PublicHolidayRow, WorkspaceInfo, WorkspaceRow
from app.rules.working_time import working_time
from app.services.derivation import rebuild
from app.store.schema import id_of
from app.store.terms import from_calendar, load_holidays, load_info
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import SUFFIX, Workspace, create_workspace, open_file

__all__ = [
    "SUFFIX",
    "Workspace",
    "create",
    "info",
    "keep_holidays",
    "lay_foundation",
    "open_workspace",
]

HOLIDAY_YEARS = range(2000, 2061)
"""Public holidays are kept for these years when a calendar is made."""


@dataclass(frozen=True)
class NewWorkspace:
    """The answers a new workspace asks for."""

    info: WorkspaceInfo
    calendar: Calendar = OFFICE_HOURS
    people: tuple[Person, ...] = ()


def create(path: Path, new: NewWorkspace) -> Workspace:
    """Make a workspace file with its calendar, people and stages, and an agreement still in draft.

    Raises Refusal when the zone, the hours or the country cannot be used, or the file cannot be made.
    """
    holidays = public_holidays(new.calendar)
    working_time(new.calendar, new.info.time_zone, frozenset(map(date.fromordinal, holidays)))

    def fill(work: UnitOfWork) -> None:
        lay_foundation(work, new, work.now)

    return create_workspace(path, fill)


def open_workspace(path: Path) -> Workspace:
    """Open the workspace at `path`; one made by an older Tandem is backed up and brought up to date.

    Raises Refusal for a file that is not ours, newer than this program, damaged or out of reach.
    """
    return open_file(path, rebuild)


def lay_foundation(work: UnitOfWork, new: NewWorkspace, at: datetime) -> VersionRow:
    """Put into an empty file what every workspace has, as made at `at`; give its version 1, still in draft."""
    work.add(WorkspaceRow(**new.info.model_dump(), created_at=at))
    for stage in DEFAULT_STAGES:
        work.add(StageRow(**stage.model_dump()))
    for person in new.people:
        work.add(PersonRow(**person.model_dump()))
    version = work.add(VersionRow(number=1, state=VersionState.DRAFT, created_at=at))
    work.add(from_calendar(new.calendar, id_of(version)))
    keep_holidays(work, new.calendar)
    return version


def info(workspace: Workspace) -> WorkspaceInfo:
    """The company's name, time zone and currency."""
    with workspace.read() as connection:
        return load_info(connection)


def public_holidays(calendar: Calendar) -> dict[int, str]:
    """The names of the public holidays of the calendar's country and region by day (ordinal).

    Raises Refusal for a country or region that is not known.
    """
    if calendar.country is None:
        return {}
    import holidays  # noqa: PLC0415 - 0.1 s that only a new calendar needs

    try:
        days = holidays.country_holidays(
            calendar.country, subdiv=calendar.region, years=HOLIDAY_YEARS
        )
    except NotImplementedError as error:
        where = calendar.country + (f", {calendar.region}" if calendar.region else "")
        raise Refusal(f"No public holidays are known for {where}.", field="country") from error
    return {day.toordinal(): name for day, name in days.items()}


def keep_holidays(work: UnitOfWork, calendar: Calendar) -> None:
    """Keep the calendar's public holidays in the file, unless it has them: history must not move with a library."""
    if calendar.country is None:
        return
    if load_holidays(work.connection, calendar):
        return
    rows = [
        {"country": calendar.country, "region": calendar.region or "", "day": day, "name": name}
        for day, name in public_holidays(calendar).items()
    ]
    work.insert(PublicHolidayRow, rows)


def today(workspace: Workspace, now: datetime) -> date:
    """The local day of `now` in the workspace's zone."""
    return now.astimezone(ZoneInfo(info(workspace).time_zone)).date()
