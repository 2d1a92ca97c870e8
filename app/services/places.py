"""Where files of this machine go unless told otherwise, and who sits here."""

import getpass
from datetime import date
from pathlib import Path

import platformdirs

from app.store.workspace import SUFFIX

_NOT_IN_NAMES = '<>:"/\\|?*'
"""What one of the systems we run on refuses in the name of a file."""


def documents() -> Path:
    """Find the folder new workspaces go to: Documents where there is one, or the home folder."""
    folder = platformdirs.user_documents_path()
    return folder if folder.is_dir() else Path.home()


def workspace_file(name: str, folder: Path) -> Path:
    """Give the file a workspace called `name` would have in `folder`."""
    plain = "".join(" " if sign in _NOT_IN_NAMES or ord(sign) < 32 else sign for sign in name)  # noqa: PLR2004
    return folder / (" ".join(plain.split()).strip(" .") + SUFFIX)


def sample_file(today: date) -> Path:
    """Give the file of the sample company as made on one day; what was tried in others stays."""
    folder = platformdirs.user_data_path("tandem", appauthor=False, ensure_exists=True)
    return folder / f"Sample company {today.isoformat()}{SUFFIX}"


def person_here() -> str:
    """Tell the name of whoever is logged in to this machine, or "" when it cannot be told."""
    try:
        login = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such account, or none of the usual variables
        return ""
    return _full_name(login) or login


def _full_name(login: str) -> str:
    try:
        import pwd  # noqa: PLC0415 - not on Windows
    except ImportError:
        return ""
    try:
        return pwd.getpwnam(login).pw_gecos.split(",")[0].strip()
    except KeyError:
        return ""
