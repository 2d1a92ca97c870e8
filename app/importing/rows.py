"""Read the rows of leads, deals and people: each row is about one lead, or about one person."""

from collections.abc import Iterable
from typing import NamedTuple

from app.changes import Progress
from app.importing.collecting import Collector, name_from_key, short_name
from app.importing.joining import Joiner
from app.importing.mapping import LEAD_TEXTS, STAGE, TIMES
from app.importing.records import EventRecord, LeadRecord
from app.importing.source import RowFault, Source
from app.importing.word_meanings import channel_of, outcome_of, reason_of, status_of
from app.model.events import Channel, EventKind, Outcome
from app.model.people import Side

_Seen = tuple[LeadRecord, list[EventRecord]]

WITH_REASON = frozenset({EventKind.SENT_BACK, EventKind.LOST})
NOBODY_DOES = frozenset({EventKind.ARRIVED, EventKind.ASSIGNED})


class Happening(NamedTuple):
    """What happened by a row: when (ms), and whether only the day is known."""

    kind: EventKind
    stage: str | None
    ms: int
    date_only: bool


def read_leads(source: Source, found: Collector, progress: Progress, done: int, total: int) -> None:
    """Take each row as a lead with its arrival, and what else happened to it.

    The same row twice counts once; another row with the same key is left out and listed.
    """
    seen: dict[str, _Seen] = {}
    for row, line in source.records(progress, done, total):
        try:
            lead, events = _lead(source, found, row, line)
            if _seen_before(source, found, seen, lead, events):
                found.identical_rows += 1
                continue
        except RowFault as fault:
            found.leave_out(source.table.name, line, fault)
            continue
        seen[lead.key] = lead, events
        found.leads[lead.key] = lead
        for event in events:
            found.add_event(event)


def read_deals(source: Source, found: Collector, progress: Progress, done: int, total: int) -> None:
    """Take each row as what became of a lead that is described elsewhere."""
    joiner = Joiner(source, found)
    for row, line in source.records(progress, done, total):
        try:
            events = _deal(source, found, joiner, row, line)
            new = [event for event in events if found.is_new(event)]
            owner = _person(source, found, row, line, "owner")
        except RowFault as fault:
            found.leave_out(source.table.name, line, fault)
            continue
        found.identical_rows += not new
        for event in new:
            found.add_event(event)
        if owner is not None:
            found.set_owner(events[0].lead_key, owner, line)


def _seen_before(
    source: Source,
    found: Collector,
    seen: dict[str, _Seen],
    lead: LeadRecord,
    events: list[EventRecord],
) -> bool:
    """Say whether this very row came before; RowFault when its key did with other values."""
    if lead.key in seen:
        first, first_events = seen[lead.key]
        same_events = [event._replace(line=lead.line) for event in first_events] == events
        if same_events and first._replace(line=lead.line) == lead:
            return True
        sentence = f"“{lead.key}” is on line {first.line} with other values; that line is kept."
        raise RowFault(sentence, source.column_of("external_id"), lead.key)
    if lead.key in found.leads:
        sentence = f"“{lead.key}” is in another of these files already; that one is kept."
        raise RowFault(sentence, source.column_of("external_id"), lead.key)
    return False


def _deal(
    source: Source, found: Collector, joiner: Joiner, row: int, line: int
) -> list[EventRecord]:
    happened = _happenings(source, found, row)
    key = joiner.known_key(row, min((each.ms for each in happened), default=None))
    if not happened:
        raise RowFault("This row does not say when anything happened.")
    by = _person(source, found, row, line, "by")
    owner = _person(source, found, row, line, "owner")
    note = _note(source, found, row, line)
    return _events(source, key, happened, row, line, by=by, owner=owner, note=note)


def _lead(
    source: Source, found: Collector, row: int, line: int
) -> tuple[LeadRecord, list[EventRecord]]:
    happened = _happenings(source, found, row)
    if source.time(row, "arrived_at").ms is None:
        raise RowFault(
            "This row does not say when the lead arrived.", source.column_of("arrived_at")
        )
    amount = source.amount(row)
    company, title, email, phone, came_from, campaign, persona = (
        source.text(row, target) for target in LEAD_TEXTS
    )
    name = full_name(source, row)
    key = source.text(row, "external_id") or (email or "").casefold()
    if not key:
        key = " · ".join(part for part in (name, company, phone) if part)
    if not key:
        raise RowFault("This row has no key, e-mail or name to know the lead by.")
    owner = _person(source, found, row, line, "owner")
    by = _person(source, found, row, line, "by")
    note = _note(source, found, row, line)
    events = _events(source, key, happened, row, line, by=by, owner=owner, note=None)
    if note:
        events = [
            event._replace(note=note) if event.kind is EventKind.ARRIVED else event
            for event in events
        ]
    return (
        LeadRecord(
            key,
            name or company or email or name_from_key(key),
            company,
            title,
            email,
            phone,
            came_from,
            campaign,
            persona,
            amount,
            owner,
            line,
        ),
        events,
    )


