"""Choices survive a restart, and a damaged file never stops the app."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import settings
from app.errors import EnvironmentRefusal
from app.settings import Settings

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1)
PATHS = st.builds(lambda word: Path("/files") / word, WORDS)


@given(
    st.builds(
        Settings,
        st.sampled_from(["light", "dark", "system"]),
        st.lists(PATHS).map(tuple),
        st.dictionaries(PATHS, st.integers(0, 2**40)),
    )
)
def test_text_round_trips(kept: Settings) -> None:
    assert Settings.from_toml(kept.to_toml()) == kept


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "settings.toml"
    assert settings.load(path) == (Settings(), "")
    kept = Settings("dark").opened(tmp_path / "a.tandem").with_person(tmp_path / "a.tandem", 2)
    settings.save(kept, path)
    assert settings.load(path) == (kept, "")
    assert [each.name for each in path.parent.iterdir()] == ["settings.toml"]


def test_recent_files_are_newest_first_and_few() -> None:
    kept = Settings()
    for number in range(12):
        kept = kept.opened(Path(f"/{number}.tandem"))
    kept = kept.opened(Path("/5.tandem"))
    assert [each.stem for each in kept.recent] == [
        "5", "11", "10", "9", "8", "7", "6", "4", "3", "2",
    ]  # fmt: skip
    assert Path("/5.tandem") not in kept.forgotten(Path("/5.tandem")).recent


@pytest.mark.parametrize(
    "text",
    ["mode = ", 'mode = "neon"', "recent = 5", "recent = [5]", '[people]\n"/a" = "Dana"', "\x00"],
)
def test_a_damaged_file_is_set_aside_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    kept, sentence = settings.load(path)
    assert kept == Settings()
    aside = tmp_path / "settings.damaged.toml"
    assert str(aside) in sentence
    assert aside.read_text("utf-8") == text
    assert not path.exists()


def test_bytes_that_are_no_text_are_set_aside_too(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"mode = \xff\xfe")
    assert settings.load(path)[0] == Settings()
    assert not path.exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    with pytest.raises(EnvironmentRefusal, match="could not be saved"):
        settings.save(Settings(), tmp_path / "taken" / "settings.toml")


def test_a_failed_write_leaves_the_old_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.toml"
    old = Settings("dark")
    settings.save(old, path)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(EnvironmentRefusal, match="No space left"):
        settings.save(replace(old, mode="light"), path)
    monkeypatch.undo()
    assert settings.load(path) == (old, "")


def test_the_platform_says_where_unless_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert settings.settings_path().name == "settings.toml"
    monkeypatch.setenv("TANDEM_CONFIG_DIR", str(tmp_path))
    assert settings.settings_path() == tmp_path / "settings.toml"
