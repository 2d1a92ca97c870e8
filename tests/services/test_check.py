"""A check finds whatever was tampered with, and repair derives it anew."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.changes import EVERYTHING, Change
from app.errors import Refusal
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.services import changing
from app.services.check import check, repair
from app.services.leads import accept, add_lead, hand_over, log_contact, send_back
from app.services.workspaces import open_workspace
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.services.promises import COMMITMENTS, MARCH


@pytest.fixture
def filled(make_workspace: MakeWorkspace) -> Workspace:
    """Four leads: contacted and accepted, contacted late and sent back, waiting, and only arrived."""
    workspace = make_workspace(*COMMITMENTS)
    for number, name in enumerate(("Priya", "Sam", "Ines", "Lee"), 1):
        add_lead(workspace, Lead(name=name), arrived_at=MARCH)
        if number < 4:
            hand_over(workspace, [number], owner_id=2, at=MARCH)
    for number, hours in ((1, 1), (2, 30)):
        log_contact(
            workspace,
            number,
            channel=Channel.PHONE,
            outcome=Outcome.CONVERSATION,
            at=MARCH + timedelta(hours=hours),
        )
    accept(workspace, 1, at=MARCH + timedelta(days=2))
    send_back(workspace, 2, reason=Reason.NO_NEED, at=MARCH + timedelta(days=2))
    return workspace


def tampered(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(sql).rowcount > 0


def derived(path: Path) -> dict[str, list[tuple[object, ...]]]:
    tables = {
        "clock": "lead_id, commitment_id, start, due, stop, day, excuse",
        "mark": "lead_id, commitment_id, at, day, verdict",
        "day_tally": "commitment_id, day, kept, missed, excused, open",
        "lead_state": "lead_id, stage, standing, arrived_at",
    }
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3").fetchall()
            for table, columns in tables.items()
        }


def test_a_sound_file_says_so(filled: Workspace) -> None:
    report = check(filled)

    assert report.sound
    assert (report.leads, report.clocks) == (4, 3)
    assert [len(rows) for rows in derived(filled.path).values()] == [3, 5, 3, 4]


def test_an_empty_file_is_sound(workspace: Workspace) -> None:
    assert check(workspace).sound


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        (
            "UPDATE clock SET stop = stop + 1 WHERE lead_id = 1",
            "Clocks do not follow from the facts: 1 too many, 1 missing (S1 of lead 1).",
        ),
        (
            "UPDATE clock SET owner_id = 1",
            (
                "Clocks do not follow from the facts: 3 too many, 3 missing "
                "(S1 of lead 1, S1 of lead 2, S1 of lead 3)."
            ),
        ),
        (
            "DELETE FROM clock WHERE lead_id = 3",
            "Clocks do not follow from the facts: 0 too many, 1 missing (S1 of lead 3).",
        ),
        (
            (
                "INSERT INTO clock (commitment_id, lead_id, start) SELECT commitment_id, 4, start "
                "FROM clock WHERE lead_id = 1"
            ),
            "Clocks do not follow from the facts: 1 too many, 0 missing (S1 of lead 4).",
        ),
        (
            "UPDATE clock SET pause = start, resume = start + 1 WHERE lead_id = 3",
            "Clocks do not follow from the facts: 1 too many, 1 missing (S1 of lead 3).",
        ),
        (
            "UPDATE mark SET verdict = 'kept' WHERE lead_id = 2 AND verdict = 'missed'",
            ("Counted events do not follow from the facts: 1 too many, 1 missing (M2 of lead 2)."),
        ),
        (
            "UPDATE day_tally SET kept = 9 WHERE commitment_id = 1",
            (
                "Figures of days do not follow from the facts: 1 too many, 1 missing "
                "(M1 on 2026-03-02)."
            ),
        ),
        (
            "UPDATE lead_state SET stage = 'customer'",
            (
                "Standings of leads do not follow from the facts: 4 too many, 4 missing "
                "(lead 1, lead 2, lead 3 and 1 more)."
            ),
        ),
    ],
)
def test_each_kind_of_tampering_is_found_and_repaired(
    filled: Workspace, sql: str, sentence: str
) -> None:
    before = derived(filled.path)
    tampered(filled.path, sql)

    report = check(filled)
    assert (report.sound, report.damage, report.differences) == (False, (), (sentence,))

    told: list[Change] = []
    filled.subscribe(told.append)
    repair(filled)
    assert check(filled).sound
    assert derived(filled.path) == before
    assert [(change.areas, change.undoable) for change in told] == [(EVERYTHING, False)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event SET happened_at = happened_at + 86400000 WHERE kind = 'contact'",
        "UPDATE event SET voided_at = 1 WHERE kind = 'accepted'",
        "UPDATE commitment SET within = '3 business hours' WHERE code = 'S1'",
    ],
)
def test_a_fact_changed_behind_our_back_is_found(filled: Workspace, sql: str) -> None:
    tampered(filled.path, sql)

    assert check(filled).rows_that_differ > 0
    repair(filled)
    assert check(filled).sound


def test_a_reference_to_nothing_is_damage(filled: Workspace) -> None:
    tampered(filled.path, "UPDATE event SET by_id = 99 WHERE kind = 'contact'")

    assert check(filled).damage == (
        'Rows of "event" that refer to rows of "person" which are gone: 2.',
    )


def test_damage_to_the_file_is_found(filled: Workspace) -> None:
    with filled.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'clock_day'"
        )
        begin = (found.scalar_one() - 1) * 4096
    filled.close()
    content = bytearray(filled.path.read_bytes())
    content[begin + 3 : begin + 5] = b"\x00\x01"  # the index claims another number of entries
    filled.path.write_bytes(content)
    damaged = open_workspace(filled.path)

    report = check(damaged)
    damaged.close()

    assert report.damage
    assert all(sentence.startswith("The file is damaged: ") for sentence in report.damage)


def test_a_repair_can_be_followed_by_undo(filled: Workspace) -> None:
    repair(filled)

    assert changing.undo(filled).label == "Send back, Sam"
    assert check(filled).sound


def test_progress_is_told_and_can_stop_the_check(filled: Workspace) -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        raise Refusal("Stopped.")

    with pytest.raises(Refusal, match=r"^Stopped\.$"):
        check(filled, stop)
    assert told == [(0, 5)]
