"""The one registry of commands; it feeds menus, buttons, tooltips, palette and shortcut sheet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui import icons


class Menu(StrEnum):
    """The menu a command stands in."""

    FILE = "file"
    EDIT = "edit"
    VIEW = "view"
    GO = "go"
    HELP = "help"


def always() -> bool:
    """Let a command be run at any time."""
    return True


@dataclass(frozen=True)
class Command:
    """One thing a person can do.

    `text` has no ampersand; "…" ends it when it asks for more. `shortcut` is Qt's portable text
    ("Ctrl+L") or "".
    `checked` makes it a choice with a tick.
    """

    id: str
    text: str
    icon: str
    run: Callable[[], object]
    shortcut: str = ""
    enabled: Callable[[], bool] = always
    menu: Menu | None = None
    checked: Callable[[], bool] | None = field(default=None)


class Commands(QObject):
    """Holds the commands, each with the one `QAction` every menu and button of it shares."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._active: dict[str, bool] = {}
        self._locked = False

    def add(self, commands: Iterable[Command]) -> None:
        """Register commands.

        Raises:
            ValueError: an id is taken, or a shortcut by a command that is on together with it.

        """
        for command in commands:
            self._check(command)
            action = QAction(icons.icon(command.icon), command.text, self._window)
            action.setToolTip(_with_shortcut(command))
            if command.shortcut:
                action.setShortcut(QKeySequence(command.shortcut))
            action.setCheckable(command.checked is not None)
            action.setProperty("command", command.id)
            action.triggered.connect(self._triggered)
            self._window.addAction(action)
            self._commands[command.id] = command
            self._actions[command.id] = action
            self._active[command.id] = True
        self.refresh()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget commands whose page is gone."""
        for each in list(ids):
            action = self._actions.pop(each)
            self._window.removeAction(action)
            action.deleteLater()
            del self._commands[each], self._active[each]

    def _check(self, command: Command) -> None:
        if command.id in self._commands:
            raise ValueError(f"two commands are called {command.id}")
        for other in self._commands.values():
            together = self._active[other.id]  # one page's commands are off before the next come
            if together and command.shortcut and command.shortcut == other.shortcut:
                raise ValueError(f"{command.id} and {other.id} share {command.shortcut}")

    def reword(self, command_id: str, text: str) -> None:
        """Say otherwise what a command would do now, in its menu and in the palette."""
        command = self._commands[command_id] = replace(self._commands[command_id], text=text)
        self._actions[command_id].setText(text.replace("&", "&&"))  # a name's own, no mnemonic
        self._actions[command_id].setToolTip(_with_shortcut(command))

    def set_active(self, ids: Iterable[str], *, active: bool) -> None:
        """Switch the commands of a page on with the page and off with it."""
        for each in ids:
            self._active[each] = active
        self.refresh()

    def set_locked(self, locked: bool) -> None:
        """Switch every command off while long work runs, and on again."""
        self._locked = locked
        self.refresh()

    def in_menu(self, menu: Menu) -> list[Command]:
        """Give the commands of a menu; a page's own only while it is shown."""
        return [each for each in self.all() if each.menu == menu and self._active[each.id]]

    def all(self) -> list[Command]:
        """Give the commands in the order they were added."""
        return list(self._commands.values())

    def runnable(self) -> list[Command]:
        """Give the commands that could be run now."""
        return [each for each in self.all() if self.can_run(each.id)]

    def shortcuts(self) -> frozenset[str]:
        """Give the shortcuts of the page that is shown and of the window, of commands that are off too."""
        return frozenset(each.shortcut for each in self.all() if self._active[each.id])

    def get(self, command_id: str) -> Command:
        """Give one command; KeyError when there is none of that id."""
        return self._commands[command_id]

    def action(self, command_id: str) -> QAction:
        """Give the action of one command, for a menu or a button."""
        return self._actions[command_id]

    def can_run(self, command_id: str) -> bool:
        """Tell whether a command would do anything now."""
        return (
            not self._locked and self._active[command_id] and self._commands[command_id].enabled()
        )

    def run(self, command_id: str) -> None:
        """Run a command, unless it is off; others may be on or off afterwards."""
        if self.can_run(command_id):
            self._commands[command_id].run()
            self.refresh()

    def refresh(self) -> None:
        """Ask every command anew whether it is on and whether it is ticked."""
        for command_id, action in self._actions.items():
            action.setEnabled(self.can_run(command_id))
            checked = self._commands[command_id].checked
            if checked is not None:
                action.setChecked(checked())

    def _triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.run(str(action.property("command")))


def shown(shortcut: str) -> str:
    """Write a shortcut as this platform does."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def _with_shortcut(command: Command) -> str:
    return f"{command.text} ({shown(command.shortcut)})" if command.shortcut else command.text