def full_name(source: Source, row: int) -> str:
    """Give the whole name, or the first and the last together; "" for neither."""
    name = source.text(row, "name")
    if name is not None:
        return name
    parts = (source.text(row, "first_name"), source.text(row, "last_name"))
    return " ".join(part for part in parts if part)


def _events(
    source: Source,
    key: str,
    happened: list[Happening],
    row: int,
    line: int,
    *,
    by: str | None,
    owner: str | None,
    note: str | None,
) -> list[EventRecord]:
    events = []
    for kind, stage, ms, date_only in happened:
        reason = channel = outcome = amount = None
        if kind in WITH_REASON:
            reason = reason_of(source.text(row, "reason"), kind)
        elif kind is EventKind.WON:
            amount = source.amount(row)
        elif kind is EventKind.CONTACT:
            channel, outcome = _contact(source, row)
        events.append(
            EventRecord(
                key,
                kind,
                ms,
                date_only,
                line,
                by=None if kind in NOBODY_DOES else by,
                stage=stage,
                channel=channel,
                outcome=outcome,
                reason=reason,
                value_minor=amount,
                note=note,
                owner=owner if kind is EventKind.ASSIGNED else None,
            )
        )
    return events


def _contact(source: Source, row: int) -> tuple[Channel, Outcome | None]:
    channel, outcome = source.text(row, "channel"), source.text(row, "outcome")
    return (
        Channel.OTHER if channel is None else channel_of(source, channel, "channel"),
        None if outcome is None else outcome_of(source, outcome, "outcome"),
    )


def _happenings(source: Source, found: Collector, row: int) -> list[Happening]:
    happened = []
    stages = found.known.stages
    for target in source.time_targets:
        reading = source.time(row, target)
        if reading.ms is None:
            continue
        if not target.startswith(STAGE):
            happened.append(Happening(TIMES[target], None, reading.ms, reading.date_only))
        elif not stages or target.removeprefix(STAGE) in stages:
            stage = target.removeprefix(STAGE)
            happened.append(Happening(EventKind.STAGE, stage, reading.ms, reading.date_only))
    if source.has("stage") and source.has("stage_at"):
        happened += _standing(source, found, row, happened)
    if source.has("last_contact_at") and source.text(row, "contact_count") == "1":
        last = source.time(row, "last_contact_at")  # of one contact, the last is the first
        if last.ms is not None:
            happened.append(Happening(EventKind.CONTACT, None, last.ms, last.date_only))
    return happened


def _standing(
    source: Source, found: Collector, row: int, happened: list[Happening]
) -> list[Happening]:
    """What the word for the lead's stage says, where the row says since when; what is said already is not."""
    words = source.text(row, "stage")
    if words is None:
        return []
    status = status_of(words, found.known.stages)
    if status is None:
        found.take_no_stage(source.table.name, source.column_of("stage"), words)
        return []
    since = source.time(row, "stage_at")
    there = {(each.kind, each.stage) for each in happened}
    if since.ms is None or (status.kind, status.stage) in there:
        return []
    return [Happening(status.kind, status.stage, since.ms, since.date_only)]


def _person(source: Source, found: Collector, row: int, line: int, target: str) -> str | None:
    for label, words in source.labelled(row, target):
        return found.person(words, label, Side.SALES, line)
    return None


def _note(source: Source, found: Collector, row: int, line: int) -> str | None:
    """Join what goes into the note: who else had a part in it, then the labelled cells."""
    parts = []
    for label, words in source.labelled(row, "person"):
        found.person(words, label, Side.SALES, line)
        parts.append(short_name(words, label))
    return joined((*parts, *source.notes(row)))


def joined(parts: Iterable[str | None]) -> str | None:
    """Make one note of several; None of none."""
    return "; ".join(part for part in parts if part) or None
