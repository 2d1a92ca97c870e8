"""Forgetting a person: no word of theirs remains in the file, and every count does."""

from pathlib import Path

import pytest

from app.errors import Refusal
from app.model.events import Channel, Outcome, Reason
from app.model.leads import Lead
from app.rules.forgotten import forgotten_key
from app.services import changing, forgetting
from app.services.assigning import reassign
from app.services.check import check
from app.services.leads import add_lead, edit_lead, hand_over, log_contact, send_back
from app.services.saved_filters import SavedFilter, remove_filter, save_filter, saved_filters
from app.services.workspaces import open_workspace
from app.store.backup import back_up
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.services.promises import COMMITMENTS, MARCH
from tests.services.sql import rows
from tests.services.steps import import_batch

PRIYA = Lead(
    name="Priya Nairwood",
    company="Haldenwerk GmbH",
    title="Werkleiterin",
    email="priya@haldenwerk.example",
    phone="+49 30 555 0199",
    source="Webinar",
    external_id="haldenkey-7",
)
WORDS = (
    "nairwood",
    "haldenwerk",
    "werkleiterin",
    "555 0199",
    "haldenkey",
    "geheimnis",
    "privatsache",
)


@pytest.fixture
def known(make_workspace: MakeWorkspace) -> Workspace:
    """A workspace that knows Priya from two leads, with a long history, some of it undone; and Tom."""
    workspace = make_workspace(*COMMITMENTS)
    # As most builds of SQLite have it, though not Debian's: what is deleted stays in the file.
    with workspace.unit_of_work("") as work:
        work.connection.exec_driver_sql("PRAGMA secure_delete=OFF")
    add_lead(workspace, PRIYA, arrived_at=MARCH)
    second = Lead(name="Dr Nairwood", email="Priya@Haldenwerk.example", external_id="haldenkey-8")
    add_lead(workspace, second, arrived_at=MARCH)
    add_lead(workspace, Lead(name="Tom", email="tom@x.example"), arrived_at=MARCH)
    hand_over(workspace, [1, 2, 3], owner_id=2, at=MARCH)
    talk(workspace, "Verworfenes " * 800)
    changing.undo(workspace)
    talk(workspace, "Geheimnis")
    edit_lead(workspace, 1, PRIYA.model_copy(update={"name": "Priya Nairwood-Haldenwerk"}))
    send_back(workspace, 1, reason=Reason.OTHER, note="Privatsache")
    talk(workspace, "Noch ein Geheimnis")
    changing.undo(workspace)
    return workspace


def talk(workspace: Workspace, note: str) -> None:
    log_contact(
        workspace, 1, channel=Channel.PHONE, outcome=Outcome.CONVERSATION, at=MARCH, note=note
    )


def bytes_of(workspace: Workspace) -> bytes:
    """All that is on the disk of a workspace that is open."""
    files = (workspace.path, Path(f"{workspace.path}-wal"))
    return b"".join(each.read_bytes() for each in files if each.exists()).lower()


def counts(workspace: Workspace) -> list[list[tuple[object, ...]]]:
    queries = (
        "SELECT commitment_id, day, kept, missed, excused, open FROM day_tally ORDER BY 1, 2",
        "SELECT lead_id, kind, happened_at, reason FROM event ORDER BY id",
        "SELECT id, source, owner_id FROM lead ORDER BY id",
    )
    return [rows(workspace, query) for query in queries]


def test_no_byte_of_the_person_remains_and_every_count_does(known: Workspace) -> None:
    on_disk = bytes_of(known)
    assert all(word.encode() in on_disk for word in WORDS)
    before = counts(known)

    forgotten = forgetting.forget(known, 1)

    assert (forgotten.leads, forgotten.events, forgotten.remains) == (2, 2, None)
    on_disk = bytes_of(known)
    assert [word for word in WORDS if word.encode() in on_disk] == []
    assert b"tom@x.example" in on_disk
    assert counts(known) == before
    names = "SELECT name, company, title, email, phone, forgotten_at IS NULL FROM lead ORDER BY id"
    gone = ("Forgotten person", None, None, None, None, 0)
    assert rows(known, names) == [gone, gone, ("Tom", None, None, "tom@x.example", None, 1)]
    assert check(known).sound


def test_a_later_import_knows_the_key_again(known: Workspace) -> None:
    forgetting.forget(known, 1)
    ((key,),) = rows(known, "SELECT external_id FROM lead WHERE id = 1")
    assert key == forgotten_key("haldenkey-7") == forgotten_key(key)
    assert key.startswith("forgotten-")


