"""The agreement: what its versions say, editing the draft, and putting it in force."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from app.changes import Area, Change
from app.errors import Refusal
from app.model.agreement import Commitment, Signature, VersionState
from app.model.calendar import Calendar
from app.model.people import Side
from app.rules.codes import code_order, next_code
from app.services.changing import Changing, changing
from app.services.drafts import Draft, coded, local_date
from app.store.terms import (
    load_calendars,
    load_commitments,
    load_info,
    load_signatures,
    load_versions,
)
from app.store.workspace import Workspace

DRAFT_AREAS = frozenset({Area.AGREEMENT})
TERMS_AREAS = frozenset({Area.AGREEMENT, Area.LEADS, Area.CLOCKS})


@dataclass(frozen=True)
class StatedCommitment:
    """A commitment as one version states it; `id` is what clocks and tallies know it by."""

    id: int
    code: str
    commitment: Commitment


@dataclass(frozen=True)
class VersionView:
    """One version: in force from `in_force_from`, the start of the local `first_day`, to `until`.

    All three are empty for a draft, and `until` for the last version. `calendars` has the working
    hours of each side, or under None those of both.
    """

    id: int
    number: int
    state: VersionState
    in_force_from: datetime | None
    until: datetime | None
    first_day: date | None
    reason: str | None
    commitments: tuple[StatedCommitment, ...]
    calendars: Mapping[Side | None, Calendar]
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class DraftChanges:
    """How the draft differs from the version agreed last: codes, and whether the hours changed."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    ended: tuple[str, ...]
    calendars: bool


@dataclass(frozen=True)
class AgreementView:
    """All versions by number; the one in force now, and the draft, where there is one."""

    versions: tuple[VersionView, ...]
    in_force: VersionView | None
    draft: VersionView | None
    changes: DraftChanges | None

    @property
    def agreed(self) -> tuple[VersionView, ...]:
        """The versions agreed so far, the last one possibly not in force yet."""
        return tuple(each for each in self.versions if each.state is VersionState.AGREED)

    @property
    def current(self) -> VersionView:
        """The version in force; before the first one, the one to come, or the draft."""
        return self.in_force or next(iter(self.agreed), self.versions[0])


def agreement(workspace: Workspace, *, now: datetime | None = None) -> AgreementView:
    """Show the agreement as it stands at `now`, which is this moment unless given."""
    with workspace.read() as connection:
        zone = load_info(connection).time_zone
        rows = load_versions(connection)
        starts = [row["in_force_from"] for row in rows] + [None]
        versions = tuple(
            _version(connection, row, until, zone)
            for row, (_, until) in zip(rows, pairwise(starts), strict=True)
        )
    agreed = [each for each in versions if each.in_force_from is not None]
    draft = next((each for each in versions if each.in_force_from is None), None)
    moment = now or datetime.now(UTC)
    begun = [each for each in agreed if each.in_force_from and each.in_force_from <= moment]
    return AgreementView(
        versions=versions,
        in_force=begun[-1] if begun else None,
        draft=draft,
        changes=None if draft is None else _changes(agreed[-1] if agreed else None, draft),
    )


def _version(connection: Connection, row: Any, until: datetime | None, zone: str) -> VersionView:
    start = row["in_force_from"]
    commitments = load_commitments(connection, row["id"]).items()
    stated = (StatedCommitment(key, commitment.code, commitment) for key, commitment in commitments)
    return VersionView(
        id=row["id"],
        number=row["number"],
        state=VersionState(row["state"]),
        in_force_from=start,
        until=until,
        first_day=None if start is None else local_date(start, zone),
        reason=row["reason"],
        commitments=tuple(sorted(stated, key=lambda each: code_order(each.code))),
        calendars=load_calendars(connection, row["id"]),
        signatures=load_signatures(connection, row["id"]),
    )


def _changes(before: VersionView | None, draft: VersionView) -> DraftChanges:
    old = {each.code: each.commitment for each in before.commitments} if before else {}
    new = {each.code: each.commitment for each in draft.commitments}
    return DraftChanges(
        added=tuple(code for code in new if code not in old),
        changed=tuple(code for code in new if code in old and old[code] != new[code]),
        ended=tuple(code for code in old if code not in new),
        calendars=before is not None and before.calendars != draft.calendars,
    )


def add_commitment(workspace: Workspace, commitment: Commitment) -> Change:
    """Add a promise to the draft, under the next free code of its side. Raises Refusal."""
    with _drafting(workspace, "Add") as (making, draft):
        code = next_code(commitment.side, {*draft.commitments, *draft.agreed_commitments()})
        making.work.label = f"Add commitment {code}"
        draft.write((*draft.commitments.values(), coded(commitment, code)), draft.calendars)
    return making.change


def edit_commitment(workspace: Workspace, code: str, commitment: Commitment) -> Change:
    """Have the draft's commitment `code` say what `commitment` says. Raises Refusal."""
    with _drafting(workspace, f"Edit commitment {code}") as (making, draft):
        _must_have(draft, code)
        changed = {**draft.commitments, code: coded(commitment, code)}
        draft.write(changed.values(), draft.calendars)
    return making.change


def end_commitment(workspace: Workspace, code: str) -> Change:
    """Leave the commitment `code` out of the draft. Raises Refusal."""
    with _drafting(workspace, f"End commitment {code}") as (making, draft):
        _must_have(draft, code)
        rest = [each for each in draft.commitments.values() if each.code != code]
        draft.write(rest, draft.calendars)
    return making.change


def set_calendar(workspace: Workspace, calendar: Calendar, side: Side | None = None) -> Change:
    """Give the draft working hours: of `side`, or the same for both. Raises Refusal."""
    with _drafting(workspace, "Change working hours") as (making, draft):
        kept = draft.calendars if side else {}
        draft.write(draft.commitments.values(), {**kept, side: calendar})
    return making.change


def discard_draft(workspace: Workspace) -> Change:
    """Remove the draft. Raises Refusal where there is none, or no agreed version to go back to."""
    with _drafting(workspace, "Discard draft") as (making, draft):
        draft.discard()
    return making.change


def put_in_force(
    workspace: Workspace,
    first_day: date,
    reason: str | None = None,
    signed_by: Mapping[Side, int] = {},
) -> Change:
    """Agree on the draft, in force from the midnight that begins `first_day`. Raises Refusal.

    `signed_by` has the id of who signs now for each side that signs; it may be the same person.
    """
    with changing(workspace, "Put in force", TERMS_AREAS) as making:
        draft = Draft(making.work)
        if draft.row is None:
            raise Refusal("There is no draft to put in force. Change something first.")
        version = draft.put_in_force(first_day, reason, signed_by)
        making.work.label = f"Put version {version.number} in force"
    return making.change


def start_earlier(workspace: Workspace, first_day: date) -> Change:
    """Have the only agreed version begin earlier, so that older history counts. Raises Refusal."""
    with changing(workspace, "Start the agreement earlier", TERMS_AREAS) as making:
        Draft(making.work).start_earlier(first_day)
    return making.change


@contextmanager
def _drafting(workspace: Workspace, label: str) -> Iterator[tuple[Changing, Draft]]:
    """Change the draft alone: no clock moves by it."""
    with changing(workspace, label, DRAFT_AREAS) as making:
        yield making, Draft(making.work)


def _must_have(draft: Draft, code: str) -> None:
    if code not in draft.commitments:
        raise Refusal(f"There is no commitment {code} in the draft; it was ended meanwhile.")
