"""The one widget that draws a `Chart`: made once, updated in place, read by mouse and keyboard."""

from math import nan

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import fonts, tokens
from ui.charts import painting, readout
from ui.charts.model import Chart
from ui.charts.painting import Plane
from ui.fonts import Type

_TOP, _BOTTOM = 26.0, 26.0
_GAP = 10.0
_LEAST_RIGHT = 18.0


class LiveChart(pg.PlotWidget):  # type: ignore[misc]
    """Shows a chart; Left, Right, Home and End move the readout, Esc takes it away.

    `read` carries the readout in words whenever it moves.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._chart: Chart | None = None
        self._at: int | None = None
        self._lines: list[pg.PlotDataItem] = []
        # rules and words are painted anew each time: a cached background would stay behind
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        plot = self.getPlotItem()
        for side in ("left", "bottom"):
            plot.hideAxis(side)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        self._box = plot.getViewBox()
        self._box.setMouseEnabled(x=False, y=False)
        self._box.disableAutoRange()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(240, 200))
        self.setMouseTracking(True)
        self.setFrameShape(self.Shape.NoFrame)

    def sizeHint(self) -> QSize:
        """Give room for a dozen buckets."""
        return QSize(480, 200)

    @property
    def chart(self) -> Chart | None:
        """What is shown."""
        return self._chart

    def show_chart(self, chart: Chart) -> None:
        """Show other values in place; the readout stays where it is while its place exists."""
        if chart == self._chart:
            return
        self._chart = chart
        if self._at is not None and self._at >= len(chart.places):
            self._at = None
        self.setAccessibleName(chart.title)
        while len(self._lines) < len(chart.series):
            line = pg.PlotDataItem(connect="finite", antialias=True)
            self._lines.append(line)
            self.addItem(line)
        xs = [place.x for place in chart.places]
        for number, line in enumerate(self._lines):
            spots = chart.series[number].spots if number < len(chart.series) else ()
            values = [nan if spot.value is None else spot.value for spot in spots]
            if any(spot.value is not None for spot in spots):
                line.setData(xs, values)
            else:
                line.setData([], [])
        self._box.setRange(
            xRange=(chart.begin, chart.end), yRange=(chart.low, chart.high), padding=0
        )
        self.restyle()
        self._tell()

    def restyle(self) -> None:
        """Take the colours of the theme in use."""
        theme = tokens.current()
        chart = self._chart
        for number, line in enumerate(self._lines):
            if chart is not None and number < len(chart.series):
                line.setPen(pg.mkPen(theme.color(chart.series[number].token), width=2))
        self._lay_out()
        self.viewport().update()

    def readout(self) -> str:
        """Say what the readout shows, in one line; "" while there is none."""
        if self._chart is None or self._at is None:
            return ""
        words = [self._chart.places[self._at].heading]
        for each in self._chart.series:
            spot = each.spots[self._at]
            words.append(f"{each.name} {spot.words}")
            words.extend(spot.detail)
        return "; ".join(words)

    def _lay_out(self) -> None:
        """Leave room for the words round the values."""
        chart = self._chart
        if chart is None:
            return
        metrics = QFontMetricsF(fonts.font(Type.CAPTION, tabular=True))
        strong = QFontMetricsF(fonts.font(Type.CAPTION_STRONG, tabular=True))
        left = max((metrics.horizontalAdvance(text) for _, text in chart.levels), default=0) + _GAP
        wanted = 12 + max(
            (strong.horizontalAdvance(each.label) for each in chart.series), default=0.0
        )
        lasts = [
            place.x
            for each in chart.series
            for place, spot in zip(chart.places, each.spots, strict=True)
            if spot.value is not None
        ]
        last = max([chart.begin, *lasts, *(fan.end for fan in chart.fans)])
        free = (chart.end - last) / (chart.end - chart.begin)
        width = self.width() - left
        right = _LEAST_RIGHT
        if free < 1:
            right = max(right, (wanted - free * width) / (1 - free))
        ends = [g.label for g in chart.guides if g.label_at_end]
        if ends:
            right = max(right, 8 + max(metrics.horizontalAdvance(each) for each in ends))
        self.getPlotItem().layout.setContentsMargins(left, _TOP, right, _BOTTOM)

    def _plane(self) -> Plane:
        return Plane(self._box.sceneBoundingRect(), self._chart)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the rules, the forecast and the dashed lines under the values."""
        painter.fillRect(rect, tokens.current().color("surface"))
        if self._chart is not None:
            painting.under(painter, self._plane(), self._chart)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw marks, words and the readout over the values."""
        super().drawForeground(painter, rect)
        if self._chart is None:
            return
        plane = self._plane()
        painting.over(painter, plane, self._chart)
        if self._at is not None:
            readout.paint(painter, plane, self._chart, self._at, QRectF(self.rect()))
        if self.hasFocus():
            painter.setPen(QPen(tokens.current().color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lay the words out anew."""
        super().resizeEvent(event)
        if getattr(self, "_chart", None) is not None:
            self._lay_out()

    def close(self) -> bool:
        """Close as any widget does; pyqtgraph's own way pulls the scene from under late events."""
        return QWidget.close(self)

    def _read_at(self, place: int | None) -> None:
        if place != self._at:
            self._at = place
            self._tell()
            self.viewport().update()

    def _tell(self) -> None:
        text = self.readout()
        chart = self._chart
        self.setAccessibleDescription(text or ("" if chart is None else chart.explanation))
        self.read.emit(text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read out the place nearest to the mouse."""
        chart = self._chart
        if chart is None or not chart.places or not chart.has_values:
            return
        plane = self._plane()
        at = event.position().x()
        if not plane.box.left() - 12 <= at <= self.width():
            self._read_at(None)
            return
        distances = [abs(plane.x(place.x) - at) for place in chart.places]
        self._read_at(distances.index(min(distances)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the focus; there is nothing to drag."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing was dragged."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the readout away with the mouse."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._read_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take ring and readout away."""
        super().focusOutEvent(event)
        self._read_at(None)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the readout."""
        chart = self._chart
        if chart is None or not chart.places or not chart.has_values:
            event.ignore()
            return
        last = len(chart.places) - 1
        at = last + 1 if self._at is None else self._at
        to = {
            Qt.Key.Key_Left: max(at - 1, 0),
            Qt.Key.Key_Right: min(at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if to is not None:
            self._read_at(to)
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._read_at(None)
        else:
            event.ignore()
