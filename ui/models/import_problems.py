"""What is odd in the rows of an import: by kind, filtered by words, shown as rows, written as text."""

import re
from collections import Counter
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject

from app.importing.table import Problem
from app.services.import_plan import Difference
from ui import wording
from ui.widgets.cells import Cell, Column, RowsModel
from ui.widgets.marks import State

translate = QCoreApplication.translate

_PARTICULARS = re.compile(
    r"“[^”]*”|\b\d{1,2} [A-Z][a-z]{2} \d{4}(?: \d\d:\d\d)?|\b\d[\d,]*\b|^\S+ has(?= … characters)"
)
"""What a sentence says of one row only: its words, days and numbers."""


class Odd(NamedTuple):
    """A problem with its place among all, what it is a case of, and the words it is found by."""

    number: int
    problem: Problem
    kind: str
    words: str


def odd(problems: Sequence[Problem]) -> tuple[Odd, ...]:
    """Sort problems by file and line, and tell of what kind each is."""
    found = [
        Odd(
            number,
            problem,
            _PARTICULARS.sub("…", problem.sentence),
            f"{problem} {problem.value or ''}".casefold(),
        )
        for number, problem in enumerate(problems)
    ]
    return tuple(sorted(found, key=_by_place))


def _by_place(each: Odd) -> tuple[str, int]:
    return each.problem.file, each.problem.line


def kinds_of(problems: Sequence[Odd]) -> list[tuple[str, int]]:
    """Count problems by what they are cases of, most frequent first."""
    return Counter(each.kind for each in problems).most_common()


def matching(problems: Sequence[Odd], letters: str, of: bool | str | None) -> list[Odd]:
    """Filter problems by all the words typed, and by whether the row is left out or by kind."""
    wanted = letters.casefold().split()
    return [
        each
        for each in problems
        if of in (None, each.problem.fatal, each.kind)
        and all(word in each.words for word in wanted)
    ]


def problems_model(problems: Sequence[Odd], parent: QObject) -> RowsModel[Odd]:
    """Show problems, each over the place it is at."""
    columns: list[Column[Odd]] = [
        Column(translate("Import", "The row is"), _verdict, width=112),
        Column(translate("Import", "Because"), _because),
    ]
    model: RowsModel[Odd] = RowsModel(columns, _number, parent)
    model.set_rows(problems)
    return model


def _number(each: Odd) -> int:
    return each.number


def _verdict(each: Odd) -> Cell:
    if each.problem.fatal:
        return Cell(translate("Import", "Left out"), state=State.MISSED)
    return Cell(translate("Import", "Flagged"), state=State.AT_RISK)


def _because(each: Odd) -> Cell:
    problem = each.problem
    where = translate("Import", "%1, line %2") if problem.line else "%1"
    place = where.replace("%2", str(problem.line)).replace("%1", problem.file)
    if problem.column:
        place += translate("Import", ", column “%1”").replace("%1", problem.column)
    return Cell(problem.sentence, secondary=place, hint=f"{problem.sentence}\n{place}")


def as_text(problems: Sequence[Odd]) -> str:
    """Write problems as lines with tabs, for a spreadsheet or a mail."""
    head = [
        translate("Import", "File"),
        translate("Import", "Line"),
        translate("Import", "Column"),
        translate("Import", "Value"),
        translate("Import", "Sentence"),
        translate("Import", "Row"),
    ]
    lines = [
        [
            problem.file,
            str(problem.line or ""),
            problem.column or "",
            problem.value or "",
            problem.sentence,
            translate("Import", "left out") if problem.fatal else translate("Import", "flagged"),
        ]
        for _, problem, *_ in problems
    ]
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in (head, *lines))


def changes_model(
    differences: Sequence[Difference], currency: str, parent: QObject
) -> RowsModel[tuple[int, Difference]]:
    """Show what leads of the workspace have otherwise here, and what becomes of it."""
    facts = _facts()

    def said(fact: str, value: str | int | None) -> str:
        if value is None:
            return ""
        return (
            wording.money(value, currency)
            if fact == "value_minor" and isinstance(value, int)
            else str(value)
        )

    columns: list[Column[tuple[int, Difference]]] = [
        Column(translate("Import", "Lead"), lambda row: Cell(row[1].lead, strong=True), width=180),
        Column(
            translate("Import", "What"),
            lambda row: Cell(facts.get(row[1].fact, row[1].fact)),
            width=120,
        ),
        Column(translate("Import", "Here"), lambda row: Cell(said(row[1].fact, row[1].here))),
        Column(
            translate("Import", "In the files"), lambda row: Cell(said(row[1].fact, row[1].theirs))
        ),
        Column(translate("Import", "So it"), _outcome, width=200),
    ]
    model: RowsModel[tuple[int, Difference]] = RowsModel(columns, lambda row: row[0], parent)
    model.set_rows(list(enumerate(differences)))
    return model


def _outcome(row: tuple[int, Difference]) -> Cell:
    if row[1].kept:
        return Cell(translate("Import", "Stays: edited here"), state=State.NONE)
    return Cell(translate("Import", "Is brought up to date"), state=State.KEPT)


def _facts() -> Dictionary[str, str]:
    return {
        "name": translate("Import", "Name"),
        "company": translate("Import", "Company"),
        "title": translate("Import", "Job title"),
        "email": translate("Import", "Email"),
        "phone": translate("Import", "Phone"),
        "source": translate("Import", "Source"),
        "campaign": translate("Import", "Campaign"),
        "persona": translate("Import", "Persona"),
        "owner": translate("Import", "Owner"),
        "value_minor": translate("Import", "Value"),
    }
