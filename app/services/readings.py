"""Typed readings: the series of figures, typing one in, correcting and clearing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError
from sqlalchemy import Connection

from app.changes import Area, Change
from app.errors import Refusal, refusal_of
from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.clocks import Verdict
from app.model.columns import Ms, to_ms
from app.model.people import Side
from app.model.readings import Reading, ReadingRow
from app.rules.late_entries import is_late_entry
from app.rules.periods import Period, PeriodKind, bounds, buckets, period_name, period_of
from app.rules.readings import promises_figure, promises_of, verdict
from app.rules.sentences import reading_text
from app.rules.terms import Terms
from app.rules.zones import local_day
from app.services.changing import changing
from app.store import readings as store
from app.store.lists import Row
from app.store.terms import load_terms
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace

_AREAS = frozenset({Area.DELIVERABLES, Area.CLOCKS})


@dataclass(frozen=True)
class ReadingPeriod:
    """One period of a series; `first_day` is an ordinal, `level` in thousandths, `recorded_at` in ms.

    `missing` says that it was promised, is over and has no figure; `late` that its figure was written down more than
    one working day after it was over.
    """

    first_day: int
    name: str
    missing: bool
    level: int | None = None
    verdict: Verdict | None = None
    late: bool = False
    by: str | None = None
    note: str | None = None
    recorded_at: Ms | None = None


@dataclass(frozen=True)
class ReadingSeries:
    """The figures of one title and cadence: of periods promised up to the present one, and of others typed in.

    `code`, `side` and `target` ("at least 10 a month") are of the promise about it, the last one if it has ended; a
    series without a promise has none.
    """

    title: str
    cadence: Cadence
    code: str | None
    side: Side | None
    target: str
    periods: tuple[ReadingPeriod, ...]


def readings(workspace: Workspace) -> tuple[ReadingSeries, ...]:
    """All series that were promised or typed in, by title; their periods oldest first."""
    with workspace.read() as connection:
        terms = load_terms(connection)
        rows = store.load_readings(connection)
    now = to_ms(datetime.now(UTC))
    return tuple(_series(title, cadence, terms, rows, now) for title, cadence in _keys(terms, rows))


def type_reading(
    workspace: Workspace,
    *,
    title: str,
    cadence: Cadence,
    first_day: int,
    level: int,
    by_id: int | None = None,
    note: str | None = None,
) -> Change:
    """Type in, or correct, the figure of the period that `first_day` (ordinal) lies in; `level` in thousandths.

    Raises Refusal for a period that has not begun.
    """
    with changing(workspace, "Type reading", _AREAS) as making:
        work, period = making.work, period_of(PeriodKind(cadence), first_day)
        terms = load_terms(work.connection)
        if period.first_day > local_day(to_ms(work.now), terms.zone):
            raise Refusal(f"{period_name(period)} has not begun yet.", field="first_day")
        try:
            reading = Reading(
                title=_known(work.connection, terms, title, cadence),
                cadence=cadence,
                first_day=period.first_day,
                level=level,
                by_id=by_id,
                note=(note or "").strip() or None,
            )
        except ValidationError as error:
            raise refusal_of(error) from error
        work.label = f"Type reading, {reading.title}"
        before = _typed(work.connection, reading.title, cadence, period)
        if before is None or (before["level"], before["note"]) != (reading.level, reading.note):
            if before is not None:
                _void(work, before)
            work.add(ReadingRow(**reading.model_dump(), recorded_at=work.now))
    return making.change


def clear_reading(workspace: Workspace, *, title: str, cadence: Cadence, first_day: int) -> Change:
    """Take back the figure of the period that `first_day` (ordinal) lies in."""
    with changing(workspace, f"Clear reading, {title.strip()}", _AREAS) as making:
        work, period = making.work, period_of(PeriodKind(cadence), first_day)
        before = _typed(work.connection, title.strip(), cadence, period)
        if before is None:
            raise Refusal(f"There is no figure of {title.strip()} for {period_name(period)}.")
        _void(work, before)
    return making.change


def _keys(terms: Terms, rows: Sequence[Row]) -> list[tuple[str, Cadence]]:
    """Title and cadence of every series."""
    promised = {
        (commitment.title or "", Cadence(commitment.cadence or ""))
        for _, commitment in terms.commitments.values()
        if commitment.kind is CommitmentKind.READING
    }
    typed = {(row["title"], Cadence(row["cadence"])) for row in rows}
    return sorted(promised | typed, key=lambda key: (key[0].casefold(), key[1]))


def _known(connection: Connection, terms: Terms, title: str, cadence: Cadence) -> str:
    """The title as the series has it that is called so, in whatever case it was typed."""
    wanted = (title.strip().casefold(), cadence)
    keys = _keys(terms, store.load_readings(connection))
    return next((key[0] for key in keys if (key[0].casefold(), key[1]) == wanted), title)


def _typed(connection: Connection, title: str, cadence: Cadence, period: Period) -> Row | None:
    """The reading of a period, if there is one."""
    wanted = (title, cadence, period.first_day)
    rows = store.load_readings(connection)
    return next(
        (row for row in rows if (row["title"], row["cadence"], row["first_day"]) == wanted), None
    )


def _void(work: UnitOfWork, reading: Row) -> None:
    row = work.get(ReadingRow, reading["id"])
    if row is not None:
        row.voided_at = work.now


def _series(
    title: str, cadence: Cadence, terms: Terms, rows: Sequence[Row], now: Ms
) -> ReadingSeries:
    typed = {
        row["first_day"]: row for row in rows if (row["title"], row["cadence"]) == (title, cadence)
    }
    promises = [
        (version, commitment)
        for version, commitment in terms.commitments.values()
        if promises_figure(commitment, title, cadence)
    ]
    today = local_day(now, terms.zone)
    begun = [local_day(version.start, terms.zone) for version, _ in promises]
    periods: list[ReadingPeriod] = []
    for period in buckets(PeriodKind(cadence), min([*begun, *typed, today]), today + 1):
        found = promises_of(terms, title, cadence, period)
        row = typed.get(period.first_day)
        if row is not None or found:
            periods.append(_period(period, row, found[0][1] if found else None, terms, now))
    last = promises[-1][1] if promises else None
    return ReadingSeries(
        title=title,
        cadence=cadence,
        code=last.code if last else None,
        side=last.side if last else None,
        target=reading_text(last) if last else "",
        periods=tuple(periods),
    )


def _period(
    period: Period, row: Row | None, promise: Commitment | None, terms: Terms, now: Ms
) -> ReadingPeriod:
    end, name = bounds(period, terms.zone)[1], period_name(period)
    if row is None:
        return ReadingPeriod(period.first_day, name, missing=promise is not None and end <= now)
    return ReadingPeriod(
        first_day=period.first_day,
        name=name,
        missing=False,
        level=row["level"],
        verdict=None if promise is None else verdict(promise, row["level"]),
        late=is_late_entry(end, row["recorded_at"], terms),
        by=row["by"],
        note=row["note"],
        recorded_at=row["recorded_at"],
    )
