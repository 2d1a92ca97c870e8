"""A sentence whose figures stand out, wrapped like any text."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import fonts, tokens
from ui.fonts import Type

_LINE = 19.0
_AIR = 4
"""Room above and below, so that lines of two rows never touch."""
_NARROWEST = 160


class Sentence(QWidget):
    """Shows `text` with the words of `strong`, found in their order, in a heavier weight.

    Drawn by hand because rich text cannot set the axes of a variable font.
    """

    def __init__(
        self,
        text: str = "",
        strong: Sequence[str] = (),
        color: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._color = color
        self._struck = False
        self._layout = QTextLayout()
        self.set(text, strong)

    @property
    def text(self) -> str:
        """What it says."""
        return self._layout.text()

    def set(self, text: str, strong: Sequence[str] = ()) -> None:
        """Say something else in place."""
        self._layout = QTextLayout(text, fonts.font(Type.BODY))
        self._layout.setCacheEnabled(True)
        option = QTextOption()
        option.setTextDirection(self.layoutDirection())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        heavier = QTextCharFormat()
        heavier.setFont(fonts.font(Type.BODY_STRONG))
        ranges, start = [], 0
        for words in strong:
            found = text.find(words, start)
            if found >= 0:
                ranges.append(_range(found, len(words), heavier))
                start = found + len(words)
        if self._struck:
            through = QTextCharFormat()
            through.setFontStrikeOut(True)
            ranges = [_range(0, len(text), through)]
        self._layout.setFormats(ranges)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def strike(self) -> None:
        """Show that it no longer holds: struck through, in a quiet colour."""
        self._struck, self._color = True, "tertiary"
        self.set(self.text)

    def _lay_out(self, width: float) -> QSize:
        """Break the text into lines of a width; gives the room they take."""
        widest, height = 0.0, 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height + (_LINE - line.height()) / 2))
            widest, height = max(widest, line.naturalTextWidth()), height + _LINE
        self._layout.endLayout()
        return QSize(ceil(widest), ceil(height))

    def hasHeightForWidth(self) -> bool:
        """Be higher when narrower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Tell how high it gets at a width."""
        return max(self._lay_out(width).height(), int(_LINE)) + 2 * _AIR

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return self._lay_out(10_000).expandedTo(QSize(0, int(_LINE))) + QSize(1, 2 * _AIR)

    def minimumSizeHint(self) -> QSize:
        """Be content with little; it wraps."""
        return QSize(min(_NARROWEST, self.sizeHint().width()), int(_LINE) + 2 * _AIR)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        above = (self.height() - self._lay_out(self.width()).height()) / 2
        painter = QPainter(self)
        painter.setPen(tokens.current().color(self._color if self.isEnabled() else "tertiary"))
        self._layout.draw(painter, QPointF(0, above))
        painter.end()


class Quote(QWidget):
    """Sets a sentence off on a soft ground."""

    def __init__(self, sentence: Sentence, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space.m, space.s, space.m, space.s)
        layout.addWidget(sentence)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it by the tokens of now."""
        theme = tokens.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        radius = float(theme.radius.control)
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.end()


def _range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    result = QTextLayout.FormatRange()
    result.start, result.length, result.format = start, length, look
    return result
