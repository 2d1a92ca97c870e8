"""Details at the end side of a page, opened beside the list and closed with Esc."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.button import Button
from ui.widgets.label import Label, Role


class SidePanel(QFrame):
    """A card with a title and a way to close it; `closed` says it was put away."""

    closed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(name)
        self.setMinimumWidth(320)
        self.title = Label("", Role.TITLE, wrap=True)
        self.subtitle = Label("", Role.CAPTION, wrap=True)
        self.subtitle.hide()
        close = Button(self.tr("Close the panel"), "x", kind="icon")
        close.clicked.connect(self.close_panel)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(16, 0, 16, 16)
        self.body.setSpacing(12)
        inner = QWidget()
        inner.setObjectName("scrolled")
        inner.setLayout(self.body)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 12, 1, 1)
        layout.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(16, 0, 8, 0)
        top.setSpacing(2)
        top.addLayout(head)
        top.addWidget(self.subtitle)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        self.hide()

    def open_with(self, title: str, subtitle: str = "") -> None:
        """Show the panel under a title."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.show()

    def close_panel(self) -> None:
        """Put the panel away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)
