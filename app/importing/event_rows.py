"""Read the rows of a history: each row is one event."""

from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from app.changes import Progress
from app.importing.collecting import SIDE_OF, Collector, name_from_key, new_lead
from app.importing.records import EventRecord
from app.importing.source import Row, RowFault, Source
from app.model.events import Channel, EventKind, Outcome, Reason
from app.model.people import Side

Word = TypeVar("Word", bound=StrEnum)

WITH_OWNER = frozenset({EventKind.ASSIGNED, EventKind.HANDED_OVER})
ALSO_CALLED = {
    "call": "phone",
    "telephone": "phone",
    "e_mail": "email",
    "mail": "email",
    "automatic": "auto",
    "message_left": "message",
    "meeting_booked": "meeting",
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
    events: list[EventRecord] = []
    sources: dict[str, str] = {}
    for row, line in source.records(progress, done, total):
        try:
            event = _event(source, found, row, line)
        except RowFault as fault:
            found.leave_out(source.table.name, line, fault)
            continue
        events.append(event)
        if event.kind is EventKind.ARRIVED:
            words = source.text(row, "value")
            sources.setdefault(event.lead_key, words or "")
    if not leads_described:
        _begin_with_first_events(found, events, sources)
    for event in events:
        try:
            if found.is_new(event):
                _begin(source, found, event, sources)
                found.add_event(event)
            else:
                found.identical_rows += 1
        except RowFault as fault:
            found.leave_out(source.table.name, event.line, fault)


def _begin(source: Source, found: Collector, event: EventRecord, sources: dict[str, str]) -> None:
    """Make the event's lead where nobody described it; RowFault when nothing says it arrived."""
    key = event.lead_key
    if found.knows(key):
        return
    if key not in sources:
        sentence = f"“{key}” is no lead of these files or of the workspace."
        raise RowFault(sentence, source.column_of("external_id"), key)
    lead = new_lead(key, event.line, name_from_key(key))
    found.leads[key] = lead._replace(source=sources[key] or None)


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
        found.leads[key] = new_lead(key, event.line, name_from_key(key))
        found.add_event(
            EventRecord(key, EventKind.ARRIVED, event.happened_at, event.date_only, event.line)
        )
    found.without_arrival += len(first)


def _event(source: Source, found: Collector, row: Row, line: int) -> EventRecord:
    key = source.text(row, "external_id")
    if key is None:
        raise RowFault("This row does not say which lead it is about.")
    words = source.text(row, "kind")
    if words is None:
        raise RowFault("This row does not say what happened.", source.column_of("kind"))
    kind = _one_of(source, EventKind, words, "kind")
    reading = source.time(row, "happened_at")
    if reading is None or reading.ms is None:
        raise RowFault("This row does not say when it happened.", source.column_of("happened_at"))
    value, note = source.text(row, "value"), source.text(row, "note")
    channel = outcome = stage = owner = amount = None
    if kind is EventKind.CONTACT:
        said = source.text(row, "channel")
        channel = _one_of(source, Channel, said, "channel") if said else Channel.OTHER
        outcome = _one_of(source, Outcome, value, "value") if value else None
    elif kind is EventKind.STAGE:
        stage = _stage(source, found, value)
    elif kind is EventKind.WON:
        amount = source.amount(row)
    elif kind in WITH_OWNER and value:
        owner = found.person(value, "", Side.SALES, line)
    elif kind is not EventKind.ARRIVED and value:  # an arrival's value is its source
        note = "; ".join(part for part in (note, value) if part)
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
        reason=_reason(source.text(row, "reason")),
        value_minor=amount,
        note=note,
        owner=owner,
    )


def _stage(source: Source, found: Collector, value: str | None) -> str:
    column = source.column_of("value")
    if value is None:
        raise RowFault("This row does not say which stage was reached.", column)
    stage = _plain(value)
    stages = found.known.stages
    if stages and stage not in stages:
        there = ", ".join(sorted(stages))
        raise RowFault(f"“{value}” is no stage; there are: {there}.", column, value)
    return stage


def _one_of(source: Source, words_of: type[Word], words: str, target: str) -> Word:
    word: Word | None = _meaning(words_of, words)
    if word is None:
        allowed = ", ".join(words_of)
        sentence = f"“{words}” is none of: {allowed}."
        raise RowFault(sentence, source.column_of(target), words)
    return word


@lru_cache(maxsize=1_000)
def _meaning(words_of: type[Word], words: str) -> Word | None:
    plain = _plain(words)
    by_value = {word.value: word for word in words_of}
    return by_value.get(ALSO_CALLED.get(plain, plain))


@lru_cache(maxsize=1_000)
def _reason(words: str | None) -> str | None:
    """Give a reason of our list by its key, and any other in its own words."""
    plain = _plain(words or "")
    return plain if plain in set(Reason) else words


def _plain(words: str) -> str:
    return "_".join(words.lower().replace("-", " ").replace("_", " ").split())
