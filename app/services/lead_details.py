"""Everything known of one lead, for its panel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import Connection

from app.model.agreement import CommitmentKind
from app.model.clocks import ClockState
from app.model.columns import DAY_MS, Ms, to_ms
from app.model.events import REACHED, Channel, EventKind
from app.model.people import Side
from app.rules.attempts import counted_attempts
from app.rules.delay import Course, Leg, delay
from app.rules.late_entries import is_late_entry
from app.rules.terms import Terms
from app.services.clock_lines import ClockLine, clock_lines
from app.services.decisions import Attempts
from app.services.lead_explanations import Telling, explanation, why_qualified
from app.services.lead_likeness import LeadRef, alike
from app.services.lead_list import LeadLine, lead_line
from app.store import lead_checks, lists
from app.store import lead_details as store
from app.store.histories import load_histories
from app.store.lists import Row
from app.store.terms import load_stage_names, load_terms
from app.store.workspace import Workspace

_TURNS = (EventKind.HANDED_OVER, EventKind.ACCEPTED, EventKind.SENT_BACK)
_GOES_TO: Mapping[EventKind, Side | None] = {
    EventKind.HANDED_OVER: Side.SALES,
    EventKind.ACCEPTED: Side.SALES,
    EventKind.OVERTURNED: Side.SALES,
    EventKind.SENT_BACK: Side.MARKETING,
    EventKind.RECYCLED: Side.MARKETING,
    **dict.fromkeys((EventKind.WON, EventKind.LOST, EventKind.OPTED_OUT, EventKind.JUNK)),
}
"""The side that has the lead after an event; neither once it is over."""


@dataclass(frozen=True)
class EventView:
    """One fact of a history; `late` when it was recorded more than a working day after it happened.

    `until` goes with a pause and a recycled lead, `agreed_with` with an exemption, `material` with one used.
    """

    id: int
    kind: EventKind
    happened_at: Ms
    recorded_at: Ms
    by: str | None
    stage: str | None
    channel: str | None
    outcome: str | None
    reason: str | None
    value_minor: int | None
    note: str | None
    until: Ms | None
    agreed_with: str | None
    material: str | None
    late: bool


@dataclass(frozen=True)
class LeadClock(ClockLine):
    """A clock of a lead with the sentence that explains it, and the attempts of a promise of attempts."""

    explanation: str
    attempts: Attempts | None


@dataclass(frozen=True)
class LeadDetails:
    """Everything known of a lead. Instants are ms.

    `turn` is the last of handed over, accepted and sent back; what silence accepted counts as accepted.
    `before_agreement` says why a lead has no clock. `stages` names the stages by key, `zone` is the workspace's.
    `agreed_from` is when the agreement began, None while nothing is agreed.

    `duplicates` are marked as such, or likely to be: of the same e-mail within 30 days, of the same name and company,
    or of the same phone number; `same_person` the other leads of the e-mail. `why` says what makes it an MQL, `delay`
    where the time went; a working day has `day_ms`. `silence_at` is when silence accepted the last handover, or will.
    A pause or a recycled lead may be without an end.
    """

    line: LeadLine
    title: str | None
    email: str | None
    phone: str | None
    campaign: str | None
    persona: str | None
    value_minor: int | None
    owner_id: int | None
    clocks: tuple[LeadClock, ...]
    history: tuple[EventView, ...]
    before_agreement: bool
    turn: EventKind | None
    stages: dict[str, str]
    zone: str
    agreed_from: Ms | None
    duplicate_of: LeadRef | None
    duplicates: tuple[LeadRef, ...]
    same_person: tuple[LeadRef, ...]
    why: tuple[str, ...]
    delay: tuple[Leg, ...]
    day_ms: int
    silence_at: Ms | None
    disputed: bool
    paused: bool
    paused_until: Ms | None
    recycled_until: Ms | None
    forgotten: bool


def lead_details(workspace: Workspace, lead_id: int) -> LeadDetails | None:
    """One lead with its clocks, its history and the leads like it; None when it is gone."""
    now = to_ms(datetime.now(UTC))
    with workspace.read() as connection:
        row = store.facts(connection, lead_id)
        if row is None:
            return None
        terms = load_terms(connection)
        telling = Telling(now, terms.zone, load_stage_names(connection))
        history = store.history(connection, lead_id)
        clocks = clock_lines(lists.clocks_of_leads(connection, [lead_id]), terms, now)
        attempts = _attempts(connection, lead_id, terms, clocks)
        silence_at = _silence_at(connection, lead_id, history)
        like = alike(connection, row)
    arrived = row["arrived_at"]
    line, decided = lead_line(row, clocks), _last(history, _TURNS)
    turn = None if decided is None else EventKind(decided["kind"])
    if silence_at is not None and silence_at <= now and turn is EventKind.HANDED_OVER:
        turn = EventKind.ACCEPTED
    paused = next((each for each in clocks if each.state is ClockState.PAUSED), None)
    return LeadDetails(
        line=line,
        title=row["title"],
        email=row["email"],
        phone=row["phone"],
        campaign=row["campaign"],
        persona=row["persona"],
        value_minor=row["value_minor"],
        owner_id=row["owner_id"],
        clocks=tuple(
            LeadClock(
                **{each.name: getattr(clock, each.name) for each in fields(ClockLine)},
                explanation=explanation(clock, history, telling),
                attempts=tried,
            )
            for clock, tried in zip(clocks, attempts, strict=True)
        ),
        history=tuple(_event(event, telling, terms) for event in history),
        before_agreement=arrived is not None and (terms.start is None or arrived < terms.start),
        turn=turn,
        stages=dict(telling.stages),
        zone=terms.zone,
        agreed_from=terms.start,
        duplicate_of=like.duplicate_of,
        duplicates=like.duplicates,
        same_person=like.same_person,
        why=why_qualified(row, history, silence_at, telling),
        delay=() if arrived is None else delay(_course(row, history), terms, now),
        day_ms=_day(terms, now),
        silence_at=silence_at,
        disputed=line.standing is EventKind.DISPUTED,
        paused=paused is not None,
        paused_until=None if paused is None else paused.resume,
        recycled_until=_recycled_until(line, history),
        forgotten=row["forgotten_at"] is not None,
    )


def _event(event: Row, telling: Telling, terms: Terms) -> EventView:
    values = {each.name: event[each.name] for each in fields(EventView) if each.name in event}
    return EventView(
        **{
            **values,
            "kind": EventKind(event["kind"]),
            "stage": telling.stages.get(event["stage"], event["stage"]),
            "late": is_late_entry(event["happened_at"], event["recorded_at"], terms),
        }
    )


def _last(history: Sequence[Row], kinds: Sequence[EventKind]) -> Row | None:
    return next((row for row in history if row["kind"] in kinds), None)


# Its clocks


def _attempts(
    connection: Connection, lead_id: int, terms: Terms, clocks: Sequence[ClockLine]
) -> list[Attempts | None]:
    """The attempts made and agreed of each clock; None for a promise of something else."""
    if all(clock.commitment.kind is not CommitmentKind.PERSISTENCE for clock in clocks):
        return [None] * len(clocks)
    h = load_histories(connection, terms.stages, [lead_id])
    counted = counted_attempts(h)

    def tried(clock: ClockLine) -> Attempts | None:
        if clock.commitment.kind is not CommitmentKind.PERSISTENCE:
            return None
        begun = np.flatnonzero(h.where(EventKind.HANDED_OVER) & (h.at == clock.start))
        made = counted[counted > begun[0]] if begun.size else counted[h.at[counted] >= clock.start]
        if clock.stop is not None:
            made = made[h.at[made] <= clock.stop]
        return Attempts(int(made.size), clock.commitment.attempts)

    return [tried(clock) for clock in clocks]


def _silence_at(connection: Connection, lead_id: int, history: Sequence[Row]) -> Ms | None:
    last = _last(history, (EventKind.HANDED_OVER,))
    return (
        None if last is None else lead_checks.silence_at(connection, lead_id, last["happened_at"])
    )


def _recycled_until(line: LeadLine, history: Sequence[Row]) -> Ms | None:
    if line.standing is not EventKind.RECYCLED:
        return None
    last = _last(history, (EventKind.RECYCLED,))
    return None if last is None else last["until"]


# Its delay


def _course(row: Row, history: Sequence[Row]) -> Course:
    """What of a history, newest first, its delay is told from."""
    events = list(reversed(history))
    tried = [
        each
        for each in events
        if each["kind"] == EventKind.CONTACT and each["channel"] != Channel.AUTO
    ]
    talked = [each for each in tried if each["outcome"] in REACHED]
    return Course(
        arrived=row["arrived_at"],
        turns=[
            (each["happened_at"], _GOES_TO[EventKind(each["kind"])])
            for each in events
            if each["kind"] in _GOES_TO
        ],
        attempt=_first(tried),
        conversation=_first(talked),
        assigned=[
            (each["happened_at"], each["by"])
            for each in events
            if each["kind"] == EventKind.ASSIGNED
        ],
        owner=row["owner"],
    )


def _first(events: Iterable[Row]) -> Ms | None:
    return next((each["happened_at"] for each in events), None)


def _day(terms: Terms, now: Ms) -> int:
    """The length of a working day of Sales', of any day while nothing is agreed."""
    version = terms.in_force(now) or (terms.versions[0] if terms.versions else None)
    return DAY_MS if version is None else version.calendars[Side.SALES].usual_day
