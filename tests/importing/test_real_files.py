"""Real exports: what comes out is what plain counting finds, and what is odd in them is said."""

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path

from app.importing.collecting import Known
from app.importing.decode import read_table
from app.importing.presets import mapping_for
from app.importing.preview import build
from app.importing.records import Batch
from app.model.events import EventKind
from app.model.stages import DEFAULT_STAGES
from tests.shared_data import SHARED, needs_shared_data

pytestmark = needs_shared_data
ZOHO, MAVEN, SUITECRM = SHARED / "zoho", SHARED / "maven", SHARED / "suitecrm"
KNOWN = Known(stages={stage.key: stage.name for stage in DEFAULT_STAGES})


def batch_of(*paths: Path) -> Batch:
    tables = [read_table(path) for path in paths]
    return build([(t, mapping_for(t)) for t in tables], zone="Europe/Berlin", known=KNOWN)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_zoho_leads_and_the_calls_about_them() -> None:
    leads, calls = rows(ZOHO / "Leads.csv"), rows(ZOHO / "Calls.csv")
    created = {
        lead["LEADID"]: datetime.strptime(lead["Created Time"], "%d %b, %Y %H:%M:%S")  # noqa: DTZ007
        for lead in leads
    }
    about_leads = [call for call in calls if call["LEADID"] in created]
    early = {
        call["LEADID"]
        for call in about_leads
        if datetime.fromisoformat(call["Call Start Time"]) < created[call["LEADID"]]
    }
    assert early
    batch = batch_of(ZOHO / "Calls.csv", ZOHO / "Leads.csv")
    kinds = Counter(event.kind for event in batch.events)
    assert kinds == {EventKind.ARRIVED: len(leads), EventKind.CONTACT: len(about_leads)}
    owners = Counter(lead.owner for lead in batch.leads)
    assert owners == Counter(lead["Lead Owner"] for lead in leads)
    flags = [problem for problem in batch.problems if not problem.fatal]
    assert {flag.value for flag in flags} == early
    nameless = len(calls) - len(about_leads)
    assert batch.counts.left_out == nameless
    said = "\n".join(batch.notes)
    assert f"{len(early)} events come before the lead arrived" in said
    assert f"{nameless:,} of {len(calls):,} rows are left out" in said
    assert "garbled before this file was saved" in said


def test_suitecrm_leaves_the_ragged_row_out_and_says_so() -> None:
    batch = batch_of(SUITECRM / "Leads.csv")
    whole, ragged = rows(SUITECRM / "Leads.csv")
    (lead,) = batch.leads
    assert (lead.key, lead.email) == (whole["ID"], whole["Email Address"])
    (problem,) = batch.problems
    assert problem.value == ragged["First Name"]
    assert "This row has 4 cells, the header has 61." in str(problem)


def test_maven_gives_every_deal_that_was_begun() -> None:
    deals = rows(MAVEN / "sales_pipeline.csv")
    begun = [deal for deal in deals if deal["engage_date"]]
    stages = Counter(deal["deal_stage"] for deal in begun)
    batch = batch_of(MAVEN / "sales_pipeline.csv")
    assert len(batch.leads) == len(begun)
    kinds = Counter(event.kind for event in batch.events)
    assert (kinds[EventKind.WON], kinds[EventKind.LOST]) == (stages["Won"], stages["Lost"])
    assert kinds[EventKind.STAGE] == len(begun)
    worth = sum(e.value_minor or 0 for e in batch.events if e.kind is EventKind.WON)
    assert worth == 100 * sum(int(d["close_value"]) for d in begun if d["deal_stage"] == "Won")
    not_begun = len(deals) - len(begun)
    assert batch.counts.left_out == not_begun
    assert any(f"{not_begun:,} of 8,800 rows are left out" in note for note in batch.notes)
