"""Instants and money, however they are written."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importing.money import MoneyReader, read_decimal_mark
from app.importing.table import Cell
from app.importing.values import DayMonth, InstantReader, read_day_order

BERLIN = ZoneInfo("Europe/Berlin")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def utc(words: str) -> int:
    return int(dt.datetime.fromisoformat(words + "+00:00").timestamp() * 1000)


def reader(order: DayMonth | None = None) -> InstantReader:
    return InstantReader(BERLIN, SAO_PAULO, order)


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2022-08-14 07:46", "2022-08-14T05:46"),
        ("2022-08-14T07:46:00Z", "2022-08-14T07:46"),
        ("2020-01-01T15:00:00+03:00", "2020-01-01T12:00"),
        ("2010-10-14T12:00:00.000Z", "2010-10-14T12:00"),
        ("15 Apr, 2021 00:03:00", "2021-04-14T22:03"),
        ("Apr 15, 2021 2:30 pm", "2021-04-15T12:30"),
        ("Thu, 15 Apr 2021 10:00:00 +0200", "2021-04-15T08:00"),
        ("14.08.2022 07:46", "2022-08-14T05:46"),
        ("2018/03/31 23:00", "2018-03-31T21:00"),
        ("1519675134", "2018-02-26T19:58:54"),
        ("1519675134000", "2018-02-26T19:58:54"),
        ("43101.5", "2018-01-01T11:00"),
        (43101.25, "2018-01-01T05:00"),
        (dt.datetime(2040, 5, 20, 3), "2040-05-20T01:00"),  # noqa: DTZ001
        # the skipped hour moves forward, the doubled one is taken at its first time
        ("2026-03-29 02:30", "2026-03-29T01:30"),
        ("2026-10-25 02:30", "2026-10-25T00:30"),
    ],
)
def test_times(cell: Cell, instant: str) -> None:
    reading = reader().read(cell)
    assert (reading.ms, reading.date_only, reading.problem) == (utc(instant), False, None)


@pytest.mark.parametrize(
    ("cell", "midnight"),
    [
        ("2018-02-01", "2018-02-01T02:00"),
        ("2017-10-15", "2017-10-15T03:00"),  # a midnight that its clock change skips
        ("2018/03/31", "2018-03-31T03:00"),
        ("31.12.13", "2013-12-31T02:00"),
        ("Sept 3 2021", "2021-09-03T03:00"),
        ("15-Apr-21", "2021-04-15T03:00"),
        ("43101", "2018-01-01T02:00"),
        (dt.date(2040, 5, 20), "2040-05-20T03:00"),
    ],
)
def test_days_are_the_workspaces_midnights(cell: Cell, midnight: str) -> None:
    reading = reader().read(cell)
    assert (reading.ms, reading.date_only, reading.problem) == (utc(midnight), True, None)


@pytest.mark.parametrize(
    "cell",
    [
        *("soon", "31/31/2018", "2018-13-01", "2018-02-26 25:00", "12:30", "13/1/2026 13:00 PM"),
        *("1989-12-30", "2071-01-02", "9999-12-31 23:00", "0001-01-01 00:00"),
        *(1.5, True, dt.time(9, 30)),
    ],
)
def test_what_is_no_date_of_our_time_is_a_problem(cell: Cell) -> None:
    reading = reader(DayMonth.DAY_FIRST).read(cell)
    assert reading.ms is None
    assert reading.problem is not None


@pytest.mark.parametrize("cell", ["", "  ", "-", "(No value)", "N/A", "NULL"])
def test_nothing_is_nothing(cell: str) -> None:
    assert reader().read(cell) == (None, False, None)


def test_slashed_dates_follow_the_order() -> None:
    assert reader(DayMonth.MONTH_FIRST).read("1/2/2018 3:04 PM").ms == utc("2018-01-02T14:04")
    assert reader(DayMonth.DAY_FIRST).read("1/2/2018 3:04 PM").ms == utc("2018-02-01T14:04")
    problem = reader().read("1/2/2018").problem
    assert problem is not None
    assert "day or the month" in problem


@pytest.mark.parametrize(
    ("cells", "order_and_ambiguous", "words"),
    [
        (["1/2/2018", "13/4/2019"], (DayMonth.DAY_FIRST, False), "13/4/2019"),
        (["1/2/2018", "3/13/2019 10:00"], (DayMonth.MONTH_FIRST, False), "3/13/2019"),
        (["1/2/2018", "3/4/2019"], (None, True), "1 Feb or 2 Jan"),
        (["1/13/2018", "13/4/2019"], (None, True), "choose which to trust"),
        (["2018-01-01", "5/5/2018", "1.2.2018", ""], (None, False), "No date depends"),
    ],
)
def test_the_order_of_a_column(
    cells: list[str], order_and_ambiguous: tuple[DayMonth | None, bool], words: str
) -> None:
    reading = read_day_order(cells)
    assert (reading.order, reading.ambiguous) == order_and_ambiguous
    assert words in reading.reason


@given(st.datetimes(dt.datetime(1990, 1, 2), dt.datetime(2070, 12, 30)))  # noqa: DTZ001
def test_a_time_written_in_any_way_is_the_same(moment: dt.datetime) -> None:
    moment = moment.replace(microsecond=0)
    expected = reader().read(moment)
    for form in ("%Y-%m-%d %H:%M:%S", "%d %b, %Y %H:%M:%S", "%d/%m/%Y %I:%M:%S %p"):
        assert reader(DayMonth.DAY_FIRST).read(moment.strftime(form)) == expected


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("$1,117.10K", 111_710_000),
        ("1.234,56 €", 123_456),
        ("1,234.56", 123_456),
        ("1 234,56", 123_456),
        ("1'234.50", 123_450),
        ("R$ 1.000.000", 100_000_000),
        ("1234", 123_400),
        ("0,5", 50),
        (".50", 50),
        ("£3.2m", 320_000_000),
        ("0.125", 13),
        (1054.1, 105_410),
        (0.1, 10),
        ("", None),
    ],
)
def test_amounts_are_exact(cell: str | float, minor: int | None) -> None:
    assert MoneyReader().read(cell) == (minor, None)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1,234", "1234 or as 1.234"),
        ("1.234", "1234 or as 1.234"),
        ("-5", "below zero"),
        ("(5.00)", "below zero"),
        ("1,2,3", "not an amount"),
        ("12,34,567.00", "not an amount"),
        ("much", "not an amount"),
        ("3 %", "not an amount"),
        ("99999999999999999", "too large"),
        (True, "not an amount"),
    ],
)
def test_what_is_no_amount_says_why(cell: Cell, words: str) -> None:
    amount = MoneyReader().read(cell)
    assert amount.minor is None
    assert amount.problem is not None
    assert words in amount.problem


def test_a_column_shows_its_decimal_mark() -> None:
    assert read_decimal_mark(["1,234", "0,5", ""]).mark == ","
    assert read_decimal_mark(["1,234", "1,234.50"]).mark == "."
    open_question = read_decimal_mark(["1,234", "1234"])
    assert (open_question.mark, open_question.ambiguous) == (None, True)
    assert "“1,234” can be read as 1234 or as 1.234" in open_question.reason
    either = read_decimal_mark(["1,5", "1.5"])
    assert (either.mark, either.ambiguous) == (None, False)
    assert read_decimal_mark(["1,5", "1.5", "1,234"]).ambiguous
    assert MoneyReader(".").read("1,234").minor == 123_400
    assert MoneyReader(",").read("1,234").minor == 123


@given(st.integers(0, 10**12), st.sampled_from([(",", "."), (".", ",")]))
def test_grouped_amounts_come_back(minor: int, marks: tuple[str, str]) -> None:
    group, mark = marks
    words = f"{minor // 100:,}".replace(",", group) + f"{mark}{minor % 100:02}"
    assert MoneyReader().read(words).minor == minor
