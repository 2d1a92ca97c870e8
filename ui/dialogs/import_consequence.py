"""What the agreement makes of leads that were just imported."""

from datetime import date

from app.services import agreement, suggestions
from app.services.imports import Imported
from app.services.workspaces import Workspace
from ui.dates import day_text
from ui.dialogs.import_summary import Summary


def show_consequence(summary: Summary, workspace: Workspace, done: Imported) -> None:
    """Say that nothing is agreed yet, or that leads arrived before the agreement began."""
    agreed = agreement.agreement(workspace).agreed
    summary.show_no_consequence()
    if done.change is None:
        return
    if not agreed:
        summary.show_nothing_agreed()
    elif done.before_agreement and agreed[0].first_day is not None:
        first = first_month(workspace) if len(agreed) == 1 else None
        summary.show_before_agreement(
            done.before_agreement,
            day_text(agreed[0].first_day),
            day_text(first) if first is not None else "",
        )


def first_month(workspace: Workspace) -> date | None:
    """Give the first day of the month in which the first lead arrived."""
    first = suggestions.first_arrival(workspace)
    return None if first is None else first.replace(day=1)
