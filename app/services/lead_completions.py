"""How to go on in the leads' filter line: fields, and the values they have in this workspace."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from app.rules.lead_query import CHOICES, EXAMPLES, Token, begins, quoted, tokens
from app.store import lead_rows, lead_words
from app.store.people import load_people, load_persona_names
from app.store.terms import load_stage_names
from app.store.workspace import Workspace

MOST = 12
_NEWEST = 2_000
"""So many leads are looked through for their companies."""

_TYPICAL: dict[str, tuple[str, ...]] = {
    **CHOICES,
    "since": ("today", "yesterday", "monday"),
    "until": ("today", "yesterday"),
    "value": (">1000", ">10000", "<1000"),
}
_NAMED = ("stage", "owner", "source", "campaign", "persona")
"""The fields whose values a word alone may mean."""


@dataclass(frozen=True)
class Completion:
    """One way to go on: `text` takes the place of what stands from `start` to `end`; `label` is what to show."""

    text: str
    label: str
    start: int
    end: int


def completions(workspace: Workspace, text: str, cursor: int) -> tuple[Completion, ...]:
    """The ways to go on at `cursor`: values of the field begun there, or fields and values for a word.

    Between two words, and in a line that is empty, these are the fields.
    """
    token = next((each for each in tokens(text) if each.start < cursor <= each.end), None)
    if token is None:
        return tuple(Completion(f"{name}:", f"{name}:", cursor, cursor) for name in EXAMPLES)
    if token.name:
        if token.name not in EXAMPLES:
            return ()
        with workspace.read() as connection:
            values = _values(connection, token.name, token.value)
        return _offers(token, [(token.name, value) for value in values])
    with workspace.read() as connection:
        named = [
            (name, value) for name in _NAMED for value in _values(connection, name, token.value)
        ]
    fields = [(name, "") for name in EXAMPLES if name.startswith(token.value.lower())]
    return _offers(token, fields + named)


def _offers(token: Token, found: Iterable[tuple[str, str]]) -> tuple[Completion, ...]:
    """The fields and values to put in place of a token, without the one that it is."""
    minus = "-" if token.negated else ""
    offers = [
        Completion(f"{minus}{name}:{quoted(value)}", f"{name}:{value}", token.start, token.end)
        for name, value in found
        if (name, value.lower()) != (token.name, token.value.lower())
    ]
    return tuple(offers[:MOST])


def _values(connection: Connection, name: str, typed: str) -> list[str]:
    """The values of a field that have a word beginning as typed."""
    return [value for value in _known(connection, name, typed) if not typed or begins(typed, value)]


def _known(connection: Connection, name: str, typed: str) -> Iterable[str]:
    match name:
        case "stage":
            return load_stage_names(connection).values()
        case "owner":
            return (row["name"] for row in load_people(connection))
        case "persona":
            return load_persona_names(connection).values()
        case "source" | "campaign":
            return lead_rows.used(connection, "source" if name == "source" else "campaign")
        case "company":
            return lead_words.newest_companies(connection, typed, _NEWEST) if typed else ()
        case _:
            return _TYPICAL[name]
