"""How a commitment stands, as cells: counts first, and honest about small numbers (MEASURES)."""

from PySide6.QtCore import QCoreApplication

from app import words
from app.rules.compliance import Status
from app.rules.numbers import Confidence, chance_text, confidence, interval_text, percent
from app.services.overview import CommitmentLine
from ui.widgets.cells import Cell
from ui.widgets.marks import State

STATES = {
    Status.MET: State.KEPT,
    Status.ON_TRACK: State.KEPT,
    Status.AT_RISK: State.AT_RISK,
    Status.MISSED: State.MISSED,
    Status.MISSING: State.MISSED,
    Status.NO_DATA: State.NONE,
}


def so_far(line: CommitmentLine) -> Cell:
    """Show "92 of 98 · 93.9 %"; below 5 decided only the counts, in grey; of readings the counts alone."""
    fulfilment = line.fulfilment
    if fulfilment.is_volume:
        return Cell(line.figure, number=True, hint=line.formula)
    share = fulfilment.tally.share
    if fulfilment.is_reading and share is not None:
        return Cell(line.figure, number=True, hint=line.formula)
    if share is None:
        return Cell(_tr("nothing fell due"), number=True, quiet=True, hint=line.formula)
    hint = " ".join(filter(None, (line.formula, interval_sentence(line))))
    if confidence(fulfilment.tally.decided) is Confidence.FEW:
        return Cell(line.figure, number=True, quiet=True, hint=hint)
    return Cell(f"{line.figure} · {percent(share)}", number=True, hint=hint)


def interval_sentence(line: CommitmentLine) -> str:
    """Say how little a share of few says: its 95 % interval, or that there are too few; "" for many."""
    tally = line.fulfilment.tally
    if not line.fulfilment.is_share or not tally.decided:
        return ""
    match confidence(tally.decided):
        case Confidence.FEW:
            return _tr("Only %1 decided: too few to say much.").replace("%1", str(tally.decided))
        case Confidence.INTERVAL:
            interval = interval_text(tally.kept, tally.decided)
            return _tr("With so few, the true share may be %1.").replace("%1", interval)
        case Confidence.ENOUGH:
            return ""


def chance(line: CommitmentLine) -> Cell:
    """Show the chance of keeping it by the period's end, or why there is none."""
    if line.chance is not None:
        return Cell(chance_text(line.chance), number=True)
    if line.too_early:
        return Cell(_tr("too early to tell"), number=True, quiet=True)
    if line.status in (Status.MET, Status.MISSED):
        return Cell("\N{EN DASH}", number=True, quiet=True, hint=_tr("The period is over."))
    why = _tr("The record is too short to tell.")
    if line.fulfilment.is_reading:
        why = _tr("Nobody can tell a figure that is typed in.")
    return Cell("\N{EN DASH}", number=True, quiet=True, hint=why)


def status_cell(line: CommitmentLine) -> Cell:
    """Show the status as a pill."""
    return Cell(words.label(line.status), state=STATES[line.status])


def _tr(text: str) -> str:
    return QCoreApplication.translate("Standing", text)
