"""Typing in figures, correcting and clearing them, and what they count as."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from app.changes import Area
from app.errors import Refusal
from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.clocks import Verdict
from app.model.people import Side
from app.services import changing
from app.services.agreement import edit_commitment, end_commitment, put_in_force
from app.services.check import check
from app.services.readings import (
    ReadingPeriod,
    ReadingSeries,
    clear_reading,
    readings,
    type_reading,
)
from app.services.workspaces import Workspace
from tests.conftest import MakeWorkspace
from tests.services.sql import facts

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 4, 2, 10, tzinfo=BERLIN)  # a Thursday
VISITS = Commitment(
    code="M1",
    side=Side.MARKETING,
    kind=CommitmentKind.READING,
    title="Site visits",
    cadence=Cadence.MONTH,
    level=10_000_000,
)
COMPLAINTS = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.READING,
    title="Complaints",
    cadence=Cadence.QUARTER,
    level=4_500,
    at_most=True,
)


def day(month: int, number: int = 1, year: int = 2026) -> int:
    return date(year, month, number).toordinal()


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, travel: time_machine.Traveller) -> Workspace:
    """Site visits promised by month, complaints by quarter."""
    return make_workspace(VISITS, COMPLAINTS, since=datetime(2026, 1, 15, tzinfo=BERLIN))


def visits(workspace: Workspace, month: int, level: int, note: str | None = None) -> None:
    type_reading(
        workspace,
        title="Site visits",
        cadence=Cadence.MONTH,
        first_day=day(month),
        level=level * 1000,
        by_id=1,
        note=note,
    )


def series(workspace: Workspace, title: str = "Site visits") -> ReadingSeries:
    return next(each for each in readings(workspace) if each.title == title)


def period(workspace: Workspace, name: str) -> ReadingPeriod:
    return next(each for each in series(workspace).periods if each.name == name)


def marks(workspace: Workspace) -> list[tuple[str, date, str]]:
    with workspace.read() as connection:
        found = connection.exec_driver_sql(
            """SELECT code, day, verdict FROM mark JOIN commitment ON commitment.id = commitment_id
               WHERE lead_id IS NULL ORDER BY day, code"""
        ).all()
    return [(code, date.fromordinal(day), verdict) for code, day, verdict in found]


def test_a_promise_shows_which_periods_have_no_figure_yet(workspace: Workspace) -> None:
    complaints, site = readings(workspace)
    assert (site.title, site.cadence, site.code, site.side, site.target) == (
        "Site visits",
        Cadence.MONTH,
        "M1",
        Side.MARKETING,
        "at least 10,000 a month",
    )
    assert [(each.name, each.missing) for each in site.periods] == [
        ("January 2026", True),
        ("February 2026", True),
        ("March 2026", True),
        ("April 2026", False),
    ]
    assert complaints.target == "at most 4.5 a quarter"
    assert [(each.name, each.missing) for each in complaints.periods] == [
        ("Q1 2026", True),
        ("Q2 2026", False),
    ]


def test_a_figure_counts_on_the_last_day_of_its_period(workspace: Workspace) -> None:
    visits(workspace, 2, 9_999)
    visits(workspace, 3, 10_000)
    visits(workspace, 4, 3_000)
    type_reading(
        workspace, title="Complaints", cadence=Cadence.QUARTER, first_day=day(2, 14), level=4_500
    )
    assert marks(workspace) == [
        ("M1", date(2026, 2, 28), "missed"),
        ("M1", date(2026, 3, 31), "kept"),
        ("S1", date(2026, 3, 31), "kept"),
        ("M1", date(2026, 4, 30), "missed"),
    ]
    assert check(workspace).sound
    assert [(each.level, each.verdict) for each in series(workspace).periods] == [
        (None, None),
        (9_999_000, Verdict.MISSED),
        (10_000_000, Verdict.KEPT),
        (3_000_000, Verdict.MISSED),
    ]


def test_a_correction_voids_and_adds_and_can_be_undone(workspace: Workspace) -> None:
    visits(workspace, 3, 900, note="Counted twice?")
    before = facts(workspace.path)
    visits(workspace, 3, 12_000)
    after = facts(workspace.path)
    assert [len(content["reading"]) for content in (before, after)] == [1, 2]
    assert marks(workspace) == [("M1", date(2026, 3, 31), "kept")]

    assert changing.undo(workspace).label == "Type reading, Site visits"
    assert facts(workspace.path) == before
    assert marks(workspace) == [("M1", date(2026, 3, 31), "missed")]
    assert changing.redo(workspace).areas == {Area.DELIVERABLES, Area.CLOCKS}
    assert facts(workspace.path) == after
    assert check(workspace).sound


def test_the_same_figure_again_changes_nothing(workspace: Workspace) -> None:
    visits(workspace, 3, 900)
    before = facts(workspace.path)
    visits(workspace, 3, 900)
    assert facts(workspace.path) == before


def test_a_cleared_figure_is_missing_again(workspace: Workspace) -> None:
    visits(workspace, 3, 12_000)
    change = clear_reading(workspace, title="Site visits", cadence=Cadence.MONTH, first_day=day(3))
    assert change.label == "Clear reading, Site visits"
    assert period(workspace, "March 2026").missing
    assert marks(workspace) == []
    assert check(workspace).sound
    with pytest.raises(Refusal, match=r"^There is no figure of Site visits for March 2026\.$"):
        clear_reading(workspace, title="Site visits", cadence=Cadence.MONTH, first_day=day(3))


def test_what_cannot_be_typed_is_refused(workspace: Workspace) -> None:
    before = facts(workspace.path)
    with pytest.raises(Refusal, match=r"^May 2026 has not begun yet\.$"):
        visits(workspace, 5, 1)
    with pytest.raises(Refusal, match=r"^This cannot stay empty\.$"):
        type_reading(
            workspace, title=" ", cadence=Cadence.MONTH, first_day=day(3), level=1, note=""
        )
    assert facts(workspace.path) == before


def test_a_figure_nobody_promised_is_a_series_without_a_verdict(workspace: Workspace) -> None:
    type_reading(
        workspace,
        title="Satisfaction",
        cadence=Cadence.YEAR,
        first_day=day(6, 1, 2025),
        level=8_700,
    )
    found = series(workspace, "Satisfaction")
    assert (found.code, found.target) == (None, "")
    assert [(each.name, each.level, each.verdict) for each in found.periods] == [
        ("2025", 8_700, None)
    ]
    assert marks(workspace) == []


def test_a_title_is_known_in_whatever_case_it_is_typed(workspace: Workspace) -> None:
    change = type_reading(
        workspace, title=" site VISITS ", cadence=Cadence.MONTH, first_day=day(3), level=1
    )
    assert change.label == "Type reading, Site visits"
    assert period(workspace, "March 2026").level == 1


def test_a_figure_written_down_days_after_its_period_is_late(
    workspace: Workspace, travel: time_machine.Traveller
) -> None:
    visits(workspace, 2, 12_000)
    visits(workspace, 4, 12_000)
    travel.move_to(datetime(2026, 4, 1, 16, 59, tzinfo=BERLIN))
    visits(workspace, 3, 12_000)
    late = {each.name: each.late for each in series(workspace).periods}
    assert late == {
        "January 2026": False,
        "February 2026": True,
        "March 2026": False,
        "April 2026": False,
    }
    told = period(workspace, "March 2026")
    assert (told.by, told.recorded_at) == (
        "Aisha",
        int(datetime(2026, 4, 1, 16, 59, tzinfo=BERLIN).timestamp()) * 1000,
    )


def test_the_terms_in_force_as_a_period_ends_judge_it(workspace: Workspace) -> None:
    for month in (2, 3, 4):
        visits(workspace, month, 11_000)
    edit_commitment(workspace, "M1", VISITS.model_copy(update={"level": 12_000_000}))
    put_in_force(workspace, date(2026, 4, 15))
    assert [verdict for *_, verdict in marks(workspace)] == ["kept", "kept", "missed"]
    end_commitment(workspace, "M1")
    put_in_force(workspace, date(2026, 4, 20))
    assert [month.month for _, month, _ in marks(workspace)] == [2, 3]
    assert (series(workspace).code, series(workspace).target) == ("M1", "at least 12,000 a month")
    assert [each.name for each in series(workspace).periods][-1] == "April 2026"
    assert check(workspace).sound
