"""Fields for a time that is typed as people say it, and what was understood of it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import Refusal
from app.model.columns import to_ms
from app.rules.typed_time import Tongue, read_day, read_time
from ui import wording

translate = QCoreApplication.translate


def tongue() -> Tongue:
    """Give the person's own way of writing days."""
    locale = wording.locale()
    form = locale.dateFormat(QLocale.FormatType.ShortFormat).casefold()
    return Tongue(
        [locale.dayName(day) for day in range(1, 8)],
        [locale.monthName(month) for month in range(1, 13)],
        day_first=form.find("d") < form.find("m"),
    )


class _TypedField(QLineEdit):
    """`understood` carries what the words mean, as they are typed; "" while they mean nothing yet."""

    understood = Signal(str)

    def __init__(self, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.textChanged.connect(self._tell)

    def _tell(self) -> None:
        try:
            words = self._words()
        except Refusal:
            words = ""  # half typed; it is refused when it is to be saved
        self.understood.emit(words)

    def _words(self) -> str:
        raise NotImplementedError


class TimeField(_TypedField):
    """An instant that passed: "yesterday 16:20"; nothing typed is now."""

    def __init__(self, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(zone, parent)
        self.setPlaceholderText(translate("TimeField", "Now"))

    def instant(self) -> datetime | None:
        """Read it; None is now. Raises Refusal."""
        return read_time(self.text(), datetime.now(UTC), self._zone, tongue())

    def _words(self) -> str:
        at = self.instant()
        return "" if at is None else wording.when(to_ms(at), self._zone)


class DayField(_TypedField):
    """A day to come: "1 March", "in 2 weeks"; nothing typed has no end."""

    def day(self) -> date | None:
        """Read it. Raises Refusal."""
        return read_day(self.text(), datetime.now(UTC), self._zone, tongue())

    def instant(self) -> datetime | None:
        """Give the instant at which the day begins. Raises Refusal."""
        day = self.day()
        if day is None:
            return None
        return datetime.combine(day, time(), tzinfo=ZoneInfo(self._zone)).astimezone(UTC)

    def _words(self) -> str:
        at = self.instant()
        return "" if at is None else wording.long_day(to_ms(at), self._zone)
