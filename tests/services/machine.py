"""Random actions of every kind; beside the file stand the contents it should have before and after each."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.changes import Change
from app.errors import Refusal
from app.model.columns import to_ms
from app.model.leads import Lead
from app.services import (
    changing,
    forgetting,
    leads,
)
from app.services.check import check
from app.services.workspaces import open_workspace
from tests.services.forgotten import forget_in, without
from tests.services.promises import MARCH
from tests.services.sql import Dump, asked, facts

ANY = st.integers(0, 10**6)
"""Picks one of those there are."""
BACK = st.sampled_from([0, 0, 1, 3, 30])
"""So many hours ago something happened."""
OWNERS = st.sampled_from([1, 2])
NOTES = st.sampled_from([None, "Nice talk"])


class Steps(RuleBasedStateMachine):
    """Time goes on from a Monday in March; each action may lie some hours back."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "acme.tandem"
        shutil.copy(self.template, self.path)
        self.journey = time_machine.travel(MARCH + timedelta(days=2), tick=False)
        self.now = self.journey.start()
        self.workspace = open_workspace(self.path)
        self.done: list[tuple[Dump, str]] = []
        self.undone: list[tuple[Dump, str]] = []
        self.imports = 0

    @initialize()
    def begin_with_leads(self) -> None:
        for name, email in (("Priya", "priya@x.example"), ("Tom", "tom@x.example")):
            lead = Lead(name=name, email=email, external_id=f"key of {name}")
            self.do(partial(leads.add_lead, self.workspace, lead, arrived_at=MARCH))
        self.do(lambda: leads.hand_over(self.workspace, [1, 2]))

    def do(self, action: Callable[[], Change]) -> None:
        """Do something; a refusal changes nothing, and all else is one step with words."""
        before = facts(self.path)
        try:
            change = action()
        except Refusal:
            assert facts(self.path) == before
            return
        if not change.undoable:
            assert facts(self.path) == before
            return
        self.done.append((before, change.label))
        self.undone.clear()

    def ask(self, sql: str) -> list[Any]:
        return [row[0] for row in asked(self.path, sql)]

    def one(self, sql: str, which: int) -> int:
        """One of the ids that a query finds; 1 where there is none."""
        ids = self.ask(sql)
        return int(ids[which % len(ids)]) if ids else 1

    def lead(self, which: int) -> int:
        return self.one("SELECT id FROM lead ORDER BY id", which)

    def at(self, standing: str, which: int) -> int:
        """A lead that stands so."""
        query = f"SELECT lead_id FROM lead_state WHERE standing = '{standing}' ORDER BY lead_id"
        return self.one(query, which)

    def some(self, which: int) -> list[int]:
        """Some of the leads, by the bits of `which`."""
        ids = self.ask("SELECT id FROM lead ORDER BY id")
        return [each for place, each in enumerate(ids) if which >> place & 1] or ids[:1]

    def ago(self, hours: int) -> datetime | None:
        at = datetime.now(MARCH.tzinfo) - timedelta(hours=hours)
        return at if hours else None

    def until(self, ahead: timedelta | None) -> datetime | None:
        return None if ahead is None else datetime.now(MARCH.tzinfo) + ahead

    @rule(hours=st.sampled_from([1, 5, 24, 200]))
    def wait(self, hours: int) -> None:
        self.now.shift(timedelta(hours=hours))

    # What is no step

    @rule(which=ANY)
    def forget(self, which: int) -> None:
        """Forgetting changes the past too: every content before and after any step forgets alike."""
        lead = self.lead(which)
        dumps = [facts(self.path), *(dump for dump, _ in (*self.done, *self.undone))]
        try:
            forgetting.forget(self.workspace, lead)
        except Refusal:
            assert facts(self.path) == dumps[0]
            return
        at = to_ms(datetime.now(MARCH.tzinfo))
        names = forget_in(dumps, lead, at)
        assert facts(self.path) == dumps[0]
        for steps in (self.done, self.undone):
            steps[:] = [(dump, without(label, names)) for dump, label in steps]

    @rule()
    def reopen(self) -> None:
        self.workspace.close()
        self.workspace = open_workspace(self.path)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        before, label = self.done.pop()
        self.undone.append((facts(self.path), label))

        assert changing.undo(self.workspace).label == label

        assert facts(self.path) == before

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        after, label = self.undone.pop()
        self.done.append((facts(self.path), label))

        assert changing.redo(self.workspace).label == label

        assert facts(self.path) == after

    # What always holds

    @invariant()
    def what_is_derived_follows(self) -> None:
        report = check(self.workspace)
        assert report.sound, report.findings

    @invariant()
    def no_state_contradicts_its_clock(self) -> None:
        now = to_ms(datetime.now(MARCH.tzinfo))
        for what, query in CONTRADICTIONS.items():
            assert asked(self.path, query.format(now=now)) == [], what

    def teardown(self) -> None:
        try:
            while self.done:
                self.undo()
            with pytest.raises(Refusal, match=r"^There is nothing to undo\.$"):
                changing.undo(self.workspace)
            self.what_is_derived_follows()
            while self.undone:
                self.redo()
            with pytest.raises(Refusal, match=r"^There is nothing to redo\.$"):
                changing.redo(self.workspace)
            self.what_is_derived_follows()
        finally:
            self.workspace.close()
            self.journey.stop()
            shutil.rmtree(self.folder)


