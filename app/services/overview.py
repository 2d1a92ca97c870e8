"""The Overview: what both sides promised, what they kept, and what needs attention now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from app.model.agreement import Commitment, CommitmentKind
from app.model.columns import Ms
from app.model.people import Side
from app.rules import figure_words, sentences
from app.rules.compliance import Compliance, Fulfilment, Part, Status, part, side_compliance
from app.rules.forecast import Bands, bands, side_scores
from app.rules.outlook import Outlook, scored
from app.rules.pace import Pace
from app.rules.periods import Period, PeriodKind, bounds, period_of, previous
from app.rules.promises import Promise, fulfilment_in
from app.rules.zones import local_day
from app.services.attention import Attention, attention
from app.services.charts import (
    PaceLine,
    Point,
    compliance_points,
    last_buckets,
    pace_lines,
)
from app.services.records import Scene, duties, mendable, scene
from app.services.restating import LateEntries, late_entries, restated
from app.store.histories import last_lead
from app.store.workspace import Workspace

SPARK_BUCKETS = 10


@dataclass(frozen=True)
class CommitmentLine:
    """A commitment's row in the table, in words and figures."""

    code: str
    side: Side
    commitment: Commitment
    name: str
    sentence: str
    agreed: str
    figure: str
    formula: str
    fulfilment: Fulfilment
    status: Status
    chance: float | None
    too_early: bool
    pace: Pace | None
    history: tuple[float | None, ...]


@dataclass(frozen=True)
class SideFigure:
    """How one side stands: how many commitments it keeps of those with data, and which most needs a look."""

    side: Side
    compliance: Compliance
    kept: int
    with_data: int
    worst: CommitmentLine | None


@dataclass(frozen=True)
class Clocks:
    """Duties open now."""

    running: int
    due_soon: int
    overdue: int
    paused: int


@dataclass(frozen=True)
class Overview:
    """Everything the page shows, of one moment.

    `today` and `first_day`, the first with anything on record, are local days (ordinals) of `zone`. `restated` says
    by code, under "" of all, how a closed period moved since.
    """

    period: Period
    now: Ms
    today: int
    first_day: int
    zone: str
    compliance: Compliance
    before: Fraction | None
    sides: dict[Side, SideFigure]
    clocks: Clocks
    commitments: tuple[CommitmentLine, ...]
    points: tuple[Point, ...]
    likely: dict[Side, Bands]
    pace: tuple[PaceLine, ...]
    attention: Attention
    restated: dict[str, str]
    late_entries: LateEntries
    has_agreement: bool
    has_leads: bool


def overview(
    workspace: Workspace,
    kind: PeriodKind = PeriodKind.MONTH,
    chart: PeriodKind = PeriodKind.WEEK,
    *,
    period: Period | None = None,
    as_of: datetime | None = None,
) -> Overview:
    """The Overview of `period`, or of the present one of `kind`, with a chart by `chart`'s buckets.

    Read in one transaction: what another program commits meanwhile changes no part of it.
    """
    with workspace.read() as connection:
        seen = scene(connection, as_of)
        pressing = attention(connection, seen)
        has_leads = last_lead(connection) > 0
        period = period or period_of(kind, seen.today)
        moved = restated(connection, seen, period)
        late = late_entries(connection, seen.terms, period)
    outlooks = seen.outlooks(period)
    lines = tuple(_line(seen, each, period) for each in outlooks)
    acts = duties(seen.terms)
    return Overview(
        period=period,
        now=seen.now,
        today=seen.today,
        first_day=_first_day(seen),
        zone=seen.terms.zone,
        compliance=side_compliance(part(each.fulfilment) for each in outlooks),
        before=_compliance(seen, previous(period), seen.promises).value,
        sides={side: _side(side, lines) for side in Side},
        clocks=Clocks(
            running=seen.record.running_count(acts),
            due_soon=seen.record.due_soon(acts),
            overdue=seen.record.overdue(mendable(seen.terms)),
            paused=seen.record.paused_count(acts),
        ),
        commitments=lines,
        points=compliance_points(seen, period, chart),
        likely=_likely(seen, period, outlooks),
        pace=pace_lines(seen, period, outlooks),
        attention=pressing,
        restated=moved.words,
        late_entries=late,
        has_agreement=bool(seen.promises),
        has_leads=has_leads,
    )


