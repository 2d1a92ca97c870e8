"""Which leads are selected in the list."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QObject, Signal

from ui.models.leads import LeadIds
from ui.panels.lead_list import LeadList


class LeadSelection(QObject):
    """Tells which leads of a list are selected; `selection_changed` carries how many."""

    selection_changed = Signal(int)

    def __init__(self, leads: LeadList) -> None:
        super().__init__(leads)
        self._list = leads
        leads.table.selectionModel().selectionChanged.connect(self._on_rows)

    def _on_rows(self) -> None:
        ranges = self._list.table.selected_ranges()
        self.selection_changed.emit(sum(bottom - top + 1 for top, bottom in ranges))

    def selected_ids(self) -> Sequence[int]:
        """Give the ids of the selected leads."""
        return LeadIds(self._list.model.ids(self._list.table.selected_ranges()))

    def all_matching(self) -> Sequence[int]:
        """Give the ids of all leads of the present filter."""
        return LeadIds(self._list.model.ids())

    def select_current(self) -> None:
        """Select the row the keyboard is on, and no other."""
        table = self._list.table
        flags = QItemSelectionModel.SelectionFlag
        table.selectionModel().select(table.currentIndex(), flags.ClearAndSelect | flags.Rows)
