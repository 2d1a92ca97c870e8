"""Where the time went between a lead's arrival and the first conversation (MEASURES, Speed and depth)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.model.columns import Ms
from app.model.people import Side
from app.rules.terms import Terms
from app.rules.working_time import WorkingTime


class Step(StrEnum):
    """What a leg waits for; BACK for nothing: Sales returned the lead, and got it again later."""

    HANDOVER = "handover"
    ASSIGNMENT = "assignment"
    ATTEMPT = "attempt"
    CONVERSATION = "conversation"
    BACK = "back"


@dataclass(frozen=True)
class Course:
    """What happened to a lead that its delay is told from, in order. Instants are ms.

    `turns` say which side it went to when, None for neither: it was won, lost or is none. `assigned` says whose it
    became when. Of one that was never assigned `owner` says who has it now.
    """

    arrived: Ms
    turns: Sequence[tuple[Ms, Side | None]] = ()
    attempt: Ms | None = None
    conversation: Ms | None = None
    assigned: Sequence[tuple[Ms, str | None]] = ()
    owner: str | None = None


@dataclass(frozen=True)
class Leg:
    """One owner's part of the wait for a step, from `start` to `end` (ms); None while it lasts.

    `working_ms` counts in the side's hours, in wall time while nothing is agreed. `reached` tells whether the step
    was taken at `end`: if not, something else ended the wait, or the lead went on to the next owner. `early` marks a
    step that was taken before the wait began: it took no time.
    """

    step: Step
    side: Side
    owner: str | None
    start: Ms
    end: Ms | None
    working_ms: int
    wall_ms: int
    reached: bool
    early: bool


def delay(course: Course, terms: Terms, now: Ms) -> tuple[Leg, ...]:
    """Split the delay of a lead: arrival → handed over → first attempt → first conversation.

    One that was assigned and never handed over waits for Sales from its assignment. Who has the lead answers for the
    time since it was assigned to him or her. While Sales has returned it, nobody waits for Sales.
    """
    return tuple(
        leg
        for span in _spans(course)
        for leg in _parts(span, course, _hours(terms, span.side, span.start), now)
    )


class _Span(NamedTuple):
    """One side's wait for a step, from `start` to `end`; None while it lasts."""

    step: Step
    side: Side
    start: Ms
    end: Ms | None
    reached: bool
    early: bool = False


def _spans(course: Course) -> Iterator[_Span]:
    steps = [(Step.ATTEMPT, course.attempt), (Step.CONVERSATION, course.conversation)]
    turns, first = _turns(course)
    for place, (start, side) in enumerate(turns):
        end, following = turns[place + 1] if place + 1 < len(turns) else (None, None)
        if side is Side.MARKETING and (place == 0 or following is Side.SALES):
            step = Step.BACK if place else first
            yield _Span(step, side, start, end, reached=following is Side.SALES)
        elif side is Side.SALES:
            since = start
            while steps:
                step, at = steps[0]
                if at is None or (end is not None and at > end):
                    yield _Span(step, side, since, end, reached=False)
                    break
                yield _Span(step, side, since, max(since, at), reached=True, early=at < since)
                since = max(since, at)
                del steps[0]
            if not steps:
                return


def _turns(course: Course) -> tuple[list[tuple[Ms, Side | None]], Step]:
    """Which side had the lead from when, beginning with its arrival; and what the first one waited for."""
    given, first = list(course.turns), Step.HANDOVER
    if course.assigned and all(side is not Side.SALES for _, side in given):
        given = sorted([*given, (course.assigned[0][0], Side.SALES)], key=lambda turn: turn[0])
        first = Step.ASSIGNMENT
    turns: list[tuple[Ms, Side | None]] = [(course.arrived, Side.MARKETING)]
    turns += [(max(at, course.arrived), side) for at, side in given]
    return [
        turn for place, turn in enumerate(turns) if not place or turns[place - 1][1] != turn[1]
    ], first


def _parts(span: _Span, course: Course, hours: WorkingTime | None, now: Ms) -> Iterator[Leg]:
    """A wait, cut where the lead went to another owner."""
    stop = max(span.start, now) if span.end is None else span.end
    parts = list(_owners(course, span.side, span.start, stop))
    for place, (owner, since, until) in enumerate(parts):
        is_last = place == len(parts) - 1
        yield Leg(
            step=span.step,
            side=span.side,
            owner=owner,
            start=since,
            end=span.end if is_last else until,
            working_ms=until - since if hours is None else hours.elapsed(since, until),
            wall_ms=until - since,
            reached=span.reached and is_last,
            early=span.early,
        )


def _owners(course: Course, side: Side, start: Ms, stop: Ms) -> Iterator[tuple[str | None, Ms, Ms]]:
    """Who had the lead from when to when; nobody is known before its first assignment."""
    changes = [(at, owner) for at, owner in course.assigned if at < stop or at <= start]
    before = [owner for at, owner in changes if at <= start]
    unassigned = course.owner if side is Side.SALES and not course.assigned else None
    owner = before[-1] if before else unassigned
    for at, following in changes:
        if at > start and following != owner:
            yield owner, start, at
            owner, start = following, at
    yield owner, start, stop


def _hours(terms: Terms, side: Side, at: Ms) -> WorkingTime | None:
    """The side's hours by the version in force then; before the agreement by its first."""
    version = terms.in_force(at) or (terms.versions[0] if terms.versions else None)
    return None if version is None else version.calendars[side]
