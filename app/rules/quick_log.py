"""One typed line read as one thing done with a lead: "called priya, no answer, yesterday 16:20".

Pure. The words may stand in any order; commas help nobody but the reader. A name may be quoted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar

from app.errors import Refusal
from app.model.events import Channel, LostReason, Outcome, Reason
from app.rules.typed_time import read_time


class Deed(StrEnum):
    """What the line says was done."""

    CONTACT = "contact"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    WIN = "win"
    LOSE = "lose"
    NOTE = "note"


@dataclass(frozen=True)
class Action:
    """What would be logged, of no lead yet; `at` is empty for now, `reason` a `Reason` or `LostReason`."""

    deed: Deed
    channel: Channel | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    value_minor: int | None = None
    at: datetime | None = None
    note: str | None = None


class Word(NamedTuple):
    """A word of a line, or what was quoted in it, and where it ends."""

    text: str
    end: int
    quoted: bool


@dataclass(frozen=True)
class Line:
    """A line as read: `words` are those left over, in which the lead is to be found.

    Of a note without a colon they hold its text too, after the name (see `Action.note`). `action` is
    empty, and `problem` says why, when the line does not say what was done.
    """

    text: str
    action: Action | None
    words: tuple[Word, ...]
    problem: str | None = None

    @property
    def note_follows(self) -> bool:
        """Whether the text of a note stands among the words, after the name."""
        return self.action is not None and self.action.deed is Deed.NOTE and not self.action.note


Value = TypeVar("Value")
Phrases = Mapping[str, Value]


class _Verb(NamedTuple):
    """What a verb says was done: by which channel, and what came of it if nothing else is said."""

    deed: Deed
    channel: Channel | None = None
    outcome: Outcome | None = None


_VERBS: Phrases[_Verb] = {
    **dict.fromkeys(
        ("called", "call", "phoned", "rang", "telephoned"), _Verb(Deed.CONTACT, Channel.PHONE)
    ),
    **dict.fromkeys(
        ("spoke to", "spoke with", "spoke", "talked to", "talked with"),
        _Verb(Deed.CONTACT, Channel.PHONE, Outcome.CONVERSATION),
    ),
    **dict.fromkeys(
        ("emailed", "e-mailed", "mailed", "email", "email to", "wrote", "wrote to"),
        _Verb(Deed.CONTACT, Channel.EMAIL, Outcome.MESSAGE),
    ),
    **dict.fromkeys(
        ("met", "met with", "visited"), _Verb(Deed.CONTACT, Channel.MEETING, Outcome.CONVERSATION)
    ),
    **dict.fromkeys(
        ("messaged", "texted", "chatted with", "chatted"),
        _Verb(Deed.CONTACT, Channel.CHAT, Outcome.MESSAGE),
    ),
    **dict.fromkeys(
        ("sent a letter to", "sent a letter", "letter to"),
        _Verb(Deed.CONTACT, Channel.LETTER, Outcome.MESSAGE),
    ),
    **dict.fromkeys(("accepted", "accept"), _Verb(Deed.ACCEPT)),
    **dict.fromkeys(("sent back", "send back", "returned"), _Verb(Deed.SEND_BACK)),
    **dict.fromkeys(("won", "win"), _Verb(Deed.WIN)),
    **dict.fromkeys(("lost", "lose"), _Verb(Deed.LOSE)),
    **dict.fromkeys(("note", "note on", "noted"), _Verb(Deed.NOTE)),
}

_OUTCOMES: Phrases[Outcome] = {
    **dict.fromkeys(
        ("no answer", "not reached", "did not answer", "no reply", "engaged", "busy"),
        Outcome.NO_ANSWER,
    ),
    **dict.fromkeys(
        ("left a message", "left message", "message left", "message", "voicemail", "mailbox"),
        Outcome.MESSAGE,
    ),
    **dict.fromkeys(
        ("conversation", "talked", "spoke", "reached", "answered"), Outcome.CONVERSATION
    ),
    **dict.fromkeys(
        ("meeting booked", "booked a meeting", "meeting", "appointment"), Outcome.MEETING
    ),
}

_REASONS: Phrases[str] = {
    **dict.fromkeys(
        ("wrong size", "wrong company size", "too small", "too big"), Reason.WRONG_SIZE
    ),
    **dict.fromkeys(("wrong industry", "industry"), Reason.WRONG_INDUSTRY),
    **dict.fromkeys(("no need", "not interested"), Reason.NO_NEED),
    **dict.fromkeys(("no budget", "budget", "no money"), Reason.NO_BUDGET),
    **dict.fromkeys(("wrong person", "wrong contact"), Reason.WRONG_PERSON),
    **dict.fromkeys(("data incomplete", "incomplete data", "incomplete"), Reason.DATA_INCOMPLETE),
    **dict.fromkeys(("not now", "later", "too early"), Reason.NOT_NOW),
    **dict.fromkeys(
        ("could not reach", "couldn't reach", "not reached", "unreachable"), Reason.COULD_NOT_REACH
    ),
    "duplicate": Reason.DUPLICATE,
    **dict.fromkeys(("junk", "spam"), Reason.JUNK),
    "other": Reason.OTHER,
}

_LOST: Phrases[str] = {
    **dict.fromkeys(("price", "too expensive"), LostReason.PRICE),
    **dict.fromkeys(("competitor", "to a competitor"), LostReason.COMPETITOR),
    **dict.fromkeys(("no decision", "undecided"), LostReason.NO_DECISION),
    **dict.fromkeys(("no budget", "budget", "no money"), LostReason.NO_BUDGET),
    **dict.fromkeys(("timing", "bad timing", "not now"), LostReason.TIMING),
    **dict.fromkeys(("no fit", "does not fit", "fit"), LostReason.NO_FIT),
    **dict.fromkeys(("no contact", "contact lost"), LostReason.NO_CONTACT),
    "other": LostReason.OTHER,
}

_FILLERS = frozenset(
    {
        *("with", "to", "from", "for", "by", "because", "of", "and", "i", "mr", "mrs", "ms", "-"),
        *("eur", "euro", "euros", "usd", "dollars", "gbp", "pounds", "chf"),
    }
)
_LONGEST_TIME = 6
_COLON = re.compile(r":(?=\s|[^\W\d]|$)")
"""What stands before a note; the colon of 16:20 has a digit after it."""
_WORD = re.compile(r"[\"“](?P<quoted>[^\"”]+)[\"”]|[^\s,;]+(?:[,;]\d[^\s,;]*)*")
_PLAIN_TIME = re.compile(r":\d\d|\d\s*[ap]m$|\bago$")
_AMOUNT = re.compile(
    r"[^\w-]?(?P<whole>\d{1,3}(?:[.,'\u2019]\d{3})+|\d+)(?:[.,](?P<cents>\d{2}))?(?P<unit>[km])?[^\w]?$"
)
_UNITS = {None: 1, "k": 10**3, "m": 10**6}

_SAY_WHAT = "Say what was done: called, emailed, met, accepted, sent back, won, lost or note."
_SAY_OUTCOME = "Say what came of it: no answer, left a message, conversation or meeting booked."
_WHY: Mapping[Deed, tuple[Phrases[str], str]] = {
    Deed.SEND_BACK: (
        _REASONS,
        "Say why it goes back: wrong size, no need, no budget, not now, could not reach …",
    ),
    Deed.LOSE: (_LOST, "Say why it was lost: price, competitor, no decision, timing …"),
}


def read(text: str, now: datetime, zone: str) -> Line:
    """Read a line; its times are wall times of `zone`, seen from `now`."""
    colon = _COLON.search(text)
    said, note = (text[: colon.start()], text[colon.end() :].strip()) if colon else (text, "")
    line = _Reading(said)
    verb = line.take_first(_VERBS)
    if verb is not None and verb.deed is Deed.NOTE and (colon is None or not line.words()):
        line = _Reading(text.replace(":", " ", 1) if colon else text)
        line.take_first(_VERBS)
        return Line(text, Action(Deed.NOTE), line.words())
    at = line.take_time(now, zone, certain=verb is not None and verb.deed is Deed.WIN)
    action, problem = _action(line, verb)
    if action is not None:
        action = replace(action, at=at, note=note or None)
    return Line(text, action, line.words(), problem)


def unread(words: Sequence[Word], now: datetime, zone: str) -> str:
    """Say of left-over words that they were not understood; of a day, that it needs its time."""
    text = " ".join(word.text for word in words)
    try:
        read_time(f"{text} 12:00", now, zone)
    except Refusal:
        return f"“{text}” was not understood."
    return f"Add the time of day, such as “{text} 16:20”."


def _action(line: "_Reading", verb: _Verb | None) -> tuple[Action | None, str | None]:
    """What was done, or why that cannot be said."""
    deed = Deed.CONTACT if verb is None else verb.deed
    if deed is Deed.CONTACT:
        return _contact(line, verb)
    if deed in _WHY:
        reasons, question = _WHY[deed]
        reason = line.take_longest(reasons)
        return (None, question) if reason is None else (Action(deed, reason=reason), None)
    return Action(deed, value_minor=line.take_amount() if deed is Deed.WIN else None), None


def _contact(line: "_Reading", verb: _Verb | None) -> tuple[Action | None, str | None]:
    """A contact as its words tell it; without a verb what nobody answered was a call."""
    outcome = line.take_longest(_OUTCOMES) or (None if verb is None else verb.outcome)
    channel = None if verb is None else verb.channel
    if verb is None and outcome in (Outcome.NO_ANSWER, Outcome.MESSAGE):
        channel = Channel.PHONE
    if channel is None or outcome is None:
        return None, _SAY_WHAT if channel is None else _SAY_OUTCOME
    return Action(Deed.CONTACT, channel, outcome), None


class _Reading:
    """The words of a line, taken one phrase after another."""

    def __init__(self, text: str) -> None:
        self._words = [
            Word(match["quoted"] or match[0], match.end(), match["quoted"] is not None)
            for match in _WORD.finditer(text)
        ]

    def words(self) -> tuple[Word, ...]:
        """Those left that may be a name; without any others the small words count too."""
        left = tuple(
            word for word in self._words if word.quoted or word.text.casefold() not in _FILLERS
        )
        return left or tuple(self._words)

    def take_first(self, phrases: Phrases[Value]) -> Value | None:
        """Take the first phrase of the line, the longest that begins there."""
        places = sorted(self._found(phrases), key=lambda place: (place[0], -place[1]))
        return self._take(phrases, places)

    def take_longest(self, phrases: Phrases[Value]) -> Value | None:
        """Take the longest phrase of the line."""
        places = sorted(self._found(phrases), key=lambda place: (-place[1], place[0]))
        return self._take(phrases, places)

    def take_time(self, now: datetime, zone: str, *, certain: bool) -> datetime | None:
        """Take the longest run of words that tells a time; `certain`: no bare number with a point."""
        for length in range(min(_LONGEST_TIME, len(self._words)), 0, -1):
            for start in range(len(self._words) - length + 1):
                text = self._text(start, length)
                if not (any(each.isdigit() for each in text) or text.endswith((" ago", "now"))):
                    continue
                if certain and not _PLAIN_TIME.search(text):
                    continue
                try:
                    at = read_time(text, now, zone)
                except Refusal:
                    continue
                del self._words[start : start + length]
                return at
        return None

    def take_amount(self) -> int | None:
        """Take the last word that is an amount of money, in minor units."""
        for place in range(len(self._words) - 1, -1, -1):
            match = _AMOUNT.match(self._words[place].text.casefold())
            if match is not None and not self._words[place].quoted:
                del self._words[place]
                whole = int(re.sub(r"\D", "", match["whole"])) * 100 + int(match["cents"] or 0)
                return whole * _UNITS[match["unit"]]
        return None

    def _found(self, phrases: Phrases[Value]) -> Iterator[tuple[int, int]]:
        """Where phrases begin, and of how many words they are."""
        longest = max(phrase.count(" ") for phrase in phrases) + 1
        for start in range(len(self._words)):
            for length in range(1, min(longest, len(self._words) - start) + 1):
                if self._text(start, length) in phrases:
                    yield start, length

    def _take(self, phrases: Phrases[Value], places: list[tuple[int, int]]) -> Value | None:
        if not places:
            return None
        start, length = places[0]
        value = phrases[self._text(start, length)]
        del self._words[start : start + length]
        return value

    def _text(self, start: int, length: int) -> str:
        """These words as one text; what is quoted is no phrase."""
        words = self._words[start : start + length]
        return "" if any(w.quoted for w in words) else " ".join(w.text.casefold() for w in words)
