"""Which period is looked at: week, month or quarter, and the way to earlier and later ones."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import words
from app.rules import periods
from app.rules.periods import Period, PeriodKind, period_name, period_of
from app.services.overview import Overview
from ui.widgets.button import Button
from ui.widgets.segmented import Segmented

KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER)


class PeriodSwitch(QObject):
    """Holds the period asked for; `changed` says that it is another one.

    `period` is None while the present one of `kind` is followed, so that a new month comes by
    itself.
    """

    changed = Signal()

    def __init__(self, kind: PeriodKind, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self.period: Period | None = None
        self._shown: Period | None = None
        self._today = 0
        self._first_day = 0
        choices = [(each, words.label(each)) for each in KINDS]
        self.kinds = Segmented(choices, kind, self.tr("Period"))
        self.kinds.chosen.connect(self._choose)
        self.earlier = Button(self.tr("Earlier"), "chevron-left", kind="icon")
        self.earlier.clicked.connect(self.go_earlier)
        self.later = Button(self.tr("Later"), "chevron-right", kind="icon")
        self.later.clicked.connect(self.go_later)
        self.present = Button(self.tr("Today"), kind="quiet")
        self.present.clicked.connect(self.go_to_present)
        self._offer()

    def widgets(self) -> tuple[QWidget, ...]:
        """Give the controls for the top bar."""
        return (self.present, self.earlier, self.kinds, self.later)

    def show_period(self, overview: Overview) -> None:
        """Name the period shown, and offer the neighbours that exist."""
        self._shown, self._today = overview.period, overview.today
        self._first_day = overview.first_day
        for each in KINDS:
            chosen = each is overview.period.kind
            self.kinds.set_text(each, period_name(overview.period) if chosen else words.label(each))
        self._offer()

    @property
    def can_go_earlier(self) -> bool:
        """Whether anything is on record before the period shown."""
        return self._shown is not None and self._shown.first_day > self._first_day

    @property
    def can_go_later(self) -> bool:
        """Whether the period shown is a past one."""
        return self._shown is not None and self._shown.last_day_exclusive <= self._today

    def go_earlier(self) -> None:
        """Look at the period before."""
        if self._shown is not None and self.can_go_earlier:
            self._go(periods.previous(self._shown))

    def go_later(self) -> None:
        """Look at the period after."""
        if self._shown is not None and self.can_go_later:
            self._go(periods.next(self._shown))

    def go_to_present(self) -> None:
        """Follow the present period again."""
        if self.period is not None:
            self.period = None
            self.changed.emit()

    def _choose(self, kind: object) -> None:
        self.kind = PeriodKind(str(kind))
        if self.period is not None:
            last = min(self.period.last_day_exclusive - 1, self._today)
            self._go(period_of(self.kind, last))
        else:
            self.changed.emit()

    def _go(self, period: Period) -> None:
        self._shown = period
        self.period = None if self._today in period else period
        self.changed.emit()

    def _offer(self) -> None:
        self.earlier.setEnabled(self.can_go_earlier)
        self.later.setEnabled(self.can_go_later)
        self.present.setVisible(self.can_go_later)
