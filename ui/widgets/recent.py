"""The workspaces opened lately: a list for the keyboard and the mouse alike."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from ui import fonts, icons, tokens
from ui.dates import moment_text
from ui.fonts import Type
from ui.widgets.button import Button
from ui.widgets.label import Label, Role

_HEIGHT, _PAD, _ICON, _GAP, _END = 52, 10, 18, 12, 40


class RecentFile(QAbstractButton):
    """One file: its name, its folder and when it last changed; grey when it is not there."""

    removed = Signal()

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.changed = _last_change(path)
        self.setText(path.stem)
        self.setAccessibleName(f"{path.stem}, {self.told}, {path.parent}")
        self.setToolTip(str(path))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.away = Button(
            self.tr("Take %1 off this list").replace("%1", path.stem), "x", kind="icon"
        )
        self.away.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Delete does the same from the keyboard
        self.away.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, _PAD // 2, 0)
        row.addStretch()
        row.addWidget(self.away)

    @property
    def told(self) -> str:
        """Say when the file last changed, or that it is not there."""
        if self.changed is None:
            return self.tr("not found")
        return moment_text(self.changed, datetime.now().astimezone())

    def sizeHint(self) -> QSize:
        """Ask for two lines."""
        return QSize(240, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, take off the list with Delete."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the list goes on from here, and stops at its ends
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        theme, whole, direction = tokens.current(), self.rect(), self.layoutDirection()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = float(theme.radius.control)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("subtle"))
            painter.drawRoundedRect(QRectF(whole), radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(whole).adjusted(1, 1, -1, -1), radius, radius)
        there = self.changed is not None
        quiet = theme.color("tertiary")

        def placed(left: int, top: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, whole, QRect(left, top, width, height))

        box = placed(_PAD, (_HEIGHT - _ICON) // 2, _ICON, _ICON)
        picture = "handshake" if there else "circle-help"
        icons.paint(painter, picture, QRectF(box), theme.color("accent") if there else quiet)
        left, end = _PAD + _ICON + _GAP, self.width() - _END
        leading = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        trailing = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignRight)
        middle = Qt.AlignmentFlag.AlignVCenter
        caption = fonts.font(Type.CAPTION, tabular=True)
        told_width = QFontMetrics(caption).horizontalAdvance(self.told) + 4
        painter.setFont(caption)
        painter.setPen(quiet)
        painter.drawText(placed(end - told_width, 8, told_width, 18), trailing | middle, self.told)
        painter.setPen(theme.color("secondary") if there else quiet)
        folder = QFontMetrics(caption).elidedText(
            str(self.path.parent), Qt.TextElideMode.ElideMiddle, end - left
        )
        painter.drawText(placed(left, 27, end - left, 16), leading | middle, folder)
        painter.setFont(fonts.font(Type.BODY_STRONG))
        painter.setPen(theme.color("text") if there else quiet)
        room = end - left - told_width - _GAP
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(placed(left, 8, room, 18), leading | middle, name)
        painter.end()


class RecentList(QScrollArea):
    """Files, newest first; arrow keys go from one to the next.

    `opened` and `removed` carry the path.
    """

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files: list[RecentFile] = []
        self._empty = Label(self.tr("Workspaces you open will be listed here."), Role.SECONDARY)
        self.setAccessibleName(self.tr("Recent workspaces"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the files take the keyboard
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._empty)
        self._column.addStretch()
        self.setWidget(inner)

    def show_files(self, paths: Sequence[Path]) -> None:
        """Show these files; the keyboard stays at its place in the list."""
        at = next((i for i, file in enumerate(self.files) if file.hasFocus()), None)
        for file in self.files:
            self._column.removeWidget(file)
            file.hide()
            file.deleteLater()
        self.files = [RecentFile(path) for path in paths]
        for place, file in enumerate(self.files):
            file.clicked.connect(self._opener(file.path))
            file.removed.connect(self._remover(file.path))
            self._column.insertWidget(place, file)
            file.show()  # a layout shows it only later, and what is hidden takes no focus
        self._empty.setVisible(not self.files)
        if at is not None and self.files:
            self.files[min(at, len(self.files) - 1)].setFocus()

    def _opener(self, path: Path) -> object:
        return lambda: self.opened.emit(path)

    def _remover(self, path: Path) -> object:
        return lambda: self.removed.emit(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go up and down with the arrow keys."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        at = next((i for i, file in enumerate(self.files) if file.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
        else:
            there = self.files[min(max(at + step, 0), len(self.files) - 1)]
            there.setFocus()
            self.ensureWidgetVisible(there)


def _last_change(path: Path) -> datetime | None:
    """Tell when a workspace last changed, in local time; None when it is not there.

    The newest facts may stand in the log beside the file.
    """
    try:
        times = [path.stat().st_mtime]
    except OSError:
        return None
    beside = path.with_name(path.name + "-wal")
    if beside.exists():
        times.append(beside.stat().st_mtime)
    return datetime.fromtimestamp(max(times)).astimezone()
