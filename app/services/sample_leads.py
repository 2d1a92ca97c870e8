"""Inventing leads' histories: dice decide what happens, working time says when.

Every history is told to its end, beyond the present too; whoever writes it down leaves out what
has not happened yet. So clocks that run at the present simply have no end yet.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from app.model.columns import HOUR_MS, MINUTE_MS, Ms
from app.model.events import Channel, EventKind, Outcome, Reason
from app.model.leads import Lead
from app.model.people import Person
from app.model.stages import MQL
from app.rules.periods import Period
from app.rules.working_time import WorkingTime
from app.rules.zones import day_start
from app.services.sample_data import Market, Month, Source, Step, StoryLead
from app.services.sample_history import History
from app.services.sample_names import email, invent_lead, phone

SECOND_MS = 1000
MOST_ATTEMPTS = 5
_REACHED = (Outcome.CONVERSATION, Outcome.MEETING)
_BY_MARKETING = (
    EventKind.HANDED_OVER,
    EventKind.DISPUTED,
    EventKind.OVERTURNED,
    EventKind.UPHELD,
    EventKind.EXEMPTED,
)


@dataclass(frozen=True)
class Setting:
    """What all histories share.

    `months` are the periods told and `chapters` what they are like; `promised` has, from which
    instant on, how much working time (ms) Sales has for the first contact, and `silence` how much
    before it has accepted by saying nothing. Leads handed over from `calm_from` on are contacted in
    time, so that what is overdue at the present is told by the story alone. Nothing is written down
    late after `settled`.
    """

    people: tuple[Person, ...]
    market: Market
    hours: WorkingTime
    months: tuple[Period, ...]
    chapters: tuple[Month, ...]
    promised: tuple[tuple[Ms, Ms], ...]
    silence: tuple[tuple[Ms, Ms], ...]
    calm_from: Ms
    settled: Ms


class Teller:
    """Tells histories with dice of its own; the same seed tells the same ones."""

    def __init__(self, setting: Setting, seed: str) -> None:
        self._setting = setting
        self._market = setting.market
        self._hours = setting.hours
        self._dice = Random(seed)  # noqa: S311 - invented figures, no secret
        self._rare = Random(f"{seed}, rare")  # noqa: S311 - so that the other dice fall as before
        self._month_starts = [day_start(m.first_day, setting.hours.zone) for m in setting.months]
        self._marketing = [person.name for person in setting.people if person.marketing]
        self._sales = [person.name for person in setting.people if person.sales]

    def month(self, index: int) -> Iterator[History]:
        """Tell of the month's arrivals: as many as its chapter says qualify, others beside them."""
        period, wanted = self._setting.months[index], self._setting.chapters[index].mqls
        days = range(period.first_day, period.last_day_exclusive)
        closed = self._market.arrivals.closed_day
        crowd = [1.0 if self._hours.working_days(day, day + 1) else closed for day in days]
        sources = self._market.source
        weights = [source.weight for source in sources]
        while wanted:
            source = self._dice.choices(sources, weights)[0]
            lead = invent_lead(self._dice, self._market, source)
            arrived = self._arrival(self._dice.choices(days, crowd)[0])
            history = self._arrive(lead, self._dice.choice(self._sales), arrived)
            if self._chance(source.qualifies):
                wanted -= 1
                self._qualify(history, source, arrived)
            elif self._chance(0.03):
                history.add(EventKind.JUNK, self._after(arrived, 1, 8), self._any_marketer())
            yield history

    def told(self, story: StoryLead, hours_ago: Callable[[float], Ms]) -> History:
        """Tell a lead of the story; `hours_ago` finds the instant so many working hours ago."""
        lead = Lead(
            **story.model_dump(include={"name", "company", "title", "source", "campaign"}),
            email=email(story.name, story.company),
            phone=phone(self._dice, self._market),
            value_minor=story.value * 100,
        )
        begun = hours_ago(story.steps[0].hours_ago)
        if story.steps[0].kind is EventKind.ARRIVED:
            return self._arrive(lead, story.owner, begun)
        history = self._arrive(lead, story.owner, begun - 45 * MINUTE_MS)
        history.add(EventKind.STAGE, begun - 20 * MINUTE_MS, stage=MQL)
        history.add(EventKind.ASSIGNED, begun, story.owner)
        marketer = self._any_marketer()
        for step in story.steps:
            by: str | None = marketer if step.kind in _BY_MARKETING else story.owner
            if step.channel is Channel.AUTO:
                by = None
            at = hours_ago(step.hours_ago)
            history.add(step.kind, at, by, **self._details(step, at))
        return history

    def _details(self, step: Step, at: Ms) -> dict[str, Any]:
        """What an event of the story has beside its kind and time."""
        told = {"hours_ago", "kind", "amount", "lasts"}
        details = step.model_dump(exclude=told, exclude_none=True)
        if step.amount is not None:
            details["value_minor"] = step.amount * 100
        if step.lasts is not None:
            details["until"] = self._add(at, step.lasts * HOUR_MS)
        return details

    def _arrive(self, lead: Lead, owner: str, at: Ms) -> History:
        history = History(lead, owner)
        history.add(EventKind.ARRIVED, at)
        history.add(EventKind.STAGE, at, stage="lead")
        return history

    def _qualify(self, history: History, source: Source, arrived: Ms) -> None:
        if source.instant:
            qualified = handed_over = arrived + self._dice.randrange(30, 180) * SECOND_MS
            by = None
        else:
            waited = self._dice.lognormvariate(1.2, 1.3)  # hours; a fifth take more than ten
            qualified = arrived + int(min(waited, 120) * 3600) * SECOND_MS
            handed_over = self._after(qualified, 0.1, 2.5)
            by = self._any_marketer()
        history.add(EventKind.STAGE, qualified, stage=MQL)
        history.add(EventKind.ASSIGNED, handed_over, history.owner)
        history.add(EventKind.HANDED_OVER, handed_over, by)
        self._follow_up(history, source, handed_over)

    def _follow_up(
        self, history: History, source: Source, handed_over: Ms, *, again: bool = False
    ) -> None:
        """Tell what Sales does with a lead handed over, for the first time or `again`."""
        if self._chance(0.12):
            self._automatic_reply(history, handed_over)
        calm = handed_over >= self._setting.calm_from
        kept = self._chance(self._chapter(handed_over).on_time) or calm
        first = self._first_contact(history, handed_over, kept=kept)
        if self._chance(0.012):
            history.add(EventKind.JUNK, self._between(handed_over, first), history.owner)
            return
        if self._chance(0.01):
            others = [name for name in self._sales if name != history.owner]
            history.owner = self._dice.choice(others)
            history.add(EventKind.ASSIGNED, self._between(handed_over, first), history.owner)
        if not kept and self._chance(0.06):
            reason = self._dice.choice(self._market.exempted.reasons)
            self._log(
                history,
                EventKind.EXEMPTED,
                self._after(first, 1, 8),
                self._any_marketer(),
                reason=reason,
                with_id=history.owner,
            )
        reached, at = self._attempts(history, first)
        if self._chance(0.015):
            history.add(EventKind.OPTED_OUT, self._after(at, 0.1, 4))
            return
        decided = self._after(at, 0.1, 6)
        if decided > self._silent_until(handed_over):  # Sales has accepted it by saying nothing
            if reached:
                self._sell(history, source, decided)
            return
        reason_back = self._reason_to_send_back(decided, source, reached=reached)
        if reason_back is None:
            self._log(history, EventKind.ACCEPTED, decided, history.owner)
            self._sell(history, source, decided)
        else:
            self._send_back(history, source, decided, reason_back, again=again)

    def _silent_until(self, handed_over: Ms) -> Ms:
        """Up to when Sales can decide, before its silence has accepted the lead."""
        promised = [length for start, length in self._setting.silence if start <= handed_over]
        return self._add(handed_over, promised[-1]) if promised else self._hours.end

    def _automatic_reply(self, history: History, handed_over: Ms) -> None:
        history.add(
            EventKind.CONTACT,
            handed_over + MINUTE_MS,
            channel=Channel.AUTO,
            outcome=Outcome.MESSAGE,
        )

    def _first_contact(self, history: History, handed_over: Ms, *, kept: bool) -> Ms:
        """Find when the first attempt is made: as promised if `kept`, a few after a pause."""
        promised = [length for start, length in self._setting.promised if start <= handed_over][-1]
        if not kept:
            return self._add(handed_over, promised * (1.1 + min(self._dice.expovariate(1.6), 2.4)))
        delay = min(self._dice.lognormvariate(4.1, 0.9) * MINUTE_MS, promised * 0.97)  # median 1 h
        if self._chance(0.006):
            paused = self._add(handed_over, delay / 2)
            resumed = self._after(paused, 24, 70)
            note = self._dice.choice(self._market.notes.away)
            known = self._rare.random() < 0.5  # noqa: PLR2004 - or they call when they are back
            until = {"until": resumed} if known else {}
            history.add(EventKind.PAUSED, paused, history.owner, note=note, **until)
            if not known:
                history.add(EventKind.RESUMED, resumed, history.owner)
            return self._add(resumed, delay / 2)
        if not self._hours.is_open(handed_over) and self._chance(0.06):
            return handed_over + self._dice.randrange(900, 7200) * SECOND_MS  # a call on Sunday
        return self._add(handed_over, delay)

    def _attempts(self, history: History, first: Ms) -> tuple[bool, Ms]:
        """Try until somebody answers; tell whether somebody did, and when the last try was."""
        ways = self._market.attempt
        weights = [way.weight for way in ways]
        at = first
        for attempt in range(MOST_ATTEMPTS):
            if attempt:
                at = self._after(at, 3, 16)
            way = self._dice.choices(ways, weights)[0]
            reached = way.outcome in _REACHED
            note = {}
            if reached and self._chance(0.25):
                note = {"note": self._dice.choice(self._market.notes.said)}
            self._log(
                history,
                EventKind.CONTACT,
                at,
                history.owner,
                channel=way.channel,
                outcome=way.outcome,
                **note,
            )
            if reached:
                return True, at
        return False, at

    def _reason_to_send_back(self, decided: Ms, source: Source, *, reached: bool) -> Reason | None:
        back = self._market.sent_back
        if not reached and self._chance(0.75):
            return Reason.COULD_NOT_REACH
        if self._chance(0.05):
            return self._dice.choices(list(back.neither), list(back.neither.values()))[0]
        if self._chance(self._chapter(decided).accepted + source.accepted):
            return None
        return self._dice.choices(list(back.against), list(back.against.values()))[0]

    def _send_back(
        self, history: History, source: Source, at: Ms, reason: Reason, *, again: bool
    ) -> None:
        back = self._market.sent_back
        note = {"note": back.notes[reason]} if reason in back.notes else {}
        self._log(history, EventKind.SENT_BACK, at, history.owner, reason=reason, **note)
        if reason in back.against and self._chance(0.05):
            marketer, disputes = self._any_marketer(), self._market.disputes
            disputed = self._after(at, 2, 12)
            history.add(EventKind.DISPUTED, disputed, marketer, note=disputes.disputed)
            settled = self._after(disputed, 6, 30)
            if self._chance(0.5):
                history.add(EventKind.OVERTURNED, settled, marketer, note=disputes.overturned)
            else:
                history.add(EventKind.UPHELD, settled, marketer, note=disputes.upheld)
        elif (
            reason in (Reason.NOT_NOW, Reason.COULD_NOT_REACH) and not again and self._chance(0.35)
        ):
            recycled = self._after(at, 150, 450)
            if reason is Reason.NOT_NOW:
                history.add(EventKind.RECYCLED, at, history.owner, until=recycled)
            history.add(EventKind.HANDED_OVER, recycled, self._any_marketer())
            self._follow_up(history, source, recycled, again=True)

    def _sell(self, history: History, source: Source, accepted: Ms) -> None:
        """Bring an accepted lead to a deal, won or lost, or nowhere."""
        owner = history.owner
        if not self._chance(0.55):
            if self._chance(0.5):
                reason = self._market.lost.not_pursued
                history.add(EventKind.LOST, self._after(accepted, 60, 220), owner, reason=reason)
            return
        quick = self._chance(0.86)
        qualified = self._after(accepted, *((6, 100) if quick else (170, 260)))
        self._log(history, EventKind.STAGE, qualified, owner, stage="sql")
        lost_at = opportunity = self._after(qualified, 15, 110)
        if self._chance(0.68):
            history.add(EventKind.STAGE, opportunity, owner, stage="opportunity")
            closed = self._after(opportunity, 45, 260)
            if self._chance(source.wins):
                expected = history.lead.value_minor or 0
                amount = round(expected * self._dice.uniform(0.7, 1.2) / 50_000) * 50_000
                self._log(history, EventKind.WON, closed, owner, value_minor=amount)
                return
            lost_at = closed
        reason = self._dice.choice(self._market.lost.reasons)
        self._log(history, EventKind.LOST, lost_at, owner, reason=reason)

    def _arrival(self, day: int) -> Ms:
        hour = self._dice.choices(range(24), self._market.arrivals.hours)[0]
        second = hour * 3600 + self._dice.randrange(3600)
        return day_start(day, self._hours.zone) + second * SECOND_MS

    def _chapter(self, at: Ms) -> Month:
        last = len(self._month_starts) - 1
        return self._setting.chapters[min(bisect_right(self._month_starts, at) - 1, last)]

    def _log(self, history: History, kind: EventKind, at: Ms, by: str, **details: Any) -> None:
        """Add what somebody did and wrote down: mostly within minutes, sometimes days later."""
        recorded = at + self._dice.randrange(720) * SECOND_MS
        if self._chance(0.03):
            late = self._after(at, 9, 36)
            recorded = late if late < self._setting.settled else recorded
        history.add(kind, at, by, recorded, **details)

    def _any_marketer(self) -> str:
        return self._dice.choice(self._marketing)

    def _chance(self, share: float) -> bool:
        return self._dice.random() < share

    def _between(self, start: Ms, end: Ms) -> Ms:
        return start + int((end - start) * self._dice.uniform(0.2, 0.8)) // SECOND_MS * SECOND_MS

    def _after(self, at: Ms, least: float, most: float) -> Ms:
        """Find an instant `least` to `most` working hours after `at`."""
        return self._add(at, self._dice.uniform(least, most) * HOUR_MS)

    def _add(self, at: Ms, amount: float) -> Ms:
        """Add `amount` of working time (ms) to `at`, to the second."""
        return self._hours.add(at, int(amount)) // SECOND_MS * SECOND_MS
