"""Which entries were written down late (MEASURES, Events)."""

import numpy as np
from numpy.typing import NDArray

from app.model.columns import DAY_MS, Ms
from app.rules.histories import Column
from app.rules.terms import Terms


def is_late_entry(happened: Ms, recorded: Ms, terms: Terms) -> bool:
    """Whether an entry was recorded more than one working day after it happened."""
    return bool(late_entries(np.array([happened]), np.array([recorded]), terms)[0])


def shortest_delay(terms: Terms) -> Ms:
    """No entry is late that was recorded up to so much real time after it happened."""
    days = [hours.usual_day for version in terms.versions for hours in version.calendars.values()]
    return min(days, default=DAY_MS)


def late_entries(happened: Column, recorded: Column, terms: Terms) -> NDArray[np.bool_]:
    """Which of these entries were: by the hours then in force, before the agreement by its first."""
    late: NDArray[np.bool_] = recorded - happened > DAY_MS
    in_force = np.maximum(terms.version_index(happened), 0)
    for place, version in enumerate(terms.versions):
        mine = in_force == place
        hours = version.calendars[max(version.calendars)]
        late[mine] = hours.elapsed(happened[mine], recorded[mine]) > hours.usual_day
    return late
