"""The record and the terms at an instant: what every figure is counted from."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from app.model.agreement import CommitmentKind
from app.model.columns import Ms, to_ms
from app.rules.clocks import ClockColumns, Derived, MarkColumns
from app.rules.outlook import KEPT_CLOCKS, Outlook, Promise, outlook, promises
from app.rules.periods import Period
from app.rules.record import Record, record_of
from app.rules.terms import Terms
from app.rules.zones import local_day
from app.services.derivation import derive_all
from app.store import figures
from app.store.facts import load_stage_names, load_terms
from app.store.workspace import Workspace

__all__ = ["Scene", "duties", "scene"]


@dataclass(frozen=True)
class Scene:
    """All that the figures at `now` need, read at one moment of the file.

    `kept` has for each code the clocks kept last; `derived` is filled only where `now` lies in the past, and then
    holds the clocks and marks as they stood.
    """

    now: Ms
    today: int
    terms: Terms
    stages: dict[str, str]
    record: Record
    kept: dict[str, ClockColumns]
    derived: Derived | None = None

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


def scene(workspace: Workspace, as_of: datetime | None = None) -> Scene:
    """The scene now, from the stored tallies; or `as_of` another instant, derived from what had happened by then."""
    with workspace.read() as connection:
        terms = load_terms(connection)
        now = to_ms(as_of or datetime.now(UTC))
        today = int(local_day(now, terms.zone))
        stages = load_stage_names(connection)
        if as_of is not None:
            return _derived_scene(connection, terms, stages, now, today)
        return Scene(
            now=now,
            today=today,
            terms=terms,
            stages=stages,
            record=figures.load_record(connection, now, today),
            kept={
                promise.code: ClockColumns.join(
                    [
                        figures.kept_clocks(connection, each, KEPT_CLOCKS)
                        for each in promise.ids[-1:]
                    ]
                )
                for promise in promises(terms)
                if promise.last.kind.has_clocks
            },
        )


def _derived_scene(
    connection: Connection, terms: Terms, stages: dict[str, str], now: Ms, today: int
) -> Scene:
    parts = [derived for derived, _ in derive_all(connection, terms, until=now)]
    derived = Derived(
        ClockColumns.join([part.clocks for part in parts]),
        MarkColumns.join([part.marks for part in parts]),
    )
    clocks = derived.clocks
    in_time = (clocks.stop <= clocks.due) & (clocks.excuse == 0) & (clocks.stop > 0)
    kept = {}
    for promise in promises(terms):
        if promise.last.kind.has_clocks:
            mine = clocks.take(in_time & (clocks.commitment == promise.ids[-1]))
            kept[promise.code] = mine.take(mine.day.argsort(kind="stable")[::-1][:KEPT_CLOCKS])
    return Scene(now, today, terms, stages, record_of(derived, now, today), kept, derived)


def duties(terms: Terms) -> list[int]:
    """The row ids of commitments whose clocks call for somebody to act (a conversion is a result, not a task)."""
    return [
        commitment_id
        for version in terms.versions
        for commitment_id, commitment in version.commitments.items()
        if commitment.kind is CommitmentKind.RESPONSE
    ]
