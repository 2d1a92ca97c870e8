"""The Overview page: its figures are the services' figures, and they move by themselves."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Area, Change
from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.clocks import ClockState
from app.model.duration import parse_within
from app.model.events import Channel, Outcome
from app.model.leads import Lead
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.rules.numbers import counts, percent
from app.rules.periods import PeriodKind, period_of, previous
from app.rules.readings import Figure
from app.services import leads, time_passing
from app.services.items import ItemKey
from app.services.overview import overview
from app.services.readings import type_reading
from app.services.sample import create_sample
from app.services.workspaces import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.commitments import FIRST_CONTACT
from tests.ui.recording import RecordedFrame
from ui import fonts
from ui.actions import Command
from ui.bridge import Bridge, DueTimer, now_ms
from ui.pages.overview import OverviewPage
from ui.theme import Mode
from ui.widgets.marks import State

MONDAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
"""10:00 in Berlin, an hour into the working day."""

REPORT = Commitment(
    code="S2",
    side=Side.SALES,
    kind=CommitmentKind.DELIVERABLE,
    share=9000,
    title="Loss report",
    schedule=parse_schedule("every month on the last working day"),
    accept_within=parse_within("5 business days"),
)
VISITS = Commitment(
    code="M1",
    side=Side.MARKETING,
    kind=CommitmentKind.READING,
    title="Site visits",
    level=10_000_000,
    cadence=Cadence.MONTH,
)

Shown = tuple[OverviewPage, RecordedFrame]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with time_machine.travel(NOW):
        workspace = create_sample(tmp_path_factory.mktemp("sample") / "s.tandem", NOW)
        yield workspace
        workspace.close()


NOW = datetime(2026, 10, 15, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY) as traveller:
        yield traveller


def show(
    workspace: Workspace, recorded: RecordedFrame, qtbot: QtBot, *, wait: bool = True
) -> OverviewPage:
    fonts.install(QApplication.instance())  # type: ignore[arg-type]
    page = OverviewPage(recorded.frame, workspace)
    qtbot.addWidget(page)
    page.resize(1068, 716)
    page.show()
    if wait:
        qtbot.waitUntil(lambda: page._overview is not None)
    return page


@pytest.fixture
def full(sample: Workspace, recorded: RecordedFrame, qtbot: QtBot) -> Iterator[OverviewPage]:
    with time_machine.travel(NOW):
        yield show(sample, recorded, qtbot)


@pytest.fixture
def one_lead(make_workspace: MakeWorkspace, clock: time_machine.Traveller) -> Workspace:
    """A lead handed over on Monday at ten, due for its first contact at two."""
    workspace = make_workspace(FIRST_CONTACT)
    leads.add_lead(workspace, Lead(name="Priya Nair", company="Halden"), arrived_at=MONDAY)
    leads.hand_over(workspace, [1], owner_id=2)
    return workspace


@pytest.fixture
def live(
    one_lead: Workspace, recorded: RecordedFrame, qtbot: QtBot
) -> tuple[OverviewPage, Workspace]:
    """The page, told of changes as in the window: through the publisher and the bridge."""
    page = show(one_lead, recorded, qtbot)
    bridge = Bridge(page)
    bridge.changed.connect(page.on_change)
    one_lead.subscribe(bridge.publish)
    return page, one_lead


def test_the_figures_are_those_of_the_services(full: OverviewPage, sample: Workspace) -> None:
    figures = overview(sample)
    value, before = figures.compliance.value, figures.before
    assert value is not None
    assert before is not None
    assert full.compliance.figure.text() == percent(value)
    assert "October to date" in full.compliance.caption.text()
    assert full.compliance.moved.text()[0] == ("▲" if value > before else "▼")
    assert full.compliance.moved.text().endswith("on September")
    for side, card in full.sides.items():
        figure = figures.sides[side]
        assert card.kept.text() == str(figure.kept)
        assert card.of.text() == f"of {figure.with_data} commitments"
        assert figure.worst is not None
        assert card.worst.text() == figure.worst.name
        assert card.standing.text().startswith(figure.worst.figure)
    assert full.clocks.figure.text() == str(figures.clocks.running)
    assert full.clocks.overdue.text == f"{figures.clocks.overdue} overdue"
    shown = [full.commitments.rows.row(row).code for row in range(full.commitments.rows.rowCount())]
    assert shown == [line.code for line in figures.commitments]


def test_grey_cards_stand_until_the_first_figures(
    sample: Workspace, recorded: RecordedFrame, qtbot: QtBot
) -> None:
    page = show(sample, recorded, qtbot, wait=False)
    assert page._states.currentWidget() is page._skeleton
    qtbot.waitUntil(lambda: page._states.currentWidget() is page._scroll)


def test_a_logged_contact_moves_the_figures_without_a_click(
    live: tuple[OverviewPage, Workspace], qtbot: QtBot
) -> None:
    page, workspace = live
    assert page.clocks.figure.text() == "1"
    assert page.compliance.figure.text() == "\N{EN DASH}"
    assert page.compliance.moved.text() == "nothing fell due"
    leads.log_contact(workspace, 1, channel=Channel.PHONE, outcome=Outcome.CONVERSATION)
    qtbot.waitUntil(lambda: page.clocks.figure.text() == "0")
    assert page.attention.rows.rowCount() == 0


def test_the_passing_of_a_due_time_moves_the_figures_without_a_click(
    live: tuple[OverviewPage, Workspace], clock: time_machine.Traveller, qtbot: QtBot
) -> None:
    page, workspace = live
    waker = DueTimer(partial(time_passing.next_transition, workspace), page.on_change, page)
    clock.move_to(MONDAY + timedelta(hours=4, minutes=10, seconds=20))
    waker.wake()
    qtbot.waitUntil(lambda: page.compliance.figure.text() == "0.0 %")
    assert page.clocks.overdue.text == "1 overdue"
    assert not page.clocks.overdue.isHidden()
    assert page.sides[Side.SALES].standing.text() == "0 of 1, agreed 95 %"
    (row,) = (page.attention.rows.row(place) for place in range(page.attention.rows.rowCount()))
    assert row.words == "10 min late"
    assert row.look is State.MISSED
    assert row.what == "First contact · Dana"


def test_countdowns_move_each_minute_by_one_timer(
    live: tuple[OverviewPage, Workspace], clock: time_machine.Traveller, qtbot: QtBot
) -> None:
    page, _ = live
    clock.move_to(MONDAY + timedelta(hours=4, minutes=10, seconds=20))
    page.on_change(Change("", frozenset({Area.TIME})))
    qtbot.waitUntil(lambda: page.attention.rows.rowCount() == 1)
    clock.move_to(MONDAY + timedelta(hours=4, minutes=11, seconds=20))
    page.attention._minute.timeout.emit()
    assert page.attention.rows.row(0).words == "11 min late"
    assert page.attention._minute.isSingleShot()
    assert 0 < page.attention._minute.remainingTime() <= 60_000 - now_ms() % 60_000 + 1_000
    page.hide()
    assert not page.attention._minute.isActive()


def test_calm_says_so_and_names_what_is_due_next(live: tuple[OverviewPage, Workspace]) -> None:
    page, _ = live
    assert page.attention.calm.text() == "Nothing needs attention."
    assert not page.attention.calm.isHidden()
    assert page.attention.next.text().startswith("Next due: Priya Nair, ")
    assert "14:00" in page.attention.next.text()


def test_enter_on_what_needs_attention_opens_the_lead(
    full: OverviewPage, recorded: RecordedFrame
) -> None:
    lead = full.attention.rows.row(0).clock.lead_id
    full.attention.table.setCurrentIndex(full.attention.rows.index(0, 0))
    QTest.keyClick(full.attention.table, Qt.Key.Key_Return)
    assert recorded.went == [("leads", lead)]


def test_a_click_on_what_needs_attention_opens_the_lead(
    full: OverviewPage, recorded: RecordedFrame
) -> None:
    at = full.attention.table.visualRect(full.attention.rows.index(1, 0)).center()
    QTest.mouseClick(full.attention.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert recorded.went == [("leads", full.attention.rows.row(1).clock.lead_id)]


def test_the_rest_of_a_long_list_is_a_click_away(
    full: OverviewPage, sample: Workspace, qtbot: QtBot
) -> None:
    total = overview(sample).attention.total
    shown = full.attention.rows.rowCount()
    assert full.attention.more.isHidden() == (shown == total)
    full.attention.more.click()
    qtbot.waitUntil(lambda: full.panel.open_clocks.rowCount() >= total)
    assert full.panel.title.text() == "Clocks running"
    late = [full.panel.open_clocks.row(row).state for row in range(2)]
    assert late == [ClockState.OVERDUE] * 2


def test_a_commitment_opens_its_rows_and_its_formula(
    full: OverviewPage, recorded: RecordedFrame, sample: Workspace, qtbot: QtBot
) -> None:
    line = next(each for each in overview(sample).commitments if each.code == "S1")
    place = full.commitments.rows.place("S1")
    assert place is not None
    full.commitments.table.setCurrentIndex(full.commitments.rows.index(place, 0))
    QTest.keyClick(full.commitments.table, Qt.Key.Key_Return)
    panel = full.panel
    qtbot.waitUntil(lambda: panel.clocks.rowCount() > 0)
    assert panel.title.text() == line.sentence
    assert panel.figure.text() == line.figure
    assert panel.formula.text() == line.formula
    tally = line.fulfilment.tally
    every = tally.decided + tally.running + tally.early + tally.excused
    assert panel.clocks.rowCount() == every
    missed = [row for row in range(every) if panel.clocks.row(row).state in ("late", "overdue")]
    assert missed == list(range(tally.missed))
    panel.table.setCurrentIndex(panel.clocks.index(0, 0))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert recorded.went == [("leads", panel.clocks.row(0).lead_id)]
    assert full.leave()
    assert panel.isHidden()
    assert not full.leave()


def test_a_volume_opens_the_leads_that_count(full: OverviewPage, qtbot: QtBot) -> None:
    full._explain_line("M1")
    qtbot.waitUntil(lambda: full.panel.marks.rowCount() > 0)
    line = next(each for each in full._overview.commitments if each.code == "M1")  # type: ignore[union-attr]
    assert full.panel.marks.rowCount() == line.fulfilment.count


def test_compliance_opens_its_commitments_and_these_their_rows(
    full: OverviewPage, qtbot: QtBot
) -> None:
    QTest.keyClick(full.compliance, Qt.Key.Key_Return)
    panel = full.panel
    assert panel.figure.text() == full.compliance.figure.text()
    assert f"= {full.compliance.figure.text()}." in panel.formula.text()
    figures = full._overview
    assert figures is not None
    assert panel.commitments.rowCount() == len(figures.commitments)
    panel.table.setCurrentIndex(panel.commitments.index(0, 0))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.marks.rowCount() > 0)
    panel._back.click()
    assert panel.figure.text() == full.compliance.figure.text()


def test_a_side_opens_its_own_commitments(full: OverviewPage) -> None:
    card = full.sides[Side.SALES]
    QTest.keyClick(card, Qt.Key.Key_Space)
    figure = full._overview.sides[Side.SALES]  # type: ignore[union-attr]
    assert full.panel.figure.text() == counts(figure.kept, figure.with_data)
    rows = full.panel.commitments
    assert {rows.row(row).side for row in range(rows.rowCount())} == {Side.SALES}


def test_the_clocks_panel_lists_every_open_clock_and_follows_changes(
    live: tuple[OverviewPage, Workspace], qtbot: QtBot
) -> None:
    page, workspace = live
    QTest.keyClick(page.clocks, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.panel.open_clocks.rowCount() == 1)
    assert page.panel.table.model().index(0, 1).data() == "First contact"
    assert page.panel.table.model().index(0, 4).data() == "3 h 59 min left"
    leads.log_contact(workspace, 1, channel=Channel.PHONE, outcome=Outcome.CONVERSATION)
    qtbot.waitUntil(lambda: page.panel.open_clocks.rowCount() == 0)
    assert page.panel.figure.text() == "0"


def test_the_rows_are_copied_with_their_headings(
    full: OverviewPage, recorded: RecordedFrame
) -> None:
    QTest.keyClick(full.compliance, Qt.Key.Key_Return)
    full.panel.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["Commitment", "Weight", "So far", "Score", "Status"]
    figures = full._overview
    assert figures is not None
    assert len(lines) == 1 + len(figures.commitments)
    assert recorded.messages.notices == ["Copied."]


def test_selection_stays_when_figures_change(full: OverviewPage, qtbot: QtBot) -> None:
    table = full.commitments.table
    table.selectRow(2)
    before = full._overview
    full.on_change(Change("", frozenset({Area.LEADS})))
    qtbot.waitUntil(lambda: full._overview is not before)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [2]


def test_earlier_later_and_today(full: OverviewPage, qtbot: QtBot) -> None:
    october = period_of(PeriodKind.MONTH, NOW.toordinal())
    assert not full.period.later.isEnabled()
    assert full.period.present.isHidden()
    full.period.earlier.click()
    qtbot.waitUntil(lambda: full._overview.period == previous(october))  # type: ignore[union-attr]
    assert "September" in full.compliance.caption.text()
    assert "to date" not in full.compliance.caption.text()
    assert not full.period.present.isHidden()
    full.period.kinds.choose(PeriodKind.WEEK)
    qtbot.waitUntil(
        lambda: full._overview.period == period_of(PeriodKind.WEEK, october.first_day - 1)  # type: ignore[union-attr]
    )
    full.period.present.click()
    qtbot.waitUntil(
        lambda: full._overview.period == period_of(PeriodKind.WEEK, NOW.toordinal())  # type: ignore[union-attr]
    )
    assert full.period.period is None


def test_choices_are_remembered(
    full: OverviewPage, sample: Workspace, recorded: RecordedFrame
) -> None:
    full.period.kinds.choose(PeriodKind.QUARTER)
    full.chart.kinds.choose("speed")
    full.chart.buckets.choose(PeriodKind.MONTH)
    again = OverviewPage(recorded.frame, sample)
    assert again.period.kind is PeriodKind.QUARTER
    assert again.chart.kind == "speed"
    assert again.chart.bucket is PeriodKind.MONTH


@pytest.mark.parametrize("kind", ["pace", "speed", "depth", "funnel", "compliance"])
def test_each_chart_can_be_read_and_copied_as_a_table(
    full: OverviewPage, recorded: RecordedFrame, qtbot: QtBot, kind: str
) -> None:
    full.chart.kinds.choose(kind)
    full.chart.asked.emit()
    titles = {
        "pace": "Pace in October",
        "speed": "Speed of",
        "depth": "Depth of the follow-up in October",
        "funnel": "Funnel in October",
        "compliance": "SLA compliance by",
    }
    qtbot.waitUntil(lambda: full.chart.title.text().startswith(titles[kind]))
    drawn = full.chart.bars if kind in ("depth", "funnel") else full.chart.chart
    assert drawn.isVisible()
    assert full.chart.buckets.isVisible() == (kind in ("compliance", "speed"))
    chart = drawn.chart
    assert chart is not None
    full.chart.as_table.click()
    assert full.chart.table.isVisible()
    assert full.chart.table.model().rowCount() == len(chart.table.rows) > 4
    full.chart.copy_button.click()
    assert QGuiApplication.clipboard().text() == chart.table.as_text()
    assert recorded.messages.notices == ["Copied."]
    full.chart.as_table.click()
    assert drawn.isVisible()


def test_without_a_promise_the_page_offers_to_write_one(
    workspace: Workspace, recorded: RecordedFrame, qtbot: QtBot
) -> None:
    page = show(workspace, recorded, qtbot)
    assert page._no_promise.isVisible()
    assert page.primary() is None, "the empty page offers it itself"
    page._no_promise.button.click()
    assert recorded.went == [("commitments", None)]


def test_figures_without_leads_need_no_leads(
    make_workspace: MakeWorkspace, recorded: RecordedFrame, qtbot: QtBot
) -> None:
    page = show(make_workspace(REPORT, FIRST_CONTACT), recorded, qtbot)
    assert not page._no_leads.isVisible()
    assert page.primary() == "leads.log"


@pytest.fixture
def reported(
    make_workspace: MakeWorkspace, clock: time_machine.Traveller
) -> tuple[Workspace, ItemKey]:
    """January's report is overdue, and its visits are typed in."""
    workspace = make_workspace(REPORT, VISITS, since=datetime(2025, 12, 31, 23, tzinfo=UTC))
    january = date(2026, 1, 1).toordinal()
    type_reading(
        workspace, title="Site visits", cadence=Cadence.MONTH, first_day=january, level=9_500_000
    )
    return workspace, ItemKey(None, "S2", january)


