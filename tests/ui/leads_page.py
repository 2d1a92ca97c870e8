"""The Leads page in a real window over a real file, as a person uses it."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.agreement import Commitment, CommitmentKind
from app.model.duration import parse_within
from app.model.leads import Lead
from app.model.people import Side
from app.services import leads
from app.store.workspace import Workspace
from ui.actions import Command
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.models.lead_acts import Act
from ui.page import Group, PageSpec
from ui.pages.leads import LeadsPage
from ui.panels.lead_rows import ClockRow, EventRow
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.marks import State

NOW = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)
"""A Thursday, 14:00 in Berlin."""

FIRST_CONTACT = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=parse_within("4 business hours"),
)

Key = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Screen:
    """The window on the Leads page, and what is done with it."""

    def __init__(self, qtbot: QtBot, window: MainWindow, workspace: Workspace) -> None:
        self.qtbot, self.window, self.workspace = qtbot, window, workspace
        self.imports = 0
        self.bridge = Bridge()
        workspace.subscribe(self.bridge.publish)
        self.bridge.changed.connect(window.on_change)
        window.commands.add([Command("file.import", "Import", "import", self._import)])
        spec = PageSpec(
            "leads", "Leads", "users", Group.LOG, lambda frame: LeadsPage(frame, workspace, dana)
        )
        window.resize(1280, 800)
        window.show_pages([spec], "Acme")
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: window.page is not None and window.isActiveWindow())
        assert isinstance(window.page, LeadsPage)
        self.page = window.page
        self.list, self.table, self.panel = self.page.list, self.page.list.table, self.page.panel
        self.settle()

    def _import(self) -> None:
        self.imports += 1

    def settle(self) -> None:
        """Wait until changes are delivered and searches are answered."""
        for _ in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(lambda: not self.window.jobs._open)
            QApplication.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key where the keyboard is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifier)
        self.settle()

    def type(self, text: str) -> None:
        """Type text where the keyboard is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)

    def choose(self, name: str) -> None:
        """Click the row of a lead."""
        place = self.table.visualRect(self.table.model().index(self.names().index(name), 0))
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, PLAIN, place.center())
        self.settle()

    def names(self) -> list[str]:
        """Give the names in the list, from the top."""
        lines = [self.list.model.line(row) for row in range(self.list.model.rowCount())]
        return [line.name for line in lines if line is not None]

    def selected(self) -> list[str]:
        """Give the names of the selected rows."""
        rows = self.table.selectionModel().selectedRows()
        return [self.names()[each.row()] for each in rows]

    def selected_id(self) -> int:
        """Give the id of the one selected lead."""
        (index,) = self.table.selectionModel().selectedRows()
        return self.list.model.lead_id(index.row())

    def pill(self) -> tuple[str, State]:
        """Give the first clock's pill in the panel."""
        row = self.panel._clocks.rows[0]
        assert isinstance(row, ClockRow)
        return row.pill.text, row.pill.state

    def history(self) -> list[str]:
        """Give what the history says, newest first."""
        return [words(row) for row in self.panel._events.rows if isinstance(row, EventRow)]

    def entry(self, place: int) -> EventRow:
        """Give an entry of the history, from the newest."""
        row = self.panel._events.rows[place]
        assert isinstance(row, EventRow)
        return row

    def button(self, act: Act) -> Button:
        """Give the button that stands for an act."""
        found = self.panel.buttons.button(act)
        assert found is not None
        assert found.isVisible()
        return found

    def menu(self) -> dict[Act, QAction]:
        """Open the menu of all acts, and give what it offers."""
        menu = self.panel.buttons.menu
        menu.aboutToShow.emit()
        return {Act(each.property("act")): each for each in menu.actions() if each.property("act")}

    @property
    def notice(self) -> str:
        return self.window.messages._notice.text

    def undo(self) -> None:
        """Press the notice's button."""
        QTest.mouseClick(self.window.messages._notice.button, Qt.MouseButton.LeftButton)
        self.settle()


def dana() -> int | None:
    return 2


def words(row: EventRow) -> str:
    return row.findChildren(Label)[1].text()


def add(
    workspace: Workspace, name: str, *, hours_ago: float, handed_over: float | None = None
) -> int:
    lead = Lead(name=name, company="Halden GmbH", source="Webinar", value_minor=1_800_000)
    change = leads.add_lead(workspace, lead, arrived_at=NOW - timedelta(hours=hours_ago))
    (lead_id,) = change.lead_ids
    if handed_over is not None:
        at = NOW - timedelta(hours=handed_over)
        leads.hand_over(workspace, [lead_id], owner_id=2, at=at, by_id=1)
    return lead_id
