"""On which days something promised for every month falls due.

Deliverables are to be born from it: one item for each month of a promise, due on the day found here.
"""

from calendar import monthrange
from datetime import date

from app.rules.periods import Period, PeriodKind, buckets


def monthly(day_of_month: int, period: Period) -> list[int]:
    """List the local days (ordinals) in `period` that are the `day_of_month` (1 to 31), in order.

    A month that is too short has its last day instead: the 31st is 28 or 29 February and 30 April
    (MEASURES, case 13). Raises ValueError for a day no month has.
    """
    if not 1 <= day_of_month <= 31:  # noqa: PLR2004 - no month is longer
        raise ValueError(f"no month has a day {day_of_month}")
    months = buckets(PeriodKind.MONTH, period.first_day, period.last_day_exclusive)
    due = (_day_in(date.fromordinal(month.first_day), day_of_month) for month in months)
    return [day for day in due if day in period]


def _day_in(month: date, day_of_month: int) -> int:
    _, length = monthrange(month.year, month.month)
    return month.replace(day=min(day_of_month, length)).toordinal()
