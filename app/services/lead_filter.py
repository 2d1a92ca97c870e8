"""Which leads a filter line and a view mean, as masks over the ids: conditions join without asking for rows."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import cached_property, reduce
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.errors import Refusal
from app.model.columns import Ms, from_ms
from app.model.events import EventKind
from app.rules import lead_query
from app.rules.lead_query import LIMITS, STANDINGS, Field, LeadQuery, begins
from app.rules.zones import day_start
from app.store import lead_ids, lead_rows, lead_words
from app.store.ids import Ids
from app.store.lead_ids import OpenDuties
from app.store.people import load_people, load_persona_names
from app.store.terms import load_info, load_stage_names

View = Literal["open", "late", "all"]
Mask = NDArray[np.bool_]

_MINOR = 100
_ALL_TIME = (-(2**62), 2**62)


class Filtering:
    """The leads at one moment of the file; `everyone` marks their ids."""

    def __init__(self, connection: Connection, leads: Ids, duties: OpenDuties, now: Ms) -> None:
        self._connection, self._duties, self._now = connection, duties, now
        self._size = int(leads.max(initial=0)) + 1
        self.everyone = self._mask(leads)

    def view(self, view: View) -> Mask:
        """The leads of a view: with a duty or a decision still open, with a duty past due, or all."""
        if view == "all":
            return self.everyone
        duties = self._duties
        if view == "late":
            return self._mask(duties.lead[duties.due < self._now])
        waiting = self._stands((EventKind.HANDED_OVER,))
        return waiting | self._mask(duties.lead)

    def matching(self, query: LeadQuery) -> tuple[Mask, tuple[str, ...]]:
        """The leads that meet a query, and what is wrong with it; none while anything is."""
        problems = list(query.problems)
        matching = self.everyone
        for name, fields in _by_name(query.fields).items():
            try:
                matching = matching & self._field(name, fields)
            except Refusal as refusal:
                problems.append(str(refusal))
        if problems:
            return np.zeros_like(self.everyone), tuple(problems)
        for word in query.words:
            matching = matching & self._holding(word)
        for word in query.without:
            matching = matching & ~self._holding(word)
        return matching, ()

    def _field(self, name: str, fields: Sequence[Field]) -> Mask:
        find = self._fields[name]
        wanted = [find(each.value) for each in fields if not each.negated]
        found = self.everyone
        if wanted:
            found = reduce(np.logical_and if name in LIMITS else np.logical_or, wanted)
        for each in fields:
            if each.negated:
                found = found & ~find(each.value)
        return found

    @cached_property
    def _fields(self) -> dict[str, Callable[[str], Mask]]:
        return {
            "stage": self._at_stage,
            "owner": self._owned_by,
            "persona": self._of_persona,
            "source": lambda value: self._from("source", value),
            "campaign": lambda value: self._from("campaign", value),
            "company": lambda value: self._mask(
                lead_words.holding(self._connection, value, "company")
            ),
            "standing": lambda value: self._stands(STANDINGS[value]),
            "late": lambda value: self._either(value, self.view("late")),
            "open": lambda value: self._either(value, self.view("open")),
            "duplicate": lambda value: self._either(
                value, self._mask(lead_ids.duplicates(self._connection))
            ),
            "since": lambda value: self._arrived(since=self._day("since", value)),
            "until": lambda value: self._arrived(until=self._day("until", value, 1)),
            "value": self._worth,
        }

    # Names

    @cached_property
    def _stages(self) -> dict[str, str]:
        return load_stage_names(self._connection)

    @cached_property
    def _people(self) -> dict[int, str]:
        return {row["id"]: row["name"] for row in load_people(self._connection)}

    @cached_property
    def _personas(self) -> dict[int, str]:
        return load_persona_names(self._connection)

    @cached_property
    def _sources(self) -> list[str]:
        return lead_rows.used(self._connection, "source")

    @cached_property
    def _campaigns(self) -> list[str]:
        return lead_rows.used(self._connection, "campaign")

    # Conditions

    def _holding(self, word: str) -> Mask:
        """The leads with a word that begins so, or whose owner, stage, source or campaign has one.

        A letter alone is looked for in the names of leads only.
        """
        found = self._mask(lead_words.holding(self._connection, word))
        if len(word) == 1:
            return found
        if stages := [key for key, name in self._stages.items() if begins(word, name)]:
            found |= self._mask(lead_ids.standing_at(self._connection, "stage", stages))
        if people := [row for row, name in self._people.items() if begins(word, name)]:
            found |= self._mask(lead_ids.belonging_to(self._connection, "owner_id", people))
        if sources := [name for name in self._sources if begins(word, name)]:
            found |= self._mask(lead_ids.coming_from(self._connection, "source", sources))
        if campaigns := [name for name in self._campaigns if begins(word, name)]:
            found |= self._mask(lead_ids.coming_from(self._connection, "campaign", campaigns))
        return found

    def _at_stage(self, value: str) -> Mask:
        names = lead_query.named(value, self._stages.values())
        keys = [key for key, name in self._stages.items() if name in names or key == value.lower()]
        if not keys:
            raise Refusal(
                f'There is no stage "{value}"; stages are {_list(self._stages.values())}.'
            )
        return self._mask(lead_ids.standing_at(self._connection, "stage", keys))

    def _owned_by(self, value: str) -> Mask:
        names = lead_query.named(value, self._people.values())
        if not names:
            raise Refusal(f'owner: nobody here is called "{value}".')
        rows = [row for row, name in self._people.items() if name in names]
        return self._mask(lead_ids.belonging_to(self._connection, "owner_id", rows))

    def _of_persona(self, value: str) -> Mask:
        names = lead_query.named(value, self._personas.values())
        if not names:
            known = f"; personas are {_list(self._personas.values())}" if self._personas else ""
            raise Refusal(f'There is no persona "{value}"{known}.')
        rows = [row for row, name in self._personas.items() if name in names]
        return self._mask(lead_ids.belonging_to(self._connection, "persona_id", rows))

    def _from(self, column: Literal["source", "campaign"], value: str) -> Mask:
        names = lead_query.named(value, self._sources if column == "source" else self._campaigns)
        return self._mask(lead_ids.coming_from(self._connection, column, names))

    def _stands(self, kinds: Sequence[EventKind | None]) -> Mask:
        """The leads whose last turn was one of these; silence accepts too."""
        found = self._standing(kinds)
        if EventKind.HANDED_OVER in kinds:
            found &= ~self._by_silence
        return found | self._by_silence if EventKind.ACCEPTED in kinds else found

    @cached_property
    def _by_silence(self) -> Mask:
        return self._standing((EventKind.HANDED_OVER,)) & self._mask(self._duties.silent)

    def _standing(self, kinds: Sequence[EventKind | None]) -> Mask:
        return self._mask(lead_ids.standing_at(self._connection, "standing", kinds))

    def _either(self, value: str, mask: Mask) -> Mask:
        return mask if value == "yes" else ~mask

    def _day(self, name: str, value: str, later: int = 0) -> Ms:
        """The first instant of a day typed, or of one some days later."""
        zone = load_info(self._connection).time_zone
        day = lead_query.day(name, value, from_ms(self._now), zone) + timedelta(days=later)
        return day_start(day.toordinal(), zone)

    def _arrived(self, since: Ms = _ALL_TIME[0], until: Ms = _ALL_TIME[1]) -> Mask:
        return self._mask(lead_ids.arrived(self._connection, since, until))

    def _worth(self, value: str) -> Mask:
        comparison, amount = lead_query.amount(value)
        return self._mask(lead_ids.worth(self._connection, comparison, int(amount * _MINOR)))

    def _mask(self, ids: Ids) -> Mask:
        mask = np.zeros(self._size, dtype=bool)
        mask[ids[ids < self._size]] = True
        return mask


def _by_name(fields: Iterable[Field]) -> dict[str, list[Field]]:
    found: dict[str, list[Field]] = {}
    for each in fields:
        found.setdefault(each.name, []).append(each)
    return found


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
