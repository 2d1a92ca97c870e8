"""What all actions on leads share: whom they are about, and the events they log."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from app.changes import Progress, no_progress
from app.errors import Refusal, refusal_of
from app.model.events import Event, EventKind, EventRow
from app.model.leads import ImportBatchRow, LeadRow
from app.model.people import PersonRow
from app.model.stages import StageRow
from app.rules.time_words import instant_words
from app.services.changing import LEAD_AREAS, Changing, changing
from app.store.schema import id_of
from app.store.terms import load_info
from app.store.unit_of_work import UnitOfWork
from app.store.workspace import Workspace

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_DIFFERENCE = timedelta(minutes=5)
"""Two machines' clocks may differ by this much before a time counts as lying in the future."""

_TELL_EVERY = 1_000


@contextmanager
def about(workspace: Workspace, action: str, lead_id: int) -> Iterator[tuple[Changing, LeadRow]]:
    """A change to one lead, under words that name it. Raises Refusal when the lead is gone."""
    with changing(workspace, action, LEAD_AREAS) as making:
        lead = making.work.get(LeadRow, lead_id)
        if lead is None:
            raise Refusal("This lead is gone; it was removed meanwhile.")
        making.work.label = f"{action}, {lead.name}"
        yield making, lead


@dataclass
class Acting:
    """One action on many leads while it is made: one step to undo, with its progress.

    `leads` are those there are. The progress counts the events written and the leads derived anew.
    """

    making: Changing
    leads: list[int]
    progress: Progress
    _batch_id: int | None = None

    @property
    def work(self) -> UnitOfWork:
        """What the action changes facts with."""
        return self.making.work

    def log(self, leads: Sequence[int], kind: EventKind, event: dict[str, Any]) -> None:
        """Log the same for each of these leads; `event` as from `checked`."""
        if len(leads) == 1:
            self.work.add(EventRow(**{**event, "lead_id": leads[0], "kind": kind}))
        elif leads:
            if self._batch_id is None:
                batch = self.work.add(ImportBatchRow(files="", imported_at=self.work.now))
                self._batch_id = id_of(batch)
            shared = {name: value for name, value in event.items() if name != "lead_id"}
            rows = ({**shared, "lead_id": lead, "kind": kind} for lead in self._counted(leads))
            self.work.add_batch(EventRow, rows, self._batch_id)

    def say(self, action: str, leads: Sequence[int], *, many: str | None = None) -> None:
        """Name the step by the leads it changed: "Reassign 132 leads", "Reassign, Priya Nair"."""
        self.work.label = f"{many or action} {len(leads):,} leads"
        if len(leads) == 1:
            (only,) = self.work.leads(leads)
            self.work.label = f"{action}, {only.name}"

    def _counted(self, leads: Sequence[int]) -> Iterator[int]:
        for number, lead in enumerate(leads):
            if number % _TELL_EVERY == 0:
                self.progress(number, 2 * len(leads))
            yield lead


@contextmanager
def about_many(
    workspace: Workspace, action: str, leads: Sequence[int], progress: Progress = no_progress
) -> Iterator[Acting]:
    """A change to many leads as one step. Raises Refusal when none of them is there any more."""

    def deriving(done: int, total: int) -> None:
        progress(total + done, 2 * total)

    with changing(workspace, action, LEAD_AREAS, deriving) as making:
        known = making.work.known(LeadRow, leads)
        if not known:
            one = len(leads) == 1
            raise Refusal(
                "This lead is gone; it was removed meanwhile."
                if one
                else "There is no lead to do this with."
            )
        yield Acting(making, known, progress)


def log(
    making: Changing,
    lead_id: int,
    kind: EventKind,
    *,
    at: datetime | None,
    by_id: int | None,
    **details: Any,
) -> EventRow:
    """Log what happened to a lead, now or at an earlier `at`. Raises Refusal when it cannot have happened then."""
    event = checked(making.work, kind, at=at, by_id=by_id, **details)
    return making.work.add(EventRow(**{**event, "lead_id": lead_id}))


def checked(
    work: UnitOfWork,
    kind: EventKind,
    *,
    at: datetime | None,
    by_id: int | None,
    **details: Any,
) -> dict[str, Any]:
    """The columns of an event that can have happened, of no lead yet."""
    happened_at = happened(work, at)
    try:
        event = Event(
            lead_id=0,
            kind=kind,
            happened_at=happened_at,
            recorded_at=work.now,
            by_id=by_id,
            **{name: _plain(value) for name, value in details.items()},
        )
    except ValidationError as error:
        raise refusal_of(error) from error
    return event.model_dump()


def happened(work: UnitOfWork, at: datetime | None) -> datetime:
    """When something is said to have happened, now without `at`. Raises Refusal when it cannot have been then."""
    happened_at = at or work.now
    if happened_at > work.now + CLOCK_DIFFERENCE:
        raise Refusal("That time lies in the future; only what happened can be logged.", field="at")
    if happened_at < EARLIEST:
        raise Refusal("That time lies before 1990.", field="at")
    return happened_at


def _plain(value: Any) -> Any:
    """A text without blanks around it; an empty one says nothing."""
    return value.strip() or None if type(value) is str else value


def when(work: UnitOfWork, instant: datetime) -> str:
    """An instant in the words of a refusal: "Thu 19 Mar 16:40"."""
    return instant_words(instant, work.now, load_info(work.connection).time_zone)


def the_person(work: UnitOfWork, person_id: int, field: str) -> PersonRow:
    """Somebody of this workspace. Raises Refusal beside `field` when there is nobody."""
    person = work.get(PersonRow, person_id)
    if person is None:
        raise Refusal("This person is gone; choose another.", field=field)
    return person


def the_stage(work: UnitOfWork, key: str) -> StageRow:
    """A stage of this workspace. Raises Refusal when there is none of this key."""
    stage = work.get(StageRow, key)
    if stage is None:
        raise Refusal(f"There is no stage “{key}”.", field="stage")
    return stage


def at_or_after(work: UnitOfWork, before: EventRow, at: datetime | None, what: str) -> datetime:
    """When an action happens that answers to `before`. Raises Refusal for a time before `what` that was."""
    if at is not None and at < before.happened_at:
        raise Refusal(f"That time lies before {what}.", field="at")
    return at or max(work.now, before.happened_at)


def must_lie_ahead(work: UnitOfWork, until: datetime | None) -> None:
    """Refuse an end that is past already."""
    if until is not None and until <= work.now:
        raise Refusal("Choose a day that is still ahead.", field="until")
