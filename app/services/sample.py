"""The sample company: 18 months up to now, so that every chart has something true to show."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.changes import Progress, no_progress
from app.model.agreement import CommitmentKind, SignatureRow, VersionRow, VersionState
from app.model.calendar import Calendar, DayHours, parse_spans
from app.model.columns import HOUR_MS, Ms, from_ms, to_ms
from app.model.events import EventKind, EventRow
from app.model.leads import LeadRow
from app.model.workspace import WorkspaceInfo
from app.rules import periods
from app.rules.duplicates import DUPLICATE_WITHIN_MS
from app.rules.periods import Period, PeriodKind
from app.rules.working_time import WorkingTime, working_time
from app.rules.zones import day_start, local_day
from app.services.derivation import rebuild
from app.services.sample_data import Company, Hours, Market, Story, read
from app.services.sample_history import Fact, History
from app.services.sample_items import ItemWriter, use_materials
from app.services.sample_leads import Setting, Teller
from app.services.workspaces import NewWorkspace, Workspace, lay_foundation, public_holidays
from app.store import existing
from app.store.schema import id_of
from app.store.terms import from_calendar, from_commitment, load_terms
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import create_workspace

_DRAFTED = timedelta(days=10)
"""A version is written down so long before it comes into force."""
_SIGNED = timedelta(days=3)
"""And signed so long before."""
_REACH_DAYS = 90
"""Steps of the story lie at most so many days back."""
_CALM_DAYS = 3


def create_sample(path: Path, now: datetime, progress: Progress = no_progress) -> Workspace:
    """Make the sample company's workspace as it would stand at `now`; nothing in it lies later.

    The same day gives the same company; only what has happened by `now`, and the story's last
    days, go by the time. Making it is no step that could be undone. Raises Refusal when the file
    cannot be made.
    """
    company, present = read(Company), to_ms(now)
    months = _months(local_day(present, company.time_zone), len(read(Story).month))
    calendar = _calendar(company.calendar, months)
    holidays = frozenset(map(date.fromordinal, public_holidays(calendar)))
    hours = working_time(calendar, company.time_zone, holidays)

    def fill(work: UnitOfWork) -> None:
        people = _agree(work, company, calendar, months)
        histories = _histories(company, months, hours, present, progress)
        terms = load_terms(work.connection)
        items = ItemWriter(work, terms, hours, company.person, people, present)
        items.write(read(Story))
        use_materials(histories, items.materials, read(Market).used)
        _write(work, histories, people, present)
        rebuild(work.connection)
        progress(len(months), len(months))

    return create_workspace(path, fill)


def _months(today: int, count: int) -> tuple[Period, ...]:
    """List the month of `today` and those before it, oldest first."""
    months = [periods.period_of(PeriodKind.MONTH, today)]
    while len(months) < count:
        months.insert(0, periods.previous(months[0]))
    return tuple(months)


def _calendar(hours: Hours, months: tuple[Period, ...]) -> Calendar:
    own = hours.own_day
    fifteenth = months[-1 - own.months_ago].first_day + 14
    third_wednesday = fifteenth + (3 - fifteenth) % 7
    day = DayHours(
        day=date.fromordinal(third_wednesday), spans=parse_spans(own.hours), name=own.name
    )
    return Calendar(
        name=hours.name,
        hours=tuple(map(parse_spans, hours.week)),
        country=hours.country,
        region=hours.region,
        days=(day,),
    )


def _agree(
    work: UnitOfWork, company: Company, calendar: Calendar, months: tuple[Period, ...]
) -> dict[str, int]:
    """Lay down the workspace, its people and the agreement's versions, each in its time; the people's ids by name."""
    info = WorkspaceInfo.model_validate(company.model_dump(include=set(WorkspaceInfo.model_fields)))
    starts = map(from_ms, _starts(company, months))
    for number, (agreed, start) in enumerate(zip(company.version, starts, strict=True), start=1):
        if number == 1:
            new = NewWorkspace(info, calendar, company.person)
            version = lay_foundation(work, new, start - _DRAFTED)
        else:
            version = work.add(VersionRow(number=number, created_at=start - _DRAFTED))
        version.state, version.in_force_from = VersionState.AGREED, start
        version.reason = agreed.reason
        version_id = id_of(version)
        if number > 1:
            work.add(from_calendar(calendar, version_id))
        for commitment in agreed.commitment:
            work.add(from_commitment(commitment, version_id))
        people = _ids_by_name(work)
        for side, name in agreed.signed_by.items():
            signer, at = people[name], start - _SIGNED
            work.add(SignatureRow(version_id=version_id, side=side, person_id=signer, signed_at=at))
    return people


def _ids_by_name(work: UnitOfWork) -> dict[str, int]:
    return {person["name"]: key for key, person in existing.people(work.connection).items()}


def _histories(
    company: Company,
    months: tuple[Period, ...],
    hours: WorkingTime,
    present: Ms,
    progress: Progress,
) -> list[History]:
    """Tell every lead's history, in order of arrival and beyond the present."""
    story, zone = read(Story), company.time_zone
    today = day_start(local_day(present, zone), zone)

    def back(since: Ms, working: float) -> Ms:
        anchor = since - _REACH_DAYS * 24 * HOUR_MS
        return hours.add(anchor, hours.elapsed(anchor, since) - int(working)) // 1000 * 1000

    def promised(kind: CommitmentKind) -> tuple[tuple[Ms, Ms], ...]:
        return tuple(
            (start, hours.elapsed(start, hours.due(start, commitment.within)))
            for start, version in zip(_starts(company, months), company.version, strict=True)
            for commitment in version.commitment
            if commitment.kind is kind and commitment.within is not None
        )

    setting = Setting(
        people=company.person,
        market=read(Market),
        hours=hours,
        months=months,
        chapters=story.month,
        promised=promised(CommitmentKind.RESPONSE),
        silence=promised(CommitmentKind.DISPOSITION),
        calm_from=back(today, _CALM_DAYS * hours.usual_day),
        settled=today,
    )
    histories: list[History] = []
    for index in range(len(months)):
        progress(index, len(months))
        histories += Teller(setting, f"{company.name}, month {index}").month(index)
    teller = Teller(setting, f"{company.name}, story")
    histories += [
        teller.told(lead, lambda ago: back(present, ago * HOUR_MS)) for lead in story.lead
    ]
    return sorted(histories, key=lambda history: history.facts[0].at)


