"""Typed figures as rows: a figure a row, its last periods as cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale

from app import words
from app.errors import Refusal
from app.model.cadence import Cadence
from app.model.clocks import Verdict
from app.rules.periods import Period, PeriodKind, period_name, period_of, previous
from app.services.readings import ReadingPeriod, ReadingSeries
from ui.widgets.cells import Cell, Column
from ui.widgets.marks import State
from ui.wording import locale

translate = QCoreApplication.translate

PERIODS = 12
"""So many periods back can be seen and typed."""
PERIOD_WIDTH, SIDE_WIDTH, TREND_WIDTH = 96, 104, 112
LEADING = 2
"""So many columns stand before the periods."""
_THOUSANDTHS = 3
_MOST = 10**12


@dataclass(frozen=True)
class AskedFigure:
    """A figure to be typed: of a period of a series, with what was typed already."""

    series: ReadingSeries
    first_day: int
    typed: str = ""


def level_text(level: int) -> str:
    """Write a figure given in thousandths as the person's locale does: "10,000", "4.5"."""
    exact = Decimal(level).scaleb(-_THOUSANDTHS).normalize()
    parts = max(-int(exact.as_tuple().exponent), 0)
    return locale().toString(float(exact), "f", parts)


def read_level(text: str) -> int:
    """Read a figure into thousandths, as the locale writes it or with a point.

    Raises Refusal, of the field "level".
    """
    plain = text.strip()
    if not plain:
        raise Refusal(translate("Readings", "Type the figure."), field="level")
    number: float
    number, readable = locale().toDouble(plain)
    if not readable:
        number, readable = QLocale.c().toDouble(plain)
    if not readable:
        sentence = translate("Readings", "“%1” is not a number. Write it like %2.")
        example = level_text(4500)
        raise Refusal(sentence.replace("%1", plain).replace("%2", example), field="level")
    if abs(number) >= _MOST:
        raise Refusal(translate("Readings", "That number is too large."), field="level")
    level: int = round(number * 10**_THOUSANDTHS)
    if abs(number * 10**_THOUSANDTHS - level) > 1e-6 * max(abs(number), 1.0):
        raise Refusal(translate("Readings", "Use at most three decimals."), field="level")
    return level


def last_periods(cadence: Cadence, today: int) -> tuple[Period, ...]:
    """List the last periods up to the present one, oldest first."""
    found = [period_of(PeriodKind(cadence), today)]
    while len(found) < PERIODS:
        found.append(previous(found[-1]))
    return tuple(reversed(found))


def period_at(series: ReadingSeries, first_day: int) -> ReadingPeriod:
    """Give a period of a series; one it says nothing of has no figure."""
    known = {period.first_day: period for period in series.periods}
    name = period_name(period_of(PeriodKind(series.cadence), first_day))
    return known.get(first_day) or ReadingPeriod(first_day, name, missing=False)


def columns(periods: Sequence[Period]) -> tuple[Column[ReadingSeries], ...]:
    """Give the columns of figures: what it is, from which side, its periods, its trend."""
    this_year = date.fromordinal(periods[-1].last_day_exclusive - 1).year
    return (
        Column(translate("Readings", "Figure"), _figure),
        Column(translate("Readings", "From"), _from, width=SIDE_WIDTH),
        *(
            Column(
                _heading(period, this_year),
                partial(_period, period.first_day, is_present=period == periods[-1]),
                width=PERIOD_WIDTH,
                hint=period_name(period),
            )
            for period in periods
        ),
        Column(translate("Readings", "Trend"), partial(_trend, periods), width=TREND_WIDTH),
    )


def _figure(series: ReadingSeries) -> Cell:
    told = " · ".join(filter(None, (series.code, series.target)))
    return Cell(series.title, told or translate("Readings", "no promise"), strong=True, hint=told)


def _from(series: ReadingSeries) -> Cell:
    return Cell() if series.side is None else Cell(words.label(series.side), side=series.side)


def _heading(period: Period, this_year: int) -> str:
    """Name a period shortly; the year stands with it when it is another one."""
    first = date.fromordinal(period.first_day)
    whole = period_name(period)
    if period.kind is PeriodKind.MONTH:
        month = locale().standaloneMonthName(first.month, QLocale.FormatType.ShortFormat)
        return month if first.year == this_year else f"{month} {first.year}"
    ends = f"{this_year}"
    return whole.removesuffix(ends).rstrip(" ,") or whole


def _period(first_day: int, series: ReadingSeries, *, is_present: bool) -> Cell:
    period = period_at(series, first_day)
    if period.missing:
        hint = translate("Readings", "%1 is over, and nobody typed this figure in.")
        text = translate("Readings", "missing")
        return Cell(text, state=State.AT_RISK, hint=hint.replace("%1", period.name))
    if period.level is None:
        hint = translate("Readings", "Type the figure of %1").replace("%1", period.name)
        text = translate("Readings", "type in") if is_present else "\N{EN DASH}"
        return Cell(text, quiet=True, hint=hint)
    text, hint = level_text(period.level), _told(period)
    if period.verdict is None:
        return Cell(text, hint=hint)
    kept = period.verdict is Verdict.KEPT
    return Cell(text, state=State.KEPT if kept else State.MISSED, hint=hint)


def _told(period: ReadingPeriod) -> str:
    late = translate("Readings", "written down late") if period.late else ""
    return " · ".join(filter(None, (period.by, period.note, late)))


def _trend(periods: Sequence[Period], series: ReadingSeries) -> Cell:
    known: Mapping[int, int | None] = {each.first_day: each.level for each in series.periods}
    levels = [known.get(period.first_day) for period in periods]
    typed = [level for level in levels if level is not None]
    if len(typed) < 2:  # noqa: PLR2004 - one point is no line
        return Cell()
    first = next(place for place, level in enumerate(levels) if level is not None)
    spoken = ", ".join(map(level_text, typed))
    return Cell(spoken, series=tuple(levels[first:]), hint=spoken)
