"""The files of an import: read off the window's thread, with what is chosen about each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.changes import Progress
from app.errors import Refusal
from app.importing.decode import read_table
from app.importing.mapping import Mapping, Word
from app.importing.table import Table
from app.services.workspaces import Workspace
from ui.jobs import Jobs
from ui.models.import_questions import Questions, Ways, ways_of

_READINGS = ("day_order", "decimal_mark")


class Step(IntEnum):
    """The steps of an import, in their order."""

    FILES = 0
    COLUMNS = 1
    WORDS = 2
    READINGS = 3
    PREVIEW = 4


@dataclass(eq=False)
class InputFile:
    """A file to be imported and what was chosen for it; without a `table` it is being read.

    `refusal` says why it cannot be read, or what has to be chosen first; `asked` is what it leaves
    open, None until that is known, and only `is_fresh` when the mapping was not changed since.
    """

    path: Path
    table: Table | None = None
    known: Ways | None = None
    way: int = 0
    mapping: Mapping | None = None
    asked: Questions | None = None
    is_fresh: bool = False
    refusal: Refusal | None = None

    @property
    def is_known(self) -> bool:
        """Whether it is known what the file leaves open, or that it cannot be read."""
        return self.is_fresh or (self.table is None and self.refusal is not None)

    @property
    def is_changed(self) -> bool:
        """Whether anything was chosen by hand."""
        if self.known is None or self.mapping is None:
            return False
        first = self.known.ways[0]
        same = set(self.mapping.columns) == set(first.columns)
        return not same or replace(self.mapping, columns=first.columns) != first

    @property
    def step(self) -> Step | None:
        """The step at which something about it has to be chosen or mended."""
        if self.refusal is None:
            return None
        if self.table is None:
            return Step.FILES
        return Step.READINGS if self.refusal.field in _READINGS else Step.COLUMNS


@dataclass(frozen=True)
class _Read:
    """A file that was read, or why it could not be."""

    file: InputFile
    table: Table | None = None
    known: Ways | None = None
    refusal: Refusal | None = None


class Inputs(QObject):
    """The files in the order they were added; `changed` says that one came, went or is read otherwise."""

    changed = Signal()

    def __init__(self, jobs: Jobs, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._workspace = jobs, workspace
        self.files: list[InputFile] = []

    def tables(self) -> list[tuple[InputFile, Table, Mapping]]:
        """Give those that could be read, each with its table and how that is mapped."""
        return [
            (file, file.table, file.mapping)
            for file in self.files
            if file.table is not None and file.mapping is not None
        ]

    @property
    def reading(self) -> bool:
        """Whether a file is still being read, or looked through."""
        return not all(file.is_known for file in self.files)

    def add(self, paths: Sequence[Path]) -> None:
        """Take in files, those that are not there yet, and read them."""
        for path in paths:
            if all(path != file.path for file in self.files):
                file = InputFile(path)
                self.files.append(file)
                self._read(file, None)
        self.changed.emit()

    def remove(self, file: InputFile) -> None:
        """Leave a file out."""
        self.files.remove(file)
        self.changed.emit()

    def clear(self) -> None:
        """Begin with no files."""
        self.files.clear()
        self.changed.emit()

    def choose_sheet(self, file: InputFile, sheet: str) -> None:
        """Read another sheet of a workbook."""
        if file.table is not None and sheet != file.table.sheet:
            self._read(file, sheet)
            self.changed.emit()

    def choose_way(self, file: InputFile, way: int) -> None:
        """Take a file for something else."""
        if file.known is not None:
            file.way = way
            self.map(file, file.known.ways[way])

    def remap(self, file: InputFile, **changed: Any) -> None:
        """Change fields of a file's mapping."""
        if file.mapping is not None:
            self.map(file, replace(file.mapping, **changed))

    def match(self, file: InputFile, target: str, matches: dict[str, str | None]) -> None:
        """Match words of a file with ours; None takes a match back."""
        if file.mapping is None:
            return
        said = {theirs.casefold() for theirs in matches}
        kept = [
            word
            for word in file.mapping.words
            if word.target != target or word.theirs.casefold() not in said
        ]
        new = [Word(target, theirs, ours) for theirs, ours in matches.items() if ours is not None]
        self.remap(file, words=(*kept, *new))

    def map(self, file: InputFile, mapping: Mapping) -> None:
        """Read a file by another mapping."""
        if mapping != file.mapping:
            file.mapping, file.is_fresh = mapping, False
            self.changed.emit()

    def _read(self, file: InputFile, sheet: str | None) -> None:
        def work(progress: Progress) -> _Read:
            try:
                table = read_table(file.path, sheet=sheet, progress=progress)
                return _Read(file, table, ways_of(self._workspace, table))
            except Refusal as refusal:
                return _Read(file, refusal=refusal)

        file.table = file.mapping = file.known = file.asked = file.refusal = None
        file.is_fresh = False
        self._jobs.run(work, self._was_read)

    def _was_read(self, read: _Read) -> None:
        file = read.file
        if file in self.files:
            file.table, file.known, file.refusal = read.table, read.known, read.refusal
            file.way, file.mapping = 0, read.known.ways[0] if read.known else None
            self.changed.emit()
