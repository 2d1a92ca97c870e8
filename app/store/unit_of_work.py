"""One transaction that changes facts: journaled, and knowing which leads and terms it touched."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, case, event, func, insert, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from app.changes import Area
from app.model.agreement import CalendarRow, CommitmentRow, VersionRow, VersionState
from app.model.deliverables import DeliverableEventRow, DeliverableRow
from app.model.events import EventKind, EventRow
from app.model.journal import JournalStepRow
from app.model.leads import LeadRow
from app.model.personas import PersonaRow
from app.model.readings import ReadingRow
from app.rules.histories import CODE
from app.store import bulk, journal
from app.store.schema import BATCHED, TERMS, table_of

Row = TypeVar("Row", bound=SQLModel)
Stated = TypeVar("Stated", CommitmentRow, CalendarRow)
_TERMS = frozenset(str(terms.__tablename__) for terms in TERMS)
_LEADLESS = frozenset(
    str(model.__tablename__) for model in (DeliverableRow, DeliverableEventRow, ReadingRow)
)


class UnitOfWork:
    """What a service changes facts with; nobody sees any of it before the block ends well."""

    def __init__(self, connection: Connection, label: str, now: datetime) -> None:
        self.connection = connection
        self.session = Session(bind=connection, expire_on_commit=False)
        self.label = label
        self.now = now
        self.touched_leads: set[int] = set()
        self.touched_leadless = False
        self._terms_changed = False
        self._versions_edited: set[int] = set()
        self._recorder = journal.Recorder(self.session)
        self._batch_id: int | None = None
        event.listen(self.session, "before_flush", self._before_flush)
        event.listen(self.session, "after_flush", self._after_flush)

    def add(self, row: Row) -> Row:
        """Add one fact row; give it back with its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def remove(self, row: SQLModel) -> None:
        """Remove one fact row."""
        self.session.delete(row)
        self.session.flush()

    def get(self, model: type[Row], key: object) -> Row | None:
        """The row of `model` with this primary key."""
        return self.session.get(model, key)

    def leads(self, ids: Iterable[int]) -> Sequence[LeadRow]:
        """The rows of these leads, in no particular order."""
        return self.session.scalars(select(LeadRow).where(col(LeadRow.id).in_(list(ids)))).all()

    def known(self, model: type[SQLModel], ids: Iterable[int]) -> list[int]:
        """Those of these ids that there are, in order."""
        key = table_of(model).c.id
        found = (select(key).where(key.in_(chunk)) for chunk in bulk.chunks(ids))
        return sorted(row for each in found for row in self.connection.scalars(each))

    def lead_of(self, external_id: str) -> LeadRow | None:
        """The lead that came with this key."""
        return self.session.scalars(
            select(LeadRow).where(col(LeadRow.external_id) == external_id)
        ).first()

    def last_event(
        self, lead_id: int, kinds: Iterable[EventKind], stage: str | None = None
    ) -> EventRow | None:
        """The lead's latest event of one of `kinds`, of `stage` where that is given.

        At one instant events follow in the order of `histories.KINDS`.
        """
        events = select(EventRow).where(
            col(EventRow.lead_id) == lead_id,
            col(EventRow.kind).in_(list(kinds)),
            col(EventRow.voided_at).is_(None),
        )
        if stage is not None:
            events = events.where(col(EventRow.stage) == stage)
        order = (col(EventRow.happened_at), case(CODE, value=col(EventRow.kind)), col(EventRow.id))
        latest = events.order_by(*(each.desc() for each in order))
        return self.session.scalars(latest.limit(1)).first()

    def persona_of(self, name: str) -> PersonaRow:
        """The persona of this name, in whichever case it is written; added where there was none."""
        wanted = func.lower(col(PersonaRow.name)) == func.lower(name)
        known = self.session.scalars(select(PersonaRow).where(wanted)).first()
        return known or self.add(PersonaRow(name=name))

    def versions(self) -> Sequence[VersionRow]:
        """All versions of the agreement, by number."""
        return self.session.scalars(select(VersionRow).order_by(col(VersionRow.number))).all()

    def stated_in(self, version_id: int, model: type[Stated]) -> Sequence[Stated]:
        """The commitments or the calendars of a version."""
        return self.session.scalars(select(model).where(col(model.version_id) == version_id)).all()

    def insert(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        """Add many rows that are no step to undo: what a new file begins with, and holidays."""
        if rows:
            self.session.flush()
            self.connection.execute(insert(table_of(model)), list(rows))

    def add_batch(
        self, model: type[SQLModel], rows: Iterable[Mapping[str, Any]], batch_id: int
    ) -> None:
        """Add many rows of an import in bulk: they carry `batch_id`, by which undo finds them.

        One import to a unit of work. `rows` have the columns' names, all the same ones, leads their ids
        too, and are validated already.
        """
        if model not in BATCHED:
            raise ValueError(f"{model.__name__} rows cannot be added in bulk")
        self.session.flush()
        # a lead may name one that comes later
        self.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        self._batch_id = batch_id
        about = {LeadRow: "id", EventRow: "lead_id"}.get(model)
        for chunk in bulk.chunks(rows):
            bulk.insert_rows(self.connection, table_of(model), chunk, batch_id=batch_id)
            if about is not None:
                self.touched_leads.update(row[about] for row in chunk)

    def change_rows(self, model: type[SQLModel], changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Change some columns of many rows, by their ids; the values are validated already."""
        self.session.flush()
        table = table_of(model)
        for rows, before, after in bulk.change_rows(self.connection, table, changes):
            known = str(rows[0]) if "id" in before else journal.packed(rows)
            self._recorder.note(table.name, known, before, after)
        self.session.expire_all()
        if model is LeadRow:
            self.touched_leads.update(changes)

    def set_column(
        self, model: type[SQLModel], ids: Iterable[int], name: str, value: int | None
    ) -> list[int]:
        """Give one column of many rows the same value; the ids of those that had another, in order."""
        column, key = table_of(model).c[name], table_of(model).c.id
        self.session.flush()
        others = (
            select(key).where(key.in_(chunk), column.is_distinct_from(value))
            for chunk in bulk.chunks(ids)
        )
        changed = sorted(row for each in others for row in self.connection.scalars(each))
        self.change_rows(model, {row: {name: value} for row in changed})
        return changed

    def finish(self, areas: frozenset[Area]) -> None:
        """Write what is pending and the journal's step."""
        if not self.empty:
            self._recorder.write(self.label, areas, self.now, self._batch_id)

    @property
    def empty(self) -> bool:
        """Whether no fact was changed."""
        self.session.flush()
        return self._recorder.empty

    @property
    def terms_changed(self) -> bool:
        """Whether terms that clocks go by were touched; those of a draft move none."""
        agreed = select(col(VersionRow.id)).where(
            col(VersionRow.id).in_(self._versions_edited),
            col(VersionRow.state) == VersionState.AGREED,
        )
        return self._terms_changed or self.session.scalars(agreed).first() is not None

    def undo(self) -> JournalStepRow | None:
        """Take back the newest step; None when there is none."""
        return self._replay(journal.next_undo(self.session), backwards=True)

    def redo(self) -> JournalStepRow | None:
        """Do the step undone last once more; None when there is none."""
        return self._replay(journal.next_redo(self.session), backwards=False)

    def _replay(self, step: JournalStepRow | None, *, backwards: bool) -> JournalStepRow | None:
        if step is not None:
            replayed = journal.replay(self.session, step, backwards=backwards)
            self.touched_leads |= replayed.leads
            for table, row in replayed.images:
                self._note(table, row.__getitem__)
        return step

    def _note(self, table: str, value: Callable[[str], Any]) -> None:
        """Remember what a touched row asks to derive anew; `value` gives its columns."""
        if table == LeadRow.__tablename__:
            self.touched_leads.add(value("id"))
        elif table == EventRow.__tablename__:
            self.touched_leads.add(value("lead_id"))
        elif table in _LEADLESS:
            self.touched_leadless = True
        elif table == VersionRow.__tablename__:
            self._terms_changed |= value("state") == VersionState.AGREED
        elif table in (CommitmentRow.__tablename__, CalendarRow.__tablename__):
            self._versions_edited.add(value("version_id"))
        elif table in _TERMS:
            self._terms_changed = True

    def _note_row(self, row: Any) -> None:
        self._note(str(row.__tablename__), partial(getattr, row))

    def _before_flush(self, session: Session, *_: Any) -> None:
        for row in (*session.dirty, *session.deleted):
            self._note_row(row)
        self._recorder.before_flush()

    def _after_flush(self, *_: Any) -> None:
        for row in self._recorder.after_flush():
            self._note_row(row)
