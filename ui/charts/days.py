"""The time axis: instants as day ordinals, and how its places are named."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate

from app.model.columns import Ms, from_ms
from app.rules.periods import Period, PeriodKind, period_name
from ui import wording
from ui.charts.model import Place


def day_of(instant: Ms, zone: str) -> float:
    """Give the local day (ordinal) of an instant, with the part of the day gone by the wall clock."""
    local = from_ms(instant).astimezone(ZoneInfo(zone))
    return local.toordinal() + (local.hour * 3600 + local.minute * 60 + local.second) / 86_400


def date_text(day: int, form: str = "d MMM") -> str:
    """Write a local day by the person's locale."""
    return wording.locale().toString(QDate.fromJulianDay(day + 1_721_425), form)


def tick(period: Period) -> str:
    """Name a bucket under the axis: "3 Aug", "Aug", "Q3 2026"."""
    match period.kind:
        case PeriodKind.MONTH:
            return date_text(period.first_day, "MMM")
        case PeriodKind.QUARTER:
            return period_name(period)
        case _:
            return date_text(period.first_day)


def heading(period: Period, today: int) -> str:
    """Name a bucket in full; the one that runs is named as such."""
    if period.kind is PeriodKind.WEEK:
        day = date_text(period.first_day, "d MMMM")
        name = QCoreApplication.translate("Charts", "Week of %1").replace("%1", day)
    else:
        name = period_name(period)
    if today in period:
        return QCoreApplication.translate("Charts", "%1, to date").replace("%1", name)
    return name


def place(period: Period, today: int, now: float) -> Place:
    """Where a bucket stands: in its middle, or at now while it runs."""
    middle = (period.first_day + period.last_day_exclusive) / 2
    return Place(now if today in period else middle, tick(period), heading(period, today))


def short_name(period: Period, today: int) -> str:
    """Name a period within a sentence: "November", "week 47", "Q4"; with its year when another."""
    this_year = date_text(period.first_day, "yyyy") == date_text(today, "yyyy")
    if not this_year:
        return period_name(period)
    match period.kind:
        case PeriodKind.MONTH:
            return date_text(period.first_day, "MMMM")
        case PeriodKind.WEEK:
            week = period_name(period).split(",")[0]
            return week[:1].lower() + week[1:]
        case PeriodKind.QUARTER:
            return period_name(period).split(" ")[0]
        case _:
            return period_name(period)
