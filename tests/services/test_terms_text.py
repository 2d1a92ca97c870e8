from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refusal
from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.calendar import OFFICE_HOURS, Calendar, DayHours, Span
from app.model.duration import DurationUnit, Within
from app.model.people import Side
from app.model.schedule import LAST, DayRule, Schedule, Shift
from app.model.stages import DEFAULT_STAGES
from app.model.workspace import WorkspaceInfo
from app.rules.terms_text import WrittenTerms, parse_terms, write_terms
from app.services.agreement import (
    agreement,
    edit_commitment,
    put_in_force,
    set_calendar,
)
from app.services.changing import redo, undo
from app.services.terms_text import apply_starter, apply_terms, export_terms, starter
from app.services.workspaces import NewWorkspace, Workspace, create

OLIST = """\
# The terms of a Tandem agreement: when it begins, the working hours, and who promises what.
in_force_from = 2017-06-01

[calendar]
name = "Office hours"
monday = "09:00-12:30, 13:30-18:00"
tuesday = "09:00-12:30, 13:30-18:00"
wednesday = "09:00-12:30, 13:30-18:00"
thursday = "09:00-12:30, 13:30-18:00"
friday = "09:00-17:00"
saturday = "closed"
sunday = "closed"
country = "BR"
region = "SP"

[[calendar.days]]
day = 2017-12-24
hours = "closed"
name = "Christmas Eve"

[calendar.sales]
name = "Night shift"
monday = "22:00-06:00"
tuesday = "closed"
wednesday = "closed"
thursday = "closed"
friday = "closed"
saturday = "closed"
sunday = "closed"

[[calendar.sales.days]]
day = 2017-12-31
hours = "10:00-12:00"

[[commitment]]
code = "M1"
promises = "marketing"
kind = "volume"
at_least = 120
every = "month"
stage = "mql"
weight = 3

[[commitment]]
code = "S1"
promises = "sales"
kind = "response"
share = "99.25 %"
within = "4 business hours"
weight = 1
sources = ["Webinar", "Partner"]

[[commitment]]
code = "S2"
promises = "sales"
kind = "conversion"
share = "10 %"
stage = "mql"
to_stage = "customer"
within = "90 days"
weight = 1
campaigns = ["Autumn \\"fair\\""]

[[commitment]]
code = "S3"
promises = "sales"
kind = "persistence"
share = "90 %"
attempts = 5
stage = "sql"
within = "10 business days"
weight = 1
personas = ["Owner"]

[[commitment]]
code = "S4"
promises = "sales"
kind = "disposition"
share = "100 %"
within = "2 business days"
weight = 1

[[commitment]]
code = "S5"
promises = "sales"
kind = "deliverable"
title = "Loss report"
share = "90 %"
schedule = "every month on day 31"
accept_within = "5 business days"
weight = 1

[[commitment]]
code = "S6"
promises = "sales"
kind = "reading"
title = "Days to a decision"
at_most = 4.5
every = "month"
weight = 1
"""

PLAIN = """\
in_force_from = 2024-10-01
[[commitment]]
promises = "marketing"
kind = "quality"
share = "80%"
[[commitment]]
promises = "sales"
kind = "response"
share = "95,5 %"
within = "4 business hours"
"""


def new_workspace(path: Path) -> Workspace:
    info = WorkspaceInfo(name="Northlight", time_zone="America/Sao_Paulo")
    return create(path / "northlight.tandem", NewWorkspace(info))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = new_workspace(tmp_path)
    yield made
    made.close()


def test_terms_come_out_as_they_went_in(workspace: Workspace) -> None:
    change = apply_terms(workspace, OLIST, "olist.toml")
    assert change is not None
    assert change.label == "Apply terms from olist.toml"
    view = agreement(workspace)
    assert view.in_force is not None
    assert view.draft is None
    assert view.in_force.first_day == date(2017, 6, 1)
    assert view.in_force.in_force_from == datetime(2017, 6, 1, 3, tzinfo=UTC)
    codes = ["M1", "S1", "S2", "S3", "S4", "S5", "S6"]
    assert [stated.code for stated in view.in_force.commitments] == codes
    assert view.in_force.commitments[6].commitment.level == 4500
    assert view.in_force.commitments[1].commitment.share == 9925
    assert view.in_force.calendars[None].country == "BR"
    assert export_terms(view.in_force) == OLIST


