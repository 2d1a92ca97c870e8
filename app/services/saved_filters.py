"""Filters of the lead list kept under a name."""

from dataclasses import dataclass

from app.changes import Area, Change
from app.errors import Refusal
from app.model.leads import SavedFilterRow
from app.services.changing import changing
from app.store import saved_filters as store
from app.store.workspace import Workspace

LONGEST_NAME = 80

_AREAS = frozenset({Area.LEADS})


@dataclass(frozen=True)
class SavedFilter:
    """A filter line, `text`, under a name."""

    name: str
    text: str


def saved_filters(workspace: Workspace) -> tuple[SavedFilter, ...]:
    """The saved filters, by name."""
    with workspace.read() as connection:
        return tuple(SavedFilter(name, text) for name, text in store.saved(connection))


def save_filter(workspace: Workspace, name: str, text: str) -> Change:
    """Keep a filter line under a name, in place of the one that had it.

    Raises Refusal for an empty filter, and for a name that is empty or too long.
    """
    name, text = " ".join(name.split()), text.strip()
    if not name:
        raise Refusal("Give the filter a name.", field="name")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"Use at most {LONGEST_NAME} characters.", field="name")
    if not text:
        raise Refusal("There is nothing to save: the filter is empty.", field="text")
    with changing(workspace, f"Save filter, {name}", _AREAS) as making:
        known = store.filter_named(making.work.connection, name)
        row = None if known is None else making.work.get(SavedFilterRow, known)
        if row is None:
            making.work.add(SavedFilterRow(name=name, text=text))
        elif (row.name, row.text) != (name, text):
            row.name, row.text = name, text
    return making.change


def remove_filter(workspace: Workspace, name: str) -> Change:
    """Forget a saved filter. Raises Refusal when there is none of this name."""
    with changing(workspace, f"Remove filter, {name}", _AREAS) as making:
        known = store.filter_named(making.work.connection, name)
        row = None if known is None else making.work.get(SavedFilterRow, known)
        if row is None:
            raise Refusal(f"There is no filter “{name}” any more.")
        making.work.remove(row)
    return making.change
