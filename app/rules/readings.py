"""What typed figures count as in the commitments that promise them (MEASURES, Compliance)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.clocks import Verdict
from app.rules.clocks import MarkColumns
from app.rules.duties import VERDICTS
from app.rules.histories import NOBODY
from app.rules.periods import Period, PeriodKind, bounds, period_of
from app.rules.terms import Terms


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure called `title` of the period that begins on `first_day` (ordinal), in thousandths."""

    title: str
    cadence: Cadence
    first_day: int
    level: int

    @property
    def period(self) -> Period:
        """The whole period it is of."""
        return period_of(PeriodKind(self.cadence), self.first_day)


def promises_figure(commitment: Commitment, title: str, cadence: Cadence) -> bool:
    """Whether the commitment is about the figures of this title and cadence."""
    is_reading = commitment.kind is CommitmentKind.READING
    return is_reading and commitment.title == title and commitment.cadence == cadence


def verdict(commitment: Commitment, level: int) -> Verdict:
    """Whether a figure is at least (or at most) what was promised."""
    promised = commitment.level or 0
    kept = level <= promised if commitment.at_most else level >= promised
    return Verdict.KEPT if kept else Verdict.MISSED


def promises_of(
    terms: Terms, title: str, cadence: Cadence, period: Period
) -> list[tuple[int, Commitment]]:
    """The promises about a period's figure with their row ids: those in force as the period ends."""
    version = terms.in_force(bounds(period, terms.zone)[1] - 1)
    stated = () if version is None else version.commitments.items()
    return [each for each in stated if promises_figure(each[1], title, cadence)]


def marks(figures: Iterable[Figure], terms: Terms) -> MarkColumns:
    """A mark for each figure in each promise about it, made in the last millisecond of its period."""
    rows = [
        (
            commitment_id,
            bounds(figure.period, terms.zone)[1] - 1,
            figure.period.last_day_exclusive - 1,
            VERDICTS.index(verdict(commitment, figure.level)),
        )
        for figure in figures
        for commitment_id, commitment in promises_of(
            terms, figure.title, figure.cadence, figure.period
        )
    ]
    commitment, at, day, code = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    nobody = np.full(len(rows), NOBODY, dtype=np.int64)
    return MarkColumns(commitment, nobody, nobody, at, day, code.astype(np.int8))