def test_applying_is_one_step_undone_and_redone(workspace: Workspace) -> None:
    before = agreement(workspace)
    apply_terms(workspace, OLIST, "olist.toml")
    after = agreement(workspace)
    assert undo(workspace).label == "Apply terms from olist.toml"
    assert agreement(workspace) == before
    redo(workspace)
    assert agreement(workspace) == after


def test_same_terms_again_change_nothing(workspace: Workspace) -> None:
    apply_terms(workspace, OLIST, "olist.toml")
    before = agreement(workspace)
    assert apply_terms(workspace, OLIST, "olist.toml") is None
    assert agreement(workspace) == before
    assert undo(workspace).label == "Apply terms from olist.toml"
    with pytest.raises(Refusal, match=r"There is nothing to undo\."):
        undo(workspace)


def test_text_without_codes_and_hours_takes_those_there_are(workspace: Workspace) -> None:
    apply_terms(workspace, PLAIN, "plain.toml")
    (version,) = agreement(workspace).versions
    assert [stated.code for stated in version.commitments] == ["M1", "S1"]
    assert version.commitments[1].commitment.share == 9550
    assert version.calendars == {None: OFFICE_HOURS}
    assert apply_terms(workspace, PLAIN, "plain.toml") is None


def test_amended_text_makes_the_next_version(workspace: Workspace) -> None:
    apply_terms(workspace, PLAIN, "plain.toml")
    amended = PLAIN.replace("2024-10-01", "2024-11-01\nreason = 'Too low'").replace("80%", "85%")
    apply_terms(workspace, amended, "plain.toml")
    first, second = agreement(workspace).versions
    assert first.until == second.in_force_from
    assert second.reason == "Too low"
    # The promise that stayed keeps its code; the other one is new.
    assert [stated.code for stated in second.commitments] == ["M2", "S1"]
    assert 'reason = "Too low"' in export_terms(second)


def test_text_replaces_what_the_draft_says(workspace: Workspace) -> None:
    apply_terms(workspace, OLIST, "olist.toml")
    (in_force,) = agreement(workspace).versions
    volume = in_force.commitments[0].commitment
    edit_commitment(workspace, "M1", volume.model_copy(update={"count": 500}))
    set_calendar(workspace, OFFICE_HOURS)
    drafted = agreement(workspace)
    later = OLIST.replace("2017-06-01", "2018-01-01").replace("at_least = 120", "at_least = 130")
    apply_terms(workspace, later, "olist.toml")
    view = agreement(workspace)
    assert view.draft is None
    assert [version.number for version in view.versions] == [1, 2]
    assert export_terms(view.versions[1]) == later
    undo(workspace)
    assert agreement(workspace) == drafted


def test_same_terms_from_an_earlier_day_move_the_start(workspace: Workspace) -> None:
    apply_terms(workspace, OLIST, "olist.toml")
    earlier = OLIST.replace("2017-06-01", "2016-01-01")
    assert apply_terms(workspace, earlier, "olist.toml") is not None
    (version,) = agreement(workspace).versions
    assert export_terms(version) == earlier
    undo(workspace)
    assert export_terms(agreement(workspace).versions[0]) == OLIST


def test_terms_that_cannot_come_into_force_are_refused(workspace: Workspace) -> None:
    def refusal(text: str) -> str:
        with pytest.raises(Refusal) as refused:
            apply_terms(workspace, text, "terms.toml")
        return str(refused.value)

    assert refusal("") == (
        "terms.toml does not say from which day it holds. "
        "Add a line such as in_force_from = 2026-01-01 at its top."
    )
    assert refusal("in_force_from = 2017-06-01") == (
        "The draft has no commitments yet. Add one before putting it in force."
    )
    assert refusal(OLIST.replace('"mql"', '"demo"')).startswith('There is no stage "demo".')
    assert refusal(OLIST.replace('"SP"', '"XX"')) == "No public holidays are known for BR, XX."
    apply_terms(workspace, OLIST, "terms.toml")
    before = agreement(workspace)
    assert refusal(OLIST.replace("2017-06-01", "2018-01-01")) == (
        "Version 1 says the same already, from 1 June 2017 on."
    )
    assert refusal(OLIST.replace("weight = 3", "weight = 2")) == (
        "Version 1 is in force from 1 June 2017. The next version must begin on a later day."
    )
    assert agreement(workspace) == before


