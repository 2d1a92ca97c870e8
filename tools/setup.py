"""Set up Tandem in `.venv`, then run it or judge it: `python tools/setup.py setup|run|test|check|torture|bench`.

Only the standard library, because nothing is installed yet; the same on Linux, macOS and Windows.
What is done already is not done again, and a set-up that was interrupted starts afresh.
"""

from __future__ import annotations

import compileall
import contextlib
import ctypes
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "tandem-setup.txt"
RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"  # everything in RUNTIME, and the tools

TEST_STEPS = (("-m", "pytest", "-n", "auto"),)
CHECK_STEPS = (
    ("-m", "ruff", "check", "."),
    ("-m", "ruff", "format", "--check", "."),
    ("-m", "mypy"),
)
TORTURE_STEPS = (
    ("-m", "pytest", "-n", "auto", "-m", "hypothesis", "--hypothesis-profile", "torture"),
)

# What the Qt of the wheel needs from a Linux system: each library, and its Debian package.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
# Only for a window on the screen; the tests draw without one.
WINDOW_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class Obstacle(Exception):  # noqa: N818 - it is an answer, not a fault
    """Something the person has to do first; the text is the sentence to show."""


def main(arguments: list[str]) -> int:
    """Do the one thing named and return the exit code of its last step."""
    actions = {
        "setup": set_up_to_develop,
        "run": run,
        "test": test,
        "check": check,
        "torture": torture,
        "bench": bench,
    }
    if len(arguments) != 1 or arguments[0] not in actions:
        say(f"Usage: python tools/setup.py {'|'.join(actions)}")
        return 2
    try:
        return actions[arguments[0]]()
    except Obstacle as obstacle:
        say(str(obstacle))
    except OSError as error:
        say(f"Set-up stopped: {error}")
    except KeyboardInterrupt:
        return 130
    return 1


def set_up_to_develop() -> int:
    """Everything `test` and `check` need, and nothing run."""
    set_up(DEVELOPMENT, QT_LIBRARIES)
    return 0


def run() -> int:
    """Open the app."""
    set_up(RUNTIME, libraries_for_window())
    return in_venv("main.py")


def test() -> int:
    """Run the tests."""
    set_up(DEVELOPMENT, QT_LIBRARIES)
    return in_turn(TEST_STEPS)


def check() -> int:
    """Lint, format, types; stops at the first that fails."""
    set_up(DEVELOPMENT, QT_LIBRARIES)
    return in_turn(CHECK_STEPS)


def torture() -> int:
    """Let Hypothesis look for trouble for long: an hour or so."""
    set_up(DEVELOPMENT, QT_LIBRARIES)
    return in_turn(TORTURE_STEPS)


def bench() -> int:
    """Measure how fast it is; takes some minutes."""
    set_up(RUNTIME, QT_LIBRARIES)
    return in_venv("-m", "bench")


def say(sentence: str) -> None:
    """Tell the person, at once and apart from any output of the steps."""
    print(sentence, file=sys.stderr, flush=True)


def in_turn(steps: tuple[tuple[str, ...], ...]) -> int:
    """Run each step by the Python of `.venv`; the exit code of the first that fails, or 0."""
    for step in steps:
        if code := in_venv(*step):
            return code
    return 0


def in_venv(*arguments: str) -> int:
    """Run the Python of `.venv` in the project's folder and return its exit code."""
    return subprocess.call([str(VENV_PYTHON), *arguments], cwd=ROOT)


def set_up(requirements: Path, libraries: dict[str, str]) -> None:
    """Bring `.venv`, the byte code and the system's libraries to what is wanted.

    Raises Obstacle with the one thing to do if that cannot be done from here.
    """
    require_python()
    if sys.platform == "linux":
        require_libraries(libraries)
    if not is_ready(requirements):
        with alone():
            if not is_ready(requirements):
                build(requirements)
    compile_own_sources()


