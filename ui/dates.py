"""Days and times as people read them, in the language of the app."""

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from ui.wording import locale

_DAY = "d MMM yyyy"


def day_text(day: date) -> str:
    """Write a day: "1 Nov 2026"."""
    return locale().toString(QDate(day.year, day.month, day.day), _DAY)


def moment_text(moment: datetime, now: datetime) -> str:
    """Write a local time as near as it is: "today, 14:20", "yesterday, 09:05", "1 Nov 2026"."""
    time = locale().toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat)
    days = (now.date() - moment.date()).days
    words = {
        0: QCoreApplication.translate("dates", "today, %1"),
        1: QCoreApplication.translate("dates", "yesterday, %1"),
    }.get(days)
    return day_text(moment.date()) if words is None else words.replace("%1", time)


def to_qdate(day: date) -> QDate:
    """Give a day as Qt has it."""
    return QDate(day.year, day.month, day.day)


def from_qdate(day: QDate) -> date:
    """Give a day of Qt's as Python has it."""
    return date(day.year(), day.month(), day.day())
