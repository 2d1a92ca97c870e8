"""The working hours of a week: one text for all working days, or one for each day."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Refusal
from app.model.calendar import WEEKDAYS, Span, format_spans, parse_spans
from ui import tokens
from ui.widgets.label import Label, Role

_EXAMPLE = "09:00-12:30, 13:30-18:00"


class WeekHours(QWidget):
    """Asks for the spans of each weekday; `hours` reads them back, Monday first."""

    def __init__(self, hours: tuple[tuple[Span, ...], ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLineEdit(format_spans(next(filter(None, hours), ())))
        self.text.setPlaceholderText(_EXAMPLE)
        self.text.setAccessibleName(self.tr("Working hours of a day"))
        self.days: list[QCheckBox] = []
        self.own: list[QLineEdit] = []
        self.each = QCheckBox(self.tr("Each day has its own hours"))
        self._same, self._apart = QWidget(), QWidget()
        self._build(hours)
        self.each.toggled.connect(self._switch)
        self._apart.hide()
        self.setFocusProxy(self.text)

    def _build(self, hours: tuple[tuple[Span, ...], ...]) -> None:
        space, locale = tokens.current().space, QLocale()
        ticks = QHBoxLayout()
        ticks.setSpacing(space.m)
        grid = QGridLayout(self._apart)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(space.xs)
        for place, spans in enumerate(hours):
            short, whole = (
                locale.standaloneDayName(place + 1, form)
                for form in (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat)
            )
            day = QCheckBox(short)
            day.setAccessibleName(whole)
            day.setChecked(bool(spans))
            ticks.addWidget(day)
            self.days.append(day)
            field = QLineEdit()
            field.setPlaceholderText(self.tr("closed"))
            field.setAccessibleName(whole)
            grid.addWidget(Label(whole, Role.SECONDARY), place, 0)
            grid.addWidget(field, place, 1)
            self.own.append(field)
        grid.setColumnStretch(1, 1)
        ticks.addStretch()
        together = QVBoxLayout(self._same)
        together.setContentsMargins(0, 0, 0, 0)
        together.setSpacing(space.s)
        together.addWidget(self.text)
        together.addLayout(ticks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space.s)
        layout.addWidget(self._same)
        layout.addWidget(self._apart)
        layout.addWidget(self.each)

    def _switch(self, apart: bool) -> None:
        if apart:
            for day, field in zip(self.days, self.own, strict=True):
                field.setText(self.text.text() if day.isChecked() else "")
        self._same.setVisible(not apart)
        self._apart.setVisible(apart)
        self.setFocusProxy(self.own[0] if apart else self.text)

    def hours(self) -> tuple[tuple[Span, ...], ...]:
        """Read the spans of the week. Raises Refusal, naming the day where each has its own."""
        if not self.each.isChecked():
            spans = parse_spans(self.text.text())
            return tuple(spans if day.isChecked() else () for day in self.days)
        return tuple(self._read(field, day) for field, day in zip(self.own, WEEKDAYS, strict=True))

    def _read(self, field: QLineEdit, day: str) -> tuple[Span, ...]:
        try:
            return parse_spans(field.text())
        except Refusal as refusal:
            self.setFocusProxy(field)  # so that the form goes to the day that is wrong
            raise Refusal(f"{day}: {refusal}", field="hours") from refusal
