"""The registry of commands and everything that is fed from it."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.resources import resource_path
from tests.ui.recording import RecordedFrame
from ui.actions import Command, Commands, Menu
from ui.main_window import MainWindow
from ui.page import Frame, Group, Page, PageSpec
from ui.palette import Palette, ranked, score
from ui.shortcuts import ShortcutSheet
from ui.widgets.button import Button


class NotePage(Page):
    """A page with a text field, a command of its own, and a note of what was asked of it."""

    def __init__(self, frame: Frame, name: str) -> None:
        super().__init__(frame)
        self.name = name
        self.ran: list[str] = []
        self.targets: list[object] = []
        self.field = QLineEdit(self)
        self.field.setAccessibleName("Note")
        QVBoxLayout(self).addWidget(self.field)

    def commands(self) -> Sequence[Command]:
        return [Command(f"{self.name}.add", f"Add to {self.name}", "plus", self._add, "Ctrl+N")]

    def primary(self) -> str | None:
        return f"{self.name}.add"

    def show_target(self, target: object) -> None:
        self.targets.append(target)

    def _add(self) -> None:
        self.ran.append("add")


class OtherPage(NotePage):
    def commands(self) -> Sequence[Command]:
        return []

    def primary(self) -> str | None:
        return None


def specs() -> list[PageSpec]:
    return [
        PageSpec("notes", "Notes", "pencil", Group.TOP, lambda frame: NotePage(frame, "notes")),
        PageSpec("later", "Later", "clock", Group.LOG, lambda frame: OtherPage(frame, "later")),
    ]


def opened(window: MainWindow, qtbot: QtBot) -> NotePage:
    window.show_pages(specs(), "Acme")
    window.show()
    qtbot.waitUntil(lambda: isinstance(window.page, NotePage))
    page = window.page
    assert isinstance(page, NotePage)
    return page


def test_every_command_can_be_told_apart_shown_and_found(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot)
    commands = window.commands.all()
    assert {"view.palette", "help.shortcuts", "go.notes", "notes.add"} <= {c.id for c in commands}
    assert len({command.id for command in commands}) == len(commands)
    shortcuts = [command.shortcut for command in commands if command.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)
    for command in commands:
        assert command.text.strip()
        assert "&" not in command.text
        assert resource_path(f"icons/{command.icon}.svg").is_file(), command.id
        if command.shortcut:
            assert not QKeySequence(command.shortcut).isEmpty(), command.id
            assert command.shortcut in window.commands.action(command.id).toolTip()


def test_a_taken_id_or_shortcut_is_refused(recorded: RecordedFrame) -> None:
    commands = recorded.frame.commands
    commands.add([Command("a", "First", "plus", list, "Ctrl+1")])
    with pytest.raises(ValueError, match="two commands"):
        commands.add([Command("a", "Second", "plus", list)])
    with pytest.raises(ValueError, match="share"):
        commands.add([Command("b", "Second", "plus", list, "Ctrl+1")])


def test_a_missing_icon_is_noticed(recorded: RecordedFrame) -> None:
    with pytest.raises(FileNotFoundError):
        recorded.frame.commands.add([Command("a", "First", "no-such-icon", list)])


def test_enabled_and_ticked_follow_their_questions(recorded: RecordedFrame) -> None:
    on = [False]
    ran: list[int] = []
    commands = recorded.frame.commands
    commands.add(
        [
            Command(
                "a", "First", "plus", lambda: ran.append(1), "Ctrl+1",
                enabled=lambda: on[0], checked=lambda: on[0],
            )
        ]
    )  # fmt: skip
    button = Button("")
    button.follow(commands.action("a"))
    commands.run("a")
    assert (ran, button.isEnabled()) == ([], False)
    on[0] = True
    commands.refresh()
    assert commands.action("a").isChecked()
    button.click()
    assert ran == [1]
    assert (button.text(), button.toolTip()) == ("First", "First (Ctrl+1)")


def test_nothing_runs_while_locked(recorded: RecordedFrame) -> None:
    ran: list[int] = []
    commands = recorded.frame.commands
    commands.add([Command("a", "First", "plus", lambda: ran.append(1))])
    commands.set_locked(True)
    commands.run("a")
    commands.action("a").trigger()
    assert ran == []
    commands.set_locked(False)
    commands.run("a")
    assert ran == [1]


def test_a_page_command_works_only_while_its_page_is_shown(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(window, qtbot)
    assert window.top_bar.primary.text() == "Add to notes"
    window.commands.run("notes.add")
    window.commands.run("go.later")
    qtbot.waitUntil(lambda: isinstance(window.page, OtherPage))
    assert window.top_bar.primary.isHidden()
    window.commands.run("notes.add")
    assert page.ran == ["add"]
    window.go("notes", "what to show")
    assert page.targets == ["what to show"]
    window.commands.run("notes.add")
    assert page.ran == ["add", "add"]


def test_menus_are_filled_from_the_registry(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot)
    menus = {str(m.property("menu")): m for m in window.menuBar().findChildren(QMenu)}
    menu = menus[Menu.GO]
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["Notes", "Later"]


@pytest.mark.parametrize(
    ("query", "best"),
    [("lg", "Log contact…"), ("contact", "Log contact…"), ("goal", "Goals"), ("GO", "Goals")],
)
def test_the_palette_finds_by_a_few_letters(query: str, best: str) -> None:
    texts = ("Overview", "Log contact…", "Import leads…", "Goals", "Lead definitions")
    found = ranked(query, [Command(t, t, "plus", list) for t in texts])
    assert found[0].text == best


def test_letters_that_do_not_all_occur_find_nothing() -> None:
    assert score("xyz", "Overview") is None
    assert score("", "Overview") == 0
    assert ranked("wo", [Command("o", "Overview", "plus", list)]) == []


def test_the_palette_runs_the_chosen_line(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    window.commands.run("view.palette")
    palette = window.findChild(Palette)
    assert palette is not None
    assert not palette.isHidden()
    texts = [palette.found.item(row).text() for row in range(palette.found.count())]
    assert texts[:2] == ["Notes", "Later"], "pages come first while nothing is typed"
    assert "Search or run a command" not in texts
    QTest.keyClicks(palette.field, "add")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert page.ran == ["add"]
    assert palette.isHidden()


def test_the_palette_moves_with_the_arrows_and_closes_with_escape(
    window: MainWindow, qtbot: QtBot
) -> None:
    opened(window, qtbot)
    window.commands.run("view.palette")
    palette = window.findChild(Palette)
    assert palette is not None
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.found.currentRow() == palette.found.count() - 1
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()


def test_the_sheet_lists_every_shortcut(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot)
    window.commands.run("help.shortcuts")
    sheet = window.findChild(QDialog)
    assert isinstance(sheet, ShortcutSheet)
    listed = {text for _, text in sheet.lines}
    assert {c.text for c in window.commands.all() if c.shortcut} <= listed
    sheet.close()


def test_every_focusable_widget_of_the_shell_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
    ]
    assert not nameless


def test_commands_of_a_closed_workspace_are_gone(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot)
    window.drop_pages()
    assert {c.id for c in window.commands.all()} == {
        "view.palette",
        "view.refresh",
        "help.shortcuts",
    }
    window.show_pages(specs(), "Acme")
    assert isinstance(window.commands, Commands)
    assert window.commands.get("go.notes").text == "Notes"
