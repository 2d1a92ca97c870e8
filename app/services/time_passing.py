"""When the mere passing of time next changes what a page shows."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.model.columns import Ms
from app.services.items import next_silence
from app.store import figures
from app.store.terms import load_info
from app.store.workspace import Workspace


def next_transition(workspace: Workspace, now: Ms) -> Ms:
    """Give the first instant after `now` at which a clock changes state or the local day ends.

    A lead's silent acceptance comes with the due of its clock, a delivery's at a time of its own.
    """
    with workspace.read() as connection:
        ends = (figures.next_transition(connection, now), next_silence(connection, now))
        zone = load_info(connection).time_zone
    midnight = next_midnight(now, ZoneInfo(zone))
    # a duty is still in time at its due instant; it is overdue one millisecond later
    return min([midnight, *(end + 1 for end in ends if end is not None)])


def next_midnight(now: Ms, zone: ZoneInfo) -> Ms:
    """Give the start of the local day after the one `now` falls in."""
    local = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone)
    start = datetime.combine(local.date() + timedelta(days=1), time(), zone)
    return round(start.timestamp() * 1000)
