"""The language of the leads' filter line."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.rules.lead_query import Field, LeadQuery, amount, day, named, parse, quoted, tokens

FRIDAY = datetime(2026, 3, 20, 9, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def test_words_and_fields_are_told_apart() -> None:
    query = parse("webinar stage:mql owner:dana late:yes since:2026-09-01")

    assert query.words == ("webinar",)
    assert query.fields == (
        Field("stage", "mql"),
        Field("owner", "dana"),
        Field("late", "yes"),
        Field("since", "2026-09-01"),
    )
    assert query.problems == ()


def test_a_minus_turns_a_word_or_a_field_round() -> None:
    assert parse("-junk -owner:dana") == LeadQuery(
        without=("junk",), fields=(Field("owner", "dana", negated=True),)
    )


def test_quotes_keep_words_together_also_behind_a_field() -> None:
    query = parse('"hot lead" owner:"Dana Reyes" -"cold call"')

    assert query.words == ("hot lead",)
    assert query.without == ("cold call",)
    assert query.fields == (Field("owner", "Dana Reyes"),)


def test_an_opened_quote_reaches_to_the_end() -> None:
    assert parse('owner:"Dana Re').fields == (Field("owner", "Dana Re"),)


@pytest.mark.parametrize(
    ("text", "value"),
    [("standing:sent", "sent-back"), ("standing:Opted_out", "opted-out"), ("late:Y", "yes")],
)
def test_a_value_of_a_few_may_be_cut_short(text: str, value: str) -> None:
    query = parse(text)
    assert not query.problems
    assert query.fields[0].value == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("colour:red", 'There is no field "colour"'),
        ("stage:", "stage: needs a value, such as stage:MQL."),
        ("late:maybe", "late: needs yes or no."),
        ("standing:angry", "standing: needs new, handed"),
        ("value:lots", "value: needs an amount such as >1000"),
    ],
)
def test_what_cannot_be_meant_is_a_problem_in_a_sentence(text: str, problem: str) -> None:
    (found,) = parse(text).problems
    assert found.startswith(problem)


def test_signs_alone_ask_for_nothing() -> None:
    assert parse(' - "" … ') == LeadQuery()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (">1000", (">", "1000")),
        (">=1,000", (">=", "1000")),
        ("<= 500", ("<=", "500")),
        ("<20.50", ("<", "20.50")),
        ("2000", ("=", "2000")),
    ],
)
def test_amounts_are_compared(text: str, read: tuple[str, str]) -> None:
    assert amount(text) == (read[0], Decimal(read[1]))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2025-09-01", date(2025, 9, 1)),
        ("yesterday", date(2026, 3, 19)),
        ("today", date(2026, 3, 20)),
        ("monday", date(2026, 3, 16)),
        ("1 Sep", date(2025, 9, 1)),
        ("2 weeks ago", date(2026, 3, 6)),
    ],
)
def test_days_are_read_as_they_are_typed_elsewhere(text: str, read: date) -> None:
    assert day("since", text, FRIDAY, BERLIN) == read


def test_what_is_no_day_is_refused_by_the_field_it_stands_in() -> None:
    with pytest.raises(Refusal, match="until: needs a day like 2026-09-01"):
        day("until", "soon", FRIDAY, BERLIN)


def test_a_name_means_the_one_it_is_or_all_that_begin_so() -> None:
    names = ("MQL", "MQL two", "Équipe", "Dana Reyes")

    assert named("mql", names) == ["MQL"]
    assert named("equ", names) == ["Équipe"]
    assert named("rey", names) == ["Dana Reyes"]
    assert named("eyes", names) == []


@given(st.text(alphabet='ab -:"stagelte\tÜ', max_size=30))
def test_tokens_are_where_they_say_they_are(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start <= token.value_start <= token.end
        assert token.value in text[token.value_start : token.end]
        end = token.end
    parse(text)


@given(st.text(alphabet="ab cÜ-:", min_size=1, max_size=12).map(str.strip).filter(bool))
def test_a_quoted_value_is_read_back(value: str) -> None:
    assert parse(f"owner:{quoted(value)}").fields == (Field("owner", value),)
