"""The offer to watch a folder, where an import begins."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import tokens
from ui.actions import Commands
from ui.widgets.button import Button
from ui.widgets.label import Label, Role

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

WATCH, STOP = "file.watch", "file.unwatch"


class WatchLine(QWidget):
    """Says what watching a folder is good for, with the commands that begin and end it."""

    def __init__(
        self, commands: Commands, *, centred: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self.words = Label(
            self.tr("Exports that come to the same folder can be offered by themselves."),
            Role.CAPTION,
        )
        self.watch = Button("", "folder-open", kind="quiet")
        self.stop = Button("", "x", kind="quiet")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.current().space.s)
        if centred:
            line.addStretch()
        for each in (self.words, self.watch, self.stop):
            line.addWidget(each, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch()
        self._stop_action: QAction | None = None
        there = {command.id for command in commands.all()}
        if not {WATCH, STOP} <= there:
            self.hide()
        else:
            self._stop_action = commands.action(STOP)
            self.watch.follow(commands.action(WATCH))
            self.stop.follow(self._stop_action)
            self._stop_action.changed.connect(self._show)
            self._show()

    def _show(self) -> None:
        if self._stop_action is not None:
            self.stop.setVisible(self._stop_action.isEnabled())
