"""Instants, lengths and money in words for people, by their locale and in the workspace's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from app import words
from app.model.agreement import CommitmentKind
from app.model.clocks import ClockState
from app.model.columns import DAY_MS, Ms, from_ms
from app.rules.numbers import duration_text
from app.rules.sentences import attempts_text
from app.rules.working_time import WorkingTime
from app.services.clock_lines import ClockLine
from ui.widgets.marks import State

translate = QCoreApplication.translate

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}

_LOOKS = {
    ClockState.KEPT: State.KEPT,
    ClockState.LATE: State.MISSED,
    ClockState.OVERDUE: State.MISSED,
    ClockState.DUE_SOON: State.AT_RISK,
    ClockState.RUNNING: State.RUNNING,
}


def locale() -> QLocale:
    """Give the person's locale; a system that names none gets international English."""
    chosen = QLocale()
    if chosen.language() == QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return chosen


def when(ms: Ms, zone: str) -> str:
    """Write an instant as "Fri 30 Oct, 11:40"; the year stands with it when it is another one."""
    local = from_ms(ms).astimezone(ZoneInfo(zone))
    return f"{_date(local, 'ddd d MMM', zone)}, {clock_time(ms, zone)}"


def day(ms: Ms, zone: str) -> str:
    """Write the local day of an instant as "30 Oct", or "30 Oct 2025" in another year."""
    return _date(from_ms(ms).astimezone(ZoneInfo(zone)), "d MMM", zone)


def long_day(ms: Ms, zone: str) -> str:
    """Write the local day of an instant as "Fri 30 Oct", with the year in another one."""
    return _date(from_ms(ms).astimezone(ZoneInfo(zone)), "ddd d MMM", zone)


def named_day(day: date) -> str:
    """Write a day as "Fri 30 Oct 2026": the year stands with it, for days far ahead."""
    return locale().toString(QDate(day.year, day.month, day.day), "ddd d MMM yyyy")


def clock_time(ms: Ms, zone: str) -> str:
    """Write the local time of an instant as "11:40"."""
    local = from_ms(ms).astimezone(ZoneInfo(zone))
    return locale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


def _date(local: datetime, form: str, zone: str) -> str:
    this_year = datetime.now(UTC).astimezone(ZoneInfo(zone)).year
    date = QDate(local.year, local.month, local.day)
    return locale().toString(date, form if local.year == this_year else f"{form} yyyy")


def money(minor: int, currency: str) -> str:
    """Write an amount of minor units of an ISO currency: "€18,000", "€1,234.50"."""
    symbol = _SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return locale().toCurrencyString(minor / 100, symbol, 2 if minor % 100 else 0)


def length(begin: Ms, end: Ms, hours: WorkingTime | None) -> str:
    """Write the time from `begin` to `end`: working time by `hours`, or wall time without.

    Nothing is written below zero: an instant passed a moment ago counts as now.
    """
    if hours is None:
        return duration_text(max(end - begin, 0), day_ms=DAY_MS)
    return duration_text(max(hours.elapsed(begin, end), 0), day_ms=hours.usual_day)


def countdown(due: Ms, now: Ms, hours: WorkingTime | None) -> str:
    """Write how a duty stands to its due instant: "2 h 10 min late", "38 min left".

    What is left is in the promise's own measure, which is the time there is to act. Lateness is
    real time: the lead waits at night too, and "late" must not stand still over a weekend.
    """
    if now > due:
        return translate("Wording", "%1 late").replace("%1", length(due, now, None))
    return translate("Wording", "%1 left").replace("%1", length(now, due, hours))


def clock_text(clock: ClockLine, now: Ms) -> tuple[str, State]:
    """Give a clock's pill at `now`: "2 h 10 min late", "38 min left", "kept, 52 min"; a deliverable is "in time".

    What was taken and what is left are in the promise's own measure, lateness is real time.
    """
    state, due, stop = clock.state, clock.due, clock.stop
    look = _LOOKS.get(state, State.NONE)
    if state is ClockState.KEPT and not clock.commitment.kind.is_of_leads:
        return translate("Wording", "in time"), look
    if state is ClockState.KEPT and stop is not None:
        return translate("Wording", "kept, %1").replace(
            "%1", length(clock.start, stop, clock.hours)
        ), look
    if state is ClockState.LATE and stop is not None and due is not None:
        return translate("Wording", "done %1 late").replace("%1", length(due, stop, None)), look
    if state is ClockState.PAUSED and clock.left is not None:
        day_ms = DAY_MS if clock.hours is None else clock.hours.usual_day
        left = duration_text(max(clock.left, 0), day_ms=day_ms)
        return translate("Wording", "paused, %1 left").replace("%1", left), look
    if state in (ClockState.OVERDUE, ClockState.DUE_SOON, ClockState.RUNNING) and due is not None:
        return countdown(due, now, clock.hours), look
    return words.label(state).lower(), look


def duty_text(clock: ClockLine) -> str:
    """Say in a word or two what a clock calls for: "First contact", "5 attempts"."""
    commitment = clock.commitment
    match commitment.kind:
        case CommitmentKind.PERSISTENCE:
            return attempts_text(commitment.attempts or 0)
        case CommitmentKind.DISPOSITION:
            return translate("Wording", "Accept or send back")
        case CommitmentKind.DELIVERABLE:
            return translate("Wording", "Deliverable")
        case CommitmentKind.CONVERSION:
            return translate("Wording", "Conversion")
        case _:
            return translate("Wording", "First contact")
