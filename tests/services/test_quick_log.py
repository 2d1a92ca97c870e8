"""The quick-log line: it shows what it understood, and saves just that."""

from datetime import UTC, datetime

import pytest
import time_machine

from app.errors import Refusal
from app.model.columns import to_ms
from app.model.leads import Lead
from app.services import changing
from app.services.leads import accept, add_lead, hand_over
from app.services.quick_log import log, understand
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.services.promises import COMMITMENTS, MARCH
from tests.services.sql import rows

NOW = datetime(2026, 3, 5, 13, tzinfo=UTC)  # a Thursday, 14:00 in Berlin


@pytest.fixture
def known(make_workspace: MakeWorkspace) -> Workspace:
    """Priya Nair and Tom Okafor, both handed over; and Priya Sharma, whom Sales has accepted."""
    workspace = make_workspace(*COMMITMENTS)
    for name, company in (
        ("Priya Nair", "Halden GmbH"),
        ("Tom Okafor", "Ölwerk Nord"),
        ("Priya Sharma", None),
    ):
        add_lead(workspace, Lead(name=name, company=company), arrived_at=MARCH)
    hand_over(workspace, [1, 2, 3], owner_id=2, at=MARCH)
    accept(workspace, 3, at=MARCH)
    return workspace


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "called priya nair, no answer, yesterday 16:20",
            "Phone call with Priya Nair (Halden GmbH), no answer, yesterday 16:20.",
        ),
        ("emailed halden", "Email to Priya Nair (Halden GmbH), left a message, now."),
        ("nair no answer", "Phone call with Priya Nair (Halden GmbH), no answer, now."),
        ("accepted tom 9:15", "Tom Okafor (Ölwerk Nord) accepted, today 09:15."),
        (
            "sent back okafor, wrong size",
            "Tom Okafor (Ölwerk Nord) sent back: wrong company size, now.",
        ),
        (
            "sent back okafor, wrong person: left the company",
            "Tom Okafor (Ölwerk Nord) sent back: wrong person, now. Note: left the company",
        ),
        ("won Ölwerk 18000", "Tom Okafor (Ölwerk Nord) won for 18,000 EUR, now."),
        ("won okafor", "Tom Okafor (Ölwerk Nord) won, now."),
        ("lost sharma, price", "Priya Sharma lost: price, now."),
        ("note sharma: asked for prices", "Note on Priya Sharma, now: asked for prices"),
        (
            "note priya sharma wants, for 20, a quote",
            "Note on Priya Sharma, now: wants, for 20, a quote",
        ),
    ],
)
def test_it_says_what_it_will_save(known: Workspace, text: str, sentence: str) -> None:
    understood = understand(known, text, NOW)
    assert (understood.sentence, understood.problem) == (sentence, None)
    assert understood.lead_id is not None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "priya nair",
            "Say what was done: called, emailed, met, accepted, sent back, won, lost or note.",
        ),
        (
            "called priya nair",
            "Say what came of it: no answer, left a message, conversation or meeting booked.",
        ),
        (
            "sent back priya nair",
            "Say why it goes back: wrong size, no need, no budget, not now, could not reach …",
        ),
        ("lost nair", "Say why it was lost: price, competitor, no decision, timing …"),
        ("called, no answer", "Say which lead: write a name or a company."),
        ("called bob, no answer", "There is no lead called “bob”."),
        ("called priya nair, no answer, tomrow", "“tomrow” was not understood."),
        (
            "accepted nair yesterday",
            "Add the time of day, such as “yesterday 16:20”.",
        ),
        (
            "accepted nair 2027-01-01 10:00",
            "That time lies in the future; only what happened can be logged.",
        ),
        ("note nair", "Write the note after the name."),
    ],
)
def test_what_is_missing_is_said(known: Workspace, text: str, problem: str) -> None:
    understood = understand(known, text, NOW)
    assert understood.problem == problem
    with pytest.raises(Refusal) as refused:
        log(known, understood, lead_id=1)
    assert str(refused.value) == problem


def test_namesakes_are_offered_with_the_open_handover_first(known: Workspace) -> None:
    understood = understand(known, "called priya, no answer", NOW)

    assert (understood.lead_id, understood.problem) == (None, None)
    assert [(each.lead_id, each.hint) for each in understood.candidates] == [
        (1, "Handed over to Sales, Dana"),
        (3, "Accepted by Sales, Dana"),
    ]
    assert understood.candidates[1].sentence == "Phone call with Priya Sharma, no answer, now."


@pytest.mark.parametrize(
    ("text", "label", "logged"),
    [
        (
            "called nair, no answer, yesterday 16:20",
            "Log contact, Priya Nair",
            ("contact", "phone", "no_answer", None, None, "2026-03-04 15:20"),
        ),
        ("accepted nair", "Accept, Priya Nair", ("accepted", None, None, None, None, None)),
        (
            "sent back nair, no need",
            "Send back, Priya Nair",
            ("sent_back", None, None, "no_need", None, None),
        ),
        ("won nair 18k", "Won, Priya Nair", ("won", None, None, None, 1_800_000, None)),
        (
            "lost nair competitor",
            "Lost, Priya Nair",
            ("lost", None, None, "competitor", None, None),
        ),
        ("note nair: hello", "Note, Priya Nair", ("note", None, None, None, None, None)),
    ],
)
def test_it_saves_just_that(
    known: Workspace, text: str, label: str, logged: tuple[object, ...]
) -> None:
    with time_machine.travel(NOW, tick=False):
        understood = understand(known, text, NOW)
        assert understood.lead_id == 1
        assert log(known, understood, lead_id=1, by_id=2).label == label

    *what, at = logged
    happened = NOW if at is None else datetime.fromisoformat(f"{at}+00:00")
    columns = "kind, channel, outcome, reason, value_minor, happened_at, by_id"
    newest = rows(known, f"SELECT {columns} FROM event ORDER BY id DESC LIMIT 1")
    assert newest == [(*what, to_ms(happened), 2)]
    assert changing.undo(known).label == label
