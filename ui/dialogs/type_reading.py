"""Type in a figure of a period, correct it, or take it back."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app import words
from app.changes import Change
from app.errors import Refusal
from app.model.cadence import Cadence
from app.rules.periods import period_name
from app.services import readings
from ui.dialogs.lead_form import Desk, LeadForm, note_of
from ui.models.readings import AskedFigure, last_periods, level_text, period_at, read_level
from ui.widgets.button import Button


class TypeReadingForm(LeadForm):
    """The figure and its period; for a figure of no series yet also its name and how often it comes."""

    def __init__(self, desk: Desk, today: int, asked: AskedFigure | None) -> None:
        heading = self.tr("Type in a figure") if asked is None else asked.series.title
        super().__init__(desk, heading, self.tr("Save"), self.tr("Typed in."))
        self._today, self._asked = today, asked
        self.title = QLineEdit()
        self.cadence, self.period = QComboBox(), QComboBox()
        for cadence in Cadence:
            self.cadence.addItem(words.label(cadence), cadence)
        self.level, self.clear = QLineEdit(), Button(self.tr("Take it back"), kind="quiet")
        self._build()

    def _build(self) -> None:
        asked = self._asked
        if asked is None:
            hint = self.tr("Site visits, satisfaction, ad spend")
            self.form.add("title", self.tr("What is counted or measured"), self.title, hint)
            self.form.add("cadence", self.tr("Once a"), self.cadence)
            self.cadence.setCurrentIndex(self.cadence.findData(Cadence.MONTH))
        self.form.add("first_day", self.tr("Period"), self.period)
        promised = "" if asked is None else asked.series.target
        self.form.add("level", self.tr("Figure"), self.level, promised)
        self.note = self.add_note()
        self.by = self.add_person("by_id", self.tr("By"), self.desk.person_id, self.tr("Not said"))
        self.form.add("clear", "", self.clear)
        self.clear.clicked.connect(self._take_back)
        self.cadence.currentIndexChanged.connect(self._offer_periods)
        self.period.currentIndexChanged.connect(self._show_known)
        self._offer_periods()

    @property
    def _cadence(self) -> Cadence:
        return (
            Cadence(self.cadence.currentData())
            if self._asked is None
            else self._asked.series.cadence
        )

    def _offer_periods(self) -> None:
        """Offer the last periods, the present one first."""
        self.period.blockSignals(True)
        self.period.clear()
        for period in reversed(last_periods(self._cadence, self._today)):
            self.period.addItem(period_name(period), period.first_day)
        if self._asked is not None:
            self.period.setCurrentIndex(self.period.findData(self._asked.first_day))
        self.period.blockSignals(False)
        self._show_known()

    def _show_known(self) -> None:
        """Put what is known of the period into the fields; what was typed already goes before it."""
        known = None
        if self._asked is not None:
            known = period_at(self._asked.series, int(self.period.currentData()))
            is_asked = known.first_day == self._asked.first_day
            level = "" if known.level is None else level_text(known.level)
            self.level.setText((self._asked.typed if is_asked else "") or level)
            self.note.setText(known.note or "")
            if not self._asked.typed:
                self.level.selectAll()  # one that is known is typed over
        self.form.row("clear").setVisible(known is not None and known.level is not None)

    def first_field(self) -> QWidget:
        """Start at the name of a new figure, or at the figure."""
        return self.title if self._asked is None else self.level

    def make_change(self) -> Change:
        """Type it in. Raises Refusal."""
        title = note_of(self.title) if self._asked is None else self._asked.series.title
        if title is None:
            raise Refusal(self.tr("Give the figure a name."), field="title")
        return readings.type_reading(
            self.desk.workspace,
            title=title,
            cadence=self._cadence,
            first_day=int(self.period.currentData()),
            level=read_level(self.level.text()),
            by_id=self.by.currentData(),
            note=note_of(self.note),
        )

    def _take_back(self) -> None:
        if self._asked is not None:
            self.said = self.tr("Taken back.")
            change = readings.clear_reading(
                self.desk.workspace,
                title=self._asked.series.title,
                cadence=self._cadence,
                first_day=int(self.period.currentData()),
            )
            self.done.emit(change)
