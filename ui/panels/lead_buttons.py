"""What can be done with the lead shown: what is due as the first button, and a menu of everything."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from app.services.lead_details import LeadDetails
from ui import icons, tokens
from ui.actions import shown
from ui.models.lead_acts import GROUPS, Act, acts
from ui.models.lead_may import has_primary, offered, short_words, why_not
from ui.widgets.button import Button
from ui.widgets.flow import FlowLayout

translate = QCoreApplication.translate

_MOST = 3


class LeadButtons(QWidget):
    """Up to three buttons, what is due first, and a menu of all acts with their keys.

    `asked` carries the `Act` that was pressed.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._details: LeadDetails | None = None
        self._acts: tuple[Act, ...] = ()
        self._primary = Button("", kind="primary")
        self._plain = [Button("") for _ in range(_MOST)]
        self.more = Button(translate("LeadPanel", "More"), "ellipsis", kind="icon")
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self.menu)
        space = tokens.current().space
        due = QWidget()
        due.setSizePolicy(policy)
        flow = FlowLayout(due, space.xs)
        for button in (self._primary, *self._plain):
            button.clicked.connect(self._on_clicked)
            button.hide()
            flow.addWidget(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.xs)
        row.addWidget(due, 1)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)

    def show_lead(self, details: LeadDetails) -> None:
        """Offer what is due for a lead."""
        self._details, self._acts = details, offered(details)
        for button in (self._primary, *self._plain):
            button.hide()
        for act, button in zip(self._acts, self._slots(), strict=False):
            button.set_words(short_words(act, details))
            button.setToolTip(_with_key(act))
            button.show()
        self.updateGeometry()

    def button(self, act: Act) -> Button | None:
        """Give the button that does an act, where one stands for it."""
        slots = dict(zip(self._acts, self._slots(), strict=False))
        return slots.get(act)

    def _slots(self) -> list[Button]:
        if self._details is not None and has_primary(self._details):
            return [self._primary, *self._plain[1:]]
        return self._plain

    def _on_clicked(self) -> None:
        pressed = self.sender()
        for act, button in zip(self._acts, self._slots(), strict=False):
            if button is pressed:
                self.asked.emit(act)
                return

    def _fill(self) -> None:
        """Fill the menu as the lead stands now."""
        self.menu.clear()
        if self._details is not None:
            fill_menu(self.menu, self._details, self.asked.emit)


def fill_menu(menu: QMenu, details: LeadDetails, run: Callable[[Act], object]) -> None:
    """Fill a menu with every act for a lead, in its groups, with its key, or why it is off."""
    words = acts()
    for group in GROUPS:
        if not menu.isEmpty():
            menu.addSeparator()
        for act in group:
            said = words[act]
            action = menu.addAction(
                icons.icon(said.icon), f"{short_words(act, details)}\t{shown(said.key)}"
            )
            refused = why_not(act, details)
            action.setEnabled(not refused)
            action.setToolTip(refused)
            action.setProperty("act", act.value)
            action.triggered.connect(_runner(run, act))


def _runner(run: Callable[[Act], object], act: Act) -> Callable[[], None]:
    def go() -> None:
        run(act)

    return go


def _with_key(act: Act) -> str:
    said = acts()[act]
    return f"{said.whole} ({shown(said.key)})"
