"""One commitment as readable TOML, both ways and without loss."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from app.errors import Refusal
from app.model.agreement import WHOLE, Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.duration import Within, parse_within
from app.model.people import Side
from app.model.schedule import parse_schedule
from app.rules.codes import check_code
from app.rules.sentences import share_text
from app.rules.toml_table import (
    Table,
    a_number,
    a_text,
    anything,
    one_of,
    shown,
    texts,
    whole_number,
)

_KIND_KEYS: Mapping[CommitmentKind, tuple[str, ...]] = {
    CommitmentKind.VOLUME: ("at_least", "every", "stage"),
    CommitmentKind.RESPONSE: ("share", "within"),
    CommitmentKind.PERSISTENCE: ("share", "attempts", "within"),
    CommitmentKind.DISPOSITION: ("share", "within"),
    CommitmentKind.CONVERSION: ("share", "stage", "to_stage", "within"),
    CommitmentKind.QUALITY: ("share",),
    CommitmentKind.DELIVERABLE: ("title", "share", "accept_within"),
    CommitmentKind.READING: ("title", "every"),
}
_OF_HANDOVERS = ("stage", "sources", "campaigns", "personas")
_OF_LEADS = ("sources", "campaigns", "personas")
_MORE_KEYS: Mapping[CommitmentKind, tuple[str, ...]] = {
    CommitmentKind.VOLUME: _OF_LEADS,
    CommitmentKind.RESPONSE: _OF_HANDOVERS,
    CommitmentKind.PERSISTENCE: _OF_HANDOVERS,
    CommitmentKind.DISPOSITION: _OF_HANDOVERS,
    CommitmentKind.CONVERSION: _OF_LEADS,
    CommitmentKind.QUALITY: _OF_HANDOVERS,
    CommitmentKind.DELIVERABLE: ("schedule", "campaigns", "personas"),
    CommitmentKind.READING: ("at_least", "at_most"),
}
_KEY_OF_FIELD = {"count": "at_least", "cadence": "every", "side": "promises"}
"""The text's words for the model's fields, where they differ."""

_SHARE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*%")
_THOUSAND = 1000
_MOST_LEVEL = 10**12


def commitment_values(commitment: Commitment) -> dict[str, Any]:
    """Give the keys and values that say `commitment`, in their order; None where one says nothing."""
    level = None if commitment.level is None else _from_thousandths(commitment.level)
    values = {
        "title": commitment.title,
        "at_least": commitment.count if commitment.level is None else level,
        "at_most": level,
        "every": commitment.cadence,
        "share": None if commitment.share is None else share_text(commitment.share),
        "attempts": commitment.attempts,
        "schedule": None if commitment.schedule is None else str(commitment.schedule),
        "stage": commitment.stage,
        "to_stage": commitment.to_stage,
        "within": None if commitment.within is None else str(commitment.within),
        "accept_within": None
        if commitment.accept_within is None
        else str(commitment.accept_within),
        "sources": commitment.sources or None,
        "campaigns": commitment.campaigns or None,
        "personas": commitment.personas or None,
    }
    if commitment.kind is CommitmentKind.READING:
        del values["at_least" if commitment.at_most else "at_most"]
    said = (*_KIND_KEYS[commitment.kind], *_MORE_KEYS[commitment.kind])
    head = {"code": commitment.code or None, "promises": commitment.side, "kind": commitment.kind}
    return {
        **head,
        **{key: values[key] for key in values if key in said and key not in _OF_LEADS},
        "weight": commitment.weight,
        **{key: values[key] for key in _OF_LEADS if key in said},
    }


def parse_commitment(table: Table) -> Commitment:
    """Read the commitment that `table` says; one without a code has the code "". Raises Refusal with its place."""
    kind = table.required("kind", one_of(CommitmentKind))
    needed, more = _KIND_KEYS[kind], _MORE_KEYS[kind]
    limits = tuple(key for key in more if key in _OF_LEADS)
    own = tuple(key for key in more if key not in _OF_LEADS)
    table.allow("code", "promises", "kind", *needed, *own, "weight", *limits)
    for key in needed:
        table.required(key, anything)
    side = table.required("promises", one_of(Side))

    def code_of(value: Any) -> str:
        code = a_text(value)
        check_code(code, side)
        return code

    weight = table.optional("weight", whole_number)
    level, at_most = _level(table) if kind is CommitmentKind.READING else (None, None)
    try:
        return Commitment(
            code=table.optional("code", code_of) or "",
            side=side,
            kind=kind,
            weight=1 if weight is None else weight,
            share=table.optional("share", _share),
            count=table.optional("at_least", whole_number) if level is None else None,
            cadence=table.optional("every", one_of(Cadence)),
            within=table.optional("within", _within),
            attempts=table.optional("attempts", whole_number),
            stage=table.optional("stage", a_text),
            to_stage=table.optional("to_stage", a_text),
            title=table.optional("title", _title),
            schedule=table.optional("schedule", lambda value: parse_schedule(a_text(value))),
            accept_within=table.optional("accept_within", _within),
            level=level,
            at_most=at_most,
            sources=table.optional("sources", texts) or (),
            campaigns=table.optional("campaigns", texts) or (),
            personas=table.optional("personas", texts) or (),
        )
    except ValidationError as error:
        first = error.errors()[0]
        named = str(first["loc"][0]) if first["loc"] else None
        reason = first["msg"].removeprefix("Value error, ").replace("Input should", "it should")
        raise table.refusal(f"{reason}.", _KEY_OF_FIELD.get(named or "", named)) from error


def _level(table: Table) -> tuple[int, bool | None]:
    """Read the level of a reading, in thousandths, and whether it is the most there may be."""
    levels = {key: table.optional(key, _thousandths) for key in ("at_least", "at_most")}
    given = [(level, key) for key, level in levels.items() if level is not None]
    if len(given) != 1:
        raise table.refusal("write either at_least or at_most, and not both.")
    level, key = given[0]
    return level, True if key == "at_most" else None


def _thousandths(value: Any) -> int:
    number = a_number(value)
    if abs(number) > _MOST_LEVEL:
        raise Refusal(f"a figure has at most {_MOST_LEVEL:,} either way.")
    level = number * _THOUSAND
    if level != level.to_integral_value():
        raise Refusal("a figure has three decimal places at most.")
    return int(level)


def _from_thousandths(level: int) -> int | Decimal:
    whole, rest = divmod(level, _THOUSAND)
    return (Decimal(level) / _THOUSAND).normalize() if rest else whole


def _title(value: Any) -> str:
    title = a_text(value).strip()
    if not title:
        raise Refusal("say what it is called.")
    return title


def _within(value: Any) -> Within:
    return parse_within(a_text(value))


def _share(value: Any) -> int:
    match = _SHARE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise Refusal(f'write a share like "95 %" or "99.25 %", in quotes, not {shown(value)}.')
    share = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if not 1 <= share <= WHOLE:
        raise Refusal("a share lies between 0.01 % and 100 %.")
    return share
