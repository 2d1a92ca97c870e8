"""Everything that people do with leads, at random."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.changes import Change
from app.model.events import Channel, LostReason, Outcome, Reason
from app.model.leads import Lead
from app.services import assigning, disputes, imports, lead_clocks, lead_outcomes, leads
from tests.services.machine import ANY, BACK, NOTES, OWNERS, Steps
from tests.services.promises import MARCH

EMAILS = st.sampled_from([None, "priya@x.example", "Priya@X.example", "tom@x.example"])
NAMES = st.sampled_from(["Priya", "Tom"])
KEYS = ("a", "b", "c", "key of Priya")
STAGES = st.sampled_from(["mql", "sal", "sql", "opportunity"])
AHEAD = st.sampled_from([None, timedelta(hours=5), timedelta(days=3)])


class LeadSteps(Steps):
    """What people do with one lead or with many; `which` picks them."""

    @rule(name=NAMES, email=EMAILS, back=BACK)
    def add_lead(self, name: str, email: str | None, back: int) -> None:
        at = self.ago(back) or datetime.now(MARCH.tzinfo)
        lead = Lead(name=name, email=email)
        self.do(lambda: leads.add_lead(self.workspace, lead, arrived_at=at))

    @rule(which=ANY, name=NAMES, email=EMAILS, owner=OWNERS)
    def edit_lead(self, which: int, name: str, email: str | None, owner: int) -> None:
        lead = Lead(name=name, email=email, owner_id=owner, source="Webinar")
        self.do(lambda: leads.edit_lead(self.workspace, self.lead(which), lead))

    @rule(which=ANY, back=BACK, owner=st.sampled_from([None, 1, 2]), stage=STAGES | st.none())
    def hand_over(self, which: int, back: int, owner: int | None, stage: str | None) -> None:
        self.do(
            lambda: leads.hand_over(
                self.workspace, self.some(which), owner_id=owner, stage=stage, at=self.ago(back)
            )
        )

    @rule(
        which=ANY,
        back=BACK,
        channel=st.sampled_from(Channel),
        outcome=st.sampled_from(Outcome),
        note=NOTES,
    )
    def log_contact(
        self, which: int, back: int, channel: Channel, outcome: Outcome, note: str | None
    ) -> None:
        self.do(
            lambda: leads.log_contact(
                self.workspace,
                self.lead(which),
                channel=channel,
                outcome=outcome,
                at=self.ago(back),
                note=note,
            )
        )

    @rule(which=ANY, back=BACK)
    def accept(self, which: int, back: int) -> None:
        lead, at = self.at("handed_over", which), self.ago(back)
        self.do(lambda: leads.accept(self.workspace, lead, at=at))

    @rule(which=ANY, back=BACK, reason=st.sampled_from(Reason), note=NOTES, steps=st.integers(0, 3))
    def send_back(
        self, which: int, back: int, reason: Reason, note: str | None, steps: int
    ) -> None:
        """Send a lead back; with more steps Marketing disputes that, and it is settled."""
        lead, at = self.at("handed_over", which), self.ago(back)
        self.do(lambda: leads.send_back(self.workspace, lead, reason=reason, at=at, note=note))
        if steps:
            self.dispute(which, note)
        if steps > 1:
            self.settle(which, overturned=steps > 2)

    @rule(which=ANY, note=NOTES)
    def dispute(self, which: int, note: str | None) -> None:
        lead = self.at("sent_back", which)
        self.do(lambda: disputes.dispute(self.workspace, lead, note=note))

    @rule(which=ANY, overturned=st.booleans())
    def settle(self, which: int, *, overturned: bool) -> None:
        lead = self.at("disputed", which)
        self.do(lambda: disputes.settle(self.workspace, lead, overturned=overturned).change)

    @rule(
        which=ANY,
        back=BACK,
        end=st.sampled_from(
            [
                lead_outcomes.win,
                lambda workspace, lead, at: lead_outcomes.lose(
                    workspace, lead, reason=LostReason.PRICE, at=at
                ),
                lead_outcomes.opt_out,
                lead_outcomes.junk,
            ]
        ),
    )
    def end(self, which: int, back: int, end: Callable[..., Change]) -> None:
        self.do(lambda: end(self.workspace, self.lead(which), at=self.ago(back)))

    @rule(which=ANY, back=BACK, stage=STAGES)
    def move_stage(self, which: int, back: int, stage: str) -> None:
        lead, at = self.lead(which), self.ago(back)
        self.do(lambda: lead_outcomes.move_stage(self.workspace, lead, stage=stage, at=at))

    @rule(which=ANY)
    def add_note(self, which: int) -> None:
        lead = self.lead(which)
        self.do(lambda: lead_outcomes.add_note(self.workspace, lead, note="Asked for prices"))

    @rule(which=ANY)
    def void_event(self, which: int) -> None:
        event = self.one("SELECT id FROM event ORDER BY id DESC", which)
        self.do(lambda: lead_outcomes.void_event(self.workspace, event))

    @rule(which=ANY, back=BACK, ahead=AHEAD)
    def pause(self, which: int, back: int, ahead: timedelta | None) -> None:
        lead, at, until = self.lead(which), self.ago(back), self.until(ahead)
        self.do(lambda: lead_clocks.pause(self.workspace, lead, until=until, at=at))

    @rule(which=ANY, back=BACK)
    def resume(self, which: int, back: int) -> None:
        paused = "SELECT DISTINCT lead_id FROM event WHERE kind = 'paused'"
        lead, at = self.one(paused, which), self.ago(back)
        self.do(lambda: lead_clocks.resume(self.workspace, lead, at=at))

    @rule(which=ANY, back=BACK, ahead=AHEAD)
    def recycle(self, which: int, back: int, ahead: timedelta | None) -> None:
        lead, at, until = self.lead(which), self.ago(back), self.until(ahead)
        self.do(lambda: lead_clocks.recycle(self.workspace, lead, until=until, at=at))

    @rule(which=ANY)
    def exempt(self, which: int) -> None:
        some = self.some(which)
        self.do(
            lambda: lead_clocks.exempt(self.workspace, some, reason="Fair", agreed_with=1, by_id=2)
        )

    @rule(which=ANY, owner=OWNERS)
    def reassign(self, which: int, owner: int) -> None:
        self.do(lambda: assigning.reassign(self.workspace, self.some(which), owner))

    @rule(which=ANY, name=st.sampled_from([None, "Plant manager", "Buyer"]))
    def set_persona(self, which: int, name: str | None) -> None:
        self.do(lambda: assigning.set_persona(self.workspace, self.some(which), name))

    @rule(which=ANY, of=ANY | st.none())
    def mark_duplicate(self, which: int, of: int | None) -> None:
        earlier = None if of is None else self.lead(of)
        self.do(lambda: assigning.mark_duplicate(self.workspace, self.lead(which), earlier))

    @rule(
        keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True),
        email=EMAILS,
        owner=st.sampled_from(["", "Dana", "Noor"]),
        back=BACK,
        kinds=st.lists(st.sampled_from(["handed_over", "contact", "accepted", "won"]), unique=True),
    )
    def import_files(
        self, keys: list[str], email: str | None, owner: str, back: int, kinds: list[str]
    ) -> None:
        """Leads, some of them known, and what happened to them, from two files joined by the key."""
        self.imports += 1
        at = f"{self.ago(back) or self.ago(1):%Y-%m-%dT%H:%M:%SZ}"
        leads_file = self.folder / f"leads {self.imports}.csv"
        events_file = self.folder / f"events {self.imports}.csv"
        lead_rows = [f"{key},Lead {key},{email or ''},{owner},{at}" for key in keys]
        leads_file.write_text("\n".join(["id,name,email,owner,created", *lead_rows]))
        event_rows = [f"{key},{kind},{at}" for key in keys for kind in kinds]
        events_file.write_text("\n".join(["lead,event,when", *event_rows]))
        self.do(lambda: self._brought_in([leads_file, events_file]))

    def _brought_in(self, files: list[Path]) -> Change:
        batch = imports.preview(self.workspace, imports.read(self.workspace, files))
        done = imports.apply(self.workspace, batch, [file.name for file in files])
        return done.change or Change("Nothing new", frozenset(), undoable=False)
