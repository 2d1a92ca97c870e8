"""Where an import is prepared: the steps, from the files to what they would bring."""

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.changes import Progress
from app.errors import Refusal
from app.importing.records import Batch
from app.importing.table import Table
from app.services import suggestions
from app.services.workspaces import Workspace, info
from ui import tokens
from ui.actions import shown
from ui.dialogs.import_columns import ColumnsCard
from ui.dialogs.import_inputs import InputFile, Inputs, Step
from ui.dialogs.import_list import FilesCard, JoinsCard
from ui.dialogs.import_matches import WordsCard
from ui.dialogs.import_progress import caption, farthest, question, steps_of
from ui.dialogs.import_rail import Rail
from ui.dialogs.import_result import ResultCard
from ui.dialogs.import_times import ReadingsStep
from ui.jobs import Jobs, Latest
from ui.models.import_preview import Preview, preview_of
from ui.models.import_questions import Join, Questions, joins_of, questions_of
from ui.widgets.button import Button
from ui.widgets.label import Label, Role
from ui.widgets.scroll import ScrollColumn

translate = QCoreApplication.translate

_PATIENCE_MS = 300
_FOOTER = 64
Answers = tuple[list[tuple[InputFile, Questions]], tuple[Join, ...]]


class Workbench(QWidget):
    """The steps at the left, the one that is shown, and the way on below it.

    `changed` says that files came or went, or that what is known of them did; `import_asked` that the
    last step was confirmed.
    """

    changed = Signal()
    import_asked = Signal()

    def __init__(self, jobs: Jobs, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._workspace = jobs, workspace
        about = info(workspace)
        self._zone = about.time_zone
        self._asking, self._looking = Latest(jobs), Latest(jobs)
        self._preview: Preview | None = None
        self._joins: tuple[Join, ...] = ()
        self._onward = False
        self.step = Step.FILES
        self.inputs = Inputs(jobs, workspace, self)
        stages = suggestions.stage_names(workspace)
        self.files, self.joins = FilesCard(), JoinsCard()
        self.columns = ColumnsCard(stages)
        self.words = WordsCard()
        self.readings = ReadingsStep(self._zone, about.currency)
        self.result = ResultCard(self._zone, about.currency, stages)
        self.rail = Rail(
            [
                (Step.FILES, self.tr("Files")),
                (Step.COLUMNS, self.tr("Columns")),
                (Step.WORDS, self.tr("Words")),
                (Step.READINGS, self.tr("Dates and numbers")),
                (Step.PREVIEW, self.tr("Preview")),
            ]
        )
        self.status = Label("", Role.SECONDARY, wrap=True)
        self.back_button = Button(self.tr("Back"))
        self.next_button = Button(self.tr("Next"), kind="primary")
        self.extras = QVBoxLayout()
        self._steps = QStackedWidget()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.result.bar.show)
        self._build()
        self._connect()

    def _build(self) -> None:
        space = tokens.current().space
        files = ScrollColumn(self.tr("Files"))
        files.body.addWidget(self.files)
        files.body.addWidget(self.joins)
        files.body.addLayout(self.extras)
        files.body.addStretch(1)
        for each in (files, self.columns, self.words, self.readings, self.result):
            self._steps.addWidget(each if isinstance(each, ScrollColumn) else _with_margins(each))
        footer = QFrame()
        footer.setProperty("role", "side")
        footer.setFixedHeight(_FOOTER)
        line = QHBoxLayout(footer)
        line.setContentsMargins(space.xl, 0, space.xl, 0)
        line.setSpacing(space.s)
        line.addWidget(self.status, 1)
        line.addWidget(self.back_button)
        line.addWidget(self.next_button)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._steps, 1)
        right.addWidget(footer)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self.rail)
        columns.addLayout(right, 1)

    def _connect(self) -> None:
        self.inputs.changed.connect(self.look)
        self.rail.chosen.connect(self.go)
        self.back_button.clicked.connect(self.go_back)
        self.next_button.clicked.connect(self.go_on)
        self.files.remove_asked.connect(self.inputs.remove)
        self.files.way_chosen.connect(self.inputs.choose_way)
        self.files.sheet_chosen.connect(self.inputs.choose_sheet)
        self.columns.mapped.connect(self.inputs.map)
        self.words.matched.connect(self.inputs.match)
        self.readings.remapped.connect(self._remap)
        for table in (self.result.leads, self.result.problems.table, self.result.changes):
            table.opened.connect(self.go_on)

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return [file.path.name for file in self.inputs.files]

    @property
    def tables(self) -> list[Table]:
        """The files as tables."""
        return [table for _, table, _ in self.inputs.tables()]

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
    def is_changed(self) -> bool:
        """Whether something was chosen by hand that leaving would lose."""
        return any(file.is_changed for file in self.inputs.files)

    def _farthest(self) -> Step:
        return farthest(self.inputs.files, self.step)

    def clear(self) -> None:
        """Begin with an empty list."""
        self.step = Step.FILES
        self._onward = False
        self.inputs.clear()

    def stop(self) -> None:
        """Work nothing out any more."""
        self._asking.drop()
        self._looking.drop()
        self._patience.stop()

    def look(self) -> None:
        """Find out anew what the files leave open, and what they would bring."""
        self._preview = None
        self.stop()
        read = self.inputs.tables()
        if not all(file.is_fresh for file, _, _ in read):

            def work(progress: Progress) -> Answers:
                answers = []
                for place, (file, table, mapping) in enumerate(read):
                    progress(place, len(read))
                    if not file.is_fresh:
                        asked = questions_of(self._workspace, table, mapping, self._zone)
                        answers.append((file, asked))
                return answers, joins_of([(table, mapping) for _, table, mapping in read])

            self._asking.run(work, self._answered)
        elif self.step is Step.PREVIEW:
            self._look_ahead()
        self._show()

    def look_again(self) -> None:
        """Match the files anew with a workspace that was changed."""
        for file, _, _ in self.inputs.tables():
            file.is_fresh = False
        self.look()

    def _answered(self, answers: Answers) -> None:
        found, self._joins = answers
        for file, asked in found:
            file.asked, file.refusal, file.is_fresh = asked, asked.refusal, True
        if self._onward and not self.inputs.reading:
            self._onward = False
            self.go(self._farthest())
            return
        self.step = min(self.step, self._farthest())
        if self.step is Step.PREVIEW:
            self._look_ahead()
        self._show()

    def _look_ahead(self) -> None:
        """Work out what the files would bring."""
        inputs = [(table, mapping) for _, table, mapping in self.inputs.tables()]

        def work(progress: Progress) -> Preview:
            return preview_of(self._workspace, inputs, progress)

        self.result.show_waiting(self.tr("Reading…"), "")
        self._patience.start()
        self._looking.run(work, self._looked, self._could_not_look)

    def _looked(self, preview: Preview) -> None:
        self._preview = preview
        self._rest()
        self.result.show_preview(preview, self.names)
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

    def skip_on(self) -> None:
        """Go to the first step with something to answer, or to the preview, once all is read."""
        self._onward = True

    def go(self, step: Step) -> None:
        """Show a step, or the first before it where an answer is missing."""
        step = min(step, self._farthest())
        was, self.step = self.step, step
        self.status.setText("")
        if step is Step.PREVIEW and was is not step:
            self._preview = None
            self._look_ahead()
        self._show()
        self.begin()

    def go_to_end(self) -> None:
        """Show the preview, or the first step where an answer is missing; import from the preview."""
        if self.step is Step.PREVIEW:
            self.go_on()
        elif not self.inputs.reading:
            self.go(Step.PREVIEW)
            self.say(question(self.inputs.files))

    def say(self, sentence: str) -> None:
        """Say something beside the way on."""
        self.status.setText(sentence)

    def begin(self) -> None:
        """Put the keyboard where the step begins."""
        match self.step:
            case Step.COLUMNS:
                self.columns.begin()
            case Step.WORDS:
                self.words.begin()
            case Step.READINGS:
                self.readings.begin()
            case _:
                self.next_button.setFocus()

    def go_back(self) -> None:
        """Show the step before."""
        before = [step for step in steps_of(self.inputs.files) if step < self.step]
        if before:
            self.go(before[-1])

    def go_on(self) -> None:
        """Show the next step, import at the last, or say what has to be answered first."""
        if self.inputs.reading:
            return
        if self.step is Step.PREVIEW:
            self.import_asked.emit()
        elif self._farthest() <= self.step:
            self._say_what_is_missing()
        else:
            self.go(next(step for step in steps_of(self.inputs.files) if step > self.step))

    def _say_what_is_missing(self) -> None:
        self.begin()
        if self.step is Step.READINGS:
            self.readings.demand()
        self.status.setText(question(self.inputs.files))

    def _show(self) -> None:
        """Show every step as it stands now."""
        steps, last = steps_of(self.inputs.files), self._farthest()
        if self.step not in steps:
            self.step = max(step for step in steps if step < self.step)
        self.files.show_files(self.inputs.files)
        self.joins.show_joins(self._joins if not self.inputs.reading else ())
        self.columns.show_files(self.inputs)
        self.words.show_files(self.inputs)
        self.readings.show_files(self.inputs)
        open_steps = {file.step for file in self.inputs.files}
        for number, step in enumerate(steps, start=1):
            self.rail.buttons[step].show_step(
                number,
                caption(step, self.inputs.files, self.batch),
                is_done=step < last,
                is_open=step in open_steps,
            )
        for step, button in self.rail.buttons.items():
            button.setVisible(step in steps)
            button.setEnabled(step <= last)
        self.rail.show_current(self.step)
        self._steps.setCurrentIndex(self.step)
        if not question(self.inputs.files):
            self.status.setText("")
        self.back_button.setEnabled(self.step is not Step.FILES)
        is_last = self.step is Step.PREVIEW
        self.next_button.set_words(self.tr("Import") if is_last else self.tr("Next"))
        self.next_button.setToolTip(
            self.tr("%1 (%2)").replace("%1", self.next_button.text()).replace("%2", shown("Return"))
        )
        self.changed.emit()

    def _remap(self, file: InputFile, field: str, value: object) -> None:
        self.inputs.remap(file, **{field: value})


def _with_margins(widget: QWidget) -> QWidget:
    space = tokens.current().space
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(space.xl, space.xl, space.xl, space.xl)
    layout.addWidget(widget)
    return box
