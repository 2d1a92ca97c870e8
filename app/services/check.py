"""Checking that a file is sound and that everything derived still follows from its facts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from app.changes import EVERYTHING, Change, Progress, no_progress
from app.model.clocks import Verdict
from app.rules.clocks import derive
from app.rules.standing import standings
from app.rules.terms import Terms
from app.services.derivation import derive_leadless, rebuild, spans
from app.store import derived as store
from app.store.database import broken_pages, broken_references
from app.store.derived import Row
from app.store.histories import load_histories
from app.store.terms import load_terms
from app.store.workspace import Workspace

MOST_EXAMPLES = 3


@dataclass(frozen=True)
class CheckReport:
    """What a check looked at and found: `damage` to the file itself, and derived rows that differ.

    `damage` and `differences` hold sentences. `rows_that_differ` counts stored rows that should not
    be there and rows that are missing, so a row with a wrong figure counts twice. `repair` mends
    differences, not damage.
    """

    leads: int = 0
    clocks: int = 0
    damage: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    rows_that_differ: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def findings(self) -> tuple[str, ...]:
        """All that is wrong, in sentences."""
        return self.damage + self.differences


def check(workspace: Workspace, progress: Progress = no_progress) -> CheckReport:
    """Check the file, and derive everything anew to compare it with what is stored; change nothing."""
    with workspace.read() as connection:
        damage = (*_broken_pages(connection), *_broken_references(connection))
        if damage:
            return CheckReport(damage=damage)
        terms = load_terms(connection)
        found = {
            table: _Comparison()
            for table in (store.CLOCKS, store.MARKS, store.LEAD_STATES, store.DAY_TALLIES)
        }
        tallies: Counter[Row] = Counter()
        for span in spans(connection, progress):
            for table, rows in _derived(connection, terms, span):
                found[table].compare(store.stored(connection, table, span), rows)
                tallies.update(_tallied(table, rows))
        for table, rows in _leadless(connection, terms):
            found[table].compare(store.stored_leadless(connection, table), rows)
            tallies.update(_tallied(table, rows))
        found[store.DAY_TALLIES].compare(
            store.stored(connection, store.DAY_TALLIES), _tally_rows(tallies)
        )
        codes = _codes(terms)
        return CheckReport(
            leads=found[store.LEAD_STATES].rows,
            clocks=found[store.CLOCKS].rows,
            differences=tuple(
                difference.sentence(table, codes)
                for table, difference in found.items()
                if difference.number
            ),
            rows_that_differ=sum(difference.number for difference in found.values()),
        )


def repair(workspace: Workspace, progress: Progress = no_progress) -> Change:
    """Derive everything anew and store it. There is nothing to undo in it: no fact changes."""
    with workspace.unit_of_work("Repair") as work:
        rebuild(work.connection, progress)
    change = Change("Repair", EVERYTHING, undoable=False)
    workspace.publish(change)
    return change


class _Comparison:
    """How the stored rows of one table differ from those that should be there."""

    def __init__(self) -> None:
        self.rows = 0
        self.missing: list[Row] = []
        self.surplus: list[Row] = []

    def compare(self, stored: Iterable[Row], expected: Iterable[Row]) -> None:
        on_file, due = Counter(stored), Counter(expected)
        self.rows += due.total()
        self.missing += (due - on_file).elements()
        self.surplus += (on_file - due).elements()

    @property
    def number(self) -> int:
        return len(self.missing) + len(self.surplus)

    def sentence(self, table: store.DerivedTable, codes: dict[int, str]) -> str:
        about = sorted({_about(table, row, codes) for row in (*self.surplus, *self.missing)})
        examples = ", ".join(about[:MOST_EXAMPLES])
        more = f" and {len(about) - MOST_EXAMPLES:,} more" if len(about) > MOST_EXAMPLES else ""
        return (
            f"{_NAMES[table]} do not follow from the facts: {len(self.surplus):,} too many, "
            f"{len(self.missing):,} missing ({examples}{more})."
        )


_NAMES = {
    store.CLOCKS: "Clocks",
    store.MARKS: "Counted events",
    store.LEAD_STATES: "Standings of leads",
    store.DAY_TALLIES: "Figures of days",
}


def _about(table: store.DerivedTable, row: Row, codes: dict[int, str]) -> str:
    """Whose row it is: "S1 of lead 17", "M1 on 2026-03-02", "lead 17", "M5 without a lead"."""
    if table is store.LEAD_STATES:
        return f"lead {row[0]}"
    code = codes.get(row[0], f"commitment {row[0]}")
    if table is store.DAY_TALLIES:
        return f"{code} on {date.fromordinal(row[1])}"
    return f"{code} without a lead" if row[1] is None else f"{code} of lead {row[1]}"


def _codes(terms: Terms) -> dict[int, str]:
    return {key: commitment.code for key, (_, commitment) in terms.commitments.items()}


def _broken_pages(connection: Connection) -> Iterator[str]:
    for finding in broken_pages(connection):
        yield f"The file is damaged: {finding}."


def _broken_references(connection: Connection) -> Iterator[str]:
    for (table, parent), number in Counter(broken_references(connection)).items():
        yield f'Rows of "{table}" that refer to rows of "{parent}" which are gone: {number:,}.'


def _derived(
    connection: Connection, terms: Terms, span: tuple[int, int]
) -> Iterator[tuple[store.DerivedTable, list[Row]]]:
    histories = load_histories(connection, terms.stages, span=span)
    derived = derive(histories, terms)
    yield store.CLOCKS, store.clock_rows(derived.clocks)
    yield store.MARKS, store.mark_rows(derived.marks)
    yield store.LEAD_STATES, store.state_rows(standings(histories, terms.stages))


def _leadless(
    connection: Connection, terms: Terms
) -> Iterator[tuple[store.DerivedTable, list[Row]]]:
    derived = derive_leadless(connection, terms)
    yield store.CLOCKS, store.clock_rows(derived.clocks)
    yield store.MARKS, store.mark_rows(derived.marks)


def _tallied(table: store.DerivedTable, rows: Iterable[Row]) -> Iterator[Row]:
    """The (commitment, day, column) that each clock and mark is counted in."""
    if table is store.CLOCKS:
        for commitment, *_, due, _, stop, _, _, _, day, excuse in rows:
            if day is not None:
                settled = "open" if stop is None else "kept" if stop <= due else "missed"
                yield commitment, day, "excused" if excuse else settled
    elif table is store.MARKS:
        columns = {Verdict.KEPT: "kept", Verdict.MISSED: "missed", Verdict.EXCUSED: "excused"}
        for commitment, _, _, _, day, verdict in rows:
            yield commitment, day, columns[verdict]


def _tally_rows(tallies: Counter[Row]) -> list[Row]:
    days = {(commitment, day) for commitment, day, _ in tallies}
    return [
        (*key, *(tallies[(*key, column)] for column in store.DAY_TALLIES.columns[2:]))
        for key in days
    ]
