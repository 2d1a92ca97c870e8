"""How the counts of a period grow, against what was promised by each day."""

from math import ceil

from PySide6.QtCore import QCoreApplication

from app.services.charts import PaceLine
from app.services.overview import Overview
from ui.charts import days
from ui.charts.model import Chart, Guide, Place, Series, Spot, Table

_RULES = 4
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500)


def pace_chart(overview: Overview) -> Chart:
    """Draw the volumes of the overview's period."""
    period = overview.period
    now = days.day_of(overview.now, overview.zone)
    runs = overview.today in period
    known = {each.day for line in overview.pace for each in line.days}
    shown = [day for day in range(period.first_day, period.last_day_exclusive) if day in known]
    places = tuple(
        Place(now if day == overview.today else day + 1.0, days.date_text(day), _heading(day))
        for day in shown
    )
    levels = _levels(overview.pace)
    name = days.short_name(period, overview.today)
    return Chart(
        title=_tr("Pace in %1").replace("%1", name),
        explanation=_tr("What came so far, against what is promised by each day"),
        places=places,
        series=tuple(_series(line, shown) for line in overview.pace),
        guides=tuple(_guide(line, overview) for line in overview.pace),
        fans=(),
        low=0.0,
        high=float(levels[-1][0]),
        levels=tuple((float(level), f"{level:,}") for level in (each for each, _ in levels)),
        begin=float(period.first_day),
        end=float(period.last_day_exclusive),
        now=now if runs else None,
        ahead="",
        table=_table(overview, shown),
        empty=_tr("No number of leads is promised in this period."),
    )


def _heading(day: int) -> str:
    return days.date_text(day, "dddd d MMMM")


def _series(line: PaceLine, shown: list[int]) -> Series:
    by_day = {each.day: each for each in line.days}
    spots = []
    for day in shown:
        found = by_day.get(day)
        expected = "" if found is None else _number(float(found.expected))
        detail = (_tr("%1 promised by then").replace("%1", expected),) if expected else ()
        if found is None or found.count is None:
            spots.append(Spot(None, _tr("still to come"), detail))
        else:
            spots.append(Spot(float(found.count), f"{found.count:,}", detail))
    last = next((each.count for each in reversed(line.days) if each.count is not None), 0)
    return Series(
        line.name, line.side.value, line.side.value, tuple(spots), f"{line.name}: {last:,}"
    )


def _guide(line: PaceLine, overview: Overview) -> Guide:
    points = [(float(overview.period.first_day), 0.0)]
    points += [(each.day + 1.0, float(each.expected)) for each in line.days]
    label = _tr("promised %1").replace("%1", _number(float(line.promised)))
    return Guide(label, line.side.value, tuple(points), label_at_end=True)


def _number(amount: float) -> str:
    return f"{amount:,.0f}" if amount == round(amount) else f"{amount:,.1f}"


def _levels(lines: tuple[PaceLine, ...]) -> tuple[tuple[int, str], ...]:
    """Rules at round counts, the highest over everything drawn."""
    most = max(
        [
            1.0,
            *(float(line.promised) for line in lines),
            *(float(each.count or 0) for line in lines for each in line.days),
        ]
    )
    scale = 1
    while ceil(most / (_STEPS[-1] * scale)) > _RULES:
        scale *= 10
    step = next(each * scale for each in _STEPS if ceil(most * 1.04 / (each * scale)) <= _RULES + 1)
    rules = range(0, ceil(most * 1.04 / step) * step + 1, step)
    return tuple((each, f"{each:,}") for each in rules)


def _table(overview: Overview, shown: list[int]) -> Table:
    columns = [_tr("Day")]
    for line in overview.pace:
        columns += [line.name, _tr("%1, promised").replace("%1", line.name)]
    rows = []
    for day in shown:
        row = [_heading(day)]
        for line in overview.pace:
            found = next((each for each in line.days if each.day == day), None)
            came = None if found is None else found.count
            row.append("" if came is None else f"{came:,}")
            row.append("" if found is None else _number(float(found.expected)))
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Charts", text)
