"""The rows behind a figure, and every clock as it stands at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import numpy as np

from app.model.agreement import CommitmentKind
from app.model.clocks import ClockState, Verdict
from app.model.columns import Ms, to_ms
from app.rules.compliance import NOT_STARTED, STATES, part, side_compliance, states_of
from app.rules.histories import NOBODY, NONE
from app.rules.numbers import percent
from app.rules.periods import Period, bounds
from app.rules.readings import Figure
from app.services.clock_lines import ClockLine, clock_lines
from app.services.overview import CommitmentLine, lines_of
from app.services.records import Scene, derived_at, duties, mendable, scene
from app.store import lead_rows, lists
from app.store.deliverables import descriptions
from app.store.people import load_people
from app.store.readings import load_figures
from app.store.terms import load_terms
from app.store.workspace import Workspace

MOST = 2_000


@dataclass(frozen=True)
class MarkLine:
    """A lead that reached a stage, a handover that was decided, or a reading, at `at` (ms).

    A reading has its title for `lead`, no `lead_id`, and the `figure` typed in.
    """

    lead_id: int | None
    lead: str
    company: str | None
    lead_key: str | None
    code: str
    version: int
    owner: str | None
    source: str | None
    at: Ms
    verdict: Verdict
    figure: Figure | None = None


@dataclass(frozen=True)
class Behind:
    """A figure with its formula and the rows it was counted from; `cut` when there are more than `MOST`.

    `zone` (IANA) is where its instants are read.
    """

    line: CommitmentLine
    period: Period
    zone: str
    clocks: tuple[ClockLine, ...]
    marks: tuple[MarkLine, ...]
    cut: bool


def behind(workspace: Workspace, code: str, period: Period) -> Behind | None:
    """What the figure of commitment `code` in `period` was counted from; None where it was not in force."""
    with workspace.read() as connection:
        seen = scene(connection)
        line = next((each for each in lines_of(seen, period) if each.code == code), None)
        if line is None:
            return None
        ids = [each for promise in seen.promises if promise.code == code for each in promise.ids]
        read = lists.clocks_due if line.commitment.kind.has_clocks else lists.marks_on
        found = read(connection, ids, period.first_day, period.last_day_exclusive, MOST + 1)
        is_reading = line.commitment.kind is CommitmentKind.READING
        figures = load_figures(connection, seen.terms.zone) if is_reading else []
    clocks: tuple[ClockLine, ...] = ()
    marks: tuple[MarkLine, ...] = ()
    if line.commitment.kind.has_clocks:
        clocks = tuple(clock_lines(found[:MOST], seen.terms, seen.now))
    else:
        marks = _marks(found[:MOST], figures, seen)
    return Behind(line, period, seen.terms.zone, clocks, marks, len(found) > MOST)


@dataclass(frozen=True)
class OpenClocks:
    """Every duty somebody has to act on, the first due first, the paused ones last; `cut` as in `Behind`."""

    clocks: tuple[ClockLine, ...]
    zone: str
    cut: bool


def open_clocks(workspace: Workspace) -> OpenClocks:
    """Give the clocks behind "clocks running": those that run, those overdue and those paused."""
    with workspace.read() as connection:
        terms = load_terms(connection)
        now = to_ms(datetime.now(UTC))
        found = lists.still_open(connection, duties(terms), mendable(terms), now, MOST + 1)
    clocks = clock_lines(found[:MOST], terms, now)
    return OpenClocks(tuple(clocks), terms.zone, len(found) > MOST)


def compliance_formula(lines: Sequence[CommitmentLine]) -> str:
    """Say how a compliance comes about: "(1 × 95.0 % + 2 × 88.0 %) ÷ (1 + 2) = 90.3 %. …"."""
    scores = [(line.fulfilment.score, line.commitment.weight) for line in lines]
    scored = [(score, weight) for score, weight in scores if score is not None]
    value = side_compliance(part(line.fulfilment) for line in lines).value
    without = [line.name for line in lines if line.fulfilment.score is None]
    left_out = f" Left out, since nothing fell due: {'; '.join(without)}." if without else ""
    if value is None:
        return f"Nothing fell due, so there is no value.{left_out}"
    if all(weight == 1 for _, weight in scored):
        terms = " + ".join(percent(score) for score, _ in scored)
        return f"Mean of the scores: ({terms}) ÷ {len(scored)} = {percent(value)}.{left_out}"
    terms = " + ".join(f"{weight} × {percent(score)}" for score, weight in scored)
    weights = " + ".join(str(weight) for _, weight in scored)
    return f"Mean of the scores by weight: ({terms}) ÷ ({weights}) = {percent(value)}.{left_out}"


def clocks_as_of(workspace: Workspace, as_of: datetime | None = None) -> list[ClockLine]:
    """Every clock as it stood at `as_of` (now without one), in order of start, lead and commitment."""
    now = to_ms(as_of or datetime.now(UTC))
    with workspace.read() as connection:
        terms = load_terms(connection)
        clocks = derived_at(connection, terms, now).clocks
        clocks = clocks.take(states_of(clocks, now) != NOT_STARTED)
        of_leads = np.unique(clocks.lead[clocks.lead != NOBODY])
        leads = lead_rows.names(connection, of_leads.tolist())
        titles = {key: row["title"] for key, row in descriptions(connection).items()}
        people = {row["id"]: row["name"] for row in load_people(connection)}
    clocks = clocks.take(np.lexsort((clocks.commitment, clocks.lead, clocks.start)))
    codes = states_of(clocks, now).tolist()
    columns = [(each.name, getattr(clocks, each.name).tolist()) for each in fields(clocks)]
    lines = []
    for place, code in enumerate(codes):
        row = {name: _given(values[place]) for name, values in columns}
        paused = STATES[code] is ClockState.PAUSED
        stop = row["stop"]
        version, commitment = terms.commitments[row["commitment"] or 0]
        title = titles.get(row["deliverable"] or 0, commitment.title or "")
        name, company, key = leads.get(row["lead"] or 0, (title, None, None))
        lines.append(
            ClockLine(
                lead_id=row["lead"],
                deliverable_id=row["deliverable"],
                occurrence=row["occurrence"],
                lead=name,
                company=company,
                lead_key=key,
                code=commitment.code,
                version=version.number,
                commitment=commitment,
                owner=people.get(row["owner"]),
                start=row["start"] or 0,
                due=row["due"],
                stop=None if stop is None or stop > now else stop,
                resume=row["resume"] if paused else None,
                left=row["left"] if paused else None,
                state=STATES[code],
                hours=version.hours_of(commitment),
            )
        )
    return lines


def _given(value: int) -> int | None:
    return None if value in (NONE, NOBODY) else value


def _marks(
    found: Sequence[lists.Row], figures: Sequence[Figure], seen: Scene
) -> tuple[MarkLine, ...]:
    """The marks of stored rows, a reading's with its figure."""
    zone = seen.terms.zone
    cadences = {
        (version.number, commitment.code): commitment.cadence
        for version, commitment in seen.terms.commitments.values()
    }
    typed: dict[object, Figure] = {
        (each.title, each.cadence, bounds(each.period, zone)[1] - 1): each for each in figures
    }
    keys = ((row["title"], cadences[row["version"], row["code"]], row["at"]) for row in found)
    return tuple(_mark(row, typed.get(key)) for row, key in zip(found, keys, strict=True))


def _mark(row: lists.Row, figure: Figure | None) -> MarkLine:
    return MarkLine(
        lead_id=row["lead_id"],
        lead=row["title"] if row["lead_id"] is None else row["lead"],
        company=row["company"],
        lead_key=row["external_id"],
        code=row["code"],
        version=row["version"],
        owner=row["owner"],
        source=row["source"],
        at=row["at"],
        verdict=Verdict(row["verdict"]),
        figure=figure,
    )
