"""How often something is promised."""

from enum import StrEnum


class Cadence(StrEnum):
    """The period that a number, an item or a reading is promised for."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