def test_an_overdue_deliverable_needs_attention_and_opens_its_page(
    reported: tuple[Workspace, ItemKey], recorded: RecordedFrame, qtbot: QtBot
) -> None:
    workspace, key = reported
    page = show(workspace, recorded, qtbot)
    row = page.attention.rows.row(0)
    assert (row.clock.lead, row.what) == ("Loss report", "Deliverable · January 2026 · Sales")
    assert row.words == "2 days 10 h late"
    page.attention.table.setCurrentIndex(page.attention.rows.index(0, 0))
    QTest.keyClick(page.attention.table, Qt.Key.Key_Return)
    assert recorded.went == [("deliverables", key)]
    assert "1 overdue" in page.clocks.accessibleName()


def test_what_lies_behind_deliverables_and_readings_opens_their_page(
    reported: tuple[Workspace, ItemKey], recorded: RecordedFrame, qtbot: QtBot
) -> None:
    workspace, key = reported
    page = show(workspace, recorded, qtbot)
    for control in page.controls():
        control.setParent(page)
    page.period.earlier.click()
    qtbot.waitUntil(lambda: page.compliance.caption.text() == "SLA compliance, January")
    page._explain_line("S2")
    panel = page.panel
    qtbot.waitUntil(lambda: panel.items.rowCount() == 1)
    assert panel.figure.text() == "0 of 1"
    texts = [panel.table.model().index(0, column).data() for column in range(5)]
    assert texts == [
        "Loss report, January 2026",
        "nobody",
        "Fri 30 Jan",
        "\N{EN DASH}",
        "2 days 10 h late",
    ]
    panel.table.setCurrentIndex(panel.items.index(0, 0))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    page._explain_line("M1")
    qtbot.waitUntil(lambda: panel.readings.rowCount() == 1)
    assert panel.figure.text() == "0 of 1 month met"
    texts = [panel.table.model().index(0, column).data() for column in range(3)]
    assert texts == ["Site visits, January 2026", "9,500", "Counts as missed"]
    panel.table.setCurrentIndex(panel.readings.index(0, 0))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    typed = Figure("Site visits", Cadence.MONTH, key.occurrence or 0, 9_500_000)
    assert recorded.went == [("deliverables", key), ("deliverables", typed)]


