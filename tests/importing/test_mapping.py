"""Presets know files by their headers; a mapping can also be made by hand."""

import json

import pytest

from app.errors import Refusal
from app.importing.decode import read_table
from app.importing.mapping import (
    ColumnUse,
    Mapping,
    NaiveTimes,
    TableKind,
    Word,
    signature,
)
from app.importing.presets import (
    mapping_for,
    preset_names,
    preset_tables,
    recognise,
    suggest,
)
from app.importing.values import DayMonth

OLIST_LEADS = ("mql_id", "first_contact_date", "landing_page_id", "origin")
OLIST_DEALS = ("mql_id", "seller_id", "sdr_id", "sr_id", "won_date", "business_segment")


def columns_of(target: str, header: tuple[str, ...]) -> list[str]:
    return [use.column for use in suggest(header).uses(target)]


def test_every_preset_recognises_its_own_headers() -> None:
    for table in preset_tables():
        signs = tuple(names[0] for names in table.signs)
        header = tuple(dict.fromkeys((*(names[0] for _, _, names in table.headers), *signs)))
        mapping = table.bind(header)
        assert table.fits(header, mapping)
        assert len(mapping.columns) == len(table.headers)
        assert mapping in recognise(header, table.preset)


def test_one_preset_takes_both_files_of_olist() -> None:
    leads, deals = recognise(OLIST_LEADS, "olist"), recognise(OLIST_DEALS, "olist")
    assert [mapping.kind for mapping in (*leads, *deals)] == [TableKind.LEADS, TableKind.DEALS]
    assert deals[0].naive_times is NaiveTimes.UTC
    assert columns_of("stage:mql", OLIST_LEADS) == ["first_contact_date"]
    assert columns_of("arrived_at", OLIST_LEADS) == ["first_contact_date"]


def test_headers_match_whatever_their_case_and_signs() -> None:
    header = ("Record ID", "Lead Owner", "E-Mail", "Created Time", "LAST_NAME")
    assert columns_of("external_id", header) == ["Record ID"]
    assert columns_of("owner", header) == ["Lead Owner"]
    assert columns_of("arrived_at", header) == ["Created Time"]
    assert columns_of("last_name", header) == ["LAST_NAME"]


def test_headers_with_quotes_inside() -> None:
    header = (
        "Record ID",
        "Create Date",
        'Date entered "Marketing Qualified Lead (Lifecycle Stage Pipeline)"',
    )
    assert columns_of("stage:mql", header) == [header[2]]


def test_a_history_is_recognised() -> None:
    header = ("lead", "kind", "happened_at", "by", "channel", "reason", "value")
    mapping = suggest(header)
    assert (mapping.preset, mapping.kind) == ("events", TableKind.EVENTS)
    assert len(mapping.columns) == len(header)


def test_an_unknown_header_gets_what_the_generic_preset_finds() -> None:
    mapping = suggest(("company", "colour"))
    assert mapping.columns == (ColumnUse("company", "company"),)


def test_files_that_no_preset_knows_are_refused_with_their_columns() -> None:
    table = read_table(b"colour,shape\nred,round\n", "toys.csv")
    with pytest.raises(Refusal, match=r"toys\.csv .* colour, shape"):
        mapping_for(table)
    with pytest.raises(Refusal, match="the preset olist"):
        mapping_for(table, "olist")
    with pytest.raises(Refusal, match="There are: events, hubspot, leads, maven, olist"):
        mapping_for(table, "pipedream")
    assert preset_names() == (
        *("events", "hubspot", "leads", "maven", "olist", "people", "pipedrive"),
        *("salesforce", "suitecrm", "zoho"),
    )


def test_a_mapping_comes_back_from_its_text() -> None:
    mapping = Mapping(
        "by hand",
        TableKind.EVENTS,
        (ColumnUse("Wer", "owner", "SR"), ColumnUse("Wann", "happened_at")),
        constants=(("kind", "contact"),),
        naive_times=NaiveTimes.UTC,
        day_order=DayMonth.MONTH_FIRST,
        decimal_mark=",",
        words=(Word("owner", "D. Levy", "Dana Levy"), Word("source", "n/a", "")),
        preset="events",
    )
    assert Mapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping
    assert signature(("b", "a", "Problem")) == signature(("a", "b"))


def test_a_target_that_is_none_is_our_bug() -> None:
    with pytest.raises(ValueError, match="unknown target"):
        ColumnUse("a", "colour")
