"""Typed readings read for the rules and for people."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Connection, RowMapping, select, type_coerce

from app.model.cadence import Cadence
from app.model.columns import Ms
from app.model.people import PersonRow
from app.model.readings import ReadingRow
from app.rules.periods import bounds
from app.rules.readings import Figure
from app.store.entries import stands
from app.store.schema import table_of


def load_figures(
    connection: Connection, zone: str, until: Ms | None = None, known_at: Ms | None = None
) -> list[Figure]:
    """The figure of every title and period that has one.

    With `until` (ms) those typed in by then, or whose period was over by then: late entries are included. With
    `known_at` those that stood then, and where there was none the present ones: typed in late, they correct nothing.
    """
    rows = list(load_readings(connection))
    if known_at is not None:
        rows += load_readings(connection, known_at)
    figures = {
        (figure.title, figure.cadence, figure.first_day): figure
        for row in rows
        for figure in [to_figure(row)]
        if until is None or row["recorded_at"] <= until or bounds(figure.period, zone)[1] <= until
    }
    return list(figures.values())


def to_figure(row: RowMapping) -> Figure:
    """The figure of a stored row."""
    return Figure(row["title"], Cadence(row["cadence"]), row["first_day"], row["level"])


def load_readings(connection: Connection, known_at: Ms | None = None) -> Sequence[RowMapping]:
    """The readings that count, or counted at `known_at` (ms), in order of title, cadence and period."""
    reading, person = table_of(ReadingRow).c, table_of(PersonRow).c
    rows = connection.execute(
        select(
            *(reading.id, reading.title, reading.cadence, reading.first_day, reading.level),
            reading.note,
            type_coerce(reading.recorded_at, BigInteger).label("recorded_at"),
            person.name.label("by"),
        )
        .outerjoin(table_of(PersonRow), person.id == reading.by_id)
        .where(stands(reading, known_at))
        .order_by(reading.title, reading.cadence, reading.first_day)
    )
    return rows.mappings().all()
