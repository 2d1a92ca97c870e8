"""The rows of the list of deliverables: items under the headings of their sections."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt

from app import words
from app.services.items import ItemLine
from ui.models.deliverable_ways import Promises, about, day_text
from ui.models.deliverables import Section, identity, section_name, section_of, standing
from ui.widgets.cells import Cell, Column, Index, RowsModel

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Line:
    """A row of the list: an item, or without one the heading of a section with so many."""

    section: Section
    count: int
    item: ItemLine | None
    today: int
    about: str = ""

    @property
    def key(self) -> object:
        """What the row is told apart by."""
        return self.section if self.item is None else identity(self.item.key)


def lines(items: Sequence[ItemLine], promises: Promises, today: int) -> list[Line]:
    """Put items under the headings of their sections; what is done stands newest first."""
    return list(_lines(items, promises, today))


def _lines(items: Sequence[ItemLine], promises: Promises, today: int) -> Iterator[Line]:
    sorted_in: dict[Section, list[ItemLine]] = {section: [] for section in Section}
    for item in sorted(items, key=lambda item: (item.due_day, item.side, item.title.casefold())):
        sorted_in[section_of(item, today)].append(item)
    sorted_in[Section.DONE].reverse()
    for section, here in sorted_in.items():
        if here:
            yield Line(section, len(here), None, today)
            for item in here:
                yield Line(section, len(here), item, today, about(item, promises))


class ItemsModel(RowsModel[Line]):
    """The list's rows; a heading can be neither selected nor stepped on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), lambda line: line.key, parent)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tell what may be done with a cell."""
        if index.isValid() and self.row(index.row()).item is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def find_row(self, letters: str, after: int) -> int | None:
        """Give the first row at or behind `after`, wrapping round, whose title begins with letters."""
        wanted = letters.casefold()
        places = list(range(self.rowCount()))
        for row in (*places[after:], *places[:after]):
            item = self.item_at(row)
            if item is not None and item.title.casefold().startswith(wanted):
                return row
        return None

    def item_at(self, row: int) -> ItemLine | None:
        """Give the item in a row; a heading has none."""
        return self.row(row).item if 0 <= row < self.rowCount() else None


def _columns() -> tuple[Column[Line], ...]:
    return (
        Column(translate("Deliverables", "What"), _what),
        Column(translate("Deliverables", "From"), _from, width=104),
        Column(translate("Deliverables", "Due"), _due, width=116),
        Column(translate("Deliverables", "State"), _state, width=170),
        Column(translate("Deliverables", "Promise"), _promise, width=60),
    )


def _what(line: Line) -> Cell:
    item = line.item
    if item is None:
        return Cell(section_name(line.section), f"{line.count:,}")
    return Cell(item.title, line.about, strong=True, hint=item.title)


def _from(line: Line) -> Cell:
    item = line.item
    if item is None:
        return Cell()
    return Cell(words.label(item.side), item.owner or "", side=item.side)


def _due(line: Line) -> Cell:
    item = line.item
    if item is None:
        return Cell()
    moved = ""
    if item.due_day != item.promised_day:
        text = translate("Deliverables", "was %1")
        moved = text.replace("%1", day_text(item.promised_day, line.today))
    return Cell(day_text(item.due_day, line.today), moved, hint=moved)


def _state(line: Line) -> Cell:
    if line.item is None:
        return Cell()
    text, look = standing(line.item, line.today)
    return Cell(text, state=look, hint=text)


def _promise(line: Line) -> Cell:
    item = line.item
    if item is None or item.code is None:
        return Cell()
    return Cell(item.code, link=True, hint=translate("Deliverables", "Show the commitment"))
