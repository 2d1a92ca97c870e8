"""What stands round the values of a chart: rules, forecast, marks and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ui import fonts, tokens
from ui.charts.model import Chart, Fan, Guide, Series
from ui.fonts import Type
from ui.widgets.marks import paint_side_mark

_MARK, _LAST_MARK = 5.0, 9.0
_LINE = 16.0
_MOST_TINT, _HALF_TINT = 36, 52
_CROWDED = 20


@dataclass(frozen=True)
class Plane:
    """Where values stand on the screen: `box` is the room of the chart's whole range."""

    box: QRectF
    chart: Chart | None

    def x(self, value: float) -> float:
        """Give the place of a day."""
        chart = self.chart
        if chart is None:
            return self.box.left()
        share = (value - chart.begin) / (chart.end - chart.begin)
        return self.box.left() + share * self.box.width()

    def y(self, value: float) -> float:
        """Give the place of a value."""
        chart = self.chart
        if chart is None:
            return self.box.bottom()
        share = (value - chart.low) / (chart.high - chart.low)
        return self.box.bottom() - share * self.box.height()

    def point(self, x: float, y: float) -> QPointF:
        """Give the place of a value on a day."""
        return QPointF(self.x(x), self.y(y))


def caption(*, strong: bool = False) -> QFont:
    """Give the font of the words in a chart."""
    return fonts.font(Type.CAPTION_STRONG if strong else Type.CAPTION, tabular=True)


