"""What an import adds to what is on file: worked out alike for a preview and for the writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.errors import Refusal
from app.importing.collecting import name_from_key
from app.importing.mapping import LEAD_TEXTS
from app.importing.records import Batch, EventRecord, LeadRecord
from app.model.columns import Ms
from app.model.events import EventKind
from app.model.leads import LeadRow
from app.rules.duplicates import Arrival, duplicates
from app.rules.forgotten import forgotten_key
from app.services.import_people import People, match_people, match_personas
from app.store import existing

Values = dict[str, Any]
"""Columns of a row, by their names."""

TEXTS = tuple(name for name in LEAD_TEXTS if name != "persona")
FACTS = ("name", *TEXTS, "value_minor", "persona_id", "owner_id")

WHOEVER = frozenset(EventKind) - {EventKind.CONTACT, EventKind.NOTE, EventKind.ASSIGNED}
"""What happens once at an instant: the same again through somebody else is the same fact."""

OWN_KEY = "\x1f#"
"""How the key begins that a lead without a key of its own gets for the time of an import."""


class NewEvent(NamedTuple):
    """An event to be added to the lead `lead_id`, by the person `by_id`."""

    record: EventRecord
    lead_id: int
    by_id: int | None


class Difference(NamedTuple):
    """A fact of a lead that is on file and stands otherwise in the files.

    `kept` as it is `here` because somebody edited it here, or else to become `theirs`.
    """

    lead_id: int
    lead: str
    fact: str
    here: str | int | None
    theirs: str | int
    kept: bool


@dataclass(frozen=True)
class Plan:
    """The rows to be added, with the ids they will have, and what changes of rows that are there.

    `already_there` counts the leads and events that bring nothing new. `before_agreement` counts the
    new leads that arrived before the agreement began, and so start no clock; `forgotten` the leads of
    persons who asked to be forgotten, `duplicates` the new leads of persons who came shortly before.
    """

    people: People
    personas: tuple[Values, ...]
    leads: tuple[Values, ...]
    changes: Mapping[int, Values]
    events: tuple[NewEvent, ...]
    already_there: int
    before_agreement: int
    forgotten: int
    duplicates: int
    differences: tuple[Difference, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        people = self.people.added or self.people.changed
        return not (people or self.personas or self.leads or self.changes or self.events)


def own_key(lead_id: int) -> str:
    """The key by which files' rows are joined to a lead that has none."""
    return f"{OWN_KEY}{lead_id}"


def plan(connection: Connection, batch: Batch) -> Plan:
    """Match a batch with what is on file."""
    return _Planner(connection, batch).plan()


