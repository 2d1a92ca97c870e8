"""Compliance of both sides by bucket, against the agreed line, with the rest of the period's forecast."""

from fractions import Fraction
from math import floor

from PySide6.QtCore import QCoreApplication

from app import words
from app.model.people import Side
from app.rules.figure_words import figure_text
from app.rules.numbers import compliance_text, percent
from app.rules.periods import PeriodKind
from app.services.charts import Point
from app.services.overview import Overview
from ui.charts import days
from ui.charts.model import Chart, Fan, Guide, Series, Spot, Table

_LEAST_RANGE = 0.2
_FINE, _MIDDLE = 0.25, 0.5


def compliance_chart(overview: Overview, kind: PeriodKind) -> Chart:
    """Draw the overview's points."""
    now = days.day_of(overview.now, overview.zone)
    places = tuple(days.place(point.period, overview.today, now) for point in overview.points)
    runs = overview.today in overview.period
    end = float(overview.period.last_day_exclusive) if runs else _last_end(overview)
    begin = places[0].x if places else float(overview.period.first_day)
    guides = _guides(overview, [place.x for place in places], end)
    fans = _fans(overview, now, end) if runs else ()
    low, levels = _levels(overview, guides, fans)
    last_day = days.date_text(overview.period.last_day_exclusive - 1)
    return Chart(
        title=_titles(kind),
        explanation=_tr("Share of the weighted commitments kept by each side"),
        places=places,
        series=tuple(_series(side, overview) for side in Side),
        guides=guides,
        fans=fans,
        low=low,
        high=1.0,
        levels=levels,
        begin=begin,
        end=max(end, begin + 1),
        now=now if runs else None,
        ahead=_tr("likely by %1").replace("%1", last_day) if fans else "",
        table=_table(overview),
        empty=_tr("Nothing has fallen due yet."),
    )


def _last_end(overview: Overview) -> float:
    points = overview.points
    if not points:
        return float(overview.period.last_day_exclusive)
    last = points[-1].period
    return (last.first_day + last.last_day_exclusive) / 2


def _titles(kind: PeriodKind) -> str:
    return {
        PeriodKind.WEEK: _tr("SLA compliance by week"),
        PeriodKind.MONTH: _tr("SLA compliance by month"),
    }.get(kind, _tr("SLA compliance by quarter"))


def _series(side: Side, overview: Overview) -> Series:
    name = words.label(side)
    spots = tuple(_spot(point, side, overview) for point in overview.points)
    shares = [point.sides[side].value for point in overview.points]
    last = next((share for share in reversed(shares) if share is not None), None)
    label = name if last is None else f"{name} {percent(last, whole=True)}"
    return Series(name, side.value, side.value, spots, label)


def _spot(point: Point, side: Side, overview: Overview) -> Spot:
    share = point.sides[side].value
    names = {line.code: line.name for line in overview.commitments}
    counts = tuple(
        f"{names.get(code, code)}: {figure_text(each)}"
        for code, each in point.fulfilments.items()
        if each.commitment.side is side
    )
    return Spot(None if share is None else float(share), compliance_text(share), counts)


def _guides(overview: Overview, xs: list[float], end: float) -> tuple[Guide, ...]:
    """The agreed line; one for each side where they agreed to different shares."""
    agreed = {side: [point.sides[side].agreed for point in overview.points] for side in Side}
    lasts = {side: _last(line) for side, line in agreed.items()}
    shown = {side: last for side, last in lasts.items() if last is not None}
    if len({percent(last, whole=True) for last in shown.values()}) == 1:
        shown = dict(list(shown.items())[:1])
    guides = []
    for side, last in shown.items():
        known = [(x, float(y)) for x, y in zip(xs, agreed[side], strict=True) if y is not None]
        guides.append(
            Guide(
                label=_tr("agreed %1").replace("%1", percent(last, whole=True)),
                token="secondary" if len(shown) == 1 else side.value,
                points=(*known, (end, known[-1][1])),
            )
        )
    return tuple(guides)


def _last(line: list[Fraction | None]) -> Fraction | None:
    return next((share for share in reversed(line) if share is not None), None)


def _fans(overview: Overview, now: float, end: float) -> tuple[Fan, ...]:
    fans = []
    for side, band in overview.likely.items():
        so_far = overview.sides[side].compliance.value
        if so_far is not None:
            fans.append(Fan(side.value, (now, float(so_far)), end, band.half, band.most))
    return tuple(fans)


def _levels(
    overview: Overview, guides: tuple[Guide, ...], fans: tuple[Fan, ...]
) -> tuple[float, tuple[tuple[float, str], ...]]:
    """Where the value axis begins, and its rules: close enough to tell the values apart, 100 % on top."""
    values = [
        float(share)
        for point in overview.points
        for share in (each.value for each in point.sides.values())
        if share is not None
    ]
    values += [y for guide in guides for _, y in guide.points]
    values += [y for fan in fans for y in (fan.start[1], *fan.most)]
    least = min([*values, 1 - _LEAST_RANGE])
    wide = 1 - least
    step = 5 if wide <= _FINE else 10 if wide <= _MIDDLE else 25
    low = max(0, floor((least - 0.02) * 100 / step) * step)
    return low / 100, tuple((each / 100, f"{each} %") for each in range(low, 101, step))


def _table(overview: Overview) -> Table:
    codes = list(dict.fromkeys(code for point in overview.points for code in point.fulfilments))
    names = {line.code: line.name for line in overview.commitments}
    rows = []
    for point in reversed(overview.points):
        shares = (point.sides[Side.MARKETING], point.sides[Side.SALES])
        counts = (
            figure_text(point.fulfilments[code]) if code in point.fulfilments else ""
            for code in codes
        )
        values = (each.value for each in shares)
        agreed = (each.agreed for each in shares)
        rows.append(
            (
                days.heading(point.period, overview.today),
                *(compliance_text(share) for share in values),
                *("" if share is None else percent(share) for share in agreed),
                *counts,
            )
        )
    columns = (
        _tr("Period"),
        words.label(Side.MARKETING),
        words.label(Side.SALES),
        _tr("Agreed, Marketing"),
        _tr("Agreed, Sales"),
        *(names.get(code, code) for code in codes),
    )
    return Table(columns, tuple(rows))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Charts", text)
