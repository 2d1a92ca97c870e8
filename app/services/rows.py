"""The rows behind a figure, and every clock as it stands at an instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from app.model.clocks import ClockState, Excuse, Verdict
from app.model.columns import Ms
from app.rules.compliance import STATES, part, side_compliance, state, states
from app.rules.histories import NONE
from app.rules.numbers import percent
from app.rules.periods import Period
from app.rules.working_time import WorkingTime
from app.services.attention import hours_of
from app.services.overview import CommitmentLine, commitment_lines
from app.services.records import Scene, duties, scene
from app.store import lead_rows, lists
from app.store.workspace import Workspace

MOST = 2_000


@dataclass(frozen=True)
class ClockLine:
    """A clock with its names. Instants are ms; `due` and `stop` may be empty.

    `left` is what remains while paused, `hours` the calendar it is measured by (empty for wall
    time); both are known only of rows read for a person.
    """

    lead_id: int
    lead: str
    company: str | None
    lead_key: str | None
    code: str
    version: int
    owner: str | None
    start: Ms
    due: Ms | None
    stop: Ms | None
    state: ClockState
    left: Ms | None = None
    hours: WorkingTime | None = None


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
    seen, lines = commitment_lines(workspace, period)
    line = next((each for each in lines if each.code == code), None)
    if line is None:
        return None
    ids = [each for promise in seen.promises if promise.code == code for each in promise.ids]
    first, last = period.first_day, period.last_day_exclusive
    hours = _hours(seen)
    with workspace.read() as connection:
        if line.commitment.kind.has_clocks:
            rows = lists.clocks_due(connection, ids, first, last, MOST + 1)
            clocks = [_clock(row, seen.now, hours) for row in rows[:MOST]]
            found = tuple(clock for clock in clocks if clock is not None)
            return Behind(line, period, seen.terms.zone, found, (), len(rows) > MOST)
        rows = lists.marks_on(connection, ids, first, last, MOST + 1)
        return Behind(
            line, period, seen.terms.zone, (), tuple(map(_mark, rows[:MOST])), len(rows) > MOST
        )


@dataclass(frozen=True)
class OpenClocks:
    """Every duty somebody has to act on, the first due first, the paused ones last; `cut` as in `Behind`."""

    clocks: tuple[ClockLine, ...]
    zone: str
    cut: bool


def open_clocks(workspace: Workspace) -> OpenClocks:
    """Give the clocks behind "clocks running": those that run, those overdue and those paused."""
    seen = scene(workspace)
    hours = _hours(seen)
    with workspace.read() as connection:
        rows = lists.still_open(connection, duties(seen.terms), MOST + 1)
    clocks = (_clock(row, seen.now, hours) for row in rows[:MOST])
    found = tuple(clock for clock in clocks if clock is not None)
    return OpenClocks(found, seen.terms.zone, len(rows) > MOST)


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
    seen = scene(workspace, as_of or datetime.now(UTC))
    assert seen.derived is not None  # noqa: S101 - a scene as of an instant is derived
    clocks = seen.derived.clocks
    clocks = clocks.take(np.lexsort((clocks.commitment, clocks.lead, clocks.start)))
    codes = states(seen.now, clocks.start, clocks.due, clocks.soon, clocks.stop, clocks.excuse)
    names = _LeadNames(workspace, np.unique(clocks.lead).tolist())
    terms = _terms(seen)
    return [
        ClockLine(
            lead_id=lead,
            lead=names.leads[lead][0],
            company=names.leads[lead][1],
            lead_key=names.leads[lead][2],
            code=terms[commitment][0],
            version=terms[commitment][1],
            owner=names.people.get(owner),
            start=start,
            due=None if due == NONE else due,
            stop=None if stop == NONE or stop > seen.now else stop,
            state=STATES[code],
        )
        for commitment, lead, owner, start, due, stop, code in zip(
            *(
                column.tolist()
                for column in (
                    clocks.commitment,
                    clocks.lead,
                    clocks.owner,
                    clocks.start,
                    clocks.due,
                    clocks.stop,
                    codes,
                )
            ),
            strict=True,
        )
        if code >= 0
    ]


class _LeadNames:
    """Names of leads and people, read once."""

    def __init__(self, workspace: Workspace, leads: Sequence[int]) -> None:
        with workspace.read() as connection:
            self.leads = lead_rows.names(connection, leads)
            self.people = lead_rows.people(connection)


def _hours(seen: Scene) -> dict[int, WorkingTime | None]:
    return {
        commitment_id: hours_of(version, commitment)
        for version in seen.terms.versions
        for commitment_id, commitment in version.commitments.items()
    }


def _terms(seen: Scene) -> dict[int, tuple[str, int]]:
    return {
        commitment_id: (commitment.code, version.number)
        for version in seen.terms.versions
        for commitment_id, commitment in version.commitments.items()
    }


def _clock(row: lists.Row, now: Ms, hours: Mapping[int, WorkingTime | None]) -> ClockLine | None:
    excuse = None if row["excuse"] is None else Excuse(row["excuse"])
    found = state(now, row["start"], row["due"], row["soon"], row["stop"], excuse)
    if found is None:
        return None
    return ClockLine(
        lead_id=row["lead_id"],
        lead=row["lead"],
        company=row["company"],
        lead_key=row["external_id"],
        code=row["code"],
        version=row["version"],
        owner=row["owner"],
        start=row["start"],
        due=row["due"],
        stop=row["stop"],
        state=found,
        left=row["left"],
        hours=hours[row["commitment_id"]],
    )


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
