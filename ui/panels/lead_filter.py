"""What stands above the list of leads: the filter line, saved filters, quick choices, the views."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.changes import Progress
from app.services.lead_completions import Completion, completions
from app.services.lead_list import View
from app.services.people import people
from app.services.saved_filters import SavedFilter, remove_filter, save_filter, saved_filters
from app.services.workspaces import Workspace
from ui import tokens
from ui.dialogs.save_filter import SaveFilterDialog
from ui.jobs import Latest
from ui.models.lead_filter_text import values_of, with_value
from ui.page import Frame
from ui.widgets.button import Button
from ui.widgets.filter_line import FilterLine, Offer
from ui.widgets.problem import Problem
from ui.widgets.segmented import Segmented

_TYPING_MS = 150
_LONGEST = 18
"""So many letters of a chosen value stand on its button."""


class LeadFilterBar(QWidget):
    """The row above the list.

    `changed` says that other leads are wanted, `view_chosen` carries another view, `kept` the
    `Change` that saved or removed a filter and what to say about it.
    """

    changed = Signal()
    view_chosen = Signal(object)
    kept = Signal(object, str)

    def __init__(self, frame: Frame, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._completing = Latest(frame.jobs)
        self._names: dict[View, str] = {
            "open": self.tr("Open"),
            "late": self.tr("Late"),
            "all": self.tr("All"),
        }
        self.line = FilterLine(
            self.tr("Filter the leads"),
            self.tr("Filter: words, or stage:mql owner:dana late:yes since:2026-09-01"),
        )
        self.saved = Button(self.tr("Saved filters"), "bookmark", kind="icon")
        self.stage, self.owner = Button(""), Button("")
        self.views = Segmented(list(self._names.items()), "open", self.tr("Which leads"))
        self.problem = Problem()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._build()
        self._connect()
        self._name_choices()

    def _build(self) -> None:
        space = tokens.current().space
        self.views.setToolTip(
            self.tr("Open: somebody has to act on it, or Sales to accept it or send it back")
        )
        for button in (self.saved, self.stage, self.owner):
            button.setMenu(QMenu(button))
        row = QHBoxLayout()
        row.setSpacing(space.s)
        row.addWidget(self.line, 1)
        for each in (self.saved, self.stage, self.owner, self.views):
            row.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.xs)
        column.addLayout(row)
        column.addWidget(self.problem)

    def _connect(self) -> None:
        self.line.textEdited.connect(self._typing.start)
        self.line.textChanged.connect(self._on_text)
        self.line.taken.connect(self._now)
        self.line.asked.connect(self._complete)
        self._typing.timeout.connect(self._now)
        self.views.chosen.connect(self.view_chosen)
        self.saved.menu().aboutToShow.connect(self._offer_saved)
        self.stage.menu().aboutToShow.connect(self._offer_stages)
        self.owner.menu().aboutToShow.connect(self._offer_owners)

    @property
    def is_typing(self) -> bool:
        """Tell whether the keyboard is in the line: what stands there may be half a field."""
        return self.line.hasFocus()

    def show_filter(self, text: str, view: View) -> None:
        """Show another filter without asking for its leads."""
        for each in (self.line, self.views):
            each.blockSignals(True)
        self.line.setText(text)
        self.views.choose(view)
        for each in (self.line, self.views):
            each.blockSignals(False)
        self._name_choices()

    def show_counts(self, counts: dict[View, int]) -> None:
        """Say how many leads each view has."""
        for view, number in counts.items():
            self.views.set_text(view, f"{self._names[view]} {number:,}")

    def searched(self) -> None:
        """Note that what stands in the line is being looked for."""
        self._typing.stop()

    # The line

    def _on_text(self, text: str) -> None:
        self._name_choices()
        if not text:
            self._now()

    def _now(self) -> None:
        self._typing.stop()
        self.changed.emit()

    def _complete(self, text: str, cursor: int) -> None:
        workspace = self._workspace

        def work(progress: Progress) -> tuple[Completion, ...]:
            progress(0, 1)
            return completions(workspace, text, cursor)

        self._completing.run(work, self._offer)

    def _offer(self, found: Sequence[Completion]) -> None:
        self.line.offer([Offer(each.label, each.text, each.start, each.end) for each in found])

    def write(self, text: str) -> None:
        """Put other words into the line and look for them."""
        self.line.setText(text)
        self._now()

    # Quick choices

    def _name_choices(self) -> None:
        every = self.tr("all")
        for button, name, words in (
            (self.stage, "stage", self.tr("Stage: %1")),
            (self.owner, "owner", self.tr("Owner: %1")),
        ):
            chosen = ", ".join(values_of(self.line.text(), name)) or every
            short = chosen if len(chosen) <= _LONGEST else f"{chosen[: _LONGEST - 1]}…"
            button.set_words(words.replace("%1", short))

    def _offer_stages(self) -> None:
        found = completions(self._workspace, "stage:", len("stage:"))
        names = [each.label.partition(":")[2] for each in found]
        self._fill(self.stage.menu(), "stage", self.tr("All stages"), names)

    def _offer_owners(self) -> None:
        names = [person.name for person in people(self._workspace) if person.sales]
        self._fill(self.owner.menu(), "owner", self.tr("All owners"), names)

    def _fill(self, menu: QMenu, name: str, every: str, values: Sequence[str]) -> None:
        menu.clear()
        text = self.line.text()
        now = [each.casefold() for each in values_of(text, name)]
        for value in (None, *values):
            action = menu.addAction(every if value is None else value.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not now if value is None else value.casefold() in now)
            action.triggered.connect(partial(self._choose, name, value))

    def _choose(self, name: str, value: str | None, *_: object) -> None:
        self.write(with_value(self.line.text(), name, value))

    # Saved filters

    def offer_saved(self) -> None:
        """Open the menu of saved filters."""
        self.saved.showMenu()

    def _offer_saved(self) -> None:
        menu, text = self.saved.menu(), self.line.text().strip()
        known = saved_filters(self._workspace)
        menu.clear()
        menu.setToolTipsVisible(True)
        for each in known:
            action = self._add(menu, each, self._show_saved)
            action.setCheckable(True)
            action.setChecked(each.text == text)
        menu.addSeparator()
        save = menu.addAction(self.tr("Save this filter…"))
        save.setEnabled(bool(text))
        save.triggered.connect(self.ask_to_save)
        if known:
            gone = menu.addMenu(self.tr("Remove"))
            for each in known:
                self._add(gone, each, self._remove)

    def _add(self, menu: QMenu, each: SavedFilter, run: Callable[..., object]) -> QAction:
        action = menu.addAction(each.name.replace("&", "&&"))
        action.setToolTip(each.text)
        action.triggered.connect(partial(run, each))
        return action

    def _show_saved(self, each: SavedFilter, *_: object) -> None:
        self.write(each.text)

    def _remove(self, each: SavedFilter, *_: object) -> None:
        words = self.tr("Filter “%1” removed.").replace("%1", each.name)
        self.kept.emit(remove_filter(self._workspace, each.name), words)

    def ask_to_save(self) -> None:
        """Ask under which name to keep what stands in the line."""
        names = [each.name for each in saved_filters(self._workspace)]
        dialog = SaveFilterDialog(self.line.text().strip(), names, self._save, self.window())
        dialog.open()

    def _save(self, name: str) -> None:
        """Keep the filter. Raises Refusal."""
        change = save_filter(self._workspace, name, self.line.text())
        self.kept.emit(change, self.tr("Filter “%1” saved.").replace("%1", name.strip()))