def lines_of(seen: Scene, period: Period) -> tuple[CommitmentLine, ...]:
    """The commitments of a period with their figures."""
    return tuple(_line(seen, each, period) for each in seen.outlooks(period))


def _line(seen: Scene, each: Outlook, period: Period) -> CommitmentLine:
    terms = each.promise.last
    return CommitmentLine(
        code=each.promise.code,
        side=terms.side,
        commitment=terms,
        name=sentences.short_name(terms, seen.stages),
        sentence=sentences.sentence(terms, seen.stages),
        agreed=sentences.agreed_text(terms),
        figure=figure_words.figure_text(each.fulfilment),
        formula=_formula(each),
        fulfilment=each.fulfilment,
        status=each.status,
        chance=each.chance,
        too_early=each.too_early,
        pace=each.pace,
        history=_history(seen, each.promise, period),
    )


def _formula(each: Outlook) -> str:
    """The figure's formula with its numbers, and where the period's end is in sight the miss budget."""
    said = figure_words.formula(each.fulfilment)
    if each.decided is None:
        return said
    return f"{said} {figure_words.budget(each.fulfilment, each.decided)}"


def history_kind(commitment: Commitment) -> PeriodKind:
    """By what periods a commitment's history is told: by weeks, or by those its items and figures are promised for."""
    schedule = commitment.schedule
    cadence = None if schedule is None else schedule.cadence
    if commitment.kind is CommitmentKind.READING:
        cadence = commitment.cadence
    return PeriodKind.WEEK if cadence is None else PeriodKind(cadence)


def _history(seen: Scene, promise: Promise, period: Period) -> tuple[float | None, ...]:
    """The promise's scores by `history_kind` up to the period's end, or up to today."""
    last_day = min(seen.today, period.last_day_exclusive - 1)
    last = last_buckets(history_kind(promise.last), last_day, SPARK_BUCKETS)
    found = (fulfilment_in(promise, each, seen.record, seen.terms) for each in last)
    return tuple(
        None if each is None or each.score is None else float(each.score) for each in found
    )


def _side(side: Side, lines: Sequence[CommitmentLine]) -> SideFigure:
    mine = [line for line in lines if line.side is side]
    with_data = [line for line in mine if line.status is not Status.NO_DATA]
    troubled = sorted(
        (line for line in with_data if line.status in _TROUBLE),
        key=lambda line: _TROUBLE.index(line.status),
    )
    return SideFigure(
        side=side,
        compliance=side_compliance(part(line.fulfilment) for line in mine),
        kept=len(with_data) - len(troubled),
        with_data=len(with_data),
        worst=next(iter([*troubled, *with_data]), None),
    )


_TROUBLE = (Status.MISSED, Status.MISSING, Status.AT_RISK)


def _first_day(seen: Scene) -> int:
    """The first day with anything on record, or else the agreement's."""
    known = [day for day in (seen.record.first_day(),) if day is not None]
    if seen.terms.start is not None:
        known.append(int(local_day(seen.terms.start, seen.terms.zone)))
    return min([*known, seen.today])


def _compliance(seen: Scene, period: Period, promised: Sequence[Promise]) -> Compliance:
    parts: list[Part] = []
    for promise in promised:
        found = fulfilment_in(promise, period, seen.record, seen.terms)
        if found is not None:
            parts.append(part(found))
    return side_compliance(parts)


def _likely(seen: Scene, period: Period, outlooks: Sequence[Outlook]) -> dict[Side, Bands]:
    """Where each side's compliance will likely be at the period's end; nothing once it is over or too early."""
    _, end = bounds(period, seen.terms.zone)
    found: dict[Side, Bands] = {}
    for side in Side:
        draws = scored([each for each in outlooks if each.promise.last.side is side])
        if draws and seen.now < end:
            band = bands(side_scores(draws))
            if band is not None:
                found[side] = band
    return found
