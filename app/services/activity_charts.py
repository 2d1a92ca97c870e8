"""What the charts of depth and funnel show: how long Sales keeps at a lead, and how far leads get."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.model.agreement import CommitmentKind
from app.model.columns import to_ms
from app.rules.depth import Depth, depths, joined
from app.rules.periods import Period, bounds, previous
from app.store import period_facts
from app.store.histories import load_histories
from app.store.terms import load_stage_names, load_terms
from app.store.workspace import Workspace

_AT_ONCE = 10_000
"""Leads whose histories are read by one query."""


@dataclass(frozen=True)
class DepthChart:
    """Handovers whose follow-up ended in the period, by attempts; `agreed` are the attempts promised now."""

    period: Period
    depths: tuple[Depth, ...]
    agreed: tuple[int, ...]


@dataclass(frozen=True)
class FunnelStage:
    """A stage by its name (None: arrived at all): leads that reached it in the period, and in the one before."""

    name: str | None
    reached: int
    before: int


@dataclass(frozen=True)
class FunnelChart:
    """The stages in order of the ladder, the arrival first."""

    period: Period
    stages: tuple[FunnelStage, ...]


def depth_chart(workspace: Workspace, period: Period, as_of: datetime | None = None) -> DepthChart:
    """Read how many attempts the follow-ups took that ended in the period."""
    now = to_ms(as_of or datetime.now(UTC))
    with workspace.read() as connection:
        terms = load_terms(connection)
        begin, end = bounds(period, terms.zone)
        end = min(end, now + 1)
        leads = period_facts.leads_followed_up(connection, begin, end)
        found = joined(
            depths(load_histories(connection, terms.stages, some, until=now), begin, end)
            for some in (leads[at : at + _AT_ONCE] for at in range(0, len(leads), _AT_ONCE))
        )
    newest = terms.versions[-1].commitments.values() if terms.versions else ()
    agreed = {each.attempts or 0 for each in newest if each.kind is CommitmentKind.PERSISTENCE}
    return DepthChart(period, found, tuple(sorted(agreed)))


def funnel_chart(
    workspace: Workspace, period: Period, as_of: datetime | None = None
) -> FunnelChart:
    """Read how many leads reached each stage for the first time in the period."""
    now = to_ms(as_of or datetime.now(UTC))
    with workspace.read() as connection:
        zone = load_terms(connection).zone
        names = load_stage_names(connection)
        counted = []
        for each in (period, previous(period)):
            begin, end = bounds(each, zone)
            end = min(end, now + 1)
            came = period_facts.arrived(connection, begin, end)
            counted.append((came, period_facts.stages_reached(connection, begin, end)))
    (came, reached), (came_before, before) = counted
    return FunnelChart(
        period,
        (
            FunnelStage(None, came, came_before),
            *(
                FunnelStage(name, reached.get(key, 0), before.get(key, 0))
                for key, name in names.items()
            ),
        ),
    )
