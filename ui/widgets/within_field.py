"""A field for how long a promise gives."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from app import words
from app.model.duration import DurationUnit, Within
from ui import tokens


class WithinField(QWidget):
    """An amount beside its unit; `changed` says that it is another duration."""

    changed = Signal()

    def __init__(self, within: Within, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.amount, self.unit = QSpinBox(), QComboBox()
        self.amount.setGroupSeparatorShown(True)
        self.amount.setAccessibleName(name)
        self.unit.setAccessibleName(self.tr("Unit"))
        for each in DurationUnit:
            self.unit.addItem(words.label(each).lower(), each)
        self.setFocusProxy(self.amount)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.current().space.s)
        row.addWidget(self.amount, 1)
        row.addWidget(self.unit, 2)
        self.unit.currentIndexChanged.connect(self._fit)
        self.amount.valueChanged.connect(self.changed)
        self.set_within(within)

    @property
    def within(self) -> Within:
        """The duration shown."""
        return Within(self.amount.value(), DurationUnit(self.unit.currentData()))

    def set_within(self, within: Within) -> None:
        """Show a duration."""
        self.unit.setCurrentIndex(self.unit.findData(within.unit))
        self._fit()
        self.amount.setValue(within.amount)

    def _fit(self) -> None:
        """Let only the end of a business day count from 0, the same day, and none last for ages."""
        unit = DurationUnit(self.unit.currentData())
        at_end = unit is DurationUnit.END_OF_BUSINESS_DAY
        self.amount.setRange(0 if at_end else 1, unit.most)
        self.amount.setSpecialValueText(self.tr("same") if at_end else "")
        self.changed.emit()
