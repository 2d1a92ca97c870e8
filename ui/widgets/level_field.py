"""A field for the level a typed figure is to reach."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QWidget

from ui import tokens

_THOUSAND = 1000


class LevelBox(QDoubleSpinBox):
    """A figure with at most three decimals, shown without idle zeros."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(-1e12, 1e12)
        self.setDecimals(3)
        self.setGroupSeparatorShown(True)

    def textFromValue(self, value: float) -> str:
        """Write 4.5 as "4.5" and 10000 as "10,000", with the locale's signs."""
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text


class LevelField(QWidget):
    """At least or at most beside a level; `changed` says that it is another one."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bound, self.box = QComboBox(), LevelBox()
        self.bound.addItem(self.tr("at least"), False)
        self.bound.addItem(self.tr("at most"), True)
        self.bound.setAccessibleName(self.tr("At least or at most"))
        self.box.setAccessibleName(name)
        self.setFocusProxy(self.bound)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.current().space.s)
        row.addWidget(self.bound, 2)
        row.addWidget(self.box, 3)
        self.bound.currentIndexChanged.connect(self.changed)
        self.box.valueChanged.connect(self.changed)

    @property
    def level(self) -> int:
        """The level in thousandths."""
        return round(self.box.value() * _THOUSAND)

    @property
    def at_most(self) -> bool | None:
        """True when the level is the most there may be."""
        return True if self.bound.currentData() else None

    def set_level(self, level: int, *, at_most: bool | None) -> None:
        """Show a level, given in thousandths."""
        self.bound.setCurrentIndex(self.bound.findData(bool(at_most)))
        self.box.setValue(level / _THOUSAND)
