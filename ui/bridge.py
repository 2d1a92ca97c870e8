"""From the app to the window: changes made here, elsewhere or by passing time, as one signal."""

from collections.abc import Callable
from time import time_ns

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.changes import EVERYTHING, Area, Change
from app.errors import Refusal

_FOREIGN_MS = 1_000
_LONGEST_NAP_MS = 60_000
"""A clock that was set is noticed within this, and no instant is too far for Qt's 24 days."""


def now_ms() -> int:
    """Give the time as milliseconds since 1970 UTC."""
    return time_ns() // 1_000_000


class Bridge(QObject):
    """Gives each `Change`, published from any thread, to `changed` on the window's thread."""

    changed = Signal(object)
    _published = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._published.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    def publish(self, change: Change) -> None:
        """Hand a change over; the app calls this as a plain function."""
        self._published.emit(change)


class ForeignPoll(QObject):
    """Asks once a second whether another program wrote; then everything may have changed.

    A file that is out of reach is told of once, and its return is a change too.
    """

    def __init__(
        self,
        foreign_change: Callable[[], bool],
        publish: Callable[[Change], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._foreign_change = foreign_change
        self._publish = publish
        self._out_of_reach = False
        self._timer = QTimer(self, interval=_FOREIGN_MS)
        self._timer.timeout.connect(self.ask)
        self._timer.start()

    def ask(self) -> None:
        """Look now. Raises Refusal the first time that the file is out of reach."""
        was_away = self._out_of_reach
        try:
            changed = self._foreign_change()
        except Refusal:
            self._out_of_reach = True
            if was_away:
                return
            raise
        self._out_of_reach = False
        if changed or was_away:
            label = self.tr("Changed by another program")
            self._publish(Change(label, EVERYTHING, undoable=False))

    def stop(self) -> None:
        """Ask no more; the file is about to close."""
        self._timer.stop()


class DueTimer(QObject):
    """Sleeps until the next instant at which anything changes state, then tells that time passed.

    `next_transition(now)` gives the first such instant after `now` in milliseconds since 1970 UTC,
    or None. The clock of the wall is asked at each waking, so that suspending the machine or
    setting its clock loses nothing.
    """

    def __init__(
        self,
        next_transition: Callable[[int], int | None],
        publish: Callable[[Change], None],
        parent: QObject | None = None,
        now: Callable[[], int] = now_ms,
    ) -> None:
        super().__init__(parent)
        self._next_transition = next_transition
        self._publish = publish
        self._now = now
        self._due: int | None = None
        self._asked_at = now()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.wake)
        self.reset()

    def reset(self) -> None:
        """Ask anew for the next instant; call it after every change."""
        self._asked_at = self._now()
        self._due = self._next_transition(self._asked_at)
        self._sleep()

    def wake(self) -> None:
        """Publish when the instant has come, then sleep on."""
        now = self._now()
        if now < self._asked_at or (self._due is not None and now >= self._due):
            # a clock set back makes due times future again; that too moves every countdown
            self.reset()
            self._publish(Change(self.tr("Time passed"), frozenset({Area.TIME}), undoable=False))
        else:
            self._sleep()

    @property
    def sleeps_ms(self) -> int:
        """How long until it wakes, in milliseconds; -1 when it does not."""
        return self._timer.remainingTime()

    def _sleep(self) -> None:
        wait = _LONGEST_NAP_MS if self._due is None else self._due - self._now()
        self._timer.start(max(0, min(wait, _LONGEST_NAP_MS)))

    def stop(self) -> None:
        """Wake no more; the file is about to close."""
        self._timer.stop()
