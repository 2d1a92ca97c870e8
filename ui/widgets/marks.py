"""States and sides as marks: told by shape and word first, by colour second."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ui import fonts, tokens
from ui.fonts import Type

PILL_HEIGHT = 20.0
_MARK = 9.0
_GAP = 5.0
_PAD = 9.0


class State(StrEnum):
    """How something stands; the words beside the mark are the page's own."""

    KEPT = "kept"
    AT_RISK = "at_risk"
    MISSED = "missed"
    RUNNING = "running"
    NONE = "none"


_MARKED = (State.KEPT, State.AT_RISK, State.MISSED)


def state_colors(state: State) -> tuple[QColor, QColor]:
    """Give the tint and the text colour of a state."""
    theme = tokens.current()
    if state in _MARKED:
        return theme.color(f"{state}_tint"), theme.color(f"{state}_text")
    return theme.color("subtle"), theme.color("secondary")


def paint_state_mark(painter: QPainter, box: QRectF, state: State, color: QColor) -> None:
    """Draw the tick, the diamond or the triangle of a state."""
    if state == State.KEPT:
        tick = [(0.05, 0.55), (0.38, 0.88), (1.0, 0.15)]
        painter.setPen(_pen(color, 1.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(_placed(tick, box))
        return
    shape = {
        State.AT_RISK: [(0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)],
        State.MISSED: [(0.0, 0.1), (1.0, 0.1), (0.5, 0.95)],
    }.get(state)
    if shape is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(_placed(shape, box))


def _placed(shape: Sequence[tuple[float, float]], box: QRectF) -> QPolygonF:
    """Stretch a shape drawn in a unit square over `box`."""
    return QPolygonF(
        [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in shape]
    )


def _pen(color: QColor, width: float) -> QPen:
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(color, width, Qt.PenStyle.SolidLine, round_cap, round_join)


def paint_side_mark(painter: QPainter, box: QRectF, side: str, color: QColor) -> None:
    """Draw the square of Marketing or the disc of Sales."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if side == "marketing":
        painter.drawRect(box)
    else:
        painter.drawEllipse(box)


def pill_size(text: str, state: State) -> QSizeF:
    """Measure a pill."""
    words = QFontMetricsF(fonts.font(Type.CAPTION_STRONG, tabular=True)).horizontalAdvance(text)
    mark = _MARK + _GAP if state in _MARKED else 0.0
    return QSizeF(words + mark + 2 * _PAD, PILL_HEIGHT)


def paint_pill(
    painter: QPainter, box: QRectF, text: str, state: State, direction: Qt.LayoutDirection
) -> None:
    """Draw a pill into `box`, its mark at the leading end; words that do not fit are elided."""
    tint, color = state_colors(state)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    radius = float(tokens.current().radius.pill)
    painter.drawRoundedRect(box, radius, radius)
    words = box.adjusted(_PAD, 0, -_PAD, 0)
    if state in _MARKED:
        right_to_left = direction == Qt.LayoutDirection.RightToLeft
        x = words.right() - _MARK if right_to_left else words.left()
        mark = QRectF(x, box.center().y() - _MARK / 2, _MARK, _MARK)
        paint_state_mark(painter, mark, state, color)
        shift = _MARK + _GAP
        words.adjust(0 if right_to_left else shift, 0, -shift if right_to_left else 0, 0)
    font = fonts.font(Type.CAPTION_STRONG, tabular=True)
    painter.setFont(font)
    painter.setPen(color)
    fitting = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, words.width() + 1)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, fitting)


def paint_series(
    painter: QPainter, box: QRectF, values: Sequence[float | None], color: QColor
) -> None:
    """Draw a sparkline over its whole range, its last point marked; None leaves a gap."""
    known = [value for value in values if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - one point is no line
        return
    low, high = min(known), max(known)
    inside = box.adjusted(3, 3, -3, -3)
    step = inside.width() / (len(values) - 1)

    def place(index: int, value: float) -> QPointF:
        share = (value - low) / (high - low) if high > low else 0.5
        return QPointF(inside.left() + index * step, inside.bottom() - share * inside.height())

    path, drawing, last = QPainterPath(), False, QPointF()
    for index, value in enumerate(values):
        if value is None:
            drawing = False
            continue
        last = place(index, value)
        if drawing:
            path.lineTo(last)
        else:
            path.moveTo(last)
        drawing = True
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(color, 1.5))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(last, 2.5, 2.5)
