"""Ctrl+K: find a page or a command by a few of its letters and run it."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import fonts, icons, tokens
from ui.actions import Command, Commands, Menu, shown
from ui.fonts import Type

_WIDTH, _ROW, _SHOWN = 560, 38, 9
_ITEM = int(Qt.ItemDataRole.UserRole)


def score(query: str, text: str) -> int | None:
    """Say how well `query` fits `text`; higher is better, None is not at all.

    Its letters must occur in order; they count more at starts of words and side by side. An empty
    query fits everything equally.
    """
    total, at, previous = 0, 0, -2
    lowered = text.casefold()
    for letter in query.casefold():
        if letter == " ":
            continue
        starts = _word_start(lowered, letter, at)
        found = (
            starts
            if starts is not None and lowered[at : at + 1] != letter
            else lowered.find(letter, at)
        )
        if found < 0:
            return None
        total += 8 if found == 0 or not lowered[found - 1].isalnum() else 1
        total += 6 if found == previous + 1 else 0
        previous, at = found, found + 1
    return total * 4 - len(text) if query.strip() else 0


def _word_start(text: str, letter: str, at: int) -> int | None:
    for place in range(at, len(text)):
        if text[place] == letter and (place == 0 or not text[place - 1].isalnum()):
            return place
    return None


def ranked(query: str, commands: list[Command]) -> list[Command]:
    """Give the commands that fit, best first; of equals the pages first."""
    scored = [(score(query, command.text), command) for command in commands]
    fitting = [(points, command) for points, command in scored if points is not None]
    fitting.sort(key=lambda pair: (-pair[0], pair[1].menu != Menu.GO))
    return [command for _, command in fitting]


@dataclass(frozen=True)
class _Line:
    icon: str
    text: str
    shortcut: str


class _LineDelegate(QStyledItemDelegate):
    """Paints icon, words and shortcut of a command."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(_WIDTH - 24, _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = tokens.current()
        line = index.data(_ITEM)
        box, direction = option.rect, option.direction
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(QRectF(box), theme.radius.control, theme.radius.control)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        inner = box.adjusted(10, 0, -10, 0)
        picture = QRectF(QStyle.alignedRect(direction, left, QSize(16, 16), inner))
        icons.paint(painter, line.icon, picture, theme.color("secondary"))
        words = QStyle.visualRect(direction, inner, inner.adjusted(26, 0, 0, 0))
        painter.setFont(fonts.font(Type.BODY))
        painter.setPen(theme.color("text"))
        painter.drawText(words, QStyle.visualAlignment(direction, left), line.text)
        painter.setFont(fonts.font(Type.CAPTION))
        painter.setPen(theme.color("secondary"))
        painter.drawText(inner, QStyle.visualAlignment(direction, right), line.shortcut)
        painter.restore()


class Palette(QFrame):
    """The field and its list, over the top of the window; goes when it loses the focus."""

    def __init__(self, commands: Commands, window: QWidget) -> None:
        super().__init__(window)
        self._commands = commands
        self._before: QWidget | None = None
        self.setProperty("role", "overlay")
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(self.tr("Run a command"))
        self.field = QLineEdit()
        self.field.setFont(fonts.font(Type.BODY))
        self.field.setPlaceholderText(self.tr("Type the name of a page or a command"))
        self.field.setAccessibleName(self.tr("Name of a page or a command"))
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.found = QListWidget()
        self.found.setAccessibleName(self.tr("Pages and commands found"))
        self.found.setItemDelegate(_LineDelegate(self.found))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.itemClicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.found)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it, empty, over the window."""
        window = self.window() if self.parentWidget() is None else self.parentWidget()
        self._before = window.focusWidget() if window is not None else None
        self.field.clear()
        self._filter("")
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_palette(self) -> None:
        """Put it away and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            self._before = None

    def _filter(self, query: str) -> None:
        self.found.clear()
        for command in ranked(query, self._others()):
            item = QListWidgetItem(command.text)
            item.setData(_ITEM, _Line(command.icon, command.text, shown(command.shortcut)))
            item.setData(_ITEM + 1, command.id)
            self.found.addItem(item)
        self.found.setCurrentRow(0)
        rows = min(max(self.found.count(), 1), _SHOWN)
        self.found.setFixedHeight(rows * _ROW + 2)
        self.adjustSize()

    def _others(self) -> list[Command]:
        """Give what can be run now, but for opening this palette."""
        return [each for each in self._commands.runnable() if each.run != self.open]

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            command_id = str(item.data(_ITEM + 1))
            self.close_palette()
            self._commands.run(command_id)

    def _place(self) -> None:
        window = self.parentWidget()
        if window is not None:
            self.move((window.width() - self.width()) // 2, 72)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list, run and close from the field; stay over the window."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._place()
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.found.count():
                step = 1 if key == Qt.Key.Key_Down else -1
                self.found.setCurrentRow((self.found.currentRow() + step) % self.found.count())
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.found.currentItem())
                return True
            if key == Qt.Key.Key_Escape:
                self.close_palette()
                return True
        left = watched is self.field and isinstance(event, QFocusEvent) and event.lostFocus()
        if left and event.reason() != Qt.FocusReason.PopupFocusReason:  # type: ignore[attr-defined]
            self.close_palette()
        return super().eventFilter(watched, event)
