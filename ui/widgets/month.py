"""A month as a calendar: days with small chips, moved through by the arrow keys."""

from collections.abc import Hashable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from ui.dates import to_qdate
from ui.widgets.month_days import (
    WEEK,
    MonthEntry,
    Places,
    by_day,
    month_from,
    month_of,
    shown_days,
)
from ui.widgets.month_painter import MonthPainter
from ui.wording import locale

_STEPS = {Qt.Key.Key_Up: -WEEK, Qt.Key.Key_Down: WEEK}
_MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class MonthGrid(QWidget):
    """Shows entries by their day.

    `opened` carries an entry's key, `turned` says that another month is shown: give it the entries
    of `days` by `set_entries`. Enter opens what stands on the day; of several it lets one be chosen.
    """

    opened = Signal(object)
    turned = Signal()

    def __init__(self, name: str, today: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.today = self.day = today
        self.month = month_of(today)
        self.chosen: Hashable | None = None
        self.entries = by_day(())
        self.off: frozenset[int] = frozenset()
        self.choices: QMenu | None = None
        self._hovered: Hashable | None = None

    def sizeHint(self) -> QSize:
        """Room for three chips on every day."""
        return QSize(840, 600)

    def minimumSizeHint(self) -> QSize:
        """Room for one chip on every day."""
        return QSize(7 * 40, 300)

    @property
    def days(self) -> range:
        """The days that can be seen: whole weeks."""
        return shown_days(self.month)

    def set_entries(self, entries: Sequence[MonthEntry], today: int, off: frozenset[int]) -> None:
        """Show entries; `off` are the days nobody works."""
        self.entries, self.today, self.off = by_day(entries), today, off
        self._describe()
        self.update()

    def choose(self, key: Hashable | None) -> None:
        """Mark the entry that is shown elsewhere."""
        self.chosen = key
        self.update()

    def turn(self, steps: int) -> None:
        """Go on or back by months; the day stays where it is in the month."""
        to = month_from(self.month, steps)
        last = (month_from(to, 1) - to).days or 1
        self.go_to(to.toordinal() + min(date.fromordinal(self.day).day, last) - 1)

    def go_to(self, day: int) -> None:
        """Put the keyboard's mark on a day, in its month."""
        self.day = day
        if month_of(day) != self.month:
            self.month = month_of(day)
            self.entries = by_day(())
            self.turned.emit()
        self._describe()
        self.update()

    def _describe(self) -> None:
        """Say where the keyboard is to those who listen."""
        day = locale().toString(to_qdate(date.fromordinal(self.day)), "dddd d MMMM yyyy")
        told = [entry.spoken for entry in self.entries.get(self.day, ())]
        self.setAccessibleDescription("; ".join((day, *told)))

    # Places

    def places(self) -> Places:
        """Where every day stands now."""
        return Places(self.days, self.width(), self.height(), self.layoutDirection())

    def _entry_at(self, at: QPoint) -> tuple[int | None, MonthEntry | None]:
        """Find the day, and the chip on it, at a point."""
        places = self.places()
        day = places.day_at(at.x(), at.y())
        here = () if day is None else self.entries.get(day, ())
        if day is None:
            return None, None
        shown = here[: places.fitting(day, len(here))]
        found = (entry for n, entry in enumerate(shown) if places.chip(day, n).contains(at))
        return day, next(found, None)

    def _rest_at(self, day: int, at: QPoint) -> bool:
        """Tell whether the line that counts a day's other entries is at a point."""
        places, here = self.places(), self.entries.get(day, ())
        fitting = places.fitting(day, len(here))
        return fitting < len(here) and places.chip(day, fitting).contains(at)

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the day; open the chip that was hit."""
        at = event.position().toPoint()
        day, entry = self._entry_at(at)
        if day is None or event.button() != Qt.MouseButton.LeftButton:
            return
        rest = self._rest_at(day, at)
        if rest:
            self._offer(day)
        self.go_to(day)
        if entry is not None:
            self.opened.emit(entry.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let what can be opened look so."""
        at = event.position().toPoint()
        day, entry = self._entry_at(at)
        door = entry is not None or (day is not None and self._rest_at(day, at))
        shape = Qt.CursorShape.PointingHandCursor if door else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        hovered = None if entry is None else entry.key
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the shade off the chip under the mouse."""
        super().leaveEvent(event)
        self._hovered = None
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say all of a chip that is cut short."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            _, entry = self._entry_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if entry is None else entry.spoken, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by days, weeks and months; open with Enter."""
        key = Qt.Key(event.key())
        forward = 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else -1
        steps = _STEPS | {Qt.Key.Key_Right: forward, Qt.Key.Key_Left: -forward}
        if key in steps:
            self.go_to(self.day + steps[key])
        elif key in _MONTHS:
            self.turn(_MONTHS[key])
        elif key == Qt.Key.Key_Home:
            self.go_to(self.today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open_day()
        else:
            super().keyPressEvent(event)

    def _open_day(self) -> None:
        here = self.entries.get(self.day, ())
        if len(here) == 1:
            self.opened.emit(here[0].key)
        elif here:
            self._offer(self.day)

    def _offer(self, day: int) -> None:
        """List everything of a day, to choose from."""
        self.choices = QMenu(self)
        self.choices.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in self.entries.get(day, ()):
            self.choices.addAction(entry.spoken.replace("&", "&&")).setData(entry.key)
        self.choices.triggered.connect(lambda action: self.opened.emit(action.data()))
        cell: QRect = self.places().cell(day)
        self.choices.popup(self.mapToGlobal(cell.topLeft() + QPoint(4, 28)))
        self.choices.setActiveAction(self.choices.actions()[0])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        painter = QPainter(self)
        MonthPainter(painter, self.places(), self.layoutDirection()).paint(
            self.entries,
            month=self.month,
            today=self.today,
            off=self.off,
            marked=self.day if self.hasFocus() else None,
            chosen=self.chosen,
            hovered=self._hovered,
        )
        painter.end()
