"""The panel behind a figure: what it says, how it is counted, and the rows it was counted from."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app import words
from app.changes import Progress
from app.model.clocks import ClockState
from app.model.people import Side
from app.rules.numbers import compliance_text, counts
from app.rules.periods import Period, period_name
from app.services import rows
from app.services.clock_lines import ClockLine
from app.services.items import ItemKey
from app.services.overview import CommitmentLine, Overview
from app.services.rows import Behind, MarkLine, OpenClocks
from app.services.workspaces import Workspace
from ui.bridge import now_ms
from ui.jobs import Latest
from ui.page import Frame
from ui.panels.rows_columns import RowColumns
from ui.panels.standing import interval_sentence
from ui.widgets.button import Button
from ui.widgets.cells import RowsModel
from ui.widgets.label import Label, Role
from ui.widgets.panel import SidePanel
from ui.widgets.table import TableView


@dataclass(frozen=True)
class OfCommitment:
    """Asks for the rows behind one commitment in a period."""

    code: str
    period: Period


@dataclass(frozen=True)
class OfSide:
    """Asks for the commitments behind a side's figure, or (None) behind the compliance of both."""

    side: Side | None


@dataclass(frozen=True)
class OfClocks:
    """Asks for the clocks that are open."""


Question = OfCommitment | OfSide | OfClocks


