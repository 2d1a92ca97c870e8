"""A backup is complete, and never a damaged one."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import EnvironmentRefusal
from app.model.leads import Lead
from app.services.leads import add_lead
from app.services.workspaces import open_workspace
from app.store.backup import back_up
from app.store.workspace import Workspace
from tests.conftest import SINCE


def rows(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def test_a_backup_holds_what_is_still_in_the_log(workspace: Workspace, tmp_path: Path) -> None:
    for number in range(30):
        add_lead(workspace, Lead(name=f"Lead {number}"), arrived_at=SINCE)
    assert Path(f"{workspace.path}-wal").stat().st_size > 0

    backup = back_up(workspace.path, label="by hand", folder=tmp_path / "safe" / "place")

    assert re.fullmatch(r"acme \d{4}-\d\d-\d\d \d{6} by hand\.tandem", backup.name)
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    assert (rows(backup, "lead"), rows(backup, "event")) == (30, 30)
    opened = open_workspace(backup)
    opened.close()


def test_a_backup_takes_no_part_of_what_is_being_written(workspace: Workspace) -> None:
    add_lead(workspace, Lead(name="Priya"), arrived_at=SINCE)
    with workspace.unit_of_work("writing") as work:
        work.connection.exec_driver_sql("DELETE FROM event")
        backup = back_up(workspace.path, label="meanwhile")
    assert rows(backup, "event") == 1
    assert rows(workspace.path, "event") == 0


def test_a_damaged_file_is_not_backed_up(workspace: Workspace) -> None:
    for number in range(50):
        add_lead(workspace, Lead(name=f"{number:0200}"), arrived_at=SINCE)
    workspace.close()
    content = bytearray(workspace.path.read_bytes())
    content[3 * 4096 : 6 * 4096] = b"\xff" * (3 * 4096)
    workspace.path.write_bytes(content)

    with pytest.raises(EnvironmentRefusal, match="The file is damaged"):
        back_up(workspace.path, label="by hand")

    assert list((workspace.path.parent / "acme backups").iterdir()) == []


def test_a_backup_that_has_nowhere_to_go_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("not a folder")

    with pytest.raises(EnvironmentRefusal, match=r"^acme\.tandem: "):
        back_up(workspace.path, label="by hand", folder=tmp_path / "full")
