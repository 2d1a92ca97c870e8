"""Everything that people do with the agreement, deliverables and readings, at random."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.changes import Change
from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.deliverables import Deliverable
from app.model.duration import parse_within
from app.model.people import Person, Side
from app.model.schedule import parse_schedule
from app.services import agreement, deliverables, items, lead_outcomes, readings
from app.services.items import ItemKey
from app.services.people import add_person
from tests.services.machine import ANY, BACK, NOTES, OWNERS, Steps
from tests.services.promises import COMMITMENTS, MARCH

PROMISES = (
    *COMMITMENTS,
    Commitment(
        code="S2",
        side=Side.SALES,
        kind=CommitmentKind.PERSISTENCE,
        share=9000,
        attempts=2,
        within=parse_within("2 business days"),
    ),
    Commitment(
        code="S3",
        side=Side.SALES,
        kind=CommitmentKind.DISPOSITION,
        share=9000,
        within=parse_within("2 business days"),
    ),
    Commitment(
        code="S4",
        side=Side.SALES,
        kind=CommitmentKind.CONVERSION,
        share=2000,
        within=parse_within("10 days"),
        stage="mql",
        to_stage="sql",
    ),
    Commitment(
        code="S5",
        side=Side.SALES,
        kind=CommitmentKind.DELIVERABLE,
        title="Loss report",
        share=9000,
        schedule=parse_schedule("every quarter on the last working day"),
        accept_within=parse_within("1 business day"),
    ),
    Commitment(
        code="M3",
        side=Side.MARKETING,
        kind=CommitmentKind.READING,
        title="Site visits",
        cadence=Cadence.MONTH,
        level=10_000,
    ),
)


class TermSteps(Steps):
    """What people do besides leads."""

    # People and terms

    @rule(name=st.sampled_from(["Kim", "Noor"]))
    def add_person(self, name: str) -> None:
        self.do(lambda: add_person(self.workspace, Person(name=name, sales=True)))

    @rule(
        hours=st.integers(1, 40),
        day=st.none() | st.integers(2, 5),
        signed_by=st.dictionaries(st.sampled_from(Side), OWNERS),
    )
    def promise(self, hours: int, day: int | None, signed_by: dict[Side, int]) -> None:
        """Draft another promise; with a day it is put in force."""
        promised = COMMITMENTS[2].model_copy(
            update={"code": "", "within": parse_within(f"{hours} hours")}
        )
        self.do(lambda: agreement.add_commitment(self.workspace, promised))
        if day is not None:
            first_day = date(2026, 3, day)
            self.do(lambda: agreement.put_in_force(self.workspace, first_day, signed_by=signed_by))

    @rule(code=st.sampled_from(["M1", "S1", "S3", "S5"]))
    def end_promise(self, code: str) -> None:
        self.do(lambda: agreement.end_commitment(self.workspace, code))

    # Deliverables and readings

    def item(self, which: int) -> ItemKey:
        """One of the items due in these weeks."""
        today = datetime.now(MARCH.tzinfo).date().toordinal()
        found = items.deliverables(self.workspace, today - 20, today + 30).items
        return found[which % len(found)].key if found else ItemKey(1)

    @rule(days=st.integers(0, 20), code=st.sampled_from([None, "S5"]))
    def add_deliverable(self, days: int, code: str | None) -> None:
        day = datetime.now(MARCH.tzinfo).date().toordinal() + days
        item = Deliverable(title="Case study", side=Side.SALES, due_day=day, code=code)
        self.do(lambda: deliverables.add_deliverable(self.workspace, item))

    @rule(which=ANY, title=st.sampled_from(["Loss report", "Win report"]), persona=NOTES)
    def edit_deliverable(self, which: int, title: str, persona: str | None) -> None:
        self.do(
            lambda: deliverables.edit_deliverable(
                self.workspace,
                self.item(which),
                title=title,
                owner_id=None,
                persona=persona,
                campaign=None,
                note=None,
            )
        )

    @rule(
        which=ANY,
        act=st.sampled_from(
            [
                lambda ws, key, at: deliverables.deliver(ws, key, link="https://x.example", at=at),
                lambda ws, key, at: deliverables.accept_delivery(ws, key, at=at),
                lambda ws, key, at: deliverables.return_delivery(ws, key, reason="No", at=at),
                lambda ws, key, _: deliverables.withdraw(ws, key, reason="No need"),
                lambda ws, key, _: deliverables.exempt_item(ws, key, reason="Fair"),
            ]
        ),
        back=BACK,
    )
    def handle_item(self, which: int, act: Callable[..., Change], back: int) -> None:
        self.do(lambda: act(self.workspace, self.item(which), self.ago(back)))

    @rule(which=ANY, days=st.integers(1, 20))
    def move_item(self, which: int, days: int) -> None:
        day = datetime.now(MARCH.tzinfo).date() + timedelta(days=days)
        self.do(lambda: deliverables.move(self.workspace, self.item(which), day=day))

    @rule(which=ANY, lead=ANY)
    def use_material(self, which: int, lead: int) -> None:
        delivered = "SELECT deliverable_id FROM deliverable_event WHERE kind = 'delivered'"
        item = self.one(delivered, which)
        self.do(
            lambda: lead_outcomes.use_material(self.workspace, self.lead(lead), deliverable_id=item)
        )

    @rule(months=st.integers(0, 2), level=st.integers(0, 20_000))
    def type_reading(self, months: int, level: int) -> None:
        first_day = date(2026, 1 + months, 1).toordinal()
        self.do(
            lambda: readings.type_reading(
                self.workspace,
                title="Site visits",
                cadence=Cadence.MONTH,
                first_day=first_day,
                level=level,
            )
        )

    @rule(months=st.integers(0, 2))
    def clear_reading(self, months: int) -> None:
        first_day = date(2026, 1 + months, 1).toordinal()
        self.do(
            lambda: readings.clear_reading(
                self.workspace, title="Site visits", cadence=Cadence.MONTH, first_day=first_day
            )
        )
