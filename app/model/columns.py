"""Column types shared by the tables."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Dialect, String
from sqlalchemy.types import TypeDecorator

Ms = int
"""An instant: whole milliseconds since 1970-01-01 00:00 UTC."""

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def to_ms(instant: datetime) -> Ms:
    """Whole milliseconds since 1970 of an aware `instant`, rounded down.

    Raises ValueError for a naive one: a wall time without a zone is not an instant.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone")
    since = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * DAY_MS + since.seconds * 1000 + since.microseconds // 1000


def from_ms(ms: Ms) -> datetime:
    """The aware UTC datetime of `ms`."""
    return datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)


class EnumText(TypeDecorator[StrEnum]):
    """A `StrEnum`'s value as text, so that the file reads well and a new member needs no migration."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002, D102
        return None if value is None else self.members(value)


def enum_text(members: type[StrEnum]) -> Any:
    """The column type of these members, for `Field(sa_type=…)`, which is typed for classes only."""
    return EnumText(members)


class Instant(TypeDecorator[datetime]):
    """Aware UTC datetimes in Python, whole milliseconds in the database (so columns reach NumPy as integers)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102
        return None if value is None else to_ms(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        return None if value is None else from_ms(value)
