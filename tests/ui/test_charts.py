"""Charts: what they say of the figures, and the one widget that draws them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.events import Channel, Outcome
from app.model.leads import Lead
from app.model.people import Side
from app.rules.numbers import percent
from app.rules.periods import PeriodKind, period_of
from app.services import leads
from app.services.charts import speed_chart as speed_figures
from app.services.overview import Overview, overview
from app.services.sample import create_sample
from app.services.workspaces import Workspace
from tests.conftest import MakeWorkspace
from tests.ui.commitments import FIRST_CONTACT
from ui import fonts, tokens
from ui.charts.compliance import compliance_chart
from ui.charts.days import short_name
from ui.charts.live_chart import LiveChart
from ui.charts.model import Chart, Table
from ui.charts.pace import pace_chart
from ui.charts.painting import spread
from ui.charts.speed import speed_chart
from ui.theme import Mode, ThemeManager

NOW = datetime(2026, 10, 15, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with time_machine.travel(NOW):
        workspace = create_sample(tmp_path_factory.mktemp("sample") / "s.tandem", NOW)
        yield workspace
        workspace.close()


@pytest.fixture
def figures(sample: Workspace) -> Overview:
    with time_machine.travel(NOW):
        return overview(sample)


@pytest.fixture
def chart(figures: Overview) -> Chart:
    return compliance_chart(figures, PeriodKind.WEEK)


@pytest.fixture
def live(qtbot: QtBot, qapp: QApplication) -> LiveChart:
    fonts.install(qapp)
    widget = LiveChart()
    qtbot.addWidget(widget)
    widget.resize(640, 280)
    widget.show()
    return widget


def test_the_compliance_chart_shows_the_shares_of_the_services(
    chart: Chart, figures: Overview
) -> None:
    assert len(chart.places) == len(figures.points) == 13
    for series, side in zip(chart.series, Side, strict=True):
        for spot, point in zip(series.spots, figures.points, strict=True):
            share = point.sides[side].value
            assert spot.value == (None if share is None else float(share))
            if share is not None:
                assert spot.words == percent(share)
    assert chart.now == chart.places[-1].x


def test_the_fan_begins_at_the_share_of_the_period_and_ends_with_it(
    chart: Chart, figures: Overview
) -> None:
    for fan, side in zip(chart.fans, Side, strict=True):
        assert fan.start == (chart.now, float(figures.sides[side].compliance.value or 0))
        assert fan.end == figures.period.last_day_exclusive
        assert fan.most[0] <= fan.half[0] <= fan.half[1] <= fan.most[1]


def test_every_value_lies_within_the_axis_and_100_is_on_top(chart: Chart) -> None:
    values = [spot.value for each in chart.series for spot in each.spots if spot.value is not None]
    assert min(values) >= chart.low
    assert chart.levels[-1] == (1.0, "100 %")


def test_a_past_period_has_no_now_and_no_forecast(sample: Workspace) -> None:
    with time_machine.travel(NOW):
        august = period_of(PeriodKind.MONTH, NOW.toordinal() - 60)
        past = overview(sample, chart=PeriodKind.MONTH, period=august)
        found = compliance_chart(past, PeriodKind.MONTH)
    assert found.now is None
    assert found.fans == ()
    assert found.places[-1].x < past.period.last_day_exclusive


def test_a_week_in_which_nothing_fell_due_is_a_gap(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FIRST_CONTACT)
    for lead_id, at in enumerate(((2026, 2, 2, 9), (2026, 2, 16, 9)), 1):
        with time_machine.travel(datetime(*at, tzinfo=UTC), tick=False) as clock:
            arrived = datetime(*at, tzinfo=UTC)
            leads.add_lead(workspace, Lead(name="Ada"), arrived_at=arrived)
            leads.hand_over(workspace, [lead_id])
            clock.shift(600)
            leads.log_contact(
                workspace, lead_id, channel=Channel.PHONE, outcome=Outcome.CONVERSATION
            )
    with time_machine.travel(datetime(2026, 2, 20, 9, tzinfo=UTC)):
        found = compliance_chart(overview(workspace), PeriodKind.WEEK)
    sales = found.series[1]
    assert [spot.value for spot in sales.spots] == [1.0, None, 1.0]
    assert sales.spots[1].words == "nothing fell due"
    assert found.table.rows[1][2] == "nothing fell due"


def test_the_pace_chart_counts_up_to_today_and_promises_to_the_end(figures: Overview) -> None:
    found = pace_chart(figures)
    (line,) = figures.pace
    volume = next(each for each in figures.commitments if each.code == line.code)
    known = [spot.value for spot in found.series[0].spots if spot.value is not None]
    assert len(known) == NOW.day
    assert known == sorted(known)
    assert known[-1] == volume.fulfilment.count
    assert found.guides[0].points[-1][1] == float(volume.fulfilment.promised)
    assert found.high >= found.guides[0].points[-1][1]


def test_the_speed_chart_keeps_leads_that_still_wait(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FIRST_CONTACT)
    with time_machine.travel(datetime(2026, 2, 2, 9, tzinfo=UTC)):
        leads.add_lead(workspace, Lead(name="Ada"), arrived_at=datetime.now(UTC))
        leads.hand_over(workspace, [1])
    with time_machine.travel(datetime(2026, 2, 3, 12, tzinfo=UTC)):
        seen = overview(workspace)
        found = speed_chart(
            seen, speed_figures(workspace, PeriodKind.WEEK, seen.period), PeriodKind.WEEK
        )
    spot = found.series[0].spots[-1]
    assert spot.at_least
    assert spot.words.startswith("over ")
    assert spot.detail == ("0 contacted, 1 waiting too long",)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(PeriodKind.MONTH, "October"), (PeriodKind.WEEK, "week 42"), (PeriodKind.QUARTER, "Q4")],
)
def test_a_period_of_this_year_is_named_without_it(kind: PeriodKind, name: str) -> None:
    today = NOW.toordinal()
    assert short_name(period_of(kind, today), today) == name


def test_a_period_of_another_year_is_named_with_it() -> None:
    today = NOW.toordinal()
    assert short_name(period_of(PeriodKind.MONTH, today - 365), today) == "October 2025"


def test_a_table_is_copied_with_its_headings() -> None:
    table = Table(("Week", "Sales"), (("one", "80.0 %"), ("two", "nothing fell due")))
    assert table.as_text() == "Week\tSales\none\t80.0 %\ntwo\tnothing fell due"


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [
        ([10, 50], [10, 50]),
        ([50, 52], [43, 59]),
        ([0, 1, 2], [0, 16, 32]),
        ([99, 100], [84, 100]),
        ([], []),
    ],
)
def test_names_of_lines_never_overlap(wanted: list[float], placed: list[float]) -> None:
    assert spread(wanted, 16, 0, 100) == placed


def test_other_values_are_shown_in_the_same_lines(
    live: LiveChart, chart: Chart, figures: Overview
) -> None:
    live.show_chart(chart)
    before = live.getPlotItem().listDataItems()
    for _ in range(20):
        live.show_chart(pace_chart(figures))
        live.show_chart(chart)
    assert live.getPlotItem().listDataItems() == before
    assert list(before[0].yData) == [spot.value for spot in chart.series[0].spots]


def test_arrow_keys_read_the_chart_out(live: LiveChart, chart: Chart) -> None:
    live.show_chart(chart)
    QTest.keyClick(live, Qt.Key.Key_Left)
    assert live.readout().startswith("Week of 12 October, to date; Marketing ")
    assert live.accessibleDescription() == live.readout()
    QTest.keyClick(live, Qt.Key.Key_Left)
    assert live.readout().startswith("Week of 5 October; Marketing ")
    QTest.keyClick(live, Qt.Key.Key_Home)
    assert live.readout().startswith(chart.places[0].heading)
    QTest.keyClick(live, Qt.Key.Key_Escape)
    assert live.readout() == ""


def test_the_mouse_reads_out_the_nearest_place(live: LiveChart, chart: Chart, qtbot: QtBot) -> None:
    live.show_chart(chart)
    qtbot.waitExposed(live)
    plane = live._plane()
    at = QPointF(plane.x(chart.places[4].x) + 3, 100).toPoint()
    QTest.mouseMove(live.viewport(), at)
    qtbot.waitUntil(lambda: live.readout().startswith(chart.places[4].heading))


def test_a_theme_switch_recolours_the_lines(
    live: LiveChart, chart: Chart, qapp: QApplication
) -> None:
    manager = ThemeManager(qapp, Mode.LIGHT)
    manager.changed.connect(live.restyle)
    live.show_chart(chart)
    line = live.getPlotItem().listDataItems()[0]
    light = line.opts["pen"].color()
    manager.set_mode(Mode.DARK)
    assert line.opts["pen"].color() == tokens.current().color("marketing") != light
    manager.set_mode(Mode.LIGHT)


def test_a_chart_without_values_says_so(live: LiveChart, tmp_path: Path) -> None:
    empty = Chart(
        "Empty", "", (), (), (), (), 0, 1, ((0, "0"), (1, "1")), 1, 2, None, "",
        Table(("Day",), ()), "Nothing yet.",
    )  # fmt: skip
    live.show_chart(empty)
    assert not live.grab().isNull()
    QTest.keyClick(live, Qt.Key.Key_Left)
    assert live.readout() == ""
