"""Which attempts count: two on one channel less than 15 minutes apart are one."""

from hypothesis import given
from hypothesis import strategies as st

from app.model.events import EventKind
from app.rules.attempts import counted_attempts
from tests.rules.reference_clocks import MINUTE, PlainEvent, PlainLead
from tests.rules.stories import histories, lead


def counted(*story: str) -> list[int]:
    """Which lines of a history in order are counted attempts."""
    return [int(place) for place in counted_attempts(histories([lead(*story)]))]


def test_two_calls_within_15_minutes_are_one() -> None:
    assert counted("Mon 02 09:00 contact", "Mon 02 09:14 contact") == [0]
    assert counted("Mon 02 09:00 contact", "Mon 02 09:15 contact") == [0, 1]


def test_it_is_the_last_counted_one_that_the_next_must_be_apart_from() -> None:
    calls = [f"Mon 02 09:{minute:02} contact" for minute in (0, 10, 20, 30)]

    assert counted(*calls) == [0, 2]


def test_another_channel_is_another_attempt() -> None:
    assert counted(
        "Mon 02 09:00 contact phone",
        "Mon 02 09:01 contact email",
        "Mon 02 09:02 contact phone",
        "Mon 02 09:03 contact auto",
    ) == [0, 1]


def test_counting_begins_anew_with_a_handover() -> None:
    assert counted("Mon 02 09:00 contact", "Mon 02 09:05 handed_over", "Mon 02 09:10 contact") == [
        0,
        2,
    ]


def test_every_lead_is_counted_by_itself() -> None:
    one, other = lead("Mon 02 09:00 contact"), lead("Mon 02 09:05 contact", key=2)

    assert counted_attempts(histories([one, other])).tolist() == [0, 1]
    assert counted_attempts(histories([])).tolist() == []


Step = tuple[int, str | None]
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 5, 7, 14, 15, 16, 40]),
        st.sampled_from(["phone", "phone", "phone", "email", "auto", None, "handed_over"]),
    ),
    max_size=20,
)


def story(key: int, steps: list[Step]) -> PlainLead:
    at, events = 0, []
    for minutes, what in steps:
        at += minutes * MINUTE
        if what == "handed_over":
            events.append(PlainEvent(at, EventKind.HANDED_OVER))
        else:
            events.append(PlainEvent(at, EventKind.CONTACT, channel=what))
    return PlainLead(key, events)


def one_by_one(lead: PlainLead) -> list[bool]:
    counted: list[bool] = []
    last: dict[str | None, int] = {}
    for event in lead.history:
        if event.kind == "handed_over":
            last = {}
        previous = last.get(event.channel)
        apart = previous is None or event.at - previous >= 15 * MINUTE
        counted.append(event.is_attempt and apart)
        if counted[-1]:
            last[event.channel] = event.at
    return counted


@given(st.lists(STEPS, max_size=3))
def test_counting_all_at_once_is_counting_one_by_one(stories: list[list[Step]]) -> None:
    leads = [story(key, steps) for key, steps in enumerate(stories, 1)]
    expected = [each for lead in leads for each in one_by_one(lead)]

    found = counted_attempts(histories(leads)).tolist()

    assert found == [place for place, each in enumerate(expected) if each]