def test_draft_is_exported_without_a_first_day(workspace: Workspace) -> None:
    text = export_terms(agreement(workspace).current)
    assert "in_force_from" not in text
    assert parse_terms(text, "draft.toml") == WrittenTerms((), {None: OFFICE_HOURS})


def test_starter_agreement_is_one_step(workspace: Workspace) -> None:
    change = apply_starter(workspace, date(2024, 10, 1))
    assert change.label == "Put the starter agreement in force"
    (version,) = agreement(workspace).versions
    assert version.first_day == date(2024, 10, 1)
    assert version.calendars == {None: OFFICE_HOURS}
    promised = {stated.code: stated.commitment for stated in version.commitments}
    assert [
        (code, each.kind, each.weight, each.count or each.share) for code, each in promised.items()
    ] == [
        ("M1", CommitmentKind.VOLUME, 3, 60),
        ("M2", CommitmentKind.QUALITY, 2, 8000),
        ("S1", CommitmentKind.RESPONSE, 3, 9500),
        ("S2", CommitmentKind.DISPOSITION, 2, 10_000),
        ("S3", CommitmentKind.PERSISTENCE, 2, 9000),
        ("S4", CommitmentKind.CONVERSION, 1, 1000),
    ]
    with pytest.raises(Refusal, match=r"The starter agreement is in force already\."):
        apply_starter(workspace, date(2024, 10, 1))
    undo(workspace)
    assert agreement(workspace).in_force is None


def test_starter_may_also_be_changed_before_it_begins(workspace: Workspace) -> None:
    text = "in_force_from = 2024-10-01\n" + write_terms(starter()).replace("= 60", "= 40")
    apply_terms(workspace, text, "ours.toml")
    put = agreement(workspace).versions[0].commitments[0].commitment
    assert put.count == 40
    edit_commitment(workspace, "M1", put.model_copy(update={"count": 60}))
    put_in_force(workspace, date(2024, 11, 1), "As the starter has it")
    assert len(agreement(workspace).agreed) == 2


def response(*lines: str) -> str:
    """A response commitment with these lines in place of its own with the same keys."""
    own = {"promises": '"sales"', "kind": '"response"', "share": '"95 %"', "within": '"4 hours"'}
    for line in lines:
        key, _, value = line.partition(" = ")
        own[key] = value
    return "[[commitment]]\n" + "\n".join(f"{key} = {value}" for key, value in own.items() if value)


def deliverable(*lines: str) -> str:
    """A deliverable commitment, likewise."""
    own = ('kind = "deliverable"', 'title = "Loss report"', 'accept_within = "5 business days"')
    return (
        response("within = ", *own, *lines)
        .replace('share = "95 %"\n', "")
        .replace("accept_within", 'share = "95 %"\naccept_within')
    )


def reading(*lines: str) -> str:
    """A reading commitment, likewise."""
    own = ('kind = "reading"', 'title = "Site visits"', 'every = "month"')
    return response("within = ", "share = ", *own, *lines)


