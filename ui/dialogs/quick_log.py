"""One line that logs what happened: "called priya, no answer, yesterday 16:20"."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.changes import Progress
from app.errors import Refusal
from app.services import quick_log as service
from app.services.quick_log import Candidate, Understood
from app.services.workspaces import Workspace
from ui import fonts, icons
from ui.fonts import Type
from ui.jobs import Latest
from ui.page import Frame
from ui.widgets.label import Label, Role

_WIDTH, _ROW, _MOST_ROWS = 640, 36, 6
_TOP = 72
_TYPING_MS = 60
_LEAD = int(Qt.ItemDataRole.UserRole)
_SENTENCE = _LEAD + 1


class QuickLog(QFrame):
    """The line, what was understood of it, and whom it may mean; it goes when it loses the keyboard.

    Enter logs and closes, Ctrl+Enter logs and waits for the next line. `logged` carries each
    `Change` and its words.
    """

    logged = Signal(object, str)

    def __init__(
        self,
        frame: Frame,
        window: QWidget,
        workspace: Workspace,
        person_id: Callable[[], int | None],
    ) -> None:
        super().__init__(window)
        self._workspace, self._person_id = workspace, person_id
        self._before: QWidget | None = window.focusWidget()
        self._latest = Latest(frame.jobs)
        self._understood: Understood | None = None
        self._waiting: bool | None = None
        """Whether to stay once the line that is being read is logged; None when nothing waits."""
        self.setProperty("role", "overlay")
        self.setAccessibleName(self.tr("Quick log"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit()
        self.field.setFont(fonts.font(Type.BODY))
        self.field.setPlaceholderText(self.tr("called priya, no answer, yesterday 16:20"))
        self.field.setAccessibleName(self.tr("What happened"))
        self.field.addAction(icons.icon("zap"), QLineEdit.ActionPosition.LeadingPosition)
        self.field.installEventFilter(self)
        self.reading = Label("", Role.STRONG, wrap=True)
        self.problem = Label("", Role.SECONDARY, wrap=True)
        self.found = QListWidget()
        self.found.setAccessibleName(self.tr("Which lead"))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.itemClicked.connect(self._on_clicked)
        self.found.currentItemChanged.connect(self._on_candidate)
        self._keys = Label(
            self.tr("Enter logs it · Ctrl+Enter logs it and waits for the next · Esc closes"),
            Role.TERTIARY,
        )
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._read)
        self.field.textEdited.connect(self._on_typed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        for each in (self.reading, self.problem, self.found, self._keys):
            row = QHBoxLayout()
            row.setContentsMargins(4, 0, 4, 0)
            row.addWidget(each)
            layout.addLayout(row)
        window.installEventFilter(self)
        self._show(None)

    def open(self) -> None:
        """Show it over the window, ready to be typed in."""
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # Reading

    def _on_typed(self) -> None:
        self._waiting = None
        self._understood = None
        self._typing.start()

    def _read(self) -> None:
        self._typing.stop()
        text, workspace = self.field.text(), self._workspace
        if not text.strip():
            self._latest.drop()
            self._show(None)
            return
        now = datetime.now(UTC)

        def work(progress: Progress) -> Understood:
            progress(0, 1)  # a line overtaken while it waited ends here
            return service.understand(workspace, text, now)

        self._latest.run(work, self._show)

    def _show(self, understood: Understood | None) -> None:
        self._understood = understood
        self.found.clear()
        if understood is None:
            self.reading.hide()
            self.problem.setText(
                self.tr(
                    "Also: emailed …, met …, accepted …, sent back … wrong size, won … 12,000, note …"
                )
            )
            self.problem.show()
        else:
            self.reading.setText(understood.sentence)
            self.reading.setVisible(bool(understood.sentence))
            self.problem.setText(understood.problem or "")
            self.problem.setVisible(bool(understood.problem))
            if understood.lead_id is None:
                self._offer(understood.candidates)
        rows = min(self.found.count(), _MOST_ROWS)
        self.found.setFixedHeight(rows * _ROW + 2)
        self.found.setVisible(bool(rows))
        self._place()
        if self._waiting is not None and understood is not None:
            stay, self._waiting = self._waiting, None
            self._save(stay=stay)

    def _offer(self, candidates: tuple[Candidate, ...]) -> None:
        for candidate in candidates:
            told = ", ".join(filter(None, (candidate.name, candidate.company)))
            item = QListWidgetItem(" · ".join(filter(None, (told, candidate.hint))))
            item.setData(_LEAD, candidate.lead_id)
            item.setData(_SENTENCE, candidate.sentence)
            item.setSizeHint(QSize(0, _ROW))
            self.found.addItem(item)
        self.found.setCurrentRow(0)

    def _on_candidate(self, item: QListWidgetItem | None) -> None:
        """Say what would be logged of the lead gone to."""
        if item is not None:
            self.reading.setText(item.data(_SENTENCE))

    # Saving

    def _enter(self, *, stay: bool) -> None:
        if self._understood is None and self.field.text().strip():
            self._waiting = stay  # what was typed last is still being read
            if self._typing.isActive():
                self._read()
        else:
            self._save(stay=stay)

    def _save(self, *, stay: bool) -> None:
        understood = self._understood
        if understood is None or understood.problem is not None:
            return
        lead_id = understood.lead_id
        current = self.found.currentItem()
        if lead_id is None and current is not None:
            lead_id = current.data(_LEAD)
        if lead_id is None:
            return
        try:
            change = service.log(
                self._workspace, understood, lead_id=lead_id, by_id=self._person_id()
            )
        except Refusal as refusal:
            self.problem.setText(str(refusal))
            self.problem.show()
            self._place()
            return
        words = self.tr("Logged: %1").replace("%1", change.label)
        self.field.clear()
        self._show(None)
        if not stay:
            self.leave()
        self.logged.emit(change, words)

    def leave(self) -> None:
        """Put it away and give the keyboard back."""
        self._latest.drop()
        before, self._before = self._before, None
        self.close()
        if before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_clicked(self) -> None:
        self._save(stay=False)

    def _place(self) -> None:
        window = self.parentWidget()
        if window is not None:
            width = min(_WIDTH, window.width() - 48)
            self.setFixedWidth(width)
            self.adjustSize()
            self.move((window.width() - width) // 2, _TOP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose among the leads, save and close from the field; stay over the window."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._place()
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            return self._on_key(event) or super().eventFilter(watched, event)
        left = watched is self.field and isinstance(event, QFocusEvent) and event.lostFocus()
        keeps = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if left and event.reason() not in keeps and not self.field.text().strip():  # type: ignore[attr-defined]
            self.leave()
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.found.count():
            step = 1 if key == Qt.Key.Key_Down else -1
            self.found.setCurrentRow((self.found.currentRow() + step) % self.found.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(stay=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True
