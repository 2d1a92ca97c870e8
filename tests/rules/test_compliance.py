"""Clock states, tallies, compliance and statuses (MEASURES: Clocks, Compliance)."""

from fractions import Fraction

import numpy as np
import pytest

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.clocks import ClockState, Excuse
from app.model.duration import DurationUnit, Within
from app.model.people import Side
from app.rules.clocks import EXCUSES
from app.rules.compliance import (
    STATES,
    Part,
    Segment,
    Status,
    Tally,
    can_still_be_kept,
    fulfilment,
    part,
    side_compliance,
    states,
    status,
    tally_of,
    volume_expected,
)
from app.rules.histories import NONE
from tests.rules.stories import state

START, SOON, DUE = 1000, 1750, 2000


def at(now: int, stop: int | None = None, excuse: Excuse | None = None) -> ClockState | None:
    return state(now, START, DUE, SOON, stop, excuse)


def response(share: int = 9000, code: str = "S1", weight: int = 1) -> Commitment:
    return Commitment(
        code=code,
        side=Side.SALES,
        kind=CommitmentKind.RESPONSE,
        weight=weight,
        share=share,
        within=Within(4, DurationUnit.BUSINESS_HOURS),
    )


def volume(count: int = 120, code: str = "M1", weight: int = 1) -> Commitment:
    return Commitment(
        code=code,
        side=Side.MARKETING,
        kind=CommitmentKind.VOLUME,
        weight=weight,
        count=count,
        cadence=Cadence.MONTH,
        stage="mql",
    )


def test_a_clock_runs_is_due_soon_and_is_overdue() -> None:
    assert at(START - 1) is None
    assert at(START) is ClockState.RUNNING
    assert at(SOON - 1) is ClockState.RUNNING
    assert at(SOON) is ClockState.DUE_SOON
    assert at(DUE) is ClockState.DUE_SOON
    assert at(DUE + 1) is ClockState.OVERDUE


def test_case_5_a_stop_exactly_at_due_is_kept() -> None:
    assert at(DUE, stop=DUE) is ClockState.KEPT
    assert at(DUE + 1, stop=DUE + 1) is ClockState.LATE


def test_case_6_nothing_due_has_no_value() -> None:
    assert Tally().share is None
    assert Tally(running=3, excused=1).share is None
    assert fulfilment([Segment(response())]).score is None


def test_case_7_a_running_clock_stands_beside_the_count() -> None:
    tally = Tally(kept=1) + Tally(running=1)

    assert (tally.kept, tally.decided, tally.running) == (1, 1, 1)
    assert tally.share == 1


def test_case_8_an_overdue_clock_that_gets_done_is_late_and_still_a_miss() -> None:
    now, stop = DUE + 500, DUE + 300

    before, after = at(DUE + 100, stop=stop), at(now, stop=stop)

    assert before is ClockState.OVERDUE
    assert after is ClockState.LATE
    codes = np.array([STATES.index(ClockState.OVERDUE), STATES.index(ClockState.LATE)], np.int8)
    assert tally_of(codes, np.array([DUE, DUE]), now) == Tally(missed=2)


def test_a_stop_after_now_does_not_exist_yet() -> None:
    assert at(START + 1, stop=SOON) is ClockState.RUNNING
    assert at(DUE + 1, stop=DUE + 2) is ClockState.OVERDUE


def test_a_clock_without_a_due_is_paused_until_it_stops() -> None:
    assert state(9_999, START, None, None, None, None) is ClockState.PAUSED
    assert state(9_999, START, None, None, 5000, None) is ClockState.KEPT


@pytest.mark.parametrize("excuse", list(Excuse))
def test_an_excused_clock_is_out_of_the_count_whatever_else_happened(excuse: Excuse) -> None:
    assert at(DUE + 9, stop=DUE + 1, excuse=excuse) == excuse.value
    assert at(DUE + 9, excuse=excuse) == excuse.value


