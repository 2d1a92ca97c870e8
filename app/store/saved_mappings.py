"""How files were read, found by their headers."""

from typing import Any

from sqlalchemy import Connection, select

from app.model.leads import SavedMappingRow
from app.store.schema import table_of


def saved_mapping(connection: Connection, headers: str) -> dict[str, Any] | None:
    """How a file with these headers was read last."""
    saved = table_of(SavedMappingRow).c
    found: dict[str, Any] | None = connection.execute(
        select(saved.mapping).where(saved.headers == headers)
    ).scalar_one_or_none()
    return found
