"""How one file is read: what it is, how its times are meant, and what its columns mean."""

from collections.abc import Mapping as Dictionary

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.errors import Refusal
from ui import tokens
from ui.dialogs.import_columns import ColumnsGrid
from ui.dialogs.import_inputs import InputFile
from ui.dialogs.import_times import TimesChoice
from ui.widgets.card import Card
from ui.widgets.form import FormRow
from ui.widgets.label import Label, Role

_NARROWEST = 340
"""Room for the longest question about times."""


class DetailsCard(Card):
    """The choices about one file, in a column that scrolls.

    `way_chosen` carries the place of another way to read it, `sheet_chosen` a sheet's name,
    `mapped` the mapping with other columns, `order_chosen` and `zone_chosen` how times are read.
    """

    way_chosen = Signal(int)
    sheet_chosen = Signal(str)
    mapped = Signal(object)
    order_chosen = Signal(object)
    zone_chosen = Signal(object)

    def __init__(
        self, zone: str, stages: Dictionary[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            QCoreApplication.translate("DetailsCard", "How the file is read"), parent=parent
        )
        self._shown: InputFile | None = None
        self.refusal = Label("", Role.ERROR, wrap=True)
        self.notes = Label("", Role.TERTIARY, wrap=True)
        self.way = QComboBox()
        self.sheet = QComboBox()
        self.times = TimesChoice(zone)
        self.columns = ColumnsGrid(stages)
        self._way_row = FormRow(self.tr("This file holds"), self.way)
        self._sheet_row = FormRow(self.tr("Sheet"), self.sheet)
        self._columns_heading = Label(self.tr("Columns and what they mean"), Role.STRONG)
        self._build()
        self.way.activated.connect(self.way_chosen)
        self.sheet.textActivated.connect(self.sheet_chosen)
        self.times.order_chosen.connect(self.order_chosen)
        self.times.zone_chosen.connect(self.zone_chosen)
        self.columns.mapped.connect(self.mapped)

    def _build(self) -> None:
        space = tokens.current().space
        rule = QFrame()
        rule.setProperty("role", "rule")
        choices = QHBoxLayout()
        choices.setSpacing(space.m)
        choices.addWidget(self._way_row, 3)
        choices.addWidget(self._sheet_row, 2)
        for box in (self.way, self.sheet):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(6)
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, space.m, 0)
        column.setSpacing(space.m)
        column.addWidget(self.refusal)
        column.addLayout(choices)
        column.addWidget(self.notes)
        column.addWidget(self.times)
        column.addWidget(rule)
        column.addWidget(self._columns_heading)
        column.addWidget(self.columns)
        column.addStretch()
        self._rule = rule
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inner)
        self.body.addWidget(self.area)
        self.setMinimumWidth(_NARROWEST)

    def show_file(self, file: InputFile) -> None:
        """Show another file, or the same one as it stands now."""
        known = file is self._shown
        self._shown = file
        self.setAccessibleName(self.tr("How %1 is read").replace("%1", file.path.name))
        table, mapping = file.table, file.mapping
        for each in (self._way_row, self._rule, self._columns_heading, self.columns):
            each.setVisible(mapping is not None)
        self._sheet_row.setVisible(table is not None and len(table.sheets) > 1)
        self._show_refusal(file.refusal)
        self.notes.setText("" if table is None else "\n".join(table.notes))
        self.notes.setVisible(bool(self.notes.text()))
        if table is None or mapping is None:
            self.times.hide()
            return
        self.times.show_times(file.times, mapping, file.refusal)
        if not known or self.way.currentIndex() != file.way:
            self.area.verticalScrollBar().setValue(0)
        self.way.clear()
        self.way.addItems([way.title for way in file.ways])
        self.way.setCurrentIndex(file.way)
        self.sheet.clear()
        self.sheet.addItems(table.sheets)
        self.sheet.setCurrentText(table.sheet or "")
        if not self.columns.shows(table, mapping):
            self.columns.show_table(table, mapping)

    def _show_refusal(self, refusal: Refusal | None) -> None:
        beside_times = refusal is not None and refusal.field == "day_order"
        self.refusal.setText("" if refusal is None or beside_times else str(refusal))
        self.refusal.setVisible(bool(self.refusal.text()))

    def go_to_refusal(self) -> None:
        """Put the keyboard where the answer is missing."""
        refusal = None if self._shown is None else self._shown.refusal
        if refusal is None:
            return
        if refusal.field == "day_order":
            place: QWidget = self.times.orders[0]
        else:
            place = self.columns.choices[0] if self.columns.choices else self.way
        place.setFocus()
        self.area.ensureWidgetVisible(place)
