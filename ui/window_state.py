"""How windows, splitters and columns were left; nothing else is kept in QSettings."""

import shiboken6
from PySide6.QtCore import QByteArray, QSettings, QTimer
from PySide6.QtWidgets import QHeaderView, QMainWindow, QSplitter

_SETTLED_MS = 100


class WindowState:
    """Remembers geometry by name."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def _read(self, key: str) -> QByteArray:
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def save_window(self, window: QMainWindow) -> None:
        """Remember size and place."""
        self._settings.setValue("window/geometry", window.saveGeometry())

    def restore_window(self, window: QMainWindow) -> bool:
        """Put the window back; False when it was never remembered."""
        return window.restoreGeometry(self._read("window/geometry"))

    def keep_splitter(self, name: str, splitter: QSplitter) -> None:
        """Restore a splitter now, and remember it whenever it is moved."""
        key = f"splitter/{name}"
        splitter.restoreState(self._read(key))
        splitter.splitterMoved.connect(
            lambda *_: self._settings.setValue(key, splitter.saveState())
        )

    def keep_columns(self, name: str, header: QHeaderView) -> None:
        """Restore a table's columns now, and remember their width, order and hiding from then on.

        Call it once the model is set. A remembered state of another number of columns is left
        alone.
        """
        key = f"columns/{name}/{header.count()}"
        header.restoreState(self._read(key))

        # hiding a column tells of it before it is done; and a drag need be written only once
        later = QTimer(header, singleShot=True, interval=_SETTLED_MS)

        def remember() -> None:
            if shiboken6.isValid(header):  # its table may have been put away meanwhile
                self._settings.setValue(key, header.saveState())

        later.timeout.connect(remember)
        for moved in (header.sectionMoved, header.sectionResized, header.geometriesChanged):
            moved.connect(later.start)

    def choice(self, name: str) -> str:
        """Give what was last chosen under a name, or ""."""
        value = self._settings.value(f"choice/{name}")
        return value if isinstance(value, str) else ""

    def keep_choice(self, name: str, value: str) -> None:
        """Remember how a page was left (which period, which chart)."""
        self._settings.setValue(f"choice/{name}", str(value))
