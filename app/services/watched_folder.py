"""A folder that exports are dropped into: which of its files are new, whole, and known by their headers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.errors import EnvironmentRefusal, Refusal
from app.importing.decode import read_table
from app.services.import_mappings import known_mapping
from app.store import existing
from app.store.workspace import Workspace

SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".ods"})
_LOCKS = ("~$", ".~lock.")
"""How the names of the files begin that office programs keep beside a file they have open."""


_NS_IN_MS = 1_000_000


class Stamp(NamedTuple):
    """How a file was found: its size, when it was written (ns), and whether it was judged already."""

    size: int
    written: int
    judged: bool


Seen = Mapping[str, Stamp]
"""What earlier looks found, by file name; empty before the first."""


@dataclass(frozen=True)
class Offer:
    """A file that can be imported as it is, and what it is known as."""

    path: Path
    known_as: str


@dataclass(frozen=True)
class Look:
    """What one look at a folder found to offer, and what the next look is to be given."""

    offers: tuple[Offer, ...]
    seen: Seen


def scan(workspace: Workspace, folder: Path, seen: Seen) -> Look:
    """Look at the files of a folder.

    A file is judged once it has the size and time of the look before, and nobody has it open; it is
    offered when its headers are known and no import since it was written had a file of its name. Each
    is offered once, and again when it was written anew. Raises EnvironmentRefusal when the folder
    cannot be read.
    """
    with workspace.read() as connection:
        imported = existing.imported(connection)
    offers: list[Offer] = []
    now: dict[str, Stamp] = {}
    names, stamps = _listed(folder)
    for name, (size, written) in stamps.items():
        last = seen.get(name)
        stable = last is not None and (last.size, last.written) == (size, written)
        judged = last is not None and stable and last.judged
        if stable and not judged and not _is_open(name, names):
            taken = imported.get(name, 0) * _NS_IN_MS >= written
            try:
                offers += () if taken else _offer(workspace, folder / name)
                judged = True
            except EnvironmentRefusal:
                judged = False  # somebody holds it: the next look may be able to read it
        now[name] = Stamp(size, written, judged)
    return Look(tuple(offers), now)


def _listed(folder: Path) -> tuple[frozenset[str], dict[str, tuple[int, int]]]:
    """All names in a folder, and size and time of the files that may be tables."""
    names: set[str] = set()
    stamps: dict[str, tuple[int, int]] = {}
    try:
        for path in sorted(folder.iterdir()):
            names.add(path.name)
            if path.suffix.lower() in SUFFIXES and not path.name.startswith((".", *_LOCKS)):
                try:
                    found = path.stat()
                except FileNotFoundError:
                    continue  # gone since it was listed
                if path.is_file() and found.st_size:
                    stamps[path.name] = found.st_size, found.st_mtime_ns
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise EnvironmentRefusal(f"The folder {folder} cannot be read: {reason}.") from error
    return frozenset(names), stamps


def _is_open(name: str, names: frozenset[str]) -> bool:
    """Whether an office program says that it has a file open."""
    return any(f"{lock}{name}" in names or f"{lock}{name}#" in names for lock in _LOCKS)


def _offer(workspace: Workspace, path: Path) -> Sequence[Offer]:
    """The offer of a file, if it is a table that is known; EnvironmentRefusal when it cannot be read now."""
    try:
        table = read_table(path)
    except EnvironmentRefusal:
        raise
    except Refusal:
        return ()  # no table, and nobody asked for it
    mapping = known_mapping(workspace, table.header)
    return () if mapping is None else (Offer(path, mapping.title),)
