"""A column that scrolls when it is higher than its room."""

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui import tokens


class ScrollColumn(QScrollArea):
    """Put a page's cards into `body`; it has a page's margins and gaps."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        inner = QWidget()
        inner.setObjectName("scrolled")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        self.body.setSpacing(space.l)
        self.setWidget(inner)
