"""The sample company's deliverables and readings, told by the story and written down as of the present."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from app.model.columns import HOUR_MS, MINUTE_MS, Ms, from_ms
from app.model.deliverables import DeliverableEventKind, DeliverableEventRow, DeliverableRow
from app.model.events import REACHED, EventKind
from app.model.people import Person, Side
from app.model.readings import ReadingRow
from app.rules.deliverables import Item
from app.rules.ledger import LAST_DAY, Ledger
from app.rules.periods import PeriodKind, bounds, buckets
from app.rules.terms import Terms
from app.rules.working_time import WorkingTime
from app.rules.zones import local_day
from app.services.sample_data import ItemStep, OneOff, Story, Typed
from app.services.sample_history import History
from app.store.schema import id_of
from app.store.unit_of_work import UnitOfWork

_OF_THE_OWNER = (
    DeliverableEventKind.DELIVERED,
    DeliverableEventKind.MOVED,
    DeliverableEventKind.WITHDRAWN,
)


@dataclass(frozen=True)
class Material:
    """Something Marketing delivered at an instant, by its id."""

    id: int
    delivered_at: Ms


class ItemWriter:
    """Writes down what of the story had happened by the present; `people` are ids by name.

    `materials` are what Marketing delivered by a schedule: on the same days, whatever the present is.
    """

    def __init__(
        self,
        work: UnitOfWork,
        terms: Terms,
        hours: WorkingTime,
        persons: Sequence[Person],
        people: dict[str, int],
        present: Ms,
    ) -> None:
        self._work = work
        self._terms = terms
        self._hours = hours
        self._people = people
        self._present = present
        self._answers = {
            Side.MARKETING: next(person.name for person in persons if person.sales),
            Side.SALES: next(person.name for person in persons if person.marketing),
        }
        self.materials: list[Material] = []

    def write(self, story: Story) -> None:
        """Write the deliverables with what happened to them, and the readings."""
        ledger = Ledger([], self._terms)
        every = ledger.due_between(0, LAST_DAY)
        for recurring in story.recurring:
            items = (item for item in every if item.code == recurring.code)
            for item, told in zip(items, recurring.period, strict=False):
                if item.start <= self._present:
                    self._recurring(item, told.owner, told.title, told.steps)
        for one_off in story.one_off:
            self._one_off(one_off)
        for typed in story.typed:
            self._work.insert(ReadingRow, list(self._readings(typed)))

    def _recurring(
        self, item: Item, owner: str, title: str | None, steps: Iterable[ItemStep]
    ) -> None:
        _, commitment = self._terms.commitments[item.commitment or 0]
        persona = next(iter(commitment.personas), None)
        row = DeliverableRow(
            title=title or commitment.title or "",
            side=item.side,
            due_day=item.due_day,
            code=item.code,
            occurrence=item.occurrence,
            owner_id=self._people[owner],
            persona_id=None if persona is None else id_of(self._work.persona_of(persona)),
            campaign=next(iter(commitment.campaigns), None),
            created_at=from_ms(item.start),
        )
        self._add(row, owner, item.due, steps)

    def _one_off(self, told: OneOff) -> None:
        persona = None if told.persona is None else id_of(self._work.persona_of(told.persona))
        row = DeliverableRow(
            **told.model_dump(include={"title", "side", "code", "campaign"}),
            due_day=local_day(self._present, self._terms.zone) + told.due_in,
            owner_id=self._people[told.owner],
            persona_id=persona,
            created_at=from_ms(self._before(self._present, told.hours)),
        )
        self._add(row, told.owner, self._present, told.steps)

    def _add(self, row: DeliverableRow, owner: str, since: Ms, steps: Iterable[ItemStep]) -> None:
        """Add an item with the steps that had happened by the present."""
        item_id = id_of(self._work.add(row))
        for step in steps:
            at = self._before(since, step.hours)
            if at > self._present:
                break
            by = owner if step.kind in _OF_THE_OWNER else self._answers[Side(row.side)]
            event = DeliverableEventRow(
                deliverable_id=item_id,
                kind=step.kind,
                happened_at=from_ms(at),
                recorded_at=from_ms(at),
                by_id=self._people[by],
                link=step.link,
                reason=step.reason,
                new_day=None if step.days is None else row.due_day + step.days,
            )
            self._work.add(event)
            is_delivery = step.kind is DeliverableEventKind.DELIVERED
            if is_delivery and row.side is Side.MARKETING and row.occurrence is not None:
                self.materials.append(Material(item_id, at))

    def _readings(self, typed: Typed) -> Iterator[dict[str, Any]]:
        start = next(
            version.start
            for version, commitment in self._terms.commitments.values()
            if commitment.title == typed.title
        )
        kind, zone = PeriodKind(typed.cadence), self._terms.zone
        first, today = local_day(start, zone), local_day(self._present, zone)
        periods = buckets(kind, first, today + 1)
        for period, level, late in zip(periods, typed.levels, typed.hours, strict=False):
            at = self._hours.add(bounds(period, zone)[1], int(late * HOUR_MS))
            if at <= self._present:
                yield {
                    "title": typed.title,
                    "cadence": typed.cadence,
                    "first_day": period.first_day,
                    "level": round(level * 1000),
                    "by_id": self._people[typed.by],
                    "recorded_at": from_ms(at),
                }

    def _before(self, since: Ms, hours: float) -> Ms:
        """The instant `hours` working hours before `since`; after it where negative."""
        passed = self._hours.before(since) - int(hours * HOUR_MS)
        return self._hours.add(self._hours.begin, passed) // 1000 * 1000


def use_materials(
    histories: Iterable[History], materials: Sequence[Material], share: float
) -> None:
    """Have Sales send one of the newest materials to a `share` of those they talked to."""
    for history in histories:
        dice = Random(f"Materials, {history.lead.email}")  # noqa: S311 - invented figures, no secret
        for fact in list(history.facts):
            talked = fact.details.get("outcome") in REACHED
            if not talked or dice.random() >= share:
                continue
            at = fact.at + 10 * MINUTE_MS
            known = [material.id for material in materials if material.delivered_at < at]
            if known:
                used = dice.choice(known[-4:])
                history.add(EventKind.MATERIAL_USED, at, history.owner, deliverable_id=used)
