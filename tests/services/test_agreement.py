from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from app.changes import Area, Change
from app.errors import Refusal
from app.model.agreement import Commitment, CommitmentKind, Signature, VersionState
from app.model.cadence import Cadence
from app.model.calendar import OFFICE_HOURS, Calendar, always
from app.model.clocks import ClockRow
from app.model.duration import parse_within
from app.model.events import Channel, Outcome
from app.model.leads import Lead
from app.model.people import Person, Side
from app.model.workspace import WorkspaceInfo
from app.services import derivation
from app.services.agreement import (
    AgreementView,
    add_commitment,
    agreement,
    discard_draft,
    edit_commitment,
    end_commitment,
    put_in_force,
    set_calendar,
    start_earlier,
)
from app.services.changing import redo, undo
from app.services.leads import add_lead, hand_over, log_contact
from app.services.people import KnownPerson
from app.services.suggestions import signers
from app.services.workspaces import NewWorkspace, Workspace, create, open_workspace

RESPONSE = Commitment(
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=parse_within("4 business hours"),
)
VOLUME = Commitment(
    side=Side.MARKETING,
    kind=CommitmentKind.VOLUME,
    count=120,
    cadence=Cadence.MONTH,
    stage="mql",
)
QUALITY = Commitment(side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000)
QUICK = RESPONSE.model_copy(update={"within": parse_within("1 business hour")})
AISHA, DANA = 1, 2
EARLY_HOURS = Calendar(name="Early shift", hours=(((360, 840),),) * 5 + ((), ()))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    info = WorkspaceInfo(name="Northlight", time_zone="Europe/Berlin")
    people = (Person(name="Aisha", marketing=True), Person(name="Dana", sales=True))
    made = create(tmp_path / "northlight.tandem", NewWorkspace(info, people=people))
    yield made
    made.close()


@pytest.fixture
def agreed(workspace: Workspace) -> Workspace:
    """Version 1 with M1 (volume) and S1 (response), in force from 1 October 2024."""
    add_commitment(workspace, VOLUME)
    add_commitment(workspace, RESPONSE)
    put_in_force(workspace, date(2024, 10, 1))
    return workspace


def local(day: int, hour: int) -> datetime:
    """An hour of October 2024 in Berlin, in summer time until the 25th."""
    return datetime(2024, 10, day, hour - 2, tzinfo=UTC)


def codes(view: AgreementView, number: int) -> tuple[str, ...]:
    return tuple(stated.code for stated in view.versions[number - 1].commitments)


def clocks(workspace: Workspace) -> list[tuple[int, int, int | None]]:
    """The version, start and due of every clock."""
    numbers = {
        stated.id: version.number
        for version in agreement(workspace).versions
        for stated in version.commitments
    }
    with workspace.read() as connection:
        rows = connection.execute(ClockRow.__table__.select()).mappings().all()  # type: ignore[attr-defined]
    return sorted((numbers[row["commitment_id"]], row["start"], row["due"]) for row in rows)


def handed_over(workspace: Workspace, name: str, at: datetime) -> None:
    add_lead(workspace, Lead(name=name), arrived_at=at)
    with workspace.read() as connection:
        newest = connection.exec_driver_sql("SELECT max(id) FROM lead").scalar_one()
    hand_over(workspace, [newest], at=at)


def test_new_workspace_has_an_empty_draft_with_its_hours(workspace: Workspace) -> None:
    view = agreement(workspace)
    assert [version.state for version in view.versions] == [VersionState.DRAFT]
    assert view.in_force is None
    assert view.draft is view.current is view.versions[0]
    assert view.draft.commitments == ()
    assert view.draft.calendars == {None: OFFICE_HOURS}


