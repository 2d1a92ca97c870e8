"""What the panel says of a lead: where it stands, why it is due then, where the time went, who else it is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.model.agreement import Commitment, CommitmentKind
from app.model.deliverables import Deliverable
from app.model.duration import parse_within
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.services import (
    assigning,
    deliverables,
    disputes,
    forgetting,
    lead_clocks,
    lead_outcomes,
    leads,
)
from app.services.items import deliverables as items_due
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.leads_page import FIRST_CONTACT, NOW, Key, Screen, add
from ui.main_window import MainWindow
from ui.models.lead_acts import Act
from ui.panels.lead_rows import ClockRow
from ui.widgets.label import Label
from ui.widgets.marks import State

PERSISTENCE = Commitment(
    code="S2",
    side=Side.SALES,
    kind=CommitmentKind.PERSISTENCE,
    share=9000,
    attempts=3,
    within=parse_within("10 business days"),
)
DISPOSITION = Commitment(
    code="S3",
    side=Side.SALES,
    kind=CommitmentKind.DISPOSITION,
    share=9500,
    within=parse_within("2 business days"),
)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    return make_workspace(FIRST_CONTACT, PERSISTENCE, DISPOSITION)


def shown(qtbot: QtBot, window: MainWindow, workspace: Workspace, lead_id: int) -> Screen:
    screen = Screen(qtbot, window, workspace)
    screen.page.show_target(lead_id)
    screen.settle()
    return screen


def texts(screen: Screen) -> list[str]:
    return [each.text() for each in screen.panel.findChildren(Label) if each.isVisible()]


def standing(screen: Screen) -> tuple[str, str]:
    return screen.panel.standing.pill.text, screen.panel.standing.sentence.text()


def in_state(workspace: Workspace, state: str) -> int:
    """Add a lead and bring it into a state."""
    lead = add(workspace, "Priya Nair", hours_ago=400, handed_over=390)
    before = NOW - timedelta(hours=388)
    match state:
        case "handed over":
            lead = add(workspace, "Mei Tan", hours_ago=3, handed_over=2)
        case "accepted":
            leads.accept(workspace, lead, at=before, by_id=2)
        case "sent back":
            leads.send_back(workspace, lead, reason=Reason.WRONG_SIZE, at=before, by_id=2)
        case "disputed" | "upheld" | "overturned":
            leads.send_back(workspace, lead, reason=Reason.NO_NEED, at=before, by_id=2)
            disputes.dispute(workspace, lead, note="They asked", at=before, by_id=1)
            if state != "disputed":
                disputes.settle(workspace, lead, overturned=state == "overturned", at=before)
        case "recycled":
            until = NOW + timedelta(days=14)
            lead_clocks.recycle(workspace, lead, until=until, at=before, by_id=2)
        case "won":
            lead_outcomes.win(workspace, lead, value_minor=1_250_000, at=before, by_id=2)
        case "lost":
            lead_outcomes.lose(workspace, lead, reason="price", at=before, by_id=2)
        case "opted out":
            lead_outcomes.opt_out(workspace, lead, at=before, by_id=2)
    return lead


@pytest.mark.parametrize(
    ("state", "pill", "sentence", "first"),
    [
        ("handed over", "With Sales", "Waits to be accepted or sent back.", Act.CONTACT),
        ("silence", "Accepted by silence", "Sales said nothing by", Act.CONTACT),
        ("accepted", "Accepted", "Dana, Tue 17 Feb, 10:00.", Act.CONTACT),
        ("sent back", "Sent back", "Wrong company size. Dana, Tue 17 Feb", Act.HAND_OVER),
        ("disputed", "Disputed", "Marketing does not agree", Act.UPHOLD),
        ("upheld", "Sent back", "Disputed, and the send-back was upheld.", Act.HAND_OVER),
        ("overturned", "Accepted", "The send-back was disputed and overturned.", Act.CONTACT),
        ("recycled", "Recycled", "Until Thu 19 Mar.", Act.HAND_OVER),
        ("won", "Won", "€12,500. Dana", Act.NOTE),
        ("lost", "Lost", "Price. Dana", Act.NOTE),
        ("opted out", "Opted out", "Dana", Act.NOTE),
    ],
)
def test_where_a_lead_stands_and_what_is_due(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    state: str,
    pill: str,
    sentence: str,
    first: Act,
) -> None:
    screen = shown(qtbot, window, workspace, in_state(workspace, state))
    assert standing(screen)[0] == pill
    assert standing(screen)[1].startswith(sentence)
    assert screen.button(first).isEnabled()
    assert screen.window.commands.can_run(f"leads.{first}")


def test_what_silence_accepted_cannot_be_sent_back(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    screen = shown(qtbot, window, workspace, in_state(workspace, "silence"))
    off = screen.menu()[Act.SEND_BACK]
    assert not off.isEnabled()
    assert off.toolTip().startswith("Sales said nothing in time")


def test_a_clock_says_how_it_came_about_and_how_often_was_tried(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    lead = in_state(workspace, "handed over")
    for hour, channel in ((1.5, Channel.PHONE), (1, Channel.EMAIL)):
        at = NOW - timedelta(hours=hour)
        leads.log_contact(workspace, lead, channel=channel, outcome=Outcome.NO_ANSWER, at=at)
    screen = shown(qtbot, window, workspace, lead)
    rows = [row for row in screen.panel._clocks.rows if isinstance(row, ClockRow)]
    (tries,) = [row for row in rows if row.due.text().startswith("S2")]
    assert tries.due.text() == "S2 · 2 of 3 attempts · due Thu 19 Mar, 12:00"
    assert tries.way.text().startswith("Handed over today 12:00; 10 business days end")


def test_why_it_is_an_mql_and_where_the_time_went(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    lead = add(workspace, "Mei Tan", hours_ago=30)
    at = NOW - timedelta(hours=4)
    note = "Asked for the webinar and the price list"
    leads.hand_over(workspace, [lead], owner_id=2, at=at, by_id=1, note=note)
    screen = shown(qtbot, window, workspace, lead)
    assert "Why is this an MQL?" in texts(screen)
    assert f"Aisha handed it over as MQL, today 10:00: “{note}”" in screen.panel.why.text()
    told = texts(screen)
    assert "Until handed over · Marketing" in told
    assert "Until the first attempt · Dana" in told
    assert "4 h so far" in told
    assert "Until the first attempt 4 h" in screen.panel.delay.bar.accessibleName()


def test_a_duplicate_starts_no_clock_until_it_is_none(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    for hours in (50, 20):
        lead = Lead(name="Priya Nair", company="Halden GmbH", email="priya@halden.example")
        leads.add_lead(workspace, lead, arrived_at=NOW - timedelta(hours=hours))
    leads.hand_over(workspace, [2], owner_id=2, at=NOW - timedelta(hours=2), by_id=1)
    screen = shown(qtbot, window, workspace, 2)
    assert "Duplicate of Priya Nair: it starts no clock." in texts(screen)
    screen.press(Key.Key_I)
    assert screen.notice == "Not a duplicate any more; its clocks run."
    assert screen.pill() == ("2 h left", State.RUNNING)

    screen.press(Key.Key_I)
    screen.press(Key.Key_Return)
    assert screen.notice == "Marked as a duplicate; it starts no clock."
    assert screen.panel._clocks.rows == []
    screen.undo()
    assert screen.pill() == ("2 h left", State.RUNNING)


def test_another_lead_of_the_person_is_a_click_away(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    for days in (200, 2):
        lead = Lead(name="Priya Nair", email="priya@halden.example", source=f"{days} days ago")
        leads.add_lead(workspace, lead, arrived_at=NOW - timedelta(days=days))
    screen = shown(qtbot, window, workspace, 2)
    (link,) = [
        each
        for each in screen.panel.related.others.findChildren(type(screen.panel.related.others.mark))
        if each.text() == "Priya Nair"
    ]
    link.click()
    screen.settle()
    assert "200 days ago" in screen.panel.subtitle.text()
    assert screen.selected_id() == 1


def test_a_persona_is_set_and_shown(qtbot: QtBot, window: MainWindow, workspace: Workspace) -> None:
    lead = in_state(workspace, "handed over")
    screen = shown(qtbot, window, workspace, lead)
    screen.press(Key.Key_B)
    screen.type("Ops Olivia")
    screen.press(Key.Key_Return)
    assert "persona Ops Olivia" in screen.panel.subtitle.text()
    assert assigning.personas(workspace) == ("Ops Olivia",)


def test_a_material_is_logged_as_used(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    day = NOW.date().toordinal()
    thing = Deliverable(title="Price sheet", side=Side.MARKETING, due_day=day)
    deliverables.add_deliverable(workspace, thing)
    (item,) = items_due(workspace, day, day + 1).items
    deliverables.deliver(workspace, item.key, by_id=1)
    screen = shown(qtbot, window, workspace, in_state(workspace, "handed over"))
    screen.press(Key.Key_M)
    screen.press(Key.Key_Return)
    assert screen.notice == "Material logged as used."
    assert screen.history()[0] == "Material used: Price sheet"


def test_the_history_tells_reasons_days_and_who_agreed(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    lead = in_state(workspace, "handed over")
    lead_clocks.exempt(workspace, [lead], reason="Outage", agreed_with=1, by_id=2)
    lead_clocks.recycle(workspace, lead, until=NOW + timedelta(days=14), by_id=2)
    screen = shown(qtbot, window, workspace, lead)
    assert screen.history()[:3] == [
        "Recycled until Thu 19 Mar",
        "Sent back by Sales: not now",
        "Exempted: outage, agreed with Aisha",
    ]


def test_somebody_forgotten_keeps_the_counts_and_no_words(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    lead = in_state(workspace, "accepted")
    forgetting.forget(workspace, lead)
    screen = shown(qtbot, window, workspace, lead)
    assert "Priya" not in " ".join(texts(screen))
    assert "Name, contact and notes were erased, as this person asked." in texts(screen)
    assert screen.menu()[Act.EDIT].toolTip() == "This person asked to be forgotten."
    assert not screen.window.commands.can_run("leads.forget")
    assert screen.panel._clocks.rows


def test_where_there_is_little_room_the_lead_takes_the_place_of_the_list(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    lead = in_state(workspace, "handed over")
    screen = shown(qtbot, window, workspace, lead)
    screen.window.resize(960, 600)
    screen.settle()
    page, panel = screen.page, screen.panel
    assert not screen.list.isVisible()
    assert panel.mapTo(page, panel.rect().topRight()).x() < page.width()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert screen.list.isVisible()
    assert panel.isHidden()
    page.show_target(lead)
    screen.settle()
    screen.list.views.choose("late")
    screen.settle()
    assert screen.list.isVisible()
