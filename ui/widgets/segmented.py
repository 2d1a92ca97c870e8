"""A row of choices of which exactly one holds."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui import fonts, tokens
from ui.fonts import Type

_HEIGHT = 34
_PAD = 13
_MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)


class _Segment(QAbstractButton):
    """One choice; rounded only where the row ends."""

    def __init__(self, key: object, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.first = self.last = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the row; buttons of a group would stop at its ends their own way."""
        if event.key() in _MOVES:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        widest = QFontMetricsF(fonts.font(Type.BODY_STRONG)).horizontalAdvance(self.text())
        return QSize(ceil(widest) + 2 * _PAD, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = tokens.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        starts, ends = (self.last, self.first) if right_to_left else (self.first, self.last)
        # neighbours share one line: each but the rightmost leaves its right edge to the next
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5 if ends else 0.5, -0.5)
        shape = _rounded(box, float(theme.radius.control), starts, ends)
        token = "accent_soft" if self.isChecked() else "subtle" if self.underMouse() else "surface"
        painter.setPen(QPen(theme.color("control_border"), 1))
        painter.setBrush(theme.color(token))
        painter.drawPath(shape)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        painter.setFont(fonts.font(Type.BODY_STRONG if self.isChecked() else Type.BODY))
        words = "tertiary" if not self.isEnabled() else "accent" if self.isChecked() else "text"
        painter.setPen(theme.color(words))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


def _rounded(box: QRectF, radius: float, left: bool, right: bool) -> QPainterPath:
    """Draw a box with only its left or right corners rounded."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(box, radius, radius)
    half = box.width() / 2
    if not left:
        path.addRect(QRectF(box.left(), box.top(), half, box.height()))
    if not right:
        path.addRect(QRectF(box.left() + half, box.top(), half, box.height()))
    return path.simplified()


class Segmented(QWidget):
    """Exclusive choices side by side; arrow keys move the choice. `chosen` carries the key."""

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[object, str]],
        current: object,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._segments: list[_Segment] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for key, text in choices:
            segment = _Segment(key, text, self)
            self._segments.append(segment)
            self._group.addButton(segment)
            self._row.addWidget(segment)
        self._segments[0].first = self._segments[-1].last = True
        self.choose(current)
        self._group.buttonToggled.connect(self._toggled)

    def current(self) -> object:
        """Give the key of the choice that holds."""
        return next(segment.key for segment in self._segments if segment.isChecked())

    def choose(self, key: object) -> None:
        """Make another choice hold; KeyError when there is none of that key."""
        for segment in self._segments:
            if segment.key == key:
                segment.setChecked(True)
                return
        raise KeyError(key)

    def set_text(self, key: object, text: str) -> None:
        """Say a choice differently (a period's name, a count)."""
        for segment in self._segments:
            if segment.key == key:
                segment.setText(text)
                segment.setAccessibleName(text)
                segment.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrow keys, Home and End."""
        at = next(i for i, segment in enumerate(self._segments) if segment.isChecked())
        forward = 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else -1
        last = len(self._segments) - 1
        to = {
            Qt.Key.Key_Right: at + forward,
            Qt.Key.Key_Left: at - forward,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if to is None:
            super().keyPressEvent(event)
            return
        segment = self._segments[min(max(to, 0), last)]
        segment.setChecked(True)
        segment.setFocus(Qt.FocusReason.TabFocusReason)

    def _toggled(self, segment: QAbstractButton, on: bool) -> None:
        if on and isinstance(segment, _Segment):
            self.chosen.emit(segment.key)
