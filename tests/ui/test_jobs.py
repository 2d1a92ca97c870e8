"""Work off the window's thread, and the changes and instants that come to the window."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.changes import EVERYTHING, Area, Change, Progress
from app.errors import Cancelled, EnvironmentRefusal, Refusal
from tests.ui.recording import RecordedFrame
from ui.bridge import Bridge, DueTimer, ForeignPoll
from ui.jobs import Job, Jobs, Latest
from ui.main_window import MainWindow
from ui.page import Group, Page, PageSpec
from ui.widgets.progress import ProgressSheet


def test_the_answer_comes_on_the_windows_thread(recorded: RecordedFrame, qtbot: QtBot) -> None:
    threads: list[int] = []
    answers: list[int] = []

    def work(progress: Progress) -> int:
        threads.append(threading.get_ident())
        return 42

    def done(answer: int) -> None:
        threads.append(threading.get_ident())
        answers.append(answer)

    recorded.frame.jobs.run(work, done)
    qtbot.waitUntil(lambda: answers == [42])
    assert threads[0] != threads[1] == threading.get_ident()


def test_a_failure_reaches_the_person_or_whoever_takes_it(
    recorded: RecordedFrame, qtbot: QtBot
) -> None:
    def work(progress: Progress) -> None:
        raise Refusal("The disk is full.")

    taken: list[BaseException] = []
    recorded.frame.jobs.run(work, ignore, taken.append)
    recorded.frame.jobs.run(work, ignore)
    qtbot.waitUntil(lambda: len(recorded.messages.failures) == 1)
    assert [str(each) for each in taken + recorded.messages.failures] == ["The disk is full."] * 2


def ignore(_: object) -> None:
    """Take an answer nobody wants."""


class Slow:
    """Work that reports progress until it is let go or stopped."""

    def __init__(self) -> None:
        self.running = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, progress: Progress) -> str:
        self.running.set()
        for done in range(100_000):
            progress(done, 100_000)
            if self.go_on.wait(0.001):
                return "done"
        return "never"


def test_a_cancelled_job_ends_as_cancelled(recorded: RecordedFrame, qtbot: QtBot) -> None:
    ended: list[BaseException] = []
    work = Slow()
    job = recorded.frame.jobs.run(work, ignore, ended.append, label="Importing")
    assert work.running.wait(5)
    assert recorded.frame.jobs.busy
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], Cancelled)
    assert not recorded.frame.jobs.busy


def test_only_the_newest_answer_is_delivered(recorded: RecordedFrame, qtbot: QtBot) -> None:
    latest = Latest(recorded.frame.jobs)
    answers: list[int] = []

    def answering(number: int) -> Callable[[Progress], int]:
        return lambda progress: number

    for number in range(20):
        latest.run(answering(number), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    finished: list[int] = []
    recorded.frame.jobs.run(lambda progress: 1, finished.append)
    qtbot.waitUntil(lambda: bool(finished))
    assert answers == [19]
    assert recorded.messages.failures == []


def test_an_answer_for_a_widget_that_is_gone_is_dropped(
    recorded: RecordedFrame, qtbot: QtBot
) -> None:
    answers: list[str] = []

    class Asker(QObject):
        def take(self, answer: str) -> None:
            answers.append(answer)

    asker = Asker()
    work = Slow()
    recorded.frame.jobs.run(work, asker.take)
    assert work.running.wait(5)
    with qtbot.waitSignal(asker.destroyed):
        asker.deleteLater()
    work.go_on.set()
    finished: list[int] = []
    recorded.frame.jobs.run(lambda progress: 1, finished.append)
    qtbot.waitUntil(lambda: bool(finished))
    assert answers == []


def test_closing_stops_what_runs_and_delivers_nothing(qtbot: QtBot) -> None:
    told: list[object] = []
    jobs = Jobs(told.append)
    work = Slow()
    job = jobs.run(work, told.append)
    waiting = jobs.run(lambda progress: "never", told.append)
    assert work.running.wait(5)
    jobs.close()
    jobs.close()
    assert job.cancelled
    assert waiting.cancelled
    assert told == []


def test_many_small_jobs_all_answer(recorded: RecordedFrame, qtbot: QtBot) -> None:
    answers: list[int] = []
    for number in range(300):
        recorded.frame.jobs.run(lambda progress, n=number: n, answers.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(answers) == 300)
    assert answers == list(range(300))


def test_progress_shows_only_when_work_lasts_and_can_be_cancelled(
    recorded: RecordedFrame, qtbot: QtBot
) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(800, 600)
    host.show()
    sheet = ProgressSheet(recorded.frame.jobs, host)
    quick: list[str] = []
    recorded.frame.jobs.run(lambda progress: "quick", quick.append, label="Quick")
    qtbot.waitUntil(lambda: bool(quick))
    assert sheet.isHidden()

    ended: list[BaseException] = []
    recorded.frame.jobs.run(Slow(), ignore, ended.append, label="Importing leads")
    qtbot.waitUntil(lambda: not sheet.isHidden())
    qtbot.waitUntil(lambda: f"of {QLocale().toString(100_000)}" in sheet.count.text())
    sheet.stop.click()
    qtbot.waitUntil(lambda: bool(ended))
    assert sheet.isHidden()


def test_the_sheet_belongs_to_the_labelled_job(recorded: RecordedFrame, qtbot: QtBot) -> None:
    started: list[Job] = []
    recorded.frame.jobs.started.connect(started.append)
    done: list[int] = []
    recorded.frame.jobs.run(lambda progress: 1, done.append)
    recorded.frame.jobs.run(lambda progress: 2, done.append, label="Loud")
    qtbot.waitUntil(lambda: done == [1, 2])
    assert [job.label for job in started] == ["Loud"]


def test_a_change_published_in_any_thread_arrives_on_the_windows(qtbot: QtBot) -> None:
    bridge = Bridge()
    arrived: list[tuple[Change, int]] = []
    bridge.changed.connect(lambda change: arrived.append((change, threading.get_ident())))
    change = Change("Log contact", frozenset({Area.LEADS}), frozenset({2**40}))
    worker = threading.Thread(target=bridge.publish, args=(change,))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(arrived))
    assert arrived == [(change, threading.get_ident())]


def test_another_programs_write_is_a_change_of_everything(qtbot: QtBot) -> None:
    answers = iter([False, True, False])
    published: list[Change] = []
    poll = ForeignPoll(lambda: next(answers), published.append)
    poll.stop()
    for _ in range(3):
        poll.ask()
    assert [change.areas for change in published] == [EVERYTHING]
    assert not published[0].undoable


def test_a_file_out_of_reach_is_told_once_and_its_return_is_a_change(qtbot: QtBot) -> None:
    published: list[Change] = []
    answers = iter([True, False, False, True])

    def ask() -> bool:
        if next(answers):
            raise EnvironmentRefusal("The disk reported an error.")
        return False

    poll = ForeignPoll(ask, published.append)
    poll.stop()
    with pytest.raises(EnvironmentRefusal):
        poll.ask()
    assert not published
    poll.ask()
    assert [change.areas for change in published] == [EVERYTHING]
    poll.ask()
    assert len(published) == 1
    with pytest.raises(EnvironmentRefusal):
        poll.ask()


def test_a_file_that_stays_out_of_reach_is_told_once(qtbot: QtBot) -> None:
    def ask() -> bool:
        raise EnvironmentRefusal("The disk reported an error.")

    poll = ForeignPoll(ask, lambda _: None)
    poll.stop()
    with pytest.raises(EnvironmentRefusal):
        poll.ask()
    poll.ask()


DAY = 86_400_000


class Wall:
    """A clock on the wall that the test moves."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@pytest.mark.parametrize(
    ("due_in", "sleeps"), [(5_000, 5_000), (40 * DAY, 60_000), (None, 60_000), (0, 0)]
)
def test_the_timer_sleeps_until_the_instant_but_never_long(
    qtbot: QtBot, due_in: int | None, sleeps: int
) -> None:
    wall = Wall(10 * DAY)
    due = None if due_in is None else wall.now + due_in
    timer = DueTimer(lambda now: due, ignore, now=wall)
    assert sleeps - 500 <= timer.sleeps_ms <= sleeps
    timer.stop()


