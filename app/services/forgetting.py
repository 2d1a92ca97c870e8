"""Forgetting a person who asks for it: their words go, what counts stays.

Nothing of it can be undone. Backups are files of their own, which Tandem does not change: whoever
keeps them deletes them.
"""

from dataclasses import dataclass
from pathlib import Path

from app.changes import Change, Progress, no_progress
from app.errors import EnvironmentRefusal, Refusal
from app.model.columns import to_ms
from app.model.leads import LeadRow
from app.services.changing import LEAD_AREAS
from app.services.derivation import refresh
from app.store import backup, erasing
from app.store.workspace import Workspace

_STEPS = 2
_MOST_LEADS = 1_000
"""An e-mail that more leads have stands for nobody in particular."""


@dataclass(frozen=True)
class Forgotten:
    """How many leads and entries lost their words; `remains` says where the name can still be read, if anywhere."""

    leads: int
    events: int
    remains: str | None = None


def forget(workspace: Workspace, lead_id: int, progress: Progress = no_progress) -> Forgotten:
    """Erase the person of a lead, with all leads of the same e-mail, for good.

    Name, company, title, e-mail, phone and notes go everywhere: from the tables, from the undo
    journal and from undone imports; the key from the source is replaced by a digest, so that a
    later import does not bring the person back. Source, campaign, owner and the entries
    themselves stay, and with them all counts.
    """
    progress(0, _STEPS)
    with workspace.unit_of_work("") as work:
        if work.get(LeadRow, lead_id) is None:
            raise Refusal("This lead is gone; it was removed meanwhile.")
        person = erasing.person_of(work.connection, lead_id)
        known = work.known(LeadRow, person.leads)
        if len(person.leads) > _MOST_LEADS:
            raise Refusal(
                f"{len(person.leads):,} leads have the e-mail {person.email}, so it is no one person's. "
                "Take it from this lead first."
            )
        progress(1, _STEPS)
        events = erasing.erase(work.connection, person, to_ms(work.now))
        work.touched_leads.update(known)
        refresh(work)
    remains = _clean(workspace)  # from here on there is nothing left to cancel
    workspace.publish(Change("Forget a person", LEAD_AREAS, frozenset(known), undoable=False))
    return Forgotten(len(known), events, remains)


def backups(workspace: Workspace) -> tuple[Path, ...]:
    """The backups beside the file, oldest first: what was forgotten since can still be read in them."""
    return tuple(backup.backups(workspace.path))


def backup_policy(workspace: Workspace) -> str:
    """What to say before and after somebody is forgotten."""
    number = len(backups(workspace))
    if not number:
        return (
            "There are no backups beside this file. Copies kept elsewhere still hold the name "
            "until you delete them."
        )
    one = number == 1
    return (
        f"{number:,} older {'backup' if one else 'backups'} beside this file still "
        f"{'holds' if one else 'hold'} the name until you delete {'it' if one else 'them'}, and so "
        "does every copy kept elsewhere."
    )


def _clean(workspace: Workspace) -> str | None:
    """Have the deleted words overwritten on the disk; a sentence where that did not succeed."""
    try:
        emptied = workspace.compact()
    except EnvironmentRefusal as refusal:
        return (
            "The person is forgotten, but the file could not be written anew, so traces of the "
            f"name may remain in it. {refusal}"
        )
    if not emptied:
        return (
            "The person is forgotten. Another program is reading the file; close it there, and the "
            "last traces of the name go when the file is closed here."
        )
    return None
