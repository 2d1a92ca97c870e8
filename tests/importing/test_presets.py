"""Files as the systems write them: known by their headers, and read without a question."""

import datetime as dt
from zoneinfo import ZoneInfo

from app.importing.collecting import Known
from app.importing.decode import read_table
from app.importing.presets import mapping_for, recognise
from app.importing.preview import build
from app.importing.records import Batch, EventRecord
from app.importing.table import Table
from app.model.events import Channel, EventKind, Outcome
from app.model.stages import DEFAULT_STAGES

BERLIN = "Europe/Berlin"
KNOWN = Known(stages={stage.key: stage.name for stage in DEFAULT_STAGES})


def read(data: str | bytes, name: str = "file.csv") -> Table:
    return read_table(data if isinstance(data, bytes) else data.encode(), name)


def batch_of(*tables: Table) -> Batch:
    return build([(table, mapping_for(table)) for table in tables], zone=BERLIN, known=KNOWN)


def known_as(table: Table) -> list[str]:
    return [mapping.title for mapping in recognise(table.header)]


def happened(batch: Batch, key: str) -> dict[str, str]:
    """What happened to a lead, by kind or stage, in Berlin's wall time."""
    return {
        event.stage or str(event.kind): wall(event)
        for event in batch.events
        if event.lead_key == key
    }


def wall(event: EventRecord) -> str:
    at = dt.datetime.fromtimestamp(event.happened_at / 1000, ZoneInfo(BERLIN))
    return f"{at:%Y-%m-%d}" if event.date_only else f"{at:%Y-%m-%d %H:%M}"


def said(batch: Batch, words: str) -> bool:
    return any(words in note for note in batch.notes)


def quoted(*rows: str) -> str:
    """Rows written with bars between the cells, as CSV with every cell in quotes."""
    cells = (row.replace('"', '""').split("|") for row in rows)
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in cells)


HUBSPOT = "\ufeff" + quoted(
    "Record ID|First Name|Last Name|Email|Company Name|Contact owner|Lifecycle Stage|Create Date|"
    "Owner Assigned Date|Last Contacted|Number of times contacted|Original Traffic Source|Interests|"
    'Date entered "Marketing Qualified Lead (Lifecycle Stage Pipeline)"|'
    'Time in "Lead (Lifecycle Stage Pipeline)" (HH:mm:ss)',
    "101|Priya|Nair|priya@acme.example|Acme|Dana Levy|Marketing Qualified Lead|2022-08-14 07:46|"
    "2022-08-14 09:00|2022-08-15 10:30|1|Organic Search|Coaching; Onboarding|"
    "2022-08-20 12:00|2705:47:48",
    "102|Bo||bo@bolt.example|Bolt|(No value)|Lead|2022-08-15 08:00|"
    "|2022-08-20 10:30|4|Direct Traffic|||",
)


def test_hubspot_with_newer_properties() -> None:
    table = read(HUBSPOT)
    assert known_as(table)[0] == "HubSpot: contacts"
    batch = batch_of(table)
    assert not batch.problems
    first, second = batch.leads
    assert (first.key, first.name, first.owner) == ("101", "Priya Nair", "Dana Levy")
    assert (first.source, second.owner) == ("Organic Search", None)
    assert happened(batch, "101") == {
        "arrived": "2022-08-14 07:46",
        "assigned": "2022-08-14 09:00",
        "mql": "2022-08-20 12:00",
        "contact": "2022-08-15 10:30",  # contacted once: the last time was the first
    }
    assert happened(batch, "102") == {"arrived": "2022-08-15 08:00"}
    assert said(batch, "Last Contacted tells of the last contact, not of the first")


def test_hubspot_with_older_properties_saved_again_by_excel() -> None:
    text = (
        "Contact ID;First Name;Last Name;Email;HubSpot Owner;Lead Status;Create Date;"
        "Became a Marketing Qualified Lead Date;Became a Customer Date\n"
        "7;Zoë;Müller;zoe@acme.example;René Weiß;(No value);08/14/2022 07:46;"
        "08/20/2022 12:00;(No value)\n"
    )
    table = read(text.encode("iso-8859-1"))
    assert known_as(table)[0] == "HubSpot: contacts"
    assert table.delimiter == ";"
    batch = batch_of(table)
    assert [lead.name for lead in batch.leads] == ["Zoë Müller"]
    assert [person.name for person in batch.people] == ["René Weiß"]
    assert happened(batch, "7") == {"arrived": "2022-08-14 07:46", "mql": "2022-08-20 12:00"}


