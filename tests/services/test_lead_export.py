"""The leads of a filter written to CSV and to a workbook, read back."""

import csv
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from app.errors import Cancelled, EnvironmentRefusal, Refusal
from app.model.agreement import Commitment, CommitmentKind
from app.model.duration import parse_within
from app.model.leads import Lead
from app.model.people import Side
from app.services import lead_export
from app.services.assigning import set_persona
from app.services.lead_export import export_leads
from app.services.lead_list import LeadFilter
from app.services.leads import add_lead, hand_over
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace

RESPONSE = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=parse_within("4 business hours"),
)
THURSDAY = datetime(2026, 3, 19, 15, 40, tzinfo=UTC)  # 16:40 in Berlin
HEADING = [
    *("Key", "Name", "Company", "Title", "Email", "Phone", "Source", "Campaign", "Persona"),
    *("Stage", "Standing", "Owner", "Arrived (Europe/Berlin)", "Value (EUR)", "Duplicate"),
    *("Next duty", "Due", "State"),
]
ALL = LeadFilter()


@pytest.fixture
def leads(make_workspace: MakeWorkspace) -> Workspace:
    """Priya, handed over, and Mallory, whose every word begins like a formula."""
    workspace = make_workspace(RESPONSE)
    priya = Lead(
        external_id="0017",
        name="Priya Nair",
        company="Hälden",
        email="priya@halden.example",
        source="Webinar",
        campaign="https://halden.example/spring",
        value_minor=1_800_050,
    )
    mallory = Lead(
        name="=HYPERLINK(1)", company="+1", title="-1", email="@x", phone="+49 30 1", source="{=1}"
    )
    with time_machine.travel(THURSDAY, tick=False):
        add_lead(workspace, priya, arrived_at=THURSDAY - timedelta(hours=2))
        add_lead(workspace, mallory, arrived_at=THURSDAY - timedelta(hours=1))
        set_persona(workspace, [1], "Ops Olivia")
        hand_over(workspace, [1], owner_id=2)
    return workspace


def exported(
    workspace: Workspace, path: Path, wanted: LeadFilter = ALL, **options: Any
) -> list[dict[str, Any]]:
    with time_machine.travel(THURSDAY + timedelta(minutes=1), tick=False):
        number = export_leads(workspace, wanted, path, **options)
    heading: list[Any]
    rows: list[list[Any]]
    if path.suffix == ".csv":
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading, *rows = csv.reader(file)
    else:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("Leads")
        heading, *rows = sheet.to_python()
    assert heading == HEADING
    assert number == len(rows)
    return [dict(zip(HEADING, row, strict=True)) for row in rows]


def test_csv_has_every_lead_in_the_order_of_the_list(leads: Workspace, tmp_path: Path) -> None:
    mallory, priya = exported(leads, tmp_path / "leads.csv")

    assert priya == {
        "Key": "0017",
        "Name": "Priya Nair",
        "Company": "Hälden",
        "Title": "",
        "Email": "priya@halden.example",
        "Phone": "",
        "Source": "Webinar",
        "Campaign": "https://halden.example/spring",
        "Persona": "Ops Olivia",
        "Stage": "MQL",
        "Standing": "Handed over to Sales",
        "Owner": "Dana",
        "Arrived (Europe/Berlin)": "2026-03-19 14:40:00",
        "Value (EUR)": "18000.50",
        "Duplicate": "",
        "Next duty": "S1 First contact within 4 business hours",
        "Due": "2026-03-20 12:40:00",
        "State": "Running",
    }
    assert mallory["Next duty"] == ""


def test_cells_of_a_csv_that_begin_like_a_formula_are_text(
    leads: Workspace, tmp_path: Path
) -> None:
    mallory = exported(leads, tmp_path / "leads.csv")[0]

    assert [mallory[name] for name in ("Name", "Company", "Title", "Email", "Phone")] == [
        "'=HYPERLINK(1)",
        "'+1",
        "'-1",
        "'@x",
        "'+49 30 1",
    ]


def test_a_workbook_has_texts_dates_and_numbers_as_such(leads: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    mallory, priya = exported(leads, path)

    assert priya["Arrived (Europe/Berlin)"] == datetime(2026, 3, 19, 14, 40)  # noqa: DTZ001 - wall time
    assert priya["Value (EUR)"] == 18000.5
    assert priya["Key"] == "0017"
    assert [mallory[name] for name in ("Name", "Source", "Due")] == ["=HYPERLINK(1)", "{=1}", ""]
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:R3"/>' in sheet
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_only_what_the_filter_finds_is_written(leads: Workspace, tmp_path: Path) -> None:
    wanted = LeadFilter(text="webinar stage:mql")

    for suffix in (".csv", ".XLSX"):
        path = tmp_path / f"leads{suffix}"
        with time_machine.travel(THURSDAY, tick=False):
            assert export_leads(leads, wanted, path) == 1
        assert path.exists()


def test_a_filter_that_finds_nothing_still_gives_a_heading(
    leads: Workspace, tmp_path: Path
) -> None:
    for suffix in (".csv", ".xlsx"):
        assert exported(leads, tmp_path / f"leads{suffix}", LeadFilter(text="zzz")) == []


@pytest.mark.parametrize("name", ["leads.csv", "leads.xlsx"])
def test_a_cancelled_export_leaves_the_earlier_file_and_nothing_else(
    leads: Workspace, tmp_path: Path, name: str
) -> None:
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / name
    path.write_text("earlier")
    with pytest.raises(Cancelled):
        export_leads(leads, ALL, path, cancel)

    assert list(folder.iterdir()) == [path]
    assert path.read_text() == "earlier"


def test_progress_counts_the_leads(leads: Workspace, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    exported(leads, tmp_path / "leads.csv", progress=lambda *each: told.append(each))

    assert told[0] == (0, 2)
    assert told[-1] == (2, 2)


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("", "leads.pdf", "must end in .csv or .xlsx"),
        ("owner:nobody", "leads.csv", "nobody here is called"),
        ("colour:red", "leads.csv", "There is no field"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_nothing_is_written(
    leads: Workspace, tmp_path: Path, text: str, name: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        export_leads(leads, LeadFilter(text=text), tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["leads.csv", "leads.xlsx"])
def test_a_place_that_cannot_be_written_to_is_refused(
    leads: Workspace, tmp_path: Path, name: str
) -> None:
    with pytest.raises(EnvironmentRefusal, match=name):
        export_leads(leads, ALL, tmp_path / "nowhere" / name)


def test_more_leads_than_a_sheet_has_room_for_go_into_a_csv(
    leads: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lead_export, "MOST_IN_A_WORKBOOK", 1)

    with pytest.raises(Refusal, match=r"these are 2\. Export them as CSV"):
        export_leads(leads, ALL, tmp_path / "leads.xlsx")
    assert export_leads(leads, ALL, tmp_path / "leads.csv") == 2
