"""What is measured, and what it is held against."""

import csv
import itertools
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from app.model.calendar import OFFICE_HOURS
from app.model.duration import DurationUnit, Within
from app.model.events import Channel, Outcome
from app.rules.working_time import working_time
from app.services import imports
from app.services.derivation import rebuild
from app.services.leads import log_contact
from app.services.overview import overview
from app.services.workspaces import Workspace
from bench.history import make_workspace
from bench.lists import list_measures
from bench.measure import Measure

ROWS = 100_000
MILLION = 1_000_000


def all_measures(folder: Path, leads: int) -> Iterator[Measure]:
    """Every measure, on files made in `folder`."""
    yield _working_time()
    yield _first_frame()
    workspace = make_workspace(folder / "bench.tandem", leads)
    bare = _bare_file(folder / "bare.db")
    yield _overview(workspace)
    yield from list_measures(workspace)
    yield _log(workspace, bare)
    yield _rebuild(workspace, bare, leads)
    yield _import(folder, workspace, bare)
    workspace.close()
    bare.close()


def _bare_file(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE row (a INTEGER, b INTEGER, c INTEGER, d INTEGER, e TEXT)")
    return connection


def _working_time() -> Measure:
    hours = working_time(OFFICE_HOURS, "Europe/Berlin")
    rng = np.random.default_rng(1)
    instants = np.sort(rng.integers(1_600_000_000_000, 1_800_000_000_000, MILLION))
    opens = np.sort(rng.integers(1_600_000_000_000, 1_800_000_000_000, 20_000))
    within = Within(4, DurationUnit.BUSINESS_HOURS)
    return Measure(
        "due times of a million instants",
        lambda: hours.due(instants, within),
        lambda: np.searchsorted(opens, instants),
        "one searchsorted of as many",
    )


_OURS = """
import os, ui.application
ui.application.Application._after_first_frame = lambda *_: os._exit(0)
ui.application.main([])
"""
_BARE = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, lambda: os._exit(0))
application = QApplication([])
window = Window()
window.show()
application.exec()
"""


def _first_frame() -> Measure:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

    def start(script: str) -> None:
        subprocess.run(  # noqa: S603 - our own scripts
            [sys.executable, "-c", script], check=True, env=environment
        )

    return Measure(
        "from nothing to the window's first frame",
        lambda: start(_OURS),
        lambda: start(_BARE),
        "an empty window of Qt",
    )


def _overview(workspace: Workspace) -> Measure:
    bare = sqlite3.connect(workspace.path)
    sql = "SELECT commitment_id, sum(kept), sum(missed), sum(open) FROM day_tally GROUP BY 1"
    return Measure(
        "the Overview's figures",
        lambda: overview(workspace),
        lambda: bare.execute(sql).fetchall(),
        "one sum over the day tallies",
    )


def _log(workspace: Workspace, bare: sqlite3.Connection) -> Measure:
    leads = itertools.count(1)

    def log() -> None:
        log_contact(
            workspace, next(leads), channel=Channel.PHONE, outcome=Outcome.NO_ANSWER, by_id=1
        )

    def insert() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO row VALUES (1, 2, 3, 4, 'x')")
        bare.execute("COMMIT")

    return Measure("log a contact", log, insert, "one bare row, committed", runs=50)


def _rebuild(workspace: Workspace, bare: sqlite3.Connection, leads: int) -> Measure:
    rows = [(each, each, each, each, "x") for each in range(4 * leads)]

    def derive() -> None:
        with workspace.unit_of_work("") as work:
            rebuild(work.connection)

    def insert() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("DELETE FROM row")
        bare.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?)", rows)
        bare.execute("COMMIT")

    return Measure("derive and write every clock anew", derive, insert, "as many bare rows", runs=1)


def _import(folder: Path, workspace: Workspace, bare: sqlite3.Connection) -> Measure:
    numbers = itertools.count()

    def write_file() -> Path:
        number = next(numbers)
        path = folder / f"leads-{number}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "name", "company", "source", "created"))
            writer.writerows(
                (f"n{number}-{row}", f"Name {row}", "Company", "Webinar", "2026-03-02 10:00")
                for row in range(ROWS)
            )
        return path

    files = [write_file() for _ in range(4)]
    ours, theirs = itertools.cycle(files), itertools.cycle(files)

    def bring_in() -> None:
        path = next(ours)
        batch = imports.preview(workspace, imports.read(workspace, [path], "leads"))
        imports.apply(workspace, batch, [path.name])

    def bare_in() -> None:
        bare.execute("BEGIN IMMEDIATE")
        with next(theirs).open(encoding="utf-8") as file:
            bare.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?)", csv.reader(file))
        bare.execute("COMMIT")

    return Measure(
        f"import {ROWS:,} rows: read, check, write, derive",
        bring_in,
        bare_in,
        "csv.reader into bare SQLite",
        runs=3,
    )
