"""What is read out at one place of a chart: its values enlarged, and a box that says them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from ui import tokens
from ui.charts.model import Chart
from ui.charts.painting import Plane, caption
from ui.widgets.marks import paint_side_mark


def paint(painter: QPainter, plane: Plane, chart: Chart, at: int, whole: QRectF) -> None:
    """Draw a line at a place, its values enlarged, and a box that says them."""
    theme = tokens.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    place = chart.places[at]
    x = round(plane.x(place.x)) + 0.5
    painter.setPen(QPen(theme.color("control_border"), 1))
    painter.drawLine(QPointF(x, plane.box.top()), QPointF(x, plane.box.bottom()))
    for each in chart.series:
        value = each.spots[at].value
        if value is not None:
            y = plane.y(value)
            painter.setPen(QPen(theme.color("surface"), 2))
            color = theme.color(each.token)
            box = QRectF(x - 5.5, y - 5.5, 11, 11)
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(box.adjusted(-2, -2, 2, 2))
            paint_side_mark(painter, box, each.mark, color)
    _paint_box(painter, _lines_of(chart, at), x, whole)


@dataclass(frozen=True)
class _Line:
    text: str
    token: str
    mark: str = ""
    strong: bool = False


def _lines_of(chart: Chart, at: int) -> list[_Line]:
    lines = [_Line(chart.places[at].heading, "text", strong=True)]
    for each in chart.series:
        spot = each.spots[at]
        lines.append(_Line(f"{each.name} {spot.words}", each.token, each.mark, strong=True))
        lines += [_Line(detail, "secondary") for detail in spot.detail]
    return lines


def _paint_box(painter: QPainter, lines: Sequence[_Line], x: float, whole: QRectF) -> None:
    theme = tokens.current()
    pad, mark, line_height = 10.0, 14.0, 18.0
    width = 2 * pad + max(
        QFontMetricsF(caption(strong=line.strong)).horizontalAdvance(line.text)
        + (mark if not line.strong or line.mark else 0)
        for line in lines
    )
    width = min(width, whole.width() - 8)
    height = 2 * pad - 4 + line_height * len(lines)
    left = x + 14 if x + 14 + width <= whole.right() - 2 else x - 14 - width
    left = min(max(left, whole.left() + 2), whole.right() - 2 - width)
    box = QRectF(left, whole.top() + 6, width, min(height, whole.height() - 12))
    painter.setPen(QPen(theme.color("control_border"), 1))
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(box, theme.radius.control, theme.radius.control)
    y = box.top() + pad - 2
    for line in lines:
        font = caption(strong=line.strong)
        color = theme.color(line.token)
        start = box.left() + pad
        if line.mark:
            square = QRectF(start, y + (line_height - 8) / 2, 8, 8)
            paint_side_mark(painter, square, line.mark, color)
        if line.mark or not line.strong:
            start += mark
        painter.setFont(font)
        painter.setPen(color)
        room = QRectF(start, y, box.right() - pad - start + 1, line_height)
        text = QFontMetricsF(font).elidedText(
            line.text, Qt.TextElideMode.ElideRight, room.width() + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        y += line_height