def test_a_closed_period_says_what_late_entries_did_to_it(
    one_lead: Workspace,
    recorded: RecordedFrame,
    qtbot: QtBot,
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(datetime(2026, 3, 5, 9, tzinfo=UTC))
    leads.log_contact(
        one_lead,
        1,
        channel=Channel.PHONE,
        outcome=Outcome.CONVERSATION,
        at=MONDAY + timedelta(hours=1),
    )
    page = show(one_lead, recorded, qtbot)
    for control in page.controls():
        control.setParent(page)
    assert page.compliance.restated.isHidden(), "March is not over"
    page.period.earlier.click()
    qtbot.waitUntil(lambda: page.compliance.caption.text() == "SLA compliance, February")
    assert page.compliance.restated.text() == "restated 0.0 % → 100.0 %"
    assert "restated 0.0 % → 100.0 %" in page.compliance.accessibleName()
    assert page.commitments.entries.text() == (
        "1 of 4 entries were written down late (25.0 %). "
        "First contact within 4 business hours: restated 0.0 % → 100.0 %."
    )
    page._explain_line("S1")
    qtbot.waitUntil(lambda: page.panel.clocks.rowCount() == 1)
    assert page.panel.note.text().endswith("Restated 0.0 % → 100.0 %.")


def test_without_leads_the_page_offers_to_import_them(
    make_workspace: MakeWorkspace, recorded: RecordedFrame, qtbot: QtBot
) -> None:
    asked: list[str] = []
    command = Command("file.import", "Import leads…", "import", lambda: asked.append("import"))
    recorded.frame.commands.add([command])
    page = show(make_workspace(FIRST_CONTACT), recorded, qtbot)
    assert page._no_leads.isVisible()
    page._no_leads.button.click()
    assert asked == ["import"]


def test_a_hidden_page_reads_nothing_until_it_is_shown(
    live: tuple[OverviewPage, Workspace], qtbot: QtBot
) -> None:
    page, workspace = live
    page.hide()
    before = page._overview
    leads.log_contact(workspace, 1, channel=Channel.PHONE, outcome=Outcome.CONVERSATION)
    qtbot.wait(50)
    assert page._overview is before
    page.show()
    qtbot.waitUntil(lambda: page.clocks.figure.text() == "0")


def test_a_theme_switch_repaints_without_reading(
    full: OverviewPage, recorded: RecordedFrame
) -> None:
    before = full._overview
    light = full.grab().toImage()
    recorded.frame.theme.set_mode(Mode.DARK)
    dark = full.grab().toImage()
    recorded.frame.theme.set_mode(Mode.LIGHT)
    assert full._overview is before
    for x, y in ((10, 10), (60, 60), (300, 400)):
        assert light.pixelColor(x, y).lightness() > dark.pixelColor(x, y).lightness()


@pytest.mark.parametrize(("width", "rows"), [(1068, 1), (720, 2)])
def test_cards_stand_in_two_rows_where_it_is_narrow(
    full: OverviewPage, width: int, rows: int
) -> None:
    full.resize(width, 716)
    QApplication.processEvents()
    cards = [full.compliance, *full.sides.values(), full.clocks]
    assert len({card.y() for card in cards}) == rows
    assert (full.attention.y() > full.chart.y()) == (rows == 2)


def test_whatever_takes_the_focus_has_a_name(full: OverviewPage) -> None:
    controls = [control for top in full.controls() for control in (top, *top.findChildren(QWidget))]
    for widget in (*full.findChildren(QWidget), *controls):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(full):
            assert widget.accessibleName(), (widget, widget.parent())
