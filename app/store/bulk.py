"""Many rows at once, by the driver's own executemany."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from app.model.columns import Instant, to_ms
from app.model.leads import PERSONAL

Item = TypeVar("Item")
Image = dict[str, Any]

CHUNK = 5_000


def chunks(rows: Iterable[Item]) -> Iterator[list[Item]]:
    """The rows in parts of `CHUNK`."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, batch_id: int
) -> None:
    """Insert rows of one batch that have the same columns; an instant may be given as it is stored."""
    names = (*rows[0], "batch_id")
    columns: list[Sequence[Any]] = list(zip(*(row.values() for row in rows), strict=True))
    columns.append([batch_id] * len(rows))
    for place, name in enumerate(names):
        if isinstance(table.c[name].type, Instant):
            columns[place] = [to_ms(v) if isinstance(v, datetime) else v for v in columns[place]]
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"
    connection.exec_driver_sql(sql, list(zip(*columns, strict=True)))


def change_rows(
    connection: Connection, table: Table, changes: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[list[int], Image, Image]]:
    """Give rows, by their ids, other values in some columns.

    Yields for the journal which rows were how before and after: for one row its whole image, for many
    that change alike only what changes, where that is nothing personal.
    """
    alike: dict[tuple[tuple[str, Any, Any], ...], list[int]] = {}
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for chunk in chunks(changes):
        marks = ", ".join("?" * len(chunk))
        found = connection.exec_driver_sql(
            f"SELECT * FROM {table.name} WHERE id IN ({marks})", tuple(chunk)
        )
        for row in found.mappings():
            before, values = dict(row), changes[row["id"]]
            by_columns.setdefault(tuple(values), []).append((*values.values(), row["id"]))
            if PERSONAL.isdisjoint(values):
                change = tuple((name, before[name], value) for name, value in values.items())
                alike.setdefault(change, []).append(row["id"])
            else:
                yield [row["id"]], before, before | dict(values)
    for names, rows in by_columns.items():
        columns = ", ".join(f"{name} = ?" for name in names)
        for part in chunks(rows):
            connection.exec_driver_sql(f"UPDATE {table.name} SET {columns} WHERE id = ?", part)
    for change, ids in alike.items():
        yield (
            ids,
            {name: old for name, old, _ in change},
            {name: new for name, _, new in change},
        )
