"""From tables and their mappings to a batch: what would be written, what is left out, and why."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from app.changes import Progress, no_progress
from app.importing.collecting import Collector, Known
from app.importing.event_rows import read_events
from app.importing.mapping import Mapping, NaiveTimes, TableKind
from app.importing.records import Batch, Counts, EventRecord
from app.importing.rows import read_deals, read_leads
from app.importing.source import Source
from app.importing.table import Problem, Table, text
from app.importing.values import EPOCH, MONTHS
from app.model.events import EventKind

UNUSED_NAMED = 10
"""How many unused columns a note names."""

NOTHING_KNOWN = Known()


def build(
    inputs: Sequence[tuple[Table, Mapping]],
    *,
    zone: str,
    known: Known = NOTHING_KNOWN,
    progress: Progress = no_progress,
) -> Batch:
    """Read all tables of one import; leads first, so that the order of the files does not matter.

    `zone` is the workspace's IANA zone. Raises Refusal when something has to be chosen first (its
    `field` says what), Cancelled when `progress` says so.
    """
    home = ZoneInfo(zone)
    sources = [Source(table, mapping, home) for table, mapping in inputs]
    total = sum(len(source.table.rows) for source in sources)
    found = Collector(known)
    done = 0
    files_of: dict[int, str] = {}
    for kind in TableKind:
        for source in (each for each in sources if each.mapping.kind is kind):
            events_before = len(found.events)
            if kind is TableKind.LEADS:
                read_leads(source, found, progress, done, total)
            elif kind is TableKind.DEALS:
                read_deals(source, found, progress, done, total)
            else:
                described = any(s.mapping.kind is TableKind.LEADS for s in sources)
                read_events(source, found, progress, done, total, leads_described=described)
            done += len(source.table.rows)
            files_of[events_before] = source.table.name
    progress(total, total)
    left_out = [problem for source in sources for problem in source.table.problems]
    left_out += found.problems
    flags = _before_arrival(found, files_of, home)
    notes = [note for source in sources for note in _notes_on(source)]
    notes += _notes_on_all(found)
    events = tuple(found.events.values())
    return Batch(
        leads=tuple(found.leads.values()),
        updates=tuple(found.updates.values()),
        events=events,
        people=tuple(found.people.values()),
        problems=(*left_out, *flags),
        notes=tuple(notes),
        counts=Counts(
            rows=total + sum(len(source.table.problems) for source in sources),
            identical_rows=found.identical_rows,
            left_out=len(left_out),
            flagged=len(flags),
            leads=len(found.leads),
            updates=len(found.updates),
            events=len(events),
            people=len(found.people),
        ),
    )


def _before_arrival(found: Collector, files_of: dict[int, str], home: ZoneInfo) -> list[Problem]:
    """Flag the events before their lead arrived; where only a day is known, days are compared."""
    flags = []
    file = ""
    for index, event in enumerate(found.events.values()):
        file = files_of.get(index, file)
        first = found.arrived.get(event.lead_key)
        arrived = first.happened_at if first else found.known.leads.get(event.lead_key)
        if arrived is None or event.happened_at >= arrived:
            continue
        day, arrival_day = _local(event.happened_at, home), _local(arrived, home)
        if day.date() == arrival_day.date() and (event.date_only or (first and first.date_only)):
            continue
        sentence = (
            f"{_what(event)} on {_words(day)}, before the lead arrived on {_words(arrival_day)}."
        )
        flags.append(Problem(file, event.line, None, event.lead_key, sentence, fatal=False))
    return flags


def _local(ms: int, home: ZoneInfo) -> dt.datetime:
    return (EPOCH + dt.timedelta(milliseconds=ms)).astimezone(home)


def _words(day: dt.datetime) -> str:
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year} {day:%H:%M}"


def _what(event: EventRecord) -> str:
    if event.kind is EventKind.STAGE:
        return f"Stage {event.stage} reached"
    return event.kind.replace("_", " ").capitalize()


def _notes_on(source: Source) -> list[str]:
    table, mapping = source.table, source.mapping
    notes = list(table.notes)
    used = {use.column for use in mapping.columns}
    unused = [column for column in table.header if column not in used]
    if unused:
        more = f" and {len(unused) - UNUSED_NAMED} more" if len(unused) > UNUSED_NAMED else ""
        notes.append(f"Not used: {', '.join(unused[:UNUSED_NAMED])}{more}.")
    times = list(dict.fromkeys(use.column for use in mapping.times()))
    if source.day_order.order is not None and mapping.day_order is None:
        notes.append(source.day_order.reason)
    if source.instants.met_naive:
        where = "UTC" if mapping.naive_times is NaiveTimes.UTC else source.home.key
        notes.append(f"Times without a zone ({', '.join(times)}) are read as {where}.")
    if source.instants.met_days:
        notes.append(f"Days without a time are read as midnight in {source.home.key}.")
    column = source.column_of("source")
    if column is not None:
        blank = sum(1 for cell in table.column(column) if not text(cell))
        if blank:
            rows = "1 row has" if blank == 1 else f"{blank:,} of {len(table.rows):,} rows have"
            notes.append(f"{rows} no {column}.")
    return [f"{table.name}: {note}" for note in notes]


def _notes_on_all(found: Collector) -> list[str]:
    notes = []
    if found.identical_rows:
        times = (
            "1 row repeats"
            if found.identical_rows == 1
            else f"{found.identical_rows:,} rows repeat"
        )
        notes.append(f"{times} another word for word and count once.")
    if found.without_arrival:
        leads = (
            "1 lead has" if found.without_arrival == 1 else f"{found.without_arrival:,} leads have"
        )
        notes.append(f"{leads} no arrived row: the first event stands for the arrival.")
    kinds = {event.kind for event in found.events.values()}
    if EventKind.CONTACT not in kinds:
        notes.append(
            "No contact attempts here: a promise about response times has no data from it."
        )
    if not kinds & {EventKind.ACCEPTED, EventKind.SENT_BACK}:
        notes.append(
            "No acceptances or send-backs here: a promise about quality has no data from it."
        )
    return notes
