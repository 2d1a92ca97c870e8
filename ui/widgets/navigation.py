"""The list of pages at the start side of the window, and who sits here at its foot."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from ui import fonts, icons, tokens
from ui.fonts import Type
from ui.widgets.label import Label, Role
from ui.widgets.marks import paint_side_mark

WIDTH = 212
_HEIGHT, _PAD, _ICON, _GAP, _BADGE = 34, 10, 18, 10, 18


class NavigationItem(QAbstractButton):
    """One line: icon, words, and at its end a count that wants attention or a side's mark."""

    def __init__(self, text: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._badge = 0
        self.side = ""
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_badge(self, count: int) -> None:
        """Show how many things want attention; 0 shows nothing."""
        self._badge = count
        spoken = self.tr("%1, %n want attention", "", count).replace("%1", self.text())
        self.setAccessibleName(spoken if count else self.text())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the list; buttons of a group would go to their nearest neighbour."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """As high as a control."""
        return QSize(WIDTH - 2 * _PAD, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        theme = tokens.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole, direction = self.rect(), self.layoutDirection()
        here = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        if here or self.underMouse():
            painter.setBrush(theme.color("accent_soft" if here else "subtle"))
            painter.drawRoundedRect(QRectF(whole), theme.radius.control, theme.radius.control)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(whole).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, theme.radius.control, theme.radius.control)
        middle = (self.height() - _ICON) // 2
        mark = QStyle.visualRect(direction, whole, QRect(_PAD, middle, _ICON, _ICON))
        if self.side:
            box = QRectF(mark).adjusted(4, 4, -4, -4)
            paint_side_mark(painter, box, self.side, theme.color(self.side))
        else:
            color = theme.color("accent" if here else "secondary")
            icons.paint(painter, self._icon, QRectF(mark), color)
        room = whole.width() - 2 * _PAD - _ICON - _GAP - self._paint_badge(painter)
        words = QRect(_PAD + _ICON + _GAP, 0, room, self.height())
        font = fonts.font(Type.BODY_STRONG if here else Type.CONTROL)
        painter.setFont(font)
        painter.setPen(theme.color("accent" if here else "text"))
        text = QFontMetricsF(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        leading = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        painter.drawText(
            QStyle.visualRect(direction, whole, words),
            leading | Qt.AlignmentFlag.AlignVCenter,
            text,
        )
        painter.end()

    def _paint_badge(self, painter: QPainter) -> int:
        """Draw the count at the end; gives the width it took."""
        if not self._badge:
            return 0
        theme = tokens.current()
        font = fonts.font(Type.CAPTION_STRONG, tabular=True)
        text = self.locale().toString(self._badge)
        width = max(_BADGE + 4, ceil(QFontMetricsF(font).horizontalAdvance(text)) + 14)
        box = QRect(self.width() - _PAD - width, (self.height() - _BADGE) // 2, width, _BADGE)
        box = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("missed_tint"))
        painter.drawRoundedRect(QRectF(box), theme.radius.pill, theme.radius.pill)
        painter.setFont(font)
        painter.setPen(theme.color("missed_text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return width + _GAP


class NavigationList(QFrame):
    """Pages in groups; up and down move, and the one shown is marked. `chosen` carries a page's id.

    `person_asked` wants the choice of who sits here.
    """

    chosen = Signal(object)
    person_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "side")
        self.setAccessibleName(self.tr("Pages"))
        self.setFixedWidth(WIDTH)
        self._items: dict[str, NavigationItem] = {}
        self._group = QButtonGroup(self)
        self._name = Label("Tandem", Role.TITLE)
        self._name.setContentsMargins(_PAD, 0, _PAD, 0)
        self._workspace = Label("", Role.CAPTION)
        self._workspace.setContentsMargins(_PAD, 0, _PAD, 0)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 16, 10, 10)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._name)
        self._layout.addWidget(self._workspace)
        self._layout.addSpacing(10)
        self._top = QVBoxLayout()
        self._top.setSpacing(2)
        self._bottom = QVBoxLayout()
        self._bottom.setSpacing(2)
        self._layout.addLayout(self._top)
        self._layout.addStretch(1)
        self._layout.addLayout(self._bottom)
        self.person = NavigationItem("", "user-round", self)
        self.person.setCheckable(False)
        self.person.clicked.connect(self.person_asked)
        self.person.hide()
        self._layout.addWidget(self.person)

    def set_workspace(self, name: str) -> None:
        """Say whose agreement this is."""
        self._workspace.setText(name)

    def set_person(self, name: str, side: str, side_name: str) -> None:
        """Say who sits here; `side` is "marketing", "sales" or "" for nobody chosen yet."""
        self.person.side = side
        self.person.setText(f"{name} · {side_name}" if side_name else name)
        self.person.setAccessibleName(
            self.tr("Who sits here: %1").replace("%1", self.person.text())
        )
        self.person.show()
        self.person.update()

    def add_group(self, title: str, pages: Sequence[tuple[str, str, str, str]]) -> None:
        """Add pages as (id, title, icon, shortcut); a group without a title just follows."""
        if title:
            label = Label(title, Role.TERTIARY)
            label.setContentsMargins(_PAD, 14, _PAD, 4)
            self._top.addWidget(label)
        self._add(self._top, pages)

    def add_bottom(self, pages: Sequence[tuple[str, str, str, str]]) -> None:
        """Add pages at the foot."""
        self._add(self._bottom, pages)

    def _add(self, layout: QVBoxLayout, pages: Sequence[tuple[str, str, str, str]]) -> None:
        for page_id, title, icon, shortcut in pages:
            item = NavigationItem(title, icon, self)
            item.setProperty("page", page_id)
            item.setToolTip(f"{title} ({shortcut})" if shortcut else title)
            item.clicked.connect(self._clicked)
            self._items[page_id] = item
            self._group.addButton(item)
            layout.addWidget(item)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line between the pages' names and the page."""
        super().paintEvent(event)
        painter = QPainter(self)
        edge = QRect(self.width() - 1, 0, 1, self.height())
        line = QStyle.visualRect(self.layoutDirection(), self.rect(), edge)
        painter.fillRect(line, tokens.current().color("border"))
        painter.end()

    def clear(self) -> None:
        """Let every page go."""
        for layout in (self._top, self._bottom):
            while (line := layout.takeAt(0)) is not None:
                widget = line.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        self._items.clear()
        self.person.hide()

    def mark(self, page_id: str) -> None:
        """Mark the page that is shown."""
        if page_id in self._items:
            self._items[page_id].setChecked(True)

    def set_badge(self, page_id: str, count: int) -> None:
        """Show how many things on a page want attention."""
        self._items[page_id].set_badge(count)

    def item(self, page_id: str) -> NavigationItem:
        """Give the line of a page."""
        return self._items[page_id]

    def _clicked(self) -> None:
        item = self.sender()
        if item is not None:
            self.chosen.emit(item.property("page"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the pages with up and down."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        items = list(self._items.values())
        at = next((i for i, item in enumerate(items) if item.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        to = min(max(at + step, 0), len(items) - 1)
        if to == at:
            return
        item = items[to]
        item.setFocus(Qt.FocusReason.TabFocusReason)
        item.click()
