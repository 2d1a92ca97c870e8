"""What an import adds to what is on file: worked out alike for a preview and for the writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.importing.collecting import name_from_key
from app.importing.records import Batch, EventRecord, LeadRecord, PersonRecord
from app.model.columns import Ms
from app.model.events import EventKind
from app.model.leads import LeadRow
from app.model.people import PersonRow, Side
from app.store import existing

Values = dict[str, Any]
"""Columns of a row, by their names."""

TEXTS = ("company", "title", "email", "phone", "source", "campaign")

WHOEVER = frozenset(EventKind) - {EventKind.CONTACT, EventKind.NOTE, EventKind.ASSIGNED}
"""What happens once at an instant: the same again through somebody else is the same fact."""


class NewEvent(NamedTuple):
    """An event to be added to the lead `lead_id`, by the person `by_id`."""

    record: EventRecord
    lead_id: int
    by_id: int | None


@dataclass(frozen=True)
class Plan:
    """The rows to be added, with the ids they will have, and what changes of leads that are there.

    `already_there` counts the leads and events that bring nothing new. `before_agreement` counts the
    new leads that arrived before the agreement began, and so start no clock.
    """

    people: tuple[Values, ...]
    leads: tuple[Values, ...]
    changes: Mapping[int, Values]
    events: tuple[NewEvent, ...]
    already_there: int
    before_agreement: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.people or self.leads or self.changes or self.events)


def plan(connection: Connection, batch: Batch) -> Plan:
    """Match a batch with what is on file."""
    planner = _Planner(connection, batch)
    return planner.plan()


class _Planner:
    """Matches one batch; `_ids` grows by the leads that will be added."""

    def __init__(self, connection: Connection, batch: Batch) -> None:
        self._connection = connection
        self._batch = batch
        self._ids = existing.leads(connection)
        self._there = {
            self._ids[key]
            for records in (batch.leads, batch.updates)
            for key in (lead.key for lead in records)
            if key in self._ids
        }
        self._there |= {self._ids[e.lead_key] for e in batch.events if e.lead_key in self._ids}
        self._new_people, self._people = _match_people(connection, batch.people)
        self._given = self._last_given()
        self._assigned = existing.assignments(connection, self._there)
        self._already_there = 0

    def plan(self) -> Plan:
        """Work everything out, leads before events."""
        known = [lead for lead in self._batch.leads if lead.key in self._ids]
        new = [lead for lead in self._batch.leads if lead.key not in self._ids]
        changes = self._changes((*known, *self._batch.updates))
        first_id = existing.next_id(self._connection, LeadRow)
        self._ids.update((lead.key, first_id + place) for place, lead in enumerate(new))
        events = self._new_events()
        return Plan(
            people=tuple(self._new_people),
            leads=tuple(self._lead_row(lead) for lead in new),
            changes=changes,
            events=tuple(events),
            already_there=self._already_there,
            before_agreement=self._before_agreement(events),
        )

    def _last_given(self) -> dict[str, tuple[Ms, int]]:
        """When each lead was assigned or handed over last by the files, and to whom."""
        given: dict[str, tuple[Ms, int]] = {}
        for event in self._batch.events:
            if event.owner is not None:
                at, _ = given.get(event.lead_key, (event.happened_at, 0))
                if event.happened_at >= at:
                    given[event.lead_key] = event.happened_at, self._people[event.owner]
        return given

    def _owner(self, key: str, named: str | None) -> int | None:
        """Who has the lead after the import; None leaves it as it is.

        The last assignment decides, be it in the files or on file; a mere column only without any.
        """
        since = self._assigned.get(self._ids.get(key, 0))
        at, given = self._given.get(key, (None, None))
        if at is not None and (since is None or at >= since):
            return given
        return None if since is not None or named is None else self._people[named]

    def _lead_row(self, lead: LeadRecord) -> Values:
        return {
            "id": self._ids[lead.key],
            "external_id": lead.key,
            **{name: getattr(lead, name) for name in TEXTS},
            "name": lead.name or name_from_key(lead.key),
            "value_minor": lead.value_minor,
            "owner_id": self._owner(lead.key, lead.owner),
        }

    def _changes(self, known: Sequence[LeadRecord]) -> dict[int, Values]:
        """What the files say otherwise of leads that are there; a blank cell takes nothing away."""
        facts = existing.lead_facts(self._connection, self._there)
        changes: dict[int, Values] = {}
        for lead in known:
            wanted = {name: getattr(lead, name) for name in (*TEXTS, "value_minor")}
            wanted["owner_id"] = self._owner(lead.key, lead.owner)
            if lead.name not in ("", name_from_key(lead.key), lead.company, lead.email):
                wanted["name"] = lead.name
            self._already_there += not self._note(changes, facts, lead.key, wanted)
        for key in self._given.keys() & self._ids.keys():
            self._note(changes, facts, key, {"owner_id": self._owner(key, None)})
        return changes

    def _note(
        self,
        changes: dict[int, Values],
        facts: Mapping[int, Values],
        key: str,
        wanted: Values,
    ) -> bool:
        """Note what becomes different of a lead; whether anything does."""
        lead_id = self._ids[key]
        different = {
            name: value
            for name, value in wanted.items()
            if value is not None and facts[lead_id][name] != value
        }
        if different:
            changes.setdefault(lead_id, {}).update(different)
        return bool(different)

    def _new_events(self) -> list[NewEvent]:
        there = existing.events(self._connection, self._there)
        happened = {each[:4] for each in there}
        arrived = {lead for lead, kind, *_ in there if kind == EventKind.ARRIVED}
        new = []
        for event in self._batch.events:
            lead = self._ids[event.lead_key]
            given = event.owner if event.kind is EventKind.ASSIGNED else None
            who = given or event.by
            by = None if who is None else self._people[who]
            what = (lead, event.kind, event.happened_at, event.stage)
            again = what in happened if event.kind in WHOEVER else (*what, by) in there
            if again or (event.kind is EventKind.ARRIVED and lead in arrived):
                self._already_there += 1
            else:
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


def _match_people(
    connection: Connection, people: Sequence[PersonRecord]
) -> tuple[list[Values], dict[str, int]]:
    """Find the files' people by their id there, or by name where no id says otherwise.

    Gives the rows to be added, and the id of each person by the record's key.
    """
    by_key, names = existing.people(connection)
    with_key = set(by_key.values())
    by_name = {name.casefold(): person for name, person in names.items()}
    first_id = existing.next_id(connection, PersonRow)
    rows: list[Values] = []
    found: dict[str, int] = {}
    for person in people:
        name, key = person.name, person.external_id
        known = by_key.get(key) if key else None
        if known is None:
            namesake = by_name.get(name.casefold())
            if namesake is not None and key and namesake in with_key:
                name = f"{name} ({key})"  # somebody else of the same name
            else:
                known = namesake
        if known is None:
            known = first_id + len(rows)
            rows.append(
                {
                    "id": known,
                    "name": name,
                    "marketing": Side.MARKETING in person.sides,
                    "sales": Side.SALES in person.sides,
                    "external_id": key,
                }
            )
        found[person.key] = known
    return rows, found
