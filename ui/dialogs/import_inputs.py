"""The files of an import: read off the window's thread, with what is chosen about each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.changes import Progress
from app.errors import Refusal
from app.importing.choices import Times, ways_to_read
from app.importing.decode import read_table
from app.importing.mapping import Mapping
from app.importing.table import Table
from ui.jobs import Jobs


@dataclass(eq=False)
class InputFile:
    """A file to be imported and what was chosen for it; without a `table` it is being read.

    `refusal` says why it cannot be read, or what has to be chosen first.
    """

    path: Path
    table: Table | None = None
    ways: tuple[Mapping, ...] = ()
    way: int = 0
    mapping: Mapping | None = None
    times: Times | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True)
class _Read:
    """A file that was read, or why it could not be."""

    file: InputFile
    table: Table | None = None
    ways: tuple[Mapping, ...] = ()
    refusal: Refusal | None = None


class Inputs(QObject):
    """The files in the order they were added; `changed` says that one came, went or is read otherwise."""

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.files: list[InputFile] = []

    def tables(self) -> list[tuple[InputFile, Table, Mapping]]:
        """Give those that could be read, each with its table and how that is mapped."""
        return [
            (file, file.table, file.mapping)
            for file in self.files
            if file.table is not None and file.mapping is not None
        ]

    def first_refused(self) -> int | None:
        """Find the first file that cannot be read, or not before something is chosen."""
        return next((place for place, file in enumerate(self.files) if file.refusal), None)

    def add(self, paths: Sequence[Path]) -> None:
        """Take in files, those that are not there yet, and read them."""
        for path in paths:
            if all(path != file.path for file in self.files):
                file = InputFile(path)
                self.files.append(file)
                self._read(file, None)
        self.changed.emit()

    def remove(self, place: int) -> None:
        """Leave a file out."""
        del self.files[place]
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
        file.way = way
        self.map(file, file.ways[way])

    def remap(self, file: InputFile, **changed: Any) -> None:
        """Change fields of a file's mapping."""
        if file.mapping is not None:
            self.map(file, replace(file.mapping, **changed))

    def map(self, file: InputFile, mapping: Mapping) -> None:
        """Read a file by another mapping."""
        file.mapping = mapping
        self.changed.emit()

    def _read(self, file: InputFile, sheet: str | None) -> None:
        def work(progress: Progress) -> _Read:
            try:
                table = read_table(file.path, sheet=sheet, progress=progress)
                return _Read(file, table, ways_to_read(table))
            except Refusal as refusal:
                return _Read(file, refusal=refusal)

        file.table, file.mapping, file.refusal, file.times = None, None, None, None
        self._jobs.run(work, self._was_read)

    def _was_read(self, read: _Read) -> None:
        file = read.file
        if file in self.files:
            file.table, file.ways, file.refusal = read.table, read.ways, read.refusal
            file.way, file.mapping = 0, read.ways[0] if read.ways else None
            self.changed.emit()
