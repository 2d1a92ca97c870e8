"""A fresh file and a migrated one are the same, and migrating never costs anybody their data."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from app.errors import EnvironmentRefusal, Refusal
from app.model.clocks import ClockState
from app.model.leads import Lead
from app.services import changing
from app.services.agreement import agreement
from app.services.check import check
from app.services.derivation import rebuild
from app.services.lead_details import lead_details
from app.services.leads import add_lead
from app.services.workspaces import open_workspace
from app.store import migrate, schema
from app.store.database import connect, create_schema
from tests.conftest import SINCE, MakeWorkspace


def schema_of(path: Path) -> set[tuple[str, str, str]]:
    """What SQLite wrote down for each table and index, less spacing and the order of columns."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master")
        return {(kind, name, normalised(sql)) for kind, name, sql in rows}


def normalised(sql: str) -> str:
    plain = " ".join(sql.replace('"', "").split())
    opened = plain.find("(")
    inside = re.sub(
        r"(\w+) (\w+) (REFERENCES \w+ \(\w+\))",
        r"\1 \2, FOREIGN KEY(\1) \3",
        plain[opened + 1 : plain.rfind(")")],
    )
    parts = re.split(r",\s*(?![^()]*\))", inside)
    return plain[:opened] + "(" + ", ".join(sorted(part.strip() for part in parts)) + ")"


def reflected(path: Path) -> dict[str, Any]:
    engine = create_engine(f"sqlite:///{path}")
    try:
        found = inspect(engine)
        return {
            table: (
                {
                    str(column.pop("name")): str(column)
                    for column in map(dict, found.get_columns(table))
                },
                found.get_pk_constraint(table)["constrained_columns"],
                sorted(map(str, found.get_foreign_keys(table))),
                sorted(
                    (str(index["name"]), index["column_names"])
                    for index in found.get_indexes(table)
                ),
                sorted(map(str, found.get_unique_constraints(table))),
            )
            for table in found.get_table_names()
        }
    finally:
        engine.dispose()


def in_transaction(path: Path, work: Any) -> None:
    engine = connect(path)
    with engine.connect().execution_options(writer=True) as connection, connection.begin():
        work(connection)
    engine.dispose()


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_a_fresh_and_a_migrated_file_have_the_same_schema(tmp_path: Path) -> None:
    fresh, migrated = tmp_path / "fresh.tandem", tmp_path / "migrated.tandem"

    in_transaction(fresh, create_schema)
    in_transaction(migrated, migrate.upgrade)

    assert schema_of(migrated) == schema_of(fresh)
    assert reflected(migrated) == reflected(fresh)
    assert len(reflected(fresh)) > 10


def test_the_revisions_named_are_the_ones_there_are() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)

    assert scripts.get_heads() == [schema.head()]
    oldest_first = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(oldest_first) == schema.REVISIONS


NEXT = '''
"""The next revision."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0003", "0002", None, None


def upgrade() -> None:
    with op.batch_alter_table("lead") as lead:
        lead.add_column(sa.Column("nickname", sa.String(20), server_default="none"))
    op.execute("UPDATE lead SET nickname = upper(name)")
'''


@pytest.fixture
def old(make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a lead, from before a revision that this program has since learnt."""
    workspace = make_workspace(name="old")
    add_lead(workspace, Lead(name="Priya"), arrived_at=SINCE)
    workspace.close()
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts)
    (scripts / "versions" / "0003_next.py").write_text(NEXT)
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "0003"))
    return workspace.path


def leads_in(path: Path, column: str = "name") -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(f"SELECT {column} FROM lead ORDER BY id")]


@pytest.mark.parametrize("revision", schema.REVISIONS)
def test_a_file_of_every_released_revision_opens_with_all_it_held(
    tmp_path: Path, revision: str
) -> None:
    path = tmp_path / "old.tandem"
    shutil.copy(Path(__file__).parents[1] / "data" / f"schema-{revision}.tandem", path)

    with closing(open_workspace(path)) as workspace:
        lead = lead_details(workspace, 1)
        report = check(workspace)
        signatures = agreement(workspace).agreed[0].signatures

    assert lead is not None
    assert (lead.line.name, lead.line.company) == ("Priya Nair", "Halden GmbH")
    assert [clock.state for clock in lead.clocks if clock.code == "S1"] == [ClockState.KEPT]
    assert [signature.name for signature in signatures] == ["Aisha Khan", "Dana Reyes"]
    assert report.sound, report.findings


def test_an_older_file_is_backed_up_migrated_and_opened(old: Path) -> None:
    workspace = open_workspace(old)
    workspace.close()

    assert leads_in(old, "nickname") == ["PRIYA"]
    (backup,) = (old.parent / "old backups").iterdir()
    assert re.fullmatch(r"old \d{4}-\d\d-\d\d \d{6} before 0003\.tandem", backup.name)
    assert leads_in(backup) == ["Priya"]
    with pytest.raises(sqlite3.OperationalError):
        leads_in(backup, "nickname")
    assert migrate.migrate(old, rebuild) is None


def test_what_was_done_before_a_migration_can_no_longer_be_undone(old: Path) -> None:
    workspace = open_workspace(old)

    with pytest.raises(Refusal, match="nothing to undo"):
        changing.undo(workspace)
    workspace.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(old: Path) -> None:
    script = migrate.SCRIPTS / "versions" / "0003_next.py"
    script.write_text(NEXT + '    raise RuntimeError("half way")\n')
    before = schema_of(old)

    with pytest.raises(RuntimeError, match="half way"):
        open_workspace(old)

    assert schema_of(old) == before
    assert leads_in(old) == ["Priya"]
    script.write_text(NEXT)
    open_workspace(old).close()
    assert leads_in(old, "nickname") == ["PRIYA"]


def test_a_migration_that_breaks_references_is_not_kept(old: Path) -> None:
    script = migrate.SCRIPTS / "versions" / "0003_next.py"
    script.write_text(NEXT + '    op.execute("DELETE FROM lead")\n')

    with pytest.raises(RuntimeError, match="broke references"):
        open_workspace(old)

    assert leads_in(old) == ["Priya"]


def test_without_a_backup_there_is_no_migration(old: Path) -> None:
    (old.parent / "old backups").write_text("in the way of the folder")
    before = schema_of(old)

    with pytest.raises(EnvironmentRefusal, match=r"old\.tandem: File exists\."):
        open_workspace(old)

    assert schema_of(old) == before