def _starts(company: Company, months: tuple[Period, ...]) -> list[Ms]:
    """Find when each version of the agreement comes into force."""
    return [
        day_start(months[-1 - version.months_ago].first_day, company.time_zone)
        for version in company.version
    ]


def _write(
    work: UnitOfWork, histories: Iterable[History], people: dict[str, int], present: Ms
) -> None:
    """Write down what has happened by the present."""
    personas = {
        title: id_of(work.persona_of(persona.name))
        for persona in read(Market).persona
        for title in persona.titles
    }
    leads: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    came: dict[str | None, int] = {}
    for history in histories:
        facts = [fact for fact in history.facts if fact.at <= present]
        if facts:
            lead = _lead_row(len(leads) + 1, history, facts, people)
            lead["persona_id"] = personas.get(history.lead.title or "")
            lead["duplicate_of_id"] = _came_before(leads, came.get(history.lead.email), facts[0].at)
            came[history.lead.email] = lead["id"]
            leads.append(lead)
            events += _event_rows(lead["id"], facts, people, present)
    events.sort(key=lambda event: event["recorded_at"])
    work.insert(LeadRow, leads)
    work.insert(EventRow, events)


def _came_before(leads: list[dict[str, Any]], earlier: int | None, arrived: Ms) -> int | None:
    """The lead of the same e-mail that this one is a duplicate of, if it came shortly before."""
    if earlier is None:
        return None
    before = leads[earlier - 1]
    is_near = arrived - to_ms(before["created_at"]) <= DUPLICATE_WITHIN_MS
    return (before["duplicate_of_id"] or earlier) if is_near else None


def _lead_row(
    number: int, history: History, facts: list[Fact], people: dict[str, int]
) -> dict[str, Any]:
    assigned = [fact.by for fact in facts if fact.kind is EventKind.ASSIGNED]
    return {
        **history.lead.model_dump(),
        "id": number,
        "external_id": f"NW-{number:05d}",
        "owner_id": people[assigned[-1]] if assigned and assigned[-1] else None,
        "created_at": from_ms(facts[0].recorded),
    }


def _event_rows(
    lead: int, facts: list[Fact], people: dict[str, int], present: Ms
) -> Iterator[dict[str, Any]]:
    names = ("stage", "channel", "outcome", "reason", "value_minor", "note")
    empty = dict.fromkeys((*names, "until", "with_id", "deliverable_id"))
    for fact in facts:
        until, agreed_with = fact.details.get("until"), fact.details.get("with_id")
        yield {
            **empty,
            **fact.details,
            "until": None if until is None else from_ms(until),
            "with_id": None if agreed_with is None else people[agreed_with],
            "lead_id": lead,
            "kind": fact.kind,
            "happened_at": from_ms(fact.at),
            "recorded_at": from_ms(min(fact.recorded, present)),
            "by_id": None if fact.by is None else people[fact.by],
        }
