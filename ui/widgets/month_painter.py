"""Paints a month: the grid, the days' numbers, and chips told apart by mark, words and tint."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle

from ui import fonts, tokens
from ui.fonts import Type
from ui.widgets.marks import State, paint_side_mark, paint_state_mark, state_colors
from ui.widgets.month_days import WEEK, MonthEntry, Places
from ui.wording import locale

_NUMBER = 20
_MARK, _PAD, _GAP = 8, 6, 5
_CHIP_RADIUS = 4.0
_MARKED = (State.KEPT, State.AT_RISK, State.MISSED)
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class MonthPainter:
    """Draws one month with one painter, in one go."""

    def __init__(self, painter: QPainter, places: Places, direction: Qt.LayoutDirection) -> None:
        self._painter, self._places, self._direction = painter, places, direction
        self._theme = tokens.current()
        self._metrics = QFontMetrics(fonts.font(Type.CAPTION))
        self._leading = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)

    def paint(
        self,
        entries: Mapping[int, Sequence[MonthEntry]],
        *,
        month: date,
        today: int,
        off: frozenset[int],
        marked: int | None,
        chosen: Hashable | None,
        hovered: Hashable | None,
    ) -> None:
        """Draw everything; `marked` is the day with the keyboard, `chosen` the entry shown elsewhere."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._weekdays()
        for day in self._places.days:
            on = date.fromordinal(day)
            within = (on.year, on.month) == (month.year, month.month)
            self._day(day, within=within, is_today=day == today, is_off=day in off)
            self._chips(day, entries.get(day, ()), chosen, hovered)
        if marked is not None and marked in self._places.days:
            box = QRectF(self._places.cell(marked)).adjusted(1, 1, -1.5, -1.5)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.setPen(QPen(self._theme.color("accent"), 2))
            self._painter.drawRoundedRect(box, 4, 4)

    def _weekdays(self) -> None:
        self._painter.setFont(fonts.font(Type.CAPTION))
        self._painter.setPen(self._theme.color("secondary"))
        for place in range(WEEK):
            weekday = (self._places.days.start + place - 1) % WEEK + 1
            box = self._places.column(place).adjusted(8, 0, -8, 0)
            short = QLocale.FormatType.ShortFormat
            name = locale().standaloneDayName(weekday, short)
            self._painter.drawText(box, self._leading | _MIDDLE, name)

    def _day(self, day: int, *, within: bool, is_today: bool, is_off: bool) -> None:
        painter, theme, cell = self._painter, self._theme, self._places.cell(day)
        if is_off:
            painter.fillRect(cell, theme.color("background"))
        painter.fillRect(QRect(cell.left(), cell.top(), cell.width(), 1), theme.color("border"))
        inner_edge = cell.left() > 0
        if inner_edge:
            painter.fillRect(
                QRect(cell.left(), cell.top(), 1, cell.height()), theme.color("border")
            )
        on = date.fromordinal(day)
        number = locale().toString(on.day)
        if on.day == 1 and not is_today:
            short = QLocale.FormatType.ShortFormat
            number = f"{number} {locale().standaloneMonthName(on.month, short)}"
        painter.setFont(fonts.font(Type.CAPTION_STRONG if is_today else Type.CAPTION))
        box = cell.adjusted(4, 3, -4, 0)
        box.setHeight(_NUMBER)
        if is_today:
            wide = max(_NUMBER, self._metrics.horizontalAdvance(number) + 10)
            disc = QStyle.visualRect(
                self._direction, box, QRect(box.left(), box.top(), wide, _NUMBER)
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(disc), _NUMBER / 2, _NUMBER / 2)
            painter.setPen(theme.color("on_accent"))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, number)
            return
        quiet = "text" if within and not is_off else "secondary" if within else "tertiary"
        painter.setPen(theme.color(quiet))
        painter.drawText(box.adjusted(4, 0, -4, 0), self._leading | _MIDDLE, number)

    def _chips(
        self,
        day: int,
        here: Sequence[MonthEntry],
        chosen: Hashable | None,
        hovered: Hashable | None,
    ) -> None:
        fitting = self._places.fitting(day, len(here))
        for place, entry in enumerate(here[:fitting]):
            box = QRectF(self._places.chip(day, place)).adjusted(0.5, 0.5, -0.5, -0.5)
            edge = "accent" if entry.key == chosen else "control_border"
            outlined = entry.key in (chosen, hovered)
            self._chip(box, entry, self._theme.color(edge) if outlined else None)
        if fitting < len(here):
            text = QCoreApplication.translate("Month", "%1 more")
            text = text.replace("%1", f"{len(here) - fitting:,}")
            rest = self._places.chip(day, fitting).adjusted(_PAD, 0, -_PAD, 0)
            self._words(QRectF(rest), text, self._theme.color("accent"))

    def _chip(self, box: QRectF, entry: MonthEntry, edge: QColor | None) -> None:
        painter = self._painter
        tint, color = state_colors(entry.state)
        painter.setPen(Qt.PenStyle.NoPen if edge is None else QPen(edge, 1.5))
        painter.setBrush(tint)
        painter.drawRoundedRect(box, _CHIP_RADIUS, _CHIP_RADIUS)
        words = box.adjusted(_PAD, 0, -_PAD, 0)
        words, mark = self._taken(words)
        paint_side_mark(painter, mark, entry.side, self._theme.color(entry.side))
        if entry.state in _MARKED:
            words, mark = self._taken(words)
            paint_state_mark(painter, mark, entry.state, color)
        self._words(words, entry.text, color)

    def _taken(self, room: QRectF) -> tuple[QRectF, QRectF]:
        """Take a mark's place from the leading end of what is left."""
        top = room.center().y() - _MARK / 2
        if self._direction == Qt.LayoutDirection.RightToLeft:
            mark = QRectF(room.right() - _MARK, top, _MARK, _MARK)
            return room.adjusted(0, 0, -_MARK - _GAP, 0), mark
        return room.adjusted(_MARK + _GAP, 0, 0, 0), QRectF(room.left(), top, _MARK, _MARK)

    def _words(self, box: QRectF, text: str, color: QColor) -> None:
        self._painter.setFont(fonts.font(Type.CAPTION))
        self._painter.setPen(color)
        fitting = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        self._painter.drawText(box, self._leading | _MIDDLE, fitting)
