"""Light, dark or as the system says: the tokens handed to Qt, and switched without a restart."""

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from ui import style_sheet, tokens
from ui.tokens import Theme


class Mode(StrEnum):
    """What the person asked for; `SYSTEM` follows the desktop."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


def palette(theme: Theme) -> QPalette:
    """Fill every role that Fusion paints with."""
    role, result = QPalette.ColorRole, QPalette()
    by_role = {
        role.Window: theme.background,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.subtle,
        role.Text: theme.text,
        role.PlaceholderText: theme.tertiary,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.missed,
        role.Highlight: theme.accent_soft,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.Light: theme.surface,
        role.Midlight: theme.subtle,
        role.Mid: theme.border,
        role.Dark: theme.control_border,
        role.Shadow: theme.control_border,
    }
    for each, value in by_role.items():
        result.setColor(each, QColor(value))
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, each, QColor(theme.tertiary))
    return result


class ThemeManager(QObject):
    """Applies a mode to the application and says when the look changed.

    `changed` carries the new `Theme`. The app's own mode is the truth: a platform that cannot tell
    its scheme ("Unknown") counts as light.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, mode: Mode = Mode.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._hints = app.styleHints()  # kept: its signals die with the Python wrapper
        self._access = self._hints.accessibility()
        self._pictures = QTemporaryDir()
        app.setStyle("Fusion")
        self._apply()
        self._hints.colorSchemeChanged.connect(self._system_changed)
        self._access.contrastPreferenceChanged.connect(self._system_changed)

    @property
    def mode(self) -> Mode:
        """What the person asked for."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Switch at once; the caller remembers the choice."""
        if mode != self._mode:
            self._mode = mode
            self._apply()

    def _system_changed(self) -> None:
        self._apply()

    def _wanted(self) -> Theme:
        scheme = {Mode.LIGHT: Qt.ColorScheme.Light, Mode.DARK: Qt.ColorScheme.Dark}.get(self._mode)
        if scheme is None:
            self._hints.unsetColorScheme()
            scheme = self._hints.colorScheme()
        else:
            self._hints.setColorScheme(
                scheme
            )  # so that title bars and native dialogs follow where they can
        theme = tokens.load("dark" if scheme == Qt.ColorScheme.Dark else "light")
        contrast = self._access.contrastPreference()
        if contrast == Qt.ContrastPreference.HighContrast:
            theme = theme.with_high_contrast()
        return theme

    def _apply(self) -> None:
        theme = self._wanted()
        if theme == tokens.current() and self._app.styleSheet():
            return
        tokens.use(theme)
        self._app.setPalette(palette(theme))
        self._app.setStyleSheet(style_sheet.build(theme, Path(self._pictures.path())))
        self.changed.emit(theme)
