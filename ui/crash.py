"""When the fault is ours: a dialog with a report to copy, and the app goes on."""

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

import PySide6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app import __version__
from ui.widgets.button import Button
from ui.widgets.label import Label, Role


def report(problem: BaseException) -> str:
    """Write what a developer needs: versions and the way to the fault; no data of the workspace."""
    trace = "".join(traceback.format_exception(problem))
    return (
        f"Tandem {__version__}, Python {platform.python_version()}, Qt {PySide6.__version__}, "
        f"{platform.platform()}\n\n{trace}"
    )


class CrashDialog(QDialog):
    """Says that something of ours broke and lets the report be copied."""

    def __init__(self, text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("A fault in Tandem"))
        self.resize(640, 420)
        self._text = text
        body = QPlainTextEdit(text)
        body.setReadOnly(True)
        body.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        body.setAccessibleName(self.tr("Report of the fault"))
        copy = Button(self.tr("Copy the report"), "copy")
        copy.clicked.connect(self.copy)
        go_on = Button(self.tr("Go on"), kind="primary")
        go_on.clicked.connect(self.accept)
        go_on.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(copy)
        buttons.addWidget(go_on)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addWidget(Label(self.tr("Something in Tandem broke"), Role.TITLE))
        layout.addWidget(
            Label(
                self.tr(
                    "The fault is ours, not yours. What was saved is safe, and you can go on. "
                    "If it happens again, send us this report."
                ),
                Role.SECONDARY,
                wrap=True,
            )
        )
        layout.addWidget(body)
        layout.addLayout(buttons)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self._text)


def show(text: str, parent: QWidget | None) -> CrashDialog:
    """Open the dialog without waiting for it."""
    dialog = CrashDialog(text, parent)
    dialog.open()
    return dialog


class _Catcher(QObject):
    """Carries a problem from whatever thread it arose in to the window's."""

    caught = Signal(object)


class Hooks:
    """Sends every exception nobody caught, of every thread, to `tell` on the window's thread."""

    def __init__(self, tell: Callable[[BaseException], None]) -> None:
        self._tell = tell
        self._telling = False
        self._catcher = _Catcher(QCoreApplication.instance())
        self._catcher.caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._main
        threading.excepthook = self._thread

    def uninstall(self) -> None:
        """Give the interpreter its own hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _main(
        self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, problem, trace)
            QCoreApplication.exit(130)
        else:
            self._catcher.caught.emit(problem)

    def _thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self._catcher.caught.emit(args.exc_value)

    def _on_caught(self, problem: object) -> None:
        if self._telling or not isinstance(problem, BaseException):
            return  # the teller itself broke; a second dialog would break the same way
        self._telling = True
        try:
            self._tell(problem)
        finally:
            self._telling = False
