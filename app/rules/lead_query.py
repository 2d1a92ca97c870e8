"""The language of the leads' filter line: `webinar stage:mql -owner:dana "hot lead" since:2026-09-01`.

Words must all occur, each at the beginning of a word. A field limits one thing; the same field again allows another
value, except that days and amounts all hold. A minus in front turns either round, quotes keep words together.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, cast
from zoneinfo import ZoneInfo

from app.errors import Refusal
from app.model.events import EventKind
from app.rules.typed_time import read_time

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "stage": "MQL",
        "owner": "dana",
        "source": "webinar",
        "campaign": "spring",
        "persona": "buyer",
        "company": "halden",
        "standing": "accepted",
        "late": "yes",
        "open": "yes",
        "duplicate": "yes",
        "since": "2026-09-01",
        "until": "yesterday",
        "value": ">1000",
    }
)
"""The fields there are, each with a value it might have."""

YES_NO = ("yes", "no")
STANDINGS: Mapping[str, tuple[EventKind | None, ...]] = MappingProxyType(
    {
        "new": (None,),
        "handed": (EventKind.HANDED_OVER,),
        "accepted": (EventKind.ACCEPTED, EventKind.OVERTURNED),
        "sent-back": (EventKind.SENT_BACK, EventKind.UPHELD),
        "disputed": (EventKind.DISPUTED,),
        "recycled": (EventKind.RECYCLED,),
        "won": (EventKind.WON,),
        "lost": (EventKind.LOST,),
        "opted-out": (EventKind.OPTED_OUT,),
        "junk": (EventKind.JUNK,),
    }
)
"""What may stand behind `standing:`, and the last turns of a lead that it means; None for no turn yet."""

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"standing": tuple(STANDINGS), "late": YES_NO, "open": YES_NO, "duplicate": YES_NO}
)
"""The fields whose values are known to the language."""

LIMITS = frozenset({"since", "until", "value"})
"""The fields that all hold when they are given several times."""

Comparison = Literal[">", ">=", "<", "<=", "="]

_TOKEN = re.compile(
    r'(?P<minus>-)?(?:(?P<name>[^\W\d_]+):)?(?P<value>"(?P<quoted>[^"]*)"?|[^\s"]*)'
)
_BEGUN_PHONE = re.compile(r"[(+0][\d ()/.+-]*")
_DIGITS = re.compile(r"[\d()/.-]+")
_AMOUNT = re.compile(r"(>=|<=|>|<|=)? ?(\d{1,15}(?:\.\d{1,2})?)")


@dataclass(frozen=True)
class Token:
    """A word or field as typed, from `start` to `end`; `name` is empty for a word, `value` without its quotes."""

    start: int
    end: int
    negated: bool
    name: str
    value: str
    value_start: int


@dataclass(frozen=True)
class Field:
    """One field of a filter: leads with this value, or (`negated`) those without."""

    name: str
    value: str
    negated: bool = False


@dataclass(frozen=True)
class LeadQuery:
    """What a filter line asks for: all of `words`, none of `without`, the `fields`, and what it gets wrong."""

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    problems: tuple[str, ...] = ()


def parse(text: str) -> LeadQuery:
    """Read a filter line. Whether names and days make sense is found out where they are known."""
    words: dict[bool, list[str]] = {False: [], True: []}
    fields, problems = [], []
    for token in _phones_joined(tokens(text)):
        if token.name:
            try:
                fields.append(_field(token))
            except Refusal as refusal:
                problems.append(str(refusal))
        elif any(letter.isalnum() for letter in token.value):
            words[token.negated].append(token.value)
    return LeadQuery(tuple(words[False]), tuple(words[True]), tuple(fields), tuple(problems))


def tokens(text: str) -> tuple[Token, ...]:
    """Take a filter line apart; an opened quote reaches to its end."""
    found = []
    for match in _TOKEN.finditer(text):
        if match.end() > match.start():
            value = match["value"] if match["quoted"] is None else match["quoted"]
            found.append(
                Token(
                    *match.span(),
                    negated=bool(match["minus"]),
                    name=(match["name"] or "").lower(),
                    value=value.strip(),
                    value_start=match.start("value"),
                )
            )
    return tuple(found)


def _phones_joined(found: Iterable[Token]) -> list[Token]:
    """`found` with a phone number in several parts, "+49 30 1234567", as one word."""
    joined: list[Token] = []
    for token in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and _BEGUN_PHONE.fullmatch(last.value)
            and _DIGITS.fullmatch(token.value)
        ):
            joined[-1] = replace(last, value=f"{last.value} {token.value}", end=token.end)
        else:
            joined.append(token)
    return joined


def quoted(value: str) -> str:
    """Write a value so that it is read as one."""
    return f'"{value}"' if re.search(r'[\s"]', value) else value


def _field(token: Token) -> Field:
    name, value = token.name, token.value
    if name not in EXAMPLES:
        raise Refusal(f'There is no field "{name}"; fields are {", ".join(EXAMPLES)}.')
    if not value:
        raise Refusal(f"{name}: needs a value, such as {name}:{EXAMPLES[name]}.")
    if name in CHOICES:
        value = _choice(name, value)
    if name == "value":
        amount(value)
    return Field(name, value, token.negated)


def _choice(name: str, value: str) -> str:
    typed = re.sub(r"[\s_]+", "-", value.lower())
    found = [each for each in CHOICES[name] if each.startswith(typed)]
    if len(found) != 1 and typed not in CHOICES[name]:
        *some, last = CHOICES[name]
        raise Refusal(f"{name}: needs {', '.join(some)} or {last}.")
    return typed if typed in CHOICES[name] else found[0]


def amount(value: str) -> tuple[Comparison, Decimal]:
    """Read what stands behind `value:`, a comparison and an amount. Raises Refusal with a sentence."""
    match = _AMOUNT.fullmatch(value.replace(",", ""))
    if match is None:
        raise Refusal("value: needs an amount such as >1000, <=500 or 2000.")
    return cast("Comparison", match[1] or "="), Decimal(match[2])


def day(name: str, value: str, now: datetime, zone: str) -> date:
    """Read the day behind `since:` or `until:`, seen from `now`. Raises Refusal with a sentence."""
    for typed in (f"{value} 0:00", value):
        try:
            at = read_time(typed, now, zone) or now
        except Refusal:
            continue
        return at.astimezone(ZoneInfo(zone)).date()
    raise Refusal(f"{name}: needs a day like 2026-09-01, 1 Sep or yesterday.")


def fold(text: str) -> str:
    """`text` as it is compared: without case, accents and spare blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


def begins(value: str, name: str) -> bool:
    """Whether a word of `name` begins with `value`."""
    return f" {fold(value)}" in f" {fold(name)}"


def named(value: str, names: Iterable[str]) -> list[str]:
    """The names that `value` means: the one that it is, else all with a word that begins with it."""
    every = list(names)
    exact = [name for name in every if fold(name) == fold(value)]
    return exact or [name for name in every if begins(value, name)]
