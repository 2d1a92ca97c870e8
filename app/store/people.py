"""The people and the personas of a workspace."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from app.store.lists import Row, fetch


def load_people(connection: Connection) -> Sequence[Row]:
    """Everyone with the sides they are on, by name."""
    return fetch(connection, "SELECT id, name, marketing, sales FROM person ORDER BY name, id")


def load_persona_names(connection: Connection) -> dict[int, str]:
    """The names of the personas by their ids, in order of name."""
    rows = connection.execute(text("SELECT id, name FROM persona ORDER BY name COLLATE NOCASE"))
    return {row[0]: row[1] for row in rows}
