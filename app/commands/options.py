"""Arguments and options that several commands share."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from app.changes import Progress
from app.errors import Refusal
from app.rules.working_time import DEFAULT_YEARS
from app.services.workspaces import Workspace, info, open_workspace

File = Annotated[Path, typer.Argument(metavar="FILE", help="The workspace, a .tandem file.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="As things stood at this time: 2018-06-01, or 2018-05-31T17:00 (the workspace's time zone).",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@contextmanager
def opened(path: Path) -> Iterator[Workspace]:
    """The workspace at `path`, closed again afterwards."""
    workspace = open_workspace(path)
    try:
        yield workspace
    finally:
        workspace.close()


def instant(text: str | None, workspace: Workspace) -> datetime | None:
    """The instant written in `text`: a time without an offset is in the workspace's zone, a date its midnight."""
    if text is None:
        return None
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(
            f'"{text}" is not a time. Write it like 2018-06-01 or 2018-05-31T17:00.'
        ) from None
    if written.tzinfo is None:
        written = written.replace(tzinfo=ZoneInfo(info(workspace).time_zone))
    if written.year not in DEFAULT_YEARS:
        years = f"{DEFAULT_YEARS[0]} to {DEFAULT_YEARS[-1]}"
        raise Refusal(f'"{text}" lies outside the years {years}.')
    return written.astimezone(UTC)


def shown_progress(label: str) -> Progress:
    """A progress line on standard error, where somebody watches."""
    shown = -1

    def tell(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // max(1, total)
        if sys.stderr.isatty() and percent != shown:
            shown = percent
            end = "\n" if percent == 100 else ""  # noqa: PLR2004 - per cent
            print(f"\r{label} {percent} %", end=end, file=sys.stderr, flush=True)

    return tell
