"""The bar over a page: title, the page's controls, the palette and the one primary action."""

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui import tokens
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.search_button import SearchButton

_HEIGHT = 56


class TopBar(QFrame):
    """One bar for all pages; each page's controls are kept and shown with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setFixedHeight(_HEIGHT)
        space = tokens.current().space
        self.title = Label("", Role.TITLE)
        self._boxes: list[QWidget] = []
        self.search = SearchButton(self.tr("Search or run a command"), "Ctrl+K")
        self.primary = Button("", kind="primary")
        self.primary.hide()
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(space.xl, 0, space.xl, 0)
        layout.setSpacing(space.m)
        layout.addWidget(self.title)
        layout.addStretch(1)
        layout.addWidget(self.search)
        layout.addWidget(self.primary)

    def keep(self, controls: Sequence[QWidget]) -> QWidget:
        """Take a page's controls in and give the box they stand in, for `show_page`."""
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.current().space.s)
        for control in controls:
            layout.addWidget(control)
        box.hide()
        self._boxes.append(box)
        self._row.insertWidget(self._row.indexOf(self.search), box)
        return box

    def show_page(self, title: str, controls: QWidget | None, primary: QAction | None) -> None:
        """Show a page's title, controls and primary action."""
        self.title.setText(title)
        for box in self._boxes:
            box.setVisible(box is controls)
        self.show_primary(primary)

    def show_primary(self, primary: QAction | None) -> None:
        """Show another primary action, or none."""
        self.primary.follow(primary)
        self.primary.setVisible(primary is not None)

    def drop(self) -> None:
        """Let go of every page's controls."""
        while self._boxes:
            box = self._boxes.pop()
            self._row.removeWidget(box)
            box.hide()
            box.deleteLater()