def test_time_passing_is_published_once_per_instant(qtbot: QtBot) -> None:
    wall = Wall(0)
    instants = [3 * DAY, 5 * DAY]
    published: list[Change] = []
    timer = DueTimer(
        lambda now: next((each for each in instants if each > now), None),
        published.append,
        now=wall,
    )
    wall.now = 2 * DAY  # woken early by its cap: nothing has come
    timer.wake()
    assert published == []
    wall.now = 4 * DAY  # the machine slept through the first instant
    timer.wake()
    assert [change.areas for change in published] == [frozenset({Area.TIME})]
    wall.now = 6 * DAY
    timer.wake()
    assert len(published) == 2
    timer.stop()


def test_a_clock_set_back_moves_every_countdown(qtbot: QtBot) -> None:
    wall = Wall(9 * DAY)
    published: list[Change] = []
    timer = DueTimer(lambda now: now + DAY, published.append, now=wall)
    wall.now = 2 * DAY
    timer.wake()
    assert len(published) == 1
    timer.stop()


def test_the_timer_really_fires(qtbot: QtBot) -> None:
    published: list[Change] = []
    wall = Wall(0)
    due = iter([10, None])
    timer = DueTimer(lambda now: next(due, None), published.append, now=wall)
    wall.now = 10
    qtbot.waitUntil(lambda: len(published) == 1)
    timer.stop()


def test_what_wants_attention_is_counted_off_the_windows_thread(
    window: MainWindow, qtbot: QtBot
) -> None:
    threads: list[int] = []

    def badge() -> int:
        threads.append(threading.get_ident())
        return 3

    window.show_pages([PageSpec("leads", "Leads", "users", Group.LOG, Page, badge)], "Acme")
    item = window.navigation.item("leads")
    qtbot.waitUntil(lambda: item.accessibleName() != "Leads")

    assert "3" in item.accessibleName()
    assert threads == [thread for thread in threads if thread != threading.get_ident()]
