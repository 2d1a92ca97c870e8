"""What is on file already, for an import to be matched with."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, RowMapping, TextClause, bindparam, select, text
from sqlmodel import SQLModel, col

from app.model.agreement import VersionRow, VersionState
from app.model.columns import Ms, to_ms
from app.model.stages import StageRow

Identity = tuple[int, str, int, str | None, int | None]
"""What makes an event the same fact again: lead, kind, instant (ms), stage, who."""

_CHUNK = 10_000


def arrivals(connection: Connection) -> dict[str, Ms | None]:
    """When each lead that came with a key arrived."""
    rows = connection.execute(
        text(
            """SELECT lead.external_id, lead_state.arrived_at FROM lead
               LEFT JOIN lead_state ON lead_state.lead_id = lead.id WHERE lead.external_id IS NOT NULL"""
        )
    )
    return {row[0]: row[1] for row in rows}


def leads(connection: Connection) -> dict[str, int]:
    """The ids of the leads that came with a key."""
    rows = connection.execute(
        text("SELECT external_id, id FROM lead WHERE external_id IS NOT NULL")
    )
    return {row[0]: row[1] for row in rows}


def stages(connection: Connection) -> list[str]:
    """The keys of the stages."""
    return list(connection.execute(select(col(StageRow.key))).scalars())


def people(connection: Connection) -> tuple[dict[str, int], dict[str, int]]:
    """The ids of people by their key from a source, and by name."""
    rows = connection.execute(text("SELECT id, external_id, name FROM person")).all()
    return {row[1]: row[0] for row in rows if row[1]}, {row[2]: row[0] for row in rows}


def events(connection: Connection, of_leads: Collection[int]) -> set[Identity]:
    """The identities of all events of these leads, corrected ones included."""
    query = text(
        "SELECT lead_id, kind, happened_at, stage, by_id FROM event WHERE lead_id IN :leads"
    )
    return {
        (row["lead_id"], row["kind"], row["happened_at"], row["stage"], row["by_id"])
        for row in _about(connection, query, of_leads)
    }


def assignments(connection: Connection, of_leads: Collection[int]) -> dict[int, Ms]:
    """When each of these leads was assigned last."""
    query = text(
        "SELECT lead_id, max(happened_at) AS at FROM event WHERE kind = 'assigned' "
        "AND voided_at IS NULL AND lead_id IN :leads GROUP BY lead_id"
    )
    return {row["lead_id"]: row["at"] for row in _about(connection, query, of_leads)}


def lead_facts(connection: Connection, of_leads: Collection[int]) -> dict[int, dict[str, Any]]:
    """The facts of these leads by their ids, each by its column's name."""
    query = text("SELECT * FROM lead WHERE id IN :leads")
    return {row["id"]: dict(row) for row in _about(connection, query, of_leads)}


def _about(
    connection: Connection, query: TextClause, of_leads: Collection[int]
) -> Iterator[RowMapping]:
    """Rows of a query about `:leads`, asked in chunks."""
    wanted = query.bindparams(bindparam("leads", expanding=True))
    ordered = sorted(of_leads)
    for start in range(0, len(ordered), _CHUNK):
        yield from connection.execute(wanted, {"leads": ordered[start : start + _CHUNK]}).mappings()


def next_id(connection: Connection, model: type[SQLModel]) -> int:
    """The first free row id."""
    highest = connection.execute(text(f"SELECT max(id) FROM {model.__tablename__}")).scalar()
    return int(highest or 0) + 1


def agreement_start(connection: Connection) -> Ms | None:
    """When the agreement began."""
    starts = select(col(VersionRow.in_force_from)).where(
        col(VersionRow.state) == VersionState.AGREED
    )
    first = connection.execute(starts.order_by(col(VersionRow.in_force_from))).scalars().first()
    return None if first is None else to_ms(first)
