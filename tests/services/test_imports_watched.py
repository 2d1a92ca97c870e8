"""A watched folder offers whole files that are known by their headers, each once."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import EnvironmentRefusal
from app.services import imports, watched_folder
from app.services.watched_folder import Look, Seen
from app.settings import Settings
from app.store.workspace import Workspace

LEADS = "id,name,created\n1,Ann,2026-03-02\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


def written(path: Path, text: str, minutes_ago: float = 0) -> Path:
    path.write_text(text, "utf-8")
    at = (datetime.now(UTC) - timedelta(minutes=minutes_ago)).timestamp()
    os.utime(path, (at, at))
    return path


def names(look: Look) -> list[str]:
    return [offer.path.name for offer in look.offers]


def looked_at(workspace: Workspace, folder: Path, seen: Seen) -> Look:
    """What two looks in a row find: the first sees that a file does not grow any more."""
    return watched_folder.scan(workspace, folder, watched_folder.scan(workspace, folder, seen).seen)


def test_a_file_is_offered_once_it_is_whole(workspace: Workspace, folder: Path) -> None:
    path = written(folder / "leads.csv", LEADS, 3)
    first = watched_folder.scan(workspace, folder, {})
    assert names(first) == []
    written(path, LEADS + "2,Bo,2026-03-02\n", 2)
    growing = watched_folder.scan(workspace, folder, first.seen)
    assert names(growing) == []
    whole = watched_folder.scan(workspace, folder, growing.seen)
    assert names(whole) == ["leads.csv"]
    assert whole.offers[0].known_as == "Leads"
    after = watched_folder.scan(workspace, folder, whole.seen)
    assert names(after) == []
    written(path, LEADS + "3,Cy,2026-03-02\n", 1)
    assert names(looked_at(workspace, folder, after.seen)) == ["leads.csv"]


def test_only_known_tables_that_nobody_has_open_are_offered(
    workspace: Workspace, folder: Path
) -> None:
    written(folder / "toys.csv", "colour,shape\nred,round\n")
    written(folder / "broken.xlsx", "PK\x03\x04 not really")
    written(folder / "empty.csv", "")
    written(folder / "leads.csv.part", LEADS)
    written(folder / ".hidden.csv", LEADS)
    written(folder / "notes.md", LEADS)
    written(folder / "open.csv", LEADS)
    lock = written(folder / ".~lock.open.csv#", "Dana")
    (folder / "folder.csv").mkdir()
    look = looked_at(workspace, folder, {})
    assert names(look) == []
    lock.unlink()
    assert names(watched_folder.scan(workspace, folder, look.seen)) == ["open.csv"]


def test_what_was_imported_since_it_was_written_is_not_offered(
    workspace: Workspace, folder: Path
) -> None:
    path = written(folder / "leads.csv", LEADS, 5)
    inputs = imports.read(workspace, [path])
    imports.apply(workspace, imports.preview(workspace, inputs), [path.name])
    assert names(looked_at(workspace, folder, {})) == []
    newer = written(path, LEADS + "2,Bo,2026-03-02\n", -5)
    assert names(looked_at(workspace, folder, {})) == [newer.name]


def test_a_folder_that_is_gone_is_said(workspace: Workspace, folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(EnvironmentRefusal, match="cannot be read: no such file"):
        watched_folder.scan(workspace, folder, {})


def test_the_folder_is_remembered_for_each_workspace() -> None:
    here, there = Path("/a.tandem"), Path("/b.tandem")
    settings = Settings().watching(here, Path("/in")).watching(there, Path("/out"))
    assert Settings.from_toml(settings.to_toml()) == settings
    assert settings.watching(here, None).watched == {there: Path("/out")}