def test_columns_and_single_clocks_agree() -> None:
    instants = [None, 900, 1500, 2000, 2500]
    rows = [
        (start, due, None if due is None else due - 250, stop, excuse, pause, resume)
        for start in (1000, 2100)
        for due in (None, 1900, 2000, 2600)
        for stop in instants
        for excuse in EXCUSES
        for pause, resume in ((None, None), (1200, 2000), (1200, 2001), (2001, 2100))
    ]

    def column(values: list[int | None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([NONE if value is None else value for value in values], dtype=np.int64)

    codes = states(
        2000,
        column([row[0] for row in rows]),
        column([row[1] for row in rows]),
        column([row[2] for row in rows]),
        column([row[3] for row in rows]),
        np.array([EXCUSES.index(row[4]) for row in rows], dtype=np.int8),
        column([row[5] for row in rows]),
        column([row[6] for row in rows]),
    )
    alone = [state(2000, *row) for row in rows]
    assert [None if code < 0 else STATES[code] for code in codes.tolist()] == alone
    assert set(alone) == {None, *ClockState}


def test_a_clock_paused_until_a_date_is_paused_up_to_it() -> None:
    def paused(now: int, stop: int | None = None) -> ClockState | None:
        return state(now, START, DUE, SOON, stop, None, pause=1100, resume=1600)

    assert paused(1099) is ClockState.RUNNING
    assert paused(1100) is ClockState.PAUSED
    assert paused(1599) is ClockState.PAUSED
    assert paused(1600) is ClockState.RUNNING
    assert paused(1300, stop=1200) is ClockState.KEPT


def test_an_early_finish_counts_on_its_due_date() -> None:
    start, due, soon, stop = np.array([[START], [DUE], [SOON], [START + 1]], dtype=np.int64)
    none, never = np.zeros(1, dtype=np.int8), np.array([NONE])

    def tally(now: int) -> Tally:
        return tally_of(states(now, start, due, soon, stop, none, never, never), due, now)

    before, after = tally(DUE - 1), tally(DUE)

    assert before == Tally(early=1)
    assert before.share is None
    assert after == Tally(kept=1)


def test_each_state_has_its_place_in_the_tally() -> None:
    codes = np.arange(-1, len(STATES), dtype=np.int8)
    due = np.full(len(codes), DUE)

    assert tally_of(codes, due, DUE + 1) == Tally(kept=1, missed=2, excused=3, running=3)


def test_case_14_over_delivery_is_capped() -> None:
    """Marketing at 250 % of volume, Sales at 40 % of speed."""
    marketing = fulfilment(
        [Segment(volume(), count=300, expected=Fraction(120), promised=Fraction(120))]
    )
    sales = fulfilment([Segment(response(), Tally(kept=40, missed=60))])

    assert side_compliance([part(marketing)]).value == 1
    assert side_compliance([part(sales)]).value == Fraction(40, 100)
    both = side_compliance([part(marketing), part(sales)])
    assert both.value == Fraction(70, 100)
    assert both.agreed == Fraction(95, 100)


def test_compliance_weighs_what_has_data_and_names_the_rest() -> None:
    side = side_compliance(
        [
            Part(Fraction(9, 10), 3, Fraction(95, 100), "S1"),
            Part(None, 5, Fraction(1), "S2"),
            Part(Fraction(1, 2), 1, Fraction(80, 100), "S3"),
        ]
    )

    assert side.value == Fraction(27, 40) + Fraction(1, 8)
    assert side.agreed == Fraction(95 * 3 + 80, 400)
    assert side.included == ("S1", "S3")
    assert side.left_out == ("S2",)


def test_without_any_data_there_is_no_value() -> None:
    side = side_compliance([Part(None, 1, Fraction(1), "S1")])

    assert side.value is None
    assert side.agreed is None
    assert side.left_out == ("S1",)


def test_a_period_with_amended_terms_is_the_sum_of_its_segments() -> None:
    share = fulfilment(
        [
            Segment(response(9000), Tally(kept=18, missed=2, running=1)),
            Segment(response(8000), Tally(kept=7, missed=3)),
        ]
    )
    count = fulfilment(
        [
            Segment(volume(100), count=40, expected=Fraction(50), promised=Fraction(50)),
            Segment(volume(140), count=45, expected=Fraction(35), promised=Fraction(70)),
        ]
    )

    assert share.tally == Tally(kept=25, missed=5, running=1)
    assert share.target == Fraction(90 * 20 + 80 * 10, 3000)
    assert share.kept_now == (Fraction(25, 30) >= share.target)
    assert count.score == 1
    assert not count.kept_now
    assert count.promised == 120
    assert count.target == 1
    with pytest.raises(ValueError, match="without a segment"):
        fulfilment([])


def test_a_share_reaches_its_target_exactly() -> None:
    """90 % of 50 is 45, in fractions as on paper."""
    assert fulfilment([Segment(response(9000), Tally(kept=45, missed=5))]).kept_now
    assert not fulfilment([Segment(response(9000), Tally(kept=44, missed=5))]).kept_now


def test_volume_expected_so_far() -> None:
    assert volume_expected(120, 8, 21) == Fraction(960, 21)
    assert volume_expected(120, 0, 0) == 0
    idle = fulfilment([Segment(volume(), promised=Fraction(120))])
    assert idle.score is None
    none_came = fulfilment([Segment(volume(), expected=Fraction(40), promised=Fraction(120))])
    assert none_came.score == 0


def test_a_share_is_lost_once_its_miss_budget_is() -> None:
    target = Fraction(9, 10)

    assert can_still_be_kept(Tally(kept=0, missed=5), 45, target)
    assert not can_still_be_kept(Tally(kept=0, missed=5), 44, target)
    assert not can_still_be_kept(Tally(kept=40, missed=1), 1000, Fraction(1))


def test_status_once_the_period_is_over() -> None:
    assert status(period_over=True, has_data=True, kept_now=True, chance=0.0) is Status.MET
    assert status(period_over=True, has_data=True, kept_now=False, chance=1.0) is Status.MISSED
    assert status(period_over=True, has_data=False, kept_now=False) is Status.NO_DATA


@pytest.mark.parametrize(
    ("chance", "pace", "possible", "expected"),
    [
        (None, None, True, Status.ON_TRACK),
        (0.70, Fraction(9, 10), True, Status.ON_TRACK),
        (0.69, Fraction(1), True, Status.AT_RISK),
        (0.95, Fraction(89, 100), True, Status.AT_RISK),
        (0.10, None, True, Status.AT_RISK),
        (0.09, Fraction(1), True, Status.MISSING),
        (0.99, Fraction(1), False, Status.MISSING),
    ],
)
def test_status_while_it_runs(
    chance: float | None, pace: Fraction | None, *, possible: bool, expected: Status
) -> None:
    now = status(
        period_over=False,
        has_data=True,
        kept_now=False,
        chance=chance,
        pace=pace,
        can_still_be_kept=possible,
    )
    assert now is expected
    nothing = status(period_over=False, has_data=False, kept_now=False, chance=chance)
    assert nothing is Status.NO_DATA


@pytest.mark.parametrize(
    ("chance", "expected"),
    [(None, Status.AT_RISK), (0.95, Status.ON_TRACK), (0.09, Status.MISSING)],
)
def test_a_share_below_what_was_agreed_is_at_risk_while_no_chance_is_known(
    chance: float | None, expected: Status
) -> None:
    now = status(period_over=False, has_data=True, kept_now=False, chance=chance, behind=True)

    assert now is expected
