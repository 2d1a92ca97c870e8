"""The draft of the agreement as a unit of work edits it, and how it comes into force."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from pydantic import ValidationError

from app.errors import Refusal, refusal_of
from app.model.agreement import (
    CalendarRow,
    Commitment,
    CommitmentRow,
    SignatureRow,
    VersionRow,
    VersionState,
)
from app.model.calendar import Calendar
from app.model.columns import from_ms, to_ms
from app.model.people import PersonRow, Side
from app.rules.codes import check_code
from app.rules.periods import PeriodKind, period_name, period_of
from app.rules.working_time import working_time
from app.rules.zones import day_start, local_day
from app.services.workspaces import keep_holidays
from app.store.schema import id_of
from app.store.terms import (
    from_calendar,
    from_commitment,
    load_calendars,
    load_commitments,
    load_holidays,
    load_info,
    load_stage_names,
)
from app.store.unit_of_work import UnitOfWork

Calendars = Mapping[Side | None, Calendar]
"""The working hours of each side; under None, those of both."""

Content = tuple[dict[str, Commitment], dict[Side | None, Calendar]]
"""What a version says: its commitments by their codes, and its calendars."""

Row = TypeVar("Row", CommitmentRow, CalendarRow)


class Draft:
    """What the next version says: the draft, or while there is none, the version agreed last.

    `commitments` are by their codes. The draft's own rows come with the first real change.
    """

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._zone = load_info(work.connection).time_zone
        versions = work.versions()
        self.agreed = [version for version in versions if version.state == VersionState.AGREED]
        drafts = [version for version in versions if version.state == VersionState.DRAFT]
        self.row = drafts[0] if drafts else None
        self.commitments, self.calendars = self._content(self.row or self.agreed[-1])

    def write(self, commitments: Iterable[Commitment], calendars: Calendars) -> None:
        """Have the draft say this. Raises Refusal for what no version may say."""
        wanted = {commitment.code: commitment for commitment in commitments}
        self._check(wanted)
        for calendar in calendars.values():
            keep_holidays(self._work, calendar)
            days = load_holidays(self._work.connection, calendar)
            working_time(calendar, self._zone, days)
        if (wanted, calendars) == (self.commitments, self.calendars):
            return
        version_id = self._version_id()
        self._store(
            {row.code: row for row in self._work.stated_in(version_id, CommitmentRow)},
            {code: from_commitment(each, version_id) for code, each in wanted.items()},
        )
        self._store(
            {row.side: row for row in self._work.stated_in(version_id, CalendarRow)},
            {side or "": from_calendar(each, version_id, side) for side, each in calendars.items()},
        )
        self.commitments, self.calendars = wanted, dict(calendars)

    def put_in_force(
        self, first_day: date, reason: str | None, signed_by: Mapping[Side, int] = {}
    ) -> VersionRow:
        """Agree on the draft from the start of `first_day` on, signed by these. Raises Refusal."""
        if not self.commitments:
            raise Refusal("The draft has no commitments yet. Add one before putting it in force.")
        if self.agreed:
            last = self.agreed[-1]
            since = day_name(self.first_day(last))
            if (self.commitments, self.calendars) == self._content(last):
                raise Refusal(f"Version {last.number} says the same already, from {since} on.")
            if first_day <= self.first_day(last):
                raise Refusal(
                    f"Version {last.number} is in force from {since}. "
                    "The next version must begin on a later day.",
                    field="first_day",
                )
        assert self.row is not None  # noqa: S101 - without a draft it says what the last one says
        self.row.state = VersionState.AGREED
        self.row.reason = (reason or "").strip() or None
        self.row.in_force_from = self._midnight(first_day)
        for side, person_id in signed_by.items():
            self._sign(side, person_id)
        return self.row

    def start_earlier(self, first_day: date) -> None:
        """Have the only agreed version begin on `first_day`. Raises Refusal."""
        if not self.agreed:
            raise Refusal("Nothing is in force yet. Put the draft in force from the day you want.")
        if len(self.agreed) > 1:
            raise Refusal("Only a first version that no other has followed can start earlier.")
        if first_day >= self.first_day(self.agreed[0]):
            since = day_name(self.first_day(self.agreed[0]))
            raise Refusal(
                f"The agreement starts on {since} already. Choose an earlier day.",
                field="first_day",
            )
        self.agreed[0].in_force_from = self._midnight(first_day)

    def could_start_on(self, first_day: date) -> bool:
        """Whether the agreement has one version only, and that begins later than `first_day`."""
        return len(self.agreed) == 1 and first_day < self.first_day(self.agreed[0])

    def last_agreed(self) -> Content:
        """Give what the version agreed last says, or while there is none, the draft."""
        return self._content(self.agreed[-1]) if self.agreed else (self.commitments, self.calendars)

    def is_agreed(self, wanted: Content, first_day: date) -> bool:
        """Whether the version in force, or the one agreed last, says this from `first_day` on."""
        now = self._work.now
        begun = [each for each in self.agreed if each.in_force_from and each.in_force_from <= now]
        return any(
            self.first_day(version) == first_day and self._content(version) == wanted
            for version in (*begun[-1:], *self.agreed[-1:])
        )

    def first_day(self, version: VersionRow) -> date:
        """Tell the local day on which an agreed version came or comes into force."""
        assert version.in_force_from is not None  # noqa: S101 - as every agreed version has
        return local_date(version.in_force_from, self._zone)

    def discard(self) -> None:
        """Remove the draft, going back to the version agreed last. Raises Refusal."""
        if self.row is None:
            raise Refusal("There is no draft to discard.")
        if not self.agreed:
            raise Refusal("This draft is the first version; there is no earlier one to go back to.")
        version_id = id_of(self.row)
        stated = self._work.stated_in(version_id, CommitmentRow)
        for row in (*stated, *self._work.stated_in(version_id, CalendarRow), self.row):
            self._work.remove(row)

    def agreed_commitments(self) -> dict[str, Commitment]:
        """Give every code that was ever agreed, with what it meant last."""
        return {
            code: commitment
            for version in self.agreed
            for code, commitment in self._content(version)[0].items()
        }

    def _content(self, version: VersionRow) -> Content:
        connection = self._work.connection
        commitments = load_commitments(connection, id_of(version)).values()
        by_code = {commitment.code: commitment for commitment in commitments}
        return by_code, load_calendars(connection, id_of(version))

    def _sign(self, side: Side, person_id: int) -> None:
        if self._work.get(PersonRow, person_id) is None:
            raise Refusal(
                f"Who signs for {side.value.title()} is gone; choose somebody else.",
                field=f"signed_{side}",
            )
        now, version_id = self._work.now, self._version_id()
        self._work.add(
            SignatureRow(version_id=version_id, side=side, person_id=person_id, signed_at=now)
        )

    def _midnight(self, day: date) -> datetime:
        return from_ms(day_start(day.toordinal(), self._zone))

    def _check(self, wanted: Mapping[str, Commitment]) -> None:
        stages = load_stage_names(self._work.connection)
        agreed = self.agreed_commitments()
        for code, commitment in wanted.items():
            check_code(code, commitment.side)
            for name in ("stage", "to_stage"):
                stage = getattr(commitment, name)
                if stage is not None and stage not in stages:
                    sentence = f'There is no stage "{stage}". The stages are {", ".join(stages)}.'
                    raise Refusal(sentence, field=name)
            if code in agreed and agreed[code].kind is not commitment.kind:
                raise Refusal(
                    f"{code} is a {agreed[code].kind} commitment. "
                    f"End it and add the {commitment.kind} commitment as a new one.",
                    field="kind",
                )

    def _version_id(self) -> int:
        """Give the id of the draft's row, which is made if need be."""
        if self.row is None:
            number = self.agreed[-1].number + 1
            row = VersionRow(number=number, state=VersionState.DRAFT, created_at=self._work.now)
            self.row = self._work.add(row)
        return id_of(self.row)

    def _store(self, stored: Mapping[str, Row], wanted: Mapping[str, Row]) -> None:
        """Bring the rows to what is wanted, each by its key, touching only what differs."""
        for key, row in stored.items():
            if key not in wanted:
                self._work.remove(row)
                continue
            for name, value in wanted[key].model_dump(exclude={"id"}).items():
                if getattr(row, name) != value:
                    setattr(row, name, value)
        for key, row in wanted.items():
            if key not in stored:
                self._work.add(row)


def coded(commitment: Commitment, code: str) -> Commitment:
    """Give `commitment` its code, checking its values once more. Raises Refusal."""
    values = {name: getattr(commitment, name) for name in Commitment.model_fields}
    try:
        return Commitment.model_validate({**values, "code": code})
    except ValidationError as error:
        raise refusal_of(error) from error


def local_date(instant: datetime, zone: str) -> date:
    """Tell the day of `instant` in the IANA `zone`."""
    return date.fromordinal(local_day(to_ms(instant), zone))


def day_name(day: date) -> str:
    """Name `day` for people: "3 May 2018"."""
    return period_name(period_of(PeriodKind.RANGE, day.toordinal()))
