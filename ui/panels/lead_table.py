"""The table of up to a million leads: found by letters, copied, and kept in place, all by id."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.changes import Progress
from app.services.lead_list import lead_page, leads_named
from app.services.workspaces import Workspace
from ui.jobs import Latest
from ui.models.leads import Ids, LeadsModel, columns, first_row
from ui.page import Frame
from ui.widgets.letter_table import LetterTable
from ui.widgets.table import check_copy, table_text

_KEPT_SELECTED = 200
"""So many selected rows are found again when the list changes; of more, only the current one."""
_COPIED_AT_ONCE = 1_000


class LeadTable(LetterTable):
    """Shows a `LeadsModel`; what takes long at a million rows is done off the window's thread.

    `restoring` tells that rows are selected by the table itself and not by the person.
    """

    sorts: ClassVar = True

    def __init__(
        self,
        name: str,
        frame: Frame,
        workspace: Workspace,
        leads: LeadsModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, frame.commands, parent, rows="tall")
        self._frame, self._workspace, self._leads = frame, workspace, leads
        self._finding = Latest(frame.jobs)
        self.restoring = False
        self.setModel(leads)
        header = self.horizontalHeader()
        for place, column in enumerate(columns()):
            header.resizeSection(place, column.width)
            header.setSectionHidden(place, not column.shown)
        header.setSectionsClickable(True)

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns share a new width as they shared the old one, each as much as it needs."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.share_room()

    def share_room(self) -> None:
        """Fill the width with the columns shown; where it is too little for them, they scroll."""
        header, room = self.horizontalHeader(), self.viewport().width()
        shown = [each for each in range(header.count()) if not header.isSectionHidden(each)]
        needed = [column.width for column in columns()]
        whole = max(header.length(), 1)
        widths = {
            each: max(needed[each], header.sectionSize(each) * room // whole) for each in shown
        }
        excess = sum(widths.values()) - room
        for each in sorted(shown, key=lambda each: needed[each] - widths[each]):
            cut = min(excess, widths[each] - needed[each])
            widths[each] -= cut
            excess -= cut
        for each, width in widths.items():
            header.resizeSection(each, width)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Up and Down first select the row they stand on where none is selected."""
        selection, current = self.selectionModel(), self.currentIndex()
        moves = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if moves and current.isValid() and not selection.hasSelection():
            self.setCurrentIndex(current)
        else:
            super().keyPressEvent(event)

    def go_to_letters(self, letters: str, after: int) -> None:
        """Go to the first lead at or behind `after`, wrapping round, whose name begins so."""
        ids, workspace = self._leads.ids(), self._workspace

        def work(progress: Progress) -> tuple[Ids, int | None]:
            progress(0, 1)
            return ids, first_row(ids, leads_named(workspace, letters), after)

        self._finding.run(work, self._go_to)

    def _go_to(self, found: tuple[Ids, int | None]) -> None:
        ids, row = found
        if row is not None and ids is self._leads.ids():
            self.setCurrentIndex(self._leads.index(row, self.first_column()))

    # Copying

    def copy(self) -> None:
        """Put the selected leads on the clipboard as text with tabs, headings first.

        Raises:
            Refusal: more rows than a clipboard should carry.

        """
        ranges = self.selected_ranges()
        check_copy(ranges)
        ids, leads, workspace = self._leads.ids(ranges).tolist(), self._leads, self._workspace
        every = columns()
        shown = [every[place] for place in self.shown_columns()]

        def work(progress: Progress) -> str:
            lines: list[Sequence[object]] = [[column.title for column in shown]]
            for start in range(0, len(ids), _COPIED_AT_ONCE):
                progress(start, len(ids))
                page = lead_page(workspace, ids[start : start + _COPIED_AT_ONCE])
                lines += [
                    [leads.cell(line, column.order).spoken() for column in shown] for line in page
                ]
            return table_text(lines)

        if ids:
            self._frame.jobs.run(work, self._copied, label=self.tr("Copying the selected leads"))

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        copied = text.count("\n")  # the headings stand without
        words = self.tr("%1 lead copied.") if copied == 1 else self.tr("%1 leads copied.")
        self._frame.messages.notice(words.replace("%1", f"{copied:,}"))

    # The same rows in another list

    def show_ids(self, ids: Ids) -> None:
        """Show other leads, with the same rows selected and the same row on top as before."""
        bar = self.verticalScrollBar()
        row_height = self.verticalHeader().defaultSectionSize()
        selected, row = self._selected_ids(), self.currentIndex().row()
        place, top = bar.value(), self.rowAt(0)
        top_id = self._leads.lead_id(top) if top >= 0 and place else None
        above = place - top * row_height
        self.restoring = True
        if self._leads.set_ids(ids):
            self.doItemsLayout()
            self._select(selected, row)
            new_top = None if top_id is None else self._leads.place(top_id)
            bar.setValue(place if new_top is None else new_top * row_height + above)
        self.restoring = False

    def show_row(self, row: int) -> None:
        """Select a row and scroll to it, for somebody who shows its lead already."""
        self.restoring = True
        self.setCurrentIndex(self._leads.index(row, 0))
        self.restoring = False
        self.scrollTo(self._leads.index(row, 0))

    def _selected_ids(self) -> list[int]:
        """Give the selected leads, the current one first."""
        ranges, current = self.selected_ranges(), self.currentIndex()
        rows = [current.row()] if self.selectionModel().isSelected(current) else []
        if sum(bottom - top + 1 for top, bottom in ranges) <= _KEPT_SELECTED:
            rows += [row for top, bottom in ranges for row in range(top, bottom + 1)]
        return list(dict.fromkeys(self._leads.lead_id(row) for row in rows))

    def _select(self, lead_ids: Sequence[int], row: int) -> None:
        """Select leads again; where they left, Down goes on with what took the place of `row`."""
        leads, selection = self._leads, self.selectionModel()
        places = [place for each in lead_ids if (place := leads.place(each)) is not None]
        last = leads.columnCount() - 1
        wanted = QItemSelection()
        for place in places:
            wanted.select(leads.index(place, 0), leads.index(place, last))
        instead = min(row, leads.rowCount() - 1)
        current = leads.index(places[0] if places else instead, 0)
        selection.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
