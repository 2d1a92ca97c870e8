"""Gathers what the rows say, and keeps each fact once."""

from collections import Counter
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.importing.records import EventRecord, Identity, LeadRecord, PersonRecord
from app.importing.source import RowFault
from app.importing.table import Problem
from app.model.events import EventKind
from app.model.people import Side

ID_SHOWN = 8
"""Letters of an id that a name made from it shows."""

SIDE_OF = {
    EventKind.HANDED_OVER: Side.MARKETING,
    EventKind.DISPUTED: Side.MARKETING,
    EventKind.CONTACT: Side.SALES,
    EventKind.ACCEPTED: Side.SALES,
    EventKind.SENT_BACK: Side.SALES,
    EventKind.WON: Side.SALES,
    EventKind.LOST: Side.SALES,
}
"""The side that does such a thing, and so the side that somebody new is put on."""


@dataclass(frozen=True)
class Known:
    """What the workspace holds of what the files ask for (`joining.asked`).

    `leads` tells when leads arrived, by key; `by_email` and `by_name` the keys of leads by e-mail and
    name (casefolded); `stages` the names of the stages by key.
    """

    leads: Dictionary[str, int | None] = field(default_factory=dict)
    by_email: Dictionary[str, Sequence[str]] = field(default_factory=dict)
    by_name: Dictionary[str, Sequence[str]] = field(default_factory=dict)
    stages: Dictionary[str, str] = field(default_factory=dict)


def new_lead(key: str, line: int) -> LeadRecord:
    """Make a lead of which only the key is known."""
    return LeadRecord(key, "", None, None, None, None, None, None, None, None, None, line)


def name_from_key(key: str) -> str:
    """Call a lead without a name by the beginning of its key, or by its e-mail where that is the key."""
    return key if "@" in key else f"Lead {key[:ID_SHOWN]}"


def short_name(words: str, label: str) -> str:
    """Name somebody as the cell does; after a label, by the beginning of the id it holds."""
    return f"{label} {words[:ID_SHOWN]}" if label else words


class Collector:
    """The leads, events and people gathered so far, and the problems met."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.leads: dict[str, LeadRecord] = {}
        self.updates: dict[str, LeadRecord] = {}
        self.events: dict[Identity, EventRecord] = {}
        self.arrived: dict[str, EventRecord] = {}
        self.people: dict[str, PersonRecord] = {}
        self.problems: list[Problem] = []
        self.not_taken: dict[tuple[str, str], Counter[str]] = {}
        """Words that stand for no stage here, by file and column."""
        self.identical_rows = 0
        self.without_arrival = 0
        self._aliases: dict[str, str] = {}

    def knows(self, key: str) -> bool:
        """Say whether a lead is in these files or in the workspace."""
        return key in self.leads or key in self.known.leads

    def arrived_at(self, key: str) -> int | None:
        """When a lead arrived, by these files or else by the workspace."""
        first = self.arrived.get(key)
        return first.happened_at if first is not None else self.known.leads.get(key)

    def leave_out(self, file: str, line: int, fault: RowFault) -> None:
        """List a row that is not taken."""
        self.problems.append(Problem(file, line, fault.column, fault.value, str(fault)))

    def take_no_stage(self, file: str, column: str | None, words: str) -> None:
        """Note a word that stands for no stage."""
        self.not_taken.setdefault((file, column or ""), Counter())[words] += 1

    def is_new(self, event: EventRecord) -> bool:
        """Say whether an event is not there yet; RowFault when it contradicts one that is."""
        there = self.events.get(event.identity)
        if there is not None:
            if there._replace(line=0) == event._replace(line=0):
                return False
            raise RowFault(f"Line {there.line} tells of the same event in other words; it is kept.")
        first = self.arrived.get(event.lead_key)
        if event.kind is EventKind.ARRIVED and first is not None:
            raise RowFault(f"Line {first.line} says that this lead arrived at another time.")
        return True

    def add_event(self, event: EventRecord) -> None:
        """Take an event that is new."""
        self.events[event.identity] = event
        if event.kind is EventKind.ARRIVED:
            self.arrived[event.lead_key] = event

    def set_owner(self, key: str, owner: str, line: int) -> None:
        """Say who has a lead, unless its own file said so."""
        there = self.leads if key in self.leads else self.updates
        lead = there.get(key) or new_lead(key, line)
        if lead.owner is None:
            there[key] = lead._replace(owner=owner)

    def add_person(self, person: PersonRecord, others: Sequence[str]) -> None:
        """Take somebody whom a file describes, who goes by `others` too: an id, an e-mail."""
        self.people[person.key] = person
        for alias in (person.name, *others):
            self._aliases.setdefault(alias.casefold(), person.key)

    def person_called(self, words: str) -> PersonRecord | None:
        """Find somebody by a name, an id or an e-mail."""
        key = self._aliases.get(words.casefold())
        return None if key is None else self.people[key]

    def person(self, words: str, label: str, side: Side | None, line: int) -> str:
        """Give the key of somebody named in a cell; with a label, the cell holds an id."""
        sides = frozenset() if side is None else frozenset({side})
        there = self.person_called(words)
        if there is None:
            name = short_name(words, label)
            if label and any(other.name == name for other in self.people.values()):
                name = f"{label} {words}"
            external_id = words if label else None
            self.people[words] = PersonRecord(words, name, sides, external_id, line)
            self._aliases[words.casefold()] = words
            return words
        if not there.stated and not sides <= there.sides:
            self.people[there.key] = there._replace(sides=there.sides | sides)
        return there.key
