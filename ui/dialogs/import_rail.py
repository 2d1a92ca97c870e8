"""The steps of the import at the left: where one is, what is decided, where something is missing."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui import fonts, icons, tokens
from ui.dialogs.import_inputs import Step
from ui.fonts import Type

_WIDTH = 216
_HEIGHT = 52
_DISC = 24.0
_WORDS_AT = 48


class StepButton(QAbstractButton):
    """One step: a numbered disc, what it is about, and how it stands."""

    def __init__(self, step: Step, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self.number = 0
        self.caption = ""
        self.is_done = False
        self.is_open = False
        self.setText(title)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line of words over another."""
        return QSize(_WIDTH, _HEIGHT)

    def show_step(self, number: int, caption: str, *, is_done: bool, is_open: bool) -> None:
        """Say how it stands: `is_done` when nothing is left, `is_open` when an answer is missing."""
        self.number, self.caption = number, caption
        self.is_done, self.is_open = is_done, is_open
        self.setAccessibleName(f"{number}. {self.text()}")
        self.setAccessibleDescription(caption)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        theme = tokens.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 2, -1, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or (self.underMouse() and self.isEnabled()):
            painter.setBrush(theme.color("accent_soft" if self.isChecked() else "subtle"))
            painter.drawRoundedRect(box, theme.radius.control, theme.radius.control)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, theme.radius.control, theme.radius.control)
        self._paint_disc(painter)
        strong = Type.BODY_STRONG if self.isChecked() else Type.CONTROL
        self._paint_words(
            painter,
            8 if self.caption else 17,
            strong,
            self.text(),
            "text" if self.isEnabled() else "tertiary",
        )
        self._paint_words(
            painter, 27, Type.CAPTION, self.caption, "at_risk_text" if self.is_open else "secondary"
        )
        painter.end()

    def _paint_disc(self, painter: QPainter) -> None:
        theme = tokens.current()
        middle = QPointF(12 + _DISC / 2, self.height() / 2)
        box = QRectF(0, 0, _DISC, _DISC)
        box.moveCenter(middle)
        fill, words = "subtle", "tertiary" if not self.isEnabled() else "secondary"
        if self.is_open:
            fill, words = "at_risk_tint", "at_risk_text"
        elif self.isChecked():
            fill, words = "accent", "on_accent"
        elif self.is_done:
            fill, words = "kept_tint", "kept_text"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(fill))
        painter.drawEllipse(box)
        if self.is_done and not self.isChecked() and not self.is_open:
            icons.paint(painter, "check", box.adjusted(5, 5, -5, -5), theme.color(words))
            return
        painter.setPen(theme.color(words))
        painter.setFont(fonts.font(Type.CAPTION_STRONG, tabular=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.number))

    def _paint_words(self, painter: QPainter, top: int, kind: Type, words: str, token: str) -> None:
        painter.setFont(fonts.font(kind))
        painter.setPen(tokens.current().color(token))
        box = QRectF(_WORDS_AT, top, self.width() - _WORDS_AT - 8, 18)
        fitting = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, int(box.width())
        )
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(box, side, fitting)


class Rail(QFrame):
    """The steps from top to bottom; `chosen` carries one that was pressed."""

    chosen = Signal(object)

    def __init__(self, titles: Sequence[tuple[Step, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.setProperty("role", "side")
        self.setFixedWidth(_WIDTH + 2 * space.m)
        self.setAccessibleName(self.tr("Steps of the import"))
        column = QVBoxLayout(self)
        column.setContentsMargins(space.m, space.l, space.m, space.l)
        column.setSpacing(space.xs)
        self.buttons = {step: StepButton(step, title) for step, title in titles}
        for button in self.buttons.values():
            column.addWidget(button)
            button.clicked.connect(self._clicked)
        column.addStretch()

    def show_current(self, current: Step) -> None:
        """Mark the step one is at."""
        for step, button in self.buttons.items():
            button.setChecked(step is current)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, StepButton):
            self.chosen.emit(button.step)
