"""Writing: whole or not at all, in turn, and never lost once it was acknowledged."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from app.changes import Area, Change
from app.errors import Cancelled, EnvironmentRefusal
from app.model.leads import Lead, LeadRow
from app.model.people import Person
from app.services.leads import add_lead
from app.services.people import add_person
from app.services.workspaces import open_workspace
from app.store.workspace import Workspace
from tests.conftest import SINCE
from tests.store.machine import said, start, unprivileged


@pytest.fixture
def other(workspace: Workspace) -> Iterator[Workspace]:
    """A second window on the same file."""
    opened = open_workspace(workspace.path)
    yield opened
    opened.close()


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM lead ORDER BY id")]


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def add(workspace: Workspace, name: str) -> Change:
    return add_lead(workspace, Lead(name=name), arrived_at=SINCE)


def test_every_connection_is_durable_and_keeps_references(workspace: Workspace) -> None:
    pragmas = ("journal_mode", "synchronous", "foreign_keys")
    with workspace.read() as reading, workspace.unit_of_work("look") as work:
        for connection in (reading, work.connection):
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
            assert found == ["wal", 2, 1]


def test_nothing_remains_of_work_that_fails(workspace: Workspace) -> None:
    before = dump(workspace.path)

    def fail() -> None:
        with workspace.unit_of_work("fail") as work:
            work.add(LeadRow(name="Priya", created_at=work.now))
            work.connection.exec_driver_sql("CREATE TABLE half (done INTEGER)")
            work.finish(frozenset({Area.LEADS}))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert dump(workspace.path) == before
    add(workspace, "Sam")
    assert names(workspace.path) == ["Sam"]


def test_a_reader_sees_one_moment(workspace: Workspace) -> None:
    add(workspace, "Priya")
    count = "SELECT count(*) FROM lead"
    with workspace.read() as reading:
        assert reading.exec_driver_sql(count).scalar() == 1
        add(workspace, "Sam")
        assert reading.exec_driver_sql(count).scalar() == 1
    with workspace.read() as reading:
        assert reading.exec_driver_sql(count).scalar() == 2


def test_a_change_is_told_once_it_is_kept(workspace: Workspace) -> None:
    told: list[tuple[str, list[str]]] = []
    workspace.subscribe(lambda change: told.append((change.label, names(workspace.path))))

    add(workspace, "Priya")

    assert told == [("Add lead, Priya", ["Priya"])]


def test_two_windows_queue(workspace: Workspace, other: Workspace) -> None:
    def write(which: int) -> None:
        for number in range(15):
            add((workspace, other)[which % 2], f"{which}-{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))

    assert len(set(names(workspace.path))) == 60


WRITER = """
import sys
from pathlib import Path
from app.model.people import Person
from app.services.people import add_person
from app.services.workspaces import open_workspace

