"""Which lead a row is about, when it is described elsewhere: by key, by e-mail, or by name."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass

from app.importing.collecting import Collector
from app.importing.mapping import Mapping, TableKind
from app.importing.source import RowFault, Source
from app.importing.table import Table, text

JOINED = (TableKind.DEALS, TableKind.EVENTS)
"""Tables whose rows are about leads described elsewhere."""

KEYS = ("external_id", "email", "name")
"""What such a row may name its lead by: the first of these that it says decides."""


@dataclass(frozen=True)
class Asked:
    """By which keys, e-mails and names files name leads that they may not describe."""

    keys: frozenset[str]
    emails: frozenset[str]
    names: frozenset[str]


def asked(inputs: Sequence[tuple[Table, Mapping]]) -> Asked:
    """Find out which leads of a workspace these files may be about."""
    words: dict[str, set[str]] = {target: set() for target in KEYS}
    for table, mapping in inputs:
        if mapping.kind in JOINED:
            for use in mapping.columns:
                if use.target in KEYS and use.column in table.header:
                    words[use.target].update(map(text, table.column(use.column)))
    # a lead that came without a key of its own is known by its e-mail
    keys = words["external_id"] | {word.casefold() for word in words["email"]}
    return Asked(*(frozenset(each) - {""} for each in (keys, words["email"], words["name"])))


class Joiner:
    """Finds the leads that the rows of one table are about, once all files of leads were read."""

    def __init__(self, source: Source, found: Collector) -> None:
        self._source = source
        self._found = found
        self._by_email: Dictionary[str, list[str]] = {}
        self._by_name: Dictionary[str, list[str]] = {}
        if source.has("email"):
            mails = [(lead.email, key) for key, lead in found.leads.items()]
            self._by_email = _grouped(mails, found.known.by_email)
        if source.has("name"):
            names = [(lead.name, key) for key, lead in found.leads.items()]
            self._by_name = _grouped(names, found.known.by_name)

    def key(self, row: int, at: int | None = None) -> str:
        """Give the key of the row's lead; of several with one e-mail the last arrived by `at` (ms), or the first.

        An e-mail that no lead has is the key of a lead yet unknown. Raises RowFault when the row
        names no lead, a name that no lead has, or one that several have.
        """
        source = self._source
        key = source.text(row, "external_id")
        if key is not None:
            return key
        email = source.text(row, "email")
        if email is not None:
            keys = self._by_email.get(email.casefold())
            return self._last_by(keys, at) if keys else email.casefold()
        name = source.text(row, "name")
        if name is None:
            raise RowFault("This row does not say which lead it is about.")
        keys = self._by_name.get(name.casefold(), [])
        if len(keys) == 1:
            return keys[0]
        sentence = (
            f"{len(keys)} leads are called “{name}”; it is not said which one is meant."
            if keys
            else f"No lead of these files or of the workspace is called “{name}”."
        )
        raise RowFault(sentence, source.column_of("name"), name)

    def known_key(self, row: int, at: int | None = None) -> str:
        """Give the key of the row's lead as `key`; RowFault also when nobody knows that lead."""
        key = self.key(row, at)
        if not self._found.knows(key):
            raise self.unknown(row, key)
        return key

    def unknown(self, row: int, key: str) -> RowFault:
        """Say that nobody knows the lead a row is about."""
        by = next(target for target in KEYS if self._source.text(row, target) is not None)
        sentence = f"“{key}” is no lead of these files or of the workspace."
        return RowFault(sentence, self._source.column_of(by), key)

    def _last_by(self, keys: Sequence[str], at: int | None) -> str:
        arrivals = [(self._found.arrived_at(key) or 0, key) for key in keys]
        before = [each for each in arrivals if at is None or each[0] <= at]
        return max(before)[1] if before else min(arrivals)[1]


def _grouped(
    words: Sequence[tuple[str | None, str]], known: Dictionary[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Give the keys by the words (casefolded) that lead to them."""
    found: dict[str, list[str]] = {}
    for said, key in words:
        if said:
            found.setdefault(said.casefold(), []).append(key)
    for said, keys in known.items():
        there = found.setdefault(said, [])
        there += [key for key in keys if key not in there]
    return found
