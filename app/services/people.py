"""Who is on which side."""

from dataclasses import dataclass

from app.changes import Area, Change
from app.errors import Refusal
from app.model.people import Person, PersonRow, Side
from app.services.changing import changing
from app.store.people import load_people
from app.store.workspace import Workspace


@dataclass(frozen=True)
class KnownPerson:
    """A person of the workspace with the row's id."""

    id: int
    name: str
    marketing: bool
    sales: bool

    def is_on(self, side: Side) -> bool:
        """Whether the person is on `side`."""
        return self.marketing if side is Side.MARKETING else self.sales


def people(workspace: Workspace) -> tuple[KnownPerson, ...]:
    """Everyone, by name."""
    with workspace.read() as connection:
        rows = load_people(connection)
    return tuple(
        KnownPerson(row["id"], row["name"], bool(row["marketing"]), bool(row["sales"]))
        for row in rows
    )


def add_person(workspace: Workspace, person: Person) -> Change:
    """Add somebody. Raises Refusal when the name is there already."""
    with changing(workspace, f"Add {person.name}", frozenset({Area.PEOPLE})) as making:
        if any(known["name"] == person.name for known in load_people(making.work.connection)):
            raise Refusal(f"{person.name} is there already.", field="name")
        making.work.add(PersonRow(**person.model_dump()))
    return making.change
