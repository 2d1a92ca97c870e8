"""Push buttons: one primary on a page, the others plain, quiet, or just an icon."""

from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from ui import fonts, icons
from ui.fonts import Type

Kind = Literal["plain", "primary", "quiet", "icon"]
_ICON_TOKEN: dict[Kind, str] = {
    "plain": "secondary",
    "primary": "on_accent",
    "quiet": "accent",
    "icon": "secondary",
}


class Button(QPushButton):
    """A button of one kind.

    An "icon" button shows no text; `text` becomes its tooltip and accessible name.
    """

    def __init__(
        self,
        text: str,
        icon: str = "",
        *,
        kind: Kind = "plain",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._action: QAction | None = None
        self.setProperty("kind", kind)
        self.setFont(fonts.font(Type.BODY_STRONG if kind == "primary" else Type.CONTROL))
        # wider than the picture: Fusion leaves no gap between an icon and words
        self.setIconSize(QSize(16 if kind == "icon" else 20, 16))
        self.setAutoDefault(False)
        self.set_words(text)
        if icon:
            self.setIcon(icons.icon(icon, _ICON_TOKEN[kind]))

    def set_words(self, text: str) -> None:
        """Change what the button says."""
        self.setAccessibleName(text)
        if self._kind == "icon":
            self.setToolTip(text)
        else:
            self.setText(text)

    def follow(self, action: QAction | None) -> None:
        """Run `action` when pressed, and be named, enabled and explained by it; None for no one."""
        if self._action is not None:
            self.clicked.disconnect(self._action.trigger)
            self._action.changed.disconnect(self._action_changed)
        self._action = action
        if action is not None:
            self.clicked.connect(action.trigger)
            action.changed.connect(self._action_changed)
            self._action_changed()

    def _action_changed(self) -> None:
        if self._action is not None:
            self.set_words(self._action.text())
            self.setEnabled(self._action.isEnabled())
            self.setToolTip(self._action.toolTip())
