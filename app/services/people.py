"""Who is on which side."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from app.changes import Area, Change
from app.errors import Refusal
from app.model.people import Person, PersonRow
from app.services.changing import changing
from app.store.workspace import Workspace


@dataclass(frozen=True)
class KnownPerson:
    """A person of the workspace with the row's id."""

    id: int
    name: str
    marketing: bool
    sales: bool


def people(workspace: Workspace) -> tuple[KnownPerson, ...]:
    """Everyone, by name."""
    with workspace.read() as connection:
        rows = connection.execute(
            select(
                col(PersonRow.id),
                col(PersonRow.name),
                col(PersonRow.marketing),
                col(PersonRow.sales),
            ).order_by(col(PersonRow.name))
        ).all()
    return tuple(KnownPerson(row[0], row[1], row[2], row[3]) for row in rows if row[0] is not None)


def add_person(workspace: Workspace, person: Person) -> Change:
    """Add somebody. Raises Refusal when the name is there already."""
    if any(known.name == person.name for known in people(workspace)):
        raise Refusal(f"{person.name} is there already.", field="name")
    with changing(workspace, f"Add {person.name}", frozenset({Area.PEOPLE})) as making:
        making.work.add(PersonRow(**person.model_dump()))
    return making.change
