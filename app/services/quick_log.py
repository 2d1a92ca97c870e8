"""The quick-log line: what was typed, what that means, and saving just that."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

import numpy as np
from sqlalchemy import Connection

from app.changes import Change
from app.errors import Refusal
from app.model.events import Channel, EventKind, LostReason, Reason
from app.model.workspace import WorkspaceInfo
from app.rules.quick_log import Action, Deed, Line, Word, read, unread
from app.rules.time_words import instant_words
from app.services.lead_events import CLOCK_DIFFERENCE
from app.services.lead_outcomes import add_note, lose, win
from app.services.leads import accept, log_contact, send_back
from app.store.ids import Ids
from app.store.lead_rows import likeliest
from app.store.lead_words import holding
from app.store.terms import load_info
from app.store.workspace import Workspace
from app.words import label, reason_label

MOST_CANDIDATES = 8
_MOST_WORDS = 6


@dataclass(frozen=True)
class Candidate:
    """A lead the line may mean; `hint` tells it from its namesakes, `sentence` is what would be saved."""

    lead_id: int
    name: str
    company: str | None
    hint: str
    sentence: str


@dataclass(frozen=True)
class Understood:
    """What a line means.

    It can be saved when there is no `problem`; with several `candidates`, the likeliest first, one must be
    chosen: then `lead_id` is empty. `sentence` says what will be saved, of the first.
    """

    text: str
    action: Action | None
    candidates: tuple[Candidate, ...]
    lead_id: int | None
    sentence: str
    problem: str | None


def understand(workspace: Workspace, text: str, now: datetime) -> Understood:
    """Read a line as of `now`. Nothing is guessed: what is missing, or not understood, is its problem."""
    with workspace.read() as connection:
        info = load_info(connection)
        line = read(text, now, info.time_zone)
        named = _named(connection, line)
        found = likeliest(connection, named.leads, MOST_CANDIDATES)
    action = line.action
    if action is not None and line.note_follows and named.words:
        action = replace(action, note=text[named.words[-1].end :].strip(" ,;") or None)
        named = replace(named, rest=())
    candidates = tuple(
        Candidate(
            row["id"],
            row["name"],
            row["company"],
            _hint(row["standing"], row["owner"]),
            "" if action is None else _sentence(action, row["name"], row["company"], now, info),
        )
        for row in found
    )
    return Understood(
        text=text,
        action=action,
        candidates=candidates,
        lead_id=candidates[0].lead_id if len(candidates) == 1 else None,
        sentence=candidates[0].sentence if candidates else "",
        problem=_problem(line, action, named, now, info.time_zone),
    )


def log(
    workspace: Workspace, understood: Understood, *, lead_id: int, by_id: int | None = None
) -> Change:
    """Save what was understood, of the lead chosen. Raises Refusal when there is a problem."""
    action = understood.action
    if action is None or understood.problem is not None:
        raise Refusal(understood.problem or "There is nothing to save.")
    at, note = action.at, action.note
    match action.deed:
        case Deed.CONTACT if action.channel is not None and action.outcome is not None:
            return log_contact(
                workspace,
                lead_id,
                channel=action.channel,
                outcome=action.outcome,
                at=at,
                by_id=by_id,
                note=note,
            )
        case Deed.ACCEPT:
            return accept(workspace, lead_id, at=at, by_id=by_id, note=note)
        case Deed.SEND_BACK:
            reason = Reason(action.reason or "")
            return send_back(workspace, lead_id, reason=reason, at=at, by_id=by_id, note=note)
        case Deed.WIN:
            value = action.value_minor
            return win(workspace, lead_id, value_minor=value, at=at, by_id=by_id, note=note)
        case Deed.LOSE:
            why = action.reason or ""
            return lose(workspace, lead_id, reason=why, at=at, by_id=by_id, note=note)
        case _:
            return add_note(workspace, lead_id, note=note or "", at=at, by_id=by_id)


@dataclass(frozen=True)
class _Named:
    """The words that name a lead, the leads of that name, and the words beside it."""

    words: tuple[Word, ...]
    leads: Ids
    rest: tuple[Word, ...]


def _named(connection: Connection, line: Line) -> _Named:
    """Take the longest run of words that leads have in their names."""
    words = line.words[:_MOST_WORDS]
    found = [holding(connection, word.text) for word in words]
    for length in range(len(words), 0, -1):
        for start in range(1 if line.note_follows else len(words) - length + 1):
            end = start + length
            leads = reduce(np.intersect1d, found[start:end])
            if leads.size:
                return _Named(words[start:end], leads, line.words[:start] + line.words[end:])
    return _Named((), np.empty(0, dtype=np.int64), line.words)


def _problem(
    line: Line, action: Action | None, named: _Named, now: datetime, zone: str
) -> str | None:
    """Why the line cannot be saved as it is, if it cannot."""
    if action is None:
        return line.problem
    ahead = action.at is not None and action.at > now + CLOCK_DIFFERENCE
    problems = (
        (not line.words, "Say which lead: write a name or a company."),
        (
            not named.words,
            f"There is no lead called “{' '.join(word.text for word in line.words)}”.",
        ),
        (named.rest, unread(named.rest, now, zone)),
        (ahead, "That time lies in the future; only what happened can be logged."),
        (action == Action(Deed.NOTE, at=action.at), "Write the note after the name."),
    )
    return next((sentence for wrong, sentence in problems if wrong), None)


def _hint(standing: str | None, owner: str | None) -> str:
    """What tells a lead from its namesakes: "Handed over to Sales, Dana"."""
    stands = None if standing is None else label(EventKind(standing))
    return ", ".join(filter(None, (stands, owner)))


def _sentence(
    action: Action, name: str, company: str | None, now: datetime, info: WorkspaceInfo
) -> str:
    """What will be saved: "Phone call with Priya Nair (Halden GmbH), no answer, yesterday 16:20."."""
    who = f"{name} ({company})" if company else name
    when = "now" if action.at is None else instant_words(action.at, now, info.time_zone)
    if action.deed is Deed.NOTE:
        return f"Note on {who}, {when}: {action.note or '…'}"
    note = f" Note: {action.note}" if action.note else ""
    return f"{_done(action, who, info.currency)}, {when}.{note}"


def _done(action: Action, who: str, currency: str) -> str:
    match action.deed:
        case Deed.CONTACT if action.channel is not None and action.outcome is not None:
            return f"{_CONTACTS[action.channel]} {who}, {label(action.outcome).lower()}"
        case Deed.SEND_BACK:
            return f"{who} sent back: {reason_label(action.reason or '').lower()}"
        case Deed.WIN if action.value_minor is not None:
            return f"{who} won for {_amount(action.value_minor)} {currency}"
        case Deed.WIN:
            return f"{who} won"
        case Deed.LOSE:
            return f"{who} lost: {reason_label(action.reason or '', LostReason).lower()}"
        case _:
            return f"{who} accepted"


_CONTACTS = {
    Channel.PHONE: "Phone call with",
    Channel.EMAIL: "Email to",
    Channel.MEETING: "Meeting with",
    Channel.CHAT: "Message to",
    Channel.LETTER: "Letter to",
}


def _amount(minor: int) -> str:
    whole, cents = divmod(minor, 100)
    return f"{whole:,}.{cents:02d}" if cents else f"{whole:,}"