_OPEN = """SELECT clock.lead_id, commitment.kind, clock.due FROM clock
    JOIN commitment ON commitment.id = clock.commitment_id
    JOIN lead_state USING (lead_id)
    WHERE clock.stop IS NULL AND clock.excuse IS NULL"""
_RUNS = "(clock.due IS NULL OR clock.due > {now})"
_LAST_PAUSE = """SELECT max(happened_at) FROM event
    WHERE lead_id = clock.lead_id AND kind = 'paused' AND voided_at IS NULL"""

CONTRADICTIONS = {
    "a lead that is won or lost still waits for an answer": f"""{_OPEN}
        AND standing IN ('won', 'lost') AND kind IN ('response', 'persistence')""",
    "a lead that left still has a duty": f"""{_OPEN}
        AND standing IN ('opted_out', 'junk')
        AND kind IN ('response', 'persistence', 'disposition')""",
    "a lead sent back still waits for an answer": f"""{_OPEN}
        AND standing IN ('sent_back', 'disputed', 'upheld', 'recycled') AND kind = 'response'""",
    "a lead that was decided still waits for its decision": f"""{_OPEN}
        AND standing IN ('accepted', 'sent_back', 'disputed', 'upheld', 'overturned')
        AND kind = 'disposition' AND {_RUNS}""",
    "a duplicate has a clock": """SELECT * FROM clock JOIN lead ON lead.id = clock.lead_id
        WHERE lead.duplicate_of_id IS NOT NULL""",
    "a duplicate counts": """SELECT * FROM mark JOIN lead ON lead.id = mark.lead_id
        WHERE lead.duplicate_of_id IS NOT NULL""",
    "a running clock is said to be paused where no pause is": f"""{_OPEN}
        AND clock.pause <= {{now}} AND (clock.resume IS NULL OR clock.resume > {{now}})
        AND ({_LAST_PAUSE}) IS NULL""",
    "a lead is paused and its clock runs": f"""{_OPEN} AND {_RUNS}
        AND EXISTS (
            SELECT 1 FROM event AS paused
            WHERE paused.lead_id = clock.lead_id AND paused.kind = 'paused'
              AND paused.voided_at IS NULL AND paused.happened_at <= {{now}}
              AND (paused.until IS NULL OR paused.until > {{now}})
              AND NOT EXISTS (
                SELECT 1 FROM event AS later
                WHERE later.lead_id = clock.lead_id AND later.voided_at IS NULL
                  AND later.kind IN ('paused', 'resumed') AND later.id <> paused.id
                  AND later.happened_at >= paused.happened_at))
        AND (clock.pause <= {{now}} AND (clock.resume IS NULL OR clock.resume > {{now}}))
            IS NOT TRUE""",
}
"""What must find no row, and what it would mean."""
