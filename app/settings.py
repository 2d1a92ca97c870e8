"""What the app remembers between starts: typed, in a TOML file where the platform keeps such."""

import os
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import platformdirs
import tomli_w

from app.errors import EnvironmentRefusal

_RECENT = 10
_MODES = ("light", "dark", "system")


@dataclass(frozen=True)
class Settings:
    """The choices of one person on one machine.

    `recent` are workspace files, newest first; `people` tells for a workspace file who sat here
    last (a person's id), `watched` which folder is looked at for files to import.
    """

    mode: str = "system"
    recent: tuple[Path, ...] = ()
    people: dict[Path, int] = field(default_factory=dict)
    watched: dict[Path, Path] = field(default_factory=dict)

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read settings; what is missing takes its default.

        Raises:
            ValueError: not TOML, or a value of the wrong kind.

        """
        data = tomllib.loads(text)
        mode = data.get("mode", "system")
        if mode not in _MODES:
            raise ValueError(f"mode is {mode!r}")
        recent = tuple(Path(_typed(each, str)) for each in _typed(data.get("recent", []), list))
        people = _typed(data.get("people", {}), dict)
        watched = _typed(data.get("watched", {}), dict)
        return cls(
            mode,
            recent,
            {Path(path): _typed(each, int) for path, each in people.items()},
            {Path(path): Path(_typed(each, str)) for path, each in watched.items()},
        )

    def to_toml(self) -> str:
        """Write settings as text that `from_toml` reads back the same."""
        return tomli_w.dumps(
            {
                "mode": self.mode,
                "recent": [str(each) for each in self.recent],
                "people": {str(path): person for path, person in self.people.items()},
                "watched": {str(path): str(folder) for path, folder in self.watched.items()},
            }
        )

    def opened(self, path: Path) -> "Settings":
        """Put a file at the head of the recent ones."""
        others = tuple(each for each in self.recent if each != path)
        return replace(self, recent=(path, *others)[:_RECENT])

    def forgotten(self, path: Path) -> "Settings":
        """Take a file off the recent ones."""
        return replace(self, recent=tuple(each for each in self.recent if each != path))

    def with_person(self, path: Path, person_id: int) -> "Settings":
        """Note who sits here for a workspace file."""
        return replace(self, people={**self.people, path: person_id})

    def watching(self, path: Path, folder: Path | None) -> "Settings":
        """Note which folder is looked at for a workspace file; None for none any more."""
        others = {each: seen for each, seen in self.watched.items() if each != path}
        return replace(self, watched=others if folder is None else {**others, path: folder})


def _typed(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"{value!r} is not a {kind.__name__}")  # noqa: TRY004 - the file is wrong
    return value


def settings_path() -> Path:
    """Tell where the settings are kept; `TANDEM_CONFIG_DIR` overrides the platform's folder."""
    folder = os.environ.get("TANDEM_CONFIG_DIR") or platformdirs.user_config_dir(
        "tandem", appauthor=False
    )
    return Path(folder) / "settings.toml"


def load(path: Path) -> tuple[Settings, str]:
    """Read the settings at `path`; gives them and a sentence for the person, or "".

    A damaged file is set aside beside itself and the defaults are used, since no choice kept here
    is worth a crash.
    """
    try:
        return Settings.from_toml(path.read_text("utf-8")), ""
    except FileNotFoundError:
        return Settings(), ""
    except OSError as problem:
        return Settings(), f"The settings at {path} could not be read: {problem.strerror}."
    except ValueError:
        aside = path.with_suffix(".damaged.toml")
        try:
            path.replace(aside)
        except OSError:
            return Settings(), f"The settings at {path} are damaged; Tandem starts with its own."
        return Settings(), f"The settings were damaged; they are set aside as {aside}."


def save(settings: Settings, path: Path) -> None:
    """Write the settings at once or not at all.

    Raises:
        EnvironmentRefusal: the folder cannot be written.

    """
    new = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(settings.to_toml(), "utf-8")
        new.replace(path)
    except OSError as problem:
        raise EnvironmentRefusal(
            f"The settings could not be saved at {path}: {problem.strerror}. "
            "Check the folder's permissions."
        ) from problem