def test_undo_and_redo_go_on_and_bring_nobody_back(known: Workspace) -> None:
    forgetting.forget(known, 1)

    labels = [changing.redo(known).label, *(changing.undo(known).label for _ in range(7))]
    assert labels == [
        "Log contact, Forgotten person",
        "Log contact, Forgotten person",
        "Send back, Forgotten person",
        "Edit lead, Forgotten person",
        "Log contact, Forgotten person",
        "Hand over 3 leads",
        "Add lead, Tom",
        "Add lead, Forgotten person",
    ]
    for _ in range(7):
        changing.redo(known)
    on_disk = bytes_of(known)
    assert [word for word in WORDS if word.encode() in on_disk] == []
    forgotten = "SELECT name FROM lead WHERE forgotten_at IS NOT NULL"
    assert rows(known, forgotten) == [("Forgotten person",)] * 2
    assert check(known).sound


def test_an_undone_import_forgets_too(known: Workspace) -> None:
    email = "priya@haldenwerk.example"
    import_batch(known, 1, name="Nairwood", email=email, note="Geheimnis")
    changing.undo(known)

    forgetting.forget(known, 1)

    changing.redo(known)
    on_disk = bytes_of(known)
    assert [word for word in WORDS if word.encode() in on_disk] == []
    assert rows(known, "SELECT count(*) FROM lead WHERE forgotten_at IS NOT NULL") == [(5,)]
    assert check(known).sound


def test_the_lead_goes_on_without_its_person(known: Workspace) -> None:
    labels: list[str] = []
    known.subscribe(lambda change: labels.append(change.label))
    forgetting.forget(known, 1)
    assert labels == ["Forget a person"]

    hand_over(known, [1])
    talk(known, "Fine")
    reassign(known, [1], 1)
    lead = Lead(name="Forgotten person", external_id=forgotten_key("haldenkey-7"), source="Fair")
    edit_lead(known, 1, lead)
    with pytest.raises(Refusal, match="asked to be forgotten"):
        edit_lead(known, 1, lead.model_copy(update={"name": "Priya"}))
    assert check(known).sound


def test_somebody_without_an_address_is_one_lead(known: Workspace) -> None:
    add_lead(known, Lead(name="Mei"), arrived_at=MARCH)
    add_lead(known, Lead(name="Ana"), arrived_at=MARCH)
    assert forgetting.forget(known, 4).leads == 1
    assert rows(known, "SELECT name FROM lead WHERE id > 3") == [("Forgotten person",), ("Ana",)]
    with pytest.raises(Refusal, match="This lead is gone"):
        forgetting.forget(known, 99)


def test_an_address_that_all_leads_have_is_nobodys(
    known: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "_MOST_LEADS", 1)
    with pytest.raises(Refusal, match=r"^2 leads have the e-mail priya@haldenwerk\.example, so"):
        forgetting.forget(known, 1)
    assert rows(known, "SELECT count(*) FROM lead WHERE forgotten_at IS NOT NULL") == [(0,)]


def test_a_reader_elsewhere_holds_the_last_traces(
    known: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.database.BUSY_TIMEOUT_MS", 50)
    impatient = open_workspace(known.path)
    with known.read() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM lead").fetchall()
        remains = forgetting.forget(impatient, 1).remains
    impatient.close()
    assert remains is not None
    assert remains.startswith("The person is forgotten. Another program is reading the file")


def test_backups_are_told_of(known: Workspace) -> None:
    assert forgetting.backups(known) == ()
    assert "There are no backups beside this file" in forgetting.backup_policy(known)
    first = back_up(known.path, label="by hand")
    assert forgetting.backups(known) == (first,)
    assert forgetting.backup_policy(known).startswith(
        "1 older backup beside this file still holds the name until you delete it"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Mine", "priya stage:mql"),
        ("Mine", "-NAIRWOOD"),
        ("Nairwood, late", "late:yes"),
        ("Mine", "priya@haldenwerk.example"),
        ("Mine", "haldenkey-8"),
        ("Mine", "030 555-0199"),
        ("Mine", 'company:"Priya Nairwood"'),
    ],
)
def test_a_filter_that_looks_for_the_person_forgets_her(
    known: Workspace, name: str, text: str
) -> None:
    save_filter(known, "Late", "late:yes owner:priya")
    save_filter(known, name, text)
    remove_filter(known, name)
    changing.undo(known)

    forgetting.forget(known, 1)

    late = SavedFilter("Late", "late:yes owner:priya")
    assert saved_filters(known) == (SavedFilter("Forgotten filter 2", '"Forgotten person"'), late)
    assert changing.redo(known).label == "Remove filter, Forgotten filter 2"
    assert saved_filters(known) == (late,)
    assert changing.undo(known).label == "Remove filter, Forgotten filter 2"
    assert changing.undo(known).label == "Save filter, Forgotten filter 2"
    on_disk = bytes_of(known)
    assert [word for word in WORDS if word.encode() in on_disk] == []


def test_a_filter_for_others_stays_however_often_somebody_is_forgotten(known: Workspace) -> None:
    kept = SavedFilter("Forgotten ones", "person stage:mql")
    save_filter(known, kept.name, kept.text)
    forgetting.forget(known, 1)
    forgetting.forget(known, 1)
    assert saved_filters(known) == (kept,)
