"""A line to filter by, in words and fields, that offers how to go on while one types."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import fonts, icons, tokens
from ui.fonts import Type

_MOST_SHOWN = 12
_ROW, _PAD = 30, 10
_GAP = 4
"""Between the line and what it offers."""


@dataclass(frozen=True)
class Offer:
    """One way to go on: `text` takes the place of what stands from `start` to `end`."""

    label: str
    text: str
    start: int
    end: int


class _OfferDelegate(QStyledItemDelegate):
    """Paints "field:value" with the field quieter than the value."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = tokens.current()
        box: QRect = option.rect
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(box, theme.radius.control, theme.radius.control)
        field, colon, value = str(index.data()).partition(":")
        words = box.adjusted(_PAD, 0, -_PAD, 0)
        leading = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        line = leading | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        body = fonts.font(Type.BODY)
        painter.setFont(body)
        painter.setPen(theme.color("secondary" if value else "text"))
        painter.drawText(words, line, field + colon)
        begun = QFontMetrics(body).horizontalAdvance(field + colon)
        painter.setPen(theme.color("text"))
        rest = QStyle.visualRect(option.direction, words, words.adjusted(begun, 0, 0, 0))
        painter.drawText(rest, line, value)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, _ROW)


class FilterLine(QLineEdit):
    """`asked` (text, cursor) wants offers for what is typed; `offer` shows them under the line.

    Tab takes the marked offer or else the first, Enter only a marked one; without one it is the
    line's own. `taken` tells that an offer was chosen.
    """

    asked = Signal(str, int)
    taken = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._offers: Sequence[Offer] = ()
        self._asked_for = ("", -1)
        self._labels = QStringListModel(self)
        self._list = QListView()
        self._list.setProperty("role", "offers")
        self._list.setAccessibleName(self.tr("Ways to go on"))
        self._list.setMouseTracking(True)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._popup = QCompleter(self._labels, self)
        self._popup.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup.setMaxVisibleItems(_MOST_SHOWN)
        self._popup.setWidget(self)
        self._popup.setPopup(self._list)
        self._list.setItemDelegate(_OfferDelegate(self._list))  # a completer comes with its own
        self._list.installEventFilter(self)
        self._list.clicked.connect(self._take)
        self.textEdited.connect(self.ask)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Show the ways to go on from what was asked for last; none hides them."""
        if self._asked_for != (self.text(), self.cursorPosition()):
            return  # typed on meanwhile
        self._offers = offers
        self._labels.setStringList([each.label for each in offers])
        if offers and self.hasFocus():
            self._popup.complete(self.rect().adjusted(0, 0, 0, _GAP))
            self._list.setCurrentIndex(QModelIndex())
        else:
            self._list.hide()

    @property
    def offering(self) -> bool:
        """Tell whether ways to go on are shown."""
        return self._list.isVisible()

    def ask(self) -> None:
        """Ask for offers at the cursor, as Down does in a line that shows none."""
        self._asked_for = (self.text(), self.cursorPosition())
        self.asked.emit(*self._asked_for)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer ways to go on with Down."""
        if event.key() == Qt.Key.Key_Down and not self.offering:
            self.ask()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take an offer with Enter or Tab; Enter with none marked goes to the line."""
        if watched is not self._list or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key, marked = cast("QKeyEvent", event).key(), self._list.currentIndex()
        if key == Qt.Key.Key_Tab:
            self._take(marked if marked.isValid() else self._labels.index(0, 0))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if marked.isValid():
                self._take(marked)
            else:
                self._list.hide()
                self.returnPressed.emit()
            return True
        return super().eventFilter(watched, event)

    def _take(self, index: QModelIndex) -> None:
        self._list.hide()
        if not 0 <= index.row() < len(self._offers):
            return
        chosen = self._offers[index.row()]
        text = self.text()
        self.setText(text[: chosen.start] + chosen.text + text[chosen.end :])
        self.setCursorPosition(chosen.start + len(chosen.text))
        self.taken.emit()
        if chosen.text.endswith(":"):
            self.ask()
