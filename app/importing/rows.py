"""Read the rows of leads and deals: each row is about one lead."""

from app.changes import Progress
from app.importing.collecting import SIDE_OF, Collector, name_from_key, short_name
from app.importing.mapping import LEAD_TEXTS, TIMES
from app.importing.records import EventRecord, LeadRecord
from app.importing.source import Row, RowFault, Source, time_targets
from app.model.events import EventKind
from app.model.people import Side

_Seen = tuple[LeadRecord, list[EventRecord]]

WITH_REASON = frozenset({EventKind.SENT_BACK, EventKind.LOST})


def read_leads(source: Source, found: Collector, progress: Progress, done: int, total: int) -> None:
    """Take each row as a lead with its arrival, and what else happened to it.

    The same row twice counts once; another row with the same key is left out and listed.
    """
    targets = time_targets(source)
    seen: dict[str, _Seen] = {}
    for row, line in source.records(progress, done, total):
        try:
            lead, events = _lead(source, found, targets, row, line)
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
    targets = time_targets(source)
    for row, line in source.records(progress, done, total):
        try:
            events = _deal(source, found, targets, row, line)
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
    source: Source, found: Collector, targets: list[str], row: Row, line: int
) -> list[EventRecord]:
    key = _known_key(source, found, row)
    happened = _happenings(source, targets, row)
    if not happened:
        raise RowFault("This row does not say when anything happened.")
    amount = source.amount(row)
    reason = source.text(row, "reason")
    by = _person(source, found, row, line, "by")
    note = _note(source, found, row, line)
    return [
        EventRecord(
            key,
            kind,
            ms,
            date_only,
            line,
            by=by,
            stage=stage,
            reason=reason if kind in WITH_REASON else None,
            value_minor=amount if kind is EventKind.WON else None,
            note=note,
        )
        for kind, stage, ms, date_only in happened
    ]


def _lead(
    source: Source, found: Collector, targets: list[str], row: Row, line: int
) -> tuple[LeadRecord, list[EventRecord]]:
    happened = _happenings(source, targets, row)
    if not any(kind is EventKind.ARRIVED for kind, *_ in happened):
        raise RowFault(
            "This row does not say when the lead arrived.", source.column_of("arrived_at")
        )
    amount = source.amount(row)
    company, title, email, phone, campaign_source, campaign = (
        source.text(row, target) for target in LEAD_TEXTS
    )
    name = source.text(row, "name") or " ".join(
        part for part in (source.text(row, "first_name"), source.text(row, "last_name")) if part
    )
    key = source.text(row, "external_id") or (email or "").lower()
    if not key:
        key = " · ".join(part for part in (name, company, phone) if part)
    if not key:
        raise RowFault("This row has no key, e-mail or name to know the lead by.")
    reason = source.text(row, "reason")
    owner = _person(source, found, row, line, "owner")
    by = _person(source, found, row, line, "by")
    note = _note(source, found, row, line)
    events = [
        EventRecord(
            key,
            kind,
            ms,
            date_only,
            line,
            by=by if kind in SIDE_OF else None,
            stage=stage,
            reason=reason if kind in WITH_REASON else None,
            note=note if kind is EventKind.ARRIVED else None,
            owner=owner if kind is EventKind.ASSIGNED else None,
        )
        for kind, stage, ms, date_only in happened
    ]
    name = name or company or email or name_from_key(key)
    lead = LeadRecord(
        key, name, company, title, email, phone, campaign_source, campaign, amount, owner, line
    )
    return lead, events


def _known_key(source: Source, found: Collector, row: Row) -> str:
    key = source.text(row, "external_id")
    if key is None:
        raise RowFault("This row does not say which lead it is about.")
    if not found.knows(key):
        sentence = f"“{key}” is no lead of these files or of the workspace."
        raise RowFault(sentence, source.column_of("external_id"), key)
    return key


def _happenings(
    source: Source, targets: list[str], row: Row
) -> list[tuple[EventKind, str | None, int, bool]]:
    """Give what happened by this row: kind, stage, instant, and whether only the day is known."""
    happened: list[tuple[EventKind, str | None, int, bool]] = []
    for target in targets:
        reading = source.time(row, target)
        if reading is not None and reading.ms is not None:
            happened.append((TIMES[target], None, reading.ms, reading.date_only))
    for stage, place, use in source.stage_places:
        reading = source.instant(row, place, use)
        if reading.ms is not None:
            happened.append((EventKind.STAGE, stage, reading.ms, reading.date_only))
    return happened


def _person(source: Source, found: Collector, row: Row, line: int, target: str) -> str | None:
    for label, words in source.labelled(row, target):
        return found.person(words, label, Side.SALES, line)
    return None


def _note(source: Source, found: Collector, row: Row, line: int) -> str | None:
    """Join what goes into the note: who else had a part in it, then the labelled cells."""
    parts = []
    for label, words in source.labelled(row, "person"):
        found.person(words, label, Side.SALES, line)
        parts.append(short_name(words, label))
    parts += [
        f"{label}: {words}" if label else words for label, words in source.labelled(row, "note")
    ]
    return "; ".join(parts) or None
