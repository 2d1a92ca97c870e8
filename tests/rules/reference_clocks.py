"""One lead's clocks and marks by MEASURES in plain Python: slow, and meant to be obviously right.

It shares nothing with the engine but the vocabulary. Working time comes from the minute-by-minute
reference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from app.model.agreement import Commitment
from app.model.columns import Ms
from app.model.duration import DurationUnit, Within
from app.model.events import EventKind
from tests.rules.reference_working_time import Reference

KINDS = list(EventKind)
IMPLIED_STAGE = {"handed_over": "mql", "accepted": "sal", "won": "customer"}
MINUTE, HOUR = 60_000, 3_600_000


@dataclass(frozen=True)
class PlainEvent:
    at: Ms
    kind: EventKind
    stage: str | None = None
    reason: str | None = None
    automatic: bool = False

    @property
    def reached(self) -> str | None:
        return IMPLIED_STAGE.get(self.kind, self.stage)

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


@dataclass
class ReferenceEngine:
    """Derives what follows from histories under `versions`; `usual_day` is in ms."""

    versions: Sequence[PlainVersion]
    working: Reference
    usual_day: int
    sums: dict[tuple[Ms, int], Ms] = field(default_factory=dict)

    def clocks(self, lead: PlainLead) -> Iterator[Clock]:
        if lead.arrived is None or lead.arrived < self.versions[0].start:
            return
        history = lead.history
        for index, event in enumerate(history):
            version = self._in_force(event.at)
            if version is None:
                continue
            for key, commitment in version.commitments.items():
                if not self._speaks_of(commitment, lead):
                    continue
                if commitment.kind == "response" and event.kind == "handed_over":
                    yield self._response(key, commitment, lead, index)
                if commitment.kind == "conversion" and event.reached == commitment.stage:
                    earlier = [before.reached for before in history[:index]]
                    if commitment.stage not in earlier:
                        yield self._conversion(key, commitment, lead, index)

    def marks(self, lead: PlainLead) -> Iterator[Mark]:
        history = lead.history
        for index, event in enumerate(history):
            version = self._in_force(event.at)
            if version is None:
                continue
            for key, commitment in version.commitments.items():
                if not self._speaks_of(commitment, lead):
                    continue
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

    def _decision(self, history: list[PlainEvent], index: int) -> str | None:
        """The verdict if this event is the first decision on a handover."""
        event = history[index]

        def decides(one: PlainEvent) -> bool:
            return one.kind in ("accepted", "sent_back") or (
                one.kind == "stage" and one.stage == "sal"
            )

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
            if event.kind == "contact" and not event.automatic and done is None:
                done = event.at
            ends = event.kind in ("opted_out", "junk", "won", "lost") or (
                event.kind == "sent_back" and not _overturned(history, place)
            )
            if ends and ended is None:
                ended = event.at
        exempted = False
        for event in history[index + 1 :]:
            if event.kind == "handed_over":
                break
            exempted = exempted or event.kind == "exempted"
        return self._clock(key, commitment, lead, index, done, ended, exempted=exempted)

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
        due, soon, left = self._due(start, commitment.within, history, done or ended)
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
        return Clock(key, lead.id, lead.owner, start, due, soon, stop, left, day, excuse)

    def _due(
        self, start: Ms, within: Within, history: list[PlainEvent], over: Ms | None
    ) -> tuple[Ms | None, Ms | None, int | None]:
        """Due, due soon, and what is left where the lead is paused."""
        due = self._unpaused_due(start, within)
        length = self._elapsed(within, start, due)
        pauses = _pauses(history, over)
        moved, left = self._walk(within, start, length, pauses)
        if moved is None:
            return None, None, left
        soon, _ = self._walk(within, start, -(-3 * length // 4), pauses)
        return moved, soon, None

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
    ) -> tuple[Ms | None, int]:
        """When `length` has passed outside of the pauses; None and the rest while paused."""
        now, left = start, length
        for since, until in pauses:
            if until is not None and until <= now:
                continue
            passed = self._elapsed(within, now, max(now, since))
            if left <= passed:
                break
            left -= passed
            if until is None:
                return None, left
            now = until
        return self._add(within, now, left), 0

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

    def _speaks_of(self, commitment: Commitment, lead: PlainLead) -> bool:
        return (not commitment.sources or lead.source in commitment.sources) and (
            not commitment.campaigns or lead.campaign in commitment.campaigns
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


def _pauses(history: list[PlainEvent], over: Ms | None) -> list[tuple[Ms, Ms | None]]:
    """From each "paused" to the next "resumed", or to the end of the duty."""
    pauses: list[tuple[Ms, Ms | None]] = []
    since = None
    for event in history:
        if over is not None and event.at > over:
            break
        if event.kind == "paused" and since is None:
            since = event.at
        if event.kind == "resumed" and since is not None:
            pauses.append((since, event.at))
            since = None
    if since is not None:
        pauses.append((since, over))
    return pauses
