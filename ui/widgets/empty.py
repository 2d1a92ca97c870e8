"""What an empty page shows: a picture of what will be here, a sentence, and the next step."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import tokens
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.marks import State, paint_side_mark, state_colors

PictureKind = Literal["chart", "table", "cards"]
_SIZE = QSize(280, 150)


class Picture(QWidget):
    """A small drawing of the result, made of tokens alone."""

    def __init__(self, kind: PictureKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setFixedSize(_SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = tokens.current()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(box, theme.radius.card, theme.radius.card)
        {"chart": _chart, "table": _table, "cards": _cards}[self._kind](painter)
        painter.end()


def _bar(painter: QPainter, box: QRectF, token: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.current().color(token))
    painter.drawRoundedRect(box, 4, 4)


def _chart(painter: QPainter) -> None:
    theme = tokens.current()
    painter.setPen(QPen(theme.color("border"), 1))
    for y in (60, 90, 120):
        painter.drawLine(QPointF(20, y), QPointF(260, y))
    painter.setPen(QPen(theme.color("secondary"), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(20, 38), QPointF(260, 38))
    lines = {
        "marketing": (96, 80, 86, 62, 66, 46, 42),
        "sales": (122, 114, 100, 104, 82, 74, 56),
    }
    for side, heights in lines.items():
        color = theme.color(side)
        points = [QPointF(24 + 37 * i, y) for i, y in enumerate(heights)]
        painter.setPen(QPen(color, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        end = points[-1]
        paint_side_mark(painter, QRectF(end.x() - 4, end.y() - 4, 8, 8), side, color)


def _table(painter: QPainter) -> None:
    theme = tokens.current()
    states = (State.KEPT, State.AT_RISK, State.KEPT, State.MISSED)
    for row, (state, width) in enumerate(zip(states, (92, 110, 76, 100), strict=True)):
        y = 18 + row * 31
        _bar(painter, QRectF(20, y, width, 9), "control_border" if row == 0 else "border")
        _bar(painter, QRectF(144, y, 40, 9), "border")
        painter.setBrush(state_colors(state)[0])
        painter.drawRoundedRect(QRectF(206, y - 4, 54, 17), 8, 8)
        painter.setBrush(theme.color(state.value))
        painter.drawEllipse(QPointF(216, y + 4.5), 3.5, 3.5)
        if row < len(states) - 1:
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(20, y + 20), QPointF(260, y + 20))


def _cards(painter: QPainter) -> None:
    theme = tokens.current()
    for place in range(4):
        x, y = 20 + (place % 2) * 124, 18 + (place // 2) * 60
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("background"))
        painter.drawRoundedRect(QRectF(x, y, 116, 52), 6, 6)
        _bar(painter, QRectF(x + 10, y + 11, 52, 6), "border")
        _bar(painter, QRectF(x + 10, y + 26, 34, 14), "accent" if place == 0 else "control_border")


class EmptyState(QWidget):
    """Says what goes here and offers the next step."""

    def __init__(
        self,
        picture: PictureKind,
        heading: str,
        sentence: str,
        button: str = "",
        run: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(heading)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.heading = Label(heading, Role.TITLE)
        self.sentence = Label(sentence, Role.SECONDARY, wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        center = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.setSpacing(tokens.current().space.m)
        layout.addStretch()
        layout.addWidget(Picture(picture), 0, center)
        layout.addSpacing(tokens.current().space.s)
        layout.addWidget(self.heading, 0, center)
        layout.addWidget(self.sentence)
        if button and run is not None:
            self.button = Button(button, kind="primary")
            self.button.clicked.connect(run)
            layout.addSpacing(tokens.current().space.xs)
            layout.addWidget(self.button, 0, center)
        layout.addStretch()
