"""How the filter line goes on by itself."""

import pytest

from app.model.leads import Lead
from app.services.assigning import set_persona
from app.services.lead_completions import completions
from app.services.leads import add_lead
from app.store.workspace import Workspace
from tests.conftest import SINCE, MakeWorkspace


@pytest.fixture
def known(make_workspace: MakeWorkspace) -> Workspace:
    """A workspace with two leads."""
    workspace = make_workspace()
    leads = (
        Lead(name="Anna", company="Halden Foods", source="Webinar", campaign="Spring launch"),
        Lead(name="Ben", company="Halbmond", source="Trade fair"),
    )
    for lead in leads:
        add_lead(workspace, lead, arrived_at=SINCE)
    set_persona(workspace, [1], "Plant manager")
    return workspace


def offered(workspace: Workspace, text: str, cursor: int | None = None) -> list[str]:
    """The whole line after each completion of `text`."""
    at = len(text) if cursor is None else cursor
    return [
        text[: each.start] + each.text + text[each.end :]
        for each in completions(workspace, text, at)
    ]


def test_an_empty_place_offers_the_fields(known: Workspace) -> None:
    assert offered(known, "")[:3] == ["stage:", "owner:", "source:"]
    assert "anna late:" in offered(known, "anna ")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("stage:m", "stage:MQL"),
        ("-stage:m", "-stage:MQL"),
        ("owner:da", "owner:Dana"),
        ("source:fair", 'source:"Trade fair"'),
        ("campaign:launch", 'campaign:"Spring launch"'),
        ("persona:", 'persona:"Plant manager"'),
        ('company:"halden f', 'company:"Halden Foods"'),
        ("late:n", "late:no"),
        ("standing:opt", "standing:opted-out"),
        ("since:y", "since:yesterday"),
    ],
)
def test_a_field_offers_the_values_that_begin_so(known: Workspace, typed: str, line: str) -> None:
    assert offered(known, typed) == [line]


def test_a_word_offers_fields_and_what_is_called_so(known: Workspace) -> None:
    assert offered(known, "anna so") == ["anna source:"]
    assert offered(known, "web") == ["source:Webinar"]
    assert offered(known, "da") == ["owner:Dana"]
    assert offered(known, "s") == [
        *("stage:", "source:", "standing:", "since:"),
        *("stage:SAL", "stage:SQL", 'campaign:"Spring launch"'),
    ]


def test_only_what_stands_at_the_cursor_is_replaced(known: Workspace) -> None:
    assert offered(known, "anna stage:m late:yes", 12) == ["anna stage:MQL late:yes"]


def test_what_is_whole_already_is_not_offered(known: Workspace) -> None:
    assert offered(known, "stage:mql") == []
    assert offered(known, "colour:r") == []
    assert offered(known, "company:") == []
