"""The lead list: what a filter line finds, how views count, in which order."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.model.agreement import Commitment, CommitmentKind
from app.model.duration import parse_within
from app.model.events import Channel, EventKind, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Side
from app.services.assigning import mark_duplicate, set_persona
from app.services.disputes import dispute, settle
from app.services.lead_clocks import pause, recycle
from app.services.lead_list import (
    LeadFilter,
    Order,
    View,
    find_leads,
    known_values,
    late_count,
    lead_page,
    leads_named,
)
from app.services.lead_outcomes import junk, win
from app.services.leads import accept, add_lead, hand_over, log_contact, send_back
from app.store.workspace import Workspace
from tests.conftest import MakeWorkspace

AISHA, DANA = 1, 2
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)  # a Friday, 10:00 in Berlin
ANNA, BEN, CLEO, DORA, ELIF = range(1, 6)
LEADS = (
    Lead(name="Anna Berg", company="Halden Foods", source="Webinar", campaign="Spring launch"),
    Lead(name="Ben Roth", company="Quarto", source="Trade fair", value_minor=1_000_00),
    Lead(name="Cleo Nair", company="Halden Steel", source="webinar", value_minor=2_000_00),
    Lead(name="Dora Lind", email="dora@brask.example", campaign="Summer tour"),
    Lead(name="Élif Kaya", company="Novák & Söhne", source="Partner", value_minor=0),
)


def promise(code: str, kind: CommitmentKind, within: str, **details: int) -> Commitment:
    return Commitment(
        code=code,
        side=Side.SALES,
        kind=kind,
        share=9000,
        within=parse_within(within),
        **details,  # type: ignore[arg-type]
    )


PROMISES = (
    promise("S1", CommitmentKind.RESPONSE, "4 business hours"),
    promise("S2", CommitmentKind.PERSISTENCE, "10 business days", attempts=3),
    promise("S3", CommitmentKind.DISPOSITION, "2 business days"),
)


@pytest.fixture
def five(make_workspace: MakeWorkspace) -> Workspace:
    """Five leads that arrived a day apart; the last two days' are seen on Friday morning."""
    workspace = make_workspace(*PROMISES)
    for place, lead in enumerate(LEADS):
        at = NOW - timedelta(days=len(LEADS) - place)
        with time_machine.travel(at, tick=False):
            add_lead(workspace, lead, arrived_at=at)
    return workspace


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    """Every test is seen on one Friday morning."""
    with time_machine.travel(NOW, tick=False):
        yield


def found(workspace: Workspace, text: str, view: View = "all") -> list[int]:
    leads = find_leads(workspace, LeadFilter(text, view))
    assert not leads.problems
    return sorted(leads.ids.tolist())


def in_order(workspace: Workspace, order: Order, *, descending: bool = False) -> list[int]:
    ids: list[int] = find_leads(
        workspace, LeadFilter(order=order, descending=descending)
    ).ids.tolist()
    return ids


def test_words_are_looked_for_in_all_that_is_said_of_a_lead(five: Workspace) -> None:
    hand_over(five, [BEN], owner_id=DANA)

    assert found(five, "halden") == [ANNA, CLEO]
    assert found(five, "halden nair") == [CLEO]
    assert found(five, "web") == [ANNA, CLEO]
    assert found(five, "dana") == found(five, "mql") == [BEN]
    assert found(five, "summer") == found(five, "brask") == [DORA]
    assert found(five, "elif sohne") == [ELIF]
    assert found(five, "-halden -dora") == [BEN, ELIF]
    assert found(five, "nobody") == []


def test_names_in_fields_mean_who_is_called_so(five: Workspace) -> None:
    hand_over(five, [ANNA, BEN], owner_id=DANA)
    set_persona(five, [ANNA], "Plant manager")
    win(five, ANNA, value_minor=None)

    assert found(five, "owner:dana") == [ANNA, BEN]
    assert found(five, "stage:customer") == [ANNA]
    assert found(five, "stage:mql stage:customer") == [ANNA, BEN]
    assert found(five, "-stage:mql owner:dana") == [ANNA]
    assert found(five, "persona:manager") == [ANNA]
    assert found(five, "source:WEBINAR") == [ANNA, CLEO]
    assert found(five, "source:web source:partner") == [ANNA, CLEO, ELIF]
    assert found(five, "-source:webinar") == [BEN, DORA, ELIF]
    assert found(five, 'campaign:"spring launch"') == [ANNA]
    assert found(five, "company:halden") == [ANNA, CLEO]
    assert found(five, "source:radio") == []