def test_codes_are_given_by_side(workspace: Workspace) -> None:
    for commitment in (VOLUME, RESPONSE, QUALITY):
        add_commitment(workspace, commitment)
    assert codes(agreement(workspace), 1) == ("M1", "M2", "S1")
    changes = agreement(workspace).changes
    assert changes is not None
    assert changes.added == ("M1", "M2", "S1")
    assert not changes.calendars


def test_code_of_an_earlier_version_is_never_given_again(agreed: Workspace) -> None:
    add_commitment(agreed, QUALITY)
    put_in_force(agreed, date(2024, 11, 1))
    end_commitment(agreed, "M2")
    put_in_force(agreed, date(2024, 12, 1))
    add_commitment(agreed, QUALITY)
    assert codes(agreement(agreed), 4) == ("M1", "M3", "S1")


def test_version_begins_at_local_midnight_and_ends_with_the_next(agreed: Workspace) -> None:
    edit_commitment(agreed, "S1", QUICK)
    put_in_force(agreed, date(2024, 11, 1), "  Faster follow-up ")
    first, second = agreement(agreed).versions
    assert first.in_force_from == datetime(2024, 9, 30, 22, tzinfo=UTC)
    assert first.until == second.in_force_from == datetime(2024, 10, 31, 23, tzinfo=UTC)
    assert second.until is None
    assert (first.first_day, second.first_day) == (date(2024, 10, 1), date(2024, 11, 1))
    assert (first.reason, second.reason) == (None, "Faster follow-up")

    def in_force(moment: datetime) -> int | None:
        version = agreement(agreed, now=moment).in_force
        return None if version is None else version.number

    assert in_force(datetime(2024, 9, 30, 21, 59, tzinfo=UTC)) is None
    assert in_force(datetime(2024, 10, 31, 22, 59, tzinfo=UTC)) == 1
    assert in_force(datetime(2024, 10, 31, 23, tzinfo=UTC)) == 2


def test_first_edit_of_an_agreed_version_copies_it(agreed: Workspace) -> None:
    before = agreement(agreed).versions[0]
    edit_commitment(agreed, "S1", QUICK)
    add_commitment(agreed, QUALITY)
    end_commitment(agreed, "M1")
    set_calendar(agreed, EARLY_HOURS, Side.SALES)
    view = agreement(agreed)
    assert view.versions[0] == before
    assert view.draft is not None
    assert view.draft.number == 2
    assert view.changes is not None
    assert view.changes.added == ("M2",)
    assert view.changes.changed == ("S1",)
    assert view.changes.ended == ("M1",)
    assert view.changes.calendars
    assert view.draft.calendars == {None: OFFICE_HOURS, Side.SALES: EARLY_HOURS}


def test_edit_that_changes_nothing_makes_no_draft(agreed: Workspace) -> None:
    edit_commitment(agreed, "S1", RESPONSE)
    set_calendar(agreed, OFFICE_HOURS)
    assert agreement(agreed).draft is None


def test_hours_for_both_sides_replace_the_sides_own(agreed: Workspace) -> None:
    set_calendar(agreed, EARLY_HOURS, Side.SALES)
    set_calendar(agreed, always())
    draft = agreement(agreed).draft
    assert draft is not None
    assert draft.calendars == {None: always()}


def test_holidays_of_a_new_country_are_kept_and_count(agreed: Workspace) -> None:
    german = OFFICE_HOURS.model_copy(update={"country": "DE"})
    set_calendar(agreed, german)
    put_in_force(agreed, date(2024, 10, 2))
    # An hour is left on the last day of the year, three follow after New Year's Day.
    handed_over(agreed, "Priya", datetime(2024, 12, 31, 15, tzinfo=UTC))
    ((version, _, due),) = clocks(agreed)
    assert version == 2
    assert due == datetime(2025, 1, 2, 11, tzinfo=UTC).timestamp() * 1000


