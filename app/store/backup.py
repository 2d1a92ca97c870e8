"""Copies of a workspace, made through SQLite's backup API: copying a WAL file loses rows."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.store.database import environment


def back_up(path: Path, *, label: str, folder: Path | None = None) -> Path:
    """Write a complete copy of the workspace at `path` and give its path.

    It lands in `folder` (or `NAME backups` beside the file) under a name with the time and
    `label`. A damaged file is refused, so that it never stands among good copies.
    """
    folder = folder or _folder(path)
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H%M%S")
    target = folder / f"{path.stem} {stamp} {label}{path.suffix}"
    unfinished = target.with_suffix(".part")
    with environment(path):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _copy(path, unfinished)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return target


def backups(path: Path) -> list[Path]:
    """The copies beside the workspace at `path`, oldest first."""
    with environment(path):
        return sorted(_folder(path).glob(f"*{path.suffix}"))


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.stem} backups")


def _copy(path: Path, target: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError("database disk image is malformed")
