"""The rows of a deliverable's panel: its facts, the link to what was delivered, what happened to it."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app import words
from app.model.deliverables import DeliverableEventKind
from app.services.items import ItemEvent
from ui import tokens, wording
from ui.models.deliverable_ways import day_text
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.pill import Pill

_NAME_WIDTH = 92
_WHEN_WIDTH = 116

translate = QCoreApplication.translate


class Facts(QWidget):
    """Names and what they stand for, under each other; an empty one is left out."""

    def __init__(self) -> None:
        super().__init__()
        space = tokens.current().space
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space.s)
        self._grid.setVerticalSpacing(space.s)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[Label, Label, QWidget]] = {}

    def add(self, key: str, name: str, beside: QWidget | None = None) -> None:
        """Add a fact, with something to stand below its words."""
        title = Label(name, Role.CAPTION)
        title.setFixedWidth(_NAME_WIDTH)
        value = Label("", Role.BODY, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(value)
        if beside is not None:
            column.addWidget(beside)
            column.setAlignment(beside, Qt.AlignmentFlag.AlignLeading)
        row = len(self._rows)
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(box, row, 1)
        self._rows[key] = title, value, box

    def say(self, key: str, text: str) -> None:
        """Tell a fact; "" hides it."""
        title, value, box = self._rows[key]
        value.setText(text)
        for each in (title, box):
            each.setVisible(bool(text))

    def said(self, key: str) -> str:
        """Give what is told of a fact now, "" when it is hidden."""
        return self._rows[key][1].text()


class LinkRow(QWidget):
    """The way to what was delivered: opens it, or puts it on the clipboard."""

    def __init__(self) -> None:
        super().__init__()
        self.link = ""
        self.open_button = Button(translate("Deliverables", "Open"), "external-link")
        self.copy_button = Button(translate("Deliverables", "Copy the link"), "copy", kind="icon")
        self.open_button.clicked.connect(self.open)
        self.copy_button.clicked.connect(self.copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(0)
        row.addWidget(self.open_button)
        row.addWidget(self.copy_button)
        row.addStretch()

    def show_link(self, link: str | None) -> None:
        """Show the link of another delivery."""
        self.link = link or ""
        self.setVisible(bool(self.link))
        self.open_button.setToolTip(self.link)

    def open(self) -> None:
        """Open it in the browser, or with the program of its kind."""
        QDesktopServices.openUrl(url_of(self.link))

    def copy(self) -> None:
        """Put it on the clipboard."""
        QGuiApplication.clipboard().setText(self.link)


def url_of(link: str) -> QUrl:
    """Read a link: an address, or the path of a file."""
    path = Path(link).expanduser()
    return QUrl.fromLocalFile(str(path)) if path.is_absolute() else QUrl.fromUserInput(link)


def short_link(link: str) -> str:
    """Give the last part of a link: the file's name, or the page's."""
    return link.rstrip("/").replace("\\", "/").rpartition("/")[2]


def event_text(event: ItemEvent, today: int) -> str:
    """Say in a line what happened."""
    said = words.label(event.kind)
    if event.kind is DeliverableEventKind.MOVED and event.new_day is not None:
        text = translate("Deliverables", "Moved to %1")
        return text.replace("%1", day_text(event.new_day, today))
    return f"{said}: {event.reason}" if event.reason else said


class ItemEventRow(QWidget):
    """A fact of the history: when, what, and who."""

    def __init__(self, event: ItemEvent, zone: str, today: int) -> None:
        super().__init__()
        at = Label(wording.when(event.happened_at, zone), Role.CAPTION, wrap=True)
        at.setFixedWidth(_WHEN_WIDTH)
        text = QVBoxLayout()
        text.setSpacing(2)
        self.what = Label(event_text(event, today), Role.BODY, wrap=True)
        text.addWidget(self.what)
        told = (event.by, short_link(event.link or ""), event.note)
        if any(told):
            beside = Label(" · ".join(filter(None, told)), Role.CAPTION, wrap=True)
            beside.setToolTip(event.link or "")
            text.addWidget(beside)
        if event.late:
            entered = translate("Deliverables", "entered late, %1")
            mark = Pill(entered.replace("%1", wording.when(event.recorded_at, zone)), State.AT_RISK)
            text.addWidget(mark, 0, Qt.AlignmentFlag.AlignLeading)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 7, 0, 8)
        layout.setSpacing(tokens.current().space.s)
        layout.addWidget(at, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)
