"""Gathers what the rows say, and keeps each fact once."""

from collections.abc import Mapping as Dictionary
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
    """What the workspace holds: when its leads arrived, by their keys, and its stages' keys."""

    leads: Dictionary[str, int | None] = field(default_factory=dict)
    stages: frozenset[str] = frozenset()


def new_lead(key: str, line: int, name: str = "") -> LeadRecord:
    """Make a lead of which only the key is known."""
    return LeadRecord(key, name, None, None, None, None, None, None, None, None, line)


def name_from_key(key: str) -> str:
    """Call a lead without a name by the beginning of its key."""
    return f"Lead {key[:ID_SHOWN]}"


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
        self.identical_rows = 0
        self.without_arrival = 0

    def knows(self, key: str) -> bool:
        """Say whether a lead is in these files or in the workspace."""
        return key in self.leads or key in self.known.leads

    def leave_out(self, file: str, line: int, fault: RowFault) -> None:
        """List a row that is not taken."""
        self.problems.append(Problem(file, line, fault.column, fault.value, str(fault)))

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

    def person(self, words: str, label: str, side: Side | None, line: int) -> str:
        """Give the key of somebody named in a cell; with a label, the cell holds an id."""
        key = words.casefold()
        sides = frozenset() if side is None else frozenset({side})
        there = self.people.get(key)
        if there is None:
            name = short_name(words, label)
            if label and any(other.name == name for other in self.people.values()):
                name = f"{label} {words}"
            self.people[key] = PersonRecord(words, name, sides, words if label else None, line)
            return words
        if not sides <= there.sides:
            self.people[key] = there._replace(sides=there.sides | sides)
        return there.key
