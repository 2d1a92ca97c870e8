"""Which column of a table feeds which fact: chosen by hand, found again, or by a preset."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, Self

from app.importing.table import PROBLEM
from app.importing.values import DayMonth
from app.model.events import EventKind

LEAD_TEXTS = ("company", "title", "email", "phone", "source", "campaign", "persona")
TIMES = {
    "arrived_at": EventKind.ARRIVED,
    "assigned_at": EventKind.ASSIGNED,
    "handed_over_at": EventKind.HANDED_OVER,
    "contacted_at": EventKind.CONTACT,
    "accepted_at": EventKind.ACCEPTED,
    "sent_back_at": EventKind.SENT_BACK,
    "won_at": EventKind.WON,
    "lost_at": EventKind.LOST,
    "opted_out_at": EventKind.OPTED_OUT,
    "junk_at": EventKind.JUNK,
}
"""Targets whose cell says when something happened to the row's lead; `stage:<key>` is one too."""

STAGE = "stage:"
OTHER_TIMES = ("happened_at", "stage_at", "last_contact_at")
"""Targets with a time that says only together with others what happened."""

WORDED = (
    *("stage", "owner", "by", "source", "campaign", "persona"),
    *("kind", "channel", "outcome", "reason", "side"),
)
"""Targets whose words can be matched with ours."""

_OF_LEADS = ("external_id", "name", "first_name", "last_name", *LEAD_TEXTS)
_OF_HAPPENINGS = (
    *("value", "owner", "by", "person", *TIMES, "last_contact_at", "contact_count"),
    *("stage", "stage_at", "channel", "outcome", "reason", "note"),
)


class TableKind(StrEnum):
    """What one row of a table is."""

    LEADS = "leads"
    """A lead, with its facts and the times at which things happened to it."""
    DEALS = "deals"
    """What became of a lead that another table, or the workspace, describes."""
    EVENTS = "events"
    """One event of a lead."""
    PEOPLE = "people"
    """Somebody of Marketing or Sales."""


TARGETS = {
    TableKind.LEADS: (*_OF_LEADS, *_OF_HAPPENINGS),
    TableKind.DEALS: ("external_id", "email", "name", *_OF_HAPPENINGS),
    TableKind.EVENTS: (
        *("external_id", "email", "name", "kind", "happened_at", "by", "owner"),
        *("stage", "channel", "outcome", "reason", "value", "note"),
    ),
    TableKind.PEOPLE: ("external_id", "name", "first_name", "last_name", "email", "side"),
}
"""What a column may mean by what a row is; besides, `stage:<key>` in leads and deals."""

_KNOWN_TARGETS = frozenset(target for targets in TARGETS.values() for target in targets)


class NaiveTimes(StrEnum):
    """Where times without a zone were written."""

    UTC = "utc"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One column feeding one target.

    `label` goes before what is in the cell: of people known by an id only ("SR 4ef15afb"), and of
    parts of a note ("segment: pet"). The target `person` is somebody who had a part in it: named in
    the note.
    """

    column: str
    target: str
    label: str = ""

    def __post_init__(self) -> None:
        if self.target not in _KNOWN_TARGETS and not self.target.startswith(STAGE):
            raise ValueError(f"unknown target {self.target}")


class Word(NamedTuple):
    """A word of the file for a target (`WORDED`), and ours for it: "" where it says nothing to us."""

    target: str
    theirs: str
    ours: str


@dataclass(frozen=True)
class Mapping:
    """How a table is read.

    A column may feed several targets. A target fed by several columns takes the first that is not
    blank, but a note takes them all. `constants` fill what no cell says. `words` translate the
    file's words; one that is not among them stays as it is.
    """

    title: str
    kind: TableKind
    columns: tuple[ColumnUse, ...]
    constants: tuple[tuple[str, str], ...] = ()
    naive_times: NaiveTimes = NaiveTimes.WORKSPACE
    day_order: DayMonth | None = None
    decimal_mark: str | None = None
    words: tuple[Word, ...] = ()
    preset: str | None = None

    def uses(self, target: str) -> list[ColumnUse]:
        """Give the columns that feed a target."""
        return [use for use in self.columns if use.target == target]

    def times(self) -> list[ColumnUse]:
        """Give the columns that say when something happened."""
        named = {*TIMES, *OTHER_TIMES}
        return [u for u in self.columns if u.target in named or u.target.startswith(STAGE)]

    @cached_property
    def meanings(self) -> dict[str, dict[str, str]]:
        """Our words by target and by the file's word, whatever its case."""
        found: dict[str, dict[str, str]] = {}
        for word in self.words:
            found.setdefault(word.target, {})[word.theirs.casefold()] = word.ours
        return found

    def to_json(self) -> dict[str, Any]:
        """Give plain values, of which `from_json` makes the same mapping."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        """Make a mapping of what `to_json` gave; ValueError, KeyError or TypeError when it is none."""
        order = said["day_order"]
        return cls(
            title=said["title"],
            kind=TableKind(said["kind"]),
            columns=tuple(ColumnUse(**use) for use in said["columns"]),
            constants=tuple((target, words) for target, words in said["constants"]),
            naive_times=NaiveTimes(said["naive_times"]),
            day_order=None if order is None else DayMonth(order),
            decimal_mark=said["decimal_mark"],
            words=tuple(Word(*word) for word in said["words"]),
            preset=said["preset"],
        )


def signature(header: Iterable[str]) -> str:
    """Give what files with the same columns have in common, in whichever order they stand."""
    return "\n".join(sorted(column for column in header if column != PROBLEM))
