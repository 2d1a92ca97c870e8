"""Read the rows of a history: each row is one event."""

from app.changes import Progress
from app.importing.collecting import SIDE_OF, Collector, name_from_key, new_lead
from app.importing.joining import Joiner
from app.importing.records import EventRecord
from app.importing.rows import joined
from app.importing.source import RowFault, Source
from app.importing.word_meanings import channel_of, kind_of, outcome_of, reason_of, stage_of
from app.model.events import Channel, EventKind
from app.model.people import Side

WITH_OWNER = frozenset({EventKind.ASSIGNED, EventKind.HANDED_OVER})
VALUE_IS_READ = WITH_OWNER | {
    EventKind.ARRIVED,  # there it is the source
    EventKind.CONTACT,
    EventKind.STAGE,
    EventKind.WON,
}


def read_events(
    source: Source,
    found: Collector,
    progress: Progress,
    done: int,
    total: int,
    *,
    leads_described: bool,
) -> None:
    """Take each row as one event.

    A lead that nobody described begins with its `arrived` row. Without one, its first event stands
    for its arrival, but only when no file describes leads (`leads_described`): beside such a file
    an unknown key is a mistake.
    """
    events: list[tuple[int, EventRecord]] = []
    sources: dict[str, str] = {}
    joiner = Joiner(source, found)
    for row, line in source.records(progress, done, total):
        try:
            event = _event(source, found, joiner, row, line)
        except RowFault as fault:
            found.leave_out(source.table.name, line, fault)
            continue
        events.append((row, event))
        if event.kind is EventKind.ARRIVED:
            sources.setdefault(event.lead_key, source.text(row, "value") or "")
    if not leads_described:
        _begin_with_first_events(found, [event for _, event in events], sources)
    for row, event in events:
        try:
            if found.is_new(event):
                _begin(joiner, found, event, row, sources)
                found.add_event(event)
            else:
                found.identical_rows += 1
        except RowFault as fault:
            found.leave_out(source.table.name, event.line, fault)


def _begin(
    joiner: Joiner, found: Collector, event: EventRecord, row: int, sources: dict[str, str]
) -> None:
    """Make the event's lead where nobody described it; RowFault when nothing says it arrived."""
    key = event.lead_key
    if found.knows(key):
        return
    if key not in sources:
        raise joiner.unknown(row, key)
    _add_lead(found, key, event.line, sources[key] or None)


def _begin_with_first_events(
    found: Collector, events: list[EventRecord], arrived: dict[str, str]
) -> None:
    first: dict[str, EventRecord] = {}
    for event in events:
        key = event.lead_key
        if key not in arrived and not found.knows(key):
            there = first.get(key)
            if there is None or event.happened_at < there.happened_at:
                first[key] = event
    for key, event in first.items():
        _add_lead(found, key, event.line, None)
        found.add_event(
            EventRecord(key, EventKind.ARRIVED, event.happened_at, event.date_only, event.line)
        )
    found.without_arrival += len(first)


def _add_lead(found: Collector, key: str, line: int, came_from: str | None) -> None:
    email = key if "@" in key else None
    lead = new_lead(key, line)
    found.leads[key] = lead._replace(name=name_from_key(key), email=email, source=came_from)


def _event(source: Source, found: Collector, joiner: Joiner, row: int, line: int) -> EventRecord:
    reading = source.time(row, "happened_at")
    key = joiner.key(row, reading.ms)
    words = source.text(row, "kind")
    if words is None:
        raise RowFault("This row does not say what happened.", source.column_of("kind"))
    kind = kind_of(source, words)
    if reading.ms is None:
        raise RowFault("This row does not say when it happened.", source.column_of("happened_at"))
    value = source.text(row, "value")
    notes = source.notes(row)
    channel = outcome = stage = owner = amount = reason = None
    if kind is EventKind.CONTACT:
        said = source.text(row, "channel")
        channel = channel_of(source, said, "channel") if said else Channel.OTHER
        said, target = _own(source, row, "outcome", value)
        outcome = outcome_of(source, said, target) if said else None
    elif kind is EventKind.STAGE:
        stage = _stage(source, found, *_own(source, row, "stage", value))
    elif kind is EventKind.WON:
        amount = source.amount(row)
    elif kind in WITH_OWNER:
        said, _ = _own(source, row, "owner", value)
        owner = found.person(said, "", Side.SALES, line) if said else None
        at_stage = source.text(row, "stage") if kind is EventKind.HANDED_OVER else None
        stage = _stage(source, found, at_stage, "stage") if at_stage else None
    if value and kind not in VALUE_IS_READ:
        notes.append(value)
    if source.has("reason"):
        reason = reason_of(source.text(row, "reason"), kind)
    by = source.text(row, "by")
    return EventRecord(
        key,
        kind,
        reading.ms,
        reading.date_only,
        line,
        by=found.person(by, "", SIDE_OF.get(kind), line) if by else None,
        stage=stage,
        channel=channel,
        outcome=outcome,
        reason=reason,
        value_minor=amount,
        note=joined(notes),
        owner=owner,
    )


def _own(source: Source, row: int, target: str, value: str | None) -> tuple[str | None, str]:
    """Give what a target's own column says, or what is in the column for any value; and which spoke."""
    said = source.text(row, target)
    if said is not None:
        return said, target
    return (None if value is None else source.meaning(target, value) or None), "value"


def _stage(source: Source, found: Collector, words: str | None, target: str) -> str:
    column = source.column_of(target)
    if words is None:
        raise RowFault("This row does not say which stage was reached.", column)
    stages = found.known.stages
    stage = stage_of(words, stages)
    if stage is None:
        there = ", ".join(stages)
        raise RowFault(f"“{words}” is no stage; there are: {there}.", column, words)
    return stage
