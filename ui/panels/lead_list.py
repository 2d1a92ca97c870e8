"""The list of leads with its filter and views, and what stands there when nothing is found."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.changes import Progress
from app.model.workspace import WorkspaceInfo
from app.services.lead_list import FoundLeads, LeadFilter, View, find_leads, lead_page
from app.services.workspaces import Workspace
from ui import tokens
from ui.actions import Command, Menu
from ui.dialogs.export_leads import LeadExport
from ui.jobs import Latest
from ui.models.leads import LeadsModel, columns
from ui.page import Frame
from ui.panels.lead_filter import LeadFilterBar
from ui.panels.lead_table import LeadTable
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.skeleton import Skeleton

_DOWN, _UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


class LeadList(QWidget):
    """Finds leads off the window's thread and shows them, by id and not by place.

    `bar` is what stands above the list, for the page to place. `chosen` carries the id of the lead
    the person went to, `opened` of one opened by Enter or a click; `add_asked` and `import_asked`
    are what an empty list offers.
    """

    chosen = Signal(object)
    opened = Signal(object)
    add_asked = Signal()
    import_asked = Signal()

    def __init__(self, frame: Frame, workspace: Workspace, about: WorkspaceInfo) -> None:
        super().__init__()
        self._frame, self._workspace = frame, workspace
        self.wanted = LeadFilter(view="open")
        self._view_chosen = False
        self._reveal: int | None = None
        self._found_text = ""
        self._first_wanted = False
        self._latest = Latest(frame.jobs)
        self.bar = LeadFilterBar(frame, workspace)
        self.filter, self.views = self.bar.line, self.bar.views
        read = partial(lead_page, workspace)
        self.model = LeadsModel(read, about.time_zone, about.currency, self)
        self.table = LeadTable(self.tr("Leads"), frame, workspace, self.model)
        self._skeleton = Skeleton(lines=8)
        self._nothing = EmptyState("table", "", "", self.tr("Show all leads"), self._show_all)
        self._none_yet = self._first_leads()
        self._places, self._whole = QStackedWidget(), QStackedWidget()
        self._export = LeadExport(frame, workspace, self)
        self._build()
        self._mark_order()
        self.table.keep_columns(frame.state, "leads")
        self._read_order()
        self._connect()

    def _build(self) -> None:
        space = tokens.current().space
        for each in (self._skeleton, self.table, self._nothing):
            self._places.addWidget(each)
        card = Card()
        margins = card.layout()
        assert margins is not None  # noqa: S101 - a card has a layout
        margins.setContentsMargins(space.s, space.xs, space.s, space.s)
        card.body.addWidget(self._places)
        self._whole.addWidget(card)
        self._whole.addWidget(self._none_yet)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._whole)

    def _first_leads(self) -> EmptyState:
        words = self.tr(
            "Import them from a file, or add the first by hand."
            " Once one is handed over to Sales, its clock runs here."
        )
        heading = self.tr("No leads yet")
        empty = EmptyState("table", heading, words, self.tr("Import leads"), self.import_asked.emit)
        add = Button(self.tr("Add lead"), "plus")
        add.clicked.connect(self.add_asked)
        rows = empty.layout()
        assert isinstance(rows, QVBoxLayout)  # noqa: S101 - an empty state stands upright
        rows.insertWidget(rows.count() - 1, add, 0, Qt.AlignmentFlag.AlignHCenter)
        return empty

    def _connect(self) -> None:
        self.bar.changed.connect(self.search)
        self.bar.view_chosen.connect(self._on_view)
        self.filter.returnPressed.connect(self._take_first)
        self.filter.textEdited.connect(self._on_typed)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._on_order)
        self.table.selectionModel().selectionChanged.connect(self._on_row)
        self.table.clicked.connect(self._on_opened)
        self.table.opened.connect(self._on_opened)
        # queued: the model meets it while the table paints
        failure = self._frame.messages.failure
        self.model.unreadable.connect(failure, Qt.ConnectionType.QueuedConnection)

    def commands(self) -> Sequence[Command]:
        """Give what can be done with the list as a whole, each with its key."""
        find, export = self.tr("Filter the leads"), self.tr("Export…")
        return (
            Command("leads.filter", find, "filter", self.focus_filter, "Ctrl+F"),
            Command(
                "leads.saved", self.tr("Saved filters…"), "bookmark", self.bar.offer_saved, "Ctrl+B"
            ),
            Command(
                "leads.save_filter",
                self.tr("Save this filter…"),
                "bookmark",
                self.bar.ask_to_save,
                enabled=self._is_filtered,
            ),
            Command(
                "leads.columns",
                self.tr("Columns and order…"),
                "columns-3",
                self.table.offer_columns,
                "Ctrl+Shift+C",
            ),
            Command(
                "leads.export", export, "download", self.export, "Ctrl+E", self._has_rows, Menu.FILE
            ),
        )

    def export(self) -> None:
        """Write the leads that are listed to a file."""
        self._export.ask(self.wanted)

    def _is_filtered(self) -> bool:
        return bool(self.filter.text().strip())

    def _has_rows(self) -> bool:
        return self.model.rowCount() > 0

    # Finding

    def search(self) -> None:
        """Look for the leads that are wanted; the answer of an earlier search no longer counts."""
        self.bar.searched()
        wanted = self.wanted = replace(self.wanted, text=self.filter.text())
        workspace = self._workspace

        def work(progress: Progress) -> FoundLeads:
            progress(0, 1)  # a search overtaken while it waited ends here
            return find_leads(workspace, wanted)

        self._latest.run(work, self._found, self._not_found)

    def filter_by(self, wanted: LeadFilter) -> None:
        """Show the leads of a filter, and its parts where the person can change them."""
        self._view_chosen = True
        self.wanted = wanted
        self.bar.show_filter(wanted.text, wanted.view)
        self._mark_order()
        self.search()

    def reveal(self, lead_id: int) -> None:
        """Select a lead, in the whole list when the present one lacks it."""
        self._view_chosen = True
        self._reveal = lead_id
        self.search()

    def clear_filter(self) -> bool:
        """Take the words away; False when there were none."""
        if not self.filter.text():
            return False
        self.filter.clear()
        return True

    def focus_filter(self) -> None:
        """Let words be typed."""
        self.filter.setFocus()
        self.filter.selectAll()

    def _not_found(self, problem: BaseException) -> None:
        self._frame.messages.failure(problem)

    def _found(self, found: FoundLeads) -> None:
        self._show_found(found)
        self._found_text = found.wanted.text
        if self._first_wanted:
            self._first_wanted = False
            self._take_first()

    def _show_found(self, found: FoundLeads) -> None:
        self.bar.problem.say(" ".join(found.problems))
        if found.problems and self.bar.is_typing and self.model.rowCount():
            return  # half a field: what was found before stays until it is whole
        self.bar.show_counts(found.counts)
        if found.total and not self._view_chosen:
            self._view_chosen = True
            if not found.counts["open"] and found.counts["all"]:
                self.views.choose("all")
                return
        self.table.show_ids(found.ids)
        self._say_if_empty(found)
        if self._reveal is not None:
            self._select_revealed(self._reveal, found)
        self._frame.commands.refresh()

    def _select_revealed(self, lead_id: int, found: FoundLeads) -> None:
        row = self.model.place(lead_id)
        if row is not None:
            self._reveal = None
            self.table.show_row(row)  # whoever asked shows it already, and may be further by now
        elif found.wanted.view != "all" or found.wanted.text.strip():
            self.filter_by(replace(self.wanted, view="all", text=""))
        else:
            self._reveal = None  # removed meanwhile

    # Nothing found

    def _say_if_empty(self, found: FoundLeads) -> None:
        self._whole.setCurrentIndex(0 if found.total else 1)
        self.bar.setVisible(found.total > 0)
        if len(found.ids):
            first = self._places.currentWidget() is self._skeleton
            self._places.setCurrentWidget(self.table)
            if first and self.isVisible() and not self.filter.hasFocus():
                self.table.setFocus()
            return
        heading, sentence, button = self._empty_words(found)
        self._nothing.heading.setText(heading)
        self._nothing.sentence.setText(sentence)
        self._nothing.button.set_words(button)
        self._nothing.setAccessibleName(heading)
        self._places.setCurrentWidget(self._nothing)

    def _empty_words(self, found: FoundLeads) -> tuple[str, str, str]:
        words = found.wanted.text.strip()
        if found.problems:
            return (
                self.tr("This filter has a problem"),
                self.tr("Mend it in the line above, or begin anew."),
                self.tr("Clear the filter"),
            )
        if words:
            sentence = self.tr("Nothing here fits “%1”.")
            return (
                self.tr("No lead matches"),
                sentence.replace("%1", words),
                self.tr("Clear the filter"),
            )
        show_all = self.tr("Show all %1 leads").replace("%1", f"{found.total:,}")
        if found.wanted.view == "late":
            return (
                self.tr("Nothing is late"),
                self.tr("No duty about a lead is past due."),
                show_all,
            )
        return (
            self.tr("Nothing is open"),
            self.tr("Every lead handed over to Sales has had its contact and its decision."),
            show_all,
        )

    def _show_all(self) -> None:
        if self.wanted.text.strip():
            self.filter_by(replace(self.wanted, text=""))
        else:
            self.filter_by(replace(self.wanted, view="all"))

    # What the person does

    def _on_view(self, view: object) -> None:
        self._view_chosen = True
        self.wanted = replace(self.wanted, view=cast("View", view))
        self.search()

    def _on_order(self) -> None:
        self._read_order()
        self.search()

    def _read_order(self) -> None:
        header = self.table.horizontalHeader()
        self.wanted = replace(
            self.wanted,
            order=columns()[header.sortIndicatorSection()].order,
            descending=header.sortIndicatorOrder() == _DOWN,
        )
        self.model.mark_order(header.sortIndicatorSection(), descending=self.wanted.descending)

    def _mark_order(self) -> None:
        """Show in the header what the list is ordered by."""
        header = self.table.horizontalHeader()
        place = [column.order for column in columns()].index(self.wanted.order)
        header.blockSignals(True)
        header.setSortIndicator(place, _DOWN if self.wanted.descending else _UP)
        header.blockSignals(False)
        self.model.mark_order(place, descending=self.wanted.descending)

    def _take_first(self) -> None:
        """Go from the filter to the first lead it finds, once it has found what stands there now."""
        if self.filter.text() != self._found_text:
            self._first_wanted = True
            self.search()
        elif self.model.rowCount() and not self.bar.problem.text:
            self.table.setFocus()
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.opened.emit(self.model.lead_id(0))

    def _on_typed(self) -> None:
        self._first_wanted = False

    def _on_row(self) -> None:
        # a list that gets the keyboard has a current row before one is selected
        row = self.table.currentIndex().row()
        if self.table.selected_ranges() == [(row, row)] and not self.table.restoring:
            self._reveal = None
            self.chosen.emit(self.model.lead_id(row))

    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.lead_id(index.row()))
