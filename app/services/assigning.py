"""Whose leads they are, which persona they fit, and which are somebody's second lead."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError

from app.changes import Change, Progress, no_progress
from app.errors import Refusal, refusal_of
from app.model.events import EventKind
from app.model.leads import LeadRow
from app.model.personas import Persona
from app.services.lead_events import about, about_many, checked, the_person
from app.store.people import load_persona_names
from app.store.schema import id_of
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace


def reassign(
    workspace: Workspace,
    leads: Sequence[int],
    owner_id: int,
    *,
    at: datetime | None = None,
    progress: Progress = no_progress,
) -> Change:
    """Give leads to another person, who is the one the entry names; their clocks run on.

    Raises Refusal when they are all theirs already.
    """
    with about_many(workspace, "Reassign", leads, progress) as acting:
        owner = the_person(acting.work, owner_id, "owner_id")
        assigned = checked(acting.work, EventKind.ASSIGNED, at=at, by_id=owner_id)
        given = acting.work.set_column(LeadRow, acting.leads, "owner_id", owner_id)
        if not given:
            one = len(acting.leads) == 1
            whose = "This lead is" if one else "These leads are all"
            raise Refusal(f"{whose} with {owner.name} already.", field="owner_id")
        acting.log(given, EventKind.ASSIGNED, assigned)
        acting.say("Reassign", given)
    return acting.making.change


def personas(workspace: Workspace) -> tuple[str, ...]:
    """The names of all personas, in order."""
    with workspace.read() as connection:
        return tuple(load_persona_names(connection).values())


def set_persona(
    workspace: Workspace,
    leads: Sequence[int],
    name: str | None,
    *,
    progress: Progress = no_progress,
) -> Change:
    """Say which persona leads fit, a new one if there is none of this name; None for none at all."""
    with about_many(workspace, "Set persona", leads, progress) as acting:
        persona_id = None if name is None else _persona(acting.work, name)
        changed = acting.work.set_column(LeadRow, acting.leads, "persona_id", persona_id)
        if not changed:
            one = len(acting.leads) == 1
            raise Refusal(f"{'This lead has' if one else 'These leads have'} this persona already.")
        acting.say("Set persona", changed, many="Set persona of")
    return acting.making.change


def mark_duplicate(workspace: Workspace, lead_id: int, of_id: int | None) -> Change:
    """Say that a lead is of somebody who came before, so that it starts no clock; or, with None, that it is not.

    Raises Refusal for a lead that is itself a duplicate of this one.
    """
    action = "Not a duplicate" if of_id is None else "Mark duplicate"
    with about(workspace, action, lead_id) as (making, lead):
        earlier = of_id
        while earlier is not None:
            if earlier == lead_id:
                raise Refusal("A lead cannot be a duplicate of itself.", field="duplicate_of_id")
            row = making.work.get(LeadRow, earlier)
            if row is None:
                raise Refusal("The earlier lead is gone; choose another.", field="duplicate_of_id")
            earlier = row.duplicate_of_id
        lead.duplicate_of_id = of_id
    return making.change


def _persona(work: UnitOfWork, name: str) -> int:
    """The id of the persona of this name, added where there is none."""
    try:
        wanted = Persona.model_validate({"name": name})
    except ValidationError as error:
        raise refusal_of(error) from error
    return id_of(work.persona_of(wanted.name))
