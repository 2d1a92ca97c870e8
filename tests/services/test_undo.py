"""Undoing everything gives back the same content, redoing it the later one; what follows stays true."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.changes import Area, Change
from app.errors import Refusal
from app.model.duration import parse_within
from app.model.events import Channel, EventKind, EventRow, Outcome, Reason
from app.model.leads import ImportBatchRow, Lead, LeadRow
from app.model.people import Person, PersonRow, Side
from app.services import agreement, changing, leads
from app.services.check import check
from app.services.people import add_person
from app.services.workspaces import open_workspace
from app.store import journal, schema
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace, create_workspace
from tests.services.promises import COMMITMENTS, MARCH

Dump = dict[str, list[tuple[object, ...]]]


def facts(path: Path) -> Dump:
    """Every fact and term on file."""
    tables = [str(model.__tablename__) for model in schema.FACTS]
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall()
            for table in tables
        }


def import_batch(workspace: Workspace, number: int, owner_id: int | None = None) -> Change:
    """Three leads with a person and their events as one step; the first lead of all is renamed."""
    with changing.changing(workspace, "Import", frozenset({Area.LEADS})) as making:
        work = making.work
        batch = work.add(ImportBatchRow(files=f"{number}.csv", imported_at=work.now))
        assert batch.id is not None
        person = {"name": f"Imported {number}", "marketing": False, "sales": True}
        work.add_batch(PersonRow, [person], batch.id)
        first = 1000 * (number + 1)
        added = [
            {
                "id": first + place,
                "external_id": f"{number}-{place}",
                "name": f"Lead {place}",
                "created_at": work.now,
                "owner_id": owner_id,
            }
            for place in range(3)
        ]
        work.add_batch(LeadRow, added, batch.id)
        known = work.get(LeadRow, 1)
        if known is not None:
            known.name = f"Renamed {number}"
        kinds = (EventKind.ARRIVED, EventKind.HANDED_OVER, EventKind.CONTACT)
        happened = [
            {
                "lead_id": lead,
                "kind": kind,
                "happened_at": MARCH + timedelta(hours=3 * place),
                "recorded_at": work.now,
            }
            for lead in (first, first + 1, *([1] if known is not None else []))
            for place, kind in enumerate(kinds)
        ]
        work.add_batch(EventRow, happened, batch.id)
    return making.change


class Undoing(RuleBasedStateMachine):
    """Random actions; beside the file stand the contents it should have before and after each."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "acme.tandem"
        shutil.copy(self.template, self.path)
        self.workspace = open_workspace(self.path)
        self.done: list[tuple[Dump, str]] = []
        self.undone: list[tuple[Dump, str]] = []
        self.imports = 0

    @initialize()
    def begin_with_a_lead(self) -> None:
        self.do(lambda: leads.add_lead(self.workspace, Lead(name="Priya"), arrived_at=MARCH))

    def do(self, action: Callable[[], Change]) -> None:
        before = facts(self.path)
        try:
            change = action()
        except Refusal:
            assert facts(self.path) == before
            return
        assert change.undoable
        self.done.append((before, change.label))
        self.undone.clear()

    def any_lead(self, data: st.DataObject) -> int:
        ids = [row[0] for row in self.columns("SELECT id FROM lead")]
        return data.draw(st.sampled_from(ids)) if ids else 1

    def columns(self, sql: str) -> list[tuple[int, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql).fetchall()

    @rule(hours=st.integers(0, 60))
    def add_lead(self, hours: int) -> None:
        arrived = MARCH + timedelta(hours=hours)
        self.do(lambda: leads.add_lead(self.workspace, Lead(name="Sam"), arrived_at=arrived))

    @rule(data=st.data(), hours=st.integers(0, 60), owner=st.sampled_from([None, 1, 2]))
    def hand_over(self, data: st.DataObject, hours: int, owner: int | None) -> None:
        at, lead = MARCH + timedelta(hours=hours), self.any_lead(data)
        self.do(lambda: leads.hand_over(self.workspace, lead, owner_id=owner, at=at))

    @rule(data=st.data(), hours=st.integers(0, 60), channel=st.sampled_from(Channel))
    def log_contact(self, data: st.DataObject, hours: int, channel: Channel) -> None:
        at, lead = MARCH + timedelta(hours=hours), self.any_lead(data)
        outcome = Outcome.MESSAGE
        self.do(
            lambda: leads.log_contact(self.workspace, lead, channel=channel, outcome=outcome, at=at)
        )

    @rule(data=st.data(), hours=st.integers(0, 60))
    def accept(self, data: st.DataObject, hours: int) -> None:
        at, lead = MARCH + timedelta(hours=hours), self.any_lead(data)
        self.do(lambda: leads.accept(self.workspace, lead, at=at))

    @rule(data=st.data(), hours=st.integers(0, 60), reason=st.sampled_from(Reason))
    def send_back(self, data: st.DataObject, hours: int, reason: Reason) -> None:
        at, lead = MARCH + timedelta(hours=hours), self.any_lead(data)
        self.do(lambda: leads.send_back(self.workspace, lead, reason=reason, at=at))

    @rule(name=st.sampled_from(["Kim", "Noor"]))
    def add_person(self, name: str) -> None:
        self.do(lambda: add_person(self.workspace, Person(name=name, sales=True)))

    def promise(self, hours: int) -> None:
        promised = COMMITMENTS[2].model_copy(
            update={"code": "", "within": parse_within(f"{hours} hours")}
        )
        self.do(lambda: agreement.add_commitment(self.workspace, promised))

    @rule(hours=st.integers(1, 40))
    def draft(self, hours: int) -> None:
        self.promise(hours)

    @rule(
        hours=st.integers(1, 40),
        day=st.integers(2, 5),
        signed_by=st.dictionaries(st.sampled_from(Side), st.sampled_from([1, 2])),
    )
    def agree(self, hours: int, day: int, signed_by: dict[Side, int]) -> None:
        self.promise(hours)
        first_day = date(2026, 3, day)
        self.do(lambda: agreement.put_in_force(self.workspace, first_day, signed_by=signed_by))

    @rule(code=st.sampled_from(["M1", "S1"]))
    def end_promise(self, code: str) -> None:
        self.do(lambda: agreement.end_commitment(self.workspace, code))

    @rule(owner=st.sampled_from([None, 2]))
    def import_leads(self, owner: int | None) -> None:
        self.imports += 1
        self.do(lambda: import_batch(self.workspace, self.imports, owner))

    @rule()
    def reopen(self) -> None:
        self.workspace.close()
        self.workspace = open_workspace(self.path)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        before, label = self.done.pop()
        self.undone.append((facts(self.path), label))

        assert changing.undo(self.workspace).label == label

        assert facts(self.path) == before

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        after, label = self.undone.pop()
        self.done.append((facts(self.path), label))

        assert changing.redo(self.workspace).label == label

        assert facts(self.path) == after

    @invariant()
    def what_is_derived_follows(self) -> None:
        report = check(self.workspace)
        assert report.sound, report.findings

    def teardown(self) -> None:
        try:
            while self.done:
                self.undo()
            with pytest.raises(Refusal, match=r"^There is nothing to undo\.$"):
                changing.undo(self.workspace)
            self.what_is_derived_follows()
            while self.undone:
                self.redo()
            with pytest.raises(Refusal, match=r"^There is nothing to redo\.$"):
                changing.redo(self.workspace)
            self.what_is_derived_follows()
        finally:
            self.workspace.close()
            shutil.rmtree(self.folder)


def test_random_actions_can_all_be_undone_and_redone(tmp_path: Path) -> None:
    template = tmp_path / "template.tandem"
    create_workspace(template, *COMMITMENTS).close()
    machine = type("UndoingFrom", (Undoing,), {"template": template})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def agreed(make_workspace: MakeWorkspace) -> Workspace:
    return make_workspace(*COMMITMENTS)


def test_an_import_is_undone_and_redone_as_one_step(agreed: Workspace) -> None:
    leads.add_lead(agreed, Lead(name="Priya"), arrived_at=MARCH)
    before = facts(agreed.path)

    change = import_batch(agreed, 1)
    after = facts(agreed.path)
    assert change.lead_ids == {1, 2000, 2001, 2002}
    assert len(after["lead"]) == 4
    assert check(agreed).clocks == 3

    assert changing.undo(agreed).lead_ids == change.lead_ids
    assert facts(agreed.path) == before
    assert check(agreed).sound
    assert check(agreed).clocks == 0

    assert changing.redo(agreed).lead_ids == change.lead_ids
    assert facts(agreed.path) == after
    assert check(agreed).sound
    changing.undo(agreed)
    assert facts(agreed.path) == before


def test_undoing_an_agreement_takes_its_clocks_back(agreed: Workspace) -> None:
    leads.add_lead(agreed, Lead(name="Priya"), arrived_at=MARCH)
    leads.hand_over(agreed, 1, at=MARCH + timedelta(days=1))
    agreement.add_commitment(agreed, COMMITMENTS[2].model_copy(update={"code": ""}))
    assert check(agreed).clocks == 1

    agreement.put_in_force(agreed, date(2026, 3, 3))
    assert (check(agreed).clocks, check(agreed).findings) == (2, ())
    changing.undo(agreed)
    assert (check(agreed).clocks, check(agreed).findings) == (1, ())
    changing.redo(agreed)
    assert (check(agreed).clocks, check(agreed).findings) == (2, ())


def test_new_work_forgets_what_was_undone(agreed: Workspace) -> None:
    leads.add_lead(agreed, Lead(name="Priya"), arrived_at=MARCH)
    changing.undo(agreed)
    leads.add_lead(agreed, Lead(name="Sam"), arrived_at=MARCH)

    with pytest.raises(Refusal, match="nothing to redo"):
        changing.redo(agreed)
    assert changing.undo(agreed).label == "Add lead, Sam"


def test_another_window_can_undo(agreed: Workspace) -> None:
    leads.add_lead(agreed, Lead(name="Priya"), arrived_at=MARCH)
    other = open_workspace(agreed.path)

    assert changing.undo(other).label == "Add lead, Priya"
    other.close()
    assert facts(agreed.path)["lead"] == []


def test_old_steps_are_forgotten(agreed: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "KEPT_STEPS", 3)
    for number in range(5):
        add_person(agreed, Person(name=f"Person {number}"))

    undone = [changing.undo(agreed).label for _ in range(3)]

    assert undone == ["Add Person 4", "Add Person 3", "Add Person 2"]
    with pytest.raises(Refusal, match="nothing to undo"):
        changing.undo(agreed)


def test_a_change_that_changes_nothing_leaves_no_step(agreed: Workspace) -> None:
    with changing.changing(agreed, "Look", frozenset({Area.LEADS})) as making:
        making.work.get(PersonRow, 1)

    assert not making.change.undoable
    with pytest.raises(Refusal, match="nothing to undo"):
        changing.undo(agreed)
