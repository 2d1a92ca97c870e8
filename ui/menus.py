"""The menu bar, filled from the registry each time a menu opens."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QMenuBar

from ui.actions import Commands, Menu


class Menus(QObject):
    """Keeps the menus of a bar true to the commands of now."""

    def __init__(self, bar: QMenuBar, commands: Commands) -> None:
        super().__init__(bar)
        self._commands = commands
        titles = {
            Menu.FILE: self.tr("&File"),
            Menu.EDIT: self.tr("&Edit"),
            Menu.VIEW: self.tr("&View"),
            Menu.GO: self.tr("&Go"),
            Menu.HELP: self.tr("&Help"),
        }
        for menu, title in titles.items():
            made = bar.addMenu(title)
            made.setProperty("menu", menu.value)
            made.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        menu = self.sender()
        if isinstance(menu, QMenu):
            menu.clear()
            self._commands.refresh()
            for command in self._commands.in_menu(Menu(menu.property("menu"))):
                menu.addAction(self._commands.action(command.id))
