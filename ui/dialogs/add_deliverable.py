"""Add something promised by a day, or change what it is called and who answers for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import ValidationError
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QWidget

from app import words
from app.changes import Change
from app.errors import Refusal, refusal_of
from app.model.agreement import Commitment
from app.model.deliverables import Deliverable
from app.model.people import Side
from app.services import deliverables
from app.services.items import ItemLine
from ui.dates import from_qdate, to_qdate
from ui.dialogs.lead_form import Desk, LeadForm, note_of
from ui.widgets.chips import Chips

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Known:
    """What the forms offer: personas, campaigns, and the promises whose items are added by hand, by code."""

    personas: Sequence[str]
    campaigns: Sequence[str]
    promises: Mapping[str, Commitment]


class _AboutForm(LeadForm):
    """The fields that both forms share."""

    def add_about(self, known: Known, item: ItemLine | None) -> None:
        """Add owner, persona, campaign and note, filled from an item."""
        owner = None if item is None else item.owner_id
        self.owner = self.add_person("owner_id", self.tr("Owner"), owner, self.tr("Nobody yet"))
        self.persona = _offered(known.personas, "" if item is None else item.persona or "")
        self.campaign = _offered(known.campaigns, "" if item is None else item.campaign or "")
        self.form.add_pair(
            ("persona", self.tr("Persona"), self.persona, ""),
            ("campaign", self.tr("Campaign"), self.campaign, ""),
        )
        self.note = self.add_note()
        self.note.setText("" if item is None else item.note or "")

    @property
    def typed_persona(self) -> str | None:
        """The persona chosen or typed."""
        return self.persona.currentText().strip() or None

    @property
    def typed_campaign(self) -> str | None:
        """The campaign chosen or typed."""
        return self.campaign.currentText().strip() or None


class AddDeliverableForm(_AboutForm):
    """What, from which side, by when; the rest may wait."""

    def __init__(self, desk: Desk, known: Known, side: Side, due: date) -> None:
        super().__init__(desk, self.tr("New deliverable"), self.tr("Add"), self.tr("Added."))
        self._promises = known.promises
        self.title = QLineEdit()
        self.side = Chips([(each, words.label(each)) for each in Side], side)
        self.day = QDateEdit(to_qdate(due))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy, ddd")
        self.code = QComboBox()
        self.form.add("title", self.tr("What"), self.title)
        self.form.add("side", self.tr("From"), self.side)
        self.form.add("due_day", self.tr("Due"), self.day)
        if known.promises:
            hint = self.tr("With a promise it counts in that promise's figure.")
            self.form.add("code", self.tr("Promise"), self.code, hint)
        self.add_about(known, None)
        self.side.chosen.connect(self._offer_promises)
        self._offer_promises()

    def first_field(self) -> QWidget:
        """Start at the title."""
        return self.title

    def _offer_promises(self) -> None:
        """Offer the promises of the side chosen."""
        self.code.clear()
        self.code.addItem(self.tr("None"), None)
        for code, promise in self._promises.items():
            if promise.side == self.side.current():
                self.code.addItem(f"{code} · {promise.title}", code)

    def make_change(self) -> Change:
        """Add it. Raises Refusal."""
        title = note_of(self.title)
        if title is None:
            raise Refusal(self.tr("Say what is to be delivered."), field="title")
        try:
            item = Deliverable.model_validate(
                {
                    "title": title,
                    "side": self.side.current(),
                    "due_day": from_qdate(self.day.date()).toordinal(),
                    "code": self.code.currentData(),
                    "owner_id": self.owner.currentData(),
                    "campaign": self.typed_campaign,
                    "note": note_of(self.note),
                }
            )
        except ValidationError as error:
            raise refusal_of(error) from error
        return deliverables.add_deliverable(self.desk.workspace, item, persona=self.typed_persona)


class EditDeliverableForm(_AboutForm):
    """What it is called and about, and who answers for it; its day is moved by agreement."""

    def __init__(self, desk: Desk, known: Known, item: ItemLine) -> None:
        super().__init__(desk, self.tr("Edit"), self.tr("Save"), self.tr("Changed."))
        self._key = item.key
        self.title = QLineEdit(item.title)
        self.form.add("title", self.tr("What"), self.title)
        self.add_about(known, item)

    def first_field(self) -> QWidget:
        """Start at the title."""
        return self.title

    def make_change(self) -> Change:
        """Change it. Raises Refusal."""
        return deliverables.edit_deliverable(
            self.desk.workspace,
            self._key,
            title=self.title.text().strip(),
            owner_id=self.owner.currentData(),
            persona=self.typed_persona,
            campaign=self.typed_campaign,
            note=note_of(self.note),
        )


def next_week(today: int) -> date:
    """Suggest a due day: a week from today."""
    return date.fromordinal(today) + _WEEK


def _offered(known: Sequence[str], current: str) -> QComboBox:
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setMinimumContentsLength(6)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.addItems(list(known))
    box.setCurrentText(current)
    if not current:
        box.setCurrentIndex(-1)
    return box