workspace = open_workspace(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.readline()
for number in range(15):
    add_person(workspace, Person(name=f"other {number}"))
workspace.close()
print("done", flush=True)
"""


def test_two_programs_queue_and_know_of_each_other(workspace: Workspace) -> None:
    with start(WRITER, workspace.path) as process:
        assert said(process, "open")
        assert not workspace.written_elsewhere()
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        for number in range(15):
            add_person(workspace, Person(name=f"own {number}"))
        assert said(process, "done")
    assert process.returncode == 0

    assert workspace.written_elsewhere()
    assert not workspace.written_elsewhere()
    with workspace.read() as reading:
        found = reading.exec_driver_sql("SELECT count(*) FROM person WHERE name LIKE '% %'")
        assert found.scalar() == 30


def test_our_own_writing_is_not_elsewhere(workspace: Workspace, other: Workspace) -> None:
    add(workspace, "Priya")
    with workspace.read() as reading:
        reading.exec_driver_sql("SELECT * FROM lead").fetchall()

    assert not workspace.written_elsewhere()
    assert other.written_elsewhere()
    with workspace.unit_of_work("writing"):
        assert not workspace.written_elsewhere()


def test_a_file_that_is_read_only_says_so(workspace: Workspace) -> None:
    add(workspace, "Priya")
    workspace.close()
    workspace.path.chmod(0o444)

    with unprivileged(workspace.path):
        opened = open_workspace(workspace.path)
        try:
            with opened.read() as reading:
                assert reading.exec_driver_sql("SELECT name FROM lead").scalar() == "Priya"
            with pytest.raises(EnvironmentRefusal) as refused:
                add(opened, "Sam")
        finally:
            opened.close()

    assert str(refused.value) == (
        "acme.tandem: The file cannot be written to. Check its permissions, or save a copy "
        "elsewhere."
    )


def test_a_full_disk_says_so_and_changes_nothing(workspace: Workspace) -> None:
    before = dump(workspace.path)
    with workspace.unit_of_work("limit") as work:
        pages = work.connection.exec_driver_sql("PRAGMA page_count").scalar()
        work.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def fill_the_disk() -> None:
        nonlocal before
        for number in range(500):
            before = dump(workspace.path)
            add_lead(workspace, Lead(name=f"{number:0200}"), arrived_at=SINCE)

    with pytest.raises(EnvironmentRefusal) as refused:
        fill_the_disk()

    assert str(refused.value) == (
        "acme.tandem: The disk is full. Free some space and try again; nothing was changed."
    )
    assert dump(workspace.path) == before
    with workspace.unit_of_work("more room") as work:
        work.connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    add(workspace, "Priya")
    assert names(workspace.path)[-1] == "Priya"


def test_a_lock_that_is_never_let_go_says_so(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.database.BUSY_TIMEOUT_MS", 50)
    impatient = open_workspace(workspace.path)
    try:
        with workspace.unit_of_work("long"), pytest.raises(EnvironmentRefusal) as refused:
            add(impatient, "Priya")
    finally:
        impatient.close()

    assert str(refused.value) == (
        "acme.tandem: Another program is holding the file. Close it there and try again; nothing "
        "was changed."
    )


CRASHING = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from app.model.leads import Lead, LeadRow
from app.services.leads import add_lead
from app.services.workspaces import open_workspace

workspace = open_workspace(Path(sys.argv[1]))
add_lead(workspace, Lead(name="acknowledged"), arrived_at=datetime(2026, 1, 1, tzinfo=UTC))
print("acknowledged", flush=True)
if sys.argv[2] == "between":
    sys.stdin.readline()
with workspace.unit_of_work("half") as work:
    for number in range(2000):
        work.add(LeadRow(name=f"lost {number}", created_at=work.now))
    work.finish(frozenset())
    print("written", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("moment", ["between", "within"])
def test_a_crash_loses_nothing_acknowledged(workspace: Workspace, moment: str) -> None:
    workspace.close()
    with start(CRASHING, workspace.path, moment) as process:
        assert said(process, "acknowledged")
        if moment == "within":
            assert said(process, "written")
        process.kill()
    assert process.returncode != 0

    reopened = open_workspace(workspace.path)
    assert names(workspace.path) == ["acknowledged"]
    add(reopened, "after")
    with reopened.read() as reading:
        assert reading.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    reopened.close()
    assert names(workspace.path) == ["acknowledged", "after"]


def test_work_that_outlives_its_workspace_just_stops(workspace: Workspace) -> None:
    workspace.close()

    with pytest.raises(Cancelled):
        add(workspace, "Priya")
    with pytest.raises(Cancelled), workspace.read():
        pass
    with pytest.raises(Cancelled):
        workspace.written_elsewhere()
    assert names(workspace.path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file in its place")
@pytest.mark.parametrize("what", ["deleted", "moved", "replaced"])
def test_nothing_is_written_into_a_file_that_is_gone(
    workspace: Workspace, tmp_path: Path, what: str
) -> None:
    copy = tmp_path / "copy.tandem"
    copy.write_bytes(workspace.path.read_bytes())
    if what == "replaced":
        copy.replace(workspace.path)
    elif what == "moved":
        workspace.path.rename(tmp_path / "moved.tandem")
    else:
        workspace.path.unlink()

    gone = r"^acme\.tandem was moved, deleted or replaced while it was open\."
    with pytest.raises(EnvironmentRefusal, match=gone):
        add(workspace, "Priya")
    with pytest.raises(EnvironmentRefusal, match=gone), workspace.read():
        pass
    with pytest.raises(EnvironmentRefusal, match=gone):
        workspace.written_elsewhere()
    assert workspace.path.exists() == (what == "replaced")


def test_a_file_emptied_while_it_is_open_is_damaged(workspace: Workspace) -> None:
    workspace.close()
    reopened = open_workspace(workspace.path)
    reopened.path.write_bytes(b"")

    with pytest.raises(EnvironmentRefusal, match="The file is damaged"):
        reopened.written_elsewhere()
    reopened.close()


def test_opening_a_current_file_needs_no_alembic(workspace: Workspace) -> None:
    workspace.close()
    script = (
        "import sys; from pathlib import Path; from app.services.workspaces import open_workspace; "
        "open_workspace(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, workspace.path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
