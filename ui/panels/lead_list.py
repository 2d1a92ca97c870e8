"""The list of leads with its filter and views, and what stands there when nothing is found."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.changes import Progress
from app.services.lead_list import (
    FoundLeads,
    LeadFilter,
    View,
    find_leads,
    lead_page,
    leads_named,
)
from app.services.workspaces import Workspace
from ui import icons, tokens
from ui.jobs import Latest
from ui.models.leads import LeadsModel, columns
from ui.page import Frame
from ui.panels.lead_table import LeadTable
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.segmented import Segmented
from ui.widgets.skeleton import Skeleton

_TYPING_MS = 150
_KEPT_SELECTED = 200
"""So many selected rows are found again when the list changes; of more, only the current one."""

_DOWN, _UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


class LeadList(QWidget):
    """Finds leads off the window's thread and shows them, by id and not by place.

    `chosen` carries the id of the lead the person went to, `opened` of one opened by Enter or a
    click; `add_asked` and `import_asked` are what an empty list offers.
    """

    chosen = Signal(object)
    opened = Signal(object)
    add_asked = Signal()
    import_asked = Signal()

    def __init__(self, frame: Frame, workspace: Workspace, zone: str) -> None:
        super().__init__()
        self._frame, self._workspace = frame, workspace
        self.wanted = LeadFilter(view="open")
        self._view_chosen = False
        self._restoring = False
        self._reveal: int | None = None
        self._latest = Latest(frame.jobs)
        self._names: dict[View, str] = {
            "open": self.tr("Open"),
            "late": self.tr("Late"),
            "all": self.tr("All"),
        }
        self.filter = QLineEdit()
        self.views = Segmented(list(self._names.items()), "open", self.tr("Which leads"))
        read, named = partial(lead_page, workspace), partial(leads_named, workspace)
        self.model = LeadsModel(read, named, zone, self)
        self.table = LeadTable(self.tr("Leads"), [column.width for column in columns()])
        self._skeleton = Skeleton(lines=8)
        self._nothing = EmptyState("table", "", "", self.tr("Show all leads"), self._show_all)
        self._none_yet = self._first_leads()
        self._places, self._whole = QStackedWidget(), QStackedWidget()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._build()
        self._lay_out_columns()
        self._connect()

    def _build(self) -> None:
        space = tokens.current().space
        self.filter.setPlaceholderText(
            self.tr("Filter: name, company, email, source, stage, owner")
        )
        self.filter.setAccessibleName(self.tr("Filter the leads"))
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.views.setToolTip(
            self.tr("Open: waits for a first contact or for Sales to accept or send it back")
        )
        top = QHBoxLayout()
        top.setSpacing(space.m)
        top.addWidget(self.filter, 1)
        top.addWidget(self.views)
        for each in (self._skeleton, self.table, self._nothing):
            self._places.addWidget(each)
        card = Card()
        margins = card.layout()
        assert margins is not None  # noqa: S101 - a card has a layout
        margins.setContentsMargins(space.s, space.xs, space.s, space.s)
        card.body.addWidget(self._places)
        usual = QWidget()
        column = QVBoxLayout(usual)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.l)
        column.addLayout(top)
        column.addWidget(card, 1)
        self._whole.addWidget(usual)
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

    def _lay_out_columns(self) -> None:
        self.table.setModel(self.model)
        header = self.table.horizontalHeader()
        for place, column in enumerate(columns()):
            header.resizeSection(place, column.width)
        header.setSectionsClickable(True)
        self._mark_order()
        self.table.keep_columns(self._frame.state, "leads")
        self._read_order()

    def _connect(self) -> None:
        self.filter.textEdited.connect(self._typing.start)
        self.filter.textChanged.connect(self._on_text)
        self.filter.returnPressed.connect(self._take_first)
        self._typing.timeout.connect(self.search)
        self.views.chosen.connect(self._on_view)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._on_order)
        self.table.selectionModel().selectionChanged.connect(self._on_row)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.table.clicked.connect(self._on_opened)
        self.table.opened.connect(self._on_opened)
        self.table.add_asked.connect(self.add_asked)
        # queued: the model meets it while the table paints
        failure = self._frame.messages.failure
        self.model.unreadable.connect(failure, Qt.ConnectionType.QueuedConnection)

    # Finding

    def search(self) -> None:
        """Look for the leads that are wanted; the answer of an earlier search no longer counts."""
        self._typing.stop()
        wanted = self.wanted = replace(self.wanted, words=self.filter.text())
        workspace = self._workspace

        def work(progress: Progress) -> FoundLeads:
            progress(0, 1)  # a search overtaken while it waited ends here
            return find_leads(workspace, wanted)

        self._latest.run(work, self._found, self._not_found)

    def filter_by(self, wanted: LeadFilter) -> None:
        """Show the leads of a filter, and its parts where the person can change them."""
        self._view_chosen = True
        self.wanted = wanted
        self.filter.setText(wanted.words)
        self.views.blockSignals(True)
        self.views.choose(wanted.view)
        self.views.blockSignals(False)
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
        for view, number in found.counts.items():
            self.views.set_text(view, f"{self._names[view]} {number:,}")
        if found.total and not self._view_chosen:
            self._view_chosen = True
            if not found.counts["open"] and found.counts["all"]:
                self.views.choose("all")
                return
        self._show_ids(found)
        self._say_if_empty(found)
        if self._reveal is not None:
            self._select_revealed(self._reveal, found)

    def _show_ids(self, found: FoundLeads) -> None:
        """Show what was found, with the same rows selected and the same row on top as before."""
        bar = self.table.verticalScrollBar()
        row_height = self.table.verticalHeader().defaultSectionSize()
        selected, row = self._selected_ids(), self.table.currentIndex().row()
        place, top = bar.value(), self.table.rowAt(0)
        top_id = self.model.lead_id(top) if top >= 0 and place else None
        above = place - top * row_height
        self._restoring = True
        if self.model.set_ids(found.ids):
            self.table.doItemsLayout()
            self._select(selected, row)
            new_top = None if top_id is None else self.model.place(top_id)
            bar.setValue(place if new_top is None else new_top * row_height + above)
        self._restoring = False

    def _selected_ids(self) -> list[int]:
        """Give the selected leads, the current one first."""
        selection, current = self.table.selectionModel(), self.table.currentIndex()
        chosen: Any = selection.selection()  # a list, which its stubs do not say
        ranges = [(each.top(), each.bottom()) for each in chosen]
        rows = [current.row()] if selection.isSelected(current) else []
        if sum(bottom - top + 1 for top, bottom in ranges) <= _KEPT_SELECTED:
            rows += [row for top, bottom in ranges for row in range(top, bottom + 1)]
        return list(dict.fromkeys(self.model.lead_id(row) for row in rows))

    def _select(self, lead_ids: Sequence[int], row: int) -> None:
        """Select leads again; where they left, Down goes on with what took the place of `row`."""
        selection, last = self.table.selectionModel(), self.model.columnCount() - 1
        places = [place for each in lead_ids if (place := self.model.place(each)) is not None]
        wanted = QItemSelection()
        for place in places:
            wanted.select(self.model.index(place, 0), self.model.index(place, last))
        instead = min(row, self.model.rowCount() - 1)
        current = self.model.index(places[0] if places else instead, 0)
        selection.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _select_revealed(self, lead_id: int, found: FoundLeads) -> None:
        row = self.model.place(lead_id)
        if row is not None:
            self._reveal = None
            # whoever asked shows it already, and may be at the next one by now
            self._restoring = True
            self.table.setCurrentIndex(self.model.index(row, 0))
            self._restoring = False
            self.table.scrollTo(self.model.index(row, 0))
        elif found.wanted.view != "all" or found.wanted.words.strip():
            self.filter_by(replace(self.wanted, view="all", words=""))
        else:
            self._reveal = None  # removed meanwhile

    # Nothing found

    def _say_if_empty(self, found: FoundLeads) -> None:
        self._whole.setCurrentIndex(0 if found.total else 1)
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
        words = found.wanted.words.strip()
        if words:
            sentence = self.tr("No name, company, email, source, stage or owner here fits “%1”.")
            return (
                self.tr("No lead matches"),
                sentence.replace("%1", words),
                self.tr("Clear the filter"),
            )
        show_all = self.tr("Show all %1 leads").replace("%1", f"{found.total:,}")
        if found.wanted.view == "late":
            return self.tr("Nothing is late"), self.tr("No first contact is overdue."), show_all
        return (
            self.tr("Nothing is open"),
            self.tr("Every lead handed over to Sales has had its contact and its decision."),
            show_all,
        )

    def _show_all(self) -> None:
        if self.wanted.words.strip():
            self.filter_by(replace(self.wanted, words=""))
        else:
            self.filter_by(replace(self.wanted, view="all"))

    # What the person does

    def _on_text(self, text: str) -> None:
        if not text and self.wanted.words:
            self.search()

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
        """Go from the filter to the first lead it found."""
        if self.model.rowCount():
            self.table.setFocus()
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.opened.emit(self.model.lead_id(0))

    def _on_row(self) -> None:
        # a list that gets the keyboard has a current row before one is selected
        current = self.table.currentIndex()
        selected = self.table.selectionModel().isSelected(current)
        if selected and not self._restoring:
            self._reveal = None
            self.chosen.emit(self.model.lead_id(current.row()))

    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.lead_id(index.row()))
