"""The live chart in its card: which chart, by which buckets, drawn or as a table."""

from enum import StrEnum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app import words
from app.rules.periods import PeriodKind
from app.services.charts import SpeedChart
from app.services.overview import Overview
from ui.charts.compliance import compliance_chart
from ui.charts.live_chart import LiveChart
from ui.charts.model import Chart, Table
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
        self.chart.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.chart.customContextMenuRequested.connect(self._offer)
        self.table = TableView(self.tr("The chart as a table"), rows="compact")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.table)
        self._build()
        frame.theme.changed.connect(self._restyle)

    def _build(self) -> None:
        heads = QVBoxLayout()
        heads.setSpacing(2)
        heads.addWidget(self.title)
        heads.addWidget(self.words)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.kinds)
        top.addStretch(1)
        top.addWidget(self.buckets)
        top.addWidget(self.as_table)
        top.addWidget(self.copy_button)
        kept = self.buckets.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.buckets.setSizePolicy(kept)
        self.body.addLayout(top)
        self.body.addSpacing(4)
        self.body.addLayout(heads)
        self.body.addWidget(self._stack, 1)
        self.buckets.setVisible(self.kind is not ChartKind.PACE)

    def show_data(self, overview: Overview, speed: SpeedChart | None) -> None:
        """Show other data in place."""
        match self.kind:
            case ChartKind.COMPLIANCE:
                self._show(compliance_chart(overview, self.bucket))
            case ChartKind.PACE:
                self._show(pace_chart(overview))
            case ChartKind.SPEED if speed is not None:
                self._show(speed_chart(overview, speed, self.bucket))

    def _show(self, chart: Chart) -> None:
        self.title.setText(chart.title)
        self.words.setText(chart.explanation)
        self.chart.show_chart(chart)
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
        self._stack.setCurrentWidget(self.table if shown else self.chart)

    def _choose_kind(self, kind: object) -> None:
        self.kind = ChartKind(str(kind))
        self.buckets.setVisible(self.kind is not ChartKind.PACE)
        self.asked.emit()

    def _choose_bucket(self, bucket: object) -> None:
        self.bucket = PeriodKind(str(bucket))
        self.asked.emit()

    def _offer(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.as_table.accessibleName()).triggered.connect(self.as_table.toggle)
        menu.addAction(self.copy_button.accessibleName()).triggered.connect(self.copy)
        menu.popup(self.chart.mapToGlobal(place))

    def _restyle(self) -> None:
        self.chart.restyle()


def _column(place: int, title: str) -> Column[tuple[str, ...]]:
    def cell(row: tuple[str, ...]) -> Cell:
        return Cell(row[place], number=place > 0)

    return Column(title, cell, number=place > 0, width=120 if place else 220)
