"""The set-up, the two doors (window and commands) and the pins: fast checks without a network."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from app.resources import resource_path
from main import asks_for_window
from tools import setup as set_up

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)
NO_DISPLAY = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
}


def pins(requirements: str) -> set[tuple[str, str, str]]:
    return {
        (name.lower().replace("_", "-"), version, marker)
        for name, version, marker in PIN.findall((ROOT / requirements).read_text(encoding="utf-8"))
    }


def project() -> dict[str, object]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert isinstance(table, dict)
    return table


def wanted(requirements: object) -> set[str]:
    assert isinstance(requirements, list)
    return {re.split(r"[=<>;\[ ]", entry)[0].lower().replace("_", "-") for entry in requirements}


# The pins


def test_everything_the_project_asks_for_is_pinned() -> None:
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    pinned = {name for name, _, _ in pins("requirements.txt")}

    assert wanted(project()["dependencies"]) <= pinned
    assert wanted(extras["dev"]) <= {name for name, _, _ in pins("requirements-dev.txt")}


def test_development_uses_the_very_versions_that_are_shipped() -> None:
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


@pytest.mark.parametrize("requirements", ["requirements.txt", "requirements-dev.txt"])
def test_pins_have_hashes_and_name_no_place_to_fetch_from(requirements: str) -> None:
    text = (ROOT / requirements).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\w)", text)

    assert len(entries) == len(pins(requirements))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|^\s*-|@ ", re.sub(r" +--hash=.*", "", text), re.MULTILINE)


# The two doors


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["our company.tandem"], True),
        (["--help"], False),
        (["check", "our company.tandem"], False),
    ],
)
def test_the_window_opens_for_nothing_or_one_workspace(
    arguments: list[str], *, window: bool
) -> None:
    assert asks_for_window(arguments) == window


@pytest.mark.parametrize("table", ["scripts", "gui-scripts"])
def test_installed_commands_lead_to_functions(table: str) -> None:
    commands = project()[table]
    assert isinstance(commands, dict)
    assert commands
    for target in commands.values():
        module, _, function = target.partition(":")
        assert callable(getattr(import_module(module), function))


def test_a_command_never_loads_qt() -> None:
    code = (
        "import sys, main\n"
        "sys.argv = ['tandem', '--help']\n"
        "try:\n    code = main.main()\n"
        "except SystemExit as end:\n    code = end.code\n"
        "print(sorted({'PySide6', 'ui'} & set(sys.modules)), code or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines()[-1:] == ["[] 0"], done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be without a display")
def test_without_a_display_one_sentence_names_the_commands() -> None:
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=NO_DISPLAY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == (
        "There is no display to open a window on; "
        "for the commands see: .venv/bin/python main.py --help\n"
    )


def test_resources_are_found_beside_the_code() -> None:
    assert resource_path("").is_dir()


# The set-up


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks set up, for running only; its Python is never started."""
    folder = tmp_path / "a folder"
    names = {
        "ROOT": folder,
        "VENV": folder / ".venv",
        "VENV_PYTHON": folder / ".venv/bin/python",
        "STAMP": folder / ".venv/tandem-setup.txt",
        "RUNTIME": folder / "requirements.txt",
        "DEVELOPMENT": folder / "requirements-dev.txt",
    }
    for name, path in names.items():
        monkeypatch.setattr(set_up, name, path)
    set_up.VENV_PYTHON.parent.mkdir(parents=True)
    set_up.VENV_PYTHON.touch()
    set_up.RUNTIME.write_text("shiboken6==6.11.2\n", encoding="utf-8")
    set_up.DEVELOPMENT.write_text("shiboken6==6.11.2\npytest==9.2.0\n", encoding="utf-8")
    set_up.STAMP.write_text(set_up.fingerprint(set_up.RUNTIME), encoding="utf-8")
    return folder


def test_a_finished_set_up_is_not_repeated(checkout: Path) -> None:
    assert set_up.is_ready(set_up.RUNTIME)
    assert not set_up.is_ready(set_up.DEVELOPMENT)


def test_a_set_up_for_development_also_runs_the_app(checkout: Path) -> None:
    set_up.STAMP.write_text(set_up.fingerprint(set_up.DEVELOPMENT), encoding="utf-8")

    assert set_up.is_ready(set_up.RUNTIME)
    assert set_up.is_ready(set_up.DEVELOPMENT)


def test_other_pins_ask_for_another_set_up(checkout: Path) -> None:
    set_up.RUNTIME.write_text("shiboken6==6.11.3\n", encoding="utf-8")

    assert not set_up.is_ready(set_up.RUNTIME)


def test_a_failed_set_up_is_not_taken_for_a_finished_one(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_up, "in_venv", lambda *_: 1)

    with pytest.raises(set_up.Obstacle, match="could not be installed"):
        set_up.build(set_up.DEVELOPMENT)

    assert not set_up.is_ready(set_up.RUNTIME)


def test_a_missing_library_is_noticed() -> None:
    assert set_up.missing_libraries({"libnowhere.so.9": "libnowhere9"}) == ["libnowhere.so.9"]


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "sudo apt-get install -y --no-install-recommends libnowhere9"),
        ("dnf", "sudo dnf install -y 'libnowhere.so.9()(64bit)'"),
        ("zypper", "sudo zypper install -y 'libnowhere.so.9()(64bit)'"),
    ],
)
def test_who_may_not_install_is_told_the_one_command(
    manager: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name == manager else None)
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(set_up.Obstacle) as obstacle:
        set_up.require_libraries({"libnowhere.so.9": "libnowhere9"})

    assert str(obstacle.value).endswith(f"(libnowhere.so.9). Run once: {command}")


def test_commands_need_no_system_library(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert set_up.libraries_for_window() == {}

    monkeypatch.setenv("DISPLAY", ":0")
    assert "libxcb-cursor.so.0" in set_up.libraries_for_window()
