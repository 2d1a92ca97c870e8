"""Read the rows of a list of people: whom Marketing and Sales consist of."""

from app.changes import Progress
from app.importing.collecting import Collector
from app.importing.records import PersonRecord
from app.importing.rows import full_name
from app.importing.source import RowFault, Source
from app.importing.word_meanings import sides_of


def read_people(
    source: Source, found: Collector, progress: Progress, done: int, total: int
) -> None:
    """Take each row as a person, known in all files by the id, the e-mail or the name."""
    for row, line in source.records(progress, done, total):
        try:
            person, aliases = _person(source, row, line)
            if _seen_before(source, found, person):
                found.identical_rows += 1
                continue
        except RowFault as fault:
            found.leave_out(source.table.name, line, fault)
            continue
        found.add_person(person, aliases)


def _seen_before(source: Source, found: Collector, person: PersonRecord) -> bool:
    """Say whether this very row came before; RowFault when its key did with other values."""
    there = found.person_called(person.key)
    if there is None or there._replace(line=person.line) == person:
        return there is not None
    sentence = f"“{person.key}” is on line {there.line} with other values; that line is kept."
    raise RowFault(sentence, source.column_of("external_id"), person.key)


def _person(source: Source, row: int, line: int) -> tuple[PersonRecord, list[str]]:
    name = full_name(source, row)
    if not name:
        raise RowFault("This row does not say what the person is called.", source.column_of("name"))
    words = source.text(row, "side")
    sides = frozenset() if words is None else sides_of(words)
    if sides is None:
        sentence = f"“{words}” is no side; say Marketing, Sales or both."
        raise RowFault(sentence, source.column_of("side"), words)
    given = source.text(row, "external_id"), source.text(row, "email")
    aliases = [each for each in given if each is not None]
    key = aliases[0] if aliases else name
    external_id = aliases[0] if aliases else None
    return PersonRecord(key, name, sides, external_id, line, stated=True), aliases
