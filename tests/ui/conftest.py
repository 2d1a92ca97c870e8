"""Frames and windows for tests of the user interface, put away afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordedFrame, make_frame
from ui import fonts
from ui.main_window import MainWindow
from ui.theme import Mode, ThemeManager
from ui.window_state import WindowState


@pytest.fixture
def recorded(qtbot: QtBot, tmp_path: Path) -> Iterator[RecordedFrame]:
    """A frame for one page, with recorded messages."""
    made = make_frame(tmp_path)
    qtbot.addWidget(made.window)
    yield made
    made.frame.jobs.close()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """A main window without pages, not yet shown."""
    fonts.install(qapp)
    state = WindowState(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made = MainWindow(ThemeManager(qapp, Mode.LIGHT), state)
    # without what a test left half typed, about which the window would ask
    qtbot.addWidget(made, before_close_func=MainWindow.drop_pages)
    yield made
    made.close()