def require_python() -> None:
    """See that this Python is new enough and can make virtual environments."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what meets the older ones
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise Obstacle(
            f"Tandem needs Python 3.11 or newer, and this is {found} ({sys.executable}). "
            "Install a newer one, or name it: make run PYTHON=/path/to/python3"
        )
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if shutil.which("apt-get") is None:
            raise Obstacle(
                f"This Python ({sys.executable}) cannot make virtual environments: its modules "
                "venv and ensurepip are missing. Install them, or another Python."
            )
        install_by_apt([package], "Python's module for virtual environments is missing")


def fingerprint(requirements: Path) -> str:
    """Name what a finished `.venv` was made from: requirements, Python, machine and place."""
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    tag = sys.implementation.cache_tag
    return f"{requirements.name} {digest} {tag} {sysconfig.get_platform()} {ROOT}\n"


def is_ready(requirements: Path) -> bool:
    """Whether `.venv` holds what is wanted; one made for development also runs the app."""
    return VENV_PYTHON.exists() and stamp() in {fingerprint(requirements), fingerprint(DEVELOPMENT)}


def stamp() -> str | None:
    """Read the fingerprint of the last set-up that came to its end."""
    try:
        return STAMP.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def build(requirements: Path) -> None:
    """Make `.venv`, or add the development tools to one that is whole.

    The stamp goes before anything is touched and comes back last: half a set-up is known as one.
    """
    say("Setting up Tandem in .venv; this is done once and takes about a minute …")
    begin_afresh = not is_ready(RUNTIME)
    STAMP.unlink(missing_ok=True)
    if begin_afresh:
        import venv  # noqa: PLC0415 - some systems ship Python without it; require_python has looked

        try:
            venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt").create(VENV)
        except subprocess.CalledProcessError as error:
            raise Obstacle(f"The virtual environment could not be made: {error}") from error
    install = ["-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-compile"]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    calm = ["--no-input", "--disable-pip-version-check"]
    if in_venv(*install, *quiet, *calm, "-r", str(requirements)):
        raise Obstacle(
            "The packages could not be installed; pip says why above. With a network that reaches "
            "the Python Package Index, run the same command again."
        )
    # Compiled here and not by the first start, which would be twice as slow, and with
    # PYTHONDONTWRITEBYTECODE set every start. A package's own unreadable file is no reason to stop.
    in_venv("-m", "compileall", "-q", "-q", "-j", "0", str(VENV))
    STAMP.write_text(fingerprint(requirements), encoding="utf-8")


def compile_own_sources() -> None:
    """Byte code for whatever of ours has changed since the last time."""
    for folder in ("app", "ui"):
        compileall.compile_dir(ROOT / folder, quiet=2)
    compileall.compile_file(ROOT / "main.py", quiet=2)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other set-up works here; the system frees the lock if its holder dies."""
    lock = ROOT / "build" / "setup.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w", encoding="utf-8") as handle:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there

            while True:
                with contextlib.suppress(OSError):  # gives up after ten seconds
                    msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl  # noqa: PLC0415 - only there

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def require_libraries(libraries: dict[str, str]) -> None:
    """See that the system has what Qt is linked against, and fetch it where that is ours to do."""
    missing = missing_libraries(libraries)
    if not missing:
        return
    reason = f"Qt needs system libraries that are missing here ({', '.join(missing)})"
    if shutil.which("apt-get"):
        install_by_apt(sorted({libraries[name] for name in missing}), reason)
        missing = missing_libraries(libraries)
        if missing:
            raise Obstacle(f"Installed, and yet not found: {', '.join(missing)}.")
        return
    for tool in ("dnf", "zypper"):  # both know a package by a library in it
        if shutil.which(tool):
            provided = shlex.join(f"{name}()(64bit)" for name in missing)
            raise Obstacle(f"{reason}. Run once: sudo {tool} install -y {provided}")
    raise Obstacle(f"{reason}. Install them with your system's package manager.")


def libraries_for_window() -> dict[str, str]:
    """Name what a window takes on this display: nothing without one, as commands need no Qt."""
    if os.environ.get("DISPLAY"):
        return QT_LIBRARIES | WINDOW_LIBRARIES
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"):
        return QT_LIBRARIES
    return {}


def missing_libraries(libraries: dict[str, str]) -> list[str]:
    """Those the system's loader cannot load."""
    missing = []
    for name in libraries:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def install_by_apt(packages: list[str], reason: str) -> None:
    """Install Debian packages as root; as anybody else say the one command to run."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not os.access("/var/lib/dpkg", os.W_OK):
        raise Obstacle(f"{reason}. Run once: sudo {shlex.join(install)}")
    say(f"{reason}; installing {', '.join(packages)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    for command in (["apt-get", "update", "-q"], [*install, "-q", *wait]):
        code = subprocess.call(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
    if code:
        raise Obstacle(f"{reason}, and this failed: {shlex.join(install)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
