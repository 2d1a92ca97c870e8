"""Long work in sight: what is being done, how far it is, and a way to stop it."""

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.jobs import Job, Jobs
from ui.widgets.button import Button
from ui.widgets.label import Label, Role

_PATIENCE_MS = 300


class ProgressSheet(QFrame):
    """Shows the labelled job under way once it has lasted a moment; short work never flickers.

    `appeared` and `gone` tell when editing should be off and on again.
    """

    appeared = Signal()
    gone = Signal()

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._job: Job | None = None
        self.setProperty("role", "overlay")
        self.setFixedWidth(420)
        self._label = Label("", Role.HEADING)
        self.count = Label("", Role.CAPTION)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.stop = Button(self.tr("Cancel"))
        self.stop.clicked.connect(self._cancel)
        below = QHBoxLayout()
        below.addWidget(self.count, 1)
        below.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self._label)
        layout.addWidget(self._bar)
        layout.addLayout(below)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self._appear)
        jobs.started.connect(self._started)
        jobs.progressed.connect(self._progressed)
        jobs.ended.connect(self._ended)
        window.installEventFilter(self)
        self.hide()

    def _started(self, job: Job) -> None:
        self._job = job
        self._label.setText(job.label)
        self.setAccessibleName(job.label)
        self.count.setText("")
        self._bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self._timer.start()

    def _progressed(self, job: Job, done: int, total: int) -> None:
        if job is not self._job:
            return
        locale = QLocale()
        if total > 0:
            # a bar counts in a C int; per mille keeps any total inside it
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, done * 1000 // total))
            words = self.tr("%1 of %2").replace("%1", locale.toString(done))
            self.count.setText(words.replace("%2", locale.toString(total)))
        else:
            self.count.setText(locale.toString(done))

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._timer.stop()
            if not self.isHidden():
                self.hide()
                self.gone.emit()

    def _appear(self) -> None:
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self.appeared.emit()
        self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self.count.setText(self.tr("Stopping…"))

    def _place(self) -> None:
        window = self.parentWidget()
        if window is not None:
            self.move((window.width() - self.width()) // 2, (window.height() - self.height()) // 3)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the window."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)
