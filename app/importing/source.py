"""A table together with its mapping: gives what a row says by target, read column by column."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from zoneinfo import ZoneInfo

from app.changes import Progress
from app.errors import Refusal
from app.importing.mapping import STAGE, TIMES, Mapping, NaiveTimes, TableKind
from app.importing.money import Amount, MoneyReader, NumberReading, read_decimal_mark
from app.importing.table import Cell, Table, text
from app.importing.values import EMPTY, DateReading, InstantReader, Reading, read_day_order
from app.model.events import Event
from app.model.leads import Lead
from app.model.personas import Persona

CHUNK = 5_000
UTC = ZoneInfo("UTC")

LONGEST = {
    target: limit.max_length
    for model in (Event, Lead)
    for target, info in model.model_fields.items()
    for limit in info.metadata
    if hasattr(limit, "max_length")
}
LONGEST |= dict.fromkeys(("by", "owner", "person", "first_name", "last_name"), LONGEST["name"])
LONGEST |= {
    "value": LONGEST["source"],
    "persona": next(
        limit.max_length
        for limit in Persona.model_fields["name"].metadata
        if hasattr(limit, "max_length")
    ),
}
"""The most characters that the model allows, by target."""


class RowFault(Exception):  # noqa: N818 - an answer about one row, caught where rows are read
    """Why a row is left out: the sentence, and the column and value it is about."""

    def __init__(self, sentence: str, column: str | None = None, value: str | None = None) -> None:
        super().__init__(sentence)
        self.column = column
        self.value = value


class Source:
    """Reads the rows of one table by its mapping; a row is known by its place, counted from 0.

    Raises Refusal when the mapping names a column that is not there, lacks one that its kind needs,
    or when the order of day and month or the decimal mark has to be chosen.
    """

    def __init__(self, table: Table, mapping: Mapping, home: ZoneInfo) -> None:
        self.table = table
        self.mapping = mapping
        self.home = home
        self._constants = dict(mapping.constants)
        self._columns: dict[str, list[tuple[str, str]]] = {}
        for use in mapping.columns:
            if use.column not in table.header:
                sentence = f"{table.name} has no column called {use.column}."
                raise Refusal(sentence, field="columns")
            self._columns.setdefault(use.target, []).append((use.column, use.label))
        self._refuse_missing()
        self.day_order = self._order()
        self.instants = InstantReader(
            UTC if mapping.naive_times is NaiveTimes.UTC else home,
            home,
            mapping.day_order or self.day_order.order,
        )
        self.numbers = self._numbers()
        self._cells: dict[str, list[Cell]] = {}
        self._texts: dict[str, list[str | RowFault | None]] = {}
        self._readings: dict[str, list[Reading]] = {}

    def records(self, progress: Progress, done: int, total: int) -> Iterator[tuple[int, int]]:
        """Give the place of each row with its line, telling `progress` between chunks after `done` rows."""
        for row, line in enumerate(self.table.lines):
            if row % CHUNK == 0:
                progress(done + row, total)
            yield row, line

    def has(self, target: str) -> bool:
        """Say whether anything feeds a target."""
        return target in self._columns or target in self._constants

    def text(self, row: int, target: str) -> str | None:
        """Give what the row says for a target in our words; None where it says nothing.

        Raises RowFault for more characters than there is room for.
        """
        texts = self._texts.get(target)
        if texts is None:
            texts = self._texts[target] = self._read_texts(target)
        words = texts[row]
        if isinstance(words, RowFault):
            raise words
        return words

    def labelled(self, row: int, target: str) -> list[tuple[str, str]]:
        """Give all that the row says for a target, with the columns' labels; RowFault as `text`."""
        found = []
        for column, label in self._columns.get(target, ()):
            words = text(self._column(column)[row])
            words = self.meaning(target, words)
            if len(words) > LONGEST[target]:
                raise _too_long(words, LONGEST[target], column)
            if words:
                found.append((label, words))
        return found

    def notes(self, row: int) -> list[str]:
        """Give all that goes into the row's note, each part after its label; RowFault as `text`."""
        said = self.labelled(row, "note")
        return [f"{label}: {words}" if label else words for label, words in said]

    def meaning(self, target: str, words: str) -> str:
        """Give our word for one of the file's."""
        meanings = self.mapping.meanings.get(target)
        return words if meanings is None else meanings.get(words.casefold(), words)

    def time(self, row: int, target: str) -> Reading:
        """Give the first instant the row says for a target; RowFault when it cannot be read."""
        readings = self._readings.get(target)
        if readings is None:
            readings = self._readings[target] = self._read_times(target)
        reading = readings[row]
        if reading.problem is not None:
            raise self._unreadable(row, target)
        return reading

    def amount(self, row: int) -> int | None:
        """Give the row's amount of money in minor units; RowFault when it cannot be read."""
        for column, _ in self._columns.get("value", ()):
            cell = self._column(column)[row]
            amount: Amount = self._money.read(cell)
            if amount.problem is not None:
                raise RowFault(amount.problem, column, text(cell))
            if amount.minor is not None:
                return amount.minor
        return None

    def column_of(self, target: str) -> str | None:
        """Name the first column that feeds a target."""
        columns = self._columns.get(target)
        return columns[0][0] if columns else None

    @cached_property
    def time_targets(self) -> tuple[str, ...]:
        """The targets, stages among them, by which a row says when something happened."""
        stages = (target for target in self._columns if target.startswith(STAGE))
        return (*(target for target in TIMES if target in self._columns), *stages)

    @cached_property
    def _money(self) -> MoneyReader:
        return MoneyReader(self.mapping.decimal_mark or self.numbers.mark)

    def _column(self, name: str) -> list[Cell]:
        cells = self._cells.get(name)
        if cells is None:
            cells = self._cells[name] = self.table.column(name)
        return cells

    def _read_texts(self, target: str) -> list[str | RowFault | None]:
        constant = self._constants.get(target)
        columns = self._columns.get(target, ())
        if not columns:
            return [constant] * len(self.table.rows)
        each = [list(map(text, self._column(column))) for column, _ in columns]
        words = each[0] if len(each) == 1 else [_first(cells) for cells in zip(*each, strict=True)]
        longest = LONGEST.get(target)
        faults = {
            row: _too_long(said, longest, self._feeding(row, target))
            for row, said in enumerate(words)
            if longest is not None and len(said) > longest
        }
        if meanings := self.mapping.meanings.get(target):
            words = [meanings.get(said.casefold(), said) for said in words]
        if not faults:
            return [said or constant for said in words]
        return [faults.get(row) or said or constant for row, said in enumerate(words)]

    def _read_times(self, target: str) -> list[Reading]:
        columns = self._columns.get(target, ())
        if not columns:
            return [EMPTY] * len(self.table.rows)
        each = [self.instants.column(self._column(column)) for column, _ in columns]
        if len(each) == 1:
            return each[0]
        return [
            next((reading for reading in readings if reading != EMPTY), EMPTY)
            for readings in zip(*each, strict=True)
        ]

    def _unreadable(self, row: int, target: str) -> RowFault:
        for column, _ in self._columns[target]:
            cell = self._column(column)[row]
            problem = self.instants.read(cell).problem
            if problem is not None:
                return RowFault(problem, column, text(cell))
        raise ValueError(f"row {row} says {target} well")

    def _feeding(self, row: int, target: str) -> str:
        """Name the column whose words a row says for a target."""
        columns = self._columns[target]
        return next(column for column, _ in columns if text(self._column(column)[row]))

    def _refuse_missing(self) -> None:
        keys = ("external_id", "email", "name")
        which = "which lead each row is about"
        needs: dict[TableKind, dict[tuple[str, ...], str]] = {
            TableKind.LEADS: {("arrived_at",): "when each lead arrived"},
            TableKind.DEALS: {keys: which},
            TableKind.EVENTS: {
                keys: which,
                ("kind",): "what happened",
                ("happened_at",): "when it happened",
            },
            TableKind.PEOPLE: {("name", "first_name", "last_name"): "what each person is called"},
        }
        for targets, words in needs[self.mapping.kind].items():
            if not any(map(self.has, targets)):
                sentence = f"{self.table.name}: choose the column that says {words}."
                raise Refusal(sentence, field=targets[0])
        if self.mapping.kind is TableKind.DEALS and not self.mapping.times():
            sentence = f"{self.table.name}: choose a column that says when something happened."
            raise Refusal(sentence, field="won_at")

    def _order(self) -> DateReading:
        columns = dict.fromkeys(use.column for use in self.mapping.times())
        reading = read_day_order(cell for column in columns for cell in self.table.column(column))
        if reading.ambiguous and self.mapping.day_order is None:
            raise Refusal(f"{self.table.name}: {reading.reason}", field="day_order")
        return reading

    def _numbers(self) -> NumberReading:
        columns = dict.fromkeys(use.column for use in self.mapping.uses("value"))
        reading = read_decimal_mark(cell for name in columns for cell in self.table.column(name))
        if reading.ambiguous and self.mapping.decimal_mark is None:
            raise Refusal(f"{self.table.name}: {reading.reason}", field="decimal_mark")
        return reading


def _first(words: Sequence[str]) -> str:
    return next(filter(None, words), "")


def _too_long(words: str, longest: int, column: str) -> RowFault:
    sentence = f"{column} has {len(words)} characters; there is room for {longest}."
    return RowFault(sentence, column, words[:40])
