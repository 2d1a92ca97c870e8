"""Sentences about whole files: how they were read, and what was odd in them."""

from collections import Counter

from app.importing.collecting import Collector
from app.importing.mapping import STAGE, NaiveTimes, TableKind
from app.importing.source import Source
from app.importing.table import PROBLEM, text

NAMED = 10
"""How many columns or words a note names."""

MANY = 10
"""From so many rows left out for the same reason on, a note says how many they are."""


def notes_on(source: Source, found: Collector) -> list[str]:
    """Say how one file was read, and what it says that is not taken."""
    table, mapping = source.table, source.mapping
    notes = list(table.notes)
    used = {use.column for use in mapping.columns}
    unused = [column for column in table.header if column not in used and column != PROBLEM]
    if unused:
        notes.append(f"Not used: {_some(unused)}.")
    times = list(dict.fromkeys(use.column for use in mapping.times()))
    if source.day_order.order is not None and mapping.day_order is None:
        notes.append(source.day_order.reason)
    if source.numbers.mark is not None and source.numbers.example and mapping.decimal_mark is None:
        notes.append(source.numbers.reason)
    if source.instants.met_naive:
        where = "UTC" if mapping.naive_times is NaiveTimes.UTC else source.home.key
        notes.append(f"Times without a zone ({', '.join(times)}) are read as {where}.")
    if source.instants.met_days:
        notes.append(f"Days without a time are read as midnight in {source.home.key}.")
    notes += _notes_on_stages(source, found)
    left_out = Counter(problem.sentence for problem in found.problems if problem.file == table.name)
    notes += [
        f"{number:,} of {len(table.rows):,} rows are left out: {sentence}"
        for sentence, number in left_out.most_common()
        if number >= MANY
    ]
    column = source.column_of("source")
    if column is not None:
        blank = sum(1 for cell in table.column(column) if not text(cell))
        if blank:
            rows = "1 row has" if blank == 1 else f"{blank:,} of {len(table.rows):,} rows have"
            notes.append(f"{rows} no {column}.")
    return [f"{table.name}: {note}" for note in notes]


def _notes_on_stages(source: Source, found: Collector) -> list[str]:
    table, notes = source.table, []
    stages = found.known.stages
    for use in source.mapping.columns:
        key = use.target.removeprefix(STAGE)
        if use.target.startswith(STAGE) and stages and key not in stages:
            notes.append(f"{use.column} is not taken: there is no stage “{key}” here.")
    stage, since = source.column_of("stage"), source.column_of("stage_at")
    if source.mapping.kind is TableKind.EVENTS:
        return notes
    if stage is not None and since is None:
        notes.append(
            f"{stage} is not taken: no column says since when a lead has been at its stage."
        )
    elif stage is not None:
        words = found.not_taken.get((table.name, stage))
        if words:
            named = [f"“{word}” ({count:,})" for word, count in words.most_common()]
            notes.append(f"{stage} holds words that are no stage here: {_some(named)}.")
    last = source.column_of("last_contact_at")
    if last is not None:
        count = source.column_of("contact_count")
        where = f"only where {count} is 1" if count else "not as an attempt"
        notes.append(f"{last} tells of the last contact, not of the first: it is taken {where}.")
    return notes


def notes_on_all(found: Collector, flagged: int) -> list[str]:
    """Say what is odd in all files together."""
    notes = []
    if found.identical_rows:
        one = found.identical_rows == 1
        times = "1 row repeats" if one else f"{found.identical_rows:,} rows repeat"
        notes.append(f"{times} another word for word and {'counts' if one else 'count'} once.")
    if found.without_arrival:
        one = found.without_arrival == 1
        leads = "1 lead has" if one else f"{found.without_arrival:,} leads have"
        notes.append(f"{leads} no arrived row: the first event stands for the arrival.")
    if flagged:
        events = "1 event comes" if flagged == 1 else f"{flagged:,} events come"
        notes.append(f"{events} before the lead arrived; kept as the file says.")
    return notes


def _some(words: list[str]) -> str:
    more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return f"{', '.join(words[:NAMED])}{more}"
