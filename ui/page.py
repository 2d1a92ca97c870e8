"""What every page is, and what the frame gives to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.changes import EVERYTHING, Area, Change
from ui.actions import Command, Commands
from ui.jobs import Jobs
from ui.messages import Messages
from ui.theme import ThemeManager
from ui.window_state import WindowState


class Group(StrEnum):
    """Where a page stands in the navigation."""

    TOP = "top"
    AGREE = "agree"
    LOG = "log"
    LEARN = "learn"
    BOTTOM = "bottom"


class Go(Protocol):
    """A way to another page."""

    def __call__(self, page_id: str, target: object = None) -> None:
        """Open the page of that id and hand it what to show."""


@dataclass(frozen=True)
class Frame:
    """The services of the window a page may use."""

    commands: Commands
    jobs: Jobs
    messages: Messages
    theme: ThemeManager
    state: WindowState
    go: Go


class Page(QWidget):
    """Base of a page.

    A subclass builds its widgets in `__init__`, reads its data in `refresh` and says in `areas`
    which changes concern it. While hidden it only notes that it is stale; it refreshes when shown.
    `primary_changed` says that `primary` has another answer.
    """

    areas: ClassVar[frozenset[Area]] = EVERYTHING
    primary_changed = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame = frame
        self._stale: Change | None = None
        self._fresh = False

    def refresh(self, change: Change | None) -> None:
        """Read the data anew, keeping selection and scroll position; None comes the first time."""

    def controls(self) -> Sequence[QWidget]:
        """Give the page's own controls for the top bar (a period switcher, buttons), built once."""
        return ()

    def commands(self) -> Sequence[Command]:
        """Give the commands that work while this page is shown."""
        return ()

    def primary(self) -> str | None:
        """Name the command that is this page's one primary action; none while an empty page offers it itself."""
        return None

    def show_target(self, target: object) -> None:
        """Show what another page asked for through `frame.go`; None asks for nothing special."""

    def leave(self) -> bool:
        """Take back one step for Esc (close a panel, clear a filter); False when there is none."""
        return False

    def half_typed(self) -> bool:
        """Tell whether anything is typed that closing the workspace would lose."""
        return False

    def on_change(self, change: Change) -> None:
        """Refresh now when shown, or later when hidden; the window calls this for every change."""
        if change.areas.isdisjoint(self.areas):
            return
        if self.isVisible():
            self.refresh(change)
        else:
            self._stale = change if self._stale is None else _both(self._stale, change)

    def reload(self) -> None:
        """Refresh whether or not anything changed (F5)."""
        self._stale, self._fresh = None, True
        self.refresh(None)

    def showEvent(self, event: QShowEvent) -> None:
        """Bring a page that was hidden up to date."""
        super().showEvent(event)
        if not self._fresh:
            self.reload()
        elif self._stale is not None:
            change, self._stale = self._stale, None
            self.refresh(change)


def _both(first: Change, second: Change) -> Change:
    """Join two changes a hidden page missed."""
    return Change(
        second.label, first.areas | second.areas, first.lead_ids | second.lead_ids, second.undoable
    )


def no_badge() -> int:
    """Nothing to count."""
    return 0


@dataclass(frozen=True)
class PageSpec:
    """A page as the window knows it before it is built."""

    id: str
    title: str
    icon: str
    group: Group
    factory: Callable[[Frame], Page]
    badge: Callable[[], int] = no_badge
    """How many things on the page want attention; asked after each change."""
