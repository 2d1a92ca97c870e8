"""The commitments page: promises written by keyboard, drafted, agreed and taken back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.changes import Change
from app.model.agreement import DUTIES, Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within
from app.model.leads import Lead
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.services import changing, leads, suggestions
from app.services.agreement import VersionView, add_commitment, agreement, end_commitment
from app.services.workspaces import Workspace, open_workspace, today
from tests.conftest import MakeWorkspace
from tests.ui.recording import RecordedFrame
from ui.bridge import Bridge
from ui.dates import to_qdate
from ui.dialogs.put_in_force import FirstDayDialog
from ui.page import Page
from ui.pages.commitments import CommitmentsPage
from ui.panels.commitment import CommitmentForm
from ui.widgets.label import Label
from ui.wording import named_day

RESPONSE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=Within(4, DurationUnit.BUSINESS_HOURS),
    weight=3,
)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bridges() -> Iterator[list[Bridge]]:
    kept: list[Bridge] = []
    yield kept
    for bridge in kept:
        bridge.changed.disconnect()


@pytest.fixture
def show(qtbot: QtBot, recorded: RecordedFrame, bridges: list[Bridge]) -> object:
    """Shows a workspace's page in the frame's window, told of every change as in the real one."""

    def shown(workspace: Workspace) -> CommitmentsPage:
        page = CommitmentsPage(recorded.frame, workspace)
        page.setParent(recorded.window)
        recorded.frame.commands.add(page.commands())
        bridge = Bridge()
        bridges.append(bridge)
        bridge.changed.connect(page.on_change)
        workspace.subscribe(bridge.publish)
        recorded.window.resize(1280, 800)
        page.resize(1280, 800)
        recorded.window.show()
        recorded.window.activateWindow()
        qtbot.waitUntil(recorded.window.isActiveWindow)
        return page

    return shown


@pytest.fixture
def fresh(show: object, workspace: Workspace) -> CommitmentsPage:
    """The page of a workspace without a promise."""
    return show(workspace)  # type: ignore[operator, no-any-return]


@pytest.fixture
def agreed_on(make_workspace: MakeWorkspace) -> Workspace:
    return make_workspace(RESPONSE)


@pytest.fixture
def page(show: object, agreed_on: Workspace) -> CommitmentsPage:
    """The page of a workspace with one promise in force since 1 January 2026."""
    return show(agreed_on)  # type: ignore[operator, no-any-return]


def keys(widget: QWidget, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(widget, key)


def focused(page: Page) -> QWidget:
    widget = page.window().focusWidget()
    assert widget is not None
    return widget


def opened(page: CommitmentsPage) -> CommitmentForm:
    form = page.form
    assert form is not None
    assert page.panel.isVisible()
    return form


def save(form: CommitmentForm) -> None:
    QTest.keyClick(form.weight, Qt.Key.Key_Return, CONTROL)


def draft(workspace: Workspace) -> VersionView:
    found = agreement(workspace).draft
    assert found is not None
    return found


def said_below(form: CommitmentForm) -> str:
    """What the form says that belongs to no field."""
    return " ".join(label.text() for label in form.form.findChildren(Label) if label.isVisible())


def sentences(page: CommitmentsPage) -> list[str]:
    return [row.sentence.text for row in page.rows]


RIGHT, DOWN = Qt.Key.Key_Right, Qt.Key.Key_Down
KINDS = [
    (
        (),
        "At least 60 MQLs a month",
        Commitment(
            code="M1",
            side=Side.MARKETING,
            kind=CommitmentKind.VOLUME,
            count=60,
            cadence=Cadence.MONTH,
            stage="mql",
        ),
    ),
    (
        (RIGHT,),
        "95 % of handed-over leads get a first contact within 4 business hours",
        RESPONSE.model_copy(update={"weight": 1}),
    ),
    (
        (DOWN,),
        "80 % of decided handovers are accepted by Sales",
        Commitment(code="M1", side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000),
    ),
    (
        (RIGHT, DOWN),
        "90 % of handed-over leads get 5 attempts, are reached or decided within 10 business days",
        Commitment(
            code="S1",
            side=Side.SALES,
            kind=CommitmentKind.PERSISTENCE,
            share=9000,
            attempts=5,
            within=Within(10, DurationUnit.BUSINESS_DAYS),
        ),
    ),
    (
        (DOWN, DOWN),
        (
            "90 % of loss reports (every month on the last working day) are delivered in time;"
            " 5 business days of silence accept them"
        ),
        Commitment(
            code="S1",
            side=Side.SALES,
            kind=CommitmentKind.DELIVERABLE,
            share=9000,
            title="Loss report",
            schedule=parse_schedule("every month on the last working day"),
            accept_within=Within(5, DurationUnit.BUSINESS_DAYS),
        ),
    ),
    (
        (DOWN, DOWN, RIGHT),
        (
            "All handed-over leads are accepted or sent back within 2 business days;"
            " silence accepts them"
        ),
        Commitment(
            code="S1",
            side=Side.SALES,
            kind=CommitmentKind.DISPOSITION,
            share=10_000,
            within=Within(2, DurationUnit.BUSINESS_DAYS),
        ),
    ),
    (
        (DOWN, DOWN, DOWN),
        "Site visits: at least 10,000 a month",
        Commitment(
            code="M1",
            side=Side.MARKETING,
            kind=CommitmentKind.READING,
            title="Site visits",
            level=10_000_000,
            cadence=Cadence.MONTH,
        ),
    ),
    (
        (DOWN, DOWN, DOWN, RIGHT),
        "10 % of MQLs become Customer within 90 days",
        Commitment(
            code="S1",
            side=Side.SALES,
            kind=CommitmentKind.CONVERSION,
            share=1000,
            stage="mql",
            to_stage="customer",
            within=Within(90, DurationUnit.DAYS),
        ),
    ),
]


@pytest.mark.parametrize(("moves", "said", "commitment"), KINDS)
def test_each_kind_is_added_by_keyboard(
    qtbot: QtBot,
    fresh: CommitmentsPage,
    workspace: Workspace,
    moves: tuple[Qt.Key, ...],
    said: str,
    commitment: Commitment,
) -> None:
    assert fresh.empty.isVisible()
    assert fresh.primary() is None, "the empty page offers it itself"
    QTest.keyClick(fresh.window(), Qt.Key.Key_N, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    form = opened(fresh)
    for key in moves:
        keys(focused(fresh), key)
    assert form.sentence.text == said
    QTest.keyClick(focused(fresh), Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(fresh.rows) == 1)
    assert [each.commitment for each in draft(workspace).commitments] == [commitment]
    assert sentences(fresh) == [said]
    assert not fresh.panel.isVisible()
    assert not fresh.empty.isVisible()
    assert fresh.primary() == "commitments.add"
    assert fresh.draft_bar.heading.text() == "Draft of version 1: 1 commitment"
    assert not fresh.draft_bar.discard.isVisible()


@pytest.mark.parametrize("commitment", [commitment for _, _, commitment in KINDS])
def test_each_kind_is_shown_for_editing_as_it_stands(
    qtbot: QtBot, fresh: CommitmentsPage, workspace: Workspace, commitment: Commitment
) -> None:
    limited = {"campaigns": ("Spring",), "personas": ("Owner",)}
    stage = {"stage": "sql"} if commitment.kind in (*DUTIES, CommitmentKind.QUALITY) else {}
    if commitment.kind is not CommitmentKind.READING:
        commitment = commitment.model_copy(update={**limited, **stage, "weight": 7})
    add_commitment(workspace, commitment)
    qtbot.waitUntil(lambda: len(fresh.rows) == 1)
    fresh.edit(commitment.code)
    form = opened(fresh)
    assert form.commitment().model_copy(update={"code": commitment.code}) == commitment
    assert not form.is_changed
    assert form.limits.isVisible() is (commitment.kind is not CommitmentKind.READING)


def test_the_sentence_builds_itself_while_one_types(
    qtbot: QtBot, fresh: CommitmentsPage, workspace: Workspace
) -> None:
    fresh.add()
    form = opened(fresh)
    form.kind.choose(CommitmentKind.RESPONSE)
    fields = form.fields
    fields.share.selectAll()
    QTest.keyClicks(fields.share, "99.25")
    fields.within.amount.selectAll()
    QTest.keyClicks(fields.within.amount, "2")
    fields.within.unit.setCurrentText("end of business day")
    assert not fields.sources.isVisible()
    form.more.click()
    qtbot.waitUntil(fields.sources.hasFocus)
    assert not form.more.isVisible()
    QTest.keyClicks(fields.sources, "Webinar, Partner, Webinar")
    QTest.keyClicks(fields.campaigns, "Spring")
    QTest.keyClicks(fields.personas, "Owner")
    fields.at_stage.setCurrentText("SQL")
    assert form.sentence.text == (
        "99.25 % of leads handed over as SQL from Webinar or Partner of campaign Spring of persona "
        "Owner get a first contact by the end of the 2nd business day"
    )
    fields.within.amount.setValue(0)
    assert form.sentence.text.endswith("by the end of the same business day")
    save(form)
    qtbot.waitUntil(lambda: len(fresh.rows) == 1)
    (stated,) = draft(workspace).commitments
    assert stated.commitment.share == 9925
    assert stated.commitment.sources == ("Webinar", "Partner")
    assert stated.commitment.personas == ("Owner",)
    assert stated.commitment.stage == "sql"


@pytest.mark.parametrize("kind", list(CommitmentKind))
def test_whatever_takes_the_focus_in_the_form_has_a_name(
    fresh: CommitmentsPage, kind: CommitmentKind
) -> None:
    fresh.add()
    form = opened(fresh)
    form.kind.choose(kind)
    if form.more.isVisible():
        form.more.click()
    for widget in fresh.panel.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def test_a_schedule_reads_as_a_sentence_and_says_the_next_days(
    fresh: CommitmentsPage, workspace: Workspace
) -> None:
    fresh.add()
    form = opened(fresh)
    form.kind.choose(CommitmentKind.DELIVERABLE)
    field = form.fields.schedule
    form.fields.title.clear()
    assert form.form.row("title").error == "Say what it is called."
    QTest.keyClicks(form.fields.title, "Case study")
    field.cadence.setCurrentText("every quarter")
    field.what.setCurrentText("Tuesday")
    field.number.setCurrentText("2nd")
    field.shift.setCurrentText("the working day after")
    assert form.sentence.text.startswith(
        "90 % of case studies (every quarter on the 2nd Tuesday, else the working day after)"
    )
    offered = suggestions.offered(workspace)
    schedule = parse_schedule("every quarter on the 2nd Tuesday, else the working day after")
    days = suggestions.next_due_days(offered, schedule, Side.SALES)
    assert len(days) == 3
    assert all(day.month % 3 == 0 and day.weekday() == 1 for day in days)
    assert field.next.text() == f"Next due {', '.join(map(named_day, days))}."
    field.what.setCurrentText("working day")
    assert not field.shift.isVisible(), "a working day is never off"
    field.cadence.setCurrentText("every week")
    assert not field.number.isVisible()
    field.what.setCurrentText("Friday")
    assert "(every week on Friday, else the working day after)" in form.sentence.text
    field.cadence.setCurrentText("as agreed for each")
    assert not field.next.isVisible()
    save(form)
    (stated,) = draft(workspace).commitments
    assert stated.commitment.schedule is None
    assert stated.commitment.title == "Case study"


def test_a_level_may_be_the_most_there_may_be(fresh: CommitmentsPage, workspace: Workspace) -> None:
    fresh.add()
    form = opened(fresh)
    form.kind.choose(CommitmentKind.READING)
    level = form.fields.level
    level.bound.setCurrentText("at most")
    level.box.selectAll()
    QTest.keyClicks(level.box, "4.5")
    assert form.sentence.text == "Site visits: at most 4.5 a month"
    assert not form.more.isVisible(), "a figure is of no lead"
    save(form)
    (stated,) = draft(workspace).commitments
    assert (stated.commitment.level, stated.commitment.at_most) == (4500, True)


def test_a_conversion_to_where_it_starts_is_told_beside_the_field(
    fresh: CommitmentsPage, workspace: Workspace
) -> None:
    fresh.add()
    form = opened(fresh)
    form.kind.choose(CommitmentKind.CONVERSION)
    form.fields.to_stage.setCurrentIndex(form.fields.stage.currentIndex())
    save(form)
    assert form.form.row("to_stage").error == "Choose another stage than the one it starts from."
    assert fresh.panel.isVisible()
    assert draft(workspace).commitments == ()


def test_an_edit_is_drafted_put_in_force_and_undone(
    qtbot: QtBot, page: CommitmentsPage, agreed_on: Workspace, recorded: RecordedFrame
) -> None:
    assert page.standing.heading.text() == "Version 1"
    assert page.standing.since.text() == "since 1 Jan 2026"
    assert not page.draft_bar.isVisible()
    page.rows[0].setFocus()
    keys(page.rows[0], Qt.Key.Key_Return)
    form = opened(page)
    form.fields.within.amount.setValue(2)
    form.weight.setValue(4)
    save(form)
    qtbot.waitUntil(page.draft_bar.isVisible)
    assert page.draft_bar.heading.text() == "Draft of version 2: 1 change"
    assert page.rows[0].marks == ("was within 4 business hours", "was weight 3")
    qtbot.waitUntil(page.rows[0].hasFocus)
    dialog = page.put_in_force()
    assert dialog.first_day == today(agreed_on, datetime.now(UTC))
    assert dialog.means.text().endswith("Clocks that started earlier keep version 1.")
    dialog.reason.setText("More people")
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.standing.heading.text() == "Version 2")
    view = agreement(agreed_on)
    assert [each.reason for each in view.agreed] == [None, "More people"]
    assert not page.rows[0].marks
    said = "Version 2 is in force from "
    qtbot.waitUntil(lambda: recorded.messages.notices[-1].startswith(said))
    changing.undo(agreed_on)
    qtbot.waitUntil(page.draft_bar.isVisible)
    assert page.standing.heading.text() == "Version 1"
    changing.undo(agreed_on)
    qtbot.waitUntil(page.draft_bar.isHidden)
    assert sentences(page) == [
        "95 % of handed-over leads get a first contact within 4 business hours"
    ]


def test_whoever_signs_stands_beside_the_version(
    qtbot: QtBot, page: CommitmentsPage, agreed_on: Workspace
) -> None:
    assert page.standing.signed.text() == "Not signed."
    end_commitment(agreed_on, "S1")
    add_commitment(agreed_on, RESPONSE.model_copy(update={"share": 9000}))
    dialog = page.put_in_force()
    marketing, sales = dialog.signers[Side.MARKETING], dialog.signers[Side.SALES]
    assert (marketing.currentText(), sales.currentText()) == ("Aisha", "Dana")
    assert [sales.itemText(row) for row in range(3)] == ["Not signed yet", "Dana", "Aisha"]
    marketing.setCurrentText("Dana")
    dialog.agree.click()
    qtbot.waitUntil(lambda: page.standing.signed.text() == "Signed by Dana for both sides.")
    said = [label.text() for label in page.versions.findChildren(Label)]
    assert "Not signed." in said
    assert "Signed by Dana for both sides." in said
    changing.undo(agreed_on)
    qtbot.waitUntil(lambda: page.standing.signed.text() == "Not signed.")


def test_a_side_need_not_sign_yet(
    qtbot: QtBot, fresh: CommitmentsPage, workspace: Workspace
) -> None:
    dialog = fresh.use_starter()
    dialog.signers[Side.SALES].setCurrentIndex(0)
    dialog.agree.click()
    qtbot.waitUntil(lambda: bool(fresh.rows) and fresh.standing.isVisible())
    assert fresh.standing.signed.text() == "Signed by Aisha for Marketing, not yet for Sales."
    earlier = fresh.start_earlier()
    assert earlier.signers == {}
    earlier.reject()


def test_saving_without_a_change_makes_no_draft(
    page: CommitmentsPage, agreed_on: Workspace, recorded: RecordedFrame
) -> None:
    page.edit("S1")
    save(opened(page))
    assert agreement(agreed_on).draft is None
    assert recorded.messages.notices == []
    assert page.panel.isHidden()


def test_a_commitment_is_ended_and_the_draft_discarded(
    qtbot: QtBot, page: CommitmentsPage, agreed_on: Workspace, recorded: RecordedFrame
) -> None:
    page.rows[0].setFocus()
    keys(page.rows[0], Qt.Key.Key_Delete)
    qtbot.waitUntil(page.draft_bar.isVisible)
    (row,) = page.rows
    assert row.ended
    assert row.marks == ("ends",)
    assert recorded.messages.notices == ["S1 ends when the draft comes into force."]
    assert not page.draft_bar.put.isEnabled()
    page.draft_bar.discard.click()
    qtbot.waitUntil(page.draft_bar.isHidden)
    assert agreement(agreed_on).draft is None
    assert not page.rows[0].marks


def test_a_version_may_not_begin_before_the_last_one(
    qtbot: QtBot, page: CommitmentsPage, agreed_on: Workspace
) -> None:
    page.edit("S1")
    form = opened(page)
    form.fields.share.setValue(90)
    save(form)
    qtbot.waitUntil(page.draft_bar.isVisible)
    dialog = page.put_in_force()
    dialog.day.setDate(to_qdate(date(2025, 12, 1)))
    dialog.agree.click()
    row = dialog.form.row("first_day")
    qtbot.waitUntil(lambda: bool(row.error))
    assert row.error.startswith("Version 1 is in force from 1 January 2026.")
    assert dialog.isVisible()
    assert len(agreement(agreed_on).agreed) == 1
    dialog.reject()


def test_the_first_version_begins_with_the_month_of_the_first_lead(
    qtbot: QtBot, fresh: CommitmentsPage, workspace: Workspace
) -> None:
    leads.add_lead(workspace, Lead(name="Tom"), arrived_at=datetime(2025, 5, 17, 9, tzinfo=UTC))
    dialog = fresh.use_starter()
    assert dialog.first_day == date(2025, 5, 1)
    assert dialog.means.text().endswith(
        "The first lead arrived on 17 May 2025, so the whole history counts."
    )
    dialog.agree.click()
    qtbot.waitUntil(lambda: len(fresh.rows) > 1)
    (version,) = agreement(workspace).agreed
    assert version.first_day == date(2025, 5, 1)


def test_a_first_version_starts_earlier(
    qtbot: QtBot, page: CommitmentsPage, agreed_on: Workspace
) -> None:
    leads.add_lead(agreed_on, Lead(name="Tom"), arrived_at=datetime(2025, 5, 17, 9, tzinfo=UTC))
    page.standing.earlier.click()
    dialog = page.window().findChild(FirstDayDialog)
    assert isinstance(dialog, FirstDayDialog)
    dialog.agree.click()
    qtbot.waitUntil(lambda: page.standing.since.text() == "since 1 May 2025")
    late = page.start_earlier()
    late.day.setDate(to_qdate(date(2026, 3, 1)))
    late.agree.click()
    qtbot.waitUntil(lambda: bool(late.form.row("first_day").error))
    late.reject()


def test_what_was_typed_comes_back_after_escape(
    page: CommitmentsPage, agreed_on: Workspace, recorded: RecordedFrame
) -> None:
    page.edit("S1")
    keys(opened(page).weight, Qt.Key.Key_Escape)
    assert page.panel.isHidden()
    assert recorded.messages.notices == []
    page.edit("S1")
    form = opened(page)
    form.weight.setValue(9)
    keys(form.weight, Qt.Key.Key_Escape)
    assert page.panel.isHidden()
    assert recorded.messages.notices == ["Your changes were discarded."]
    assert recorded.messages.action is not None
    recorded.messages.action()
    assert opened(page) is form
    assert form.weight.value() == 9
    save(form)
    (stated,) = draft(agreed_on).commitments
    assert stated.commitment.weight == 9


def test_arrow_keys_go_through_the_promises(qtbot: QtBot, page: CommitmentsPage) -> None:
    page.add()
    save(opened(page))
    qtbot.waitUntil(lambda: len(page.rows) == 2)
    first, second = page.rows
    first.setFocus()
    keys(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    keys(second, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert first.hasFocus()


def test_two_windows_see_the_same_draft(
    qtbot: QtBot, page: CommitmentsPage, agreed_on: Workspace
) -> None:
    other = open_workspace(agreed_on.path)
    try:
        page.edit("S1")
        form = opened(page)
        form.weight.setValue(9)
        end_commitment(other, "S1")
        assert agreed_on.written_elsewhere()
        agreed_on.publish(Change("Changed by another program", page.areas, undoable=False))
        qtbot.waitUntil(page.draft_bar.isVisible)
        assert page.rows[0].ended
        assert opened(page) is form, "what is being typed stays"
        save(form)
        assert page.panel.isVisible()
        assert "was ended meanwhile" in said_below(form)
        form.weight.setValue(3)
    finally:
        other.close()


def test_a_version_to_come_is_told_as_such(
    qtbot: QtBot, fresh: CommitmentsPage, workspace: Workspace
) -> None:
    dialog = fresh.use_starter()
    tomorrow = datetime.now(UTC).date() + timedelta(days=3)
    dialog.day.setDate(to_qdate(tomorrow))
    dialog.agree.click()
    qtbot.waitUntil(lambda: bool(fresh.rows) and fresh.standing.isVisible())
    assert fresh.standing.pill.text == "agreed, not yet in force"
    assert fresh.standing.since.text().startswith("from ")
