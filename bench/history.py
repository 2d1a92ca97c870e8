"""A made-up workspace of any size: leads with arrival, handover, contact and decision."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import text

from app.model.calendar import OFFICE_HOURS
from app.model.columns import DAY_MS, HOUR_MS, MINUTE_MS, from_ms, to_ms
from app.model.events import Channel, EventKind, EventRow, Outcome, Reason
from app.model.leads import ImportBatchRow, LeadRow
from app.model.people import Person
from app.model.personas import PersonaRow
from app.model.workspace import WorkspaceInfo
from app.services.derivation import rebuild
from app.services.terms_text import apply_starter
from app.services.workspaces import NewWorkspace, Workspace, create
from bench.names import OWNERS, PERSONAS, Inventor

FIRST_DAY = date(2025, 1, 1)
_FIRST_LEAD = to_ms(datetime(2025, 1, 2, 8, tzinfo=UTC))
_DAYS = 670
_CHUNK = 20_000
_MARKETER = 1
_UNTOUCHED, _UNDECIDED, _ACCEPTED = 0.03, 0.06, 0.8
"""Shares made up for the bench: without a contact, without a decision, and accepted of those decided."""


def make_workspace(path: Path, leads: int, seed: int = 7) -> Workspace:
    """A workspace of `leads` leads over 22 months with about five events each, its clocks derived."""
    workspace = _empty_workspace(path)
    rng = np.random.default_rng(seed)
    inventor = Inventor(rng, leads)
    arrived = np.sort(rng.integers(_FIRST_LEAD, _FIRST_LEAD + _DAYS * DAY_MS, leads))
    handed = arrived + rng.integers(10 * MINUTE_MS, DAY_MS, leads)
    contacted = handed + rng.exponential(4 * HOUR_MS, leads).astype(np.int64)
    decided = contacted + rng.integers(10 * MINUTE_MS, 2 * DAY_MS, leads)
    values = rng.integers(5, 900, leads) * 10_000
    fate = rng.random(leads)
    accepts = rng.random(leads) < _ACCEPTED
    with workspace.unit_of_work("") as work:
        work.insert(PersonaRow, [{"name": name} for name in PERSONAS])
        batch = work.add(ImportBatchRow(files="bench", imported_at=work.now))
        assert batch.id is not None  # noqa: S101 - added rows have their id
        for low in range(0, leads, _CHUNK):
            ids = range(low, min(leads, low + _CHUNK))
            rows = [
                {**_lead(each, work.now), **inventor.lead(each), "value_minor": int(values[each])}
                for each in ids
            ]
            work.add_batch(LeadRow, rows, batch.id)
            events = [
                event
                for each in ids
                for event in _events(
                    each,
                    arrived[each],
                    handed[each],
                    None if fate[each] < _UNTOUCHED else contacted[each],
                    None if fate[each] < _UNDECIDED else decided[each],
                    accepts=accepts[each],
                )
            ]
            work.add_batch(EventRow, events, batch.id)
        rebuild(work.connection)
    with workspace.unit_of_work("") as work:
        work.connection.execute(text("ANALYZE"))
    return workspace


def _empty_workspace(path: Path) -> Workspace:
    calendar = OFFICE_HOURS.model_copy(update={"country": "DE"})
    facts = WorkspaceInfo(name="Bench", time_zone="Europe/Berlin")
    people = (
        Person(name="Aisha Khan", marketing=True),
        *(Person(name=name, sales=True) for name in OWNERS),
    )
    workspace = create(path, NewWorkspace(facts, calendar, people))
    apply_starter(workspace, FIRST_DAY)
    return workspace


def _lead(each: int, now: datetime) -> dict[str, object]:
    return {
        "id": each + 1,
        "external_id": f"key-{each}",
        "owner_id": 2 + each * 7 % len(OWNERS),
        "persona_id": 1 + each * 5 % len(PERSONAS),
        "created_at": now,
    }


def _events(
    each: int,
    arrived: int,
    handed: int,
    contacted: int | None,
    decided: int | None,
    *,
    accepts: bool,
) -> list[dict[str, object]]:
    decision = EventKind.ACCEPTED if accepts else EventKind.SENT_BACK
    kinds: tuple[tuple[EventKind, int | None, dict[str, object]], ...] = (
        (EventKind.ARRIVED, arrived, {}),
        (EventKind.HANDED_OVER, handed, {}),
        (
            EventKind.CONTACT,
            contacted,
            {"channel": Channel.PHONE, "outcome": Outcome.CONVERSATION},
        ),
        (decision, decided, {"reason": None if accepts else Reason.WRONG_SIZE}),
        (EventKind.NOTE, handed, {}),
    )
    blank = {"channel": None, "outcome": None, "reason": None}
    return [
        {
            "lead_id": each + 1,
            "kind": kind,
            "happened_at": from_ms(int(at)),
            "recorded_at": from_ms(int(at)),
            "by_id": _MARKETER,
            **blank,
            **details,
        }
        for kind, at, details in kinds
        if at is not None
    ]
