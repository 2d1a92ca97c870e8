"""One window per file."""

from pathlib import Path

from PySide6.QtNetwork import QLocalServer
from pytestqt.qtbot import QtBot

from ui.single_instance import SingleInstance, socket_name


def test_a_second_start_brings_the_first_window_forward(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "acme.tandem"
    first, second = SingleInstance(file), SingleInstance(file)
    assert first.claim()
    with qtbot.waitSignal(first.asked_forward):
        assert not second.claim()
    first.release()


def test_other_files_have_other_windows(qtbot: QtBot, tmp_path: Path) -> None:
    first = SingleInstance(tmp_path / "acme.tandem")
    other = SingleInstance(tmp_path / "brightmill.tandem")
    assert first.claim()
    assert other.claim()
    first.release()
    other.release()


def test_a_released_name_can_be_claimed_again(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "acme.tandem"
    first = SingleInstance(file)
    assert first.claim()
    assert first.claim(), "a claim made twice is still ours"
    first.release()
    second = SingleInstance(file)
    assert second.claim()
    second.release()


def test_one_file_has_one_name_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    straight = tmp_path / "acme.tandem"
    assert socket_name(straight) == socket_name(tmp_path / "folder" / ".." / "acme.tandem")


def test_a_name_left_by_a_program_that_died_is_taken_over(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "acme.tandem"
    probe = QLocalServer()
    assert probe.listen(socket_name(file))
    left_behind = Path(probe.fullServerName())
    probe.close()
    if left_behind.parent.is_dir():  # sockets are files everywhere but on Windows
        left_behind.touch()
    instance = SingleInstance(file)
    assert instance.claim()
    second = SingleInstance(file)
    with qtbot.waitSignal(instance.asked_forward):
        assert not second.claim()
    instance.release()