SALESFORCE_REPORT = (
    '"Lead Owner","First Name","Last Name","Title","Company / Account","Email","Lead Source",'
    '"Lead Status","Created Date","Last Activity","Converted","Street"\n'
    '"Dana Levy","Ann","Lee","CFO","Acme","ann@acme.example","Web","Open","3/14/2026","3/15/2026","0",'
    '"1 Main St\r\nSuite 5"\n'
    '"Kim Novak","Bo","Roe","","Bolt","bo@bolt.example","Web","Open","3/16/2026","","0",""\n'
    '"Grand Totals (2 records)"\n'
    "\n"
    '"Confidential Information - Do Not Distribute"\n'
    '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
)


def test_a_salesforce_report_and_what_below_it_is_no_data() -> None:
    table = read(SALESFORCE_REPORT)
    assert known_as(table)[0] == "Salesforce: lead report"
    batch = batch_of(table)
    assert not batch.problems
    assert [(lead.key, lead.owner) for lead in batch.leads] == [
        ("ann@acme.example", "Dana Levy"),
        ("bo@bolt.example", "Kim Novak"),
    ]
    assert happened(batch, "ann@acme.example") == {"arrived": "2026-03-14"}
    assert said(batch, "footer from line 5 on left out")
    assert said(batch, "Last Activity tells of the last contact, not of the first")


def test_salesforce_by_data_loader() -> None:
    table = read(
        '"Id","FirstName","LastName","Company","Email","LeadSource","OwnerId","Owner.Name",'
        '"IsConverted","CreatedDate","ConvertedDate"\n'
        '"00Q5","Ann","Lee","Acme","ann@acme.example","Web","0055","Dana Levy","true",'
        '"2026-03-02T09:00:00.000Z","2026-03-09"\n'
        '"00Q6","Bo","Roe","Bolt","bo@bolt.example","Web","0056abcdefgh","","false",'
        '"2026-03-02T09:30:00.000Z",""\n'
    )
    assert known_as(table)[0] == "Salesforce: leads by Data Loader"
    batch = batch_of(table)
    assert happened(batch, "00Q5") == {"arrived": "2026-03-02 10:00", "opportunity": "2026-03-09"}
    assert [person.name for person in batch.people] == ["Dana Levy", "User 0056abcd"]


PIPEDRIVE_LEADS = quoted(
    "Lead - ID|Lead - Title|Lead - Owner|Lead - Lead created|Lead - Source name|Lead - Labels|"
    "Person - Name|Person - Email|Organization - Name|Organization - Name",
    "9f1c7a52-0001|Acme lead|Dana Levy|2026-03-02 09:00:00|Webinar|Hot|"
    "Priya Nair|priya@acme.example|Acme|Acme Ltd",
    "9f1c7a52-0002|Bolt lead|Kim Novak|2026-03-03 09:00:00|Fair||"
    "Bo Roe|bo@bolt.example|Bolt|Bolt plc",
)
PIPEDRIVE_DEALS = quoted(
    "Deal - ID|Deal - Title|Deal - Owner|Deal - Value|Deal - Deal created|Deal - Won time|"
    "Deal - Lost time|Deal - Lost reason|Person - Email",
    "1|Acme deal|Dana Levy|1,200.50|2026-03-05 10:00:00|2026-03-20 10:00:00|||Priya@Acme.example",
    "2|Bolt deal|Kim Novak|900|2026-03-06 10:00:00||2026-03-21 10:00:00|Price|bo@bolt.example",
    "3|Coil deal|Kim Novak|100|2026-03-06 10:00:00||||cy@coil.example",
)


def test_pipedrive_leads_and_the_deals_of_their_persons() -> None:
    leads, deals = read(PIPEDRIVE_LEADS, "leads.csv"), read(PIPEDRIVE_DEALS, "deals.csv")
    assert known_as(leads)[0] == "Pipedrive: leads"
    assert known_as(deals)[:2] == ["Pipedrive: deals of leads", "Pipedrive: deals as leads"]
    batch = batch_of(deals, leads)
    assert said(batch, "The header “Organization - Name” is repeated")
    assert [(lead.name, lead.company) for lead in batch.leads] == [
        ("Priya Nair", "Acme"),
        ("Bo Roe", "Bolt"),
    ]
    assert happened(batch, "9f1c7a52-0001") == {
        "arrived": "2026-03-02 09:00",
        "opportunity": "2026-03-05 10:00",
        "won": "2026-03-20 10:00",
    }
    won = next(event for event in batch.events if event.kind is EventKind.WON)
    lost = next(event for event in batch.events if event.kind is EventKind.LOST)
    assert (won.value_minor, won.by, lost.reason) == (120_050, "Dana Levy", "price")
    assert [str(problem) for problem in batch.problems] == [
        "deals.csv, line 4: “cy@coil.example” is no lead of these files or of the workspace."
    ]


