"""What typed figures count as."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.calendar import OFFICE_HOURS
from app.model.clocks import Verdict
from app.model.people import Side
from app.rules.duties import VERDICTS
from app.rules.histories import NOBODY
from app.rules.readings import Figure, marks, verdict
from app.rules.terms import Terms, Version
from app.rules.working_time import working_time

BERLIN = ZoneInfo("Europe/Berlin")
WORKING = working_time(OFFICE_HOURS, "Europe/Berlin")


def promise(
    title: str = "Visits", cadence: Cadence = Cadence.MONTH, *, at_most: bool | None = None
) -> Commitment:
    return Commitment(
        side=Side.MARKETING,
        kind=CommitmentKind.READING,
        title=title,
        cadence=cadence,
        level=100_000,
        at_most=at_most,
    )


def ms(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=BERLIN).timestamp()) * 1000


def figure(level: int, month: int = 3, cadence: Cadence = Cadence.MONTH) -> Figure:
    return Figure("Visits", cadence, date(2026, month, 1).toordinal(), level)


def made(
    *figures: Figure, stated: tuple[dict[int, Commitment], ...], starts: tuple[int, ...]
) -> list[tuple[int, int, int, Verdict]]:
    versions = tuple(
        Version(number, number, start, commitments, dict.fromkeys(Side, WORKING))
        for number, (start, commitments) in enumerate(zip(starts, stated, strict=True))
    )
    found = marks(figures, Terms(versions, "Europe/Berlin", ()))
    assert set(found.lead.tolist()) | set(found.owner.tolist()) <= {NOBODY}
    return [
        (commitment, at, day, VERDICTS[code])
        for commitment, at, day, code in zip(
            found.commitment.tolist(),
            found.at.tolist(),
            found.day.tolist(),
            found.verdict.tolist(),
            strict=True,
        )
    ]


@pytest.mark.parametrize(
    ("promised", "level", "expected"),
    [
        (promise(), 99_999, Verdict.MISSED),
        (promise(), 100_000, Verdict.KEPT),
        (promise(), 100_001, Verdict.KEPT),
        (promise(at_most=True), 100_000, Verdict.KEPT),
        (promise(at_most=True), 100_001, Verdict.MISSED),
        (promise(at_most=True), -5, Verdict.KEPT),
        (promise(at_most=False), 100_000, Verdict.KEPT),
    ],
)
def test_a_level_is_reached_or_not_exceeded(
    promised: Commitment, level: int, expected: Verdict
) -> None:
    assert verdict(promised, level) is expected


def test_it_is_made_in_the_last_millisecond_of_its_period() -> None:
    found = made(
        figure(100_000),
        figure(1, month=1),
        stated=({1: promise()},),
        starts=(ms(2026, 3, 20),),
    )
    april = ms(2026, 4, 1)
    assert found == [(1, april - 1, date(2026, 3, 31).toordinal(), Verdict.KEPT)]


def test_title_and_cadence_say_which_promises_it_is_about() -> None:
    stated = {
        1: promise(),
        2: promise(at_most=True),
        3: promise("Calls"),
        4: promise(cadence=Cadence.QUARTER),
    }
    found = made(figure(120_000), stated=(stated,), starts=(ms(2026, 1, 1),))
    assert [(key, said) for key, *_, said in found] == [(1, Verdict.KEPT), (2, Verdict.MISSED)]


def test_the_version_in_force_as_the_period_ends_has_it() -> None:
    found = made(
        figure(1),
        figure(1, cadence=Cadence.QUARTER, month=1),
        stated=({1: promise()}, {2: promise(), 3: promise(cadence=Cadence.QUARTER)}, {}),
        starts=(ms(2026, 1, 1), ms(2026, 3, 31), ms(2026, 4, 1)),
    )
    assert [key for key, *_ in found] == [2, 3]


def test_no_figures_make_no_marks() -> None:
    assert made(stated=(), starts=()) == []
    assert made(figure(1), stated=(), starts=()) == []
