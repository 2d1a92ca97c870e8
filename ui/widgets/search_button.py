"""The button that opens the palette: it looks like a search field and says its shortcut."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from ui import fonts, icons, tokens
from ui.actions import shown
from ui.fonts import Type

_HEIGHT, _PAD, _ICON, _GAP = 34, 12, 16, 8


class SearchButton(QAbstractButton):
    """Icon, words and shortcut; when room is short only the icon is left."""

    def __init__(self, text: str, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shortcut = shown(shortcut)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({self._shortcut})")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _width(self) -> int:
        words = QFontMetrics(fonts.font(Type.BODY)).horizontalAdvance(self.text())
        keys = QFontMetrics(fonts.font(Type.CAPTION)).horizontalAdvance(self._shortcut)
        return 2 * _PAD + _ICON + _GAP + words + 2 * _GAP + keys

    def sizeHint(self) -> QSize:
        """Room for everything."""
        return QSize(self._width(), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Room for the icon."""
        return QSize(2 * _PAD + _ICON, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        theme = tokens.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        painter.setPen(
            QPen(theme.color("accent" if focus else "control_border"), 2 if focus else 1)
        )
        painter.setBrush(theme.color("subtle" if self.underMouse() else "surface"))
        inset = 1.0 if focus else 0.5
        edge = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(edge, theme.radius.control, theme.radius.control)
        direction = self.layoutDirection()
        leading = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        trailing = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        inner = self.rect().adjusted(_PAD, 0, -_PAD, 0)
        picture = QStyle.alignedRect(direction, leading, QSize(_ICON, _ICON), inner)
        icons.paint(painter, "search", QRectF(picture), theme.color("secondary"))
        if self.width() >= self._width():
            words = QStyle.visualRect(direction, inner, inner.adjusted(_ICON + _GAP, 0, 0, 0))
            painter.setFont(fonts.font(Type.BODY))
            painter.setPen(theme.color("secondary"))
            painter.drawText(words, QStyle.visualAlignment(direction, leading), self.text())
            painter.setFont(fonts.font(Type.CAPTION))
            painter.setPen(theme.color("tertiary"))
            painter.drawText(inner, QStyle.visualAlignment(direction, trailing), self._shortcut)
        painter.end()
