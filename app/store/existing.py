"""What is on file already, for an import to be matched with."""

import json
from collections.abc import Collection
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, select, text
from sqlmodel import SQLModel, col

from app.model.agreement import VersionRow, VersionState
from app.model.columns import Ms, to_ms
from app.model.events import STAGE_REACHED_BY, EventKind
from app.rules.forgotten import FORGOTTEN_PREFIX
from app.store import journal
from app.store.schema import METADATA

Identity = tuple[int, str, int, str | None, int | None]
"""What makes an event the same fact again: lead, kind, instant (ms), stage, who."""

_AS_SQLITE_LOWERS = str.maketrans(ascii_uppercase, ascii_lowercase)


class Namesake(NamedTuple):
    """A lead found by an e-mail or a name: what it is called by, its id and key, and when it arrived."""

    words: str
    id: int
    key: str | None
    arrived_at: Ms | None


def leads(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """The ids of the leads that came with these keys."""
    sql = "SELECT external_id, id FROM lead WHERE external_id IN (SELECT value FROM json_each(:these))"
    return {row[0]: row[1] for row in _about(connection, sql, keys)}


def arrivals(connection: Connection, keys: Collection[str]) -> dict[str, Ms | None]:
    """When the leads that came with these keys arrived."""
    sql = """SELECT lead.external_id, lead_state.arrived_at
             FROM lead LEFT JOIN lead_state ON lead_state.lead_id = lead.id
             WHERE lead.external_id IN (SELECT value FROM json_each(:these))"""
    return {row[0]: row[1] for row in _about(connection, sql, keys)}


def namesakes(
    connection: Connection, column: Literal["email", "name"], words: Collection[str]
) -> list[Namesake]:
    """The leads with these e-mails or names, whichever case their plain letters have."""
    sql = f"""SELECT lead.{column}, lead.id, lead.external_id, lead_state.arrived_at
              FROM lead LEFT JOIN lead_state ON lead_state.lead_id = lead.id
              WHERE lower(lead.{column}) IN (SELECT value FROM json_each(:these))
                AND lead.forgotten_at IS NULL"""
    wanted = {word.translate(_AS_SQLITE_LOWERS) for word in words}
    return [Namesake(*row) for row in _about(connection, sql, wanted)]


def forgotten(connection: Connection) -> frozenset[str]:
    """The digests that stand for the keys of forgotten leads."""
    end = FORGOTTEN_PREFIX[:-1] + chr(ord(FORGOTTEN_PREFIX[-1]) + 1)
    rows = connection.execute(
        text("SELECT external_id FROM lead WHERE external_id >= :first AND external_id < :end"),
        {"first": FORGOTTEN_PREFIX, "end": end},
    )
    return frozenset(rows.scalars())


def names(connection: Connection, table: Literal["stage", "persona"]) -> dict[Any, str]:
    """The names of all stages or personas by their keys; stages in the order of the ladder."""
    sql = {
        "stage": "SELECT key, name FROM stage ORDER BY position",
        "persona": "SELECT id, name FROM persona ORDER BY name",
    }[table]
    return {row[0]: row[1] for row in connection.execute(text(sql))}


def people(connection: Connection) -> dict[int, dict[str, Any]]:
    """The facts of everyone by id, each by its column's name."""
    rows = connection.execute(text("SELECT id, name, marketing, sales, external_id FROM person"))
    return {row["id"]: dict(row) for row in rows.mappings()}


def events(connection: Connection, of_leads: Collection[int]) -> set[Identity]:
    """The identities of all events of these leads, corrected ones included."""
    sql = """SELECT lead_id, kind, happened_at, stage, by_id FROM event
             WHERE lead_id IN (SELECT value FROM json_each(:these))"""
    return set(_about(connection, sql, of_leads))


def assignments(connection: Connection, of_leads: Collection[int]) -> dict[int, Ms]:
    """When each of these leads was assigned last."""
    sql = """SELECT lead_id, max(happened_at) FROM event
             WHERE kind = 'assigned' AND voided_at IS NULL
               AND lead_id IN (SELECT value FROM json_each(:these))
             GROUP BY lead_id"""
    return {row[0]: row[1] for row in _about(connection, sql, of_leads)}


def lead_facts(
    connection: Connection, of_leads: Collection[int], columns: Collection[str]
) -> dict[int, dict[str, Any]]:
    """These columns of these leads by their ids."""
    sql = f"SELECT id, {', '.join(columns)} FROM lead WHERE id IN (SELECT value FROM json_each(:these))"
    rows = _about(connection, sql, of_leads)
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}


