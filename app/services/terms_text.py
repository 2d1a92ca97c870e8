"""Terms brought out of a workspace as text, and into it."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.changes import Change
from app.errors import Refusal
from app.model.agreement import Commitment
from app.model.people import Side
from app.resources import resource_path
from app.rules.codes import next_code
from app.rules.terms_text import WrittenTerms, parse_terms, write_terms
from app.services.agreement import TERMS_AREAS, VersionView
from app.services.changing import changing
from app.services.drafts import Draft, coded
from app.store.workspace import Workspace

STARTER = "templates/starter.toml"


def export_terms(version: VersionView) -> str:
    """Write a version as the text that `apply_terms` takes; a draft has no first day yet."""
    return write_terms(
        WrittenTerms(
            commitments=tuple(stated.commitment for stated in version.commitments),
            calendars=version.calendars,
            first_day=version.first_day,
            reason=version.reason,
        )
    )


def apply_terms(workspace: Workspace, text: str, name: str) -> Change | None:
    """Put the terms of `text`, from the file `name`, in force from the day they give.

    They replace what the draft says. The only agreed version's own terms with an earlier day move
    its start there. None when the text says what is agreed already. Raises Refusal.
    """
    terms = parse_terms(text, name)
    if terms.first_day is None:
        raise Refusal(
            f"{name} does not say from which day it holds. "
            "Add a line such as in_force_from = 2026-01-01 at its top."
        )
    return _apply(workspace, terms, terms.first_day, f"Apply terms from {name}")


def starter() -> WrittenTerms:
    """Read the agreement offered to a new workspace, without working hours and first day."""
    path = resource_path(STARTER)
    return parse_terms(path.read_text(encoding="utf-8"), path.name)


def apply_starter(
    workspace: Workspace, first_day: date, signed_by: Mapping[Side, int] = {}
) -> Change:
    """Put the starter agreement in force from `first_day` on, signed by these. Raises Refusal."""
    label = "Put the starter agreement in force"
    change = _apply(workspace, starter(), first_day, label, signed_by)
    if change is None:
        raise Refusal("The starter agreement is in force already.")
    return change


def _apply(
    workspace: Workspace,
    terms: WrittenTerms,
    first_day: date,
    label: str,
    signed_by: Mapping[Side, int] = {},
) -> Change | None:
    with changing(workspace, label, TERMS_AREAS) as making:
        draft = Draft(making.work)
        before = draft.last_agreed()
        named = _with_codes(terms.commitments, before[0], draft.agreed_commitments())
        wanted = (named, dict(terms.calendars) or before[1])
        unchanged = draft.is_agreed(wanted, first_day)
        if unchanged:
            pass
        elif wanted == before and draft.could_start_on(first_day):
            draft.start_earlier(first_day)
        else:
            draft.write(wanted[0].values(), wanted[1])
            draft.put_in_force(first_day, terms.reason, signed_by)
    return None if unchanged else making.change


def _with_codes(
    commitments: Sequence[Commitment],
    before: Mapping[str, Commitment],
    agreed: Mapping[str, Commitment],
) -> dict[str, Commitment]:
    """Name those without a code: by the code that meant the same before, or by a new one."""
    taken = {commitment.code for commitment in commitments}
    named: dict[str, Commitment] = {}
    for commitment in commitments:
        same = (
            code
            for code, other in before.items()
            if code not in taken and coded(commitment, code) == other
        )
        code = commitment.code or next(same, None)
        code = code or next_code(commitment.side, {*taken, *before, *agreed})
        taken.add(code)
        named[code] = coded(commitment, code)
    return named
