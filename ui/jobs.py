"""Long work off the window's thread: one worker, and one long-lived bridge for its answers."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.changes import Progress
from app.errors import Cancelled

T = TypeVar("T")


class Job:
    """One piece of work asked for; `cancel` stops it at its next progress report."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._stop = threading.Event()
        self.finished = False

    def cancel(self) -> None:
        """Ask the work to stop; it ends as `Cancelled`."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Tell whether it was asked to stop."""
        return self._stop.is_set()


class Jobs(QObject):
    """Runs work one after another.

    `started`, `progressed` and `ended` carry the `Job` (and done, total) for work with a label;
    the window shows those. Work without a label is quiet.
    """

    started = Signal(object)
    progressed = Signal(object, object, object)
    ended = Signal(object)
    _delivered = Signal(object)

    def __init__(
        self, on_failure: Callable[[BaseException], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._on_failure = on_failure
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tandem-job")
        self._open: set[Job] = set()
        self._closed = False
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Tell whether labelled work is under way (editing is off meanwhile)."""
        return any(job.label for job in self._open)

    @property
    def idle(self) -> bool:
        """Tell whether no work at all is under way, quiet work included."""
        return not self._open

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], object] | None = None,
        label: str = "",
    ) -> Job:
        """Do `work` on the worker, then call `done` with its answer on the window's thread.

        `work` is handed a progress callable, `progress(done, total)`, which raises `Cancelled` once
        the job was asked to stop. `failed` takes any exception instead of the window's own message.
        An answer for a widget that is gone is dropped.
        """
        job = Job(label)
        self._open.add(job)
        if label:
            self.started.emit(job)
        future = self._pool.submit(work, self._progress_of(job))
        future.add_done_callback(
            lambda ended: self._send(partial(self._finish, job, ended, done, failed))
        )
        return job

    def _progress_of(self, job: Job) -> Progress:
        def progress(done: int, total: int) -> None:
            if job.cancelled:
                raise Cancelled
            if job.label:
                self._send(partial(self._report, job, done, total))

        return progress

    def _send(self, deliver: Callable[[], None]) -> None:
        if shiboken6.isValid(self):
            self._delivered.emit(deliver)

    def _deliver(self, deliver: Callable[[], None]) -> None:
        if not self._closed:
            deliver()

    def _report(self, job: Job, done: int, total: int) -> None:
        if not job.finished:
            self.progressed.emit(job, done, total)

    def _finish(
        self,
        job: Job,
        future: "Future[T]",
        done: Callable[[T], object],
        failed: Callable[[BaseException], object] | None,
    ) -> None:
        job.finished = True
        self._open.discard(job)
        if job.label:
            self.ended.emit(job)
        problem: BaseException | None
        try:
            problem = future.exception()
        except CancelledError:
            problem = Cancelled()
        if problem is None:
            if _alive(done):
                done(future.result())
        elif failed is None:
            self.fail(problem)
        elif _alive(failed):
            failed(problem)

    def fail(self, problem: BaseException) -> None:
        """Tell the person about a problem nobody else took."""
        self._on_failure(problem)

    def close(self) -> None:
        """Ask everything to stop and wait for what is running; nothing is delivered afterwards."""
        if self._closed:
            return
        self._closed = True
        for job in self._open:
            job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._open.clear()


def _alive(callback: Callable[..., object]) -> bool:
    """Tell whether the widget a bound method belongs to still exists."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


class Latest:
    """Runs quiet work of which only the newest answer counts; a stale one is stopped or dropped."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._generation = 0
        self._job: Job | None = None

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Do as `Jobs.run`; an answer that another `run` has overtaken is never delivered."""
        self.drop()
        mine = self._generation

        def only_if_newest(answer: T) -> None:
            if mine == self._generation and _alive(done):
                done(answer)

        def only_if_still_wanted(problem: BaseException) -> None:
            if mine != self._generation:
                return
            if failed is None:
                self._jobs.fail(problem)
            elif _alive(failed):
                failed(problem)

        self._job = self._jobs.run(work, only_if_newest, only_if_still_wanted)

    def drop(self) -> None:
        """Forget what is under way."""
        self._generation += 1
        if self._job is not None:
            self._job.cancel()
