"""Files that speak of leads and people described in others: by key, e-mail or name."""

from app.importing.collecting import Known
from app.importing.decode import read_table
from app.importing.joining import asked
from app.importing.presets import mapping_for
from app.importing.preview import build
from app.importing.records import Batch
from app.model.events import EventKind
from app.model.people import Side

LEADS = "id,name,email,created,owner\nL1,Ann Lee,Ann@Acme.example,2026-03-02 09:00,s1\n"
CALLS = "lead_email,kind,happened_at,by\n"


def batch_of(*files: str, known: Known | None = None) -> Batch:
    tables = [read_table(text.encode(), f"{n}.csv") for n, text in enumerate(files, start=1)]
    inputs = [(table, mapping_for(table)) for table in tables]
    return build(inputs, zone="Europe/Berlin", known=known or Known())


def test_an_e_mail_names_a_lead_whatever_its_case() -> None:
    batch = batch_of(CALLS + "ANN@acme.example,contact,2026-03-03 09:00,Dana\n", LEADS)
    assert not batch.problems
    assert [(e.lead_key, e.kind) for e in batch.events][-1] == ("L1", EventKind.CONTACT)


def test_of_two_leads_with_one_e_mail_the_last_arrived_by_then_is_meant() -> None:
    again = LEADS + "L2,Ann Lee,ann@acme.example,2026-06-02 09:00,s1\n"
    calls = CALLS + (
        "ann@acme.example,contact,2026-03-03 09:00,Dana\n"
        "ann@acme.example,contact,2026-06-03 09:00,Dana\n"
        "ann@acme.example,contact,2026-01-03 09:00,Dana\n"  # before either: the first
    )
    contacts = [e for e in batch_of(calls, again).events if e.kind is EventKind.CONTACT]
    assert [event.lead_key for event in contacts] == ["L1", "L2", "L1"]


def test_a_name_that_several_leads_have_says_nothing() -> None:
    twins = LEADS + "L2,ann lee,,2026-03-02 09:00,s1\nL3,Bo Roe,,2026-03-02 09:00,s1\n"
    calls = "lead_name,kind,happened_at\nAnn Lee,contact,2026-03-03\nbo roe,contact,2026-03-03\n"
    batch = batch_of(calls, twins)
    contacts = [e for e in batch.events if e.kind is EventKind.CONTACT]
    assert [event.lead_key for event in contacts] == ["L3"]
    assert [str(problem) for problem in batch.problems] == [
        "1.csv, line 2: 2 leads are called “Ann Lee”; it is not said which one is meant."
    ]


def test_an_e_mail_that_nobody_described_begins_a_lead_where_no_file_describes_any() -> None:
    batch = batch_of(CALLS + "New@Acme.example,contact,2026-03-03 09:00,Dana\n")
    (lead,) = batch.leads
    assert (lead.key, lead.name, lead.email) == ("new@acme.example",) * 3
    beside = batch_of(CALLS + "New@Acme.example,contact,2026-03-03 09:00,Dana\n", LEADS)
    assert ["is no lead of these files" in str(problem) for problem in beside.problems] == [True]


def test_the_workspace_is_asked_only_for_what_files_name() -> None:
    tables = [read_table(text.encode(), "x.csv") for text in (LEADS, CALLS + "A@b.example,won,,\n")]
    wanted = asked([(table, mapping_for(table)) for table in tables])
    assert wanted.emails == {"A@b.example"}
    assert wanted.keys == {"a@b.example"}
    assert not wanted.names
    known = Known(leads={"old": 1}, by_email={"a@b.example": ["old"]})
    batch = batch_of(CALLS + "A@b.example,contact,2026-03-03 09:00,\n", known=known)
    assert [event.lead_key for event in batch.events] == ["old"]


PEOPLE = "id,name,email,team\ns1,Sia Rowe,sia@acme.example,Sales\nm1,Aisha Khan,,marketing\n"


def test_people_are_known_in_other_files_by_id_and_by_e_mail() -> None:
    calls = CALLS + "ann@acme.example,contact,2026-03-03 09:00,SIA@acme.example\n"
    batch = batch_of(calls, LEADS, PEOPLE)
    assert not batch.problems
    assert [(p.name, p.sides, p.external_id, p.stated) for p in batch.people] == [
        ("Sia Rowe", frozenset({Side.SALES}), "s1", True),
        ("Aisha Khan", frozenset({Side.MARKETING}), "m1", True),
    ]
    (sia, _) = batch.people
    assert batch.leads[0].owner == sia.key
    assert batch.events[-1].by == sia.key


def test_a_person_of_no_side_is_listed() -> None:
    people = PEOPLE + "x1,Zed,,Finance\ns1,Sia Rowe,sia@acme.example,Sales\ns1,Other,,Sales\n"
    batch = batch_of(people)
    assert [str(problem) for problem in batch.problems] == [
        "1.csv, line 4: “Finance” is no side; say Marketing, Sales or both.",
        "1.csv, line 6: “s1” is on line 2 with other values; that line is kept.",
    ]
    assert batch.counts.identical_rows == 1
