"""Tandem's one door: opens the window, or runs a command.

Nothing is imported before it is known which of the two is asked for: a command never loads Qt.
"""

import os
import sys
from pathlib import Path


def main() -> int:
    """Open the window for no arguments or one workspace file, else run a command; the exit code."""
    arguments = sys.argv[1:]
    if not asks_for_window(arguments):
        from app.commands import main as run_command  # noqa: PLC0415

        return run_command(arguments)
    if not has_display():
        print(no_display_sentence(sys.argv[0]), file=sys.stderr)
        return 1
    from ui.application import main as open_window  # noqa: PLC0415

    return open_window(arguments)


def asks_for_window(arguments: list[str]) -> bool:
    """Whether the arguments are none, or one workspace to open."""
    return not arguments or (len(arguments) == 1 and Path(arguments[0]).suffix == ".tandem")


def has_display() -> bool:
    """Whether Qt has somewhere to draw; without it Qt would abort the process on Linux."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)


def no_display_sentence(program: str) -> str:
    """Say why no window opens, naming the command that works without one."""
    command = ".venv/bin/python main.py" if Path(program).name == "main.py" else "tandem"
    return f"There is no display to open a window on; for the commands see: {command} --help"


if __name__ == "__main__":
    sys.exit(main())
