"""How a period stands, for the command line and for programs."""

from dataclasses import dataclass
from datetime import datetime

from app.model.columns import Ms
from app.model.people import Side
from app.rules.compliance import Compliance, part, side_compliance
from app.rules.periods import Period, bounds
from app.services.overview import CommitmentLine, lines_of
from app.services.records import scene
from app.store.period_facts import stages_reached
from app.store.terms import load_info
from app.store.workspace import Workspace


@dataclass(frozen=True)
class Status:
    """A period's figures. `reached` counts, by stage name, the leads that reached a stage for the first time in it."""

    workspace: str
    period: Period
    now: Ms
    both: Compliance
    sides: dict[Side, Compliance]
    commitments: tuple[CommitmentLine, ...]
    reached: dict[str, int]


def status(workspace: Workspace, period: Period, as_of: datetime | None = None) -> Status:
    """The figures of `period`, now or as things stood at `as_of`."""
    with workspace.read() as connection:
        name = load_info(connection).name
        seen = scene(connection, as_of)
        begin, end = bounds(period, seen.terms.zone)
        counts = stages_reached(connection, begin, min(end, seen.now + 1))
    lines = lines_of(seen, period)
    return Status(
        workspace=name,
        period=period,
        now=seen.now,
        both=side_compliance(part(line.fulfilment) for line in lines),
        sides={
            side: side_compliance(part(line.fulfilment) for line in lines if line.side is side)
            for side in Side
        },
        commitments=lines,
        reached={name: counts.get(key, 0) for key, name in seen.stages.items()},
    )
