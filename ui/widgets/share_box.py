"""A field for a share."""

from PySide6.QtWidgets import QDoubleSpinBox

from app.model.agreement import WHOLE
from app.rules.sentences import share_text

_CENT = WHOLE // 100


class ShareBox(QDoubleSpinBox):
    """A share of up to 100 % with at most two decimals, shown without idle zeros."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(1 / _CENT, 100)
        self.setDecimals(2)
        self.setSuffix(" %")

    def textFromValue(self, value: float) -> str:
        """Write 95 as "95" and 99.5 as "99.5", with the locale's decimal sign."""
        plain = share_text(round(value * _CENT)).removesuffix(" %")
        return plain.replace(".", self.locale().decimalPoint())

    def set_share(self, share: int) -> None:
        """Show a share, given in hundredths of a per cent."""
        self.setValue(share / _CENT)

    @property
    def share(self) -> int:
        """The share in hundredths of a per cent."""
        return round(self.value() * _CENT)
