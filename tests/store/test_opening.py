"""What is no workspace of ours is refused with a sentence, and left alone."""

import errno
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import EnvironmentRefusal, Refusal
from app.model.agreement import CalendarRow
from app.model.leads import Lead, LeadRow
from app.services.leads import add_lead
from app.services.workspaces import open_workspace
from app.store import schema
from app.store.workspace import Workspace, create_workspace
from tests.conftest import SINCE
from tests.store.machine import unprivileged


def refusal(path: Path) -> str:
    content = path.read_bytes() if path.is_file() else None
    with pytest.raises(Refusal) as refused:
        open_workspace(path)
    assert (path.read_bytes() if path.is_file() else None) == content
    return str(refused.value)


@pytest.mark.parametrize("content", [b"", b"lead,kind\n1,won\n", b"SQLite format", b"\x00" * 5000])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.tandem"
    path.write_bytes(content)

    assert refusal(path) == "other.tandem is not a Tandem workspace."


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE lead (id INTEGER)")

    assert refusal(path) == "other.db is not a Tandem workspace."


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    missing = tmp_path / "missing.tandem"

    assert refusal(missing) == f"There is no file {missing}."
    assert refusal(tmp_path) == f"{tmp_path} is a folder, not a workspace."
    assert not missing.exists()


def rewritten(workspace: Workspace, sql: str) -> Path:
    workspace.close()
    with closing(sqlite3.connect(workspace.path)) as connection, connection:
        connection.execute(sql)
    return workspace.path


def test_a_newer_file_is_refused(workspace: Workspace) -> None:
    path = rewritten(workspace, "UPDATE alembic_version SET version_num = '9999'")

    assert refusal(path) == (
        "acme.tandem was made by a newer Tandem (its data is at revision 9999, this program knows "
        f"{schema.head()}). Update Tandem to open it."
    )


@pytest.mark.parametrize("sql", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
def test_a_file_without_its_revision_is_damaged(workspace: Workspace, sql: str) -> None:
    path = rewritten(workspace, sql)

    assert refusal(path) == ("acme.tandem: The file is damaged. Open the newest backup instead.")


def test_a_damaged_file_is_refused(workspace: Workspace) -> None:
    workspace.close()
    content = workspace.path.read_bytes()
    workspace.path.write_bytes(content[:200] + b"\xff" * (len(content) - 200))

    assert refusal(workspace.path) == (
        "acme.tandem: The file is damaged. Open the newest backup instead."
    )


def test_damage_met_later_is_said_too(workspace: Workspace) -> None:
    add_lead(workspace, Lead(name="Priya"), arrived_at=SINCE)
    with workspace.read() as reading:
        found = reading.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'lead'")
        begin = (found.scalar_one() - 1) * 4096
    workspace.close()
    content = bytearray(workspace.path.read_bytes())
    content[begin : begin + 4096] = b"\xff" * 4096
    workspace.path.write_bytes(content)
    damaged = open_workspace(workspace.path)

    with pytest.raises(EnvironmentRefusal, match="The file is damaged"), damaged.read() as reading:
        reading.exec_driver_sql("SELECT * FROM lead").fetchall()
    damaged.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE alembic_version SET version_num = CAST(x'30ff' AS TEXT)",
        "UPDATE lead SET name = CAST(x'50ff' AS TEXT)",
        "UPDATE calendar SET hours = '[[[540'",
    ],
)
def test_text_that_is_none_is_damage(workspace: Workspace, sql: str) -> None:
    add_lead(workspace, Lead(name="Priya"), arrived_at=SINCE)
    path = rewritten(workspace, sql)

    with pytest.raises(EnvironmentRefusal, match="The file is damaged"):
        read_all(path)


def test_a_damaged_list_of_tables_is_damage(workspace: Workspace) -> None:
    workspace.close()
    content = workspace.path.read_bytes()
    for whole, broken in (
        (b"tableleadlead", b"table\xa0\xa0\xa0\xa0lead"),
        (b"CREATE TABLE lead (", b"CREATE GARBL lead ("),
    ):
        assert content.count(whole) == 1
        content = content.replace(whole, broken)
    workspace.path.write_bytes(content)

    assert refusal(workspace.path) == (
        "acme.tandem: The file is damaged. Open the newest backup instead."
    )


def read_all(path: Path) -> None:
    damaged = open_workspace(path)
    try:
        with damaged.read() as reading:
            reading.execute(select(LeadRow.__table__)).all()  # type: ignore[attr-defined]
            reading.execute(select(CalendarRow.__table__)).all()  # type: ignore[attr-defined]
    finally:
        damaged.close()


NO_WINDOWS_NAME = pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such name")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("what?.tandem", marks=NO_WINDOWS_NAME),
        "100%25.tandem",
        "a#b & c=d.tandem",
        "ü 🚀.tandem",
    ],
)
def test_a_file_keeps_its_name(tmp_path: Path, name: str) -> None:
    create_workspace(tmp_path / name, lambda _: None).close()

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "home"])
    open_workspace(tmp_path / name).close()


def test_a_file_that_may_not_be_read_is_refused(workspace: Workspace) -> None:
    workspace.close()
    workspace.path.chmod(0)

    with (
        unprivileged(workspace.path),
        pytest.raises(EnvironmentRefusal, match=r"^acme\.tandem: Permission denied\.$"),
    ):
        open_workspace(workspace.path)


def test_making_a_workspace_never_touches_a_file_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "there.tandem"
    path.write_text("mine")

    with pytest.raises(EnvironmentRefusal, match="exists already"):
        create_workspace(path, lambda _: None)
    assert path.read_text() == "mine"

    nowhere = tmp_path / "nowhere" / "new.tandem"
    with pytest.raises(EnvironmentRefusal, match="There is no folder"):
        create_workspace(nowhere, lambda _: None)


def test_a_workspace_that_cannot_be_filled_is_not_made(tmp_path: Path) -> None:
    def fail(_: object) -> None:
        raise Refusal("No.")

    with pytest.raises(Refusal, match=r"^No\.$"):
        create_workspace(tmp_path / "new.tandem", fail)

    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_leftover_that_cannot_be_removed_hides_no_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlink(_: Path, *, missing_ok: bool = False) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    def fail(_: object) -> None:
        raise Refusal("No.")

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(Refusal, match=r"^No\.$"):
        create_workspace(tmp_path / "new.tandem", fail)
