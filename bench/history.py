"""A made-up workspace of any size: leads with arrival, handover, contact and decision."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import text

from app.model.calendar import OFFICE_HOURS
from app.model.columns import from_ms
from app.model.events import Channel, EventKind, EventRow, Outcome, Reason
from app.model.leads import ImportBatchRow, LeadRow
from app.model.people import Person
from app.model.workspace import WorkspaceInfo
from app.services.derivation import rebuild
from app.services.terms_text import apply_starter
from app.services.workspaces import NewWorkspace, Workspace, create

FIRST_DAY = date(2025, 1, 1)
_SOURCES = ("Webinar", "Demo request", "Organic search", "Paid search", "Trade fair", "Partner")
_CHUNK = 20_000


def make_workspace(path: Path, leads: int, seed: int = 7) -> Workspace:
    """A workspace of `leads` leads over 22 months with five events each, its clocks derived."""
    calendar = OFFICE_HOURS.model_copy(update={"country": "DE"})
    facts = WorkspaceInfo(name="Bench", time_zone="Europe/Berlin")
    people = (Person(name="Dana", sales=True), Person(name="Aisha", marketing=True))
    workspace = create(path, NewWorkspace(facts, calendar, people))
    apply_starter(workspace, FIRST_DAY)
    rng = np.random.default_rng(seed)
    start = int(datetime(2025, 1, 2, 8, tzinfo=UTC).timestamp() * 1000)
    arrived = np.sort(rng.integers(start, start + 670 * 86_400_000, leads))
    handed = arrived + rng.integers(600_000, 86_400_000, leads)
    contacted = handed + rng.exponential(4 * 3_600_000, leads).astype(np.int64)
    decided = contacted + rng.integers(600_000, 2 * 86_400_000, leads)
    accepts = rng.random(leads) < 0.8  # noqa: PLR2004 - a share made up for the bench
    with workspace.unit_of_work("") as work:
        batch = work.add(ImportBatchRow(files="bench", imported_at=work.now))
        assert batch.id is not None  # noqa: S101 - added rows have their id
        for low in range(0, leads, _CHUNK):
            ids = range(low, min(leads, low + _CHUNK))
            work.add_batch(LeadRow, [_lead(each, work.now) for each in ids], batch.id)
            work.add_batch(
                EventRow,
                [
                    event
                    for each in ids
                    for event in _events(
                        each,
                        arrived[each],
                        handed[each],
                        contacted[each],
                        decided[each],
                        accepts=accepts[each],
                    )
                ],
                batch.id,
            )
        rebuild(work.connection)
    with workspace.unit_of_work("") as work:
        work.connection.execute(text("ANALYZE"))
    return workspace


def _lead(each: int, now: datetime) -> dict[str, object]:
    return {
        "id": each + 1,
        "external_id": f"key-{each}",
        "name": f"Lead {each}",
        "company": f"Company {each % 5000}",
        "source": _SOURCES[each % len(_SOURCES)],
        "owner_id": 1,
        "created_at": now,
    }


def _events(
    each: int, arrived: int, handed: int, contacted: int, decided: int, *, accepts: bool
) -> list[dict[str, object]]:
    kinds = (
        (EventKind.ARRIVED, arrived, {}),
        (EventKind.HANDED_OVER, handed, {}),
        (
            EventKind.CONTACT,
            contacted,
            {"channel": Channel.PHONE, "outcome": Outcome.CONVERSATION},
        ),
        (
            EventKind.ACCEPTED if accepts else EventKind.SENT_BACK,
            decided,
            {"reason": None if accepts else Reason.WRONG_SIZE},
        ),
        (EventKind.NOTE, decided, {}),
    )
    blank = {"channel": None, "outcome": None, "reason": None}
    return [
        {
            "lead_id": each + 1,
            "kind": kind,
            "happened_at": from_ms(int(at)),
            "recorded_at": from_ms(int(at)),
            "by_id": 1,
            **blank,
            **details,
        }
        for kind, at, details in kinds
    ]
