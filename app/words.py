"""The words for every value that people see: plain English here, translated by whoever shows them.

Values of different kinds may share a spelling, so each kind has its own words:
`label(ClockState.KEPT)`.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.model.agreement import CommitmentKind, VersionState
from app.model.cadence import Cadence
from app.model.clocks import ClockState, Excuse, Verdict
from app.model.deliverables import Decision, DeliverableEventKind, ItemState
from app.model.duration import DurationUnit
from app.model.events import Channel, EventKind, LostReason, Outcome, Reason
from app.model.people import Side
from app.model.schedule import DayRule, Shift
from app.model.stages import FunnelStep, Temperature
from app.rules.compliance import Status
from app.rules.delay import Step
from app.rules.numbers import Confidence
from app.rules.periods import PeriodKind
from app.rules.quick_log import Deed

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Side: {
        Side.MARKETING: "Marketing",
        Side.SALES: "Sales",
    },
    EventKind: {
        EventKind.ARRIVED: "Arrived",
        EventKind.ASSIGNED: "Assigned",
        EventKind.STAGE: "Reached a stage",
        EventKind.HANDED_OVER: "Handed over to Sales",
        EventKind.CONTACT: "Contact",
        EventKind.ACCEPTED: "Accepted by Sales",
        EventKind.SENT_BACK: "Sent back by Sales",
        EventKind.DISPUTED: "Disputed by Marketing",
        EventKind.UPHELD: "Send-back upheld",
        EventKind.OVERTURNED: "Send-back overturned",
        EventKind.RECYCLED: "Recycled",
        EventKind.WON: "Won",
        EventKind.LOST: "Lost",
        EventKind.OPTED_OUT: "Opted out",
        EventKind.JUNK: "Found to be junk",
        EventKind.EXEMPTED: "Exempted",
        EventKind.PAUSED: "Clock paused",
        EventKind.RESUMED: "Clock resumed",
        EventKind.MATERIAL_USED: "Material used",
        EventKind.NOTE: "Note",
    },
    Channel: {
        Channel.PHONE: "Phone",
        Channel.EMAIL: "Email",
        Channel.MEETING: "Meeting",
        Channel.CHAT: "Chat",
        Channel.SOCIAL: "Social media",
        Channel.LETTER: "Letter",
        Channel.OTHER: "Other",
        Channel.AUTO: "Automatic reply",
    },
    Outcome: {
        Outcome.NO_ANSWER: "No answer",
        Outcome.MESSAGE: "Left a message",
        Outcome.CONVERSATION: "Conversation",
        Outcome.MEETING: "Meeting",
    },
    Reason: {
        Reason.WRONG_SIZE: "Wrong company size",
        Reason.WRONG_INDUSTRY: "Wrong industry",
        Reason.NO_NEED: "No need",
        Reason.NO_BUDGET: "No budget",
        Reason.WRONG_PERSON: "Wrong person",
        Reason.DATA_INCOMPLETE: "Data incomplete",
        Reason.NOT_NOW: "Not now",
        Reason.COULD_NOT_REACH: "Could not reach",
        Reason.DUPLICATE: "Duplicate",
        Reason.JUNK: "Junk",
        Reason.OTHER: "Other",
    },
    LostReason: {
        LostReason.PRICE: "Price",
        LostReason.COMPETITOR: "Went to a competitor",
        LostReason.NO_DECISION: "No decision",
        LostReason.NO_BUDGET: "No budget",
        LostReason.TIMING: "Bad timing",
        LostReason.NO_FIT: "Does not fit",
        LostReason.NO_CONTACT: "Contact lost",
        LostReason.OTHER: "Other",
    },
    DeliverableEventKind: {
        DeliverableEventKind.DELIVERED: "Delivered",
        DeliverableEventKind.ACCEPTED: "Accepted",
        DeliverableEventKind.RETURNED: "Returned",
        DeliverableEventKind.MOVED: "Moved to another day",
        DeliverableEventKind.WITHDRAWN: "Withdrawn",
        DeliverableEventKind.EXEMPTED: "Exempted",
    },
    Decision: {
        Decision.ACCEPTED: "Accepted",
        Decision.SILENT: "Accepted by silence",
        Decision.RETURNED: "Returned",
    },
    ItemState: {
        ItemState.COMING: "Coming",
        ItemState.DUE_SOON: "Due soon",
        ItemState.OVERDUE: "Overdue",
        ItemState.DELIVERED: "Delivered",
        ItemState.ACCEPTED: "Accepted",
        ItemState.LATE: "Late",
        ItemState.RETURNED: "Returned",
        ItemState.WITHDRAWN: "Withdrawn",
        ItemState.EXEMPT: "Exempt",
    },
    ClockState: {
        ClockState.KEPT: "Kept",
        ClockState.LATE: "Late",
        ClockState.OVERDUE: "Overdue",
        ClockState.RUNNING: "Running",
        ClockState.DUE_SOON: "Due soon",
        ClockState.PAUSED: "Paused",
        ClockState.EXEMPT: "Exempt",
        ClockState.CANCELLED: "Cancelled",
        ClockState.WITHDRAWN_LATE: "Withdrawn late",
    },
    Excuse: {
        Excuse.EXEMPT: "Excused by both sides",
        Excuse.CANCELLED: "The duty ended before it was due",
        Excuse.WITHDRAWN_LATE: "Found to be no lead after it was missed",
    },
    Verdict: {
        Verdict.KEPT: "Counts as kept",
        Verdict.MISSED: "Counts as missed",
        Verdict.EXCUSED: "Not counted",
    },
    Status: {
        Status.MET: "Met",
        Status.MISSED: "Missed",
        Status.ON_TRACK: "On track",
        Status.AT_RISK: "At risk",
        Status.MISSING: "Missing",
        Status.NO_DATA: "No data",
    },
    Confidence: {
        Confidence.FEW: "Too few to say much",
        Confidence.INTERVAL: "Few, so a range is shown",
        Confidence.ENOUGH: "Enough to rely on",
    },
    CommitmentKind: {
        CommitmentKind.VOLUME: "Volume",
        CommitmentKind.RESPONSE: "Response",
        CommitmentKind.PERSISTENCE: "Persistence",
        CommitmentKind.DISPOSITION: "Disposition",
        CommitmentKind.CONVERSION: "Conversion",
        CommitmentKind.QUALITY: "Quality",
        CommitmentKind.DELIVERABLE: "Deliverable",
        CommitmentKind.READING: "Reading",
    },
    Deed: {
        Deed.CONTACT: "Log a contact",
        Deed.ACCEPT: "Accept",
        Deed.SEND_BACK: "Send back",
        Deed.WIN: "Win",
        Deed.LOSE: "Lose",
        Deed.NOTE: "Add a note",
    },
    Step: {
        Step.HANDOVER: "Until handed over",
        Step.ASSIGNMENT: "Until assigned",
        Step.ATTEMPT: "Until the first attempt",
        Step.CONVERSATION: "Until the first conversation",
        Step.BACK: "Back with Marketing",
    },
    Cadence: {
        Cadence.WEEK: "Week",
        Cadence.MONTH: "Month",
        Cadence.QUARTER: "Quarter",
        Cadence.YEAR: "Year",
    },
    DayRule: {
        DayRule.DAY: "Day of the month",
        DayRule.WEEKDAY: "Weekday",
        DayRule.WORKING_DAY: "Working day",
    },
    Shift: {
        Shift.BEFORE: "The working day before",
        Shift.AFTER: "The working day after",
    },
    PeriodKind: {
        PeriodKind.WEEK: "Week",
        PeriodKind.MONTH: "Month",
        PeriodKind.QUARTER: "Quarter",
        PeriodKind.YEAR: "Year",
        PeriodKind.RANGE: "From … to …",
    },
    VersionState: {
        VersionState.DRAFT: "Draft",
        VersionState.AGREED: "Agreed",
    },
    DurationUnit: {
        DurationUnit.BUSINESS_MINUTES: "Business minutes",
        DurationUnit.BUSINESS_HOURS: "Business hours",
        DurationUnit.BUSINESS_DAYS: "Business days",
        DurationUnit.END_OF_BUSINESS_DAY: "End of business day",
        DurationUnit.MINUTES: "Minutes",
        DurationUnit.HOURS: "Hours",
        DurationUnit.DAYS: "Days",
    },
    Temperature: {
        Temperature.COLD: "Cold",
        Temperature.WARM: "Warm",
        Temperature.HOT: "Hot",
    },
    FunnelStep: {
        FunnelStep.AWARENESS: "Awareness",
        FunnelStep.INTEREST: "Interest",
        FunnelStep.DESIRE: "Desire",
        FunnelStep.ACTION: "Action",
        FunnelStep.LOYALTY: "Loyalty",
    },
}


def label(value: StrEnum) -> str:
    """Give the words for `value`."""
    return WORDS[type(value)][value]


def reason_label(text: str, kind: type[StrEnum] = Reason) -> str:
    """Give the words for a stored reason, which may be a member of `kind` or an import's own free text."""
    known: Mapping[str, str] = {reason.value: words for reason, words in WORDS[kind].items()}
    return known.get(text, text)