def test_case_12_clocks_keep_the_version_they_started_under(agreed: Workspace) -> None:
    edit_commitment(agreed, "S1", QUICK)
    put_in_force(agreed, date(2024, 10, 15))
    handed_over(agreed, "Priya", local(14, 16))
    handed_over(agreed, "Jonas", local(15, 10))
    (first, first_start, first_due), (second, second_start, second_due) = clocks(agreed)
    assert (first, second) == (1, 2)
    assert first_start == local(14, 16).timestamp() * 1000
    assert first_due == local(15, 12).timestamp() * 1000
    assert second_start == local(15, 10).timestamp() * 1000
    assert second_due == local(15, 11).timestamp() * 1000


def test_next_version_leaves_running_clocks_as_they_are(agreed: Workspace) -> None:
    handed_over(agreed, "Priya", local(14, 16))
    before = clocks(agreed)
    edit_commitment(agreed, "S1", QUICK)
    set_calendar(agreed, always())
    assert clocks(agreed) == before
    put_in_force(agreed, date(2024, 10, 15))
    assert clocks(agreed) == before


def test_draft_moves_no_clock_and_so_derives_nothing(
    agreed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuilds: list[str] = []
    rebuild = derivation.rebuild

    def counted(*given: object) -> None:
        rebuilds.append("rebuild")
        rebuild(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(derivation, "rebuild", counted)
    edit_commitment(agreed, "S1", QUICK)
    set_calendar(agreed, EARLY_HOURS)
    discard_draft(agreed)
    for _ in range(3):
        undo(agreed)
    redo(agreed)
    assert rebuilds == []
    put_in_force(agreed, date(2024, 10, 15))
    assert len(rebuilds) == 1
    undo(agreed)
    assert len(rebuilds) == 2
    redo(agreed)
    assert len(rebuilds) == 3


def test_undoing_a_version_gives_its_clocks_back_to_the_one_before(agreed: Workspace) -> None:
    handed_over(agreed, "Priya", local(15, 10))
    under_first = clocks(agreed)
    edit_commitment(agreed, "S1", QUICK)
    put_in_force(agreed, date(2024, 10, 15))
    under_second = clocks(agreed)
    assert [version for version, _, _ in under_second] == [2]
    assert undo(agreed).label == "Put version 2 in force"
    assert clocks(agreed) == under_first
    redo(agreed)
    assert clocks(agreed) == under_second


EDITS: dict[str, Callable[[Workspace], Change]] = {
    "Add commitment M2": lambda workspace: add_commitment(workspace, QUALITY),
    "Edit commitment S1": lambda workspace: edit_commitment(workspace, "S1", QUICK),
    "End commitment M1": lambda workspace: end_commitment(workspace, "M1"),
    "Change working hours": lambda workspace: set_calendar(workspace, EARLY_HOURS),
    "Start the agreement earlier": lambda workspace: start_earlier(workspace, date(2020, 1, 1)),
}
DRAFT_STEPS: dict[str, Callable[[Workspace], Change]] = {
    **EDITS,
    "Discard draft": discard_draft,
    "Put version 2 in force": lambda workspace: put_in_force(
        workspace, date(2024, 11, 1), signed_by={Side.MARKETING: AISHA, Side.SALES: DANA}
    ),
}


@pytest.mark.parametrize("label", EDITS)
def test_each_step_on_an_agreed_version_is_undone_and_redone(agreed: Workspace, label: str) -> None:
    check_undo_and_redo(agreed, label, EDITS[label])


@pytest.mark.parametrize("label", DRAFT_STEPS)
def test_each_step_on_a_draft_is_undone_and_redone(agreed: Workspace, label: str) -> None:
    edit_commitment(agreed, "M1", VOLUME.model_copy(update={"count": 150}))
    check_undo_and_redo(agreed, label, DRAFT_STEPS[label])


def check_undo_and_redo(
    workspace: Workspace, label: str, step: Callable[[Workspace], Change]
) -> None:
    before = agreement(workspace)
    assert step(workspace).label == label
    after = agreement(workspace)
    assert after != before
    assert undo(workspace).label == label
    assert agreement(workspace) == before
    assert redo(workspace).label == label
    assert agreement(workspace) == after


def test_version_is_signed_as_it_comes_into_force(agreed: Workspace) -> None:
    edit_commitment(agreed, "S1", QUICK)
    signing = datetime(2024, 10, 28, 16, 20, tzinfo=UTC)
    with time_machine.travel(signing, tick=False):
        put_in_force(agreed, date(2024, 11, 1), signed_by={Side.SALES: DANA, Side.MARKETING: AISHA})
    first, second = agreement(agreed).versions
    assert first.signatures == ()
    assert second.signatures == (
        Signature(Side.MARKETING, AISHA, "Aisha", signing),
        Signature(Side.SALES, DANA, "Dana", signing),
    )
    undo(agreed)
    draft = agreement(agreed).draft
    assert draft is not None
    assert draft.signatures == ()


def test_signature_of_nobody_known_is_refused_with_the_version(agreed: Workspace) -> None:
    edit_commitment(agreed, "S1", QUICK)
    with pytest.raises(Refusal) as refused:
        put_in_force(agreed, date(2024, 11, 1), signed_by={Side.MARKETING: AISHA, Side.SALES: 99})
    assert str(refused.value) == "Who signs for Sales is gone; choose somebody else."
    assert refused.value.field == "signed_sales"
    assert len(agreement(agreed).agreed) == 1


KNOWN = (
    KnownPerson(AISHA, "Aisha", marketing=True, sales=False),
    KnownPerson(DANA, "Dana", marketing=False, sales=True),
    KnownPerson(3, "Luis", marketing=False, sales=True),
    KnownPerson(4, "Mira", marketing=True, sales=True),
)


@pytest.mark.parametrize(
    ("known", "here", "suggested"),
    [
        (KNOWN[:2], None, {Side.MARKETING: AISHA, Side.SALES: DANA}),
        (KNOWN[:3], None, {Side.MARKETING: AISHA}),
        (KNOWN[:3], DANA, {Side.MARKETING: AISHA, Side.SALES: DANA}),
        (KNOWN, AISHA, {Side.MARKETING: AISHA}),
        (KNOWN, 4, {Side.MARKETING: 4, Side.SALES: 4}),
        ((), 4, {}),
    ],
)
def test_who_sits_here_or_is_alone_on_a_side_is_suggested_to_sign(
    known: tuple[KnownPerson, ...], here: int | None, suggested: dict[Side, int]
) -> None:
    assert signers(known, here) == suggested


def test_agreement_can_start_earlier_so_that_older_leads_count(agreed: Workspace) -> None:
    september = datetime(2024, 9, 14, 8, tzinfo=UTC)
    handed_over(agreed, "Priya", september)
    assert clocks(agreed) == []
    start_earlier(agreed, date(2024, 9, 1))
    assert [start for _, start, _ in clocks(agreed)] == [september.timestamp() * 1000]
    undo(agreed)
    assert clocks(agreed) == []


def refusal(action: Callable[..., Change], *given: object) -> str:
    with pytest.raises(Refusal) as refused:
        action(*given)
    return str(refused.value)


def test_refusals_before_anything_is_agreed(workspace: Workspace) -> None:
    assert refusal(put_in_force, workspace, date(2024, 10, 1)) == (
        "The draft has no commitments yet. Add one before putting it in force."
    )
    assert refusal(discard_draft, workspace) == (
        "This draft is the first version; there is no earlier one to go back to."
    )
    assert refusal(start_earlier, workspace, date(2020, 1, 1)) == (
        "Nothing is in force yet. Put the draft in force from the day you want."
    )
    assert refusal(edit_commitment, workspace, "S1", RESPONSE) == (
        "There is no commitment S1 in the draft; it was ended meanwhile."
    )


def test_refusals_once_a_version_is_agreed(agreed: Workspace) -> None:
    assert refusal(put_in_force, agreed, date(2024, 11, 1)) == (
        "There is no draft to put in force. Change something first."
    )
    assert refusal(discard_draft, agreed) == "There is no draft to discard."
    assert refusal(start_earlier, agreed, date(2024, 10, 1)) == (
        "The agreement starts on 1 October 2024 already. Choose an earlier day."
    )
    edit_commitment(agreed, "S1", QUICK)
    assert refusal(put_in_force, agreed, date(2024, 10, 1)) == (
        "Version 1 is in force from 1 October 2024. The next version must begin on a later day."
    )
    edit_commitment(agreed, "S1", RESPONSE)
    assert refusal(put_in_force, agreed, date(2024, 11, 1)) == (
        "Version 1 says the same already, from 1 October 2024 on."
    )
    edit_commitment(agreed, "S1", QUICK)
    put_in_force(agreed, date(2024, 11, 1))
    assert refusal(start_earlier, agreed, date(2024, 1, 1)) == (
        "Only a first version that no other has followed can start earlier."
    )


def test_refused_commitments_leave_no_draft_behind(agreed: Workspace) -> None:
    unknown = VOLUME.model_copy(update={"stage": "demo"})
    assert refusal(add_commitment, agreed, unknown) == (
        'There is no stage "demo". The stages are '
        "inquiry, lead, mql, sal, sql, opportunity, customer, promoter."
    )
    assert refusal(edit_commitment, agreed, "M1", RESPONSE) == (
        '"M1" cannot name a promise of Sales, whose codes are S1, S2 and so on.'
    )
    assert refusal(edit_commitment, agreed, "M1", QUALITY) == (
        "M1 is a volume commitment. End it and add the quality commitment as a new one."
    )
    incomplete = RESPONSE.model_copy(update={"share": None})
    assert refusal(add_commitment, agreed, incomplete) == "A response commitment needs share."
    assert agreement(agreed).draft is None


def test_refused_hours_leave_no_draft_behind(agreed: Workspace) -> None:
    closed = Calendar(name="Closed", hours=((),) * 7)
    assert refusal(set_calendar, agreed, closed) == 'The calendar "Closed" has no working time.'
    nowhere = OFFICE_HOURS.model_copy(update={"country": "XX"})
    assert refusal(set_calendar, agreed, nowhere) == "No public holidays are known for XX."
    assert agreement(agreed).draft is None


def test_second_window_sees_the_result_and_goes_on_from_it(agreed: Workspace) -> None:
    other = open_workspace(agreed.path)
    try:
        assert not other.written_elsewhere()
        edit_commitment(agreed, "S1", QUICK)
        assert other.written_elsewhere()
        assert agreement(other) == agreement(agreed)
        add_commitment(other, QUALITY)
        put_in_force(other, date(2024, 10, 15))
        assert agreement(agreed) == agreement(other)
        assert codes(agreement(agreed), 2) == ("M1", "M2", "S1")
        assert refusal(discard_draft, agreed) == "There is no draft to discard."
        handed_over(agreed, "Priya", local(15, 10))
        log_contact(other, 1, channel=Channel.PHONE, outcome=Outcome.MESSAGE, at=local(15, 11))
        assert [version for version, _, _ in clocks(agreed)] == [2]
    finally:
        other.close()


def test_listeners_are_told_what_to_refresh(agreed: Workspace) -> None:
    heard: list[Change] = []
    agreed.subscribe(heard.append)
    edit_commitment(agreed, "S1", QUICK)
    put_in_force(agreed, date(2024, 11, 1))
    undo(agreed)
    assert [change.areas for change in heard] == [
        {Area.AGREEMENT},
        {Area.AGREEMENT, Area.LEADS, Area.CLOCKS},
        {Area.AGREEMENT, Area.LEADS, Area.CLOCKS},
    ]
