"""One lead's clocks and marks by MEASURES in plain Python: slow, and meant to be obviously right.

It shares nothing with the engine but the vocabulary. Working time comes from the minute-by-minute
reference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from app.model.agreement import Commitment
from app.model.columns import Ms
from app.model.duration import DurationUnit, Within
from app.model.events import EventKind
from tests.rules.reference_working_time import Reference

KINDS = list(EventKind)
IMPLIED_STAGE = {"handed_over": "mql", "accepted": "sal", "won": "customer"}
MINUTE, HOUR = 60_000, 3_600_000
OF_HANDOVERS = ("response", "persistence", "disposition", "quality")


@dataclass(frozen=True)
class PlainEvent:
    at: Ms
    kind: EventKind
    stage: str | None = None
    reason: str | None = None
    channel: str | None = None
    outcome: str | None = None
    until: Ms | None = None

    @property
    def reached(self) -> str | None:
        if self.kind == "handed_over" and self.stage:
            return self.stage
        return IMPLIED_STAGE.get(self.kind, self.stage)

    @property
    def is_attempt(self) -> bool:
        return self.kind == "contact" and self.channel != "auto"

    @property
    def accepts(self) -> bool:
        return self.kind == "accepted" or (self.kind == "stage" and self.stage == "sal")

    @property
    def says_junk(self) -> bool:
        return self.kind == "sent_back" and self.reason in ("junk", "duplicate")


@dataclass(frozen=True)
class PlainLead:
    id: int
    events: Sequence[PlainEvent]
    owner: int = 1
    source: str | None = None
    campaign: str | None = None
    persona: str | None = None
    duplicate: bool = False

    @property
    def history(self) -> list[PlainEvent]:
        return sorted(self.events, key=lambda event: (event.at, KINDS.index(event.kind)))

    @property
    def arrived(self) -> Ms | None:
        ats = [event.at for event in self.history if event.kind == "arrived"]
        return min(ats or [event.at for event in self.events], default=None)


@dataclass(frozen=True)
class PlainVersion:
    start: Ms
    commitments: dict[int, Commitment]


@dataclass(frozen=True)
class Clock:
    commitment: int
    lead: int
    owner: int
    start: Ms
    due: Ms | None
    soon: Ms | None
    stop: Ms | None
    pause: Ms | None
    resume: Ms | None
    left: int | None
    day: int | None
    excuse: str | None


@dataclass(frozen=True)
class Mark:
    commitment: int
    lead: int
    owner: int
    at: Ms
    day: int
    verdict: str


Held = tuple[Ms | None, Ms | None, int | None]
"""From when to when a clock last stood still, and the time it had left then."""


@dataclass
class ReferenceEngine:
    """Derives what follows from histories under `versions`; `usual_day` is in ms."""

    versions: Sequence[PlainVersion]
    working: Reference
    usual_day: int
    sums: dict[tuple[Ms, int], Ms] = field(default_factory=dict)

    def clocks(self, lead: PlainLead) -> Iterator[Clock]:
        yield from self._dispositions(lead)
        lead = self._silently_accepted(lead)
        history = lead.history
        for index, key, commitment in self._stated(lead):
            event = history[index]
            if commitment.kind == "response" and event.kind == "handed_over":
                yield self._response(key, commitment, lead, index)
            if commitment.kind == "persistence" and event.kind == "handed_over":
                yield self._persistence(key, commitment, lead, index)
            if commitment.kind == "conversion" and event.reached == commitment.stage:
                earlier = [before.reached for before in history[:index]]
                if commitment.stage not in earlier:
                    yield self._conversion(key, commitment, lead, index)

    def marks(self, lead: PlainLead) -> Iterator[Mark]:
        lead = self._silently_accepted(lead)
        history = lead.history
        for index, key, commitment in self._stated(lead, of_clocks=False):
            event = history[index]
            verdict = None
            earlier = [before.reached for before in history[:index]]
            reached = event.reached == commitment.stage and commitment.stage not in earlier
            if commitment.kind == "volume" and reached:
                verdict = "kept"
            if commitment.kind == "quality":
                verdict = self._decision(history, index)
            if verdict:
                day = self.working.local_day(event.at).toordinal()
                yield Mark(key, lead.id, lead.owner, event.at, day, verdict)

    def _stated(
        self, lead: PlainLead, *, of_clocks: bool = True
    ) -> Iterator[tuple[int, int, Commitment]]:
        """Each event with each commitment that was in force then and speaks of it."""
        began = self.versions[0].start
        if lead.duplicate or (of_clocks and (lead.arrived is None or lead.arrived < began)):
            return
        history = lead.history
        for index, event in enumerate(history):
            version = self._in_force(event.at)
            for key, commitment in version.commitments.items() if version else ():
                if self._speaks_of(commitment, lead, history[: index + 1]):
                    yield index, key, commitment

    def _dispositions(self, lead: PlainLead) -> Iterator[Clock]:
        history = lead.history
        for index, key, commitment in self._stated(lead):
            if commitment.kind == "disposition" and history[index].kind == "handed_over":
                yield self._disposition(key, commitment, lead, index)

    def _silently_accepted(self, lead: PlainLead) -> PlainLead:
        """The lead with an acceptance where nobody decided by the first due of a handover."""
        handovers = [event.at for event in lead.history if event.kind == "handed_over"]
        dues: dict[int, list[Ms]] = {}
        for index, key, commitment in self._stated(lead):
            if commitment.kind == "disposition" and lead.history[index].kind == "handed_over":
                clock = self._disposition(key, commitment, lead, index)
                undecided = clock.stop is None or (clock.due is not None and clock.stop > clock.due)
                if clock.due is not None and clock.excuse is None and undecided:
                    dues.setdefault(index, []).append(clock.due)
        silent = []
        for index, found in dues.items():
            place = sum(event.kind == "handed_over" for event in lead.history[:index])
            later = handovers[place + 1 :]
            if not later or min(found) < later[0]:
                silent.append(PlainEvent(min(found), EventKind.ACCEPTED))
        return replace(lead, events=[*lead.events, *silent])

    def _decision(self, history: list[PlainEvent], index: int) -> str | None:
        """The verdict if this event is the first decision on a handover."""
        event = history[index]

        def decides(one: PlainEvent) -> bool:
            return one.accepts or one.kind == "sent_back"

        before = history[:index]
        handovers = [place for place, one in enumerate(before) if one.kind == "handed_over"]
        if not decides(event) or not handovers or any(map(decides, before[handovers[-1] :])):
            return None
        if event.kind != "sent_back" or _overturned(history, index):
            return "kept"
        if event.says_junk:
            return "excused"
        if event.reason in ("not_now", "could_not_reach"):
            return None
        return "missed"

    def _response(self, key: int, commitment: Commitment, lead: PlainLead, index: int) -> Clock:
        history = lead.history
        done = ended = None
        for place in range(index + 1, len(history)):
            event = history[place]
            if event.is_attempt and done is None:
                done = event.at
            ends = event.kind in ("opted_out", "junk", "recycled", "won", "lost") or (
                event.kind == "sent_back" and not _overturned(history, place)
            )
            if ends and ended is None:
                ended = event.at
        exempted = _exempted(history, index)
        return self._clock(key, commitment, lead, index, done, ended, exempted=exempted)

    def _persistence(self, key: int, commitment: Commitment, lead: PlainLead, index: int) -> Clock:
        history = lead.history
        done = ended = None
        counted: dict[str | None, list[Ms]] = {}
        number = 0
        for place in range(index + 1, len(history)):
            event = history[place]
            if event.kind == "handed_over":
                counted = {}
            if event.is_attempt:
                before = counted.setdefault(event.channel, [])
                if not before or event.at - before[-1] >= 15 * MINUTE:
                    before.append(event.at)
                    number += 1
            reached = event.is_attempt and event.outcome in ("conversation", "meeting")
            sent_back = event.kind == "sent_back" and not _overturned(history, place)
            says_why = event.reason not in (None, "could_not_reach")
            over = number == commitment.attempts or reached or event.kind in ("won", "lost")
            if (over or (sent_back and says_why)) and done is None:
                done = event.at
            if event.kind in ("opted_out", "junk", "recycled") and ended is None:
                ended = event.at
        exempted = _exempted(history, index)
        return self._clock(key, commitment, lead, index, done, ended, exempted=exempted)

    def _disposition(self, key: int, commitment: Commitment, lead: PlainLead, index: int) -> Clock:
        history = lead.history
        after = history[index + 1 :]
        done = [one.at for one in after if one.accepts or (one.kind == "sent_back" and one.reason)]
        ended = [one.at for one in after if one.kind in ("opted_out", "junk")]
        return self._clock(
            key,
            commitment,
            lead,
            index,
            min(done, default=None),
            min(ended, default=None),
            exempted=_exempted(history, index),
        )

    def _conversion(self, key: int, commitment: Commitment, lead: PlainLead, index: int) -> Clock:
        history = lead.history
        done = [event.at for event in history if event.reached == commitment.to_stage]
        ended = [
            event.at
            for place, event in enumerate(history)
            if place >= index and (event.kind in ("opted_out", "junk") or _is_junk(history, place))
        ]
        exempted = any(event.kind == "exempted" for event in history[index:])
        return self._clock(
            key,
            commitment,
            lead,
            index,
            min(done, default=None),
            min(ended, default=None),
            exempted=exempted,
        )

    def _clock(
        self,
        key: int,
        commitment: Commitment,
        lead: PlainLead,
        index: int,
        done: Ms | None,
        ended: Ms | None,
        *,
        exempted: bool,
    ) -> Clock:
        history = lead.history
        start = history[index].at
        if done is not None and ended is not None:
            done, ended = (done, None) if done <= ended else (None, ended)
        assert commitment.within is not None
        due, soon, pause = self._due(start, commitment.within, history, done or ended)
        junk = any(
            event.kind == "junk" or _is_junk(history, place)
            for place, event in enumerate(history)
            if place >= index
        )
        if done is not None and due is not None and done <= due:
            excuse, stop = None, done
        elif ended is not None and due is not None and ended <= due:
            excuse, stop = "cancelled", None
        else:
            excuse, stop = "withdrawn_late" if junk else None, done or ended
        if exempted and not (excuse is None and stop is not None and due and stop <= due):
            excuse = "exempt"
        day = None if due is None else self.working.local_day(due).toordinal()
        return Clock(key, lead.id, lead.owner, start, due, soon, stop, *pause, day, excuse)

    def _due(
        self, start: Ms, within: Within, history: list[PlainEvent], over: Ms | None
    ) -> tuple[Ms | None, Ms | None, Held]:
        """Due, due soon, and the last pause."""
        due = self._unpaused_due(start, within)
        length = self._elapsed(within, start, due)
        pauses = _pauses(history, over)
        moved, held = self._walk(within, start, length, pauses)
        if moved is None:
            return None, None, held
        soon, _ = self._walk(within, start, -(-3 * length // 4), pauses)
        return moved, soon, held

    def _unpaused_due(self, start: Ms, within: Within) -> Ms:  # noqa: PLR0911 - one for each unit
        match within.unit:
            case DurationUnit.MINUTES:
                return start + within.amount * MINUTE
            case DurationUnit.HOURS:
                return start + within.amount * HOUR
            case DurationUnit.DAYS:
                after = self.working.local_day(start) + timedelta(days=within.amount + 1)
                midnight = datetime.combine(after, time(), self.working.zone)
                return int(midnight.astimezone(UTC).timestamp()) * 1000 - 1
            case DurationUnit.END_OF_BUSINESS_DAY:
                return self.working.end_of_business_day(start, within.amount)
            case DurationUnit.BUSINESS_MINUTES:
                return self._add(within, start, within.amount * MINUTE)
            case DurationUnit.BUSINESS_HOURS:
                return self._add(within, start, within.amount * HOUR)
            case DurationUnit.BUSINESS_DAYS:
                return self._add(within, start, within.amount * self.usual_day)

    def _walk(
        self, within: Within, start: Ms, length: int, pauses: list[tuple[Ms, Ms | None]]
    ) -> tuple[Ms | None, Held]:
        """When `length` has passed outside of the pauses, and the last of them; None while paused."""
        now, left = start, length
        held: Held = (None, None, None)
        for since, until in pauses:
            if until is not None and until <= now:
                continue
            passed = self._elapsed(within, now, max(now, since))
            if left <= passed:
                break
            left -= passed
            held = (since, until, left)
            if until is None:
                return None, held
            now = until
        return self._add(within, now, left), held

    def _elapsed(self, within: Within, since: Ms, until: Ms) -> int:
        return self.working.elapsed(since, until) if _counts_work(within) else until - since

    def _add(self, within: Within, start: Ms, amount: int) -> Ms:
        if not _counts_work(within):
            return start + amount
        if (start, amount) not in self.sums:
            self.sums[start, amount] = self.working.add(start, amount)
        return self.sums[start, amount]

    def _in_force(self, at: Ms) -> PlainVersion | None:
        started = [version for version in self.versions if version.start <= at]
        return started[-1] if started else None

    def _speaks_of(self, commitment: Commitment, lead: PlainLead, so_far: list[PlainEvent]) -> bool:
        handed_over = [event.reached for event in so_far if event.kind == "handed_over"]
        at_stage = commitment.kind not in OF_HANDOVERS or commitment.stage in (
            None,
            *handed_over[-1:],
        )
        return (
            at_stage
            and (not commitment.sources or lead.source in commitment.sources)
            and (not commitment.campaigns or lead.campaign in commitment.campaigns)
            and (not commitment.personas or lead.persona in commitment.personas)
        )


def _counts_work(within: Within) -> bool:
    return "business" in within.unit


def _is_junk(history: list[PlainEvent], index: int) -> bool:
    return history[index].says_junk and not _overturned(history, index)


def _overturned(history: list[PlainEvent], index: int) -> bool:
    """Whether the next word on this send-back was that it does not stand."""
    for event in history[index + 1 :]:
        if event.kind in ("upheld", "overturned", "handed_over"):
            return event.kind == "overturned"
    return False


def _exempted(history: list[PlainEvent], index: int) -> bool:
    """Whether the handover at `index` was excused before the next one."""
    for event in history[index + 1 :]:
        if event.kind == "handed_over":
            break
        if event.kind == "exempted":
            return True
    return False


def _pauses(history: list[PlainEvent], over: Ms | None) -> list[tuple[Ms, Ms | None]]:
    """From each "paused" to its date, to "resumed", or to the end of the duty."""
    pauses: list[tuple[Ms, Ms | None]] = []
    for event in history:
        if over is not None and event.at > over:
            break
        since, until = pauses[-1] if pauses else (None, event.at)
        paused = since is not None and (until is None or until > event.at)
        if event.kind == "paused":
            ends = None if event.until is None else max(event.at, event.until)
            if paused and since is not None:
                pauses[-1] = (since, ends)
            else:
                pauses.append((event.at, ends))
        if event.kind == "resumed" and paused and since is not None:
            pauses[-1] = (since, event.at)
    if over is not None:
        pauses = [(since, over if until is None else min(until, over)) for since, until in pauses]
    return [(since, until) for since, until in pauses if until is None or since < until]