class _Planner:
    """Matches one batch; `_ids` grows by the leads that will be added."""

    def __init__(self, connection: Connection, batch: Batch) -> None:
        self._connection = connection
        self._forgotten = set[str]()
        self._leads = self._remembered(batch.leads)
        self._updates = batch.updates
        self._events = [e for e in batch.events if e.lead_key not in self._forgotten]
        self._ids = self._on_file()
        self._there = set(self._ids.values())
        self._people = match_people(connection, batch.people)
        self._personas = match_personas(connection, {lead.persona for lead in self._leads})
        self._given = self._last_given()
        self._assigned = existing.assignments(connection, self._there)
        self._already_there = 0
        self._differences: list[Difference] = []

    def plan(self) -> Plan:
        """Work everything out, leads before events."""
        known = [lead for lead in self._leads if lead.key in self._ids]
        new = [lead for lead in self._leads if lead.key not in self._ids]
        changes = self._changes((*known, *self._updates))
        first_id = existing.next_id(self._connection, LeadRow)
        self._ids.update((lead.key, first_id + place) for place, lead in enumerate(new))
        events = self._new_events()
        duplicate_of = self._duplicates(new)
        return Plan(
            people=self._people,
            personas=self._personas.added,
            leads=tuple(self._lead_row(lead, duplicate_of) for lead in new),
            changes=changes,
            events=tuple(events),
            already_there=self._already_there,
            before_agreement=self._before_agreement(events),
            forgotten=len(self._forgotten),
            duplicates=len(duplicate_of),
            differences=tuple(self._differences),
        )

    def _remembered(self, leads: Sequence[LeadRecord]) -> list[LeadRecord]:
        """The leads without those who asked to be forgotten, which are noted."""
        digests = existing.forgotten(self._connection)
        if digests:
            self._forgotten = {lead.key for lead in leads if forgotten_key(lead.key) in digests}
        return [lead for lead in leads if lead.key not in self._forgotten]

    def _on_file(self) -> dict[str, int]:
        """The ids of the leads that are on file, by the keys of the batch."""
        keys = {lead.key for lead in chain(self._leads, self._updates)}
        keys.update(event.lead_key for event in self._events)
        ids = existing.leads(self._connection, keys)
        own = {int(key.removeprefix(OWN_KEY)) for key in keys if key.startswith(OWN_KEY)}
        there = existing.lead_facts(self._connection, own, ("id",))
        ids.update((own_key(lead_id), lead_id) for lead_id in there)
        if not keys <= ids.keys() | {lead.key for lead in self._leads}:
            raise Refusal("Leads that these files are about are gone meanwhile. Read them again.")
        return ids

    def _last_given(self) -> dict[str, tuple[Ms, int]]:
        """When each lead was assigned or handed over last by the files, and to whom."""
        given: dict[str, tuple[Ms, int]] = {}
        for event in self._events:
            if event.owner is not None:
                at, _ = given.get(event.lead_key, (event.happened_at, 0))
                if event.happened_at >= at:
                    given[event.lead_key] = event.happened_at, self._people.ids[event.owner]
        return given

    def _owner(self, key: str, named: str | None) -> int | None:
        """Who has the lead after the import; None leaves it as it is.

        The last assignment decides, be it in the files or on file; a mere column only without any.
        """
        since = self._assigned.get(self._ids.get(key, 0))
        at, given = self._given.get(key, (None, None))
        if at is not None and (since is None or at >= since):
            return given
        return None if since is not None or named is None else self._people.ids[named]

    def _lead_row(self, lead: LeadRecord, duplicate_of: Mapping[int, int]) -> Values:
        lead_id = self._ids[lead.key]
        return {
            "id": lead_id,
            "external_id": lead.key,
            "name": lead.name or name_from_key(lead.key),
            "company": lead.company,
            "title": lead.title,
            "email": lead.email,
            "phone": lead.phone,
            "source": lead.source,
            "campaign": lead.campaign,
            "persona_id": self._persona(lead),
            "value_minor": lead.value_minor,
            "owner_id": self._owner(lead.key, lead.owner),
            "duplicate_of_id": duplicate_of.get(lead_id),
        }

    def _persona(self, lead: LeadRecord) -> int | None:
        return None if lead.persona is None else self._personas.ids[lead.persona.casefold()]

    def _duplicates(self, new: Sequence[LeadRecord]) -> dict[int, int]:
        """Of which lead each new one is a duplicate, by their ids."""
        arrived = {e.lead_key: e.happened_at for e in self._events if e.kind is EventKind.ARRIVED}
        ours = [
            Arrival(lead.email.casefold(), arrived[lead.key], self._ids[lead.key])
            for lead in new
            if lead.email
        ]
        theirs = [
            Arrival(there.words.casefold(), there.arrived_at, there.id)
            for there in existing.namesakes(
                self._connection, "email", {lead.email for lead in new if lead.email}
            )
            if there.arrived_at is not None
        ]
        return duplicates(ours, theirs)

    def _changes(self, known: Sequence[LeadRecord]) -> dict[int, Values]:
        """What the files say otherwise of leads that are there; a blank cell takes nothing away."""
        if not (known or self._given):
            return {}
        facts = existing.lead_facts(self._connection, self._there, FACTS)
        edited = existing.edited_by_hand(self._connection, "lead")
        changes: dict[int, Values] = {}
        for lead in known:
            made_up = ("", name_from_key(lead.key), lead.company, lead.email)
            wanted: Values = {"name": None if lead.name in made_up else lead.name}
            wanted |= {name: getattr(lead, name) for name in (*TEXTS, "value_minor")}
            wanted["persona_id"] = self._persona(lead)
            wanted["owner_id"] = self._owner(lead.key, lead.owner)
            changed = self._note(changes, facts, edited, lead.key, wanted)
            self._already_there += not changed
        for key in self._given.keys() & self._ids.keys():
            self._note(changes, facts, edited, key, {"owner_id": self._owner(key, None)})
        return changes

    def _note(
        self,
        changes: dict[int, Values],
        facts: Mapping[int, Values],
        edited: Mapping[int, set[str]],
        key: str,
        wanted: Values,
    ) -> bool:
        """Note what becomes different of a lead; whether anything does.

        What somebody edited here stays. Who has the lead is no such fact: its assignments decide.
        """
        lead_id = self._ids[key]
        here, by_hand = facts[lead_id], edited.get(lead_id, set()) - {"owner_id"}
        there = changes.get(lead_id, {})
        different = {
            name: value
            for name, value in wanted.items()
            if value is not None and here[name] != value and name not in there
        }
        for name, value in different.items():
            self._differences.append(
                Difference(
                    lead_id,
                    here["name"],
                    name.removesuffix("_id"),
                    self._shown(name, here[name]),
                    self._shown(name, value),
                    kept=name in by_hand,
                )
            )
        taken = {name: value for name, value in different.items() if name not in by_hand}
        if taken:
            changes.setdefault(lead_id, {}).update(taken)
        return bool(taken)

    def _shown(self, name: str, value: Any) -> Any:
        """A fact as people know it: a person or a persona by name."""
        if name == "owner_id":
            return self._people.names.get(value)
        if name == "persona_id":
            return self._personas.names.get(value)
        return value

    def _new_events(self) -> list[NewEvent]:
        there = existing.events(self._connection, self._there)
        happened = {each[:4] for each in there}
        arrived = {lead for lead, kind, *_ in there if kind == EventKind.ARRIVED}
        ids, people = self._ids, self._people.ids
        new = []
        for event in self._events:
            lead = ids[event.lead_key]
            given = event.owner if event.kind is EventKind.ASSIGNED else None
            who = given or event.by
            by = None if who is None else people[who]
            if lead in self._there:
                what = (lead, event.kind, event.happened_at, event.stage)
                again = what in happened if event.kind in WHOEVER else (*what, by) in there
                if again or (event.kind is EventKind.ARRIVED and lead in arrived):
                    self._already_there += 1
                    continue
            new.append(NewEvent(event, lead, by))
        return new

    def _before_agreement(self, events: Sequence[NewEvent]) -> int:
        start = existing.agreement_start(self._connection)
        if start is None:
            return 0
        return sum(
            event.record.kind is EventKind.ARRIVED and event.record.happened_at < start
            for event in events
        )
