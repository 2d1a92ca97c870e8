"""What a machine can do to a file: withhold permissions, end a process in the middle."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534


@contextmanager
def unprivileged(path: Path) -> Iterator[None]:
    """Be somebody whom the permissions of `path` bind, as they do not bind root."""
    if sys.platform == "win32":
        pytest.skip("Windows keeps permissions in another way")
    if os.geteuid() != 0:
        yield
        return
    for folder in path.parents:
        if folder.stat().st_mode & 0o055 != 0o055:
            folder.chmod(folder.stat().st_mode | 0o055)
    for own in (path, path.parent):
        os.chown(own, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def start(script: str, *arguments: object) -> "subprocess.Popen[str]":
    """A process of its own that runs `script`, whose output can be read line by line."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]", line: str) -> bool:
    """Wait for the process's next line, and whether it is `line`."""
    assert process.stdout is not None
    return process.stdout.readline().strip() == line
