"""The door through which every change goes: derive, journal, commit, tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.changes import EVERYTHING, Area, Change, Progress, no_progress
from app.errors import Refusal
from app.services.derivation import refresh
from app.store import journal
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace

LEAD_AREAS = frozenset({Area.LEADS, Area.CLOCKS})


@dataclass
class Changing:
    """A change while it is made: `work` to do it with, `change` once it is done."""

    work: UnitOfWork
    change: Change = field(init=False)


@contextmanager
def changing(
    workspace: Workspace, label: str, areas: frozenset[Area], progress: Progress = no_progress
) -> Iterator[Changing]:
    """Make one undoable change under the words `label`; none of it remains when the block raises.

    A block that changes no fact leaves no step to undo, and nobody is told.
    """
    with workspace.unit_of_work(label) as work:
        making = Changing(work)
        yield making
        changed = not work.empty
        if changed:
            refresh(work, progress)
            work.finish(areas)
        leads = frozenset(work.touched_leads)
        making.change = Change(work.label, areas, leads, undoable=changed)
    if changed:
        workspace.publish(making.change)


def is_large(workspace: Workspace, *, backwards: bool) -> bool:
    """Whether what undo (`backwards`) or redo would do next takes so long that it wants a progress bar."""
    with workspace.read() as connection:
        return journal.is_large(connection, backwards=backwards)


def next_steps(workspace: Workspace) -> tuple[str | None, str | None]:
    """The words of what undo and of what redo would do next; None where there is nothing."""
    with workspace.read() as connection:
        return (
            journal.next_label(connection, backwards=True),
            journal.next_label(connection, backwards=False),
        )


def undo(workspace: Workspace, progress: Progress = no_progress) -> Change:
    """Take back the newest step. Raises Refusal when there is none."""
    return _replay(workspace, progress, backwards=True)


def redo(workspace: Workspace, progress: Progress = no_progress) -> Change:
    """Do once more what was undone last. Raises Refusal when there is none."""
    return _replay(workspace, progress, backwards=False)


def _replay(workspace: Workspace, progress: Progress, *, backwards: bool) -> Change:
    with workspace.unit_of_work("") as work:
        step = work.undo() if backwards else work.redo()
        if step is None:
            raise Refusal("There is nothing to undo." if backwards else "There is nothing to redo.")
        refresh(work, progress)
        areas = frozenset(map(Area, filter(None, step.areas.split(",")))) or EVERYTHING
        change = Change(step.label, areas, frozenset(work.touched_leads))
    workspace.publish(change)
    return change
