"""Bring an older file to the present revision, after a backup."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, delete

from app.store import schema
from app.store.backup import back_up
from app.store.database import broken_references, connect, environment, stored_revision

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(path: Path, derive: Callable[[Connection], None]) -> Path | None:
    """Bring the workspace at `path` to the present revision; give the backup made before, if any.

    `derive` derives everything anew, in the same transaction: derived rows are not migrated. A migration that fails
    leaves the file as it was. Raises Refusal for a file that is not ours or newer than this program.
    """
    if stored_revision(path) == schema.head():
        return None
    backup = back_up(path, label=f"before {schema.head()}")
    # References are off: rebuilding a table, as SQLite's ALTER must, would break them for a moment.
    engine = connect(path, foreign_keys=False)
    try:
        with (
            environment(path),
            engine.connect().execution_options(writer=True) as connection,
            connection.begin(),
        ):
            upgrade(connection)
            for model in schema.JOURNAL:
                connection.execute(delete(schema.table_of(model)))
            derive(connection)
            if broken := broken_references(connection):
                raise RuntimeError(f"the migration broke references: {broken[:5]}")
    finally:
        engine.dispose()
    return backup


def upgrade(connection: Connection) -> None:
    """Run Alembic's steps in the transaction that `connection` is in."""
    from alembic import command  # noqa: PLC0415 - start-up time that a current file never needs
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, schema.head())
