"""What every test gets: no display, folders of its own, workspaces, and a tidy end."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings

from app.model.agreement import Commitment, VersionRow, VersionState
from app.model.calendar import OFFICE_HOURS, Calendar
from app.model.people import Person
from app.model.workspace import WorkspaceInfo
from app.services import workspaces
from app.services.derivation import rebuild
from app.store.terms import from_commitment
from app.store.workspace import Workspace

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.register_profile("torture", deadline=None, max_examples=2_000, stateful_step_count=200)
settings.load_profile("ci" if os.environ.get("CI") else "local")

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""When the agreement of a test's workspace comes into force."""

MakeWorkspace = Callable[..., Workspace]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, data and caches land in the test's own folder, on every system."""
    monkeypatch.delenv("TANDEM_CONFIG_DIR", raising=False)
    home = tmp_path / "home"
    for variable in (
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
        "XDG_RUNTIME_DIR",
        "XDG_DOCUMENTS_DIR",
        "WIN_PD_OVERRIDE_APPDATA",
        "WIN_PD_OVERRIDE_LOCAL_APPDATA",
        "WIN_PD_OVERRIDE_PERSONAL",
    ):
        folder = home / variable.lower()
        folder.mkdir(parents=True, mode=0o700)
        monkeypatch.setenv(variable, str(folder))
    if sys.platform == "darwin":
        monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture
def make_workspace(tmp_path: Path) -> Iterator[MakeWorkspace]:
    """A maker of workspaces with Aisha (Marketing, 1) and Dana (Sales, 2), closed after the test."""
    opened: list[Workspace] = []

    def make(
        *commitments: Commitment,
        name: str = "acme",
        since: datetime = SINCE,
        zone: str = "Europe/Berlin",
        calendar: Calendar = OFFICE_HOURS,
    ) -> Workspace:
        workspace = create_workspace(
            tmp_path / f"{name}.tandem", *commitments, since=since, zone=zone, calendar=calendar
        )
        opened.append(workspace)
        return workspace

    yield make
    for workspace in opened:
        workspace.close()


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    """A workspace whose agreement is still a draft without commitments."""
    return make_workspace()


def create_workspace(
    path: Path,
    *commitments: Commitment,
    since: datetime = SINCE,
    zone: str = "Europe/Berlin",
    calendar: Calendar = OFFICE_HOURS,
) -> Workspace:
    """Make a workspace; with commitments its first version is agreed and in force from `since`."""
    people = (Person(name="Aisha", marketing=True), Person(name="Dana", sales=True))
    about = WorkspaceInfo(name="Acme", time_zone=zone)
    workspace = workspaces.create(path, workspaces.NewWorkspace(about, calendar, people))
    if commitments:
        with workspace.unit_of_work("Agree") as work:
            version = work.get(VersionRow, 1)
            assert version is not None
            version.state = VersionState.AGREED
            version.in_force_from = since
            for commitment in commitments:
                work.add(from_commitment(commitment, 1))
            rebuild(work.connection)
    return workspace


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A test that used Qt leaves no window open and no thread running."""
    before = set(threading.enumerate())
    yield
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - most tests know no Qt

    windows: list[Any] = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in windows:
        widget.close()
    assert not windows, f"windows left open: {windows}"
    threads = [thread for thread in threading.enumerate() if thread not in before]
    for thread in threads:
        thread.join(timeout=2)
    running = [thread.name for thread in threads if thread.is_alive()]
    assert not running, f"threads left running: {running}"
