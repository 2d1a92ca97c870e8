"""What is done with a lead on the Leads page: every act by its key, what is half typed, the way back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.model.agreement import Commitment, CommitmentKind
from app.model.duration import parse_within
from app.model.events import EventKind, Outcome, Reason
from app.model.people import Side
from app.services import leads
from app.services.lead_details import LeadDetails, lead_details
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.leads_page import CTRL, FIRST_CONTACT, NOW, Key, Screen, add
from ui.dialogs.log_contact import LogContactForm
from ui.dialogs.send_back import SendBackForm
from ui.main_window import MainWindow
from ui.models.lead_acts import Act, acts
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
QUALITY = Commitment(code="M2", side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000)

TOM, MEI, PRIYA = 1, 2, 3


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def company(make_workspace: MakeWorkspace) -> Workspace:
    """Priya was handed over at noon, Mei at nine, Tom only arrived; Ken was accepted before."""
    workspace = make_workspace(FIRST_CONTACT, PERSISTENCE, DISPOSITION, QUALITY)
    add(workspace, "Tom Okafor", hours_ago=30)
    add(workspace, "Mei Tan", hours_ago=28, handed_over=5)
    add(workspace, "Priya Nair", hours_ago=26, handed_over=2)
    ken = add(workspace, "Ken Mori", hours_ago=25, handed_over=4)
    leads.accept(workspace, ken, at=NOW - timedelta(hours=3), by_id=2)
    return workspace


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, company: Workspace) -> Screen:
    screen = Screen(qtbot, window, company)
    screen.list.views.choose("all")
    screen.settle()
    return screen


def details(screen: Screen, lead_id: int) -> LeadDetails:
    found = lead_details(screen.workspace, lead_id)
    assert found is not None
    return found


def focused_type(screen: Screen, text: str) -> None:
    screen.type(text)
    screen.press(Key.Key_Return)


def test_from_handover_to_a_settled_dispute_by_keys_alone(screen: Screen) -> None:
    screen.choose("Tom Okafor")
    screen.press(Key.Key_H)
    screen.press(Key.Key_Return)
    assert screen.notice == "Handed over."
    assert screen.pill() == ("4 h left", State.RUNNING)

    screen.press(Key.Key_C)
    screen.press(Key.Key_Right)
    screen.press(Key.Key_Return)
    assert screen.history()[0] == "Phone, left a message"

    screen.press(Key.Key_S)
    screen.press(Key.Key_W)  # the first letter of "Wrong company size"
    screen.press(Key.Key_Return)
    assert screen.notice == "Sent back."
    assert screen.history()[0] == "Sent back by Sales: wrong company size"

    screen.press(Key.Key_D)
    focused_type(screen, "They have eighty people")
    assert screen.notice == "Disputed."
    assert screen.panel.standing.pill.text == "Disputed"

    screen.press(Key.Key_O)
    focused_type(screen, "Both looked it up")
    assert screen.notice.startswith("Overturned. Marketing 50.0 % → 100.0 %")
    assert screen.notice.endswith("in March 2026.")
    assert screen.panel.standing.pill.text == "Accepted"
    kinds = [event.kind for event in details(screen, TOM).history]
    assert kinds[:3] == [EventKind.OVERTURNED, EventKind.DISPUTED, EventKind.SENT_BACK]

    screen.undo()
    assert screen.notice == "Undone: Overturn send-back, Tom Okafor"
    screen.press(Key.Key_U)
    screen.press(Key.Key_Return)
    assert screen.notice == "Upheld. No score moved."


LETTERS = [
    (Act.CONTACT, "", "Contact"),
    (Act.RECYCLE, "in 2 weeks", "Recycled"),
    (Act.PAUSE, "1 April", "Clock paused"),
    (Act.WON, "12,000", "Won, €12,000"),
    (Act.LOST, "p", "Lost: price"),
    (Act.OPT_OUT, "wrote so", "Opted out"),
    (Act.JUNK, "", "Found to be junk"),
    (Act.NOTE, "asks for the price list", "Note"),
    (Act.STAGE, "", "Reached SAL"),
]


@pytest.mark.parametrize(("act", "typed", "told"), LETTERS)
def test_an_act_by_its_key_and_enter(screen: Screen, act: Act, typed: str, told: str) -> None:
    before = len(details(screen, PRIYA).history)
    screen.choose("Priya Nair")
    screen.press(getattr(Key, f"Key_{acts()[act].key}"))
    form = screen.panel.form
    assert form is not None
    screen.type(typed)
    screen.press(Key.Key_Return, CTRL)
    assert screen.panel.form is None
    assert any(line.startswith(told) or told == "Contact" for line in screen.history())
    assert len(details(screen, PRIYA).history) > before
    screen.undo()
    assert len(details(screen, PRIYA).history) == before


def test_a_paused_clock_is_resumed_by_the_same_key(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_P)
    focused_type(screen, "1 April")
    assert screen.pill() == ("paused, 2 h left", State.NONE)
    assert screen.button(Act.PAUSE).text() == "Resume"
    screen.press(Key.Key_P)
    assert screen.notice == "Resumed."
    assert screen.pill() == ("2 h left", State.RUNNING)


def test_what_is_understood_of_a_day_is_shown_while_it_is_typed(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_R)
    form = screen.panel.form
    assert form is not None
    screen.type("in 2 weeks")
    row = form.form.row("until")
    assert row._below.text() == "= Thu 19 Mar"
    screen.press(Key.Key_A, CTRL)
    screen.type("someday")
    screen.press(Key.Key_Return)
    assert row.error.startswith("“someday” is not a day.")


def test_could_not_reach_is_off_until_the_agreed_attempts(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_S)
    form = screen.panel.form
    assert isinstance(form, SendBackForm)
    place = form.reason.findData(Reason.COULD_NOT_REACH)
    assert form.reason.itemText(place) == "Could not reach: 0 of 3 attempts so far"
    index = form.reason.model().index(place, 0)
    assert not form.reason.model().flags(index) & Qt.ItemFlag.ItemIsEnabled
    against = form.reason.findData(Reason.WRONG_SIZE)
    assert form.reason.itemText(against) == "Wrong company size · against Marketing"


def test_a_lead_is_reassigned_and_its_clock_goes_on(screen: Screen) -> None:
    screen.choose("Priya Nair")
    before = screen.pill()
    screen.press(Key.Key_G)
    screen.press(Key.Key_Return)
    form = screen.panel.form
    assert form is not None
    assert form.form._general.text() or form.form.row("owner_id").error
    screen.press(Key.Key_A)
    screen.press(Key.Key_Return)
    assert screen.notice == "Reassigned."
    assert details(screen, PRIYA).line.owner == "Aisha"
    assert screen.pill() == before


def test_a_clock_is_exempt_with_reason_and_who_agreed(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_X)
    form = screen.panel.form
    assert form is not None
    screen.press(Key.Key_Return)
    assert form.form.row("reason").error == "Say why it is exempt."
    focused_type(screen, "Telephones were down")
    assert form.form.row("agreed_with").error == "Choose who agreed for the other side."
    screen.press(Key.Key_A)
    screen.press(Key.Key_Return)
    assert screen.notice == "Exempted."
    assert screen.pill()[0] == "exempt"


def test_facts_are_corrected(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_E)
    screen.press(Key.Key_A, CTRL)
    focused_type(screen, "Priya Nair-Shah")
    assert screen.notice == "Saved."
    assert screen.panel.title.text() == "Priya Nair-Shah"
    assert details(screen, PRIYA).line.company == "Halden GmbH"
    screen.undo()
    assert screen.panel.title.text() == "Priya Nair"


def test_keys_do_nothing_where_nothing_can_be_done(screen: Screen) -> None:
    screen.choose("Ken Mori")
    for key in (Key.Key_A, Key.Key_S, Key.Key_H, Key.Key_D, Key.Key_U, Key.Key_O):
        screen.press(key)
        assert screen.panel.form is None
        assert screen.selected() == ["Ken Mori"]
    assert screen.menu()[Act.UPHOLD].toolTip() == "No send-back of this lead is disputed."


def test_every_act_is_in_the_menu_with_its_key(screen: Screen) -> None:
    screen.choose("Priya Nair")
    offered = screen.menu()
    assert set(offered) == set(Act)
    for act, action in offered.items():
        assert action.text().endswith(f"\t{acts()[act].key}")
        assert acts()[act].key in screen.window.commands.action(f"leads.{act}").toolTip()


def half_typed(screen: Screen) -> LogContactForm:
    screen.choose("Priya Nair")
    screen.press(Key.Key_C)
    form = screen.panel.form
    assert isinstance(form, LogContactForm)
    form.note.setFocus()
    screen.type("Half a sent")
    return form


def test_what_is_half_typed_waits_for_its_lead(screen: Screen) -> None:
    form = half_typed(screen)
    screen.choose("Mei Tan")
    assert screen.panel.form is None
    assert screen.panel.title.text() == "Mei Tan"
    screen.press(Key.Key_C)
    screen.press(Key.Key_Return)
    assert screen.notice == "Logged."
    screen.choose("Priya Nair")
    assert screen.panel.form is form
    assert form.note.text() == "Half a sent"
    assert QApplication.focusWidget() is screen.table
    form.note.setFocus()
    focused_type(screen, "ence")
    assert details(screen, PRIYA).history[0].note == "Half a sentence"


def test_what_is_given_up_can_be_gone_on_with(screen: Screen) -> None:
    form = half_typed(screen)
    screen.press(Key.Key_Escape)
    assert screen.panel.form is None
    assert screen.notice == "Not saved; what you typed is kept."
    screen.undo()
    assert screen.panel.form is form
    assert form.note.text() == "Half a sent"


def test_a_form_nobody_typed_in_is_not_kept(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_C)
    screen.choose("Mei Tan")
    screen.choose("Priya Nair")
    assert screen.panel.form is None


def test_letters_in_an_open_form_choose_there(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_S)
    form = screen.panel.form
    assert isinstance(form, SendBackForm)
    screen.press(Key.Key_N)
    assert screen.panel.form is form
    assert form.reason.currentData() == Reason.NO_NEED
    assert not screen.window.commands.can_run("leads.note")


def test_a_half_typed_new_lead_waits_too(screen: Screen) -> None:
    screen.press(Key.Key_N, CTRL)
    screen.type("Sara L")
    screen.choose("Mei Tan")
    assert screen.panel.title.text() == "Mei Tan"
    screen.press(Key.Key_N, CTRL)
    screen.type("ind")
    screen.press(Key.Key_Return)
    assert screen.panel.title.text() == "Sara Lind"


def test_an_entry_is_removed_and_comes_back(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_C)
    screen.press(Key.Key_Return)
    assert screen.history()[0] == "Phone, no answer"
    screen.entry(0).remove.click()
    screen.settle()
    assert screen.notice == "Entry removed."
    assert screen.history()[0] == "Handed over to Sales"
    screen.undo()
    assert screen.history()[0] == "Phone, no answer"
    assert screen.entry(-1).remove.isHidden(), "every lead arrived"


def test_a_person_is_forgotten_after_a_plain_question(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.press(Key.Key_Delete)
    (box,) = screen.window.findChildren(QMessageBox)
    assert box.text() == "Forget Priya Nair?"
    assert "cannot be undone" in box.informativeText()
    assert "backups" in box.informativeText()
    (forget,) = [each for each in box.buttons() if each.text() == "Forget this person"]
    forget.click()
    screen.settle()
    assert "Priya Nair" not in screen.names()
    assert len(screen.names()) == 4
    assert screen.panel.title.text() != "Priya Nair"


def test_every_key_is_of_one_act() -> None:
    keys = [said.key for said in acts().values()]
    assert len(set(keys)) == len(keys)


def test_a_contact_with_an_outcome_by_mouse(screen: Screen) -> None:
    screen.choose("Priya Nair")
    screen.button(Act.CONTACT).click()
    form = screen.panel.form
    assert isinstance(form, LogContactForm)
    form.outcome.choose(Outcome.MEETING)
    form.save_button.click()
    screen.settle()
    assert screen.history()[0] == "Phone, meeting"


def test_the_time_now_is_that_of_the_zone(screen: Screen) -> None:
    screen.choose("Mei Tan")
    screen.press(Key.Key_C)
    form = screen.panel.form
    assert isinstance(form, LogContactForm)
    form.at.setText("yesterday 16:20")
    assert form.form.row("at")._below.text() == "= Wed 4 Mar, 16:20"
    assert form.at.instant() == datetime(2026, 3, 4, 15, 20, tzinfo=UTC)


def test_tab_comes_from_the_last_field_to_the_verb(screen: Screen) -> None:
    screen.choose("Mei Tan")
    screen.press(Key.Key_Return)
    screen.press(Key.Key_C)
    form = screen.panel.form
    assert form is not None
    reached = []
    for _ in range(5):
        screen.press(Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.append(focus.accessibleName())
    assert reached == ["When", "By", "Note", "Log", "Cancel"]