WEEK = 'name = "Office"\nmonday = "9-17"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = \n", "terms.toml, line 1: Invalid value."),
        ("a = [", "terms.toml, at its end: Invalid value."),
        (
            "\n# Ours\nfrom = 2017-06-01",
            (
                'terms.toml, line 3 (from): there is no key "from" here; '
                "the keys are in_force_from, reason, calendar, commitment."
            ),
        ),
        (
            'in_force_from = "June"',
            (
                "terms.toml, line 1 (in_force_from): "
                'write a day like 2017-06-01, without quotes, not "June".'
            ),
        ),
        (
            "in_force_from = 2017-06-01T00:00:00",
            (
                "terms.toml, line 1 (in_force_from): "
                "write a day like 2017-06-01, without quotes, not 2017-06-01 00:00:00."
            ),
        ),
        ("reason = 5", "terms.toml, line 1 (reason): write a text in quotes, not 5."),
        (
            "commitment = 3",
            "terms.toml, line 1 (commitment): write each one under [[commitment]].",
        ),
        ("calendar = 3", "terms.toml, line 1 (calendar): write it as a table under [calendar]."),
        (
            "[calendar]\n" + WEEK + 'funday = "9-17"',
            (
                'terms.toml, line 4 (calendar, funday): there is no key "funday" here; '
                "the keys are name, monday, tuesday, wednesday, thursday, friday, saturday, "
                "sunday, country, region, days, marketing, sales."
            ),
        ),
        (
            "[calendar.sales]\n" + WEEK,
            "terms.toml (calendar): there are no working hours for Marketing.",
        ),
        (
            '[calendar]\nmonday = "9-17"',
            'terms.toml, line 1 (calendar): the key "name" is missing.',
        ),
        (
            '[calendar]\nname = "Office"\nmonday = "9-17, 16-18"',
            (
                "terms.toml, line 3 (calendar, monday): "
                "9-17, 16-18: the hours 09:00-17:00 and 16:00-18:00 overlap."
            ),
        ),
        (
            "[calendar]\n" + WEEK + 'country = "Brazil"',
            (
                'terms.toml, line 4 (calendar, country): "Brazil" is not a country code. '
                "Use two letters such as DE or US."
            ),
        ),
        (
            "[calendar]\n" + WEEK + "[[calendar.days]]\nday = 2017-12-24\n"
            '[[calendar.days]]\nhours = "closed"',
            'terms.toml, line 4 (calendar, day 1): the key "hours" is missing.',
        ),
        (
            response() + "\n" + response("share = 95"),
            (
                "terms.toml, line 9 (commitment 2, share): "
                'write a share like "95 %" or "99.25 %", in quotes, not 95.'
            ),
        ),
        (
            response('share = "99.999 %"'),
            (
                "terms.toml, line 4 (commitment 1, share): "
                'write a share like "95 %" or "99.25 %", in quotes, not "99.999 %".'
            ),
        ),
        (
            response('share = "100.01 %"'),
            "terms.toml, line 4 (commitment 1, share): a share lies between 0.01 % and 100 %.",
        ),
        (
            response('within = "soon"'),
            (
                'terms.toml, line 5 (commitment 1, within): "soon" is not a duration. '
                'Write it like "4 business hours", "30 days" or "end of 2nd business day".'
            ),
        ),
        (
            response("within = "),
            'terms.toml, line 1 (commitment 1): the key "within" is missing.',
        ),
        (
            response('to_stage = "mql"'),
            (
                'terms.toml, line 6 (commitment 1, to_stage): there is no key "to_stage" here; the keys are '
                "code, promises, kind, share, within, stage, weight, sources, campaigns, personas."
            ),
        ),
        (
            response('kind = "speed"'),
            (
                'terms.toml, line 3 (commitment 1, kind): "speed" is none of '
                '"volume", "response", "persistence", "disposition", "conversion", "quality", "deliverable", "reading".'
            ),
        ),
        (
            response("weight = 0"),
            "terms.toml, line 6 (commitment 1, weight): it should be greater than or equal to 1.",
        ),
        (
            response("weight = true"),
            "terms.toml, line 6 (commitment 1, weight): write a whole number, not true.",
        ),
        (
            response('sources = "Webinar"'),
            (
                "terms.toml, line 6 (commitment 1, sources): "
                'write a list of texts like ["Webinar", "Partner"].'
            ),
        ),
        (
            response('code = "M1"'),
            (
                'terms.toml, line 6 (commitment 1, code): "M1" cannot name a promise of Sales, '
                "whose codes are S1, S2 and so on."
            ),
        ),
        (
            response('code = "S1"') + "\n" + response('code = "S1"'),
            "terms.toml, line 12 (commitment 2, code): S1 is there twice.",
        ),
        (
            response('kind = "conversion"', 'stage = "mql"', 'to_stage = "mql"'),
            "terms.toml, line 1 (commitment 1): a conversion leads from one stage to another.",
        ),
        (
            response('kind = "persistence"'),
            'terms.toml, line 1 (commitment 1): the key "attempts" is missing.',
        ),
        (
            response('kind = "persistence"', "attempts = 0"),
            "terms.toml, line 6 (commitment 1, attempts): it should be greater than or equal to 1.",
        ),
        (
            deliverable('schedule = "monthly"'),
            (
                'terms.toml, line 7 (commitment 1, schedule): "monthly" is not a schedule. '
                'Write it like "every week on Friday", "every month on day 31", '
                '"every month on the last working day" or "every quarter on the 2nd Tuesday".'
            ),
        ),
        (
            deliverable('accept_within = "soon"'),
            (
                'terms.toml, line 6 (commitment 1, accept_within): "soon" is not a duration. '
                'Write it like "4 business hours", "30 days" or "end of 2nd business day".'
            ),
        ),
        (
            deliverable('title = " "'),
            "terms.toml, line 4 (commitment 1, title): say what it is called.",
        ),
        (
            deliverable('sources = ["Webinar"]'),
            (
                'terms.toml, line 7 (commitment 1, sources): there is no key "sources" here; the keys are '
                "code, promises, kind, title, share, accept_within, schedule, weight, campaigns, personas."
            ),
        ),
        (
            reading(),
            "terms.toml, line 1 (commitment 1): write either at_least or at_most, and not both.",
        ),
        (
            reading("at_least = 1", "at_most = 2"),
            "terms.toml, line 1 (commitment 1): write either at_least or at_most, and not both.",
        ),
        (
            reading('at_least = "many"'),
            (
                "terms.toml, line 6 (commitment 1, at_least): "
                'write a number like 10000 or 4.5, without quotes, not "many".'
            ),
        ),
        (
            reading("at_most = nan"),
            (
                "terms.toml, line 6 (commitment 1, at_most): "
                "write a number like 10000 or 4.5, without quotes, not NaN."
            ),
        ),
        (
            reading("at_least = 4.5678"),
            "terms.toml, line 6 (commitment 1, at_least): a figure has three decimal places at most.",
        ),
        (
            reading("at_least = 1e999"),
            (
                "terms.toml, line 6 (commitment 1, at_least): "
                "a figure has at most 1,000,000,000,000 either way."
            ),
        ),
    ],
)
def test_text_that_cannot_be_read_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_terms(text, "terms.toml")
    assert str(refused.value) == sentence


