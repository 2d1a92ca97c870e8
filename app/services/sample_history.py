"""Histories of the sample company's leads, before they are written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.model.columns import Ms
from app.model.events import EventKind
from app.model.leads import Lead


@dataclass(frozen=True)
class Fact:
    """An event to be: `by` a person's name, `details` the event's other fields, `until` in ms, `with_id` as a name."""

    kind: EventKind
    at: Ms
    recorded: Ms
    by: str | None
    details: Mapping[str, Any]


@dataclass
class History:
    """A lead and what happens to it; `owner` is the name of who follows it up."""

    lead: Lead
    owner: str
    facts: list[Fact] = field(default_factory=list)

    def add(
        self,
        kind: EventKind,
        at: Ms,
        by: str | None = None,
        recorded: Ms | None = None,
        **details: Any,
    ) -> None:
        """Add what happens at `at`, written down at once unless `recorded` says otherwise."""
        self.facts.append(Fact(kind, at, at if recorded is None else recorded, by, details))
