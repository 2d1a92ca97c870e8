"""SQLite's own ways, in one module: connections, pragmas, and whether a file is ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from app.errors import EnvironmentRefusal, Refusal
from app.store import lead_words, schema

BUSY_TIMEOUT_MS = 15_000
SQLITE_MAGIC = b"SQLite format 3\x00"


def connect(path: Path, *, foreign_keys: bool = True) -> Engine:
    """An engine whose transactions are explicit; the option `writer` takes the write lock first.

    SQLAlchemy's default on this driver leaves DDL outside of the transaction, so it begins by
    itself here. References are NO ACTION rather than RESTRICT: as strict, but undo can put them
    off to the end of its transaction.
    """
    address = URL.create("sqlite", database=str(path))  # as text, "?" and "%" would be no name's
    engine = create_engine(address, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA cache_size=-65536")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get("writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def create_schema(connection: Connection) -> None:
    """Make all tables of the present revision in an empty file, and mark it as ours."""
    schema.METADATA.create_all(connection)
    lead_words.create(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (schema.head(),))
    connection.exec_driver_sql(f"PRAGMA application_id={schema.APPLICATION_ID}")


def broken_pages(connection: Connection) -> list[str]:
    """What is wrong with the file itself, in SQLite's words."""
    found = connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars()
    return [finding for finding in found if finding != "ok"]


def broken_references(connection: Connection) -> list[tuple[str, str]]:
    """For each row that refers to one that is gone: its table, and the one referred to."""
    found = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return [(table, parent) for table, _, parent, _ in found]


def stored_revision(path: Path) -> str:
    """The revision of the workspace at `path`.

    Raises Refusal when there is no such file, it is no workspace, or a newer Tandem made it.
    """
    with environment(path):
        if not path.exists():
            raise EnvironmentRefusal(f"There is no file {path}.")
        if path.is_dir():
            raise EnvironmentRefusal(f"{path} is a folder, not a workspace.")
        foreign = Refusal(f"{path.name} is not a Tandem workspace.")
        with path.open("rb") as file:
            if file.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
                raise foreign
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            if application_id != schema.APPLICATION_ID:
                raise foreign
            stored = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if stored is None:
        raise EnvironmentRefusal(f"{path.name}: {_DAMAGED}")
    (revision,) = stored
    if revision not in schema.REVISIONS:
        raise Refusal(
            f"{path.name} was made by a newer Tandem (its data is at revision {revision}, this "
            f"program knows {schema.head()}). Update Tandem to open it."
        )
    return str(revision)


_DAMAGED = "The file is damaged. Open the newest backup instead."
_READ_ONLY = "The file cannot be written to. Check its permissions, or save a copy elsewhere."
_SENTENCES = (
    ("disk is full", "The disk is full. Free some space and try again; nothing was changed."),
    ("readonly", _READ_ONLY),
    ("read-only", _READ_ONLY),
    (
        "locked",
        "Another program is holding the file. Close it there and try again; nothing was changed.",
    ),
    ("malformed", _DAMAGED),
    ("not a database", _DAMAGED),
    ("could not decode", _DAMAGED),
    ("no such table", _DAMAGED),
    (
        "unable to open",
        "The file cannot be opened. Check that its folder exists and may be written to.",
    ),
    (
        "disk i/o error",
        "The disk reported an error. Check it and try again; nothing was changed.",
    ),
)


@contextmanager
def environment(path: Path) -> Iterator[None]:
    """Turn what the machine does to us (full disk, lock, damage) into an `EnvironmentRefusal`."""
    try:
        yield
    except (sqlite3.DatabaseError, DatabaseError) as error:
        cause = str(error.orig if isinstance(error, DatabaseError) else error).lower()
        for sign, sentence in _SENTENCES:
            if sign in cause:
                raise EnvironmentRefusal(f"{path.name}: {sentence}") from error
        raise
    except (UnicodeDecodeError, JSONDecodeError) as error:
        raise EnvironmentRefusal(f"{path.name}: {_DAMAGED}") from error
    except OSError as error:
        raise EnvironmentRefusal(f"{path.name}: {error.strerror or error}.") from error
