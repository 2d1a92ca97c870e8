"""Hand a lead over to Sales."""

from app.changes import Change
from app.services import leads
from ui.dialogs.lead_form import Desk, LeadForm


class HandOverForm(LeadForm):
    """Who follows it up, when it was passed on and by whom: the clocks of the promises to it start then."""

    def __init__(self, desk: Desk, lead_id: int, owner_id: int | None) -> None:
        super().__init__(desk, self.tr("Hand over to Sales"), self.tr("Hand over"))
        self._lead_id = lead_id
        self.owner = self.add_person(
            "owner_id", self.tr("To"), owner_id, self.tr("Nobody yet"), sales_only=True
        )
        self.at = self.add_time(self.tr("When"))
        self.by = self.add_who()

    def begin(self) -> None:
        """Start at the owner."""
        self.owner.setFocus()

    def make_change(self) -> Change:
        """Hand it over. Raises Refusal."""
        return leads.hand_over(
            self.desk.workspace,
            self._lead_id,
            owner_id=self.owner.currentData(),
            at=self.typed_time(self.at),
            by_id=self.by.currentData(),
        )
