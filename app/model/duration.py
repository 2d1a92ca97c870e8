"""How long a promise gives: "4 business hours", "30 days", "end of 2nd business day"."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Refusal


class DurationUnit(StrEnum):
    """What an amount counts: working time, working days, or calendar time."""

    BUSINESS_MINUTES = "business_minutes"
    BUSINESS_HOURS = "business_hours"
    BUSINESS_DAYS = "business_days"
    END_OF_BUSINESS_DAY = "end_of_business_day"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"

    @property
    def is_working_time(self) -> bool:
        """Whether it runs only while the calendar is open."""
        return self not in (DurationUnit.MINUTES, DurationUnit.HOURS, DurationUnit.DAYS)

    @property
    def most(self) -> int:
        """The largest amount that can be promised: about ten years, so that it falls due on known days."""
        return {
            DurationUnit.BUSINESS_MINUTES: 1_000_000,
            DurationUnit.BUSINESS_HOURS: 20_000,
            DurationUnit.BUSINESS_DAYS: 2_500,
            DurationUnit.END_OF_BUSINESS_DAY: 2_500,
            DurationUnit.MINUTES: 1_000_000,
            DurationUnit.HOURS: 87_600,
            DurationUnit.DAYS: 3_650,
        }[self]


@dataclass(frozen=True, slots=True)
class Within:
    """A promised duration: `amount` of `unit`.

    For END_OF_BUSINESS_DAY the amount is the number of the business day after the start, 0 being
    the same one. Raises Refusal for an amount that cannot be promised.
    """

    amount: int
    unit: DurationUnit

    def __post_init__(self) -> None:
        least = 0 if self.unit is DurationUnit.END_OF_BUSINESS_DAY else 1
        if not least <= self.amount <= self.unit.most:
            unit = self.unit.value.replace("_", " ").replace("end of business day", "business days")
            raise Refusal(
                f"A duration must be between {least} and {self.unit.most:,} {unit}, not {self.amount:,}.",
                field="within",
            )

    def __str__(self) -> str:
        return format_within(self)


_LENGTH = re.compile(r"(?:within )?(\d{1,9}) (business )?(minute|hour|day)s?")
_DAY_END = re.compile(
    r"(?:by )?(?:the )?end of (?:the )?(same|next|(\d{1,9})(?:st|nd|rd|th)) business day"
)


def parse_within(text: str) -> Within:
    """Read the duration written in `text`, in the words of `format_within`.

    Case and spacing do not matter; "within", "by" and "the" may stand before it, and "next" for
    "1st". Raises Refusal.
    """
    plain = " ".join(text.lower().split())
    if match := _LENGTH.fullmatch(plain):
        number, business, unit = match.groups()
        name = f"{'business_' if business else ''}{unit}s"
        return Within(int(number), DurationUnit(name))
    if match := _DAY_END.fullmatch(plain):
        named = {"same": 0, "next": 1}.get(match[1])
        return Within(int(match[2]) if named is None else named, DurationUnit.END_OF_BUSINESS_DAY)
    raise Refusal(
        f'"{text}" is not a duration. Write it like "4 business hours", "30 days" or '
        '"end of 2nd business day".',
        field="within",
    )


def format_within(within: Within) -> str:
    """Write `within` as the text that `parse_within` reads back: "1 hour", "30 days"."""
    if within.unit is DurationUnit.END_OF_BUSINESS_DAY:
        which = ordinal(within.amount) if within.amount else "same"
        return f"end of {which} business day"
    unit = within.unit.value.replace("_", " ")
    return f"{within.amount} {unit if within.amount != 1 else unit.removesuffix('s')}"


def ordinal(number: int) -> str:
    """Write a whole number as a place in an order: "1st", "22nd"."""
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
