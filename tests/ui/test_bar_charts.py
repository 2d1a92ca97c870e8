"""Charts of bars: depth and funnel in words, and the widget that draws them."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.depth import Depth
from app.rules.periods import parse_period
from app.services.activity_charts import DepthChart, FunnelChart, FunnelStage
from ui import fonts, tokens
from ui.charts.bars import BarsView
from ui.charts.depth import depth_chart
from ui.charts.funnel import funnel_chart
from ui.charts.model import BarChart

OCTOBER = parse_period("2026-10", 0)

TODAY = date(2026, 10, 15).toordinal()
DEPTHS = (
    Depth(0, 0, 0),
    Depth(1, 40, 2),
    Depth(2, 12, 0),
    *(Depth(number, 1, 0) for number in range(3, 8)),
    Depth(8, 0, 3),
    Depth(9, 1, 0),
)


@pytest.fixture
def depth() -> BarChart:
    return depth_chart(DepthChart(OCTOBER, DEPTHS, (5,)), TODAY)


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication, depth: BarChart) -> BarsView:
    fonts.install(qapp)
    made = BarsView()
    qtbot.addWidget(made)
    made.resize(560, 260)
    made.show_chart(depth)
    made.show()
    return made


def test_depth_puts_the_rare_ones_together(depth: BarChart) -> None:
    said = [(bar.label, bar.words) for bar in depth.bars]
    assert said[:2] == [("1 attempt", "40 reached, 2 given up"), ("2 attempts", "12 reached")]
    assert said[-1] == ("7 or more", "2 reached, 3 given up")
    assert [bar.label for bar in depth.bars if bar.noted] == ["5 attempts"]
    assert depth.explanation.endswith("; agreed: 5 attempts")
    assert depth.table.rows[0] == ("1 attempt", "40", "2")
    assert len(depth.table.rows) == len(depth.bars)


def test_who_was_never_tried_is_shown() -> None:
    chart = depth_chart(DepthChart(OCTOBER, (Depth(0, 0, 3), Depth(1, 1, 0)), ()), TODAY)
    assert (chart.bars[0].label, chart.bars[0].words) == ("no attempt", "3 given up")
    assert "agreed" not in chart.explanation


def test_the_funnel_stands_beside_the_period_before() -> None:
    stages = (FunnelStage(None, 30, 61), FunnelStage("MQL", 0, 2))
    chart = funnel_chart(FunnelChart(OCTOBER, stages), TODAY)
    assert chart.title == "Funnel in October"
    assert [(bar.label, bar.words) for bar in chart.bars] == [
        ("Arrived", "30 · 61 in September"),
        ("MQL", "0 · 2 in September"),
    ]
    assert chart.table.columns == ("Stage", "October, to date", "September")
    assert chart.table.rows == (("Arrived", "30", "61"), ("MQL", "0", "2"))


def test_nothing_is_said_in_words() -> None:
    assert not depth_chart(DepthChart(OCTOBER, (), (5,)), TODAY).has_values
    empty = funnel_chart(FunnelChart(OCTOBER, (FunnelStage(None, 0, 0),)), TODAY)
    assert not empty.has_values
    assert empty.empty == "No lead reached a stage in this period."


def test_the_keyboard_reads_the_bars(view: BarsView) -> None:
    read: list[str] = []
    view.read.connect(read.append)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert read == [
        "1 attempt; 40 reached, 2 given up",
        "2 attempts; 12 reached",
        "7 or more; 2 reached, 3 given up",
        "",
    ]
    assert view.accessibleName() == "Depth of the follow-up in October"


def test_the_mouse_reads_the_bar_under_it(view: BarsView) -> None:
    QTest.mouseMove(view, QPoint(200, 40))
    assert view.readout() == "1 attempt; 40 reached, 2 given up"
    QTest.mouseMove(view, QPoint(200, 5))
    assert view.readout() == ""


def test_a_bar_is_as_long_as_its_number(view: BarsView) -> None:
    theme, picture = tokens.current(), view.grab().toImage()
    scale = picture.devicePixelRatio()
    kept = theme.color("kept").rgb()

    def length(row: int) -> int:
        y = round((24 + (row + 0.5) * (260 - 24) / 7) * scale)
        return sum(picture.pixel(x, y) == kept for x in range(picture.width()))

    assert length(0) > 3 * length(1) > 3 * length(2) > 0
    assert length(0) / length(1) == pytest.approx(40 / 12, rel=0.05)
