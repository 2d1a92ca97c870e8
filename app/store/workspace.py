"""An open workspace: who reads and who writes its file."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from app.changes import Change
from app.errors import Cancelled, EnvironmentRefusal
from app.store import lead_words, schema
from app.store.database import connect, create_schema, environment, stored_revision
from app.store.migrate import migrate
from app.store.unit_of_work import UnitOfWork

SUFFIX = ".tandem"


class Workspace:
    """One company's file. Reads may run beside each other; writes of this program queue.

    They queue on one connection, which lets `written_elsewhere` tell other programs' commits from
    our own.
    """

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._writer = engine.connect().execution_options(writer=True)
        self._lock = threading.Lock()
        self._closed = False
        self._listeners: list[Callable[[Change], None]] = []
        self._identity = _identity(path)
        self._seen_version = self._data_version()

    def close(self) -> None:
        """Let go of the file; whatever still wants to read or write it is stopped by `Cancelled`."""
        self._closed = True
        with self._lock:
            self._writer.close()
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one unchanging moment of the file."""
        with self._in_place(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def unit_of_work(self, label: str) -> Iterator[UnitOfWork]:
        """A transaction that changes facts: committed when the block ends, gone when it raises."""
        with self._lock, self._in_place(), self._writer.begin():
            work = UnitOfWork(self._writer, label, datetime.now(UTC))
            try:
                yield work
                lead_words.catch_up(self._writer, work.touched_leads)
            finally:
                work.session.close()

    def written_elsewhere(self) -> bool:
        """Whether another program committed since this was last asked.

        While a thread of ours is writing the answer is put off: False. Raises EnvironmentRefusal
        when the file is out of reach.
        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            with self._in_place():
                version = self._data_version()
        finally:
            self._lock.release()
        changed = version != self._seen_version
        self._seen_version = version
        return changed

    def compact(self) -> bool:
        """Write the file anew without what was deleted from it, and empty the log beside it.

        Whether that log could be emptied: it cannot while somebody reads in it.
        """
        with self._lock, self._in_place():
            cursor = self._writer.connection.cursor()
            try:
                cursor.execute("VACUUM")
                (busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.close()
        return not busy

    def subscribe(self, listener: Callable[[Change], None]) -> None:
        """Have `listener` called, in the thread of the writer, after each finished change."""
        self._listeners.append(listener)

    def publish(self, change: Change) -> None:
        """Tell every listener of a finished change."""
        for listener in self._listeners:
            listener(change)

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """Refuse a file that went from its place: SQLite would write on, to where nobody finds it."""
        if self._closed:
            raise Cancelled
        with environment(self.path):
            if _identity(self.path) != self._identity:
                raise EnvironmentRefusal(
                    f"{self.path.name} was moved, deleted or replaced while it was open. Close it "
                    "here, see that the right file is in its place, and open it again."
                )
            yield

    def _data_version(self) -> int:
        cursor = self._writer.connection.cursor()
        try:
            (version,) = cursor.execute("PRAGMA data_version").fetchone()
        finally:
            cursor.close()
        return int(version)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file is at `path`; None when there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def open_file(path: Path, derive: Callable[[Connection], None]) -> Workspace:
    """Open the workspace at `path`, brought to the present revision where it is older (see `migrate`).

    A backup is made before. Raises Refusal for a file that is not ours, newer than this program,
    damaged or out of reach.
    """
    if stored_revision(path) != schema.head():
        migrate(path, derive)
    engine = connect(path)
    try:
        with environment(path):
            return Workspace(path, engine)
    except BaseException:
        engine.dispose()
        raise


def create_workspace(path: Path, fill: Callable[[UnitOfWork], None]) -> Workspace:
    """Make a new workspace at `path` and have `fill` put its first facts in.

    Nothing remains if that fails. Raises EnvironmentRefusal when the file exists already or cannot
    be written.
    """
    with environment(path):
        if path.exists():
            raise EnvironmentRefusal(f"{path} exists already. Choose another name, or open it.")
        if not path.parent.is_dir():
            raise EnvironmentRefusal(f"There is no folder {path.parent}.")
    engine = connect(path)
    try:
        with (
            environment(path),
            engine.connect().execution_options(writer=True) as connection,
            connection.begin(),
        ):
            create_schema(connection)
            work = UnitOfWork(connection, "", datetime.now(UTC))
            fill(work)
            work.session.flush()
            work.session.close()
            lead_words.rebuild(connection)
        with environment(path):
            return Workspace(path, engine)
    except BaseException:
        engine.dispose()
        for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
        raise
