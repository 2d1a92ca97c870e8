"""Steps of many rows, as an import makes them."""

from datetime import timedelta

from app.changes import Area, Change
from app.model.events import EventKind, EventRow
from app.model.leads import ImportBatchRow, LeadRow
from app.model.people import PersonRow
from app.services import changing
from app.store.workspace import Workspace
from tests.services.promises import MARCH


def import_batch(
    workspace: Workspace,
    number: int,
    owner_id: int | None = None,
    *,
    name: str = "Lead",
    email: str | None = None,
    note: str | None = None,
) -> Change:
    """Three leads with a person and their events as one step; the first lead of all is renamed."""
    with changing.changing(workspace, "Import", frozenset({Area.LEADS})) as making:
        work = making.work
        batch = work.add(ImportBatchRow(files=f"{number}.csv", imported_at=work.now))
        assert batch.id is not None
        person = {"name": f"Imported {number}", "marketing": False, "sales": True}
        work.add_batch(PersonRow, [person], batch.id)
        first = 1000 * (number + 1)
        added = [
            {
                "id": first + place,
                "external_id": f"{number}-{place}",
                "name": f"{name} {place}",
                "email": email,
                "created_at": work.now,
                "owner_id": owner_id,
            }
            for place in range(3)
        ]
        work.add_batch(LeadRow, added, batch.id)
        known = work.get(LeadRow, 1)
        if known is not None:
            known.name = f"Renamed {number}"
        kinds = (EventKind.ARRIVED, EventKind.HANDED_OVER, EventKind.CONTACT)
        happened = [
            {
                "lead_id": lead,
                "kind": kind,
                "happened_at": MARCH + timedelta(hours=3 * place),
                "recorded_at": work.now,
                "note": note,
            }
            for lead in (first, first + 1, *([1] if known is not None else []))
            for place, kind in enumerate(kinds)
        ]
        work.add_batch(EventRow, happened, batch.id)
    return making.change
