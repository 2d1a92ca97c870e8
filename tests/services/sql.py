"""Asking a workspace's file what is in it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from app.store import schema
from app.store.workspace import Workspace

Rows = list[tuple[Any, ...]]
Dump = dict[str, Rows]


def rows(workspace: Workspace, sql: str) -> Rows:
    """The rows of a query, as committed."""
    return asked(workspace.path, sql)


def asked(path: Path, sql: str) -> Rows:
    """The rows of a query to the file at `path`."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def facts(path: Path) -> Dump:
    """Every fact and term on file, in an order of its own."""
    tables = [str(model.__tablename__) for model in schema.FACTS]
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(connection.execute(f'SELECT * FROM "{table}"'), key=repr)
            for table in tables
        }
