"""The sheet of shortcuts (F1), read from the registry."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.actions import Commands, shown
from ui.widgets.button import Button
from ui.widgets.label import Label, Role


class ShortcutSheet(QDialog):
    """Every command with a shortcut, and the keys that lists and panels know."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Shortcuts"))
        self.resize(460, 560)
        self.lines = [
            (shown(each.shortcut), each.text) for each in commands.all() if each.shortcut
        ] + [
            (shown("Return"), self.tr("Open the row")),
            (self.tr("Letters"), self.tr("Find a row by its first letters")),
            (shown("Ctrl+C"), self.tr("Copy the selected rows")),
            (shown("Esc"), self.tr("Close a panel, go back")),
        ]
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (keys, text) in enumerate(self.lines):
            grid.addWidget(Label(keys, Role.STRONG), row, 0)
            grid.addWidget(Label(text, Role.BODY, wrap=True), row, 1)
        grid.setRowStretch(len(self.lines), 1)
        inner = QWidget()
        inner.setObjectName("scrolled")
        inner.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.tr("Shortcuts"))
        area.setWidget(inner)
        close = Button(self.tr("Close"), kind="primary")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(Label(self.tr("Shortcuts"), Role.TITLE))
        layout.addWidget(area, 1)
        layout.addLayout(foot)
