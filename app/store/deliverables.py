"""Deliverables read for the rules and for people."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BigInteger, Connection, RowMapping, and_, func, or_, select, type_coerce

from app.model.columns import Ms
from app.model.deliverables import DeliverableEventKind, DeliverableEventRow, DeliverableRow
from app.model.events import EventKind, EventRow
from app.model.leads import LeadRow
from app.model.people import PersonRow
from app.model.personas import PersonaRow
from app.rules.deliverables import Fact
from app.rules.ledger import StoredItem
from app.store.entries import stands
from app.store.schema import table_of

_ITEM, _EVENT = table_of(DeliverableRow).c, table_of(DeliverableEventRow).c
_PERSON, _LEAD_EVENT = table_of(PersonRow).c, table_of(EventRow).c
_USED = and_(_LEAD_EVENT.kind == EventKind.MATERIAL_USED, _LEAD_EVENT.voided_at.is_(None))


def load_items(
    connection: Connection, until: Ms | None = None, known_at: Ms | None = None
) -> list[StoredItem]:
    """Every deliverable on file with what happened to it by `until` (ms), in order of id.

    One of a schedule is there whenever it got its row; one added by hand, once it was added. With
    `known_at` only events that were on file then; see `store.entries.stands`.
    """
    at = type_coerce(_EVENT.happened_at, BigInteger)
    events = select(_EVENT.deliverable_id, _EVENT.kind, at, _EVENT.new_day).where(
        stands(_EVENT, known_at)
    )
    added = type_coerce(_ITEM.created_at, BigInteger)
    items = select(
        *(_ITEM.id, _ITEM.side, _ITEM.due_day, _ITEM.code, _ITEM.occurrence),
        _ITEM.owner_id.label("owner"),
        added.label("created_at"),
    )
    if until is not None:
        events = events.where(at <= until)
        items = items.where(or_(_ITEM.occurrence.is_not(None), added <= until))
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    for item, kind, happened, new_day in connection.execute(events.order_by(at, _EVENT.id)):
        facts[item].append(Fact(kind, happened, new_day))
    rows = connection.execute(items.order_by(_ITEM.id)).mappings()
    return [StoredItem(**row, facts=tuple(facts[row["id"]])) for row in rows]


def descriptions(connection: Connection) -> dict[int, RowMapping]:
    """What people call each deliverable on file, by id: title, owner, persona, campaign, note, last link."""
    persona = table_of(PersonaRow).c
    link = (
        select(_EVENT.link)
        .where(
            _EVENT.deliverable_id == _ITEM.id,
            _EVENT.kind == DeliverableEventKind.DELIVERED,
            _EVENT.voided_at.is_(None),
        )
        .order_by(_EVENT.happened_at.desc(), _EVENT.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            *(_ITEM.id, _ITEM.title, _ITEM.owner_id, _ITEM.campaign, _ITEM.note),
            _PERSON.name.label("owner"),
            persona.name.label("persona"),
            link.label("link"),
        )
        .select_from(table_of(DeliverableRow))
        .outerjoin(table_of(PersonRow), _PERSON.id == _ITEM.owner_id)
        .outerjoin(table_of(PersonaRow), persona.id == _ITEM.persona_id)
    )
    return {row["id"]: row for row in rows.mappings()}


def history(connection: Connection, item_id: int) -> Sequence[RowMapping]:
    """What happened to one deliverable, the newest first."""
    events = select(
        *(_EVENT.id, _EVENT.kind, _EVENT.link, _EVENT.reason, _EVENT.new_day, _EVENT.note),
        type_coerce(_EVENT.happened_at, BigInteger).label("happened_at"),
        type_coerce(_EVENT.recorded_at, BigInteger).label("recorded_at"),
        _PERSON.name.label("by"),
    ).outerjoin(table_of(PersonRow), _PERSON.id == _EVENT.by_id)
    found = events.where(_EVENT.deliverable_id == item_id, _EVENT.voided_at.is_(None))
    newest = found.order_by(_EVENT.happened_at.desc(), _EVENT.id.desc())
    return connection.execute(newest).mappings().all()


def uses(connection: Connection, item_id: int) -> Sequence[RowMapping]:
    """With which leads a delivered thing was used, the newest first."""
    lead = table_of(LeadRow).c
    found = (
        select(
            _LEAD_EVENT.lead_id,
            lead.name.label("lead"),
            type_coerce(_LEAD_EVENT.happened_at, BigInteger).label("at"),
            _PERSON.name.label("by"),
        )
        .select_from(table_of(EventRow))
        .join(table_of(LeadRow), lead.id == _LEAD_EVENT.lead_id)
        .outerjoin(table_of(PersonRow), _PERSON.id == _LEAD_EVENT.by_id)
        .where(_USED, _LEAD_EVENT.deliverable_id == item_id)
    )
    newest = found.order_by(_LEAD_EVENT.happened_at.desc(), _LEAD_EVENT.id.desc())
    return connection.execute(newest).mappings().all()


def use_counts(connection: Connection) -> dict[int, int]:
    """How often each delivered thing was used for a lead, by the id of the deliverable."""
    counted = select(_LEAD_EVENT.deliverable_id, func.count()).where(_USED)
    rows = connection.execute(counted.group_by(_LEAD_EVENT.deliverable_id))
    return {item: number for item, number in rows}  # noqa: C416 - rows are no pairs to the type checker
