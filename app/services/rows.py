"""The rows behind a figure, and every clock as it stands at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from app.model.clocks import Verdict
from app.model.columns import Ms, to_ms
from app.rules.compliance import NOT_STARTED, STATES, part, side_compliance, states
from app.rules.histories import NONE
from app.rules.numbers import percent
from app.rules.periods import Period
from app.services.clock_lines import ClockLine, clock_lines
from app.services.overview import CommitmentLine, lines_of
from app.services.records import derived_at, duties, scene
from app.store import lead_rows, lists
from app.store.terms import load_terms
from app.store.workspace import Workspace

MOST = 2_000


@dataclass(frozen=True)
class MarkLine:
    """A lead that reached a stage, or a handover that was decided, at `at` (ms)."""

    lead_id: int
    lead: str
    company: str | None
    lead_key: str | None
    code: str
    version: int
    owner: str | None
    source: str | None
    at: Ms
    verdict: Verdict


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
    clocks: tuple[ClockLine, ...] = ()
    marks: tuple[MarkLine, ...] = ()
    if line.commitment.kind.has_clocks:
        clocks = tuple(clock_lines(found[:MOST], seen.terms, seen.now))
    else:
        marks = tuple(map(_mark, found[:MOST]))
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
        found = lists.still_open(connection, duties(terms), MOST + 1)
    clocks = clock_lines(found[:MOST], terms, to_ms(datetime.now(UTC)))
    return OpenClocks(tuple(clocks), terms.zone, len(found) > MOST)


def compliance_formula(lines: Sequence[CommitmentLine]) -> str:
    """Say how a compliance comes about: "(1 × 95.0 % + 2 × 88.0 %) ÷ (1 + 2) = 90.3 %. …"."""  # noqa: RUF002
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
    terms = " + ".join(f"{weight} × {percent(score)}" for score, weight in scored)  # noqa: RUF001
    weights = " + ".join(str(weight) for _, weight in scored)
    return f"Mean of the scores by weight: ({terms}) ÷ ({weights}) = {percent(value)}.{left_out}"


def clocks_as_of(workspace: Workspace, as_of: datetime | None = None) -> list[ClockLine]:
    """Every clock as it stood at `as_of` (now without one), in order of start, lead and commitment."""
    now = to_ms(as_of or datetime.now(UTC))
    with workspace.read() as connection:
        terms = load_terms(connection)
        clocks = derived_at(connection, terms, now).clocks
        leads = lead_rows.names(connection, np.unique(clocks.lead).tolist())
        people = {row["id"]: row["name"] for row in lead_rows.people(connection)}
    clocks = clocks.take(np.lexsort((clocks.commitment, clocks.lead, clocks.start)))
    codes = states(now, clocks.start, clocks.due, clocks.soon, clocks.stop, clocks.excuse)
    columns = (
        clocks.commitment,
        clocks.lead,
        clocks.owner,
        clocks.start,
        clocks.due,
        clocks.stop,
        clocks.left,
        codes,
    )
    lines = []
    for commitment_id, lead, owner, start, due, stop, left, code in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        if code == NOT_STARTED:
            continue
        version, commitment = terms.commitments[commitment_id]
        name, company, key = leads[lead]
        lines.append(
            ClockLine(
                lead_id=lead,
                lead=name,
                company=company,
                lead_key=key,
                code=commitment.code,
                version=version.number,
                commitment=commitment,
                owner=people.get(owner),
                start=start,
                due=None if due == NONE else due,
                stop=None if stop == NONE or stop > now else stop,
                left=None if left == NONE else left,
                state=STATES[code],
                hours=version.hours_of(commitment),
            )
        )
    return lines


def _mark(row: lists.Row) -> MarkLine:
    return MarkLine(
        lead_id=row["lead_id"],
        lead=row["lead"],
        company=row["company"],
        lead_key=row["external_id"],
        code=row["code"],
        version=row["version"],
        owner=row["owner"],
        source=row["source"],
        at=row["at"],
        verdict=Verdict(row["verdict"]),
    )
