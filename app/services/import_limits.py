"""What files cannot measure, held against the agreement in force and against what is on file."""

from datetime import UTC, datetime

from app.importing.evidence import cannot_measure as sentence
from app.importing.evidence import evidence_of
from app.importing.records import Batch
from app.model.columns import to_ms
from app.store import existing
from app.store.terms import load_stage_names, load_terms
from app.store.workspace import Workspace


def cannot_measure(
    workspace: Workspace, batch: Batch, now: datetime | None = None
) -> tuple[str, ...]:
    """Say which promises in force a batch, with what is on file, cannot measure: a sentence for each."""
    with workspace.read() as connection:
        version = load_terms(connection).in_force(to_ms(now or datetime.now(UTC)))
        if version is None:
            return ()
        stages = load_stage_names(connection)
        found = evidence_of(
            batch,
            lambda kind: existing.has_kind(connection, kind),
            lambda stage: existing.reaches(connection, stage),
            lambda fact, word: existing.lead_has(connection, fact, word),
        )
        said = (sentence(each, found, stages) for each in version.commitments.values())
        return tuple(each for each in said if each is not None)
