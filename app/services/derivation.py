"""Keeping what is derived true: the one way from facts and terms to clocks, marks and tallies."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.changes import Progress, no_progress
from app.model.columns import Ms
from app.rules.clocks import Derived, derive
from app.rules.standing import Standing, standings
from app.rules.terms import Terms
from app.store import derived as store
from app.store.histories import last_lead, load_histories
from app.store.terms import load_terms
from app.store.unit_of_work import UnitOfWork

LEADS_AT_ONCE = 50_000
"""The most leads whose histories are held in memory, and brought up to date one by one."""

_FEW = 2_000
"""Up to so many leads, tallies are brought up to date day by day; beyond, all are counted anew."""


def refresh(work: UnitOfWork, progress: Progress = no_progress) -> None:
    """Derive anew what the unit of work touched, in its transaction."""
    connection = work.connection
    leads = sorted(work.touched_leads)
    if work.terms_changed or len(leads) > LEADS_AT_ONCE:
        rebuild(connection, progress)
        return
    terms = load_terms(connection)
    days: set[tuple[int, int]] = set()
    for start in range(0, len(leads), _FEW):
        progress(start, len(leads))
        chunk = leads[start : start + _FEW]
        days |= store.clear_leads(connection, chunk)
        histories = load_histories(connection, terms.stages, chunk)
        derived = derive(histories, terms)
        store.add(connection, derived, standings(histories, terms.stages))
        days |= store.pairs(derived)
    if len(leads) <= _FEW:
        store.tally_days(connection, days)
    else:
        store.tally_all(connection)


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
    """Everything that follows from the facts under `terms`, in chunks of leads.

    With `until` (ms) only what had happened by then counts.
    """
    for span in spans(connection, progress):
        histories = load_histories(connection, terms.stages, span=span, until=until)
        yield derive(histories, terms), standings(histories, terms.stages)


def spans(connection: Connection, progress: Progress = no_progress) -> Iterator[tuple[int, int]]:
    """Ranges of lead ids (start, end) that together hold every lead."""
    end = last_lead(connection) + 1
    for first in range(0, end, LEADS_AT_ONCE):
        progress(first, end)
        yield first, first + LEADS_AT_ONCE
