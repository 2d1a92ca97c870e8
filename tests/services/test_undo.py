"""Undoing everything gives back the same content, redoing it the later one; what follows stays true."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from app.changes import Area
from app.errors import Refusal
from app.model.leads import Lead
from app.model.people import Person, PersonRow
from app.services import agreement, assigning, changing, leads
from app.services.check import check
from app.services.people import add_person
from app.services.workspaces import open_workspace
from app.store import journal
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace, create_workspace
from tests.services.machine_leads import LeadSteps
from tests.services.machine_terms import PROMISES, TermSteps
from tests.services.promises import COMMITMENTS, MARCH
from tests.services.sql import facts
from tests.services.steps import import_batch


class Undoing(LeadSteps, TermSteps):
    """All of it."""


@pytest.mark.hypothesis
def test_random_actions_can_all_be_undone_and_redone(tmp_path: Path) -> None:
    template = tmp_path / "template.tandem"
    create_workspace(template, *PROMISES).close()
    machine = type("UndoingFrom", (Undoing,), {"template": template})

    profile = settings()
    run_state_machine_as_test(
        machine,
        settings=settings(  # a part of what is asked for, since each step reads the whole file
            max_examples=profile.max_examples // 10,
            stateful_step_count=profile.stateful_step_count // 2,
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
    leads.hand_over(agreed, [1], at=MARCH + timedelta(days=1))
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


def test_a_step_of_many_leads_is_known_to_be_large(
    agreed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.journal._LARGE", 4)
    for each in range(6):
        leads.add_lead(agreed, Lead(name=f"Lead {each}"), arrived_at=MARCH)
    assert not changing.is_large(agreed, backwards=True)
    leads.hand_over(agreed, range(1, 7), owner_id=2, at=MARCH)
    assert changing.is_large(agreed, backwards=True)
    assigning.reassign(agreed, [1, 2], 1)
    assert not changing.is_large(agreed, backwards=True)
    assigning.reassign(agreed, range(1, 7), 1)
    assert changing.is_large(agreed, backwards=True)
    assert not changing.is_large(agreed, backwards=False)
    changing.undo(agreed)
    assert changing.is_large(agreed, backwards=False)
