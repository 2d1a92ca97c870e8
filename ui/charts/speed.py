"""How long leads wait for their first contact: the middle one, and the slowest tenth."""

from PySide6.QtCore import QCoreApplication

from app.model.columns import HOUR_MS, MINUTE_MS, Ms
from app.rules.numbers import duration_text
from app.rules.periods import PeriodKind
from app.rules.speed import Length
from app.services.charts import SpeedChart, SpeedPoint
from app.services.overview import Overview
from ui.charts import days
from ui.charts.model import Chart, Guide, Series, Spot, Table

_STEPS = (
    10 * MINUTE_MS,
    15 * MINUTE_MS,
    30 * MINUTE_MS,
    *(hours * HOUR_MS for hours in (1, 2, 4, 8, 16, 24, 40, 80, 160, 320, 640, 1280)),
)
_RULES = 5


def speed_chart(overview: Overview, speed: SpeedChart, kind: PeriodKind) -> Chart:
    """Draw the speed of the first contact by the buckets of `speed`."""
    now = days.day_of(overview.now, overview.zone)
    places = tuple(days.place(point.period, overview.today, now) for point in speed.points)
    levels = _levels(speed)
    begin = places[0].x if places else float(overview.period.first_day)
    end = places[-1].x if places else float(overview.period.last_day_exclusive)
    end = max(end, begin + 1)
    return Chart(
        title=_titles(kind),
        explanation=_tr(
            "Working time from handover to contact; leads still waiting too long stay in"
        ),
        places=places,
        series=(
            _series(_tr("9 of 10 within"), _tr("9 of 10: %1"), speed, slow=True),
            _series(_tr("Half within"), _tr("half: %1"), speed, slow=False),
        ),
        guides=tuple(
            Guide(_tr("agreed %1").replace("%1", name), "secondary", ((begin, ms), (end, ms)))
            for name, ms in speed.promised.items()
        ),
        fans=(),
        low=0.0,
        high=float(levels[-1]),
        levels=tuple((float(level), _text(level)) for level in levels),
        begin=begin,
        end=end,
        now=now if places and overview.today in speed.points[-1].period else None,
        ahead="",
        table=_table(overview, speed),
        empty=_tr("No lead was handed over yet."),
    )


def _titles(kind: PeriodKind) -> str:
    return {
        PeriodKind.WEEK: _tr("Speed of the first contact by week"),
        PeriodKind.MONTH: _tr("Speed of the first contact by month"),
    }.get(kind, _tr("Speed of the first contact by quarter"))


def _series(name: str, label: str, speed: SpeedChart, *, slow: bool) -> Series:
    token, mark = ("tertiary", "marketing") if slow else ("sales", "sales")
    lengths = [_length(point, slow=slow) for point in speed.points]
    spots = tuple(
        Spot(
            None if length is None else float(length.ms),
            _words(length),
            _counts(point) if slow else (),
            at_least=length is not None and length.at_least,
        )
        for point, length in zip(speed.points, lengths, strict=True)
    )
    last = next((length for length in reversed(lengths) if length is not None), None)
    return Series(name, token, mark, spots, label.replace("%1", _words(last)))


def _length(point: SpeedPoint, *, slow: bool) -> Length | None:
    if point.speed is None:
        return None
    return point.speed.slow if slow else point.speed.median


def _words(length: Length | None) -> str:
    if length is None:
        return _tr("no lead handed over")
    text = _text(length.ms)
    return _tr("over %1").replace("%1", text) if length.at_least else text


def _text(ms: Ms) -> str:
    """Write working time in hours: a working day is no 24 hours, and "2 days" would mislead."""
    return "0" if ms == 0 else duration_text(ms, day_ms=10_000 * HOUR_MS)


def _counts(point: SpeedPoint) -> tuple[str, ...]:
    if point.speed is None:
        return ()
    reached = _tr("%1 contacted").replace("%1", f"{point.speed.done:,}")
    if not point.speed.waiting:
        return (reached,)
    waiting = _tr("%1 waiting too long").replace("%1", f"{point.speed.waiting:,}")
    return (f"{reached}, {waiting}",)


def _levels(speed: SpeedChart) -> list[Ms]:
    values = [
        length.ms
        for point in speed.points
        for slow in (True, False)
        if (length := _length(point, slow=slow)) is not None
    ]
    most = max([HOUR_MS, *values, *speed.promised.values()])
    step = next((each for each in _STEPS if most * 1.08 <= each * _RULES), most)
    rules = [0]
    while rules[-1] < most * 1.04:
        rules.append(rules[-1] + step)
    return rules


def _table(overview: Overview, speed: SpeedChart) -> Table:
    rows = tuple(
        (
            days.heading(point.period, overview.today),
            _words(_length(point, slow=False)),
            _words(_length(point, slow=True)),
            "" if point.speed is None else f"{point.speed.done:,}",
            "" if point.speed is None else f"{point.speed.waiting:,}",
        )
        for point in reversed(speed.points)
    )
    columns = (
        _tr("Handed over"),
        _tr("Half within"),
        _tr("9 of 10 within"),
        _tr("Contacted"),
        _tr("Waiting too long"),
    )
    return Table(columns, rows)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Charts", text)