@pytest.mark.parametrize("endless", ["[", "1"])
def test_text_beyond_all_measure_is_refused(endless: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_terms("a = " + endless * 5000, "terms.toml")
    assert str(refused.value) == (
        "terms.toml: the text is nested too deeply, or has a number far too long."
    )


def test_text_from_other_editors_is_read() -> None:
    windows = "\ufeff" + OLIST.replace("\n", "\r\n")
    assert parse_terms(windows, "olist.toml") == parse_terms(OLIST, "olist.toml")
    inline = 'commitment = [{promises = "marketing", kind = "quality", share = "80 %"}]'
    (commitment,) = parse_terms(inline, "inline.toml").commitments
    assert commitment.share == 8000
    with pytest.raises(
        Refusal, match=r'^inline\.toml \(commitment 1\): the key "share" is missing'
    ):
        parse_terms(inline.replace(', share = "80 %"', ""), "inline.toml")


# Any character that can be in a file.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = texts.filter(lambda text: bool(text.strip()))
shares = st.integers(1, 10_000)
keys = [stage.key for stage in DEFAULT_STAGES]


def durations() -> st.SearchStrategy[Within]:
    return st.sampled_from(DurationUnit).flatmap(
        lambda unit: st.builds(Within, st.integers(1, unit.most), st.just(unit))
    )


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 1439), max_size=4)))
    pairs: list[Span] = list(zip(edges[::2], edges[1::2], strict=False))
    past_midnight = draw(st.booleans())
    if pairs and past_midnight:
        pairs[-1] = (pairs[-1][0], draw(st.integers(pairs[-1][0] + 1, 2880)))
    return tuple(pairs)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = [draw(spans()) for _ in range(7)]
    week[draw(st.integers(0, 6))] = ((540, 1020),)
    country, region = draw(st.sampled_from([(None, None), ("DE", None), ("BR", "SP")]))
    own = st.builds(DayHours, day=st.dates(), spans=spans(), name=texts)
    return Calendar(
        name=draw(names),
        hours=tuple(week),
        country=country,
        region=region,
        days=tuple(draw(st.lists(own, max_size=3, unique_by=lambda each: each.day))),
    )


def schedules() -> st.SearchStrategy[Schedule]:
    weekdays, shifts = st.integers(0, 6), st.sampled_from(Shift)
    rare = st.sampled_from([each for each in Cadence if each is not Cadence.WEEK])
    of_week = st.builds(
        Schedule, st.just(Cadence.WEEK), st.just(DayRule.WEEKDAY), st.just(1), weekdays, shifts
    )
    return st.one_of(
        of_week,
        st.builds(Schedule, rare, st.just(DayRule.DAY), st.integers(LAST, 31), st.none(), shifts),
        st.builds(Schedule, rare, st.just(DayRule.WEEKDAY), st.integers(LAST, 4), weekdays, shifts),
        st.builds(
            Schedule, rare, st.just(DayRule.WORKING_DAY), st.integers(LAST, 15), st.none(), shifts
        ),
    )


