"""What can be done with many leads at once, in a bar above their list."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui import tokens
from ui.actions import shown
from ui.widgets.button import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.label import Label, Role

_HEIGHT = 34

translate = QCoreApplication.translate


class ManyBar(QFrame):
    """Says how many leads are meant and offers what to do with them.

    `all_asked` wants every lead of the present filter, `left` only the one that is shown.
    """

    all_asked = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = tokens.current().space
        self.setProperty("role", "card")
        self.setAccessibleName(translate("ManyBar", "Selected leads"))
        self.count = Label("", Role.STRONG)
        self.count.setMinimumHeight(_HEIGHT)
        self.everything = Button("", kind="quiet")
        self.everything.clicked.connect(self.all_asked)
        close = Button(translate("ManyBar", "Select one lead only"), "x", kind="icon")
        close.clicked.connect(self.left)
        offered = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        offered.setSizePolicy(policy)
        self._flow = FlowLayout(offered, space.s)
        self._flow.addWidget(self.count)
        self._flow.addWidget(self.everything)
        row = QHBoxLayout(self)
        row.setContentsMargins(space.m, space.s, space.s, space.s)
        row.setSpacing(space.s)
        row.addWidget(offered, 1)
        row.addWidget(close)
        self.hide()

    def offer(self, text: str, key: str) -> Button:
        """Add a button for something to do with them, and by which key."""
        button = Button(text)
        button.setToolTip(f"{text} ({shown(key)})")
        self._flow.addWidget(button)
        return button

    def show_count(self, selected: int, matching: int, *, is_all: bool) -> None:
        """Say how many are meant; `is_all` when it is every lead that matches the filter."""
        text = (
            translate("ManyBar", "All %1 matching leads")
            if is_all
            else translate("ManyBar", "%1 leads selected")
        )
        self.count.setText(text.replace("%1", f"{selected:,}"))
        more = translate("ManyBar", "Take all %1 matching")
        self.everything.set_words(more.replace("%1", f"{matching:,}"))
        self.everything.setVisible(not is_all and matching > selected)
        self.show()
