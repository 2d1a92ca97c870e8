"""The window on the Deliverables page, and what a person does with it, for its tests."""

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.deliverables import Deliverable, DeliverableRow
from app.model.duration import parse_within
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.services import deliverables, items
from app.services.changing import changing
from app.services.item_events import ITEM_AREAS
from app.services.items import ItemKey, ItemLine
from app.store.workspace import Workspace
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.page import Frame, Group, Page, PageSpec
from ui.pages.deliverables import DeliverablesPage
from ui.pages.deliverables_views import View
from ui.widgets.label import Label

NOW = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)
"""A Thursday, 14:00 in Berlin."""
TODAY = date(2026, 3, 5).toordinal()

NEWSLETTER = Commitment(
    code="M3",
    side=Side.MARKETING,
    kind=CommitmentKind.DELIVERABLE,
    share=9000,
    title="Newsletter",
    schedule=parse_schedule("every month on the last working day"),
    accept_within=parse_within("3 business days"),
)
CASE_STUDY = Commitment(
    code="M4",
    side=Side.MARKETING,
    kind=CommitmentKind.DELIVERABLE,
    share=9000,
    title="Case study",
    accept_within=parse_within("3 business days"),
)
VISITS = Commitment(
    code="M5",
    side=Side.MARKETING,
    kind=CommitmentKind.READING,
    title="Site visits",
    level=10_000_000,
    cadence=Cadence.MONTH,
)
COST = Commitment(
    code="M6",
    side=Side.MARKETING,
    kind=CommitmentKind.READING,
    title="Cost per lead",
    level=80_500,
    at_most=True,
    cadence=Cadence.MONTH,
)

PLAIN = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class ElsewherePage(Page):
    """Stands for another page; notes what it was asked to show."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.targets: list[object] = []

    def show_target(self, target: object) -> None:
        self.targets.append(target)


class Screen:
    """The window on the Deliverables page, and what is done with it."""

    def __init__(self, qtbot: QtBot, window: MainWindow, workspace: Workspace) -> None:
        self.qtbot, self.window, self.workspace = qtbot, window, workspace
        self.bridge = Bridge()
        workspace.subscribe(self.bridge.publish)
        self.bridge.changed.connect(window.on_change)
        window.resize(1280, 800)
        window.show_pages(
            [
                PageSpec("deliverables", "Deliverables", "package", Group.LOG, self._page),
                PageSpec("commitments", "Commitments", "handshake", Group.AGREE, ElsewherePage),
                PageSpec("leads", "Leads", "users", Group.LOG, ElsewherePage),
            ],
            "Acme",
        )
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: window.page is not None and window.isActiveWindow())
        assert isinstance(window.page, DeliverablesPage)
        self.page = window.page
        self.list, self.table = self.page.views.list, self.page.views.list.table
        self.month, self.panel = self.page.views.month, self.page.panel
        self.settle()

    def _page(self, frame: Frame) -> Page:
        return DeliverablesPage(frame, self.workspace, lambda: 2)

    def settle(self) -> None:
        """Wait until changes are delivered and what they ask for is read."""
        for _ in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(lambda: self.window.jobs.idle)
            QApplication.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(self.focus, key, modifier)
        self.settle()

    def type(self, text: str) -> None:
        """Type text where the keyboard is."""
        QTest.keyClicks(self.focus, text)
        self.settle()

    @property
    def focus(self) -> QWidget:
        """The widget with the keyboard."""
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget, in its middle unless told otherwise."""
        place = widget.rect().center() if at is None else at
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, PLAIN, place)
        self.settle()

    def look(self, view: View) -> None:
        """Look another way."""
        self.page.switch.choose(view)
        self.settle()

    def rows(self) -> list[str]:
        """Give headings and titles as they stand in the list."""
        model = self.table.items
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def titles(self) -> list[str]:
        """Give the titles in the list."""
        model = self.table.items
        found = [model.item_at(row) for row in range(model.rowCount())]
        return [item.title for item in found if item is not None]

    def click_row(self, title: str, column: int = 0) -> None:
        """Click a row of the list."""
        model = self.table.items
        row = next(n for n in range(model.rowCount()) if _title(model.item_at(n)) == title)
        index = model.index(row, column)
        self.table.scrollTo(index)
        self.click(self.table.viewport(), self.table.visualRect(index).center())

    def selected(self) -> str:
        """Give the title of the selected row."""
        return _title(self.table.current())

    @property
    def pill(self) -> str:
        return self.panel.pill.text

    @property
    def notice(self) -> str:
        return self.window.messages._notice.text

    def notice_action(self) -> None:
        """Press the notice's button."""
        self.click(self.window.messages._notice.button)

    def history(self) -> list[str]:
        """Give what the panel's history says, the newest first."""
        return [row.findChildren(Label)[1].text() for row in self.panel.history.rows]

    def went(self, page: str) -> list[object]:
        """Give what another page was asked to show."""
        self.qtbot.waitUntil(lambda: isinstance(self.window.page, ElsewherePage))
        built = self.window._built[page].page
        assert isinstance(built, ElsewherePage)
        return built.targets


def _title(item: ItemLine | None) -> str:
    return "" if item is None else item.title


def add(
    workspace: Workspace,
    title: str,
    due: date,
    *,
    side: Side = Side.MARKETING,
    code: str | None = None,
    owner: int | None = None,
    campaign: str | None = None,
) -> ItemKey:
    """Add a deliverable and give its key."""
    item = Deliverable(
        title=title,
        side=side,
        due_day=due.toordinal(),
        code=code,
        owner_id=owner,
        campaign=campaign,
    )
    deliverables.add_deliverable(workspace, item)
    day = due.toordinal()
    found = items.deliverables(workspace, day, day + 1).items
    return max((item.key for item in found if item.title == title), key=lambda key: key.id or 0)


def add_many(workspace: Workspace, number: int, first: date, a_day: int) -> None:
    """Add "Post 000" and so on in one step, so many due on each day from `first` on."""
    with changing(workspace, "Add many", ITEM_AREAS) as making:
        for place in range(number):
            making.work.add(
                DeliverableRow(
                    title=f"Post {place:03}",
                    side=Side.MARKETING if place % 2 else Side.SALES,
                    due_day=first.toordinal() + place // a_day,
                    created_at=NOW,
                )
            )


def deliver(workspace: Workspace, key: ItemKey, *, days_ago: float, link: str = "") -> None:
    """Deliver something so long before NOW."""
    at = NOW - timedelta(days=days_ago)
    deliverables.deliver(workspace, key, link=link or None, at=at, by_id=1)
