"""What Marketing delivered and Sales can use with leads, with how often it did."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.items import ItemKey, Material
from ui import tokens, wording
from ui.page import Frame
from ui.panels.deliverable_rows import short_link, url_of
from ui.widgets.card import Card
from ui.widgets.cells import Cell, Column, RowsModel
from ui.widgets.empty import EmptyState
from ui.widgets.marks import State
from ui.widgets.skeleton import Skeleton
from ui.widgets.table import TableView


class Materials(QWidget):
    """A table; `opened` carries the key of a thing, `list_asked` what an empty table offers."""

    opened = Signal(object)
    list_asked = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = "UTC"
        columns: tuple[Column[Material], ...] = (
            Column(self.tr("What"), _what),
            Column(self.tr("Delivered"), self._delivered, width=128),
            Column(self.tr("Used"), self._used, width=108),
            Column(self.tr("Where it is"), self._link, width=160),
        )
        self.rows: RowsModel[Material] = RowsModel(columns, lambda row: row.deliverable_id, self)
        self.table = TableView(self.tr("Materials"), rows="tall")
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.setModel(self.rows)
        self.table.keep_columns(frame.state, "materials")
        self.table.opened.connect(self._on_opened)
        self.table.clicked.connect(self._on_clicked)
        self.empty = EmptyState(
            "table",
            self.tr("No materials yet"),
            self.tr(
                "What Marketing delivers becomes a material: Sales logs the leads it was used with,"
                " and here you see what is used and what is not."
            ),
            self.tr("Show what is due"),
            self.list_asked.emit,
        )
        self.setFocusProxy(self.table)
        self._build()

    def _build(self) -> None:
        space = tokens.current().space
        card = Card()
        margins = card.layout()
        assert margins is not None  # noqa: S101 - a card has a layout
        margins.setContentsMargins(space.s, space.xs, space.s, space.s)
        card.body.addWidget(self.table)
        self._places = QStackedWidget()
        for each in (Skeleton(lines=8), card, self.empty):
            self._places.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._places)

    def show_materials(self, materials: Sequence[Material], zone: str) -> None:
        """Show other materials in place."""
        self._zone = zone
        self.rows.set_rows(materials)
        self._places.setCurrentIndex(1 if materials else 2)

    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(ItemKey(self.rows.row(index.row()).deliverable_id))

    def _on_clicked(self, index: QModelIndex) -> None:
        link = self.rows.row(index.row()).link
        if index.column() == self.rows.columnCount() - 1 and link:
            QDesktopServices.openUrl(url_of(link))
        else:
            self._on_opened(index)

    def _delivered(self, row: Material) -> Cell:
        at = wording.when(row.delivered_at, self._zone)
        return Cell(wording.long_day(row.delivered_at, self._zone), hint=at)

    def _used(self, row: Material) -> Cell:
        if not row.uses:
            hint = self.tr("Nobody has logged a use of it with a lead.")
            return Cell(self.tr("never used"), state=State.NONE, hint=hint)
        if row.uses == 1:
            return Cell(self.tr("once"))
        return Cell(self.tr("%1 times").replace("%1", f"{row.uses:,}"))

    def _link(self, row: Material) -> Cell:
        if not row.link:
            return Cell(self.tr("no link"), quiet=True)
        return Cell(
            short_link(row.link), link=True, hint=self.tr("Open %1").replace("%1", row.link)
        )


def _what(row: Material) -> Cell:
    about_it = " · ".join(filter(None, (row.persona, row.campaign)))
    return Cell(row.title, about_it, strong=True, hint=row.title)
