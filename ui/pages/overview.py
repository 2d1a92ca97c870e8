"""The Overview: what both sides promised, what they keep, and what needs attention now, live."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.changes import Area, Change, Progress
from app.model.people import Side
from app.rules.periods import Period, PeriodKind
from app.services.overview import Overview, overview
from app.services.workspaces import Workspace
from ui import tokens
from ui.actions import Command, Menu
from ui.jobs import Latest
from ui.page import Frame, Page
from ui.pages.overview_attention import AttentionCard
from ui.pages.overview_cards import ClocksCard, ComplianceCard, SideCard
from ui.pages.overview_chart import BUCKETS, ChartCard, ChartKind, More, read_more
from ui.pages.overview_commitments import CommitmentsCard
from ui.pages.overview_period import KINDS, PeriodSwitch
from ui.panels.rows import OfClocks, OfCommitment, OfSide, Question, RowsPanel
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.scroll import ScrollColumn
from ui.widgets.skeleton import Skeleton

Choice = TypeVar("Choice", PeriodKind, ChartKind)

_NARROW = 860
_CARD_HEIGHT = 132
_CHART_HEIGHT = 332
_PANEL_WIDTH = 760


@dataclass(frozen=True)
class _Asked:
    """What is to be read."""

    kind: PeriodKind
    period: Period | None
    chart: ChartKind
    bucket: PeriodKind


@dataclass(frozen=True)
class _Read:
    """What was read."""

    overview: Overview
    more: More | None


class OverviewPage(Page):
    """Reads the overview in a quiet job and puts it in place; every figure opens the rows behind it."""

    areas = frozenset(
        {
            Area.LEADS,
            Area.CLOCKS,
            Area.DELIVERABLES,
            Area.AGREEMENT,
            Area.WORKSPACE,
            Area.TIME,
        }
    )

    def __init__(self, frame: Frame, workspace: Workspace) -> None:
        super().__init__(frame)
        self._workspace = workspace
        self._latest = Latest(frame.jobs)
        self._overview: Overview | None = None
        state = frame.state
        self.period = PeriodSwitch(
            _kept(state.choice("overview.period"), KINDS, PeriodKind.MONTH), self
        )
        self.chart = ChartCard(
            frame,
            _kept(state.choice("overview.chart"), tuple(ChartKind), ChartKind.COMPLIANCE),
            _kept(state.choice("overview.bucket"), BUCKETS, PeriodKind.WEEK),
        )
        self.compliance = ComplianceCard()
        self.sides = {side: SideCard(side) for side in Side}
        self.clocks = ClocksCard()
        self.attention = AttentionCard()
        self.commitments = CommitmentsCard(state)
        self._scroll = ScrollColumn(self.tr("Overview"))
        self._figures = QGridLayout()
        self._middle = QGridLayout()
        self._narrow: bool | None = None
        self._no_promise = EmptyState(
            "chart",
            self.tr("Nothing is promised yet"),
            self.tr("Here you will see, live, whether both sides keep what they promised."),
            self.tr("Write down the first promise"),
            self._write_promise,
        )
        self._no_leads = EmptyState(
            "chart",
            self.tr("No leads yet"),
            self.tr("The promises are written down. With leads, their clocks begin to run."),
            self.tr("Import leads"),
            self._import_leads,
        )
        self._states = QStackedWidget()
        self._skeleton = self._build_skeleton()
        self._build()
        self.panel = RowsPanel(frame, workspace, self)
        self._connect()

    def _build(self) -> None:
        space = tokens.current().space
        for grid in (self._figures, self._middle):
            grid.setSpacing(space.l)
            self._scroll.body.addLayout(grid)
        self._scroll.body.addWidget(self.commitments)
        self._scroll.body.setStretch(1, 1)
        for card in self._figure_cards():
            card.setMinimumHeight(_CARD_HEIGHT)
        self.chart.setMinimumHeight(_CHART_HEIGHT)
        for each in (self._skeleton, self._scroll, self._no_promise, self._no_leads):
            self._states.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._states)
        self._arrange()

    def _figure_cards(self) -> tuple[ComplianceCard | SideCard | ClocksCard, ...]:
        return (self.compliance, *self.sides.values(), self.clocks)

    def _build_skeleton(self) -> QWidget:
        """Give grey cards where the real ones will stand."""
        space = tokens.current().space
        skeleton = QWidget()
        layout = QVBoxLayout(skeleton)
        layout.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        layout.setSpacing(space.l)
        row = QHBoxLayout()
        row.setSpacing(space.l)
        for _ in range(4):
            card = Card()
            card.setMinimumHeight(_CARD_HEIGHT)
            card.body.addWidget(Skeleton(), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(card)
        layout.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(space.l)
        for stretch in (5, 3):
            card = Card()
            card.body.addWidget(Skeleton(5), 0, Qt.AlignmentFlag.AlignTop)
            below.addWidget(card, stretch)
        layout.addLayout(below, 1)
        return skeleton

    def _connect(self) -> None:
        self.period.changed.connect(self._ask)
        self.chart.asked.connect(self._ask)
        self.compliance.opened.connect(partial(self._explain, OfSide(None)))
        for side, card in self.sides.items():
            card.opened.connect(partial(self._explain, OfSide(side)))
        self.clocks.opened.connect(partial(self._explain, OfClocks()))
        self.commitments.opened_line.connect(self._explain_line)
        self.attention.lead_opened.connect(self._open_lead)
        self.attention.item_opened.connect(self._open_item)
        self.attention.all_asked.connect(partial(self._explain, OfClocks()))
        self.panel.lead_opened.connect(self._open_lead)
        self.panel.item_opened.connect(self._open_item)

    def controls(self) -> Sequence[QWidget]:
        """Give the period switcher."""
        return self.period.widgets()

    def commands(self) -> Sequence[Command]:
        """Give the ways through time and to the chart's table."""
        period = self.period
        return (
            Command(
                "overview.earlier",
                self.tr("Earlier period"),
                "chevron-left",
                period.go_earlier,
                "Alt+Left",
                enabled=lambda: period.can_go_earlier,
                menu=Menu.VIEW,
            ),
            Command(
                "overview.later",
                self.tr("Later period"),
                "chevron-right",
                period.go_later,
                "Alt+Right",
                enabled=lambda: period.can_go_later,
                menu=Menu.VIEW,
            ),
            Command(
                "overview.present",
                self.tr("Present period"),
                "clock",
                period.go_to_present,
                "Alt+Home",
                enabled=lambda: period.can_go_later,
                menu=Menu.VIEW,
            ),
            Command(
                "overview.table",
                self.tr("Show the chart as a table"),
                "table",
                self.chart.as_table.toggle,
                "Ctrl+T",
                menu=Menu.VIEW,
            ),
            Command("overview.copy", self.tr("Copy the chart as a table"), "copy", self.chart.copy),
        )

    def primary(self) -> str | None:
        """Log what was done."""
        figures = self._overview
        return "leads.log" if figures is None or self._is_full(figures) else None

    def leave(self) -> bool:
        """Close the panel."""
        if self.panel.isHidden():
            return False
        self.panel.close_panel()
        return True

    def refresh(self, change: Change | None) -> None:
        """Read the figures anew; what is shown stays until they are there."""
        asked = _Asked(self.period.kind, self.period.period, self.chart.kind, self.chart.bucket)
        self._latest.run(partial(self._read, asked), self._show)

    def _ask(self) -> None:
        """Read other figures than before, and remember the choice."""
        state = self.frame.state
        state.keep_choice("overview.period", self.period.kind)
        state.keep_choice("overview.chart", self.chart.kind)
        state.keep_choice("overview.bucket", self.chart.bucket)
        self.refresh(None)

    def _read(self, asked: _Asked, _: Progress) -> _Read:
        figures = overview(self._workspace, asked.kind, asked.bucket, period=asked.period)
        more = read_more(self._workspace, asked.chart, asked.bucket, figures.period)
        return _Read(figures, more)

    def _show(self, read: _Read) -> None:
        figures = read.overview
        self._overview = figures
        self.period.show_period(figures)
        for card in self._figure_cards():
            card.show_figures(figures)
        self.chart.show_data(figures, read.more)
        self.attention.show_attention(figures)
        self.commitments.show_lines(figures)
        self.panel.update_to(figures)
        self._states.setCurrentWidget(self._state_of(figures))
        self.frame.commands.refresh()
        self.primary_changed.emit()

    def _state_of(self, figures: Overview) -> QWidget:
        if not figures.has_agreement:
            return self._no_promise
        return self._scroll if self._is_full(figures) else self._no_leads

    def _is_full(self, figures: Overview) -> bool:
        """Whether there is anything to show figures of: leads, or promises about something else."""
        beside_leads = any(not line.commitment.kind.is_of_leads for line in figures.commitments)
        return figures.has_agreement and (figures.has_leads or beside_leads)

    def _explain(self, question: Question) -> None:
        if self._overview is not None:
            self.panel.ask(question, self._overview)
            self._place_panel()

    def _explain_line(self, code: object) -> None:
        if self._overview is not None:
            self._explain(OfCommitment(str(code), self._overview.period))

    def _open_lead(self, lead_id: object) -> None:
        self.frame.go("leads", lead_id)

    def _open_item(self, key: object) -> None:
        self.frame.go("deliverables", key)

    def _write_promise(self) -> None:
        self.frame.go("commitments", None)

    def _import_leads(self) -> None:
        self.frame.commands.run("file.import")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the cards in two rows where four beside each other would be too tight."""
        super().resizeEvent(event)
        self._arrange()
        self._place_panel()

    def _arrange(self) -> None:
        narrow = self.width() < _NARROW
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for place, card in enumerate(self._figure_cards()):
            row, column = divmod(place, 2 if narrow else 4)
            self._figures.addWidget(card, row, column)
        for column in range(4):
            self._figures.setColumnStretch(column, 0 if narrow and column > 1 else 1)
        self._middle.addWidget(self.chart, 0, 0)
        self._middle.addWidget(self.attention, 1 if narrow else 0, 0 if narrow else 1)
        self._middle.setColumnStretch(0, 5)
        self._middle.setColumnStretch(1, 0 if narrow else 3)

    def _place_panel(self) -> None:
        """Keep the panel along the end side, over the page."""
        gap = tokens.current().space.m
        width = min(_PANEL_WIDTH, self.width() - 2 * gap)
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = gap if right_to_left else self.width() - width - gap
        self.panel.setGeometry(left, gap, width, self.height() - 2 * gap)
        self.panel.raise_()


def _kept(text: str, choices: Sequence[Choice], default: Choice) -> Choice:
    """Give the choice remembered as `text`, or the default where none of that name is offered."""
    return next((each for each in choices if each.value == text), default)
