"""The one door through which the app speaks to the person; tests listen at it, nothing blocks."""

import re
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.errors import Cancelled, Refusal
from ui import crash, icons
from ui.widgets.notice import Notice

_QT_PREFIX = re.compile(r"^(Error calling Python override of \S+: )+")
"""What PySide puts before the words of an exception that leaves one of Qt's own callbacks."""


class Messages(Protocol):
    """Ways to say something; none of them waits for the person."""

    def notice(self, text: str, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Say something in passing, with at most one thing to do about it."""

    def inform(self, title: str, text: str) -> None:
        """Say something the person must have seen."""

    def ask(self, title: str, text: str, yes: str, then: Callable[[], object]) -> None:
        """Ask before something that cannot be undone; `yes` is the verb on the button."""

    def error(self, sentence: str) -> None:
        """Say that something asked for could not be done."""

    def failure(self, problem: BaseException) -> None:
        """Tell an exception: a refusal as its sentence, `Cancelled` not at all, a bug as report."""


class WindowMessages(QObject):
    """Speaks in a window: a notice at its bottom edge, and boxes that do not block the program."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._notice = Notice(window)

    def notice(self, text: str, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Say something in passing."""
        self._notice.say(text, action, run)

    def withdraw(self) -> None:
        """Take the notice back: what it offers to do is no longer possible."""
        self._notice.hide()

    def inform(self, title: str, text: str) -> None:
        """Say something the person must have seen."""
        self._box("info", title, text)

    def error(self, sentence: str) -> None:
        """Say that something asked for could not be done."""
        self._box("circle-alert", self.tr("That did not work"), sentence)

    def ask(self, title: str, text: str, yes: str, then: Callable[[], object]) -> None:
        """Ask before something that cannot be undone; Esc and Enter both mean no."""
        box = self._make("circle-help", title, text)
        go_on = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        go_on.clicked.connect(then)
        box.open()

    def failure(self, problem: BaseException) -> None:
        """Tell a caught exception."""
        if isinstance(problem, Refusal):
            self.error(_QT_PREFIX.sub("", str(problem)))
        elif not isinstance(problem, Cancelled):
            crash.show(crash.report(problem), self._window)

    def _make(self, icon: str, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(QCoreApplication.applicationName())
        box.setText(title)
        box.setInformativeText(text)
        box.setIconPixmap(icons.icon(icon, "accent").pixmap(32, 32))
        return box

    def _box(self, icon: str, title: str, text: str) -> None:
        standing = self._window.findChildren(QMessageBox)
        if any(box.isVisible() and box.informativeText() == text for box in standing):
            return
        box = self._make(icon, title, text)
        box.addButton(QMessageBox.StandardButton.Ok)
        box.open()
