"""Filters kept under a name: saved, replaced, removed, and each of it undone."""

import pytest

from app.changes import Area, Change
from app.errors import Refusal
from app.services.changing import redo, undo
from app.services.saved_filters import SavedFilter, remove_filter, save_filter, saved_filters
from app.store.workspace import Workspace

LATE = SavedFilter("Late MQLs", "stage:mql late:yes")


def test_a_filter_is_saved_undone_and_redone(workspace: Workspace) -> None:
    told: list[Change] = []
    workspace.subscribe(told.append)

    change = save_filter(workspace, "  Late  MQLs ", " stage:mql late:yes ")
    assert (change.label, change.areas) == ("Save filter, Late MQLs", frozenset({Area.LEADS}))
    assert told == [change]
    assert saved_filters(workspace) == (LATE,)

    undo(workspace)
    assert saved_filters(workspace) == ()
    redo(workspace)
    assert saved_filters(workspace) == (LATE,)


def test_a_name_stands_for_one_filter(workspace: Workspace) -> None:
    save_filter(workspace, LATE.name, LATE.text)
    save_filter(workspace, "late mqls", "late:yes")
    assert saved_filters(workspace) == (SavedFilter("late mqls", "late:yes"),)

    undo(workspace)
    assert saved_filters(workspace) == (LATE,)


def test_saving_the_same_again_is_no_step(workspace: Workspace) -> None:
    save_filter(workspace, LATE.name, LATE.text)

    assert not save_filter(workspace, LATE.name, LATE.text).undoable


def test_filters_come_by_name(workspace: Workspace) -> None:
    for name in ("beta", "Alpha", "gamma"):
        save_filter(workspace, name, "late:yes")

    assert [each.name for each in saved_filters(workspace)] == ["Alpha", "beta", "gamma"]


def test_a_filter_is_removed_and_comes_back(workspace: Workspace) -> None:
    save_filter(workspace, LATE.name, LATE.text)
    assert remove_filter(workspace, LATE.name).label == "Remove filter, Late MQLs"
    assert saved_filters(workspace) == ()

    undo(workspace)
    assert saved_filters(workspace) == (LATE,)


@pytest.mark.parametrize(
    ("name", "text", "field"),
    [(" ", "late:yes", "name"), ("n" * 81, "late:yes", "name"), ("Mine", "  ", "text")],
)
def test_what_cannot_be_saved_is_refused_beside_its_field(
    workspace: Workspace, name: str, text: str, field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        save_filter(workspace, name, text)
    assert refusal.value.field == field


def test_removing_what_is_gone_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Refusal, match="no filter “Mine” any more"):
        remove_filter(workspace, "Mine")
