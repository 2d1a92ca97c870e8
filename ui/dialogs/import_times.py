"""The fourth step: which zone, day or month first, point or comma; only what the files leave open."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from app.importing.choices import Amounts, Times
from app.importing.mapping import Mapping, NaiveTimes
from app.importing.values import DayMonth
from app.model.columns import Ms, from_ms
from ui import tokens, wording
from ui.dialogs.import_inputs import InputFile, Inputs, Step
from ui.widgets.card import Card
from ui.widgets.label import Label, Role
from ui.widgets.scroll import ScrollColumn

translate = QCoreApplication.translate

ORDERS = (DayMonth.DAY_FIRST, DayMonth.MONTH_FIRST)
ZONES = (NaiveTimes.WORKSPACE, NaiveTimes.UTC)
MARKS = (".", ",")
_WIDEST = 760


class Question(QWidget):
    """A question with its reason and two answers; `answered` carries the place of the one chosen."""

    answered = Signal(int)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Label(words, Role.STRONG)
        self.reason = Label("", Role.CAPTION, wrap=True)
        self.answers = [QRadioButton(), QRadioButton()]
        self.error = Label("", Role.ERROR, wrap=True)
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.current().space.xs)
        for each in (self.words, self.reason, *self.answers, self.error):
            layout.addWidget(each)
        for place, radio in enumerate(self.answers):
            self._group.addButton(radio, place)
        self._group.idClicked.connect(self.answered)
        self.error.hide()

    def ask(self, reason: str, answers: Sequence[str], chosen: int | None) -> None:
        """Ask, with the answer that holds now; None for none yet."""
        self.reason.setText(reason)
        self._group.setExclusive(False)  # so that none may be chosen
        for place, (radio, words) in enumerate(zip(self.answers, answers, strict=True)):
            radio.setText(words)
            radio.setChecked(place == chosen)
        self._group.setExclusive(True)

    def demand(self, sentence: str) -> None:
        """Say that an answer is needed; "" takes that away."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))


