"""Saved filters of the lead list."""

from sqlalchemy import Connection, func, select

from app.model.leads import SavedFilterRow
from app.store.schema import table_of


def saved(connection: Connection) -> list[tuple[str, str]]:
    """The names and lines of all saved filters, by name."""
    row = table_of(SavedFilterRow).c
    found = connection.execute(select(row.name, row.text).order_by(func.lower(row.name), row.name))
    return [(name, text) for name, text in found]


def filter_named(connection: Connection, name: str) -> int | None:
    """The row of the saved filter of this name, in whichever case it is written."""
    row = table_of(SavedFilterRow).c
    found = select(row.id).where(func.lower(row.name) == func.lower(name))
    key: int | None = connection.execute(found).scalars().first()
    return key
