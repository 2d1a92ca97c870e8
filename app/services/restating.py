"""What became known of a closed period after its close, and how much is written down late."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from sqlalchemy import Connection

from app.model.columns import Ms
from app.model.people import Side
from app.rules import late_entries as late_rule
from app.rules import sentences
from app.rules.clocks import derive
from app.rules.compliance import Fulfilment, part, side_compliance
from app.rules.ledger import Ledger
from app.rules.numbers import percent
from app.rules.periods import Period, bounds
from app.rules.promises import fulfilment_in
from app.rules.readings import marks
from app.rules.record import DayTallies, Record, day_tallies, exchanged
from app.rules.terms import Terms
from app.services.records import Scene
from app.store import entries
from app.store.deliverables import load_items
from app.store.histories import load_histories
from app.store.readings import load_figures

_LEADS_AT_ONCE = 10_000

Moved = tuple[Fraction | None, Fraction | None]
"""A score as it was known when the period was closed, and as it is known now."""


@dataclass(frozen=True)
class Restated:
    """The scores of a closed period that moved since its close: by code, of each side, and of both."""

    scores: dict[str, Moved] = field(default_factory=dict)
    sides: dict[Side, Moved] = field(default_factory=dict)
    both: Moved | None = None

    @property
    def words(self) -> dict[str, str]:
        """What to say of each code, and under "" of both sides, where the figure reads otherwise now."""
        moved = self.scores if self.both is None else {**self.scores, "": self.both}
        return {
            code: words
            for code, scores in moved.items()
            if _reads_otherwise(scores) and (words := sentences.restated(*scores)) is not None
        }


def restated(connection: Connection, seen: Scene, period: Period) -> Restated:
    """How the scores of a closed period moved since the end of the first working day after it.

    Late entries, removed ones, and what came out about its leads later: disputes overturned, exemptions, junk. Only
    the leads concerned are derived, as known then and as known now, and exchanged in the tallies. A reading typed in
    late restates nothing, one corrected does. What is not remembered as of then stays as it is: terms, and what is
    known of a lead besides its events.
    """
    close = closed_at(period, seen.terms)
    if close is None or seen.now <= close:
        return Restated()
    leads = entries.leads_known_later(
        connection, close, period.first_day, period.last_day_exclusive
    )
    now, then = (_tallies(connection, seen, leads, known_at) for known_at in (None, close))
    days = _within(exchanged(_within(seen.record.days, period), now, then), period)
    before, after = (
        _fulfilments(seen, period, record)
        for record in (replace(seen.record, days=days), seen.record)
    )
    codes = (promise.code for promise in seen.promises)
    scores = {code: (_score(before, code), _score(after, code)) for code in codes}
    sides = {side: (_compliance(before, side), _compliance(after, side)) for side in Side}
    both = _compliance(before, *Side), _compliance(after, *Side)
    return Restated(
        scores={code: scores for code, scores in scores.items() if scores[0] != scores[1]},
        sides={side: scores for side, scores in sides.items() if scores[0] != scores[1]},
        both=both if both[0] != both[1] else None,
    )


def closed_at(period: Period, terms: Terms) -> Ms | None:
    """When a period is closed: with the first working day after it, of both sides; None without an agreement."""
    _, end = bounds(period, terms.zone)
    version = terms.in_force(end - 1)
    if version is None:
        return None
    return max(hours.end_of_business_day(end - 1, 1) for hours in version.calendars.values())


def _tallies(
    connection: Connection, seen: Scene, leads: list[int], known_at: Ms | None
) -> DayTallies:
    """What is counted of these leads, of deliverables and readings by the facts on file now, or at `known_at`."""
    terms = seen.terms
    items = Ledger(load_items(connection, seen.now, known_at), terms)
    figures = load_figures(connection, terms.zone, seen.now, known_at)
    parts = [day_tallies(items.clocks(), marks(figures, terms))]
    for start in range(0, len(leads), _LEADS_AT_ONCE):
        chunk = leads[start : start + _LEADS_AT_ONCE]
        histories = load_histories(
            connection, terms.stages, chunk, until=seen.now, known_at=known_at
        )
        derived = derive(histories, terms)
        parts.append(day_tallies(derived.clocks, derived.marks))
    return DayTallies.join(parts)


def _within(days: DayTallies, period: Period) -> DayTallies:
    return days.take((days.day >= period.first_day) & (days.day < period.last_day_exclusive))


def _fulfilments(seen: Scene, period: Period, record: Record) -> dict[str, Fulfilment]:
    found = {
        promise.code: fulfilment_in(promise, period, record, seen.terms)
        for promise in seen.promises
    }
    return {code: each for code, each in found.items() if each is not None}


def _score(found: dict[str, Fulfilment], code: str) -> Fraction | None:
    return found[code].score if code in found else None


def _compliance(found: dict[str, Fulfilment], *sides: Side) -> Fraction | None:
    parts = (part(each) for each in found.values() if each.commitment.side in sides)
    return side_compliance(parts).value


def _reads_otherwise(moved: Moved) -> bool:
    was, now = (None if score is None else percent(score) for score in moved)
    return was != now


@dataclass(frozen=True)
class LateEntries:
    """Of `all` entries about a period, how many were made more than one working day after it happened."""

    late: int
    all: int


def late_entries(connection: Connection, terms: Terms, period: Period) -> LateEntries:
    """The late entries among all events of leads in the period; one removed since was an entry too."""
    begin, end = bounds(period, terms.zone)
    delay = late_rule.shortest_delay(terms)
    happened, recorded = entries.entered_later(connection, begin, end, delay)
    late = late_rule.late_entries(happened, recorded, terms)
    return LateEntries(int(late.sum()), entries.number_of_entries(connection, begin, end))
