"""The window: navigation, the bar over the page, and the pages, each built when first visited."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.changes import Change
from ui.actions import Command, Commands, Menu, shown
from ui.jobs import Jobs, Latest
from ui.menus import Menus
from ui.messages import WindowMessages
from ui.page import Frame, Group, Page, PageSpec
from ui.palette import Palette
from ui.shortcuts import ShortcutSheet
from ui.theme import ThemeManager
from ui.top_bar import TopBar
from ui.widgets.navigation import NavigationList
from ui.widgets.progress import ProgressSheet
from ui.widgets.shell_skeleton import ShellSkeleton
from ui.window_state import WindowState

_NUMBERED = 9


@dataclass(frozen=True)
class Person:
    """Someone who may sit at this machine; `side` is "marketing", "sales" or ""."""

    id: int
    name: str
    side: str
    side_name: str


@dataclass
class _Built:
    """A page that exists, with what the window keeps for it."""

    page: Page
    controls: QWidget
    commands: list[str]


class MainWindow(QMainWindow):
    """Knows the pages; the pages do not know each other.

    `person_chosen` carries the id of whoever sits down here, `closing` says that the window goes.
    """

    person_chosen = Signal(object)
    closing = Signal()
    stands = Signal()
    """The first frame is on the screen."""

    def __init__(self, theme: ThemeManager, state: WindowState) -> None:
        super().__init__()
        self._state = state
        self._is_painted = False
        self._specs: dict[str, PageSpec] = {}
        self._built: dict[str, _Built] = {}
        self._current = ""
        self._waiting: tuple[str, object] | None = None
        self._alone: Page | None = None
        self._people: Sequence[Person] = ()
        self._sure = False
        self.commands = Commands(self)
        self.messages = WindowMessages(self)
        self.jobs = Jobs(self.messages.failure, self)
        self.frame = Frame(self.commands, self.jobs, self.messages, theme, state, self.go)
        self.navigation = NavigationList()
        self.top_bar = TopBar()
        self._pages = QStackedWidget()
        self._skeleton = ShellSkeleton()
        self._pages.addWidget(self._skeleton)
        self._shell = QWidget()
        self._root = QStackedWidget()
        self._build()
        self._palette = Palette(self.commands, self)
        self._sheet = ProgressSheet(self.jobs, self)
        self._sheet.appeared.connect(self._lock)
        self._sheet.gone.connect(self._unlock)
        self.commands.add(self._own_commands())
        self.top_bar.search.clicked.connect(self.commands.action("view.palette").trigger)
        Menus(self.menuBar(), self.commands)
        self._badge_timer = QTimer(self, singleShot=True, interval=0)
        self._badge_timer.timeout.connect(self._count)
        self._counting = Latest(self.jobs)
        self.setMinimumSize(QSize(960, 600))
        if not state.restore_window(self):
            self.resize(1280, 800)

    def _build(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(self._pages, 1)
        row = QHBoxLayout(self._shell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(right, 1)
        self._root.addWidget(self._shell)
        self.setCentralWidget(self._root)
        self.navigation.chosen.connect(self.go)
        self.navigation.person_asked.connect(self._offer_people)

    def _own_commands(self) -> list[Command]:
        return [
            Command(
                "view.palette",
                self.tr("Search or run a command"),
                "search",
                self._palette.open,
                "Ctrl+K",
                menu=Menu.VIEW,
            ),
            Command(
                "view.refresh",
                self.tr("Read everything anew"),
                "refresh-cw",
                self._reload,
                "F5",
                menu=Menu.VIEW,
            ),
            Command(
                "help.shortcuts",
                self.tr("Shortcuts"),
                "keyboard",
                self._show_shortcuts,
                "F1",
                menu=Menu.HELP,
            ),
        ]

    def show_alone(self, page: Page) -> None:
        """Show one page over the whole window, without navigation (Welcome, the import)."""
        self._leave_current()
        self._drop_alone()
        self._alone = page
        self._root.addWidget(page)
        self._root.setCurrentWidget(page)
        self.commands.add(page.commands())

    def close_alone(self) -> None:
        """Go back from a page shown over the whole window to the workspace's pages."""
        self.go(self._current)

    def _drop_alone(self) -> None:
        if self._alone is not None:
            self.commands.remove(command.id for command in self._alone.commands())
            self._root.removeWidget(self._alone)
            self._alone.deleteLater()
            self._alone = None

    def show_pages(self, specs: Sequence[PageSpec], workspace_name: str) -> None:
        """Show a workspace's pages; the first is built after the first frame."""
        self.drop_pages()
        self._drop_alone()
        self._specs = {spec.id: spec for spec in specs}
        self.navigation.set_workspace(workspace_name)
        numbers = {spec.id: f"Ctrl+{n}" for n, spec in enumerate(specs, 1) if n <= _NUMBERED}
        titles = {
            Group.TOP: "",
            Group.AGREE: self.tr("Agree"),
            Group.LOG: self.tr("Log"),
            Group.LEARN: self.tr("Learn"),
        }
        for group in Group:
            lines = [
                (spec.id, spec.title, spec.icon, shown(numbers.get(spec.id, "")))
                for spec in specs
                if spec.group == group
            ]
            if lines and group == Group.BOTTOM:
                self.navigation.add_bottom(lines)
            elif lines:
                self.navigation.add_group(titles[group], lines)
        self.commands.add(
            Command(
                f"go.{spec.id}",
                spec.title,
                spec.icon,
                self._way_to(spec.id),
                numbers.get(spec.id, ""),
                menu=Menu.GO,
            )
            for spec in specs
        )
        self._root.setCurrentWidget(self._shell)
        self.go(specs[0].id)
        self._badge_timer.start()

    def _way_to(self, page_id: str) -> Callable[[], None]:
        def way() -> None:
            self.go(page_id)

        return way

    def drop_pages(self) -> None:
        """Let go of a workspace's pages, before another is opened or the file is closed."""
        self._counting.drop()
        self._pages.setCurrentWidget(self._skeleton)
        self.top_bar.show_page("", None, None)
        for built in self._built.values():
            self.commands.remove(built.commands)
            self._pages.removeWidget(built.page)
            built.page.deleteLater()
        self.top_bar.drop()
        self.navigation.clear()
        self.commands.remove([f"go.{page_id}" for page_id in self._specs])
        self._built, self._specs, self._current, self._waiting = {}, {}, "", None

    def go(self, page_id: str, target: object = None) -> None:
        """Open a page and hand it what to show; one not yet built comes with the next idle step."""
        spec = self._specs[page_id]
        self._drop_alone()
        self._root.setCurrentWidget(self._shell)
        self.navigation.mark(page_id)
        if page_id in self._built:
            self._show(page_id, target)
            return
        self._leave_current()
        self._current = page_id
        self._waiting = (page_id, target)
        self.top_bar.show_page(spec.title, None, None)
        self._pages.setCurrentWidget(self._skeleton)
        if self.isVisible():
            QTimer.singleShot(0, self, self._build_waiting)

    def _build_waiting(self) -> None:
        """Build the page that was asked for, unless another was asked for meanwhile."""
        if self._waiting is None:
            return
        (page_id, target), self._waiting = self._waiting, None
        if page_id not in self._built:
            page = self._specs[page_id].factory(self.frame)
            commands = list(page.commands())
            self.commands.add(commands)
            controls = self.top_bar.keep(page.controls())
            self._built[page_id] = _Built(page, controls, [command.id for command in commands])
            self._pages.addWidget(page)
            page.primary_changed.connect(self._show_primary)
        self._show(page_id, target)

    def _leave_current(self) -> None:
        built = self._built.get(self._current)
        if built is not None:
            self.commands.set_active(built.commands, active=False)

    def _show(self, page_id: str, target: object) -> None:
        self._waiting = None
        self._leave_current()
        built = self._built[page_id]
        self._current = page_id
        self.commands.set_active(built.commands, active=True)
        self.top_bar.show_page(self._specs[page_id].title, built.controls, None)
        self._show_primary()
        self._pages.setCurrentWidget(built.page)
        if target is not None:
            built.page.show_target(target)

    def _show_primary(self) -> None:
        built = self._built.get(self._current)
        primary = None if built is None else built.page.primary()
        self.top_bar.show_primary(self.commands.action(primary) if primary else None)

    @property
    def page(self) -> Page | None:
        """The page shown now, if it is built."""
        if self._alone is not None:
            return self._alone
        built = self._built.get(self._current)
        return None if built is None else built.page

    def on_change(self, change: Change) -> None:
        """Tell every page of a change; counts and commands follow."""
        for built in self._built.values():
            built.page.on_change(change)
        if self._alone is not None:
            self._alone.on_change(change)
        self.commands.refresh()
        self._badge_timer.start()

    def _count(self) -> None:
        """Count what wants attention in a quiet job: over a million leads it takes its time."""
        badges = {spec.id: spec.badge for spec in self._specs.values()}
        self._counting.run(
            lambda _: {page_id: badge() for page_id, badge in badges.items()}, self._show_counts
        )

    def _show_counts(self, counts: dict[str, int]) -> None:
        for page_id, count in counts.items():
            self.navigation.set_badge(page_id, count)

    def set_people(self, people: Sequence[Person], current: int | None) -> None:
        """Offer the people who may sit here; nobody chosen yet shows as a question."""
        self._people = people
        here = next((each for each in people if each.id == current), None)
        if here is None:
            self.navigation.set_person(self.tr("Who sits here?"), "", "")
        else:
            self.navigation.set_person(here.name, here.side, here.side_name)

    def _offer_people(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for person in self._people:
            label = f"{person.name} · {person.side_name}" if person.side_name else person.name
            menu.addAction(label).setData(person.id)
        menu.triggered.connect(lambda action: self.person_chosen.emit(action.data()))
        corner = self.navigation.person
        menu.popup(corner.mapToGlobal(corner.rect().topLeft()) - menu.rect().bottomLeft())

    def come_forward(self) -> None:
        """Show the window over the others, as a second start of its file asks."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _reload(self) -> None:
        if self.page is not None:
            self.page.reload()
        self._badge_timer.start()

    def _show_shortcuts(self) -> None:
        ShortcutSheet(self.commands, self).open()

    def _lock(self) -> None:
        """Editing is off while long work is in sight."""
        self.commands.set_locked(True)
        self._root.setEnabled(False)

    def _unlock(self) -> None:
        self._root.setEnabled(True)
        self.commands.set_locked(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back one step with Esc."""
        handled = event.key() == Qt.Key.Key_Escape and self.page is not None and self.page.leave()
        if not handled:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the first frame stands: a zero timer alone would run before it."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.stands.emit)

    def showEvent(self, event: QShowEvent) -> None:
        """Build the first page once the shell stands on the screen."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._build_waiting)

    def unless_half_typed(self, then: Callable[[], object]) -> None:
        """Do what lets go of the workspace, asking first where that would lose something typed."""
        if not self.half_typed():
            then()
            return
        self.messages.ask(
            self.tr("Leave what is half typed?"),
            self.tr("A form was filled in and not saved. Go back to it with Cancel."),
            self.tr("Leave without saving"),
            then,
        )

    def half_typed(self) -> bool:
        """Tell whether letting go of the workspace would lose something typed."""
        return any(built.page.half_typed() for built in self._built.values())

    def _close_for_good(self) -> None:
        self._sure = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place, and stop long work before the file goes."""
        if not self._sure and self.half_typed():
            event.ignore()
            self.unless_half_typed(self._close_for_good)
            return
        self._state.save_window(self)
        self.jobs.close()
        self.closing.emit()
        super().closeEvent(event)
