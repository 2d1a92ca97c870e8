"""Keeping what is derived true: the one way from facts and terms to clocks, marks and tallies."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.changes import Progress, no_progress
from app.model.columns import Ms
from app.rules.clocks import Derived, derive
from app.rules.ledger import Ledger
from app.rules.readings import marks
from app.rules.standing import NO_STANDINGS, Standing, standings
from app.rules.terms import Terms
from app.store import derived as store
from app.store.deliverables import load_items
from app.store.histories import last_lead, load_histories
from app.store.readings import load_figures
from app.store.terms import load_terms
from app.store.unit_of_work import UnitOfWork

LEADS_AT_ONCE = 20_000
"""The most leads whose histories are held in memory; after so many progress is told."""


def refresh(work: UnitOfWork, progress: Progress = no_progress) -> None:
    """Derive anew what the unit of work touched, in its transaction."""
    connection = work.connection
    leads = sorted(work.touched_leads)
    most = max(LEADS_AT_ONCE, last_lead(connection) // 2)
    if work.terms_changed or len(leads) > most:
        rebuild(connection, progress)
        return
    terms = load_terms(connection)
    days: set[tuple[int, int]] = set()
    for start in range(0, len(leads), LEADS_AT_ONCE):
        progress(start, len(leads))
        chunk = leads[start : start + LEADS_AT_ONCE]
        days |= store.clear_leads(connection, chunk)
        histories = load_histories(connection, terms.stages, chunk)
        derived = derive(histories, terms)
        store.add(connection, derived, standings(histories, terms.stages))
        days |= store.pairs(derived)
    progress(len(leads), len(leads))
    if work.touched_leadless:
        days |= store.replace_leadless(connection, derive_leadless(connection, terms))
    store.tally(connection, days)


def rebuild(connection: Connection, progress: Progress = no_progress) -> None:
    """Derive everything anew."""
    store.clear(connection)
    for derived, standing in derive_all(connection, load_terms(connection), progress=progress):
        store.add(connection, derived, standing)
    store.tally_all(connection)


def derive_all(
    connection: Connection,
    terms: Terms,
    *,
    until: Ms | None = None,
    progress: Progress = no_progress,
) -> Iterator[tuple[Derived, Standing]]:
    """Everything that follows from the facts under `terms`: of leads in chunks, then of all else.

    With `until` (ms) only what had happened by then counts.
    """
    for span in spans(connection, progress):
        histories = load_histories(connection, terms.stages, span=span, until=until)
        yield derive(histories, terms), standings(histories, terms.stages)
    yield derive_leadless(connection, terms, until=until), NO_STANDINGS


def derive_leadless(connection: Connection, terms: Terms, *, until: Ms | None = None) -> Derived:
    """The clocks of deliverables and the marks of readings; see `derive_all`."""
    ledger = Ledger(load_items(connection, until), terms)
    return Derived(ledger.clocks(), marks(load_figures(connection, terms.zone, until), terms))


def spans(connection: Connection, progress: Progress = no_progress) -> Iterator[tuple[int, int]]:
    """Ranges of lead ids (start, end) that together hold every lead."""
    end = last_lead(connection) + 1
    for first in range(0, end, LEADS_AT_ONCE):
        progress(first, end)
        yield first, first + LEADS_AT_ONCE
    progress(end, end)
