"""The full-text index: what it finds, and that it follows every change, undo and redo."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.leads import Lead
from app.services.changing import redo, undo
from app.services.forgetting import forget
from app.services.leads import add_lead, edit_lead
from app.store import lead_words
from app.store.workspace import Workspace
from tests.conftest import SINCE, MakeWorkspace, create_workspace
from tests.services.steps import import_batch

PRIYA = Lead(
    name="Priya Nair",
    company="Halden Fördertechnik GmbH",
    email="priya.nair@halden.example",
    phone="+49 (0)30 123-4567",
    external_id="crm-0042",
)
BEN = Lead(name="Ben Zola", company="Quarto")


@pytest.fixture
def priya(make_workspace: MakeWorkspace) -> Workspace:
    """A workspace with Priya (1), and Ben, who shares no word with her (2)."""
    workspace = make_workspace()
    add_lead(workspace, PRIYA, arrived_at=SINCE)
    add_lead(workspace, BEN, arrived_at=SINCE)
    return workspace


def holding(workspace: Workspace, word: str, column: str | None = None) -> list[int]:
    with workspace.read() as connection:
        return sorted(lead_words.holding(connection, word, column).tolist())


def indexed(path: Path, *, anew: bool = False) -> list[tuple[object, ...]]:
    """Every word of the index with its lead, column and place; `anew` as it would be built from the leads."""
    with closing(sqlite3.connect(":memory:")) as copy:
        with closing(sqlite3.connect(path)) as connection:
            connection.backup(copy)
        if anew:
            for statement in lead_words.REBUILD:
                copy.execute(statement)
        copy.execute(
            "CREATE VIRTUAL TABLE temp.word USING fts5vocab('main', 'lead_words', 'instance')"
        )
        return copy.execute("SELECT * FROM word ORDER BY 1, 2, 3, 4").fetchall()


@pytest.mark.parametrize(
    "word",
    [
        *("priya", "PRI", "nair", "halden", "forder", "Fördertechnik", "priya.nair@hal"),
        *("crm-0042", "0042", "123", "4567", "+49 (0)30 123-4567", "004903012345", "p"),
        "priya nair",
    ],
)
def test_a_lead_is_found_by_the_beginnings_of_its_words(priya: Workspace, word: str) -> None:
    assert holding(priya, word) == [1]


@pytest.mark.parametrize("word", ["riya", "nair priya", "4567890", "h", "…", '"'])
def test_and_by_nothing_else(priya: Workspace, word: str) -> None:
    assert holding(priya, word) == []


def test_a_column_can_be_named(priya: Workspace) -> None:
    assert holding(priya, "halden", "company") == [1]
    assert holding(priya, "halden", "name") == []
    assert holding(priya, "h", "company") == [1]


@pytest.mark.parametrize("written", ["+49 (0)30 1234567", "0049 030-123 45 67", "49.030.1234567"])
def test_a_phone_number_is_known_however_it_is_written(priya: Workspace, written: str) -> None:
    with priya.read() as connection:
        assert lead_words.with_phone(connection, written).tolist() == [1]
        assert lead_words.with_phone(connection, written + "8").tolist() == []
        assert lead_words.with_phone(connection, "unknown").tolist() == []


def test_companies_are_offered_by_their_beginning(priya: Workspace) -> None:
    with priya.read() as connection:
        offered = lead_words.newest_companies(connection, "ford", 10)
    assert offered == ["Halden Fördertechnik GmbH"]


def test_a_change_its_undo_and_its_redo_are_followed(priya: Workspace) -> None:
    edit_lead(priya, 1, PRIYA.model_copy(update={"name": "Priya Menon"}))
    assert (holding(priya, "nair"), holding(priya, "menon")) == ([1], [1])  # her e-mail stays
    assert holding(priya, "nair", "name") == []

    undo(priya)
    assert (holding(priya, "nair", "name"), holding(priya, "menon")) == ([1], [])
    redo(priya)
    assert (holding(priya, "nair", "name"), holding(priya, "menon")) == ([], [1])


def test_an_import_its_undo_and_its_redo_are_followed(priya: Workspace) -> None:
    import_batch(priya, 1, name="Quentin")
    assert holding(priya, "quentin") == [2000, 2001, 2002]
    assert holding(priya, "renamed") == [1]

    undo(priya)
    assert holding(priya, "quentin") == holding(priya, "renamed") == []
    redo(priya)
    assert holding(priya, "quentin") == [2000, 2001, 2002]
    assert indexed(priya.path) == indexed(priya.path, anew=True)


def test_what_fails_leaves_the_index_alone(priya: Workspace) -> None:
    before = indexed(priya.path)

    def fail() -> None:
        with priya.unit_of_work("") as work:
            (lead,) = work.leads([1])
            lead.name = "Somebody else"
            work.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert indexed(priya.path) == before


def test_somebody_forgotten_is_in_it_no_more(priya: Workspace) -> None:
    forget(priya, 1)

    assert holding(priya, "priya") == holding(priya, "halden") == []
    assert b"priya" not in priya.path.read_bytes().lower()
    assert indexed(priya.path) == indexed(priya.path, anew=True)


@settings(max_examples=12)  # each makes a file of its own
@given(steps=st.lists(st.sampled_from(("add", "edit", "import", "undo", "redo")), max_size=12))
def test_it_is_always_what_the_leads_make_it(
    steps: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace = create_workspace(tmp_path_factory.mktemp("words") / "acme.tandem")
    with closing(workspace):
        add_lead(workspace, PRIYA, arrived_at=SINCE)
        undoable, undone = 1, 0
        for number, step in enumerate(steps):
            if step == "undo":
                if undoable:
                    undo(workspace)
                    undoable, undone = undoable - 1, undone + 1
                continue
            if step == "redo":
                if undone:
                    redo(workspace)
                    undoable, undone = undoable + 1, undone - 1
                continue
            if step == "import":
                import_batch(workspace, number)
            elif step == "add" or not undoable:
                add_lead(workspace, Lead(name=f"Lead {number}"), arrived_at=SINCE)
            else:
                edit_lead(workspace, 1, Lead(name=f"Changed {number}", phone=f"030 {number}"))
            undoable, undone = undoable + 1, 0
            assert indexed(workspace.path) == indexed(workspace.path, anew=True)
        assert indexed(workspace.path) == indexed(workspace.path, anew=True)
