"""Imports beside what is here already: duplicates, the forgotten, personas, and what was edited by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.model.leads import Lead
from app.model.people import Person
from app.services import assigning, changing, imports, leads, people
from app.services.forgetting import forget
from app.services.imports import Imported
from app.store.workspace import Workspace

Facts = list[tuple[object, ...]]
BringIn = Callable[..., Imported]

HEAD = "id,name,email,company,persona,created"


@pytest.fixture
def bring_in(workspace: Workspace, tmp_path: Path) -> BringIn:
    """Writes lines as a file and imports it."""

    def run(*lines: str, head: str = HEAD, name: str = "leads.csv") -> Imported:
        path = tmp_path / name
        path.write_text("\n".join((head, *lines)) + "\n", "utf-8")
        batch = imports.preview(workspace, imports.read(workspace, [path]))
        foreseen = imports.foresee(workspace, batch)
        done = imports.apply(workspace, batch, [name])
        assert foreseen == replace(done, change=None)
        return done

    return run


def facts(workspace: Workspace, query: str) -> Facts:
    with workspace.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query).all()]


def duplicates(workspace: Workspace) -> dict[object, object]:
    return dict(
        facts(
            workspace,
            """SELECT lead.external_id, other.external_id FROM lead
               JOIN lead AS other ON other.id = lead.duplicate_of_id""",
        )  # type: ignore[arg-type]
    )


def test_who_came_up_to_thirty_days_before_makes_a_lead_a_duplicate(
    workspace: Workspace, bring_in: BringIn
) -> None:
    done = bring_in(
        "c,Ann,ANN@acme.example,,,2026-03-31 09:00",  # 30 days after a: the last of them counts
        "a,Ann,ann@acme.example,,,2026-03-01 09:00",
        "d,Ann,ann@acme.example,,,2026-05-01 09:01",
        "b,Ann,ann@acme.example,,,2026-03-02 09:00",
        "x,Bo,bo@bolt.example,,,2026-03-02 09:00",
        "y,No mail,,,,2026-03-02 09:00",
    )
    assert done.duplicates == 2
    assert duplicates(workspace) == {"b": "a", "c": "b"}
    assert bring_in("z,Bo,Bo@bolt.example,,,2026-03-20 09:00").duplicates == 1
    assert duplicates(workspace)["z"] == "x"
    changing.undo(workspace)
    changing.undo(workspace)
    changing.redo(workspace)
    assert duplicates(workspace) == {"b": "a", "c": "b"}


def test_a_duplicate_of_a_lead_added_by_hand(workspace: Workspace, bring_in: BringIn) -> None:
    typed = Lead(name="Ada", email="Ada@Acme.example")
    leads.add_lead(workspace, typed, arrived_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert bring_in("a,Ada,ada@acme.example,,,2026-03-05 09:00").duplicates == 1
    assert facts(workspace, "SELECT duplicate_of_id FROM lead WHERE external_id = 'a'") == [(1,)]


def test_who_asked_to_be_forgotten_does_not_come_back(
    workspace: Workspace, bring_in: BringIn
) -> None:
    both = ("a,Ann,ann@acme.example,,,2026-03-01", "b,Bo,bo@bolt.example,,,2026-03-02")
    bring_in(*both)
    forget(workspace, 1)
    again = bring_in(*both, "c,Cy,,,,2026-03-02")
    assert (again.forgotten, again.leads, again.updated) == (1, 1, 0)
    assert facts(workspace, "SELECT name FROM lead ORDER BY id") == [
        ("Forgotten person",),
        ("Bo",),
        ("Cy",),
    ]
    calls = bring_in("a,contact,2026-03-05", head="lead,kind,happened_at", name="calls.csv")
    assert (calls.forgotten, calls.change) == (1, None)


def test_personas_are_known_by_name_and_made_when_new(
    workspace: Workspace, bring_in: BringIn
) -> None:
    bring_in("a,Ann,,,CFO,2026-03-01", "b,Bo,,,cfo,2026-03-01", "c,Cy,,,,2026-03-01")
    named = """SELECT lead.external_id, persona.name FROM lead
               LEFT JOIN persona ON persona.id = lead.persona_id ORDER BY 1"""
    assert facts(workspace, named) == [("a", "CFO"), ("b", "CFO"), ("c", None)]
    assert bring_in("c,Cy,,,Engineer,2026-03-01").updated == 1
    assert facts(workspace, "SELECT name FROM persona ORDER BY name") == [("CFO",), ("Engineer",)]
    changing.undo(workspace)
    assert facts(workspace, "SELECT name FROM persona") == [("CFO",)]
    assert facts(workspace, named)[2] == ("c", None)


def test_what_was_edited_here_stays_and_is_listed(workspace: Workspace, bring_in: BringIn) -> None:
    bring_in("a,Ann Lee,,Acme,,2026-03-01", "b,Bo,,Bolt,,2026-03-01")
    leads.edit_lead(workspace, 1, Lead(external_id="a", name="Ann Lee-Hart", company="Acme"))
    done = bring_in("a,Ann Lee,,Acme plc,,2026-03-01", "b,Bob,,Bolt,,2026-03-01")
    assert done.updated == 2
    assert facts(workspace, "SELECT name, company FROM lead ORDER BY id") == [
        ("Ann Lee-Hart", "Acme plc"),
        ("Bob", "Bolt"),
    ]
    assert [each[1:] for each in done.differences] == [
        ("Ann Lee-Hart", "name", "Ann Lee-Hart", "Ann Lee", True),
        ("Ann Lee-Hart", "company", "Acme", "Acme plc", False),
        ("Bo", "name", "Bo", "Bob", False),
    ]
    assert [each.theirs for each in done.kept] == ["Ann Lee"]
    again = bring_in("a,Ann Lee,,Acme plc,,2026-03-01")
    assert (again.change, len(again.kept)) == (None, 1)


def test_a_persona_set_here_stays(workspace: Workspace, bring_in: BringIn) -> None:
    bring_in("a,Ann,,,CFO,2026-03-01", "b,Bo,,,CFO,2026-03-01")
    assigning.set_persona(workspace, [1, 2], "Engineer")
    done = bring_in("a,Ann,,,CFO,2026-03-01", "b,Bo,,Bolt,CFO,2026-03-01")
    assert [(each.fact, each.here, each.theirs) for each in done.kept] == 2 * [
        ("persona", "Engineer", "CFO")
    ]
    assert done.updated == 1
    assert facts(workspace, "SELECT DISTINCT persona_id FROM lead") == [(2,)]


def test_changes_of_many_leads_are_taken_back_and_done_again(
    workspace: Workspace, bring_in: BringIn
) -> None:
    head = "id,name,source,value,created"
    every = [f"L{n},Lead {n},Fair,100,2026-03-01" for n in range(40)]
    bring_in(*every, head=head)
    query = "SELECT external_id, name, source, value_minor FROM lead ORDER BY id"
    before = facts(workspace, query)
    newer = [f"L{n},Lead {n},Webinar,100,2026-03-01" for n in range(39)]
    assert bring_in(*newer, "L39,Renamed,Webinar,250,2026-03-01", head=head).updated == 40
    after = facts(workspace, query)
    assert {row[2] for row in after} == {"Webinar"}
    assert after[-1] == ("L39", "Renamed", "Webinar", 25_000)
    changing.undo(workspace)
    assert facts(workspace, query) == before
    changing.redo(workspace)
    assert facts(workspace, query) == after


def test_a_list_of_people_adds_and_completes_them(workspace: Workspace, bring_in: BringIn) -> None:
    people.add_person(workspace, Person(name="Sia", sales=True, external_id="s1"))
    done = bring_in(
        "s1,Sia Rowe,both",
        "d1,Dana,sales",
        "n1,Nia,Marketing",
        head="id,name,side",
        name="people.csv",
    )
    assert (done.people, done.leads) == (1, 0)
    known = "SELECT name, marketing, sales, external_id FROM person ORDER BY id"
    expected = [
        ("Aisha", 1, 0, None),
        ("Dana", 0, 1, "d1"),
        ("Sia Rowe", 1, 1, "s1"),
        ("Nia", 1, 0, "n1"),
    ]
    assert facts(workspace, known) == expected
    assert bring_in("n1,Nia,Marketing", head="id,name,side", name="people.csv").change is None
    changing.undo(workspace)
    assert facts(workspace, known)[:3] == [*expected[:1], ("Dana", 0, 1, None), ("Sia", 0, 1, "s1")]


def test_calls_find_leads_of_the_workspace_by_e_mail_and_name(
    workspace: Workspace, bring_in: BringIn
) -> None:
    typed = Lead(name="Ada Lee", email="ada@acme.example")
    leads.add_lead(workspace, typed, arrived_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    bring_in("b,Bo,bo@bolt.example,,,2026-03-01 09:00")
    done = bring_in(
        "ADA@acme.example,,contact,2026-03-05 09:00",
        ",bo,contact,2026-03-05 10:00",
        ",Nobody,contact,2026-03-05 10:00",
        head="lead_email,lead_name,kind,happened_at",
        name="calls.csv",
    )
    assert (done.leads, done.events) == (0, 2)
    contacts = "SELECT lead_id FROM event WHERE kind = 'contact' ORDER BY lead_id"
    assert facts(workspace, contacts) == [(1,), (2,)]
