"""The record and the terms at an instant: what every figure is counted from."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from app.model.agreement import DUTIES, CommitmentKind
from app.model.columns import Ms, to_ms
from app.rules.clocks import ClockColumns, Derived, MarkColumns
from app.rules.histories import NONE
from app.rules.outlook import KEPT_CLOCKS, Outlook, outlook
from app.rules.periods import Period
from app.rules.promises import Promise, promises
from app.rules.record import Record, record_of
from app.rules.terms import Terms
from app.rules.zones import local_day
from app.services.derivation import derive_all
from app.store import figures
from app.store.terms import load_stage_names, load_terms


@dataclass(frozen=True)
class Scene:
    """All that the figures at `now` need, read at one moment of the file.

    `kept` has for each code the clocks kept last.
    """

    now: Ms
    today: int
    terms: Terms
    stages: dict[str, str]
    record: Record
    kept: dict[str, ClockColumns]

    @property
    def promises(self) -> tuple[Promise, ...]:
        """Every commitment of any version."""
        return promises(self.terms)

    def outlooks(self, period: Period) -> list[Outlook]:
        """Every commitment that was in force or had something due in the period."""
        found = (
            outlook(promise, period, self.record, self.terms, self.kept.get(promise.code))
            for promise in self.promises
        )
        return [each for each in found if each is not None]


def scene(connection: Connection, as_of: datetime | None = None) -> Scene:
    """The scene now, from the stored tallies; or `as_of` another instant, derived from what had happened by then."""
    terms = load_terms(connection)
    now = to_ms(as_of or datetime.now(UTC))
    today = local_day(now, terms.zone)
    timed = [promise for promise in promises(terms) if promise.last.kind.has_clocks]
    if as_of is None:
        record = figures.load_record(connection, now, today)
        kept = {
            promise.code: figures.kept_clocks(connection, promise.ids[-1], KEPT_CLOCKS)
            for promise in timed
        }
    else:
        derived = derived_at(connection, terms, now)
        record = record_of(derived, now, today)
        kept = {promise.code: _kept_last(derived.clocks, promise.ids[-1]) for promise in timed}
    return Scene(now, today, terms, load_stage_names(connection), record, kept)


def derived_at(connection: Connection, terms: Terms, now: Ms) -> Derived:
    """Every clock and mark as they stood at `now`, from what had happened by then."""
    parts = [derived for derived, _ in derive_all(connection, terms, until=now)]
    return Derived(
        ClockColumns.join([part.clocks for part in parts]),
        MarkColumns.join([part.marks for part in parts]),
    )


def _kept_last(clocks: ClockColumns, commitment: int) -> ClockColumns:
    """The clocks of a commitment kept last; see `figures.kept_clocks`."""
    in_time = (clocks.stop != NONE) & (clocks.stop <= clocks.due) & (clocks.excuse == 0)
    kept = clocks.take(in_time & (clocks.commitment == commitment))
    return kept.take(kept.day.argsort(kind="stable")[::-1][:KEPT_CLOCKS])


def duties(terms: Terms) -> list[int]:
    """The row ids of commitments whose clocks call for somebody to act (a conversion is a result, not a task)."""
    return [
        commitment_id
        for commitment_id, (_, commitment) in terms.commitments.items()
        if commitment.kind in (*DUTIES, CommitmentKind.DELIVERABLE)
    ]


def mendable(terms: Terms) -> list[int]:
    """Of `duties`, those worth doing once overdue: what silence has accepted needs nobody's decision any more."""
    return [
        commitment_id
        for commitment_id in duties(terms)
        if terms.commitments[commitment_id][1].kind is not CommitmentKind.DISPOSITION
    ]
