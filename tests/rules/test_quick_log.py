"""Reading the quick-log line: any order, commas or none, and nothing taken that was not said."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.events import Channel, Outcome
from app.rules.quick_log import Action, Deed, read, unread

ZONE = "Europe/Berlin"
NOW = datetime(2026, 3, 5, 13, tzinfo=UTC)
NO_ANSWER = Action(Deed.CONTACT, Channel.PHONE, Outcome.NO_ANSWER)


def said(text: str) -> tuple[Action | None, list[str]]:
    line = read(text, NOW, ZONE)
    return line.action, [word.text for word in line.words]


@given(
    order=st.permutations(["called", "priya nair", "no answer", "yesterday 16:20"]),
    between=st.sampled_from([" ", ", ", "; "]),
)
def test_the_order_does_not_matter(order: list[str], between: str) -> None:
    at = datetime(2026, 3, 4, 15, 20, tzinfo=UTC)
    expected = Action(Deed.CONTACT, Channel.PHONE, Outcome.NO_ANSWER, at=at)
    assert said(between.join(order)) == (expected, ["priya", "nair"])


@given(st.text(max_size=60))
def test_any_text_is_read_or_said_to_be_none(text: str) -> None:
    line = read(text, NOW, ZONE)
    assert (line.action is None) == (line.problem is not None)


@pytest.mark.parametrize(
    ("text", "channel", "outcome"),
    [
        ("rang priya: busy", Channel.PHONE, None),
        ("rang priya, busy", Channel.PHONE, Outcome.NO_ANSWER),
        ("called priya left a message", Channel.PHONE, Outcome.MESSAGE),
        ("priya voicemail", Channel.PHONE, Outcome.MESSAGE),
        ("spoke to priya", Channel.PHONE, Outcome.CONVERSATION),
        ("e-mailed priya", Channel.EMAIL, Outcome.MESSAGE),
        ("met priya", Channel.MEETING, Outcome.CONVERSATION),
        ("met with priya, meeting booked", Channel.MEETING, Outcome.MEETING),
        ("texted priya, booked a meeting", Channel.CHAT, Outcome.MEETING),
        ("sent a letter to priya", Channel.LETTER, Outcome.MESSAGE),
    ],
)
def test_a_contact_has_its_channel_and_outcome(
    text: str, channel: Channel, outcome: Outcome | None
) -> None:
    action, words = said(text)
    assert words == ["priya"]
    if outcome is None:
        assert action is None
    else:
        assert action == Action(Deed.CONTACT, channel, outcome)


@pytest.mark.parametrize(
    ("amount", "minor"),
    [
        ("18000", 1_800_000),
        ("18,000", 1_800_000),
        ("18.000", 1_800_000),
        ("€18,000.50", 1_800_050),
        ("1.250.000,05", 125_000_005),
        ("18.50", 1850),
        ("24k", 2_400_000),
        ("1m", 100_000_000),
    ],
)
def test_a_deal_has_its_amount(amount: str, minor: int) -> None:
    assert said(f"won priya {amount}") == (Action(Deed.WIN, value_minor=minor), ["priya"])


def test_an_amount_is_no_time_and_a_time_no_amount() -> None:
    at = datetime(2026, 3, 5, 8, 30, tzinfo=UTC)
    assert said("won priya 18.50 9:30") == (Action(Deed.WIN, value_minor=1850, at=at), ["priya"])
    assert said("won priya 9:30") == (Action(Deed.WIN, at=at), ["priya"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('called "Note & Call", no answer', ["Note & Call"]),
        ("called sun li, no answer", ["sun", "li"]),
        ("called jan, no answer", ["jan"]),
        ("called 1&1, no answer", ["1&1"]),
        ("i called mr for, no answer", ["i", "mr", "for"]),
    ],
)
def test_a_name_stays_whole(text: str, words: list[str]) -> None:
    assert said(text) == (NO_ANSWER, words)


def test_a_note_is_taken_to_the_letter() -> None:
    line = read("note priya: Call, no answer at 16:20: why?", NOW, ZONE)
    assert line.action == Action(Deed.NOTE, note="Call, no answer at 16:20: why?")
    assert [word.text for word in line.words] == ["priya"]
    for text in ("note priya wants 2, or 3", "note: priya wants 2, or 3"):
        line = read(text, NOW, ZONE)
        assert line.note_follows
        assert text[line.words[0].end :].strip() == "wants 2, or 3"


def test_left_over_words_are_said() -> None:
    line = read("accepted yesterday foo", NOW, ZONE)
    assert unread(line.words[:1], NOW, ZONE) == "Add the time of day, such as “yesterday 16:20”."
    assert unread(line.words, NOW, ZONE) == "“yesterday foo” was not understood."
