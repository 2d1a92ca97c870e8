"""Reading TOML that people write: every refusal names its file, line and key."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from app.errors import Refusal

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


def read_toml(text: str, file_name: str) -> "Table":
    """Give the top table of `text`. Raises Refusal, naming the line and the reason."""
    try:
        values = tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(file_name, str(error)) from error
    except (RecursionError, ValueError) as error:  # Python reads no number of 5,000 digits
        sentence = f"{file_name}: the text is nested too deeply, or has a number far too long."
        raise Refusal(sentence) from error
    return Table(values, file_name, text.split("\n"))


def _unreadable(file_name: str, message: str) -> Refusal:
    reason, _, place = message.partition(" (at ")
    line = re.match(r"line \d+", place)
    return Refusal(f"{file_name}, {line[0] if line else 'at its end'}: {reason}.")


@dataclass(frozen=True)
class Table:
    """One table of the text, which knows its place: the `nth` under `header` ("" at the top)."""

    values: Mapping[str, Any]
    file_name: str
    lines: Sequence[str]
    header: str = ""
    nth: int = 1
    title: str = ""

    def allow(self, *known: str) -> None:
        """Refuse any key that is not `known`."""
        for key in self.values:
            if key not in known:
                reason = f'there is no key "{key}" here; the keys are {", ".join(known)}.'
                raise self.refusal(reason, key)

    def optional(self, key: str, parse: Callable[[Any], Value]) -> Value | None:
        """Give the value of `key` read by `parse`, None where the text does not give it."""
        if key not in self.values:
            return None
        try:
            return parse(self.values[key])
        except Refusal as refusal:
            raise self.refusal(str(refusal), key) from refusal

    def required(self, key: str, parse: Callable[[Any], Value]) -> Value:
        """Give the value of `key` read by `parse`; it must be there."""
        value = self.optional(key, parse)
        if value is None:
            raise self.refusal(f'the key "{key}" is missing.')
        return value

    def table(self, key: str) -> "Table":
        """Give the table under `key`."""
        path = f"{self.header.strip('[]')}.{key}".removeprefix(".")
        if not isinstance(self.values[key], dict):
            raise self.refusal(f"write it as a table under [{path}].", key)
        return Table(self.values[key], self.file_name, self.lines, f"[{path}]", title=path)

    def tables(self, key: str, title: str) -> list["Table"]:
        """Give the tables listed under `key`, called `title` and their number."""
        path = f"{self.header.strip('[]')}.{key}".removeprefix(".")
        given = self.values.get(key, [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            raise self.refusal(f"write each one under [[{path}]].", key)
        return [
            Table(each, self.file_name, self.lines, f"[[{path}]]", nth, f"{title} {nth}")
            for nth, each in enumerate(given, start=1)
        ]

    def refusal(self, reason: str, key: str | None = None) -> Refusal:
        """Say what is wrong with this table, or its `key`, and where."""
        line = self._line(key)
        place = self.file_name if line is None else f"{self.file_name}, line {line}"
        what = ", ".join(filter(None, (self.title, key)))
        return Refusal(f"{place} ({what}): {reason}" if what else f"{place}: {reason}")

    def _line(self, key: str | None) -> int | None:
        """Find the line of `key`, or of the header; None where the text is laid out otherwise."""
        headers = [0] if not self.header else []
        headers += [
            number
            for number, line in enumerate(self.lines, start=1)
            if self.header and "".join(line.partition("#")[0].split()) == self.header
        ]
        if len(headers) < self.nth:
            return None
        header = headers[self.nth - 1]
        for number, line in enumerate(self.lines[header:], start=header + 1):
            if line.lstrip().startswith("["):
                break
            if key and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
                return number
        return header or None


def anything(value: Any) -> Any:
    """Read any value as it is."""
    return value


def a_text(value: Any) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise Refusal(f"write a text in quotes, not {shown(value)}.")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Refusal('write a list of texts like ["Webinar", "Partner"].')
    return tuple(value)


def whole_number(value: Any) -> int:
    """Read a whole number."""
    if type(value) is not int:  # True is an int as well
        raise Refusal(f"write a whole number, not {shown(value)}.")
    return value


def a_number(value: Any) -> Decimal:
    """Read a number, whole or with a point."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | Decimal)
        or not Decimal(value).is_finite()
    ):
        raise Refusal(f"write a number like 10000 or 4.5, without quotes, not {shown(value)}.")
    return Decimal(value)


def a_day(value: Any) -> date:
    """Read a day."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Refusal(f"write a day like 2017-06-01, without quotes, not {shown(value)}.")
    return value


def one_of(choices: type[Choice]) -> Callable[[Any], Choice]:
    """Make the parser that reads one of `choices`."""

    def parse(value: Any) -> Choice:
        for choice in choices:
            if value == choice.value:
                return choice
        known = ", ".join(f'"{choice.value}"' for choice in choices)
        raise Refusal(f"{shown(value)} is none of {known}.")

    return parse


def shown(value: Any) -> str:
    """Write a value as it may stand in the text."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