def test_amounts_and_days_are_limits_that_all_hold(five: Workspace) -> None:
    assert found(five, "value:>=1000") == [BEN, CLEO]
    assert found(five, "value:>=1000 value:<2000") == [BEN]
    assert found(five, "value:0") == [ELIF]
    assert found(five, "-value:>0") == [ANNA, DORA, ELIF]
    assert found(five, "since:2026-03-18") == [DORA, ELIF]
    assert found(five, "since:yesterday") == [ELIF]
    assert found(five, "since:2026-03-16 until:tuesday") == [BEN, CLEO]


def test_a_day_is_the_workspaces(five: Workspace) -> None:
    night = datetime(2026, 3, 17, 23, 30, tzinfo=UTC)  # the 18th in Berlin
    add_lead(five, Lead(name="Night owl"), arrived_at=night)

    assert found(five, "night since:2026-03-18") == [6]
    assert found(five, "night until:2026-03-17") == []


def test_where_a_lead_stands(five: Workspace) -> None:
    hand_over(five, [ANNA, BEN, CLEO, DORA])
    accept(five, ANNA)
    send_back(five, BEN, reason=Reason.NO_NEED)
    send_back(five, CLEO, reason=Reason.NO_NEED)
    dispute(five, CLEO, note="They need it")

    assert found(five, "standing:new") == [ELIF]
    assert found(five, "standing:handed") == [DORA]
    assert found(five, "standing:accepted") == [ANNA]
    assert found(five, "standing:sent-back") == [BEN]
    assert found(five, "standing:disputed") == [CLEO]

    settle(five, CLEO, overturned=True)
    assert found(five, "standing:accepted") == [ANNA, CLEO]
    recycle(five, BEN, until=None)
    assert found(five, "standing:recycled") == [BEN]
    junk(five, DORA)
    assert found(five, "standing:junk") == [DORA]


def test_duplicates(five: Workspace) -> None:
    mark_duplicate(five, CLEO, ANNA)

    assert found(five, "duplicate:yes") == [CLEO]
    assert found(five, "halden duplicate:no") == [ANNA]
    (line,) = lead_page(five, [CLEO])
    assert line is not None
    assert line.duplicate


def test_open_is_what_waits_for_somebody_and_late_what_is_past_due(five: Workspace) -> None:
    hand_over(five, [ANNA], at=NOW - timedelta(days=1))  # S1 was due yesterday
    hand_over(five, [BEN])
    hand_over(five, [CLEO])
    log_contact(five, CLEO, channel=Channel.PHONE, outcome=Outcome.CONVERSATION)
    accept(five, CLEO)

    all_leads = find_leads(five, LeadFilter())
    assert all_leads.counts == {"open": 2, "late": 1, "all": 5}
    assert all_leads.total == 5
    assert found(five, "", "open") == found(five, "open:yes") == [ANNA, BEN]
    assert found(five, "", "late") == found(five, "late:yes") == [ANNA]
    assert found(five, "late:no open:yes") == [BEN]
    assert find_leads(five, LeadFilter("halden", "late")).counts == {"open": 1, "late": 1, "all": 2}
    assert late_count(five) == 1


def test_a_lead_whose_further_attempts_are_due_is_open(five: Workspace) -> None:
    hand_over(five, [ANNA], at=NOW - timedelta(hours=1))
    log_contact(five, ANNA, channel=Channel.PHONE, outcome=Outcome.NO_ANSWER)
    accept(five, ANNA)

    (line,) = lead_page(five, [ANNA])
    assert line is not None
    assert line.clock is not None
    assert line.clock.code == "S2"
    assert found(five, "", "open") == [ANNA]


def test_what_silence_decided_waits_for_nobody(five: Workspace) -> None:
    hand_over(five, [ANNA], at=NOW - timedelta(days=3))
    log_contact(
        five,
        ANNA,
        channel=Channel.PHONE,
        outcome=Outcome.CONVERSATION,
        at=NOW - timedelta(days=3) + timedelta(hours=1),
    )

    assert found(five, "", "open") == found(five, "", "late") == []
    assert late_count(five) == 0
    assert in_order(five, "clock")[0] == ELIF  # nobody's clock runs, so the newest comes first


