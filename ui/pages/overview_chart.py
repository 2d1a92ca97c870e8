"""The live chart in its card: which chart, by which buckets, drawn or as a table."""

from enum import StrEnum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app import words
from app.rules.periods import Period, PeriodKind
from app.services import activity_charts, charts
from app.services.activity_charts import DepthChart, FunnelChart
from app.services.charts import SpeedChart
from app.services.overview import Overview
from app.services.workspaces import Workspace
from ui import tokens
from ui.charts.bars import BarsView
from ui.charts.compliance import compliance_chart
from ui.charts.depth import depth_chart
from ui.charts.funnel import funnel_chart
from ui.charts.live_chart import LiveChart
from ui.charts.model import BarChart, Chart, Table
from ui.charts.pace import pace_chart
from ui.charts.speed import speed_chart
from ui.page import Frame
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.cells import Cell, Column, RowsModel
from ui.widgets.label import Label, Role
from ui.widgets.segmented import Segmented
from ui.widgets.table import TableView

BUCKETS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER)


class ChartKind(StrEnum):
    """The charts there are."""

    COMPLIANCE = "compliance"
    PACE = "pace"
    SPEED = "speed"
    DEPTH = "depth"
    FUNNEL = "funnel"

    @property
    def has_buckets(self) -> bool:
        """Whether it is drawn by weeks, months or quarters; the others show the period alone."""
        return self in (ChartKind.COMPLIANCE, ChartKind.SPEED)


More = SpeedChart | DepthChart | FunnelChart
"""What a chart shows that is not in the overview itself."""


def read_more(
    workspace: Workspace, kind: ChartKind, bucket: PeriodKind, period: Period
) -> More | None:
    """Read what the chart of `kind` needs beside the overview."""
    match kind:
        case ChartKind.SPEED:
            return charts.speed_chart(workspace, bucket, period)
        case ChartKind.DEPTH:
            return activity_charts.depth_chart(workspace, period)
        case ChartKind.FUNNEL:
            return activity_charts.funnel_chart(workspace, period)
        case _:
            return None


class ChartCard(Card):
    """Shows one of the charts; `asked` says that other data are wanted for it."""

    asked = Signal()

    def __init__(
        self, frame: Frame, kind: ChartKind, bucket: PeriodKind, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._frame = frame
        self._table_of: Table | None = None
        self.kind, self.bucket = kind, bucket
        self.title = Label("", Role.HEADING)
        self.words = Label("", Role.CAPTION, wrap=True)
        names = {
            ChartKind.COMPLIANCE: self.tr("Compliance"),
            ChartKind.PACE: self.tr("Pace"),
            ChartKind.SPEED: self.tr("Speed"),
            ChartKind.DEPTH: self.tr("Depth"),
            ChartKind.FUNNEL: self.tr("Funnel"),
        }
        self.kinds = Segmented(list(names.items()), kind, self.tr("Chart"))
        self.kinds.chosen.connect(self._choose_kind)
        self.buckets = Segmented(
            [(each, words.label(each)) for each in BUCKETS], bucket, self.tr("Chart by")
        )
        self.buckets.chosen.connect(self._choose_bucket)
        self.as_table = Button(self.tr("Show as a table"), "table", kind="icon")
        self.as_table.setCheckable(True)
        self.as_table.toggled.connect(self._turn)
        self.copy_button = Button(self.tr("Copy as a table"), "copy", kind="icon")
        self.copy_button.clicked.connect(self.copy)
        self.chart = LiveChart()
        self.bars = BarsView()
        self._drawn: QWidget = self.chart
        for drawn in (self.chart, self.bars):
            drawn.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            drawn.customContextMenuRequested.connect(self._offer)
        self.table = TableView(self.tr("The chart as a table"), rows="compact")
        self._stack = QStackedWidget()
        for shown in (self.chart, self.bars, self.table):
            self._stack.addWidget(shown)
        self._build()
        frame.theme.changed.connect(self._restyle)

    def _build(self) -> None:
        space = tokens.current().space
        heads = QVBoxLayout()
        heads.setSpacing(2)
        heads.addWidget(self.title)
        heads.addWidget(self.words)
        top = QHBoxLayout()
        top.setSpacing(space.s)
        top.addWidget(self.kinds)
        top.addStretch(1)
        top.addWidget(self.as_table)
        top.addWidget(self.copy_button)
        below = QHBoxLayout()
        below.setSpacing(space.s)
        below.addLayout(heads, 1)
        below.addWidget(self.buckets, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(top)
        self.body.addSpacing(space.xs)
        self.body.addLayout(below)
        self.body.addWidget(self._stack, 1)
        self.buckets.setVisible(self.kind.has_buckets)

    def show_data(self, overview: Overview, more: More | None) -> None:
        """Show other data in place."""
        match self.kind, more:
            case ChartKind.COMPLIANCE, _:
                self._show(compliance_chart(overview, self.bucket))
            case ChartKind.PACE, _:
                self._show(pace_chart(overview))
            case ChartKind.SPEED, SpeedChart():
                self._show(speed_chart(overview, more, self.bucket))
            case ChartKind.DEPTH, DepthChart():
                self._show(depth_chart(more, overview.today))
            case ChartKind.FUNNEL, FunnelChart():
                self._show(funnel_chart(more, overview.today))

    def _show(self, chart: Chart | BarChart) -> None:
        self.title.setText(chart.title)
        self.words.setText(chart.explanation)
        if isinstance(chart, BarChart):
            self.bars.show_chart(chart)
            self._drawn = self.bars
        else:
            self.chart.show_chart(chart)
            self._drawn = self.chart
        self._turn(self.as_table.isChecked())
        if chart.table != self._table_of:
            self._fill(chart.table)

    def _fill(self, table: Table) -> None:
        before = self._table_of
        self._table_of = table
        model = self.table.model()
        if before is None or before.columns != table.columns or not isinstance(model, RowsModel):
            columns = [_column(place, title) for place, title in enumerate(table.columns)]
            old, model = model, RowsModel(columns, lambda row: row[0], self)
            self.table.setModel(model)
            if old is not None:
                old.deleteLater()
        model.set_rows(table.rows)

    def copy(self) -> None:
        """Put the chart on the clipboard as a table."""
        if self._table_of is not None:
            QGuiApplication.clipboard().setText(self._table_of.as_text())
            self._frame.messages.notice(self.tr("Copied."))

    def _turn(self, shown: object) -> None:
        self._stack.setCurrentWidget(self.table if shown else self._drawn)

    def _choose_kind(self, kind: object) -> None:
        self.kind = ChartKind(str(kind))
        self.buckets.setVisible(self.kind.has_buckets)
        self.asked.emit()

    def _choose_bucket(self, bucket: object) -> None:
        self.bucket = PeriodKind(str(bucket))
        self.asked.emit()

    def _offer(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.as_table.accessibleName()).triggered.connect(self.as_table.toggle)
        menu.addAction(self.copy_button.accessibleName()).triggered.connect(self.copy)
        menu.popup(self._drawn.mapToGlobal(place))

    def _restyle(self) -> None:
        self.chart.restyle()
        self.bars.update()


def _column(place: int, title: str) -> Column[tuple[str, ...]]:
    def cell(row: tuple[str, ...]) -> Cell:
        return Cell(row[place], number=place > 0)

    return Column(title, cell, number=place > 0, width=120 if place else 220)
