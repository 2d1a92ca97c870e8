"""What the form of a commitment asks for each kind, and the values it begins with."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within
from app.model.people import Side
from app.model.schedule import LAST, DayRule, Schedule
from app.model.stages import CUSTOMER, MQL

_OF_LEADS = ("sources", "campaigns", "personas")
_OF_HANDOVERS = (*_OF_LEADS, "at_stage")


@dataclass(frozen=True)
class Asked:
    """One kind: a word on it for its tile, a sentence for below, its fields in order and those that limit it.

    `first` is what the form begins with.
    """

    meaning: str
    explanation: str
    fields: tuple[str, ...]
    limits: tuple[str, ...]
    first: Commitment

    @property
    def kind(self) -> CommitmentKind:
        """The kind itself."""
        return self.first.kind


def asked_by_kind() -> dict[CommitmentKind, Asked]:
    """Give what each kind asks, Marketing's usual ones and Sales' usual ones side by side."""
    return {
        CommitmentKind.VOLUME: Asked(
            _tr("enough leads"),
            _tr("So many leads reach a stage in every period."),
            ("count", "reached"),
            _OF_LEADS,
            Commitment(
                side=Side.MARKETING,
                kind=CommitmentKind.VOLUME,
                count=60,
                cadence=Cadence.MONTH,
                stage=MQL,
            ),
        ),
        CommitmentKind.RESPONSE: Asked(
            _tr("a first contact in time"),
            _tr("Each lead handed over gets its first contact in time."),
            ("share", "within"),
            _OF_HANDOVERS,
            Commitment(
                side=Side.SALES,
                kind=CommitmentKind.RESPONSE,
                share=9500,
                within=Within(4, DurationUnit.BUSINESS_HOURS),
            ),
        ),
        CommitmentKind.QUALITY: Asked(
            _tr("leads worth accepting"),
            _tr("Of the leads handed over, so many are good enough to be accepted."),
            ("share",),
            _OF_HANDOVERS,
            Commitment(side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000),
        ),
        CommitmentKind.PERSISTENCE: Asked(
            _tr("enough attempts"),
            _tr("Nobody gives up on a lead before so many attempts, unless it was reached."),
            ("share", "attempts", "within"),
            _OF_HANDOVERS,
            Commitment(
                side=Side.SALES,
                kind=CommitmentKind.PERSISTENCE,
                share=9000,
                attempts=5,
                within=Within(10, DurationUnit.BUSINESS_DAYS),
            ),
        ),
        CommitmentKind.DELIVERABLE: Asked(
            _tr("things by their day"),
            _tr("Something is delivered again and again, or when agreed, each time by its day."),
            ("title", "schedule", "share", "accept_within"),
            ("campaigns", "personas"),
            Commitment(
                side=Side.SALES,
                kind=CommitmentKind.DELIVERABLE,
                title=_tr("Loss report"),
                share=9000,
                schedule=Schedule(Cadence.MONTH, DayRule.WORKING_DAY, LAST),
                accept_within=Within(5, DurationUnit.BUSINESS_DAYS),
            ),
        ),
        CommitmentKind.DISPOSITION: Asked(
            _tr("a yes or no in time"),
            _tr("Each lead handed over is accepted, or sent back with a reason, in time."),
            ("share", "within"),
            _OF_HANDOVERS,
            Commitment(
                side=Side.SALES,
                kind=CommitmentKind.DISPOSITION,
                share=10_000,
                within=Within(2, DurationUnit.BUSINESS_DAYS),
            ),
        ),
        CommitmentKind.READING: Asked(
            _tr("a figure you type in"),
            _tr("A figure that somebody types in every period reaches a level, or stays below it."),
            ("title", "level", "every"),
            (),
            Commitment(
                side=Side.MARKETING,
                kind=CommitmentKind.READING,
                title=_tr("Site visits"),
                level=10_000_000,
                cadence=Cadence.MONTH,
            ),
        ),
        CommitmentKind.CONVERSION: Asked(
            _tr("leads that go further"),
            _tr("Of the leads at one stage, so many reach another one in time."),
            ("share", "stage", "to_stage", "within"),
            _OF_LEADS,
            Commitment(
                side=Side.SALES,
                kind=CommitmentKind.CONVERSION,
                share=1000,
                stage=MQL,
                to_stage=CUSTOMER,
                within=Within(90, DurationUnit.DAYS),
            ),
        ),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("CommitmentForm", text)