limits = st.lists(texts, max_size=2).map(tuple)
titles = names.map(str.strip)


def of_leads(draw: st.DrawFn) -> dict[str, object]:
    return {name: draw(limits) for name in ("sources", "campaigns", "personas")}


def of_handovers(draw: st.DrawFn) -> dict[str, object]:
    return {**of_leads(draw), "stage": draw(st.none() | st.sampled_from(keys))}


@st.composite
def commitments(draw: st.DrawFn, code: str) -> Commitment:
    kind = draw(st.sampled_from(CommitmentKind))
    stage, to_stage = draw(st.permutations(keys))[:2]
    needs: dict[CommitmentKind, Callable[[], dict[str, object]]] = {
        CommitmentKind.VOLUME: lambda: {
            "count": draw(st.integers(1, 100_000_000)),
            "cadence": draw(st.sampled_from(Cadence)),
            "stage": stage,
            **of_leads(draw),
        },
        CommitmentKind.RESPONSE: lambda: {
            "share": draw(shares),
            "within": draw(durations()),
            **of_handovers(draw),
        },
        CommitmentKind.PERSISTENCE: lambda: {
            "share": draw(shares),
            "attempts": draw(st.integers(1, 100)),
            "within": draw(durations()),
            **of_handovers(draw),
        },
        CommitmentKind.DISPOSITION: lambda: {
            "share": draw(shares),
            "within": draw(durations()),
            **of_handovers(draw),
        },
        CommitmentKind.CONVERSION: lambda: {
            "share": draw(shares),
            "within": draw(durations()),
            "stage": stage,
            "to_stage": to_stage,
            **of_leads(draw),
        },
        CommitmentKind.QUALITY: lambda: {"share": draw(shares), **of_handovers(draw)},
        CommitmentKind.DELIVERABLE: lambda: {
            "share": draw(shares),
            "title": draw(titles),
            "schedule": draw(st.none() | schedules()),
            "accept_within": draw(durations()),
            "campaigns": draw(limits),
            "personas": draw(limits),
        },
        CommitmentKind.READING: lambda: {
            "title": draw(titles),
            "cadence": draw(st.sampled_from(Cadence)),
            "level": draw(st.integers(-(10**15), 10**15)),
            "at_most": draw(st.sampled_from([None, True])),
        },
    }
    return Commitment.model_validate(
        {
            "code": code,
            "side": Side.MARKETING if code.startswith("M") else Side.SALES,
            "kind": kind,
            "weight": draw(st.integers(1, 100)),
            **needs[kind](),
        }
    )


@st.composite
def terms(draw: st.DrawFn) -> WrittenTerms:
    numbers = st.sets(st.integers(1, 999), max_size=3)
    codes = [f"M{number}" for number in sorted(draw(numbers))]
    codes += [f"S{number}" for number in sorted(draw(numbers))]
    own = draw(st.sampled_from([(None,), (None, Side.SALES), tuple(Side), (None, *Side)]))
    return WrittenTerms(
        commitments=tuple(draw(commitments(code)) for code in codes or ["M1"]),
        calendars={side: draw(calendars()) for side in own},
        first_day=draw(st.dates(date(1990, 1, 1), date(2060, 1, 1))),
        reason=draw(st.none() | names.map(str.strip)),
    )


@settings(deadline=None)
@given(terms())
def test_any_terms_are_read_back_as_they_were_written(written: WrittenTerms) -> None:
    assert parse_terms(write_terms(written), "terms.toml") == written


@settings(max_examples=15, deadline=None)
@given(terms())
def test_any_terms_come_out_of_a_fresh_workspace_as_they_went_in(written: WrittenTerms) -> None:
    text = write_terms(written)
    with TemporaryDirectory() as folder:
        workspace = new_workspace(Path(folder))
        try:
            apply_terms(workspace, text, "terms.toml")
            assert export_terms(agreement(workspace).versions[0]) == text
            assert apply_terms(workspace, text, "terms.toml") is None
        finally:
            workspace.close()
