"""The terms as the rules see them: which version was in force when, and by which working time."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.model.agreement import Commitment
from app.model.columns import Ms
from app.model.people import Side
from app.rules.working_time import WorkingTime
from app.rules.zones import Column


@dataclass(frozen=True)
class Version:
    """An agreed version: in force from `start` (ms) to the next one's; commitments by row id."""

    id: int
    number: int
    start: Ms
    commitments: Mapping[int, Commitment]
    calendars: Mapping[Side, WorkingTime]

    def hours_of(self, commitment: Commitment) -> WorkingTime | None:
        """The working time a commitment's clocks count in; None for one in real time."""
        within = commitment.within
        if within is None or not within.unit.is_working_time:
            return None
        return self.calendars[commitment.side]


@dataclass(frozen=True)
class Terms:
    """All agreed versions in order of their starts, the workspace's zone (IANA), the stages' keys."""

    versions: tuple[Version, ...]
    zone: str
    stages: tuple[str, ...]

    @property
    def start(self) -> Ms | None:
        """When the agreement began; None while nothing is agreed."""
        return self.versions[0].start if self.versions else None

    @cached_property
    def commitments(self) -> Mapping[int, tuple[Version, Commitment]]:
        """Every agreed commitment by its row id, with the version that states it; oldest first."""
        return {
            commitment_id: (version, commitment)
            for version in self.versions
            for commitment_id, commitment in version.commitments.items()
        }

    def version_index(self, at: Column) -> NDArray[np.intp]:
        """The index of the version in force at each instant; -1 before the agreement."""
        starts = np.array([version.start for version in self.versions], dtype=np.int64)
        return np.searchsorted(starts, at, side="right") - 1

    def in_force(self, at: Ms) -> Version | None:
        """The version in force at `at`."""
        started = [version for version in self.versions if version.start <= at]
        return started[-1] if started else None

    def end_of(self, version: Version) -> Ms | None:
        """When the next version follows `version`; None for the last."""
        later = [other.start for other in self.versions if other.start > version.start]
        return later[0] if later else None
