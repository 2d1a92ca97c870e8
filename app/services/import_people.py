"""Who the people and personas of an import are: those on file, or new ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.importing.records import PersonRecord
from app.model.people import PersonRow, Side
from app.model.personas import PersonaRow
from app.store import existing

Values = dict[str, Any]


@dataclass(frozen=True)
class People:
    """The people of an import: their ids by the records' keys, and the names of everyone by id.

    `added` are the rows to be added, `changed` what a file of people says otherwise of those there.
    """

    ids: Mapping[str, int]
    names: Mapping[int, str]
    added: tuple[Values, ...]
    changed: Mapping[int, Values]


def match_people(connection: Connection, people: Sequence[PersonRecord]) -> People:
    """Find the files' people by their id there, or by name where no id says otherwise."""
    on_file = existing.people(connection)
    by_key = {row["external_id"]: key for key, row in on_file.items() if row["external_id"]}
    by_name = {row["name"].casefold(): key for key, row in on_file.items()}
    edited = existing.edited_by_hand(connection, "person") if people else {}
    first_id = existing.next_id(connection, PersonRow)
    names = {key: row["name"] for key, row in on_file.items()}
    ids: dict[str, int] = {}
    added: list[Values] = []
    changed: dict[int, Values] = {}
    for person in people:
        name, key = person.name, person.external_id
        known = by_key.get(key) if key else None
        if known is None:
            namesake = by_name.get(name.casefold())
            if namesake is not None and key and on_file[namesake]["external_id"]:
                name = f"{name} ({key})"  # somebody else of the same name
            else:
                known = namesake
        if known is None:
            known = first_id + len(added)
            names[known] = name
            added.append(
                {
                    "id": known,
                    "name": name,
                    "marketing": Side.MARKETING in person.sides,
                    "sales": Side.SALES in person.sides,
                    "external_id": key,
                }
            )
        elif person.stated and known in on_file:
            different = _different(on_file[known], person, edited.get(known, set()))
            if different:
                changed[known] = different
        ids[person.key] = known
    return People(ids, names, tuple(added), changed)


def _different(here: Values, person: PersonRecord, by_hand: set[str]) -> Values:
    """What a file of people says otherwise; nobody loses a side, and what was edited here stays."""
    wanted: Values = {"name": person.name, "external_id": person.external_id}
    wanted |= {str(side): True for side in person.sides}
    return {
        name: value
        for name, value in wanted.items()
        if value is not None and here[name] != value and name not in by_hand
    }


@dataclass(frozen=True)
class Personas:
    """The personas of an import: ids by name (casefolded), names by id, and the rows to be added."""

    ids: Mapping[str, int]
    names: Mapping[int, str]
    added: tuple[Values, ...]


def match_personas(connection: Connection, named: Iterable[str | None]) -> Personas:
    """Find personas by name; those that are not there are to be added."""
    names = existing.names(connection, "persona")
    ids = {name.casefold(): key for key, name in names.items()}
    first_id = existing.next_id(connection, PersonaRow)
    added: list[Values] = []
    for name in sorted({name for name in named if name}):
        if name.casefold() not in ids:
            key = ids[name.casefold()] = first_id + len(added)
            names[key] = name
            added.append({"id": key, "name": name})
    return Personas(ids, names, tuple(added))
