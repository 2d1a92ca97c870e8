"""What all actions on deliverables share: which one they are about, and the facts they log."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from app.changes import Area
from app.errors import Refusal, refusal_of
from app.model.columns import Ms, from_ms, to_ms
from app.model.deliverables import (
    Deliverable,
    DeliverableEvent,
    DeliverableEventKind,
    DeliverableEventRow,
    DeliverableRow,
)
from app.rules.deliverables import Item
from app.rules.ledger import LAST_DAY
from app.rules.terms import Terms
from app.rules.time_words import day_words
from app.rules.zones import local_day
from app.services.changing import Changing, changing
from app.services.items import ItemKey, as_promised, find, ledger_of
from app.services.lead_events import happened
from app.store.schema import id_of
from app.store.terms import load_terms
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace

ITEM_AREAS = frozenset({Area.DELIVERABLES, Area.CLOCKS})


@dataclass
class Acting:
    """An action on a deliverable while it is made."""

    making: Changing
    terms: Terms
    item: Item

    @property
    def work(self) -> UnitOfWork:
        """What the action changes facts with."""
        return self.making.work

    @property
    def now(self) -> Ms:
        """When it is made."""
        return to_ms(self.work.now)

    @property
    def today(self) -> int:
        """The local day on which it is made."""
        return local_day(self.now, self.terms.zone)

    def row(self) -> DeliverableRow:
        """The item's row, made with the first fact about it."""
        item = self.item
        if item.id is not None:
            row = self.work.get(DeliverableRow, item.id)
            if row is not None:
                return row
        promised = as_promised(item, self.terms)
        persona = promised.pop("persona")
        return self.work.add(
            DeliverableRow(
                **promised,
                side=item.side,
                due_day=item.promised_day,
                code=item.code,
                occurrence=item.occurrence,
                persona_id=None if persona is None else id_of(self.work.persona_of(persona)),
                created_at=self.work.now,
            )
        )

    def log(
        self,
        kind: DeliverableEventKind,
        *,
        at: datetime | None = None,
        by_id: int | None = None,
        **details: Any,
    ) -> None:
        """Log what happened to the item, now or at an earlier `at`. Raises Refusal when it cannot have."""
        happened_at = happened(self.work, from_ms(self.instant(at)))
        try:
            event = DeliverableEvent(
                deliverable_id=id_of(self.row()),
                kind=kind,
                happened_at=happened_at,
                recorded_at=self.work.now,
                by_id=by_id,
                **details,
            )
        except ValidationError as error:
            raise refusal_of(error) from error
        self.work.add(DeliverableEventRow(**event.model_dump()))

    def day_of(self, instant: Ms) -> str:
        """A local day in the words of a refusal: "Thu 19 Mar"."""
        day = date.fromordinal(local_day(instant, self.terms.zone))
        return day_words(day, date.fromordinal(self.today))

    def instant(self, at: datetime | None) -> Ms:
        """When the action happens: at a time given, else now, after all that happened before."""
        return max(self.now, self.item.last_at or 0) if at is None else to_ms(at)


@contextmanager
def about_item(workspace: Workspace, action: str, key: ItemKey) -> Iterator[Acting]:
    """A change to one deliverable, under words that name it. Raises Refusal when it is gone."""
    with changing(workspace, action, ITEM_AREAS) as making:
        terms = load_terms(making.work.connection)
        item = find(ledger_of(making.work.connection, terms), key)
        if item is None:
            raise Refusal("This deliverable is gone; it was removed meanwhile.")
        row = None if item.id is None else making.work.get(DeliverableRow, item.id)
        title = row.title if row is not None else as_promised(item, terms)["title"]
        making.work.label = f"{action}, {title}"
        yield Acting(making, terms, item)


def checked_day(day: int, today: int, field: str) -> None:
    """Refuse a due day that is over, or too far off for its calendar."""
    if day < today:
        raise Refusal("That day is over; choose today or a later day.", field=field)
    if day > LAST_DAY:
        year = date.fromordinal(LAST_DAY).year
        raise Refusal(f"Choose a day up to the end of {year}.", field=field)


def checked_reason(reason: str, question: str) -> str:
    """A reason that says something. Raises Refusal with `question` when it says nothing."""
    if not reason.strip():
        raise Refusal(question, field="reason")
    return reason.strip()


def checked_item(item: Deliverable, terms: Terms, now: Ms) -> None:
    """Refuse to add an item for a promise of things that is not in force, or is the other side's."""
    if item.code is None:
        return
    version = terms.in_force(now)
    promised = () if version is None else tuple(version.commitments.values())
    promise = next((each for each in promised if each.code == item.code), None)
    if promise is None or promise.accept_within is None:
        raise Refusal(f"No promise {item.code} of things to deliver is in force.", field="code")
    if promise.side is not item.side:
        raise Refusal(f"The promise {item.code} is the other side's.", field="code")
