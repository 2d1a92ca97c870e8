"""Which deliverables are wanted: words, a side, and how they stand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app import words
from app.model.people import Side
from ui import icons, tokens
from ui.models.deliverables import ItemFilter, Section, section_name
from ui.widgets.segmented import Segmented


class ItemFilterBar(QWidget):
    """The filter over the list; `changed` says that something else is wanted."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Filter: title, owner, persona, campaign, promise"))
        self.line.setAccessibleName(self.tr("Filter the deliverables"))
        self.line.setClearButtonEnabled(True)
        self.line.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.side = Segmented(
            [("", self.tr("Both")), *((side, words.label(side)) for side in Side)],
            "",
            self.tr("From which side"),
        )
        self.section = QComboBox()
        self.section.setAccessibleName(self.tr("How it stands"))
        self.section.addItem(self.tr("Any state"), "")
        for section in Section:
            self.section.addItem(section_name(section), section)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.current().space.m)
        row.addWidget(self.line, 1)
        row.addWidget(self.section)
        row.addWidget(self.side)
        self.line.textChanged.connect(self.changed)
        self.side.chosen.connect(self.changed)
        self.section.currentIndexChanged.connect(self.changed)

    @property
    def wanted(self) -> ItemFilter:
        """What is wanted now."""
        side, section = self.side.current(), self.section.currentData()
        return ItemFilter(self.line.text(), str(side), str(section))

    def begin(self) -> None:
        """Let words be typed."""
        self.line.setFocus()
        self.line.selectAll()

    def clear(self) -> bool:
        """Want everything; False when that was so already."""
        if self.wanted == ItemFilter():
            return False
        self.blockSignals(True)
        self.line.clear()
        self.side.choose("")
        self.section.setCurrentIndex(0)
        self.blockSignals(False)
        self.changed.emit()
        return True

    def show_section(self, section: Section) -> None:
        """Want what stands in one section."""
        self.section.setCurrentIndex(self.section.findData(section))
