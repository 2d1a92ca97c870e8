"""How the times of a file are to be read: which zone, and whether the day or the month comes first."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from app.errors import Refusal
from app.importing.choices import Times
from app.importing.mapping import Mapping, NaiveTimes
from app.importing.values import DayMonth
from app.model.columns import Ms, from_ms
from ui import tokens, wording
from ui.widgets.label import Label, Role

_ORDERS = (DayMonth.DAY_FIRST, DayMonth.MONTH_FIRST)
_ZONES = (NaiveTimes.WORKSPACE, NaiveTimes.UTC)


class TimesChoice(QWidget):
    """Asks only what the file leaves open, with its own dates as examples."""

    order_chosen = Signal(object)
    zone_chosen = Signal(object)

    def __init__(self, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.order_question = Label(
            self.tr("Which comes first, the day or the month?"), Role.STRONG
        )
        self.order_reason = Label("", Role.CAPTION, wrap=True)
        self.order_error = Label("", Role.ERROR, wrap=True)
        self.orders = [QRadioButton() for _ in _ORDERS]
        self.zone_question = Label(self.tr("In which zone are times without one?"), Role.STRONG)
        self.zone_example = Label("", Role.CAPTION, wrap=True)
        self.zones = [QRadioButton() for _ in _ZONES]
        self._order_group, self._zone_group = QButtonGroup(self), QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.current().space.xs)
        for each in (self.order_question, self.order_reason, *self.orders, self.order_error):
            layout.addWidget(each)
        layout.addSpacing(tokens.current().space.xs)
        for each in (self.zone_question, self.zone_example, *self.zones):
            layout.addWidget(each)
        for place, radio in enumerate(self.orders):
            self._order_group.addButton(radio, place)
        for place, radio in enumerate(self.zones):
            self._zone_group.addButton(radio, place)
        self._order_group.idClicked.connect(self._order_clicked)
        self._zone_group.idClicked.connect(self._zone_clicked)

    def show_times(self, times: Times | None, mapping: Mapping, refusal: Refusal | None) -> None:
        """Show what is open in a file whose mapping and refusal are given."""
        ambiguous = times is not None and times.order.ambiguous
        for each in (self.order_question, self.order_reason, *self.orders):
            each.setVisible(ambiguous)
        missing = refusal is not None and refusal.field == "day_order"
        self.order_error.setVisible(missing)
        self.order_error.setText(self.tr("Choose one before importing.") if missing else "")
        if times is not None and ambiguous:
            self._name_orders(times)
        self._check(self._order_group, _ORDERS, mapping.day_order)
        open_order = ambiguous and mapping.day_order is None
        naive = None if times is None or open_order else times.naive
        for each in (self.zone_question, self.zone_example, *self.zones):
            each.setVisible(naive is not None)
        if naive is not None:
            self._name_zones(*naive)
        self._check(self._zone_group, _ZONES, mapping.naive_times)
        self.setVisible(ambiguous or naive is not None)

    def _name_orders(self, times: Times) -> None:
        plain = (self.tr("The day"), self.tr("The month"))
        named = (self.tr("The day: %1"), self.tr("The month: %1"))
        for place, radio in enumerate(self.orders):
            if times.both_ways is None:
                radio.setText(plain[place])
            else:
                day = _long_day(times.both_ways[place], self._zone)
                radio.setText(named[place].replace("%1", day))
        example, reason = times.order.example, times.order.reason
        if example and example not in reason:
            reason += " " + self.tr("“%1” would be:").replace("%1", example)
        self.order_reason.setText(reason)

    def _name_zones(self, example: str, in_utc: Ms, here: Ms) -> None:
        said = self.tr("“%1” would stand here as:").replace("%1", example)
        self.zone_example.setText(said)
        names = (self._zone.replace("_", " "), self.tr("UTC"))
        for radio, name, ms in zip(self.zones, names, (here, in_utc), strict=True):
            local = f"{wording.day(ms, self._zone)}, {wording.clock_time(ms, self._zone)}"
            radio.setText(self.tr("%1: %2").replace("%1", name).replace("%2", local))

    def _check(self, group: QButtonGroup, keys: tuple[object, ...], current: object) -> None:
        group.setExclusive(False)  # so that none may be chosen
        for place, key in enumerate(keys):
            group.button(place).setChecked(key == current)
        group.setExclusive(True)

    def _order_clicked(self, place: int) -> None:
        self.order_chosen.emit(_ORDERS[place])

    def _zone_clicked(self, place: int) -> None:
        self.zone_chosen.emit(_ZONES[place])


def _long_day(ms: Ms, zone: str) -> str:
    local = from_ms(ms).astimezone(ZoneInfo(zone))
    return wording.locale().toString(QDate(local.year, local.month, local.day), "d MMMM yyyy")
