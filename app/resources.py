"""Where the files that travel with the program are: themes, icons, presets, the sample."""

from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def resource_path(name: str) -> Path:
    """Find the file or folder `name` ("themes/light.toml"), in a checkout and installed alike."""
    return RESOURCES / name
