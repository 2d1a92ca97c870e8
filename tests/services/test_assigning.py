"""Whose leads they are, their persona, and who came before."""

import pytest

from app.errors import Refusal
from app.model.leads import Lead
from app.services import changing
from app.services.assigning import mark_duplicate, reassign, set_persona
from app.services.check import check
from app.services.leads import add_lead, hand_over
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.services.promises import COMMITMENTS, MARCH
from tests.services.sql import rows

OWNERS = "SELECT owner_id FROM lead ORDER BY id"
PERSONAS = (
    "SELECT persona.name FROM lead LEFT JOIN persona ON persona.id = persona_id ORDER BY lead.id"
)


@pytest.fixture
def three(make_workspace: MakeWorkspace) -> Workspace:
    """Three leads, of which Priya is Aisha's and Tom Dana's."""
    workspace = make_workspace(*COMMITMENTS)
    for name, owner in (("Priya", 1), ("Tom", 2), ("Mei", None)):
        add_lead(workspace, Lead(name=name, owner_id=owner), arrived_at=MARCH)
    hand_over(workspace, [1, 2, 3], at=MARCH)
    return workspace


def test_leads_change_hands_and_their_clocks_go_on(three: Workspace) -> None:
    before = rows(three, "SELECT lead_id, start, due FROM clock ORDER BY lead_id")

    change = reassign(three, [1, 2, 3], 2)

    assert (change.label, set(change.lead_ids)) == ("Reassign 2 leads", {1, 3})
    assert rows(three, OWNERS) == [(2,), (2,), (2,)]
    assigned = "SELECT lead_id, by_id FROM event WHERE kind = 'assigned' ORDER BY lead_id"
    assert rows(three, assigned) == [(1, 2), (3, 2)]
    assert rows(three, "SELECT lead_id, start, due FROM clock ORDER BY lead_id") == before
    assert rows(three, "SELECT DISTINCT owner_id FROM clock") == [(2,)]
    assert changing.undo(three).lead_ids == {1, 3}
    assert (rows(three, OWNERS), rows(three, assigned)) == ([(1,), (2,), (None,)], [])
    assert check(three).sound
    changing.redo(three)
    assert rows(three, OWNERS) == [(2,), (2,), (2,)]


@pytest.mark.parametrize(
    ("leads", "owner", "sentence"),
    [
        ([1], 1, "This lead is with Aisha already."),
        ([1, 1], 1, "This lead is with Aisha already."),
        ([2], 99, "This person is gone; choose another."),
        ([], 1, "There is no lead to do this with."),
        ([98, 99], 1, "There is no lead to do this with."),
        ([99], 1, "This lead is gone; it was removed meanwhile."),
    ],
)
def test_what_cannot_be_reassigned_is_said(
    three: Workspace, leads: list[int], owner: int, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        reassign(three, leads, owner)
    assert str(refused.value) == sentence


def test_one_lead_is_named(three: Workspace) -> None:
    assert reassign(three, [1, 2], 2).label == "Reassign, Priya"


def test_leads_fit_a_persona(three: Workspace) -> None:
    assert set_persona(three, [1, 2], "Plant manager").label == "Set persona of 2 leads"
    assert set_persona(three, [3], " plant MANAGER ").label == "Set persona, Mei"
    assert rows(three, PERSONAS) == [("Plant manager",)] * 3
    with pytest.raises(Refusal, match=r"^These leads have this persona already\.$"):
        set_persona(three, [1, 2, 3], "Plant manager")
    set_persona(three, [1], None)
    assert rows(three, PERSONAS) == [(None,), ("Plant manager",), ("Plant manager",)]
    with pytest.raises(Refusal, match="cannot stay empty"):
        set_persona(three, [1], " ")
    for _ in range(3):
        changing.undo(three)
    assert rows(three, PERSONAS) == [(None,)] * 3
    assert rows(three, "SELECT * FROM persona") == []


def test_a_duplicate_starts_no_clock(three: Workspace) -> None:
    clocks = "SELECT lead_id FROM clock ORDER BY lead_id"
    assert mark_duplicate(three, 2, 1).label == "Mark duplicate, Tom"
    assert rows(three, clocks) == [(1,), (3,)]
    assert mark_duplicate(three, 2, None).label == "Not a duplicate, Tom"
    assert rows(three, clocks) == [(1,), (2,), (3,)]


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (1, "A lead cannot be a duplicate of itself."),
        (3, "A lead cannot be a duplicate of itself."),
        (99, "The earlier lead is gone; choose another."),
    ],
)
def test_nobody_came_before_themselves(three: Workspace, of: int, sentence: str) -> None:
    mark_duplicate(three, 2, 1)
    mark_duplicate(three, 3, 2)
    with pytest.raises(Refusal) as refused:
        mark_duplicate(three, 1, of)
    assert str(refused.value) == sentence
