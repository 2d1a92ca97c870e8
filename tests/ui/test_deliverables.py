"""The Deliverables page as a person uses it: real window, real file, keys and clicks."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

import pytest
import time_machine
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.errors import EnvironmentRefusal
from app.model.leads import Lead
from app.model.people import Side
from app.services import deliverables, items, lead_outcomes, leads
from app.services.changing import undo
from app.services.items import ItemKey
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.deliverables import (
    CASE_STUDY,
    CTRL,
    NEWSLETTER,
    NOW,
    Screen,
    add,
    add_many,
    deliver,
)
from ui import pages
from ui.dialogs.add_deliverable import AddDeliverableForm, EditDeliverableForm
from ui.dialogs.deliver import DeliverForm
from ui.dialogs.move_deliverable import MoveForm
from ui.dialogs.return_delivery import ReturnForm
from ui.main_window import MainWindow
from ui.models.deliverables import Section
from ui.page import Group, Page, PageSpec
from ui.pages import deliverables_views
from ui.pages.deliverables import DeliverablesPage
from ui.pages.leads import LeadsPage
from ui.widgets.marks import State
from ui.widgets.pill import Pill

Key = Qt.Key

FEBRUARY = ItemKey(None, "M3", date(2026, 2, 1).toordinal())


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW - timedelta(days=30), tick=False) as traveller:
        yield traveller


@pytest.fixture
def company(make_workspace: MakeWorkspace, now: time_machine.Traveller) -> Workspace:
    """A price sheet is two days late, slides wait for Sales, a battle card is due tomorrow."""
    workspace = make_workspace(NEWSLETTER, CASE_STUDY)
    add(workspace, "Price sheet", date(2026, 3, 3), owner=1)
    add(workspace, "Battle card", date(2026, 3, 6), side=Side.SALES, owner=2)
    add(workspace, "Case study: Vela", date(2026, 3, 19), code="M4", campaign="Spring fair")
    slides = add(workspace, "Slides", date(2026, 3, 6), code="M4")
    now.move_to(NOW)
    deliver(workspace, FEBRUARY, days_ago=6.1, link="https://acme.example/february")
    deliver(workspace, slides, days_ago=1, link="https://acme.example/slides.pdf")
    return workspace


@pytest.fixture
def screen(qtbot: QtBot, window: MainWindow, company: Workspace) -> Screen:
    return Screen(qtbot, window, company)


# The list


def test_the_keyboard_is_in_the_list_from_the_start(screen: Screen) -> None:
    assert screen.focus is screen.table


def test_the_list_says_what_is_late_what_waits_and_what_comes(screen: Screen) -> None:
    assert screen.rows()[:9] == [
        "Overdue, 1",
        "Price sheet",
        "Waiting for an answer, 1",
        "Slides",
        "This week, 1",
        "Battle card",
        "Later, 4",
        "Case study: Vela, Spring fair",
        "Newsletter, March 2026",
    ]
    assert screen.rows()[-2:] == ["Done, 1", "Newsletter, February 2026"]
    states = [str(screen.table.items.index(row, 3).data()) for row in (1, 3, 5, 7)]
    assert states == ["2 days late", "waiting for Sales", "due tomorrow", "14 days left"]
    assert screen.panel.isHidden()


def test_headings_are_stepped_over_and_enter_opens(screen: Screen) -> None:
    assert screen.focus is screen.table
    for title in ("Price sheet", "Slides", "Battle card"):
        screen.press(Key.Key_Down)
        assert screen.selected() == title
    screen.press(Key.Key_Return)
    assert screen.panel.title.text() == "Battle card"
    assert screen.pill == "due tomorrow"
    screen.press(Key.Key_Up)
    assert screen.panel.title.text() == "Slides"


def test_letters_find_a_title_and_never_a_heading(screen: Screen) -> None:
    screen.type("sl")
    assert screen.selected() == "Slides"
    screen.press(Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert screen.selected() == "Slides", "the search goes on"


def test_words_side_and_state_narrow_the_list(screen: Screen) -> None:
    screen.press(Key.Key_F, CTRL)
    screen.type("spring CASE")
    assert screen.titles() == ["Case study: Vela"]
    screen.press(Key.Key_Escape)
    assert len(screen.titles()) > 5
    screen.page.filter.side.choose(Side.SALES)
    assert screen.titles() == ["Battle card"]
    screen.page.filter.show_section(Section.OVERDUE)
    assert screen.titles() == []
    assert screen.list.nothing.isVisible()
    screen.click(screen.list.nothing.button)
    assert len(screen.titles()) > 5


def test_a_year_more_can_be_seen(screen: Screen) -> None:
    before = len(screen.titles())
    screen.click(screen.list.further)
    assert len(screen.titles()) == before + 12
    assert screen.list.reach.text().startswith("From Tue 3 Dec 2024 to ")


def test_a_change_elsewhere_keeps_selection_and_place(screen: Screen) -> None:
    add_many(screen.workspace, 60, date(2026, 4, 1), a_day=2)
    screen.settle()
    screen.click_row("Post 040")
    bar = screen.table.verticalScrollBar()
    place = bar.value()
    assert place > 0
    deliverables.accept_delivery(screen.workspace, _key(screen, "Slides"))
    screen.settle()
    assert screen.selected() == "Post 040"
    assert screen.panel.title.text() == "Post 040"
    assert bar.value() == place


def test_five_hundred_are_listed(screen: Screen) -> None:
    add_many(screen.workspace, 500, date(2026, 3, 9), a_day=10)
    screen.settle()
    assert len([title for title in screen.titles() if title.startswith("Post")]) == 500
    assert "Next week, 70" in screen.rows()
    screen.press(Key.Key_Down)
    screen.press(Key.Key_End, CTRL)
    assert screen.selected() == "Newsletter"


def _key(screen: Screen, title: str) -> ItemKey:
    return next(item.key for item in screen.page.views._items if item.title == title)


# Delivering and answering


def test_a_delivery_is_logged_by_keys_and_undone_by_the_notice(screen: Screen) -> None:
    screen.click_row("Price sheet")
    screen.press(Key.Key_D)
    assert isinstance(screen.panel.form, DeliverForm)
    screen.type("https://acme.example/prices")
    screen.press(Key.Key_Return)
    assert screen.panel.form is None
    assert screen.notice == "Delivered."
    assert screen.pill == "waiting for Sales"
    assert screen.panel.facts.said("delivered") == "Thu 5 Mar, 14:00, 2 days late"
    assert screen.history() == ["Delivered"]
    assert screen.selected() == "Price sheet"
    screen.notice_action()
    assert screen.notice == "Undone: Deliver, Price sheet"
    assert screen.pill == "2 days late"
    assert screen.selected() == "Price sheet"


def test_what_is_selected_can_be_acted_upon_without_opening_it(screen: Screen) -> None:
    screen.press(Key.Key_A)
    assert screen.panel.isHidden(), "nothing is selected yet"
    screen.press(Key.Key_Down)
    screen.press(Key.Key_A)
    assert screen.panel.isHidden(), "nothing was delivered that could be accepted"
    screen.press(Key.Key_Down)
    screen.press(Key.Key_A)
    assert screen.notice == "Accepted."
    assert screen.panel.title.text() == "Slides"


def test_a_delivery_of_a_time_before_the_due_day_was_in_time(screen: Screen) -> None:
    screen.click_row("Price sheet")
    screen.press(Key.Key_D)
    form = screen.panel.form
    assert isinstance(form, DeliverForm)
    form.at.setFocus()
    screen.type("tomorrow")
    screen.press(Key.Key_Return)
    assert form.form.row("at").error
    form.at.setText("3 Mar 16:20")
    screen.press(Key.Key_Return)
    assert screen.panel.facts.said("delivered") == "Tue 3 Mar, 16:20"
    marks = [mark.text for mark in screen.panel.history.rows[0].findChildren(Pill)]
    assert marks == ["entered late, Thu 5 Mar, 14:00"]


def test_the_file_that_was_delivered_can_be_picked(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/srv/prices.pdf", ""))
    screen.click_row("Price sheet")
    screen.press(Key.Key_D)
    form = screen.panel.form
    assert isinstance(form, DeliverForm)
    screen.click(form.link.pick)
    screen.press(Key.Key_Return)
    assert screen.panel.link.link == "/srv/prices.pdf"


def test_one_of_a_schedule_keeps_its_row_when_something_happens_to_it(screen: Screen) -> None:
    march = screen.table.items.place(ItemKey(None, "M3", date(2026, 3, 1).toordinal()))
    assert march is not None
    screen.table.setCurrentIndex(screen.table.items.index(march, 0))
    screen.press(Key.Key_Return)
    assert screen.panel.way.text() == "For March 2026: every month on the last working day."
    screen.press(Key.Key_D)
    screen.press(Key.Key_Return)
    assert screen.pill == "waiting for Sales"
    assert screen.selected() == "Newsletter"
    assert screen.table.currentIndex().row() < march


def test_a_delivery_is_accepted_at_once(screen: Screen) -> None:
    screen.click_row("Slides")
    assert screen.panel.facts.said("answer").startswith(
        "Sales can accept or return it until Mon 9 Mar, 14:00"
    )
    screen.press(Key.Key_A)
    assert screen.notice == "Accepted."
    assert (screen.pill, screen.panel.pill.state) == ("accepted", State.KEPT)
    assert screen.panel.facts.said("answer") == "Accepted by Sales."


def test_a_delivery_is_returned_with_a_reason(screen: Screen) -> None:
    screen.click_row("Slides")
    screen.press(Key.Key_R)
    form = screen.panel.form
    assert isinstance(form, ReturnForm)
    screen.press(Key.Key_Return)
    assert form.form.row("reason").error == "Say why it is returned."
    screen.type("No figures")
    screen.press(Key.Key_Return)
    assert screen.pill == "returned, due tomorrow"
    assert screen.history()[0] == "Returned: No figures"
    assert not screen.panel.link.isVisible()
    assert screen.panel.facts.said("answer") == "Returned by Sales: No figures"
    assert "Slides" in screen.rows()[screen.rows().index("This week, 2") :]


def test_silence_accepts(screen: Screen, now: time_machine.Traveller) -> None:
    screen.click_row("Slides")
    now.move_to(NOW + timedelta(days=5))
    screen.press(Key.Key_F5)
    assert screen.pill == "accepted by silence"
    assert screen.panel.facts.said("answer") == (
        "Accepted by silence on Mon 9 Mar, 14:00, as of the delivery."
    )


# Moving, ending, editing, adding


def test_it_is_moved_by_agreement_before_it_is_due(screen: Screen) -> None:
    screen.click_row("Battle card")
    screen.press(Key.Key_M)
    form = screen.panel.form
    assert isinstance(form, MoveForm)
    form.day.setFocus()
    screen.type("13")
    screen.press(Key.Key_Return)
    assert screen.pill == "8 days left"
    assert screen.panel.way.text() == "Added by hand. Moved from Fri 6 Mar, as agreed."
    row = screen.table.currentIndex().row()
    assert screen.table.items.index(row, 2).data() == "Fri 13 Mar, was Fri 6 Mar"
    assert screen.history()[0] == "Moved to Fri 13 Mar"


def test_what_is_overdue_stays_late(screen: Screen) -> None:
    screen.click_row("Price sheet")
    screen.press(Key.Key_M)
    assert screen.panel.form is None
    assert screen.notice == "It is overdue already: a new day no longer changes that it is late."


@pytest.mark.parametrize(
    ("key", "pill", "words", "still_comes"),
    [
        (Key.Key_W, "withdrawn", "Withdrawn: Not needed", False),
        (Key.Key_X, "exempt", "Exempted: Not needed", True),
    ],
)
def test_it_is_withdrawn_or_exempted_with_a_reason(
    screen: Screen, *, key: Qt.Key, pill: str, words: str, still_comes: bool
) -> None:
    screen.click_row("Battle card")
    screen.press(key)
    screen.press(Key.Key_Return)
    assert screen.panel.form is not None, "a reason is needed"
    screen.type("Not needed")
    screen.press(Key.Key_Return)
    assert screen.pill == pill
    assert screen.history() == [words]
    screen.press(Key.Key_D)
    assert (screen.panel.form is not None) is still_comes


def test_owner_persona_and_campaign_are_edited(screen: Screen) -> None:
    screen.click_row("Price sheet")
    screen.press(Key.Key_E)
    form = screen.panel.form
    assert isinstance(form, EditDeliverableForm)
    form.title.setText("Price sheet 2026")
    form.owner.setCurrentIndex(form.owner.findText("Dana"))
    form.persona.setEditText("Ops Olivia")
    form.campaign.setEditText("Spring fair")
    screen.press(Key.Key_Return)
    assert screen.panel.title.text() == "Price sheet 2026"
    assert screen.panel.facts.said("owner") == "Dana"
    assert screen.panel.facts.said("about") == "Ops Olivia · Spring fair"
    assert "Price sheet 2026, Ops Olivia · Spring fair" in screen.rows()


def test_one_is_added_and_shown(screen: Screen) -> None:
    screen.press(Key.Key_N, CTRL)
    form = screen.panel.form
    assert isinstance(form, AddDeliverableForm)
    assert form.side.current() == Side.SALES, "Dana sits here, of Sales"
    screen.press(Key.Key_Return)
    assert form.form.row("title").error == "Say what is to be delivered."
    screen.type("Objection list")
    screen.press(Key.Key_Return)
    assert screen.notice == "Added."
    assert screen.panel.title.text() == "Objection list"
    assert screen.selected() == "Objection list"
    assert screen.pill == "7 days left"
    screen.notice_action()
    assert screen.panel.isHidden()
    assert "Objection list" not in screen.titles()


def test_one_is_added_to_a_promise_of_its_side(screen: Screen) -> None:
    screen.click(screen.window.top_bar.primary)
    form = screen.panel.form
    assert isinstance(form, AddDeliverableForm)
    assert [form.code.itemData(row) for row in range(form.code.count())] == [None]
    form.side.choose(Side.MARKETING)
    assert [form.code.itemData(row) for row in range(form.code.count())] == [None, "M4"]
    form.code.setCurrentIndex(1)
    form.title.setText("Case study: Halden")
    form.save()
    screen.settle()
    assert screen.panel.facts.said("promise").startswith("M4 · 90 % of case studies")


def test_what_was_half_typed_is_kept(screen: Screen) -> None:
    screen.click_row("Battle card")
    screen.press(Key.Key_D)
    screen.type("https://acme.example/card")
    screen.press(Key.Key_Escape)
    assert screen.panel.form is None
    assert screen.notice == "Not saved; what you typed is kept."
    screen.click_row("Slides")
    screen.notice_action()
    assert screen.panel.title.text() == "Battle card"
    form = screen.panel.form
    assert isinstance(form, DeliverForm)
    assert form.link.line.text() == "https://acme.example/card"


def test_escape_closes_form_panel_and_filter_one_by_one(screen: Screen) -> None:
    screen.press(Key.Key_F, CTRL)
    screen.type("sheet")
    screen.click_row("Price sheet")
    screen.press(Key.Key_D)
    screen.press(Key.Key_Escape)
    assert screen.panel.form is None
    assert screen.panel.isVisible()
    screen.press(Key.Key_Escape)
    assert screen.panel.isHidden()
    assert screen.focus is screen.table
    screen.press(Key.Key_Escape)
    assert screen.page.filter.line.text() == ""


def test_the_panel_closes_when_its_deliverable_is_gone(screen: Screen) -> None:
    key = add(screen.workspace, "Flyer", date(2026, 3, 10))
    screen.settle()
    screen.click_row("Flyer")
    undo(screen.workspace)
    screen.settle()
    assert items.item_details(screen.workspace, key) is None
    assert screen.panel.isHidden()


# Doors


def test_the_promise_leads_to_commitments(screen: Screen) -> None:
    screen.click_row("Slides", column=4)
    assert screen.went("commitments") == ["M4"]


def test_the_delivery_is_opened_or_its_link_copied(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    screen.click_row("Slides")
    screen.click(screen.panel.link.open_button)
    screen.click(screen.panel.link.copy_button)
    assert [url.toString() for url in opened] == ["https://acme.example/slides.pdf"]
    assert QGuiApplication.clipboard().text() == "https://acme.example/slides.pdf"


def test_the_leads_it_was_used_with_are_doors(screen: Screen) -> None:
    lead = Lead(name="Priya Nair")
    (lead_id,) = leads.add_lead(screen.workspace, lead, arrived_at=NOW).lead_ids
    item = _key(screen, "Slides").id
    assert item is not None
    lead_outcomes.use_material(screen.workspace, lead_id, deliverable_id=item, by_id=2)
    screen.settle()
    screen.click_row("Slides")
    (row,) = screen.panel.used.rows
    texts = [label.text() for label in row.findChildren(QLabel)]
    assert texts == ["Thu 5 Mar, 14:00 · Dana"]
    screen.click(cast("QWidget", row.findChild(QWidget)))
    assert screen.went("leads") == [lead_id]


def test_another_page_can_ask_for_one_or_for_a_section(screen: Screen) -> None:
    screen.window.go("deliverables", FEBRUARY)
    screen.settle()
    assert screen.panel.title.text() == "Newsletter"
    assert screen.pill == "accepted by silence"
    screen.window.go("deliverables", Section.OVERDUE)
    screen.settle()
    assert screen.titles() == ["Price sheet"]


def test_the_badge_counts_what_is_overdue(company: Workspace) -> None:
    specs = pages.workspace_pages(cast("Any", None), company)
    (spec,) = (spec for spec in specs if spec.id == "deliverables")
    assert spec.badge() == 1


# States of the page


def test_an_empty_page_offers_the_next_step(
    qtbot: QtBot, window: MainWindow, make_workspace: MakeWorkspace
) -> None:
    screen = Screen(qtbot, window, make_workspace())
    assert screen.list.none_yet.isVisible()
    assert screen.page.filter.isHidden()
    assert window.top_bar.primary.isHidden()
    screen.click(screen.list.none_yet.button)
    assert isinstance(screen.panel.form, AddDeliverableForm)
    screen.type("Price sheet")
    screen.press(Key.Key_Return)
    assert screen.titles() == ["Price sheet"]
    assert screen.page.filter.isVisible()
    assert window.top_bar.primary.isVisible()


def test_what_cannot_be_read_is_said_and_tried_again(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise EnvironmentRefusal("The file is out of reach.")

    with monkeypatch.context() as broken:
        broken.setattr(deliverables_views, "_read", refuse)
        screen.press(Key.Key_F5)
        problem = screen.page.views.problem
        assert problem.isVisible()
        assert problem.sentence.text() == "The file is out of reach."
    screen.click(problem.button)
    assert screen.list.isVisible()


def test_every_widget_one_can_reach_has_a_name(screen: Screen) -> None:
    screen.click_row("Slides")
    nameless = [
        widget
        for widget in screen.page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert not nameless


def test_the_same_keys_mean_each_page_its_own(
    qtbot: QtBot, window: MainWindow, company: Workspace
) -> None:
    made: dict[str, Page] = {}

    def shown(page_id: str) -> bool:
        return page_id in made and window.page is made[page_id] and window.jobs.idle

    def leads_page(frame: Any) -> Page:
        return made.setdefault("leads", LeadsPage(frame, company, lambda: 2))

    def deliverables_page(frame: Any) -> Page:
        return made.setdefault("deliverables", DeliverablesPage(frame, company, lambda: 2))

    window.resize(1280, 800)
    window.show_pages(
        [
            PageSpec("leads", "Leads", "users", Group.LOG, leads_page),
            PageSpec("deliverables", "Deliverables", "package", Group.LOG, deliverables_page),
        ],
        "Acme",
    )
    window.show()
    window.activateWindow()
    for page_id in ("leads", "deliverables", "leads"):
        window.go(page_id)
        qtbot.waitUntil(partial(shown, page_id))
        QTest.keyClick(window, Key.Key_N, CTRL)
        page = made[page_id]
        assert isinstance(page, LeadsPage | DeliverablesPage)
        assert page.panel.form is not None
        page.leave()
        page.leave()
