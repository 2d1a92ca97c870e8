"""Random actions on deliverables and readings: what is derived follows, and all can be undone and redone."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.changes import Change
from app.errors import Refusal
from app.model.cadence import Cadence
from app.model.clocks import Excuse
from app.model.deliverables import Deliverable, ItemState
from app.model.leads import Lead
from app.model.people import Side
from app.services import agreement, changing
from app.services.check import check
from app.services.deliverables import (
    accept_delivery,
    add_deliverable,
    deliver,
    edit_deliverable,
    exempt_item,
    move,
    return_delivery,
    withdraw,
)
from app.services.items import ItemKey, deliverables
from app.services.leads import add_lead
from app.services.readings import clear_reading, type_reading
from app.services.workspaces import Workspace, open_workspace
from tests.conftest import create_workspace
from tests.services.sql import facts
from tests.services.test_deliverables import REPORT, STUDY
from tests.services.test_readings import VISITS

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 18, 10, tzinfo=BERLIN)
Action = Callable[[Workspace], Change]

KEYS = st.one_of(
    st.builds(
        lambda month: ItemKey(None, "S1", date(2026, month, 1).toordinal()), st.integers(2, 4)
    ),
    st.builds(ItemKey, st.integers(1, 4)),
)
EARLIER = st.one_of(st.none(), st.integers(0, 600).map(lambda hours: NOW - timedelta(hours=hours)))
DAYS = st.integers(0, 40).map(lambda days: date(2026, 3, 18) + timedelta(days=days))


def on_items(draw: st.DrawFn) -> Action:
    key, at, day = draw(KEYS), draw(EARLIER), draw(DAYS)
    actions: list[Action] = [
        lambda ws: deliver(ws, key, at=at, link="https://acme.example"),
        lambda ws: accept_delivery(ws, key, at=at, by_id=1),
        lambda ws: return_delivery(ws, key, reason="Half of it", at=at),
        lambda ws: move(ws, key, day=day),
        lambda ws: withdraw(ws, key, reason="Old"),
        lambda ws: exempt_item(ws, key, reason="Flu"),
        lambda ws: edit_deliverable(
            ws, key, title="Losses", owner_id=2, persona="Buyer", campaign=None, note=None
        ),
    ]
    return draw(st.sampled_from(actions))


def others(draw: st.DrawFn) -> Action:
    day, code = draw(DAYS), draw(st.sampled_from([None, "M1"]))
    study = Deliverable(
        title="Study", side=Side.MARKETING, due_day=day.toordinal(), code=code, owner_id=1
    )
    month = date(2026, draw(st.integers(1, 3)), 1).toordinal()
    title, cadence = "Site visits", Cadence.MONTH
    level = draw(st.sampled_from([9_000_000, 10_000_000]))
    code_ended = draw(st.sampled_from(["S1", "M1"]))
    actions: list[Action] = [
        lambda ws: add_deliverable(ws, study),
        lambda ws: type_reading(ws, title=title, cadence=cadence, first_day=month, level=level),
        lambda ws: clear_reading(ws, title=title, cadence=cadence, first_day=month),
        lambda ws: add_lead(ws, Lead(name="Priya"), arrived_at=NOW),
        lambda ws: agreement.end_commitment(ws, code_ended),
        lambda ws: agreement.put_in_force(ws, day),
    ]
    return draw(st.sampled_from(actions))


ACTIONS = st.lists(
    st.one_of(st.composite(on_items)(), st.composite(on_items)(), st.composite(others)()),
    min_size=4,
    max_size=12,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("items") / "template.tandem"
    with time_machine.travel(NOW, tick=False):
        promised = (REPORT, STUDY, VISITS.model_copy(update={"code": "M2"}))
        workspace = create_workspace(path, *promised, since=datetime(2026, 1, 1, tzinfo=BERLIN))
        for title in ("Halden", "Brightmill"):
            add_deliverable(
                workspace,
                Deliverable(
                    title=title,
                    side=Side.MARKETING,
                    due_day=date(2026, 3, 25).toordinal(),
                    code="M1",
                ),
            )
        with workspace.unit_of_work("") as work:  # what is undone begins with the test
            work.connection.exec_driver_sql("DELETE FROM journal_row")
            work.connection.exec_driver_sql("DELETE FROM journal_step")
        workspace.close()
    return path


def contradictions(workspace: Workspace) -> list[str]:
    """Items whose state does not fit the clock that is stored of them."""
    found = deliverables(workspace, 0, date(2027, 1, 1).toordinal()).items
    with workspace.read() as connection:
        clocks = {
            (code, deliverable, occurrence): (due, stop, excuse)
            for code, deliverable, occurrence, due, stop, excuse in connection.exec_driver_sql(
                """SELECT code, deliverable_id, occurrence, due, stop, excuse
                   FROM clock JOIN commitment ON commitment.id = commitment_id"""
            )
        }
    wrong = []
    for item in found:
        key = (item.code, item.key.id, item.key.occurrence)
        if key not in clocks:
            continue
        due, stop, excuse = clocks[key]
        done = item.state in (ItemState.DELIVERED, ItemState.ACCEPTED, ItemState.LATE)
        fits = (
            item.due == due
            and (not done or (stop == item.delivered_at and stop is not None))
            and (item.state is not ItemState.ACCEPTED or stop <= due)
            and (item.state is not ItemState.LATE or stop > due)
            and (item.state is not ItemState.EXEMPT or excuse == Excuse.EXEMPT)
            and (item.state is not ItemState.OVERDUE or (stop is None and excuse is None))
        )
        if not fits:
            wrong.append(f"{item} {due} {stop} {excuse}")
    return wrong


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(ACTIONS)
def test_random_actions_can_all_be_undone_and_redone(
    template: Path, tmp_path_factory: pytest.TempPathFactory, actions: list[Action]
) -> None:
    path = tmp_path_factory.mktemp("run") / "acme.tandem"
    shutil.copy(template, path)
    with time_machine.travel(NOW, tick=False):
        workspace = open_workspace(path)
        states = [facts(path)]
        for action in actions:
            try:
                change = action(workspace)
            except Refusal:
                assert facts(path) == states[-1]
                continue
            if change.undoable:
                states.append(facts(path))
            assert check(workspace).findings == ()
            assert contradictions(workspace) == []
        for before in reversed(states[:-1]):
            changing.undo(workspace)
            assert facts(path) == before
            assert check(workspace).findings == ()
        for after in states[1:]:
            changing.redo(workspace)
            assert facts(path) == after
            assert check(workspace).findings == ()
        workspace.close()