ZOHO_LEADS = quoted(
    "Record Id|Lead Owner|Last Name|Company|Email|Lead Source|Lead Status|Created Time|"
    "Last Activity Time|Converted Date Time",
    "zcrm_1|Dana Levy|Nair|Acme|priya@acme.example|Web|Contacted|2026-03-02 09:00:00|"
    "2026-03-04 12:00:00|2026-03-10 09:00:00",
    "zcrm_2|Kim Novak|Roe|Bolt|bo@bolt.example|Web|Junk Lead|2026-03-03 09:00:00||",
)
ZOHO_CALLS = quoted(
    "Record Id|Subject|Call Type|Call Start Time|Call Owner|Call Result|Related To.id|Related To",
    "c1|First call|Outbound|2026-03-02 10:00:00|Dana Levy|No response/Busy|zcrm_1|Nair",
    "c2|Second call|Outbound|2026-03-03 10:00:00|Dana Levy|Interested||Nair",
    "c3|Call|Outbound|2026-03-03 11:00:00|Dana Levy|||Nobody",
    "c4|Call|Inbound|2026-03-03 12:00:00|Dana Levy|||",
)


def test_zoho_leads_and_calls_by_id_or_name() -> None:
    leads, calls = read(ZOHO_LEADS, "Leads.csv"), read(ZOHO_CALLS, "Calls.csv")
    assert known_as(leads)[0] == "Zoho: leads"
    assert known_as(calls)[0] == "Zoho: calls"
    batch = batch_of(calls, leads)
    contacts = [event for event in batch.events if event.kind is EventKind.CONTACT]
    assert [(each.lead_key, each.channel, each.outcome) for each in contacts] == [
        ("zcrm_1", Channel.PHONE, Outcome.NO_ANSWER),
        ("zcrm_1", Channel.PHONE, Outcome.CONVERSATION),
    ]
    assert contacts[0].note == "First call; type: Outbound"
    assert [str(problem) for problem in batch.problems] == [
        "Calls.csv, line 4: No lead of these files or of the workspace is called “Nobody”.",
        "Calls.csv, line 5: This row does not say which lead it is about.",
    ]


def test_suitecrm_and_its_ragged_row() -> None:
    table = read(
        '"First Name","Last Name","ID","Account Name","Email Address","Status","Status Description",'
        '"Lead Source","Assigned to","Date Created"\n'
        '"Mel","Bucy","00c1","Smith","mel@smith.example","Recycled","","Web","chris","2026-02-06 06:30"\n'
        '"John","Doe","john@doe.example"\n'
    )
    assert known_as(table)[0] == "SuiteCRM: leads"
    batch = batch_of(table)
    assert [(lead.key, lead.owner) for lead in batch.leads] == [("00c1", "chris")]
    assert [problem.line for problem in batch.problems] == [3]


def test_maven_tells_by_a_word_how_a_deal_ended() -> None:
    table = read(
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "O1,Moses,Basic,Acme,Won,10/20/2016,3/1/2017,1054\n"
        "O2,Moses,Basic,Bolt,Lost,10/25/2016,3/13/2017,0\n"
        "O3,Moses,Basic,Coil,Engaging,10/26/2016,,\n"
        "O4,Moses,Basic,Disc,Prospecting,,,\n"
    )
    assert known_as(table) == ["Maven: sales pipeline"]
    batch = batch_of(table)
    assert happened(batch, "O1") == {
        "arrived": "2016-10-20",
        "opportunity": "2016-10-20",
        "won": "2017-03-01",
    }
    assert happened(batch, "O2")["lost"] == "2017-03-13"
    assert set(happened(batch, "O3")) == {"arrived", "opportunity"}
    assert [problem.line for problem in batch.problems] == [5]
    won = next(event for event in batch.events if event.kind is EventKind.WON)
    assert (won.value_minor, won.by) == (105_400, "Moses")
