"""The sample company at ordinary and at awkward moments."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import time_machine
from sqlalchemy import text

from app.errors import Cancelled, EnvironmentRefusal, Refusal
from app.model.agreement import CommitmentKind
from app.model.clocks import Verdict
from app.model.columns import DAY_MS, to_ms
from app.model.deliverables import ItemState
from app.model.events import EventKind
from app.rules.sentences import signed
from app.services.agreement import agreement
from app.services.changing import undo
from app.services.derivation import rebuild
from app.services.items import deliverables, materials
from app.services.readings import readings
from app.services.sample import create_sample
from app.services.sample_data import Company, Story, read
from app.services.workspaces import Workspace, info, open_workspace

BERLIN = ZoneInfo("Europe/Berlin")
ORDINARY = datetime(2026, 11, 18, 15, 20, tzinfo=BERLIN)
MOMENTS = {
    "Monday morning": datetime(2026, 11, 23, 8, 5, tzinfo=BERLIN),
    "Sunday night": datetime(2026, 11, 22, 23, 50, tzinfo=BERLIN),
    "1 January": datetime(2027, 1, 1, 0, 10, tzinfo=BERLIN),
    "29 February": datetime(2028, 2, 29, 12, 0, tzinfo=BERLIN),
    "clocks forward": datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN),
    "clocks back": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # the first 02:30
    "before Easter": datetime(2027, 3, 26, 10, 0, tzinfo=BERLIN),
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path = tmp_path_factory.mktemp("sample") / "Northwind Tools.tandem"
    with closing(create_sample(path, ORDINARY)) as workspace:
        yield workspace


def rows(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def dump(path: Path, table: str) -> list[tuple[Any, ...]]:
    return rows(path, f"SELECT * FROM {table} ORDER BY 1, 2")


def count(path: Path, table: str, where: str = "1") -> int:
    ((found,),) = rows(path, f"SELECT count(*) FROM {table} WHERE {where}")
    return int(found)


def in_force_from(path: Path) -> list[datetime]:
    found = rows(path, "SELECT in_force_from FROM version WHERE state = 'agreed' ORDER BY number")
    return [datetime.fromtimestamp(at / 1000, BERLIN) for (at,) in found]


def response_states(path: Path, now: datetime) -> dict[str, int]:
    """How many open response clocks there are by state."""
    at = to_ms(now)
    ((overdue, soon, running, paused),) = rows(
        path,
        """SELECT sum(due < ?1), sum(soon < ?1 AND due >= ?1), sum(soon >= ?1), sum(due IS NULL)
           FROM clock JOIN commitment ON commitment.id = commitment_id
           WHERE kind = 'response' AND stop IS NULL AND excuse IS NULL""",
        at,
    )
    return {"overdue": overdue, "due soon": soon, "running": running, "paused": paused}


def response_shares(path: Path, now: datetime) -> dict[str, float]:
    """The share of response clocks kept by month of due."""
    found = rows(
        path,
        """SELECT strftime('%Y-%m', due / 1000, 'unixepoch'),
                  avg(stop IS NOT NULL AND stop <= due)
           FROM clock JOIN commitment ON commitment.id = commitment_id
           WHERE kind = 'response' AND excuse IS NULL AND due <= ? GROUP BY 1""",
        to_ms(now),
    )
    return {month: float(share) for month, share in found}


def item_states(path: Path, now: datetime) -> set[ItemState]:
    """How the deliverables stood that were on file or fell due by then, or soon."""
    day = now.toordinal()
    with time_machine.travel(now, tick=False), closing(open_workspace(path)) as workspace:
        return {item.state for item in deliverables(workspace, 0, day + 60).items}


def test_the_company_is_northwind_tools(sample: Workspace) -> None:
    assert info(sample).name == "Northwind Tools"
    assert info(sample).time_zone == "Europe/Berlin"
    people = dict(rows(sample.path, "SELECT name, marketing - sales FROM person"))
    assert people == {"Aisha Khan": 1, "Ben Cole": 1, "Dana Reyes": -1, "Luis Ortega": -1}


def test_its_calendar_has_a_lunch_break_holidays_and_a_day_of_its_own(sample: Workspace) -> None:
    found = rows(sample.path, "SELECT hours, country, days FROM calendar ORDER BY version_id")
    assert len(found) == 2
    for hours, country, days in found:
        assert hours.startswith("[[[540, 750], [810, 1050]]")
        assert country == "DE"
        assert '"2026-09-16"' in days
        assert "Stocktaking" in days
    unity_day = datetime(2026, 10, 3, tzinfo=UTC).toordinal()
    assert count(sample.path, "public_holiday", f"day = {unity_day} AND country = 'DE'") == 1


def test_its_versions_were_signed_before_they_came_into_force(sample: Workspace) -> None:
    for version in agreement(sample, now=ORDINARY).agreed:
        assert signed(version.signatures) == (
            "Signed by Aisha Khan for Marketing and Dana Reyes for Sales."
        )
        assert version.in_force_from is not None
        assert all(each.signed_at < version.in_force_from for each in version.signatures)


def test_two_versions_lie_18_and_4_months_back_with_other_terms(sample: Workspace) -> None:
    assert [str(start) for start in in_force_from(sample.path)] == [
        "2025-05-01 00:00:00+02:00",
        "2026-07-01 00:00:00+02:00",
    ]
    terms = rows(
        sample.path,
        """SELECT code, one.share, one.count, one.within, one.weight,
                  two.share, two.count, two.within, two.weight
           FROM commitment one JOIN commitment two USING (code)
           WHERE one.version_id = 1 AND two.version_id = 2 ORDER BY code""",
    )
    assert terms == [
        ("M1", None, 120, None, 3, None, 130, None, 3),
        ("M2", 8000, None, None, 3, 8000, None, None, 3),
        ("S1", 9000, None, "6 business hours", 3, 9500, None, "4 business hours", 3),
        ("S2", 3000, None, "30 days", 2, 3300, None, "30 days", 2),
    ]


def test_every_month_has_its_leads(sample: Workspace) -> None:
    found = rows(
        sample.path,
        """SELECT strftime('%Y-%m', happened_at / 1000, 'unixepoch') AS month, count(*) FROM event
           WHERE kind = 'stage' AND stage = 'mql' GROUP BY month ORDER BY month""",
    )
    months = [month for month, _ in found]
    assert (months[0], months[-1], len(months)) == ("2025-05", "2026-11", 19)
    assert all(110 <= mqls <= 160 for _, mqls in found[:-1])
    assert found[-1][1] > 60


def test_the_bad_month_and_the_recovery_show_in_the_response(sample: Workspace) -> None:
    shares = response_shares(sample.path, ORDINARY)
    bad = shares.pop("2026-06")
    assert 0.65 < bad < 0.8
    assert bad < min(shares.values()) - 0.04
    assert min(shares[month] for month in ("2026-09", "2026-10")) > 0.9


def test_disputes_were_overturned_upheld_and_are_open(sample: Workspace) -> None:
    for kind in (EventKind.OVERTURNED, EventKind.UPHELD):
        assert count(sample.path, "event", f"kind = '{kind}'") >= 1
    assert count(sample.path, "lead_state", "standing = 'disputed'") >= 1


def test_late_entries_are_few_but_there(sample: Workspace) -> None:
    late = count(sample.path, "event", f"recorded_at > happened_at + {DAY_MS}")
    assert 0.002 < late / count(sample.path, "event") < 0.05


def test_whatever_can_happen_to_a_lead_happens(sample: Workspace) -> None:
    happened = {kind for (kind,) in rows(sample.path, "SELECT DISTINCT kind FROM event")}
    assert set(EventKind) - happened == {EventKind.NOTE}
    assert count(sample.path, "event", "channel = 'auto'") > 100
    assert count(sample.path, "event", "kind = 'won' AND value_minor > 0") > 100
    excuses = {excuse for (excuse,) in rows(sample.path, "SELECT DISTINCT excuse FROM clock")}
    assert excuses == {None, "exempt", "cancelled", "withdrawn_late"}
    twice = "SELECT lead_id FROM event WHERE kind = 'handed_over' GROUP BY 1 HAVING count(*) = 2"
    assert len(rows(sample.path, twice)) > 10


def test_its_leads_have_personas_and_one_came_twice(sample: Workspace) -> None:
    names = rows(
        sample.path,
        "SELECT persona.name, count(*) FROM lead JOIN persona ON persona.id = persona_id GROUP BY 1",
    )
    assert {name for name, _ in names} == {"Plant manager", "Workshop lead", "Buyer"}
    assert all(number > 500 for _, number in names)
    assert count(sample.path, "lead", "duplicate_of_id IS NOT NULL") == 1


def test_all_kinds_of_promises_are_kept_and_missed(sample: Workspace) -> None:
    tallied = rows(
        sample.path,
        f"""SELECT kind, sum(kept), sum(missed + open) FROM day_tally
            JOIN commitment ON commitment.id = commitment_id
            WHERE day < {ORDINARY.date().toordinal()} GROUP BY kind""",
    )
    found = {kind: (kept, missed) for kind, kept, missed in tallied}
    assert set(found) == set(CommitmentKind)
    assert all(kept > 0 for kept, _ in found.values())
    assert {kind for kind, (_, missed) in found.items() if not missed} == {CommitmentKind.VOLUME}


def test_nothing_is_decided_after_silence_has_accepted_it(sample: Workspace) -> None:
    silent = f"""FROM clock JOIN commitment ON commitment.id = commitment_id AND kind = 'disposition'
                 WHERE stop IS NULL AND excuse IS NULL AND due < {to_ms(ORDINARY)}"""
    assert 20 < len(rows(sample.path, f"SELECT 1 {silent}")) < 200
    decided = rows(
        sample.path,
        f"""SELECT event.lead_id FROM event, (SELECT lead_id, due {silent}) AS late
            WHERE event.lead_id = late.lead_id AND event.kind IN ('accepted', 'sent_back')
              AND event.happened_at > late.due
              AND NOT EXISTS (SELECT 1 FROM event AS again WHERE again.lead_id = late.lead_id
                  AND again.kind = 'handed_over' AND again.happened_at BETWEEN late.due AND event.happened_at)""",
    )
    assert decided == []


def test_materials_are_used_and_figures_typed_in(sample: Workspace) -> None:
    with time_machine.travel(ORDINARY, tick=False):
        assert sum(material.uses for material in materials(sample)) > 50
        (visits,) = readings(sample)
    assert (visits.title, visits.code) == ("Site visits", "M5")
    verdicts = [period.verdict for period in visits.periods]
    assert verdicts == [Verdict.MISSED, Verdict.KEPT, Verdict.KEPT, Verdict.KEPT, None]
    assert [period.late for period in visits.periods] == [False, False, True, False, False]


def test_leads_come_at_all_hours_of_all_days(sample: Workspace) -> None:
    arrived = rows(
        sample.path,
        """SELECT strftime('%w', happened_at / 1000, 'unixepoch') IN ('0', '6'),
                  happened_at / 3600000 % 24 NOT BETWEEN 6 AND 17
           FROM event WHERE kind = 'arrived'""",
    )
    weekend, out_of_hours = np.mean(arrived, axis=0)
    assert 0.02 < weekend < 0.3
    assert 0.05 < out_of_hours < 0.4


def test_its_history_starts_clean(sample: Workspace) -> None:
    assert count(sample.path, "journal_step") == 0
    assert count(sample.path, "import_batch") == 0
    with pytest.raises(Refusal, match="nothing to undo"):
        undo(sample)


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_a_workspace_can_be_made_at_any_moment(tmp_path: Path, moment: datetime) -> None:
    path, now = tmp_path / "sample.tandem", to_ms(moment)
    with closing(create_sample(path, moment)) as workspace:
        derived = ("clock", "mark", "day_tally", "lead_state")
        stored = {table: dump(path, table) for table in derived}
        with workspace.unit_of_work("") as work:
            rebuild(work.connection)
        assert {table: dump(path, table) for table in derived} == stored
        with workspace.read() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []

    for column in ("event.happened_at", "event.recorded_at", "lead.created_at"):
        table, _, name = column.partition(".")
        ((latest,),) = rows(path, f"SELECT max({name}) FROM {table}")
        assert now - 3 * DAY_MS < latest <= now
    assert count(path, "event", "recorded_at < happened_at") == 0

    states = response_states(path, moment)
    assert 2 <= states["overdue"] <= 3
    assert states["due soon"] >= 2
    assert states["running"] >= 2
    assert states["paused"] >= 1
    assert count(path, "lead_state", "standing = 'disputed'") >= 1
    assert item_states(path, moment) == set(ItemState)

    first, second = in_force_from(path)
    assert (first.day, first.hour, second.day, second.hour) == (1, 0, 1, 0)
    local = moment.astimezone(BERLIN)
    months = (local.year - first.year) * 12 + local.month - first.month
    assert months == 18
    ((arrival,),) = rows(path, "SELECT min(happened_at) FROM event")
    assert to_ms(first) <= arrival < to_ms(first) + 3 * DAY_MS

    shares = list(response_shares(path, moment).values())
    assert np.argmin(shares[:18]) == 13
    assert shares[13] < 0.82


def test_histories_make_sense(sample: Workspace) -> None:
    """Nothing precedes an arrival, and each handover is decided once at most."""
    found = rows(
        sample.path,
        """SELECT lead_id, kind FROM event
           WHERE kind IN ('arrived', 'handed_over', 'accepted', 'sent_back', 'won')
           ORDER BY lead_id, happened_at, id""",
    )
    allowed = {
        ("arrived", "handed_over"),
        ("handed_over", "accepted"),
        ("handed_over", "sent_back"),
        ("sent_back", "handed_over"),
        ("accepted", "won"),
        ("handed_over", "won"),  # accepted by silence
    }
    assert found[0][1] == "arrived"
    for (lead, kind), (next_lead, next_kind) in pairwise(found):
        if lead == next_lead:
            assert (kind, next_kind) in allowed
        else:
            assert next_kind == "arrived"


def test_the_same_day_gives_the_same_company(sample: Workspace, tmp_path: Path) -> None:
    tables = ("workspace", "person", "version", "commitment", "calendar", "lead", "event", "clock")
    create_sample(tmp_path / "again.tandem", ORDINARY).close()
    for table in tables:
        assert dump(tmp_path / "again.tandem", table) == dump(sample.path, table)

    morning = ORDINARY.replace(hour=9)
    create_sample(tmp_path / "morning.tandem", morning).close()
    story = ", ".join(f"'{lead.name}'" for lead in read(Story).lead)
    happened = f"""SELECT lead.name, company, event.kind, happened_at, channel, reason, by_id
                   FROM event JOIN lead ON lead.id = lead_id
                   WHERE happened_at <= {to_ms(morning)} AND lead.name NOT IN ({story})
                   ORDER BY 1, 2, 3, 4, 5"""
    assert rows(tmp_path / "morning.tandem", happened) == rows(sample.path, happened)


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def cancel(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        create_sample(tmp_path / "sample.tandem", ORDINARY, cancel)
    assert seen == [(done, 19) for done in range(4)]
    assert list(tmp_path.glob("sample*")) == []


def test_a_file_that_exists_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.tandem").write_text("mine")
    with pytest.raises(EnvironmentRefusal, match="exists already"):
        create_sample(tmp_path / "mine.tandem", ORDINARY)
    assert (tmp_path / "mine.tandem").read_text() == "mine"


def test_the_story_fits_the_agreement() -> None:
    assert len(read(Story).month) == read(Company).version[0].months_ago + 1
    owners = {person.name for person in read(Company).person if person.sales}
    assert {lead.owner for lead in read(Story).lead} == owners