class ReadingsCard(Card):
    """What one file leaves open; `remapped` carries the field of its mapping and the value."""

    remapped = Signal(str, object)

    def __init__(
        self, file: InputFile, zone: str, currency: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(file.path.name, parent=parent)
        self.file = file
        self._zone, self._currency = zone, currency
        self.order = Question(self.tr("Which comes first, the day or the month?"))
        self.zone = Question(self.tr("In which zone are times without one?"))
        self.mark = Question(self.tr("What stands before the cents?"))
        self.body.setSpacing(tokens.current().space.l)
        self.setMaximumWidth(_WIDEST)
        for each in (self.order, self.zone, self.mark):
            self.body.addWidget(each)
        self.order.answered.connect(self._order_chosen)
        self.zone.answered.connect(self._zone_chosen)
        self.mark.answered.connect(self._mark_chosen)

    @property
    def is_needed(self) -> bool:
        """Whether anything is open."""
        return self.file.asked is not None and self.file.asked.has_readings

    def show_file(self) -> None:
        """Show what is open, and what was chosen."""
        asked, mapping = self.file.asked, self.file.mapping
        if asked is None or mapping is None:
            return
        self._show_order(asked.times, mapping)
        self._show_zone(asked.times, mapping)
        self._show_mark(asked.amounts, mapping)
        for each in (self.order, self.mark):
            each.demand("")

    def _show_order(self, times: Times, mapping: Mapping) -> None:
        self.order.setVisible(times.order.ambiguous)
        plain = (self.tr("The day"), self.tr("The month"))
        named = (self.tr("The day: %1"), self.tr("The month: %1"))
        answers: Sequence[str] = plain
        if times.both_ways is not None:
            days = (_long_day(each, self._zone) for each in times.both_ways)
            answers = [words.replace("%1", day) for words, day in zip(named, days, strict=True)]
        example, reason = times.order.example, times.order.reason
        if example and example not in reason:
            reason += " " + self.tr("“%1” would be:").replace("%1", example)
        self.order.ask(reason, answers, _place(ORDERS, mapping.day_order))

    def _show_zone(self, times: Times, mapping: Mapping) -> None:
        open_order = times.order.ambiguous and mapping.day_order is None
        naive = None if open_order else times.naive
        self.zone.setVisible(naive is not None)
        if naive is None:
            return
        example, in_utc, here = naive
        answers = []
        for name, ms in ((self._zone.replace("_", " "), here), (self.tr("UTC"), in_utc)):
            local = f"{wording.day(ms, self._zone)}, {wording.clock_time(ms, self._zone)}"
            answers.append(self.tr("%1: %2").replace("%1", name).replace("%2", local))
        said = self.tr("“%1” would stand here as:").replace("%1", example)
        self.zone.ask(said, answers, _place(ZONES, mapping.naive_times))

    def _show_mark(self, amounts: Amounts, mapping: Mapping) -> None:
        self.mark.setVisible(amounts.mark.ambiguous)
        plain = (self.tr("A point"), self.tr("A comma"))
        named = (self.tr("A point: %1"), self.tr("A comma: %1"))
        answers: Sequence[str] = plain
        if amounts.both_ways is not None:
            sums = (wording.money(each, self._currency) for each in amounts.both_ways)
            answers = [words.replace("%1", each) for words, each in zip(named, sums, strict=True)]
        self.mark.ask(amounts.mark.reason, answers, _place(MARKS, mapping.decimal_mark))

    def missing(self) -> Question | None:
        """Give the question that has to be answered."""
        refusal = self.file.refusal
        if refusal is None or self.file.step is not Step.READINGS:
            return None
        return self.order if refusal.field == "day_order" else self.mark

    def _order_chosen(self, place: int) -> None:
        self.remapped.emit("day_order", ORDERS[place])

    def _zone_chosen(self, place: int) -> None:
        self.remapped.emit("naive_times", ZONES[place])

    def _mark_chosen(self, place: int) -> None:
        self.remapped.emit("decimal_mark", MARKS[place])


class ReadingsStep(ScrollColumn):
    """A card for each file with something open; `remapped` carries the file, a field and its value."""

    remapped = Signal(object, str, object)

    def __init__(self, zone: str, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(translate("ReadingsStep", "Dates and numbers"), parent)
        self._zone, self._currency = zone, currency
        self.cards: list[ReadingsCard] = []
        self.body.addStretch(1)

    def show_files(self, inputs: Inputs) -> None:
        """Show what the files leave open as it stands now."""
        there = {id(card.file): card for card in self.cards}
        for card in self.cards:
            if card.file not in inputs.files:
                self.body.removeWidget(card)
                card.hide()
                card.deleteLater()
        self.cards = [there.get(id(file)) or self._card(file) for file in inputs.files]
        for place, card in enumerate(self.cards):
            self.body.insertWidget(place, card)
            card.show_file()
            card.setVisible(card.is_needed)

    def _card(self, file: InputFile) -> ReadingsCard:
        card = ReadingsCard(file, self._zone, self._currency)

        def remapped(field: str, value: object) -> None:
            self.remapped.emit(file, field, value)

        card.remapped.connect(remapped)
        return card

    def demand(self) -> None:
        """Say at each question that has to be answered that it has."""
        for card in self.cards:
            question = card.missing()
            if question is not None:
                question.demand(self.tr("Choose one before importing."))

    def begin(self) -> None:
        """Put the keyboard on the first question that has to be answered, or the first of all."""
        asking = [question for card in self.cards if (question := card.missing()) is not None]
        every = [
            each
            for card in self.cards
            for each in (card.order, card.zone, card.mark)
            if card.is_needed and not each.isHidden()
        ]
        for question in (*asking, *every)[:1]:
            chosen = [radio for radio in question.answers if radio.isChecked()]
            (chosen or question.answers)[0].setFocus()
            self.ensureWidgetVisible(question)


def _place(keys: Sequence[object], key: object) -> int | None:
    return keys.index(key) if key in keys else None


def _long_day(ms: Ms, zone: str) -> str:
    local = from_ms(ms).astimezone(ZoneInfo(zone))
    return wording.locale().toString(QDate(local.year, local.month, local.day), "d MMMM yyyy")
