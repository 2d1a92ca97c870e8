"""Three promises, and a Monday morning under them, for tests of whole histories."""

from datetime import UTC, datetime

from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.duration import parse_within
from app.model.people import Side

MARCH = datetime(2026, 3, 2, 8, tzinfo=UTC)
COMMITMENTS = (
    Commitment(
        code="M1",
        side=Side.MARKETING,
        kind=CommitmentKind.VOLUME,
        count=10,
        cadence=Cadence.MONTH,
        stage="mql",
    ),
    Commitment(code="M2", side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000),
    Commitment(
        code="S1",
        side=Side.SALES,
        kind=CommitmentKind.RESPONSE,
        share=9500,
        within=parse_within("4 business hours"),
    ),
)
