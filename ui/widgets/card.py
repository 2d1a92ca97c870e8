"""The white box everything stands in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens
from ui.widgets.label import Label, Role


class Card(QFrame):
    """A bordered surface with an optional heading, a line under it, and controls at its end.

    Add content to `body`. A card that `is_door` can be clicked, or opened with Enter or Space, and
    says `opened`.
    """

    opened = Signal()

    def __init__(
        self,
        heading: str = "",
        explanation: str = "",
        *,
        is_door: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.setProperty("role", "card")
        self.setAccessibleName(heading)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(space.l, space.l, space.l, space.l)
        self._outer.setSpacing(space.s)
        self.header = QHBoxLayout()
        self.header.setSpacing(space.s)
        self.heading = Label(heading, Role.HEADING)
        self.explanation = Label(explanation, Role.CAPTION, wrap=True)
        if heading:
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(self.heading)
            if explanation:
                words.addWidget(self.explanation)
            self.header.addLayout(words, 1)
            self._outer.addLayout(self.header)
        self.body = QVBoxLayout()
        self.body.setSpacing(space.s)
        self._outer.addLayout(self.body, 1)
        self._is_door = is_door
        if is_door:
            self.setProperty("door", "true")
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def add_control(self, control: QWidget) -> None:
        """Put a control at the right of the heading."""
        self.header.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the card on a click."""
        super().mouseReleaseEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if self._is_door and left and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the card with Enter or Space."""
        if self._is_door and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
