"""How many attempts it took to reach a lead, or before it was given up."""

from dataclasses import replace

import pytest

from app.rules.depth import Depth, depths, joined
from tests.rules.stories import HANDED_OVER, histories, lead, ms

BEGIN, END = ms("Mon 02 01:00"), ms("Mon 09 01:00")


def found(*story: str) -> tuple[Depth, ...]:
    return depths(histories([lead(HANDED_OVER, *story)]), BEGIN, END)


@pytest.mark.parametrize(
    ("story", "attempts", "reached"),
    [
        (("Mon 02 10:00 contact phone conversation",), 1, True),
        (
            (
                "Mon 02 10:00 contact",
                "Mon 02 11:00 contact email message",
                "Tue 03 09:00 contact phone meeting",
            ),
            3,
            True,
        ),
        # on one channel less than a quarter of an hour apart they are one; automatic replies are none
        (
            (
                "Mon 02 10:00 contact",
                "Mon 02 10:10 contact",
                "Mon 02 10:20 contact auto message",
                "Mon 02 12:00 contact phone conversation",
            ),
            2,
            True,
        ),
        (("Mon 02 10:00 contact", "Mon 02 15:00 sent_back no_need"), 1, False),
        (("Mon 02 15:00 lost",), 0, False),
        # what comes after the first conversation is no follow-up any more
        (("Mon 02 10:00 contact phone conversation", "Tue 03 10:00 sent_back no_need"), 1, True),
    ],
)
def test_a_follow_up_ends_with_a_conversation_or_is_given_up(
    *, story: tuple[str, ...], attempts: int, reached: bool
) -> None:
    *_, last = found(*story)

    assert last == Depth(attempts, int(reached), int(not reached))


def test_what_goes_on_is_not_counted() -> None:
    assert found("Mon 02 10:00 contact", "Tue 03 10:00 accepted") == ()
    assert found("Mon 09 01:00 contact phone conversation") == (), "it ended later"


def test_each_handover_counts_anew() -> None:
    again = found(
        "Mon 02 10:00 contact",
        "Mon 02 11:00 sent_back not_now",
        "Tue 03 09:00 handed_over",
        "Tue 03 10:00 contact",
        "Tue 03 11:00 contact phone conversation",
    )

    assert again == (Depth(0, 0, 0), Depth(1, 0, 1), Depth(2, 1, 0))


def test_a_duplicate_is_no_handover() -> None:
    one = lead(HANDED_OVER, "Mon 02 10:00 contact phone conversation")

    assert depths(histories([replace(one, duplicate=True)]), BEGIN, END) == ()


def test_the_counts_of_several_sets_add_up() -> None:
    one, other = (Depth(0, 0, 1), Depth(1, 2, 0)), (Depth(0, 0, 0), Depth(1, 1, 0), Depth(2, 0, 4))

    assert joined([one, other]) == (Depth(0, 0, 1), Depth(1, 3, 0), Depth(2, 0, 4))
    assert joined([]) == ()
