"""The widget that draws a `BarChart`: bars below each other, read by mouse and keyboard."""

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import tokens
from ui.charts.model import Bar, BarChart
from ui.charts.painting import caption

_HIGHEST, _THICKEST = 34.0, 18.0
_LEGEND = 24.0
_GAP, _MARK = 12.0, 9.0
_LEAST_ROW = 16


class BarsView(QWidget):
    """Shows bars; Up, Down, Home and End move the readout, Esc takes it away.

    `read` carries the readout in words whenever it moves.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: BarChart | None = None
        self._at: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(240, 200))
        self.setMouseTracking(True)

    @property
    def chart(self) -> BarChart | None:
        """What is shown."""
        return self._chart

    def show_chart(self, chart: BarChart) -> None:
        """Show other values in place; the readout stays where it is while its bar exists."""
        self._chart = chart
        if self._at is not None and self._at >= len(chart.bars):
            self._at = None
        self.setAccessibleName(chart.title)
        self.setMinimumHeight(max(200, round(_LEGEND) + _LEAST_ROW * len(chart.bars)))
        self._tell()
        self.update()

    def readout(self) -> str:
        """Say what the readout shows, in one line; "" while there is none."""
        if self._chart is None or self._at is None:
            return ""
        bar = self._chart.bars[self._at]
        return f"{bar.label}; {bar.words}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chart, theme = self._chart, tokens.current()
        if chart is not None and chart.has_values:
            self._paint_legend(painter, chart)
            for place, bar in enumerate(chart.bars):
                self._paint_bar(painter, chart, bar, self._row(place), read=place == self._at)
        elif chart is not None:
            painter.setFont(caption())
            painter.setPen(theme.color("secondary"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, chart.empty)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _height(self, chart: BarChart) -> float:
        return min(_HIGHEST, (self.height() - _LEGEND) / max(len(chart.bars), 1))

    def _row(self, place: int) -> QRectF:
        chart = self._chart
        height = 0.0 if chart is None else self._height(chart)
        return QRectF(0, _LEGEND + place * height, self.width(), height)

    def _paint_legend(self, painter: QPainter, chart: BarChart) -> None:
        theme, metrics = tokens.current(), QFontMetricsF(caption())
        painter.setFont(caption())
        x, middle = self._label_width(chart) + _GAP, _LEGEND / 2 - 2
        for name, token in chart.legend:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(token))
            painter.drawRoundedRect(QRectF(x, middle - _MARK / 2, _MARK, _MARK), 2, 2)
            x = _legend_word(painter, metrics, name, x + _MARK + 5, middle)
        if chart.before:
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawLine(QLineF(x + 2, middle - 6, x + 2, middle + 6))
            _legend_word(painter, metrics, chart.before, x + 9, middle)

    def _paint_bar(
        self, painter: QPainter, chart: BarChart, bar: Bar, row: QRectF, *, read: bool
    ) -> None:
        theme = tokens.current()
        if read:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("subtle"))
            painter.drawRoundedRect(row.adjusted(2, 0, -2, 0), 4, 4)
        width = self._label_width(chart)
        painter.setFont(caption(strong=bar.noted))
        painter.setPen(theme.color("text" if bar.noted else "secondary"))
        middle = Qt.AlignmentFlag.AlignVCenter
        label = QRectF(0, row.top(), width, row.height())
        painter.drawText(label, Qt.AlignmentFlag.AlignRight | middle, bar.label)
        x, scale = width + _GAP, self._scale(chart)
        thick = min(_THICKEST, row.height() - 4)
        top = row.center().y() - thick / 2
        end = x
        for part in bar.parts:
            if part.value:
                box = QRectF(end, top, max(part.value * scale, 2.0), thick)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(part.token))
                painter.drawRoundedRect(box, 2, 2)
                end = box.right() + 1
        if bar.before is not None:
            at = x + bar.before * scale
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawLine(QPointF(at, top - 2), QPointF(at, top + thick + 2))
            end = max(end, at + 2)
        painter.setFont(caption())
        painter.setPen(theme.color("text"))
        words = QRectF(end + 8, row.top(), self.width() - end - 8, row.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | middle, bar.words)

    def _label_width(self, chart: BarChart) -> float:
        metrics = QFontMetricsF(caption(strong=True))
        return 8 + max((metrics.horizontalAdvance(bar.label) for bar in chart.bars), default=0.0)

    def _scale(self, chart: BarChart) -> float:
        """How long one is, so that the words of every bar still fit behind it."""
        metrics = QFontMetricsF(caption())
        room = self.width() - self._label_width(chart) - _GAP - 20
        ends = (
            (max(bar.value, bar.before or 0.0), metrics.horizontalAdvance(bar.words))
            for bar in chart.bars
        )
        return max(0.0, min((room - words) / end for end, words in ends if end))

    def _read_at(self, place: int | None) -> None:
        if place != self._at:
            self._at = place
            self._tell()
            self.update()

    def _tell(self) -> None:
        text, chart = self.readout(), self._chart
        self.setAccessibleDescription(text or ("" if chart is None else chart.explanation))
        self.read.emit(text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read out the bar under the mouse."""
        chart = self._chart
        if chart is None or not chart.has_values:
            return
        place = int((event.position().y() - _LEGEND) // max(self._height(chart), 1.0))
        self._read_at(place if 0 <= place < len(chart.bars) else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the readout away with the mouse."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._read_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the readout away."""
        super().focusOutEvent(event)
        self._read_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the readout."""
        chart = self._chart
        if chart is None or not chart.has_values:
            event.ignore()
            return
        last = len(chart.bars) - 1
        at = -1 if self._at is None else self._at
        to = {
            Qt.Key.Key_Up: max(at - 1, 0),
            Qt.Key.Key_Down: min(at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if to is not None:
            self._read_at(to)
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._read_at(None)
        else:
            event.ignore()


def _legend_word(
    painter: QPainter, metrics: QFontMetricsF, text: str, x: float, middle: float
) -> float:
    """Write a word of the legend; gives where the next one may begin."""
    painter.setPen(tokens.current().color("secondary"))
    width = metrics.horizontalAdvance(text)
    box = QRectF(x, middle - 8, width + 2, 16)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    return x + width + 16
