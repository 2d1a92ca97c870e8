"""What the tables behind a figure show, one set of columns for each kind of row."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from app import words
from app.model.clocks import Verdict
from app.rules.numbers import percent
from app.rules.periods import PeriodKind, period_name, period_of
from app.rules.sentences import level_text
from app.services.clock_lines import ClockLine
from app.services.overview import CommitmentLine
from app.services.rows import MarkLine
from ui import wording
from ui.panels.standing import so_far, status_cell
from ui.widgets.cells import Cell, Column
from ui.widgets.marks import State

_VERDICTS = {Verdict.KEPT: State.KEPT, Verdict.MISSED: State.MISSED, Verdict.EXCUSED: State.NONE}
_NOTHING = "\N{EN DASH}"


class RowColumns:
    """The columns of every table; `zone` (IANA) and `now` (ms) are where and when its rows are seen."""

    zone = "UTC"
    now = 0

    def clocks(self) -> tuple[Column[ClockLine], ...]:
        """A lead's duty in a row, as it went."""
        return (
            Column(_tr("Lead"), lambda row: Cell(row.lead, row.company or "", strong=True)),
            Column(_tr("Owner"), lambda row: Cell(row.owner or _tr("nobody")), width=96),
            Column(_tr("Start and due"), self._span, width=158),
            Column(_tr("Stopped"), self._stop, width=132),
            Column(_tr("State"), self._state, width=184),
        )

    def open_clocks(self) -> tuple[Column[ClockLine], ...]:
        """Whatever somebody has to act on, in a row."""
        return (
            Column(_tr("Lead"), _open_name),
            Column(_tr("Duty"), lambda row: Cell(wording.duty_text(row)), width=132),
            Column(_tr("Owner"), lambda row: Cell(row.owner or _tr("nobody")), width=104),
            Column(_tr("Start and due"), self._span, width=158),
            Column(_tr("State"), self._state, width=184),
        )

    def items(self) -> tuple[Column[ClockLine], ...]:
        """A deliverable in a row."""
        return (
            Column(_tr("Deliverable"), lambda row: Cell(row.lead, item_period(row), strong=True)),
            Column(_tr("Owner"), lambda row: Cell(row.owner or _tr("nobody")), width=96),
            Column(_tr("Due"), self._due_day, width=132),
            Column(_tr("Delivered"), self._stop, width=132),
            Column(_tr("State"), self._state, width=184),
        )

    def marks(self) -> tuple[Column[MarkLine], ...]:
        """A lead that reached a stage, or a handover that was decided."""
        return (
            Column(_tr("Lead"), lambda row: Cell(row.lead, row.company or "", strong=True)),
            Column(_tr("Owner"), lambda row: Cell(row.owner or _tr("nobody")), width=96),
            Column(_tr("Source"), lambda row: Cell(row.source or ""), width=120),
            Column(_tr("When"), lambda row: Cell(self.when(row.at)), width=132),
            Column(_tr("Counts"), self._verdict, width=140),
        )

    def readings(self) -> tuple[Column[MarkLine], ...]:
        """A typed figure in a row."""
        return (
            Column(_tr("Reading"), _reading_name),
            Column(_tr("Figure"), _figure, number=True, width=140),
            Column(_tr("Counts"), self._verdict, width=160),
        )

    def commitments(self) -> tuple[Column[CommitmentLine], ...]:
        """A commitment in a row."""
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
            Column(_tr("Score"), _score, number=True, width=84),
            Column(_tr("Status"), status_cell, width=112),
        )

    def when(self, instant: int) -> str:
        """Write an instant where the rows are seen."""
        return wording.when(instant, self.zone)

    def _span(self, row: ClockLine) -> Cell:
        due = "" if row.due is None else _tr("due %1").replace("%1", self.when(row.due))
        return Cell(self.when(row.start), due)

    def _due_day(self, row: ClockLine) -> Cell:
        return Cell("" if row.due is None else wording.long_day(row.due, self.zone))

    def _stop(self, row: ClockLine) -> Cell:
        return Cell(_NOTHING if row.stop is None else self.when(row.stop), quiet=row.stop is None)

    def _state(self, row: ClockLine) -> Cell:
        text, state = wording.clock_text(row, self.now)
        return Cell(text, state=state)

    def _verdict(self, row: MarkLine) -> Cell:
        if row.at > self.now:
            return Cell(_tr("Counts later"), state=State.NONE)
        return Cell(words.label(row.verdict), state=_VERDICTS[row.verdict])


def item_period(row: ClockLine) -> str:
    """Name the period an item is promised for: "October 2026"; "" for one added by hand."""
    schedule = row.commitment.schedule
    if row.occurrence is None or schedule is None:
        return ""
    return period_name(period_of(PeriodKind(schedule.cadence), row.occurrence))


def _open_name(row: ClockLine) -> Cell:
    return Cell(row.lead, row.company or item_period(row), strong=True)


def _reading_name(row: MarkLine) -> Cell:
    period = "" if row.figure is None else period_name(row.figure.period)
    return Cell(row.lead, period, strong=True)


def _figure(row: MarkLine) -> Cell:
    text = _NOTHING if row.figure is None else level_text(row.figure.level)
    return Cell(text, number=True)


def _score(row: CommitmentLine) -> Cell:
    score = row.fulfilment.score
    return Cell(_NOTHING if score is None else percent(score), number=True, quiet=score is None)


_tr: Callable[[str], str] = partial(QCoreApplication.translate, "Rows")
