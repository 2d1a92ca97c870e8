"""A table together with its mapping: gives the cells of a row by what they feed."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from app.changes import Progress
from app.errors import Refusal
from app.importing.mapping import STAGE, TIMES, ColumnUse, Mapping, NaiveTimes, TableKind
from app.importing.money import MoneyReader, find_decimal_mark
from app.importing.table import Cell, Table, text
from app.importing.values import DateReading, InstantReader, Reading, read_day_order
from app.model.events import Event
from app.model.leads import Lead

CHUNK = 5_000
UTC = ZoneInfo("UTC")

Row = tuple[Cell, ...]

LONGEST = {
    target: limit.max_length
    for model in (Event, Lead)
    for target, info in model.model_fields.items()
    for limit in info.metadata
    if hasattr(limit, "max_length")
}
LONGEST |= dict.fromkeys(("by", "owner", "person"), LONGEST["name"])
LONGEST["value"] = LONGEST["source"]
"""The most characters that the model allows, by target."""


class RowFault(Exception):  # noqa: N818 - an answer about one row, caught where rows are read
    """Why a row is left out: the sentence, and the column and value it is about."""

    def __init__(self, sentence: str, column: str | None = None, value: str | None = None) -> None:
        super().__init__(sentence)
        self.column = column
        self.value = value


class Source:
    """Reads the rows of one table by its mapping.

    Raises Refusal when the mapping names a column that is not there, lacks one that its kind needs,
    or when the order of day and month has to be chosen.
    """

    def __init__(self, table: Table, mapping: Mapping, home: ZoneInfo) -> None:
        self.table = table
        self.mapping = mapping
        self.home = home
        self._constants = dict(mapping.constants)
        self._places: dict[str, list[tuple[int, ColumnUse]]] = {}
        for use in mapping.columns:
            if use.column not in table.header:
                sentence = f"{table.name} has no column called {use.column}."
                raise Refusal(sentence, field="columns")
            place = table.header.index(use.column)
            self._places.setdefault(use.target, []).append((place, use))
        self._refuse_missing()
        self.day_order = self._order()
        self.instants = InstantReader(
            UTC if mapping.naive_times is NaiveTimes.UTC else home,
            home,
            mapping.day_order or self.day_order.order,
        )
        worth = [use.column for use in mapping.uses("value")]
        self.money = MoneyReader(
            mapping.decimal_mark
            or find_decimal_mark(cell for column in worth for cell in table.column(column))
        )
        self.stage_places = [
            (target.removeprefix(STAGE), place, use)
            for target, uses in self._places.items()
            if target.startswith(STAGE)
            for place, use in uses
        ]

    def records(self, progress: Progress, done: int, total: int) -> Iterator[tuple[Row, int]]:
        """Give each row with its line, telling `progress` between chunks after `done` rows."""
        for index, record in enumerate(zip(self.table.rows, self.table.lines, strict=True)):
            if index % CHUNK == 0:
                progress(done + index, total)
            yield record

    def has(self, target: str) -> bool:
        """Say whether anything feeds a target."""
        return target in self._places or target in self._constants

    def text(self, row: Row, target: str) -> str | None:
        """Give what the row says for a target; None where it says nothing.

        Raises RowFault for more characters than there is room for.
        """
        for place, use in self._places.get(target, ()):
            words = text(row[place])
            if words:
                if len(words) > LONGEST.get(target, len(words)):
                    raise _too_long(words, LONGEST[target], use.column)
                return words
        return self._constants.get(target)

    def labelled(self, row: Row, target: str) -> list[tuple[str, str]]:
        """Give all that the row says for a target, with the columns' labels; RowFault as `text`."""
        found = []
        for place, use in self._places.get(target, ()):
            words = text(row[place])
            if len(words) > LONGEST[target]:
                raise _too_long(words, LONGEST[target], use.column)
            if words:
                found.append((use.label, words))
        return found

    def instant(self, row: Row, place: int, use: ColumnUse) -> Reading:
        """Read an instant; RowFault when it cannot be read."""
        reading = self.instants.read(row[place])
        if reading.problem is not None:
            raise RowFault(reading.problem, use.column, text(row[place]))
        return reading

    def time(self, row: Row, target: str) -> Reading | None:
        """Give the first instant the row says for a target; RowFault when it cannot be read."""
        for place, use in self._places.get(target, ()):
            reading = self.instant(row, place, use)
            if reading.ms is not None:
                return reading
        return None

    def amount(self, row: Row) -> int | None:
        """Give the row's amount of money in minor units; RowFault when it cannot be read."""
        for place, use in self._places.get("value", ()):
            amount = self.money.read(row[place])
            if amount.problem is not None:
                raise RowFault(amount.problem, use.column, text(row[place]))
            if amount.minor is not None:
                return amount.minor
        return None

    def column_of(self, target: str) -> str | None:
        """Name the first column that feeds a target."""
        places = self._places.get(target)
        return places[0][1].column if places else None

    def _refuse_missing(self) -> None:
        needed = {
            TableKind.LEADS: {"arrived_at": "when each lead arrived"},
            TableKind.DEALS: {"external_id": "which lead each row is about"},
            TableKind.EVENTS: {
                "external_id": "which lead each row is about",
                "kind": "what happened",
                "happened_at": "when it happened",
            },
        }[self.mapping.kind]
        for target, words in needed.items():
            if not self.has(target):
                sentence = f"{self.table.name}: choose the column that says {words}."
                raise Refusal(sentence, field=target)
        if self.mapping.kind is TableKind.DEALS and not self.mapping.times():
            sentence = f"{self.table.name}: choose a column that says when something happened."
            raise Refusal(sentence, field="won_at")

    def _order(self) -> DateReading:
        columns = dict.fromkeys(use.column for use in self.mapping.times())
        reading = read_day_order(cell for column in columns for cell in self.table.column(column))
        if reading.ambiguous and self.mapping.day_order is None:
            raise Refusal(f"{self.table.name}: {reading.reason}", field="day_order")
        return reading


def _too_long(words: str, longest: int, column: str) -> RowFault:
    sentence = f"{column} has {len(words)} characters; there is room for {longest}."
    return RowFault(sentence, column, words[:40])


def time_targets(source: Source) -> list[str]:
    """Give the targets, stages apart, by which a row says when something happened."""
    return [target for target in TIMES if source.has(target)]