def test_the_next_clock_is_the_open_duty_due_first(five: Workspace) -> None:
    hand_over(five, [ANNA], at=NOW - timedelta(hours=1))
    hand_over(five, [BEN], at=NOW - timedelta(days=1))
    hand_over(five, [CLEO])
    pause(five, CLEO, until=None, note=None)

    assert in_order(five, "clock") == [BEN, ANNA, CLEO, ELIF, DORA]
    assert in_order(five, "clock", descending=True) == [CLEO, ANNA, BEN, ELIF, DORA]


def test_orders_put_what_is_empty_last_both_ways(five: Workspace) -> None:
    hand_over(five, [BEN], owner_id=DANA)
    hand_over(five, [CLEO], owner_id=AISHA)
    win(five, CLEO, value_minor=None)
    set_persona(five, [DORA], "Buyer")
    set_persona(five, [ELIF], "architect")

    assert in_order(five, "name")[:4] == [ANNA, BEN, CLEO, DORA]
    assert in_order(five, "arrived", descending=True) == [ELIF, DORA, CLEO, BEN, ANNA]
    assert in_order(five, "source") == [ELIF, BEN, ANNA, CLEO, DORA]
    assert in_order(five, "source", descending=True) == [CLEO, ANNA, BEN, ELIF, DORA]
    assert in_order(five, "campaign") == [ANNA, DORA, BEN, CLEO, ELIF]
    assert in_order(five, "company")[-1] == DORA
    assert in_order(five, "value") == [ELIF, BEN, CLEO, ANNA, DORA]
    assert in_order(five, "value", descending=True) == [CLEO, BEN, ELIF, DORA, ANNA]
    assert in_order(five, "owner") == [CLEO, BEN, ANNA, DORA, ELIF]
    assert in_order(five, "owner", descending=True)[:2] == [BEN, CLEO]
    assert in_order(five, "persona")[:2] == [ELIF, DORA]
    assert in_order(five, "stage") == [BEN, CLEO, ANNA, DORA, ELIF]
    assert in_order(five, "stage", descending=True)[:2] == [CLEO, BEN]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("foo:1", 'There is no field "foo"'),
        ("stage:foo", 'There is no stage "foo"; stages are Inquiry, '),
        ("owner:zoe", 'owner: nobody here is called "zoe".'),
        ("persona:buyer", 'There is no persona "buyer".'),
        ("since:soon", "since: needs a day like 2026-09-01, 1 Sep or yesterday."),
    ],
)
def test_a_filter_with_a_problem_says_so_and_finds_nothing(
    five: Workspace, text: str, sentence: str
) -> None:
    leads = find_leads(five, LeadFilter(f"halden {text}"))

    assert leads.problems[0].startswith(sentence)
    assert leads.ids.tolist() == []
    assert leads.counts == {"open": 0, "late": 0, "all": 0}
    assert leads.total == 5


def test_a_line_says_what_a_lead_is(five: Workspace) -> None:
    hand_over(five, [BEN], owner_id=DANA)
    set_persona(five, [BEN], "Buyer")

    line, gone = lead_page(five, [BEN, 99])

    assert gone is None
    assert line is not None
    assert (line.name, line.company, line.source, line.campaign, line.persona) == (
        *("Ben Roth", "Quarto", "Trade fair"),
        *(None, "Buyer"),
    )
    assert (line.stage, line.owner, line.standing) == ("MQL", "Dana", EventKind.HANDED_OVER)
    assert (line.value_minor, line.duplicate) == (1_000_00, False)
    assert line.clock is not None
    assert line.clock.code == "S1"


def test_names_sources_and_campaigns_that_are_known(five: Workspace) -> None:
    assert leads_named(five, "d").tolist() == [DORA]
    assert leads_named(five, "ANNA B").tolist() == [ANNA]
    sources, campaigns = known_values(five)
    assert [source.lower() for source in sources] == ["partner", "trade fair", "webinar"]
    assert campaigns == ["Spring launch", "Summer tour"]


def test_a_workspace_without_leads(workspace: Workspace) -> None:
    leads = find_leads(workspace, LeadFilter("anna", "open", "clock"))

    assert (leads.ids.tolist(), leads.total) == ([], 0)
    assert late_count(workspace) == 0
    assert known_values(workspace) == ([], [])