class RowsPanel(SidePanel):
    """Answers "where does this figure come from?", and stays true while it is open.

    `lead_opened` carries the id of a lead whose row was opened, `item_opened` the `ItemKey` of a deliverable or the
    `Figure` that was typed in.
    """

    lead_opened = Signal(object)
    item_opened = Signal(object)

    def __init__(self, frame: Frame, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("Rows", "Rows behind a figure"), parent)
        self._frame = frame
        self._workspace = workspace
        self._latest = Latest(frame.jobs)
        self._question: Question | None = None
        self._overview: Overview | None = None
        self._columns = RowColumns()
        self.figure = Label("", Role.FIGURE)
        self.formula = Label("", Role.SECONDARY, wrap=True)
        self.note = Label("", Role.CAPTION, wrap=True)
        for label in (self.figure, self.formula):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        columns = self._columns
        self.clocks = RowsModel(columns.clocks(), _key_of_clock, self)
        self.open_clocks = RowsModel(columns.open_clocks(), _key_of_clock, self)
        self.items = RowsModel(columns.items(), _key_of_clock, self)
        self.marks = RowsModel(columns.marks(), _key_of_mark, self)
        self.readings = RowsModel(columns.readings(), _key_of_mark, self)
        self.commitments = RowsModel(columns.commitments(), lambda row: row.code, self)
        self._models = (
            *(self.clocks, self.open_clocks, self.items),
            *(self.marks, self.readings, self.commitments),
        )
        self._tables = QStackedWidget()
        for model in self._models:
            table = TableView(_tr("Rows behind the figure"), rows="tall")
            table.setModel(model)
            table.opened.connect(self._open)
            self._tables.addWidget(table)
        self._tables.setMinimumHeight(220)
        self._back = Button(_tr("Back"), "arrow-left", kind="quiet")
        self._back.clicked.connect(self._go_back)
        self._back.hide()
        self._copy = Button(_tr("Copy the rows"), "copy")
        self._copy.clicked.connect(self.copy)
        actions = QHBoxLayout()
        actions.addWidget(self._back)
        actions.addStretch(1)
        actions.addWidget(self._copy)
        self.body.addWidget(self.figure)
        self.body.addWidget(self.formula)
        self.body.addWidget(self._tables, 1)
        self.body.addWidget(self.note)
        self.body.addLayout(actions)
        self._came_from: Question | None = None

    @property
    def table(self) -> TableView:
        """The table shown now."""
        shown = self._tables.currentWidget()
        assert isinstance(shown, TableView)  # noqa: S101 - nothing else was put in
        return shown

    @property
    def question(self) -> Question | None:
        """What the panel answers now; None while it is closed."""
        return None if self.isHidden() else self._question

    def ask(
        self, question: Question, overview: Overview, came_from: Question | None = None
    ) -> None:
        """Open with the answer to a question."""
        self._question, self._came_from = question, came_from
        self._back.setVisible(came_from is not None)
        self.update_to(overview, opening=True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def update_to(self, overview: Overview, *, opening: bool = False) -> None:
        """Answer anew from other figures; rows keep their selection."""
        self._overview = overview
        self._columns.now, self._columns.zone = overview.now, overview.zone
        if not opening and self.isHidden():
            return
        match self._question:
            case OfSide(side):
                self._show_side(side, overview)
            case OfClocks():
                self._latest.run(self._read_clocks, self._show_clocks)
            case OfCommitment(code, period):
                self._latest.run(partial(self._read_behind, code, period), self._show_behind)

    def copy(self) -> None:
        """Put every row on the clipboard."""
        model = self.table.model()
        columns = range(model.columnCount())
        lines = [[str(model.headerData(c, Qt.Orientation.Horizontal)) for c in columns]]
        lines += [
            [str(model.index(row, c).data()) for c in columns] for row in range(model.rowCount())
        ]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
        self._frame.messages.notice(_tr("Copied."))

    def _read_behind(self, code: str, period: Period, _: Progress) -> Behind | None:
        return rows.behind(self._workspace, code, period)

    def _read_clocks(self, _: Progress) -> OpenClocks:
        return rows.open_clocks(self._workspace)

    def _show_behind(self, behind: Behind | None) -> None:
        if behind is None:
            self.close_panel()
            return
        line = behind.line
        self._columns.zone = behind.zone
        subtitle = f"{words.label(line.side)} · {period_name(behind.period)}"
        self._head(line.sentence, subtitle, line.figure, line.formula)
        notes = (interval_sentence(line), self._restated(behind), _cut(cut=behind.cut))
        self.note.setText(" ".join(filter(None, notes)))
        of_leads = line.commitment.kind.is_of_leads
        if line.commitment.kind.has_clocks:
            missed = (ClockState.OVERDUE, ClockState.LATE)
            ordered = sorted(behind.clocks, key=lambda clock: clock.state not in missed)
            self._show_rows(self.clocks if of_leads else self.items, ordered)
        else:
            self._show_rows(self.marks if of_leads else self.readings, behind.marks)

    def _restated(self, behind: Behind) -> str:
        """Say how entries made since have moved the figure of a closed period."""
        overview = self._overview
        if overview is None or overview.period != behind.period:
            return ""
        words = overview.restated.get(behind.line.code, "")
        return words and f"{words[:1].upper()}{words[1:]}."

    def _show_clocks(self, answer: OpenClocks) -> None:
        self._columns.zone, self._columns.now = answer.zone, now_ms()
        overview = self._overview
        running = 0 if overview is None else overview.clocks.running
        formula = _tr(
            "Duties to act whose due time lies ahead. Overdue and paused ones are listed too."
        )
        self._head(_tr("Clocks running"), _tr("Now"), f"{running:,}", formula)
        self.note.setText(_cut(cut=answer.cut))
        self._show_rows(self.open_clocks, answer.clocks)

    def _show_side(self, side: Side | None, overview: Overview) -> None:
        lines = [line for line in overview.commitments if side in (None, line.side)]
        formula = rows.compliance_formula(lines)
        period = period_name(overview.period)
        if side is None:
            self._head(
                _tr("SLA compliance"), period, compliance_text(overview.compliance.value), formula
            )
        else:
            figure = overview.sides[side]
            title = _tr("%1 keeps its commitments").replace("%1", words.label(side))
            kept = _tr("On track or met, of those with data.")
            self._head(title, period, counts(figure.kept, figure.with_data), f"{kept} {formula}")
        self.note.setText(_tr("Open a commitment to see its rows."))
        self._show_rows(self.commitments, lines)

    def _head(self, title: str, subtitle: str, figure: str, formula: str) -> None:
        self.open_with(title, subtitle)
        self.figure.setText(figure)
        self.formula.setText(formula)

    def _show_rows(self, model: RowsModel, found: Sequence[object]) -> None:  # type: ignore[type-arg]
        self._tables.setCurrentIndex(self._models.index(model))
        model.set_rows(found)
        self._copy.setEnabled(bool(found))
        self.note.setVisible(bool(self.note.text()))

    def _open(self, index: QModelIndex) -> None:
        row = self._models[self._tables.currentIndex()].row(index.row())
        match row:
            case ClockLine(lead_id=None):
                self.item_opened.emit(ItemKey(row.deliverable_id, row.code, row.occurrence))
            case MarkLine(lead_id=None):
                self.item_opened.emit(row.figure)
            case ClockLine() | MarkLine():
                self.lead_opened.emit(row.lead_id)
            case CommitmentLine() if self._overview is not None:
                asked = OfCommitment(row.code, self._overview.period)
                self.ask(asked, self._overview, came_from=self._question)

    def _go_back(self) -> None:
        if self._came_from is not None and self._overview is not None:
            self.ask(self._came_from, self._overview)


def _key_of_clock(row: ClockLine) -> Hashable:
    return (row.lead_id, row.deliverable_id, row.occurrence, row.code, row.start)


def _key_of_mark(row: MarkLine) -> Hashable:
    return (row.lead_id, row.at)


def _cut(*, cut: bool) -> str:
    text = _tr("Only the first %1 rows are shown.").replace("%1", f"{rows.MOST:,}")
    return text if cut else ""


_tr: Callable[[str], str] = partial(QCoreApplication.translate, "Rows")
