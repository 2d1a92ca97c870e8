"""Where an import is prepared: the files, how each is read, and what they would bring."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.changes import Progress
from app.errors import Refusal
from app.importing.mapping import Mapping, NaiveTimes
from app.importing.records import Batch
from app.importing.values import DayMonth
from app.services import suggestions
from app.services.workspaces import Workspace, info
from ui import tokens
from ui.dialogs.import_details import DetailsCard
from ui.dialogs.import_inputs import InputFile, Inputs
from ui.dialogs.import_list import FilesCard
from ui.dialogs.import_result import ResultCard
from ui.jobs import Jobs, Latest
from ui.models.import_preview import Preview, preview_of, questions_of

_PATIENCE_MS = 300


class Workbench(QWidget):
    """Files on the left with how they are read, on the right what they would bring.

    `changed` says that files came or went, or that the preview did.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._workspace = jobs, workspace
        self._zone = info(workspace).time_zone
        self._latest = Latest(jobs)
        self._preview: Preview | None = None
        self._current = 0
        self.inputs = Inputs(jobs, self)
        stages = suggestions.stage_names(workspace)
        self.files = FilesCard()
        self.details = DetailsCard(self._zone, stages)
        self.result = ResultCard(self._zone, stages)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.result.bar.show)
        self._build()
        self._connect()

    def _build(self) -> None:
        space = tokens.current().space
        left = QVBoxLayout()
        left.setSpacing(space.l)
        left.addWidget(self.files)
        left.addWidget(self.details, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
        columns.setSpacing(space.l)
        columns.addLayout(left, 2)
        columns.addWidget(self.result, 3)

    def _connect(self) -> None:
        self.inputs.changed.connect(self.look)
        self.files.remove_asked.connect(self.remove_file)
        self.files.chosen.connect(self._choose)
        self.details.way_chosen.connect(self._choose_way)
        self.details.sheet_chosen.connect(self._choose_sheet)
        self.details.mapped.connect(self._map)
        self.details.order_chosen.connect(self._choose_order)
        self.details.zone_chosen.connect(self._choose_zone)

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return [file.path.name for file in self.inputs.files]

    @property
    def preset(self) -> str | None:
        """The preset that all files are read by, if they are by one."""
        presets = {mapping.preset for _, _, mapping in self.inputs.tables()}
        return presets.pop() if len(presets) == 1 else None

    @property
    def batch(self) -> Batch | None:
        """What the files say, once they are read and nothing is left to be chosen."""
        return None if self._preview is None else self._preview.batch

    @property
    def question(self) -> str:
        """What has to be done before the files can be imported, or ""."""
        place = self.inputs.first_refused()
        if place is None:
            return ""
        file = self.inputs.files[place]
        if file.table is None:
            words = self.tr("%1 cannot be read. Take it off the list, or mend it and add it again.")
        else:
            words = self.tr("Choose how %1 is to be read.")
        return words.replace("%1", file.path.name)

    def go_to_question(self) -> None:
        """Show the first file that something is wrong with, and put the keyboard there."""
        self._current = self.inputs.first_refused() or 0
        self._show()
        self.details.go_to_refusal()

    def clear(self) -> None:
        """Begin with an empty list."""
        self._current = 0
        self.inputs.clear()

    def remove_file(self, place: int) -> None:
        """Take a file off the list."""
        self._current = max(0, min(self._current, len(self.inputs.files) - 2))
        self.inputs.remove(place)

    def stop(self) -> None:
        """Work nothing out any more."""
        self._latest.drop()
        self._patience.stop()

    def look(self) -> None:
        """Work out anew what the files would bring."""
        self._preview = None
        self.stop()
        read = self.inputs.tables()
        tables = [(table, mapping) for _, table, mapping in read]
        all_read = len(read) == len(self.inputs.files)

        def work(progress: Progress) -> Preview:
            if all_read:
                return preview_of(self._workspace, tables, self._zone, progress)
            return questions_of(tables, self._zone)

        if read:
            self._patience.start()
            self._latest.run(work, self._looked, self._could_not_look)
        self._show()

    def _looked(self, preview: Preview) -> None:
        self._preview = preview
        files = [file for file, _, _ in self.inputs.tables()]
        for file, refusal, times in zip(files, preview.refusals, preview.times, strict=True):
            file.refusal, file.times = refusal, times
        self._show()

    def _could_not_look(self, problem: BaseException) -> None:
        self._rest()
        if isinstance(problem, Refusal):
            self.result.show_waiting(self.tr("This cannot be shown"), str(problem))
        else:
            self._jobs.fail(problem)

    def _rest(self) -> None:
        self._patience.stop()
        self.result.bar.hide()

    def _show(self) -> None:
        """Show files, details and preview as they stand now."""
        files, question = self.inputs.files, self.question
        if self._preview is not None or question or not files:
            self._rest()
        if files:
            self.files.show_files(files, self._current)
            self.details.show_file(files[self._current])
        if question:
            self.result.show_waiting(self.tr("One thing first"), question)
        elif self._preview is not None:
            self.result.show_preview(self._preview, self.names)
        self.changed.emit()

    def _choose(self, place: int) -> None:
        self._current = place
        self.details.show_file(self._shown)

    @property
    def _shown(self) -> InputFile:
        return self.inputs.files[self._current]

    def _choose_way(self, place: int) -> None:
        self.inputs.choose_way(self._shown, place)

    def _choose_sheet(self, sheet: str) -> None:
        self.inputs.choose_sheet(self._shown, sheet)

    def _choose_order(self, order: DayMonth) -> None:
        self.inputs.remap(self._shown, day_order=order)

    def _choose_zone(self, zone: NaiveTimes) -> None:
        self.inputs.remap(self._shown, naive_times=zone)

    def _map(self, mapping: Mapping) -> None:
        self.inputs.map(self._shown, mapping)
