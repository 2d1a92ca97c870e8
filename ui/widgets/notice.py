"""The quiet word at the bottom of the window, with at most one thing to do about it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.button import Button
from ui.widgets.label import Label

_SHOWN_MS = 6000
_FROM_EDGE = 24


class Notice(QFrame):
    """Shows one sentence for a while; it stays while the mouse or the keyboard is on it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "overlay")
        self._run: Callable[[], object] | None = None
        self._text = Label()
        self.button = Button("", kind="quiet")
        self.button.clicked.connect(self._act)
        self._close = Button(self.tr("Close this notice"), "x", kind="icon")
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 5, 5, 5)
        layout.addWidget(self._text)
        layout.addWidget(self.button)
        layout.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self._time_is_up)
        window.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown last."""
        return self._text.text()

    def say(self, text: str, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Show a sentence in place of the one before; it is announced to screen readers."""
        self._text.setText(text)
        self._run = run
        self.button.set_words(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _act(self) -> None:
        run, self._run = self._run, None
        self.hide()
        if run is not None:
            run()

    def _time_is_up(self) -> None:
        if self.underMouse() or self.button.hasFocus() or self._close.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Start its time anew."""
        super().enterEvent(event)
        self._timer.start()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is not None:
            x = (window.width() - self.width()) // 2
            self.move(x, window.height() - self.height() - _FROM_EDGE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the window's bottom edge."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: object) -> None:
        """Go with Esc."""
        if getattr(event, "key", int)() == Qt.Key.Key_Escape:
            self.hide()
