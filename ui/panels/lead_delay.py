"""Where the time went between the arrival of a lead and the first conversation, and whose it was."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app import words
from app.model.people import Side
from app.rules.delay import Leg
from app.rules.numbers import duration_text
from ui import tokens
from ui.widgets.label import Label, Role
from ui.widgets.marks import paint_side_mark

_BAR = 10
_GAP = 2
_LEAST = 4
_FADED = 0.55
_MARK = 8

translate = QCoreApplication.translate


class DelayBar(QWidget):
    """The legs side by side, each as long as it took, in the colour of the side that had the lead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._legs: Sequence[Leg] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_legs(self, legs: Sequence[Leg]) -> None:
        """Show other legs; they are read aloud as their words."""
        self._legs = legs
        self.setAccessibleName(", ".join(map(leg_text, legs)))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the bar."""
        return QSize(120, _BAR)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the legs by the tokens of now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), _BAR / 2, _BAR / 2)
        painter.setClipPath(shape)
        whole = sum(leg.wall_ms for leg in self._legs) or 1
        room = self.width() - _GAP * (len(self._legs) - 1)
        room -= _LEAST * len(self._legs)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x, seen = 0.0, set[Side]()
        for leg in self._legs:
            width = _LEAST + room * leg.wall_ms / whole
            painter.setBrush(leg_color(leg, again=leg.side in seen))
            left = self.width() - x - width if mirrored else x
            painter.drawRect(QRectF(left, 0, width, _BAR))
            seen.add(leg.side)
            x += width + _GAP
        painter.end()


class _Mark(QWidget):
    """The mark of a side."""

    def __init__(self, side: Side) -> None:
        super().__init__()
        self._side = side
        self.setFixedSize(_MARK, _MARK + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = tokens.current()
        color = theme.color(self._side)
        box = QRectF(0, (self.height() - _MARK) / 2, _MARK, _MARK)
        paint_side_mark(painter, box, self._side, color)
        painter.end()


class DelaySplit(QWidget):
    """The bar, and under it each leg in words: whose it was, and how long it took."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._legs: Sequence[Leg] = ()
        self.bar = DelayBar()
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.current().space.xs, 0, 0)
        column.setSpacing(tokens.current().space.s)
        column.addWidget(self.bar)
        column.addWidget(self._lines)
        measures = translate("DelaySplit", "Working time, and real time in brackets")
        column.addWidget(Label(measures, Role.TERTIARY, wrap=True))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.current().space.s)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)

    def show_legs(self, legs: Sequence[Leg], day_ms: int) -> None:
        """Show the legs of a lead; `day_ms` is the length of a working day."""
        if legs == self._legs:
            return
        self._legs = legs
        self.bar.show_legs(legs)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, leg in enumerate(legs):
            told = f"{words.label(leg.step)} · {leg.owner or words.label(leg.side)}"
            length = Label(_length(leg, day_ms), Role.CAPTION)
            self._grid.addWidget(_Mark(leg.side), row, 0)
            self._grid.addWidget(Label(told, Role.CAPTION, wrap=True), row, 1)
            self._grid.addWidget(length, row, 2, Qt.AlignmentFlag.AlignTrailing)


def leg_text(leg: Leg) -> str:
    """Say a leg in words, as a screen reader tells it."""
    return f"{words.label(leg.step)} {duration_text(leg.wall_ms)}"


def leg_color(leg: Leg, *, again: bool) -> QColor:
    """Give a leg's colour; the second of a side is fainter, so that the two are told apart."""
    color = tokens.current().color(leg.side)
    if again:
        color.setAlphaF(_FADED)
    return color


def _length(leg: Leg, day_ms: int) -> str:
    """Say how long a leg took, or takes so far: "3 h 10 min (1 day 2 h)"."""
    worked, real = duration_text(leg.working_ms, day_ms=day_ms), duration_text(leg.wall_ms)
    told = worked if worked == real else f"{worked} ({real})"
    so_far = translate("DelaySplit", "%1 so far")
    return told if leg.end is not None else so_far.replace("%1", told)