def edited_by_hand(connection: Connection, table: str) -> dict[int, set[str]]:
    """Which columns of which rows somebody changed here, by id, as far back as the journal goes."""
    rows = connection.execute(
        text(
            """SELECT journal_row.row_id, journal_row.before, journal_row.after FROM journal_row
               JOIN journal_step ON journal_step.id = journal_row.step_id
               WHERE journal_row."table" = :table AND journal_step.batch_id IS NULL
                 AND NOT journal_step.undone"""
        ),
        {"table": table},
    )
    edited: dict[int, set[str]] = {}
    for key, before, after in rows:
        old, new = json.loads(before or "null"), json.loads(after or "null")
        if old is None or new is None:
            continue
        columns = {name for name in new if old.get(name) != new[name]}
        many = journal.is_of_many(METADATA.tables[table], new)
        for row in journal.unpacked(key) if many else (int(key),):
            edited.setdefault(row, set()).update(columns)
    return edited


def has_kind(connection: Connection, kind: EventKind) -> bool:
    """Whether there is an event of this kind; of contacts only human ones count."""
    return _there_is(
        connection,
        """SELECT 1 FROM event WHERE kind = :kind AND voided_at IS NULL
             AND (channel IS NULL OR channel <> 'auto') LIMIT 1""",
        kind=kind.value,
    )


def reaches(connection: Connection, stage: str) -> bool:
    """Whether a lead reached this stage, be it by what brings to it without saying so."""
    if any(has_kind(connection, kind) for kind, at in STAGE_REACHED_BY.items() if at == stage):
        return True
    return _there_is(
        connection,
        "SELECT 1 FROM event WHERE kind = 'stage' AND stage = :stage AND voided_at IS NULL LIMIT 1",
        stage=stage,
    )


def lead_has(connection: Connection, fact: str, word: str) -> bool:
    """Whether a lead has this source, campaign or persona."""
    column = {"source": "lead.source", "campaign": "lead.campaign", "persona": "persona.name"}[fact]
    return _there_is(
        connection,
        f"""SELECT 1 FROM lead LEFT JOIN persona ON persona.id = lead.persona_id
            WHERE {column} = :word LIMIT 1""",
        word=word,
    )


def _there_is(connection: Connection, sql: str, **parameters: str) -> bool:
    return connection.execute(text(sql), parameters).first() is not None


def used(connection: Connection, column: str) -> frozenset[str]:
    """The sources or campaigns (`column`) that leads have."""
    rows = connection.execute(text(f"SELECT DISTINCT {column} FROM lead WHERE {column} > ''"))
    return frozenset(rows.scalars())


def imported(connection: Connection) -> dict[str, Ms]:
    """When files of these names were brought in last."""
    rows = connection.execute(
        text("SELECT files, max(imported_at) FROM import_batch WHERE files > '' GROUP BY files")
    )
    found: dict[str, Ms] = {}
    for files, at in rows:
        for name in files.split(", "):
            found[name] = max(at, found.get(name, at))
    return found


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


def _about(
    connection: Connection, sql: str, these: Collection[str] | Collection[int]
) -> list[tuple[Any, ...]]:
    """The rows of a query about `:these`, as the driver gives them: there may be very many."""
    if not these:
        return []
    cursor = connection.execute(text(sql), {"these": json.dumps(list(these))}).cursor
    assert cursor is not None  # noqa: S101 - a SELECT has one
    return list(cursor.fetchall())
