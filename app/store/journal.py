"""The undo journal: images of fact rows, replayed backwards and forwards."""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import (
    Connection,
    Table,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from app.changes import Area
from app.model.columns import Instant, from_ms, to_ms
from app.model.events import EventRow
from app.model.journal import JournalRow, JournalStepRow
from app.model.leads import LeadRow
from app.store.schema import BATCHED, FACTS, METADATA, TERMS, table_of

Image = dict[str, Any]
Packed = dict[str, list[Image]]

KEPT_STEPS = 200
"""How many steps can be undone; older ones are forgotten."""

_LARGE, _LARGE_BYTES = 500, 50_000
"""A step of more rows, or of more that was taken out, takes longer than one would wait for."""


class Recorder:
    """Collects, during a session's flushes, what each fact row was and became."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._images: list[dict[str, Any]] = []
        self._added: list[SQLModel] = []

    @property
    def empty(self) -> bool:
        """Whether no fact was touched."""
        return not self._images

    def before_flush(self) -> None:
        """Note changed and removed rows, whose old values the flush forgets."""
        for row in self._session.dirty:
            if isinstance(row, FACTS) and self._session.is_modified(row):
                self._note(row, _image(row, before=True), _image(row))
        for row in self._session.deleted:
            if isinstance(row, FACTS):
                self._note(row, _image(row, before=True), None)
        self._added = [row for row in self._session.new if isinstance(row, FACTS)]

    def after_flush(self) -> list[SQLModel]:
        """Note the added rows, which have their ids now, and give them."""
        added, self._added = self._added, []
        for row in added:
            self._note(row, None, _image(row))
        return added

    def _note(self, row: SQLModel, before: Image | None, after: Image | None) -> None:
        self.note(str(row.__tablename__), str(_key(row)), before, after)

    def note(self, table: str, rows: str, before: Image | None, after: Image | None) -> None:
        """Note what `rows` (a key, or many ids packed) were and became."""
        self._images.append({"table": table, "row_id": rows, "before": before, "after": after})

    def write(
        self, label: str, areas: frozenset[Area], now: datetime, batch_id: int | None
    ) -> None:
        """Store the step, forget what was undone before it, and thin the journal."""
        connection = self._session.connection()
        step = JournalStepRow(
            label=label, areas=",".join(sorted(areas)), done_at=now, batch_id=batch_id
        )
        steps = table_of(JournalStepRow)
        newest = connection.scalar(select(func.max(steps.c.id)).where(~steps.c.undone)) or 0
        gone = steps.c.undone | (steps.c.id <= newest + 1 - KEPT_STEPS)
        _forget(connection, connection.scalars(select(steps.c.id).where(gone)).all())
        self._session.add(step)
        self._session.flush()
        rows = [{"step_id": step.id, **image} for image in self._images]
        connection.execute(insert(JournalRow), rows)


def _image(row: SQLModel, *, before: bool = False) -> Image:
    """The columns of `row` as JSON values; with `before`, as they were when loaded."""
    state = inspect(row)
    assert state is not None  # noqa: S101 - a table's row is always mapped
    values = {}
    for column in state.mapper.columns:
        value = getattr(row, column.key)
        if before and (old := state.attrs[column.key].history.deleted):
            value = old[0]
        values[column.key] = _stored(value)
    return values


def _stored(value: object) -> object:
    return to_ms(value) if isinstance(value, datetime) else value


def _values(table: Table, image: Image) -> Image:
    """`image` as Python values for the columns of `table`."""
    return {
        name: from_ms(value)
        if value is not None and isinstance(table.c[name].type, Instant)
        else value
        for name, value in image.items()
    }


def _key(row: SQLModel) -> object:
    (column,) = table_of(type(row)).primary_key.columns
    return getattr(row, column.key)


def _forget(connection: Connection, ids: Sequence[int]) -> None:
    rows, steps = table_of(JournalRow), table_of(JournalStepRow)
    connection.execute(delete(rows).where(rows.c.step_id.in_(ids)))
    connection.execute(delete(steps).where(steps.c.id.in_(ids)))


def next_undo(session: Session) -> JournalStepRow | None:
    """The step that undo would take back."""
    done = select(JournalStepRow).where(col(JournalStepRow.undone).is_(False))
    return session.scalars(done.order_by(col(JournalStepRow.id).desc()).limit(1)).first()


def next_redo(session: Session) -> JournalStepRow | None:
    """The step that redo would do again."""
    undone = select(JournalStepRow).where(col(JournalStepRow.undone))
    return session.scalars(undone.order_by(col(JournalStepRow.id)).limit(1)).first()


def next_label(connection: Connection, *, backwards: bool) -> str | None:
    """The words of the step that undo (`backwards`) or redo would take next; None when there is none."""
    steps = table_of(JournalStepRow)
    order = steps.c.id.desc() if backwards else steps.c.id
    there = select(steps.c.label).where(steps.c.undone.is_(not backwards))
    label: str | None = connection.scalars(there.order_by(order).limit(1)).first()
    return label


def is_large(connection: Connection, *, backwards: bool) -> bool:
    """Whether the step that undo (`backwards`) or redo would take next touches many leads."""
    steps, rows = table_of(JournalStepRow), table_of(JournalRow)
    step = connection.execute(
        select(steps.c.id, steps.c.batch_id, func.length(steps.c.removed).label("removed"))
        .where(steps.c.undone.is_(not backwards))
        .order_by(steps.c.id.desc() if backwards else steps.c.id)
        .limit(1)
    ).first()
    if step is None:
        return False
    if (step.removed or 0) > _LARGE_BYTES:
        return True
    if any(_has_many(connection, model, step.batch_id) for model in BATCHED if step.batch_id):
        return True
    found = connection.execute(select(rows.c.table, rows.c.row_id).where(rows.c.step_id == step.id))
    images = [(table, row) for table, row in found]
    terms = {model.__tablename__ for model in TERMS}
    if any(table in terms for table, _ in images):
        return _has_many(connection, LeadRow)
    touched = sum(1 if row.isdigit() else len(unpacked(row)) for _, row in images)
    return touched > _LARGE


def _has_many(connection: Connection, model: type[SQLModel], batch_id: int | None = None) -> bool:
    """Whether a table holds many rows, of a batch if one is given."""
    table = table_of(model)
    found = select(literal(1)).select_from(table)
    if batch_id is not None:
        found = found.where(table.c.batch_id == batch_id)
    some = found.limit(_LARGE + 1).subquery()
    return connection.scalars(select(func.count()).select_from(some)).one() > _LARGE


@dataclass(frozen=True)
class Replayed:
    """What a replay touched: rows of images with their tables, and leads changed in bulk."""

    images: list[tuple[str, Image]] = field(default_factory=list)
    leads: set[int] = field(default_factory=set)


def replay(session: Session, step: JournalStepRow, *, backwards: bool) -> Replayed:
    """Undo (`backwards`) or redo `step`."""
    connection = session.connection()
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    replayed = Replayed()
    if step.batch_id is not None and backwards:
        replayed.leads.update(_take_out(connection, step, step.batch_id))
    rows = session.scalars(
        select(JournalRow).where(col(JournalRow.step_id) == step.id).order_by(col(JournalRow.id))
    ).all()
    for row in reversed(rows) if backwards else rows:
        old, new = (row.after, row.before) if backwards else (row.before, row.after)
        table = METADATA.tables[row.table]
        if new is not None and is_of_many(table, new):
            ids = unpacked(row.row_id)
            give(connection, table, ids, _values(table, new))
            replayed.leads.update(ids if row.table == LeadRow.__tablename__ else ())
        else:
            _apply(connection, table, old, new)
            replayed.images.extend((row.table, seen) for seen in (old, new) if seen is not None)
    if step.batch_id is not None and not backwards:
        replayed.leads.update(_bring_back(connection, step, step.batch_id))
    step.undone = backwards
    session.flush()
    return replayed


def _apply(connection: Connection, table: Table, old: Image | None, new: Image | None) -> None:
    (key,) = table.primary_key.columns
    if old is None:
        assert new is not None  # noqa: S101 - a journal row has one side at least
        connection.execute(insert(table).values(_values(table, new)))
    elif new is None:
        connection.execute(delete(table).where(key == old[key.name]))
    else:
        changed = update(table).where(key == old[key.name])
        connection.execute(changed.values(_values(table, new)))


def is_of_many(table: Table, image: Image) -> bool:
    """Whether an image holds one column that many rows have alike, rather than all of one row."""
    return not image.keys() & table.primary_key.columns.keys()


def give(connection: Connection, table: Table, ids: Sequence[int], values: Image) -> None:
    """Give the rows with these ids the same values."""
    if ids:
        (key,) = table.primary_key.columns
        changed = update(table).where(key == bindparam("row")).values(values)
        connection.execute(changed, [{"row": row} for row in ids])


def packed(ids: Sequence[int]) -> str:
    """Many ids as one text: their differences, which compress well."""
    steps = np.diff(np.sort(np.array(ids, dtype=np.int64)), prepend=0)
    return base64.b85encode(zlib.compress(steps.astype("<i8").tobytes())).decode()


def unpacked(text: str) -> list[int]:
    """The ids that were `packed`, in order."""
    steps = np.frombuffer(zlib.decompress(base64.b85decode(text)), dtype="<i8")
    ids: list[int] = steps.cumsum().tolist()
    return ids


def _take_out(connection: Connection, step: JournalStepRow, batch_id: int) -> set[int]:
    """Remove the rows that an import added, keeping them packed in the step for redo."""
    leads: set[int] = set()
    removed: dict[str, list[Image]] = {}
    for model in reversed(BATCHED):
        table = table_of(model)
        leads |= leads_of_batch(connection, model, batch_id)
        found = connection.execute(select(table).where(table.c.batch_id == batch_id))
        removed[table.name] = [
            {name: _stored(value) for name, value in row.items()} for row in found.mappings()
        ]
        connection.execute(delete(table).where(table.c.batch_id == batch_id))
    step.removed = pack(removed)
    return leads


def _bring_back(connection: Connection, step: JournalStepRow, batch_id: int) -> set[int]:
    """Add the rows again that undo took out."""
    assert step.removed is not None  # noqa: S101 - undo packed them
    removed = unpack(step.removed)
    leads: set[int] = set()
    for model in BATCHED:
        table = table_of(model)
        if rows := [_values(table, row) for row in removed[table.name]]:
            connection.execute(insert(table), rows)
        leads |= leads_of_batch(connection, model, batch_id)
    step.removed = None
    return leads


def pack(removed: Packed) -> bytes:
    """The rows of an undone import, by table, as they are kept in its step."""
    return zlib.compress(json.dumps(removed).encode(), 1)


def unpack(removed: bytes) -> Packed:
    """The rows of an undone import, by table."""
    rows: Packed = json.loads(zlib.decompress(removed))
    return rows


def leads_of_batch(connection: Connection, model: type[SQLModel], batch_id: int) -> set[int]:
    """The leads that an import's rows in the table of `model` are about."""
    table = table_of(model)
    about = {LeadRow: "id", EventRow: "lead_id"}.get(model)
    if about is None:
        return set()
    found = select(table.c[about]).where(table.c.batch_id == batch_id).distinct()
    return set(connection.scalars(found))
