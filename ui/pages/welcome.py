"""What stands in the window while no workspace is open: ways to one."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.changes import Progress
from ui import tokens
from ui.actions import Command, Menu
from ui.dialogs.new_workspace import NewWorkspaceDialog
from ui.page import Frame, Page
from ui.widgets.card import Card
from ui.widgets.label import Label, Role
from ui.widgets.marks import paint_side_mark
from ui.widgets.recent import RecentList
from ui.widgets.tile import IconTile

WORKSPACE_SUFFIX = ".tandem"
DATA_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
_WIDEST, _MARK = 960, QSize(64, 40)


@dataclass(frozen=True)
class Doors:
    """What Welcome asks of the application.

    `recent` lists workspace files, newest first; `forget` takes one off that list; `choose` asks
    for a file; `open` opens one, and `open_and_import` goes on to import data files into it.
    """

    recent: Callable[[], Sequence[Path]]
    forget: Callable[[Path], object]
    choose: Callable[[], object]
    open: Callable[[Path], object]
    open_and_import: Callable[[Path, Sequence[Path]], object]


class WelcomePage(Page):
    """Offers a new workspace, one that is there, the sample company, and an import."""

    def __init__(self, frame: Frame, doors: Doors) -> None:
        super().__init__(frame)
        self._doors = doors
        self.setAcceptDrops(True)
        self.new, self.open, self.sample, self.bring = (
            _Way(icon, heading, explanation)
            for icon, heading, explanation in (
                (
                    "file-plus",
                    self.tr("New workspace…"),
                    self.tr("Five questions, and an agreement to begin with"),
                ),
                ("folder-open", self.tr("Open…"), self.tr("A workspace on this computer")),
                (
                    "compass",
                    self.tr("Explore the sample company"),
                    self.tr("Eighteen months of a made-up company, up to today"),
                ),
                (
                    "import",
                    self.tr("Import leads…"),
                    self.tr("CSV or XLSX from your CRM, into a new workspace"),
                ),
            )
        )
        self.recent = RecentList()
        self._build()
        self.new.opened.connect(self.new_workspace)
        self.open.opened.connect(self._choose)
        self.sample.opened.connect(self.open_sample)
        self.bring.opened.connect(self.choose_data)
        self.recent.opened.connect(self._open)
        self.recent.removed.connect(self._forget)

    def _build(self) -> None:
        space = tokens.current().space
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label("Tandem", Role.FIGURE))
        words.addWidget(
            Label(
                self.tr(
                    "Where Marketing and Sales write down what they owe each other, and see it kept."
                ),
                Role.SECONDARY,
                wrap=True,
            )
        )
        head = QHBoxLayout()
        head.setSpacing(space.l)
        head.addWidget(_Mark(), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        ways = QVBoxLayout()
        ways.setSpacing(space.m)
        for way in (self.new, self.open, self.sample, self.bring):
            ways.addWidget(way)
        ways.addStretch()
        recent = Card(self.tr("Recent workspaces"))
        recent.body.addWidget(self.recent, 1)
        columns = QHBoxLayout()
        columns.setSpacing(space.l)
        columns.addLayout(ways, 5)
        columns.addWidget(recent, 6)
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space.xxl)
        inner.addStretch(2)
        inner.addLayout(head)
        inner.addLayout(columns)
        inner.addWidget(
            Label(
                self.tr("Or drop a file here: a workspace to open it, CSV or XLSX to import it."),
                Role.TERTIARY,
            ),
            0,
            Qt.AlignmentFlag.AlignHCenter,
        )
        inner.addStretch(3)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        outer.addStretch(1)
        outer.addWidget(column, 100)
        outer.addStretch(1)

    def refresh(self, change: object) -> None:
        """Look anew which recent files are still there."""
        self.recent.show_files(self._doors.recent())
        if not self.hasFocus() and self.focusWidget() is None:
            self.new.setFocus()

    def commands(self) -> Sequence[Command]:
        """Give the ways in as commands; opening is the application's own."""
        return [
            Command(
                "welcome.new",
                self.tr("New workspace…"),
                "file-plus",
                self.new_workspace,
                "Ctrl+N",
                menu=Menu.FILE,
            ),
            Command(
                "welcome.sample",
                self.tr("Explore the sample company"),
                "compass",
                self.open_sample,
                menu=Menu.FILE,
            ),
            Command(
                "welcome.import",
                self.tr("Import leads…"),
                "import",
                self.choose_data,
                menu=Menu.FILE,
            ),
        ]

    def new_workspace(self) -> NewWorkspaceDialog:
        """Ask the five questions; the workspace opens once it is made."""
        return self._ask(self._open)

    def _ask(self, made: Callable[[Path], object]) -> NewWorkspaceDialog:
        dialog = NewWorkspaceDialog(self.frame, self.window())
        dialog.made.connect(made)
        dialog.open()
        return dialog

    def _choose(self) -> None:
        self._doors.choose()

    def _open(self, path: Path) -> None:
        self._doors.open(path)
        self.refresh(None)

    def _forget(self, path: Path) -> None:
        self._doors.forget(path)
        self.refresh(None)

    def open_sample(self) -> None:
        """Open the sample company as it stands today, making it the first time that is asked for."""
        from app.services import places  # noqa: PLC0415 - only when asked for
        from app.services.sample import create_sample  # noqa: PLC0415 - as above

        now = datetime.now(UTC)
        path = places.sample_file(now.astimezone().date())
        if path.exists():
            self._open(path)
            return

        def work(progress: Progress) -> Path:
            with closing(create_sample(path, now, progress)):
                return path

        self.frame.jobs.run(work, self._open, label=self.tr("Making the sample company"))

    def choose_data(self) -> None:
        """Ask for data files, then make a workspace for them."""
        patterns = " ".join(f"*{suffix}" for suffix in DATA_SUFFIXES)
        kinds = self.tr("Tables (%1)").replace("%1", patterns)
        chosen, _ = QFileDialog.getOpenFileNames(self, self.tr("Import leads"), "", kinds)
        if chosen:
            self.import_files([Path(each) for each in chosen])

    def import_files(self, files: Sequence[Path]) -> NewWorkspaceDialog:
        """Ask for the workspace that data files shall go into."""

        def made(path: Path) -> None:
            self._doors.open_and_import(path, files)

        return self._ask(made)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take workspaces and tables."""
        if _files(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a workspace that is dropped; import tables."""
        files = _files(event.mimeData().urls())
        ours = [path for path in files if path.suffix == WORKSPACE_SUFFIX]
        event.acceptProposedAction()
        if ours:
            self._open(ours[0])
        elif files:
            self.import_files(files)


def _files(urls: Sequence[QUrl]) -> list[Path]:
    """Pick the files on this computer that Welcome knows what to do with."""
    local = (Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    return [path for path in local if path.suffix.lower() in (WORKSPACE_SUFFIX, *DATA_SUFFIXES)]


class _Way(Card):
    """A door with a picture, what it leads to, and a line about it."""

    def __init__(self, icon: str, heading: str, explanation: str) -> None:
        super().__init__(is_door=True)
        space = tokens.current().space
        self.setAccessibleName(heading)
        self.setAccessibleDescription(explanation)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(heading, Role.STRONG))
        words.addWidget(Label(explanation, Role.CAPTION, wrap=True))
        row = QHBoxLayout()
        row.setSpacing(space.l)
        row.addWidget(IconTile(icon), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        self.body.addLayout(row)


class _Mark(QWidget):
    """The two sides on one bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_MARK)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        theme = tokens.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("text"), 3))
        painter.drawLine(QPointF(14, 20), QPointF(50, 20))
        paint_side_mark(painter, QRectF(2, 8, 24, 24), "marketing", theme.color("marketing"))
        paint_side_mark(painter, QRectF(38, 8, 24, 24), "sales", theme.color("sales"))
        painter.end()
