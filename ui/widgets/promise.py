"""A commitment as a line of the agreement: its code, its sentence, its marks and its weight."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from ui import tokens
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.pill import Pill
from ui.widgets.sentence import Sentence

_CODE_WIDTH = 32


class PromiseRow(QWidget):
    """Enter or a double click edits it, Delete ends it; an ended one only stands there."""

    edit_asked = Signal()
    end_asked = Signal()
    stepped = Signal(int)
    """Another row is wanted: 1 for the next one, -1 for the one before."""

    def __init__(
        self,
        code: str,
        text: str,
        strong: Sequence[str],
        weight: int,
        marks: Sequence[tuple[str, State]] = (),
        *,
        ended: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.code, self.ended = code, ended
        self.marks = tuple(words for words, _ in marks)
        self.sentence = Sentence(text, strong)
        if ended:
            self.sentence.strike()
        self._pills = QWidget()
        self._said = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pills = QHBoxLayout(self._pills)
        pills.setContentsMargins(0, 0, 0, 0)
        pills.setSpacing(space.s)
        for words, state in marks:
            pills.addWidget(Pill(words, state))
        pills.addStretch()
        self._said.setSpacing(space.s)
        self._said.addWidget(self.sentence)
        self._said.addWidget(self._pills, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(", ".join((code, text, *self.marks)))
        name = Label(code, Role.TERTIARY)
        name.setFixedWidth(_CODE_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(space.s, 3, space.xs, 3)
        row.setSpacing(space.s)
        row.addWidget(name)
        row.addLayout(self._said, 1)
        row.addWidget(Label(self.tr("weight %1").replace("%1", str(weight)), Role.CAPTION))
        self.edit = _action(self.tr("Edit %1 (Return)"), "pencil", code)
        self.end = _action(self.tr("End %1 (Delete)"), "x", code)
        self.edit.clicked.connect(self.edit_asked)
        self.end.clicked.connect(self.end_asked)
        for button in (self.edit, self.end):
            keeps_place = button.sizePolicy()
            keeps_place.setRetainSizeWhenHidden(True)
            button.setSizePolicy(keeps_place)
            row.addWidget(button)
            button.setVisible(not ended)  # only now: without a parent it would be a window

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit with Enter, end with Delete, go on with the arrow keys."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.ended:
            self.edit_asked.emit()
        elif key == Qt.Key.Key_Delete and not self.ended:
            self.end_asked.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit with a double click."""
        if not self.ended:
            self.edit_asked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the marks under the sentence where they do not fit beside it."""
        super().resizeEvent(event)
        wanted = self.sentence.sizeHint().width() + self._pills.sizeHint().width()
        beside = self.marks == () or wanted + self._said.spacing() <= self._said.geometry().width()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._said.setDirection(across if beside else down)
        self._said.setSpacing(tokens.current().space.s if beside else 0)
        margin = 0 if beside else tokens.current().space.xs
        self._pills.setContentsMargins(0, 0, 0, margin)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground of the row under the mouse and the ring of the one with the keyboard."""
        theme = tokens.current()
        radius = float(theme.radius.control)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("subtle"))
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()


def _action(text: str, icon: str, code: str) -> Button:
    button = Button(text.replace("%1", code), icon, kind="icon")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row's keys do the same
    return button
