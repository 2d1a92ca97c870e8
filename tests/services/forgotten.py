"""What contents of a file become when somebody is forgotten: worked out apart from the store."""

from collections.abc import Callable, Sequence
from typing import Any

from app.rules.forgotten import FORGOTTEN_NAME, forgotten_event, forgotten_lead
from app.store import schema
from tests.services.sql import Dump, Rows

LEAD, EVENT = (tuple(schema.METADATA.tables[name].columns.keys()) for name in ("lead", "event"))


def forget_in(dumps: Sequence[Dump], lead: int, at: int) -> set[str]:
    """Forget the person of a lead in contents of a file, of which the first is the present; the names gone."""
    present, *others = (lead_rows(dump) for dump in dumps)
    email = (present[lead]["email"] or "").lower()

    def is_meant(row: dict[str, Any]) -> bool:
        return bool(email) and (row["email"] or "").lower() == email

    person = {lead, *(key for key, row in present.items() if is_meant(row))}
    person |= {
        key for rows in others for key, row in rows.items() if key not in present and is_meant(row)
    }
    names: set[str] = set()
    for dump in dumps:
        dump["lead"], gone = erased(
            dump["lead"],
            LEAD,
            lambda row: row["id"] in person or is_meant(row),
            lambda row: forgotten_lead(row, at),
        )
        names |= {row["name"] for row in gone}
        dump["event"], _ = erased(
            dump["event"], EVENT, lambda row: row["lead_id"] in person, forgotten_event
        )
    return names


def erased(
    rows: Rows,
    columns: Sequence[str],
    is_meant: Callable[[dict[str, Any]], bool],
    forgotten: Callable[[dict[str, Any]], dict[str, Any]],
) -> tuple[Rows, list[dict[str, Any]]]:
    """The rows with those that are meant forgotten, and these as they were."""
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    gone = [row for row in named if is_meant(row)]
    after = [tuple((row | forgotten(row) if is_meant(row) else row).values()) for row in named]
    return sorted(after, key=repr), gone


def lead_rows(dump: Dump) -> dict[int, dict[str, Any]]:
    named = (dict(zip(LEAD, row, strict=True)) for row in dump["lead"])
    return {row["id"]: row for row in named}


def without(label: str, names: set[str]) -> str:
    for name in names:
        if label.endswith(f", {name}"):
            return label.removesuffix(name) + FORGOTTEN_NAME
    return label
