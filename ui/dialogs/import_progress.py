"""Which steps an import has, how far one can go, and what is missing: rules over its files."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.importing.records import Batch
from ui.dialogs import import_words
from ui.dialogs.import_inputs import InputFile, Step
from ui.dialogs.import_matches import unmatched_of

translate = QCoreApplication.translate


def steps_of(files: Sequence[InputFile]) -> list[Step]:
    """Give the steps that there is something to do at."""
    asked = [file.asked for file in files if file.asked is not None]
    left_out = set()
    if not any(each.words for each in asked):
        left_out.add(Step.WORDS)
    if not any(each.has_readings for each in asked):
        left_out.add(Step.READINGS)
    return [step for step in Step if step not in left_out]


def farthest(files: Sequence[InputFile], current: Step) -> Step:
    """Give the last step that can be gone to from the current one: the first where an answer is missing."""
    if not files or any(file.asked is None and file.refusal is None for file in files):
        return Step.FILES
    if not all(file.is_known for file in files):
        return current
    open_ones = [file.step for file in files if file.step is not None]
    return min(open_ones, default=Step.PREVIEW)


def question(files: Sequence[InputFile]) -> str:
    """Say what has to be done before the files can be imported, or ""."""
    open_ones = [(file.step, file.path.name) for file in files if file.step is not None]
    if not open_ones:
        return ""
    step, name = min(open_ones, key=_step)
    words = {
        Step.FILES: translate(
            "Import", "%1 cannot be read. Take it off the list, or mend it and add it again."
        ),
        Step.COLUMNS: translate("Import", "Say first what the columns of %1 mean."),
    }.get(step, translate("Import", "Say first how %1 is to be read."))
    return words.replace("%1", name)


def _step(each: tuple[Step, str]) -> Step:
    return each[0]


def caption(step: Step, files: Sequence[InputFile], batch: Batch | None) -> str:
    """Say in a few words how a step stands."""
    match step:
        case Step.FILES:
            one, many = translate("Import", "1 file"), translate("Import", "%1 files")
            return import_words.counted(len(files), one, many)
        case Step.COLUMNS:
            titles = {file.mapping.title for file in files if file.mapping is not None}
            return titles.pop() if len(titles) == 1 else ""
        case Step.WORDS:
            number = unmatched_of(files)
            words = translate("Import", "%1 without a match")
            none = translate("Import", "All matched")
            return words.replace("%1", import_words.count(number)) if number else none
        case Step.READINGS:
            waiting = any(file.step is Step.READINGS for file in files)
            asking = translate("Import", "Please choose")
            return asking if waiting else translate("Import", "Decided")
        case Step.PREVIEW:
            number = 0 if batch is None else len(batch.problems)
            one, many = translate("Import", "1 problem"), translate("Import", "%1 problems")
            return import_words.counted(number, one, many) if number else ""
