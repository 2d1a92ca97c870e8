"""Promises for the tests of pages."""

from app.model.agreement import Commitment, CommitmentKind
from app.model.duration import parse_within
from app.model.people import Side

FIRST_CONTACT = Commitment(
    code="S1",
    side=Side.SALES,
    kind=CommitmentKind.RESPONSE,
    share=9500,
    within=parse_within("4 business hours"),
)
