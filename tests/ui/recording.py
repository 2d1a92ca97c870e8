"""What a page needs in a test: a frame whose messages are recorded instead of shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from ui.actions import Commands
from ui.jobs import Jobs
from ui.page import Frame
from ui.theme import Mode, ThemeManager
from ui.window_state import WindowState


@dataclass
class RecordedMessages:
    """Notes what the person would have been told; `answer` runs what the last question offered."""

    notices: list[str] = field(default_factory=list)
    informed: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    answer: Callable[[], object] = lambda: None
    action: Callable[[], object] | None = None

    def notice(self, text: str, action: str = "", run: Callable[[], object] | None = None) -> None:
        self.notices.append(text)
        self.action = run

    def inform(self, title: str, text: str) -> None:
        self.informed.append((title, text))

    def ask(self, title: str, text: str, yes: str, then: Callable[[], object]) -> None:
        self.asked.append(title)
        self.answer = then

    def error(self, sentence: str) -> None:
        self.errors.append(sentence)

    def failure(self, problem: BaseException) -> None:
        self.failures.append(problem)


@dataclass
class RecordedFrame:
    """A frame, its recorded messages, the window its commands belong to, and where pages went."""

    frame: Frame
    messages: RecordedMessages
    window: QWidget
    went: list[tuple[str, object]]


def make_frame(folder: Path, mode: Mode = Mode.LIGHT) -> RecordedFrame:
    """Build a frame on an empty window; close `frame.jobs` and the window after use."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = QWidget()
    messages = RecordedMessages()
    went: list[tuple[str, object]] = []

    def go(page_id: str, target: object = None) -> None:
        went.append((page_id, target))

    state = WindowState(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    frame = Frame(
        Commands(window),
        Jobs(messages.failure, window),
        messages,
        ThemeManager(app, mode),
        state,
        go,
    )
    return RecordedFrame(frame, messages, window, went)
