"""Histories told in lines, and the clocks and marks that follow from them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from app.model.agreement import Commitment, CommitmentKind
from app.model.calendar import OFFICE_HOURS
from app.model.clocks import ClockState, Excuse
from app.model.columns import Ms
from app.model.duration import parse_within
from app.model.events import EventKind
from app.model.people import Side
from app.model.stages import DEFAULT_STAGES
from app.rules.clocks import EXCUSES, VERDICTS, derive
from app.rules.compliance import NOT_STARTED, STATES, states
from app.rules.histories import (
    AGAINST_MARKETING_CODE,
    CHANNELS,
    CODE,
    JUNK_CODE,
    NEITHER_CODE,
    NO_REASON_CODE,
    NONE,
    NOT_REACHED_CODE,
    OUTCOMES,
    Histories,
)
from app.rules.terms import Terms, Version
from app.rules.working_time import working_time
from tests.rules.reference_clocks import Clock, Mark, PlainEvent, PlainLead, PlainVersion

ZONE = "Europe/Berlin"
STAGES = tuple(stage.key for stage in DEFAULT_STAGES)
WORKING = working_time(OFFICE_HOURS, ZONE)
REASONS: dict[str | None, int] = {
    "junk": JUNK_CODE,
    "duplicate": JUNK_CODE,
    "not_now": NEITHER_CODE,
    "could_not_reach": NOT_REACHED_CODE,
    None: NO_REASON_CODE,
}


def ms(text: str) -> int:
    """The instant of a wall time in March 2026, UTC being an hour behind: "Mon 02 09:00"."""
    _, day, clock = text.split()
    hour, minute = clock.split(":")
    wall = datetime(2026, 3, int(day), int(hour), int(minute), tzinfo=UTC)
    return int((wall - timedelta(hours=1)).timestamp()) * 1000


def histories(leads: Sequence[PlainLead]) -> Histories:
    rows = sorted(
        (lead.id, event.at, CODE[event.kind], index, event)
        for lead in leads
        for index, event in enumerate(lead.events)
    )
    events = [row[-1] for row in rows]
    sources = tuple(sorted({lead.source for lead in leads if lead.source}))
    campaigns = tuple(sorted({lead.campaign for lead in leads if lead.campaign}))
    personas = tuple(sorted({lead.persona for lead in leads if lead.persona}))
    return Histories(
        lead=np.array([row[0] for row in rows], dtype=np.int64),
        at=np.array([row[1] for row in rows], dtype=np.int64),
        kind=np.array([row[2] for row in rows], dtype=np.int8),
        stage=np.array(
            [STAGES.index(event.stage) if event.stage else -1 for event in events], dtype=np.int16
        ),
        reason=np.array(
            [REASONS.get(event.reason, AGAINST_MARKETING_CODE) for event in events],
            dtype=np.int8,
        ),
        channel=_codes([event.channel for event in events], CHANNELS),
        outcome=_codes([event.outcome for event in events], OUTCOMES),
        until=np.array(
            [NONE if event.until is None else event.until for event in events], dtype=np.int64
        ),
        lead_id=np.array([lead.id for lead in leads], dtype=np.int64),
        owner=np.array([lead.owner for lead in leads], dtype=np.int64),
        source=_codes([lead.source for lead in leads], sources).astype(np.int32),
        campaign=_codes([lead.campaign for lead in leads], campaigns).astype(np.int32),
        persona=_codes([lead.persona for lead in leads], personas).astype(np.int32),
        duplicate=np.array([lead.duplicate for lead in leads], dtype=bool),
        sources=sources,
        campaigns=campaigns,
        personas=personas,
    )


def _codes(values: Sequence[str | None], names: Sequence[str]) -> NDArray[np.int8]:
    return np.array([-1 if each is None else names.index(each) for each in values], dtype=np.int8)


def terms(versions: Sequence[PlainVersion]) -> Terms:
    return Terms(
        versions=tuple(
            Version(
                id=number,
                number=number,
                start=version.start,
                commitments=version.commitments,
                calendars=dict.fromkeys(Side, WORKING),
            )
            for number, version in enumerate(versions, 1)
        ),
        zone=ZONE,
        stages=STAGES,
    )


def plain(value: int) -> int | None:
    return None if value == NONE else value


def derived(
    leads: Sequence[PlainLead], versions: Sequence[PlainVersion]
) -> tuple[list[Clock], list[Mark]]:
    found = derive(histories(leads), terms(versions))
    c, m = found.clocks, found.marks
    clocks = [
        Clock(
            commitment=int(c.commitment[row]),
            lead=int(c.lead[row]),
            owner=int(c.owner[row]),
            start=int(c.start[row]),
            due=plain(int(c.due[row])),
            soon=plain(int(c.soon[row])),
            stop=plain(int(c.stop[row])),
            pause=plain(int(c.pause[row])),
            resume=plain(int(c.resume[row])),
            left=plain(int(c.left[row])),
            day=plain(int(c.day[row])),
            excuse=EXCUSES[int(c.excuse[row])],
        )
        for row in range(len(c))
    ]
    marks = [
        Mark(
            commitment=int(m.commitment[row]),
            lead=int(m.lead[row]),
            owner=int(m.owner[row]),
            at=int(m.at[row]),
            day=int(m.day[row]),
            verdict=VERDICTS[int(m.verdict[row])],
        )
        for row in range(len(m))
    ]
    return clocks, marks


RESPONSE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=parse_within("4 business hours"),
)
QUALITY = Commitment(code="M2", side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000)
CONVERSION = Commitment(
    code="S2",
    side=Side.SALES,
    kind=CommitmentKind.CONVERSION,
    share=1000,
    within=parse_within("10 days"),
    stage="mql",
    to_stage="customer",
)
BEGAN = ms("Sun 01 01:00")


def lead(*story: str, key: int = 1) -> PlainLead:
    """A lead from lines such as "Mon 02 09:00 sent_back junk", "… contact phone message" or
    "… paused Wed 04 09:00"; a contact without more is a call that nobody answered.
    """
    return PlainLead(key, [_event(*line.split()) for line in story])


def _event(weekday: str, day: str, clock: str, kind: str, *details: str) -> PlainEvent:
    at, kind = ms(f"{weekday} {day} {clock}"), EventKind(kind)
    if kind is EventKind.CONTACT:
        channel, outcome, *_ = (*details, *("phone", "no_answer")[len(details) :])
        return PlainEvent(at, kind, channel=channel, outcome=outcome)
    if kind is EventKind.PAUSED:
        return PlainEvent(at, kind, until=ms(" ".join(details)) if details else None)
    detail = details[0] if details else None
    if kind is EventKind.SENT_BACK:
        return PlainEvent(at, kind, reason=detail)
    return PlainEvent(at, kind, stage=detail)


def clocks_of(*story: str, commitment: Commitment = RESPONSE) -> list[Clock]:
    return derived([lead(*story)], [PlainVersion(BEGAN, {1: commitment})])[0]


def clock_of(*story: str, commitment: Commitment = RESPONSE) -> Clock:
    (clock,) = clocks_of(*story, commitment=commitment)
    return clock


def state(
    now: Ms,
    start: Ms,
    due: Ms | None,
    soon: Ms | None,
    stop: Ms | None,
    excuse: Excuse | None,
    pause: Ms | None = None,
    resume: Ms | None = None,
) -> ClockState | None:
    """The state of one clock at `now`; None when it starts later."""
    start_, due_, soon_, stop_, pause_, resume_ = (
        np.array([NONE if instant is None else instant], dtype=np.int64)
        for instant in (start, due, soon, stop, pause, resume)
    )
    excused = np.array([EXCUSES.index(excuse)], dtype=np.int8)
    code = int(states(now, start_, due_, soon_, stop_, excused, pause_, resume_)[0])
    return None if code == NOT_STARTED else STATES[code]


def state_at(now: str, clock: Clock) -> ClockState | None:
    excuse = next(each for each in EXCUSES if each == clock.excuse)
    return state(
        *(ms(now), clock.start, clock.due, clock.soon, clock.stop, excuse),
        *(clock.pause, clock.resume),
    )


def verdicts_of(*story: str, quality: Commitment = QUALITY) -> list[str]:
    return [m.verdict for m in derived([lead(*story)], [PlainVersion(BEGAN, {1: quality})])[1]]


HANDED_OVER = "Mon 02 09:00 handed_over"  # four hours end at 13:00
