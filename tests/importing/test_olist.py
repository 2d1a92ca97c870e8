"""Olist's real funnel: the figures that others counted come out of the records."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from app.importing.decode import read_table
from app.importing.presets import mapping_for
from app.importing.preview import build
from app.importing.records import Batch
from app.model.events import EventKind
from app.model.people import Side

OLIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "olist"
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
pytestmark = pytest.mark.skipif(not OLIST.is_dir(), reason="no shared data here")


def local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(SAO_PAULO)


@pytest.fixture(scope="module")
def batch() -> Batch:
    names = ("olist_closed_deals_dataset.csv", "olist_marketing_qualified_leads_dataset.csv")
    tables = [read_table(OLIST / name) for name in names]
    return build([(t, mapping_for(t, "olist")) for t in tables], zone="America/Sao_Paulo")


def test_leads_by_month(batch: Batch) -> None:
    assert len(batch.leads) == 8_000
    months = Counter(
        local(e.happened_at).strftime("%Y-%m")
        for e in batch.events
        if e.kind is EventKind.STAGE and e.stage == "mql"
    )
    assert [months[month] for month in sorted(months)] == [
        *(4, 239, 386, 312, 416, 445, 200, 1141, 1028, 1174, 1352, 1303)
    ]
    arrivals = [e for e in batch.events if e.kind is EventKind.ARRIVED]
    assert len(arrivals) == 8_000
    assert all(e.date_only for e in arrivals)


def test_deals_join_their_leads(batch: Batch) -> None:
    first = {e.lead_key: e.happened_at for e in batch.events if e.kind is EventKind.ARRIVED}
    won = [e for e in batch.events if e.kind is EventKind.WON]
    lags = [(local(e.happened_at).date() - local(first[e.lead_key]).date()).days for e in won]
    assert len(won) == 842
    assert sum(1 for lag in lags if lag <= 30) == 555  # whole local days; first contact is a day
    assert median(lags) == 14
    assert all(e.value_minor is None for e in won)
    owners = {lead.key: lead.owner for lead in batch.leads}
    assert all(owners[e.lead_key] == e.by for e in won)


def test_oddities_are_said_and_kept(batch: Batch) -> None:
    assert [(p.fatal, p.line) for p in batch.problems] == [(False, 669)]
    assert "Won on" in batch.problems[0].sentence
    assert any("60 of 8,000 rows have no origin" in note for note in batch.notes)
    assert sum(1 for lead in batch.leads if lead.source is None) == 60


def test_people_are_of_sales(batch: Batch) -> None:
    names = {person.name for person in batch.people}
    assert {"SR 4ef15afb", "SDR a8387c01"} <= names
    assert len(names) == len(batch.people)
    assert all(person.sides == {Side.SALES} for person in batch.people)
    keys = {person.key for person in batch.people}
    assert {e.by for e in batch.events if e.by} <= keys
    note = next(e.note for e in batch.events if e.kind is EventKind.WON and e.line == 2)
    assert note == "SDR a8387c01; segment: pet; type: online_medium"
