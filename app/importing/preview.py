"""From tables and their mappings to a batch: what would be written, what is left out, and why."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from app.changes import Progress, no_progress
from app.importing.collecting import Collector, Known
from app.importing.event_rows import read_events
from app.importing.mapping import Mapping, TableKind
from app.importing.notes import notes_on, notes_on_all
from app.importing.people_rows import read_people
from app.importing.records import Batch, Counts, EventRecord
from app.importing.rows import read_deals, read_leads
from app.importing.source import Source
from app.importing.table import Problem, Table
from app.importing.values import EPOCH, MONTHS
from app.model.events import EventKind

NOTHING_KNOWN = Known()

_ORDER = (TableKind.PEOPLE, TableKind.LEADS, TableKind.DEALS, TableKind.EVENTS)
"""Each kind of table may speak of what those before it describe."""


def build(
    inputs: Sequence[tuple[Table, Mapping]],
    *,
    zone: str,
    known: Known = NOTHING_KNOWN,
    progress: Progress = no_progress,
) -> Batch:
    """Read all tables of one import, in an order that makes the order of the files not matter.

    `zone` is the workspace's IANA zone. Raises Refusal when something has to be chosen first (its
    `field` says what), Cancelled when `progress` says so.
    """
    home = ZoneInfo(zone)
    sources = [Source(table, mapping, home) for table, mapping in inputs]
    total = sum(len(source.table.rows) for source in sources)
    described = any(source.mapping.kind is TableKind.LEADS for source in sources)
    found = Collector(known)
    done = 0
    files_of: dict[int, str] = {}
    for source in sorted(sources, key=lambda each: _ORDER.index(each.mapping.kind)):
        files_of[len(found.events)] = source.table.name
        if source.mapping.kind is TableKind.PEOPLE:
            read_people(source, found, progress, done, total)
        elif source.mapping.kind is TableKind.LEADS:
            read_leads(source, found, progress, done, total)
        elif source.mapping.kind is TableKind.DEALS:
            read_deals(source, found, progress, done, total)
        else:
            read_events(source, found, progress, done, total, leads_described=described)
        done += len(source.table.rows)
    progress(total, total)
    left_out = [problem for source in sources for problem in source.table.problems]
    left_out += found.problems
    flags = _before_arrival(found, files_of, home)
    notes = [note for source in sources for note in notes_on(source, found)]
    notes += notes_on_all(found, len(flags))
    return Batch(
        leads=tuple(found.leads.values()),
        updates=tuple(found.updates.values()),
        events=tuple(found.events.values()),
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
            events=len(found.events),
            people=len(found.people),
        ),
        read_as=tuple((source.table.header, source.mapping) for source in sources),
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