def under(painter: QPainter, plane: Plane, chart: Chart) -> None:
    """Draw the rules with their values, the days, the forecast, the dashed lines and now."""
    theme = tokens.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setFont(caption())
    box = plane.box
    for value, text in chart.levels:
        y = round(plane.y(value)) + 0.5
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(theme.color("secondary"))
        words = QRectF(0, y - _LINE / 2, box.left() - 8, _LINE)
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    _ticks(painter, plane, chart)
    for fan in chart.fans:
        _fan(painter, plane, fan)
    for guide in chart.guides:
        pen = QPen(theme.color(guide.token), 1.25, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([plane.point(x, y) for x, y in guide.points]))
    if chart.now is not None:
        x = round(plane.x(chart.now)) + 0.5
        painter.setPen(QPen(theme.color("control_border"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, box.top() - 4), QPointF(x, box.bottom()))
        _now_words(painter, plane, chart, x)


def _now_words(painter: QPainter, plane: Plane, chart: Chart, x: float) -> None:
    """Name the line of now above it, and what lies ahead beside it."""
    painter.setPen(tokens.current().color("secondary"))
    metrics = QFontMetricsF(caption())
    now = QCoreApplication.translate("Charts", "now")
    base = plane.box.top() - 4 - _LINE + metrics.ascent()
    width = metrics.horizontalAdvance(now)
    left = x - width - 6 if chart.ahead else x - width / 2
    painter.drawText(QPointF(left, base), now)
    painter.drawText(QPointF(x + 6, base), chart.ahead)


def _ticks(painter: QPainter, plane: Plane, chart: Chart) -> None:
    """Name the days from the last one backwards, as many as stand apart."""
    metrics = QFontMetricsF(caption())
    painter.setPen(tokens.current().color("secondary"))
    free = plane.box.right() + 40
    for place in reversed(chart.places):
        width = metrics.horizontalAdvance(place.tick)
        center = plane.x(place.x)
        left = center - width / 2
        if left + width + 14 <= free:
            painter.drawText(QPointF(left, plane.box.bottom() + 8 + metrics.ascent()), place.tick)
            free = left


def _fan(painter: QPainter, plane: Plane, fan: Fan) -> None:
    start = plane.point(*fan.start)
    for (low, high), tint in ((fan.most, _MOST_TINT), (fan.half, _HALF_TINT)):
        color = QColor(tokens.current().color(fan.token))
        color.setAlpha(tint)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        corners = [start, plane.point(fan.end, high), plane.point(fan.end, low)]
        painter.drawPolygon(QPolygonF(corners))
    painter.setPen(QPen(tokens.current().color(fan.token), 1.5))
    painter.setBrush(tokens.current().color("surface"))
    painter.drawEllipse(start, 3, 3)


def over(painter: QPainter, plane: Plane, chart: Chart) -> None:
    """Draw the marks of the values and the words beside lines."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    if not chart.has_values:
        painter.setFont(fonts.font(Type.BODY))
        painter.setPen(tokens.current().color("secondary"))
        painter.drawText(plane.box, Qt.AlignmentFlag.AlignCenter, chart.empty)
        return
    taken = _guide_labels(painter, plane, chart)
    for each in chart.series:
        _marks(painter, plane, chart, each)
    _series_labels(painter, plane, chart, taken)


def _marks(painter: QPainter, plane: Plane, chart: Chart, series: Series) -> None:
    color = tokens.current().color(series.token)
    known = [
        (place.x, spot)
        for place, spot in zip(chart.places, series.spots, strict=True)
        if spot.value is not None
    ]
    for number, (x, spot) in enumerate(known):
        last = number == len(known) - 1
        if len(known) > _CROWDED and not last:
            continue
        size = _LAST_MARK if last else _MARK
        at = plane.point(x, spot.value or 0.0)
        box = QRectF(at.x() - size / 2, at.y() - size / 2, size, size)
        if spot.at_least:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            tip = QPolygonF(
                [
                    QPointF(at.x() - 5, at.y() + 3),
                    QPointF(at.x() + 5, at.y() + 3),
                    QPointF(at.x(), at.y() - 6),
                ]
            )
            painter.drawPolygon(tip)
        else:
            paint_side_mark(painter, box, series.mark, color)


def _guide_labels(painter: QPainter, plane: Plane, chart: Chart) -> list[QRectF]:
    """Name the dashed lines over their beginning, or beside their end; give the room taken."""
    metrics = QFontMetricsF(caption())
    taken: list[QRectF] = []
    for guide in chart.guides:
        width = metrics.horizontalAdvance(guide.label)
        x, y = guide.points[-1] if guide.label_at_end else guide.points[0]
        at = plane.point(x, y)
        size = QSizeF(width, _LINE)
        if guide.label_at_end:
            box = QRectF(QPointF(at.x() + 6, at.y() - _LINE / 2), size)
        else:
            box = _clear_place(plane, chart, guide, at, size, taken)
        taken.append(box)
        painter.setFont(caption())
        painter.setPen(tokens.current().color(guide.token))
        painter.drawText(
            box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, guide.label
        )
    return taken


def _clear_place(
    plane: Plane, chart: Chart, guide: Guide, at: QPointF, size: QSizeF, taken: Sequence[QRectF]
) -> QRectF:
    """Find a place along a dashed line, above it or below, that no line and no other word crosses."""
    line = [plane.point(x, y) for x, y in guide.points]
    crossing = [*_polylines(plane, chart), line]
    final = line[-1].y()
    steps = 24
    for above in (True, False):
        for step in range(steps):
            x = at.x() + 4 + step * (plane.box.width() * 0.8 / steps)
            ys = [_height_at(plane, guide, x + part * size.width() / 4) for part in range(5)]
            if max(abs(y - final) for y in ys) > _LINE:
                continue  # an earlier agreement stood there
            y = min(ys) - size.height() - 2 if above else max(ys) + 3
            box = QRectF(QPointF(x, y), size)
            clear = not any(_crosses(each, box) for each in crossing)
            if clear and not any(box.intersects(other) for other in taken):
                return box
    return QRectF(QPointF(at.x() + 4, final - size.height()), size)


def _height_at(plane: Plane, guide: Guide, x: float) -> float:
    ys = [y for day, y in guide.points if plane.x(day) <= x]
    return plane.y(ys[-1] if ys else guide.points[0][1])


def _polylines(plane: Plane, chart: Chart) -> list[list[QPointF]]:
    return [
        [
            plane.point(place.x, spot.value)
            for place, spot in zip(chart.places, series.spots, strict=True)
            if spot.value is not None
        ]
        for series in chart.series
    ]


def _crosses(line: Sequence[QPointF], box: QRectF) -> bool:
    """Whether a line through these points passes through the box."""
    wide = box.adjusted(-4, -2, 4, 2)
    for first, second in pairwise(line):
        if second.x() < wide.left() or first.x() > wide.right():
            continue
        span = second.x() - first.x()
        ends = []
        for x in (max(first.x(), wide.left()), min(second.x(), wide.right())):
            share = (x - first.x()) / span if span else 0.0
            ends.append(first.y() + share * (second.y() - first.y()))
        if min(ends) <= wide.bottom() and max(ends) >= wide.top():
            return True
    return False


def _series_labels(painter: QPainter, plane: Plane, chart: Chart, taken: Sequence[QRectF]) -> None:
    """Name each line at its last value; names too close are moved apart."""
    metrics = QFontMetricsF(caption(strong=True))
    ends = {fan.token: plane.x(fan.end) for fan in chart.fans}
    wanted = []
    for each in chart.series:
        known = [
            (place.x, spot.value)
            for place, spot in zip(chart.places, each.spots, strict=True)
            if spot.value is not None
        ]
        if known:
            at = plane.point(*known[-1])
            left = max(at.x() + 10, ends.get(each.token, 0.0) + 8)
            room = QRectF(left, at.y(), metrics.horizontalAdvance(each.label), _LINE)
            wanted.append((left, _clear_height(plane, chart, room), each))
    wanted.sort(key=lambda one: one[1])
    heights = spread(
        [height for _, height, _ in wanted], _LINE, plane.box.top() + 4, plane.box.bottom() - 4
    )
    painter.setFont(caption(strong=True))
    surface = QColor(tokens.current().color("surface"))
    surface.setAlpha(190)
    for (left, _, each), y in zip(wanted, heights, strict=True):
        width = metrics.horizontalAdvance(each.label)
        box = QRectF(left, y - _LINE / 2, width, _LINE)
        for other in taken:
            if box.intersects(other):
                box.moveTop(other.bottom() if y >= other.center().y() else other.top() - _LINE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(surface)
        painter.drawRoundedRect(box.adjusted(-2, 1, 2, -1), 4, 4)
        painter.setPen(tokens.current().color(each.token))
        painter.drawText(
            box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, each.label
        )


def _clear_height(plane: Plane, chart: Chart, room: QRectF) -> float:
    """Find a height for a name, at the top of its room or near, where no dashed line strikes it out."""
    guides = [[plane.point(x, y) for x, y in guide.points] for guide in chart.guides]
    for shift in (0.0, 14.0, -14.0):
        box = room.translated(0, shift - _LINE / 2)
        if not any(_crosses(guide, box) for guide in guides):
            return room.top() + shift
    return room.top()


def spread(centers: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Move sorted places apart until each is `gap` from the next, within `top` and `bottom`.

    Places are moved as little as keeps their order; with too little room the last ones overrun.
    """
    placed: list[float] = []
    groups: list[list[float]] = []
    for center in centers:
        groups.append([center])
        while len(groups) > 1 and _start(groups[-1], gap) < _start(groups[-2], gap) + gap * len(
            groups[-2]
        ):
            last = groups.pop()
            groups[-1] += last
    for group in groups:
        start = min(max(_start(group, gap), top), max(top, bottom - gap * (len(group) - 1)))
        if placed:
            start = max(start, placed[-1] + gap)
        placed += [start + gap * place for place in range(len(group))]
    return placed


def _start(group: Sequence[float], gap: float) -> float:
    """Where a group of neighbours begins when it is centred on the places its members want."""
    return sum(group) / len(group) - gap * (len(group) - 1) / 2
