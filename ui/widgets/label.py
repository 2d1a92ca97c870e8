"""Text in the few roles the look knows."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui import fonts
from ui.fonts import Type


class Role(Enum):
    """What a piece of text is for: the style sheet's role and the way to set it."""

    FIGURE = ("figure", Type.FIGURE)
    HEADLINE = ("headline", Type.HEADLINE)
    TITLE = ("title", Type.TITLE)
    HEADING = ("heading", Type.HEADING)
    BODY = ("body", Type.BODY)
    STRONG = ("body", Type.BODY_STRONG)
    SECONDARY = ("secondary", Type.BODY)
    CAPTION = ("caption", Type.CAPTION)
    TERTIARY = ("tertiary", Type.CAPTION)
    ERROR = ("error", Type.CAPTION)


class Label(QLabel):
    """A text; plain unless told otherwise, so that a lead's name is never read as markup."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role.value[0])
        self.setFont(fonts.font(role.value[1]))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
