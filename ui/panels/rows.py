"""The panel behind a figure: what it says, how it is counted, and the rows it was counted from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app import words
from app.changes import Progress
from app.model.clocks import ClockState, Verdict
from app.model.people import Side
from app.rules.numbers import compliance_text, counts, percent
from app.rules.periods import Period, period_name
from app.services import rows
from app.services.clock_lines import ClockLine
from app.services.overview import CommitmentLine, Overview
from app.services.rows import Behind, MarkLine, OpenClocks
from app.services.workspaces import Workspace
from ui import wording
from ui.bridge import now_ms
from ui.jobs import Latest
from ui.page import Frame
from ui.panels.standing import interval_sentence, so_far, status_cell
from ui.widgets.button import Button
from ui.widgets.cells import Cell, Column, RowsModel
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.panel import SidePanel
from ui.widgets.table import TableView

_VERDICTS = {Verdict.KEPT: State.KEPT, Verdict.MISSED: State.MISSED, Verdict.EXCUSED: State.NONE}


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

    `lead_opened` carries the id of a lead whose row was opened.
    """

    lead_opened = Signal(object)

    def __init__(self, frame: Frame, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("Rows", "Rows behind a figure"), parent)
        self._frame = frame
        self._workspace = workspace
        self._latest = Latest(frame.jobs)
        self._question: Question | None = None
        self._overview: Overview | None = None
        self._zone = "UTC"
        self._now = 0
        self.figure = Label("", Role.FIGURE)
        self.formula = Label("", Role.SECONDARY, wrap=True)
        self.note = Label("", Role.CAPTION, wrap=True)
        for label in (self.figure, self.formula):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.clocks = RowsModel(
            self._clock_columns(), lambda row: (row.lead_id, row.code, row.start), self
        )
        self.marks = RowsModel(self._mark_columns(), lambda row: (row.lead_id, row.at), self)
        self.commitments = RowsModel(self._commitment_columns(), lambda row: row.code, self)
        self._tables = QStackedWidget()
        for model, open_row in (
            (self.clocks, self._open_clock),
            (self.marks, self._open_mark),
            (self.commitments, self._open_commitment),
        ):
            table = TableView(_tr("Rows behind the figure"), rows="tall")
            table.setModel(model)
            table.opened.connect(open_row)
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
        self._overview, self._now, self._zone = overview, overview.now, overview.zone
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
        self._zone = behind.zone
        subtitle = f"{words.label(line.side)} · {period_name(behind.period)}"
        self._head(line.sentence, subtitle, line.figure, line.formula)
        self.note.setText(" ".join(filter(None, (interval_sentence(line), _cut(cut=behind.cut)))))
        if line.commitment.kind.has_clocks:
            missed = (ClockState.OVERDUE, ClockState.LATE)
            ordered = sorted(behind.clocks, key=lambda clock: clock.state not in missed)
            self._show_rows(self.clocks, ordered)
        else:
            self._show_rows(self.marks, behind.marks)

    def _show_clocks(self, answer: OpenClocks) -> None:
        self._zone, self._now = answer.zone, now_ms()
        overview = self._overview
        running = 0 if overview is None else overview.clocks.running
        formula = _tr(
            "Duties to act whose due time lies ahead. Overdue and paused ones are listed too."
        )
        self._head(_tr("Clocks running"), _tr("Now"), f"{running:,}", formula)
        self.note.setText(_cut(cut=answer.cut))
        self._show_rows(self.clocks, answer.clocks)

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
        place = (self.clocks, self.marks, self.commitments).index(model)
        self._tables.setCurrentIndex(place)
        model.set_rows(found)
        self._copy.setEnabled(bool(found))
        self.note.setVisible(bool(self.note.text()))

    def _open_clock(self, index: QModelIndex) -> None:
        self.lead_opened.emit(self.clocks.row(index.row()).lead_id)

    def _open_mark(self, index: QModelIndex) -> None:
        self.lead_opened.emit(self.marks.row(index.row()).lead_id)

    def _open_commitment(self, index: QModelIndex) -> None:
        overview = self._overview
        if overview is not None:
            code = self.commitments.row(index.row()).code
            self.ask(OfCommitment(code, overview.period), overview, came_from=self._question)

    def _go_back(self) -> None:
        if self._came_from is not None and self._overview is not None:
            self.ask(self._came_from, self._overview)

    def _clock_columns(self) -> tuple[Column[ClockLine], ...]:
        return (
            Column(_tr("Lead"), lambda row: Cell(row.lead, row.company or "", strong=True)),
            Column(_tr("Owner"), lambda row: Cell(row.owner or _tr("nobody")), width=96),
            Column(_tr("Start and due"), self._span_cell, width=158),
            Column(_tr("Stopped"), self._stop_cell, width=132),
            Column(_tr("State"), self._state_cell, width=184),
        )

    def _span_cell(self, row: ClockLine) -> Cell:
        due = "" if row.due is None else _tr("due %1").replace("%1", self._when(row.due))
        return Cell(self._when(row.start), due)

    def _stop_cell(self, row: ClockLine) -> Cell:
        return Cell(
            "\N{EN DASH}" if row.stop is None else self._when(row.stop), quiet=row.stop is None
        )

    def _state_cell(self, row: ClockLine) -> Cell:
        text, state = wording.clock_text(row, self._now)
        return Cell(text, state=state)

    def _mark_columns(self) -> tuple[Column[MarkLine], ...]:
        return (
            Column(_tr("Lead"), lambda row: Cell(row.lead, row.company or "", strong=True)),
            Column(_tr("Owner"), lambda row: Cell(row.owner or _tr("nobody")), width=96),
            Column(_tr("Source"), lambda row: Cell(row.source or ""), width=120),
            Column(_tr("When"), lambda row: Cell(self._when(row.at)), width=132),
            Column(_tr("Counts"), self._verdict_cell, width=140),
        )

    def _verdict_cell(self, row: MarkLine) -> Cell:
        return Cell(words.label(row.verdict), state=_VERDICTS[row.verdict])

    def _commitment_columns(self) -> tuple[Column[CommitmentLine], ...]:
        return (
            Column(
                _tr("Commitment"),
                lambda row: Cell(row.name, words.label(row.side), hint=row.sentence),
            ),
            Column(
                _tr("Weight"),
                lambda row: Cell(str(row.commitment.weight), number=True),
                number=True,
                width=72,
            ),
            Column(_tr("So far"), so_far, number=True, width=132),
            Column(_tr("Score"), _score_cell, number=True, width=84),
            Column(_tr("Status"), status_cell, width=112),
        )

    def _when(self, instant: int) -> str:
        return wording.when(instant, self._zone)


def _score_cell(row: CommitmentLine) -> Cell:
    score = row.fulfilment.score
    return Cell(
        "\N{EN DASH}" if score is None else percent(score), number=True, quiet=score is None
    )


def _cut(*, cut: bool) -> str:
    text = _tr("Only the first %1 rows are shown.").replace("%1", f"{rows.MOST:,}")
    return text if cut else ""


_tr: Callable[[str], str] = partial(QCoreApplication.translate, "Rows")
