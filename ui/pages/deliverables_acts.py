"""Acting upon the deliverable that is shown: a form in the panel, or at once, with the way back."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.changes import Change
from app.errors import Refusal
from app.model.deliverables import ItemState
from app.model.people import Side
from app.services import deliverables as service
from app.services.agreement import agreement
from app.services.items import ItemLine
from app.services.people import people
from app.services.suggestions import offered
from app.services.workspaces import Workspace
from ui.dialogs.add_deliverable import AddDeliverableForm, EditDeliverableForm, Known, next_week
from ui.dialogs.deliver import DeliverForm
from ui.dialogs.end_deliverable import ExemptForm, WithdrawForm
from ui.dialogs.lead_form import Desk, LeadForm
from ui.dialogs.move_deliverable import MoveForm
from ui.dialogs.return_delivery import ReturnForm
from ui.dialogs.type_reading import TypeReadingForm
from ui.models.deliverable_acts import Act, may
from ui.models.deliverable_ways import without_schedule
from ui.models.deliverables import Now
from ui.models.readings import AskedFigure
from ui.page import Frame
from ui.panels.deliverable import DeliverablePanel
from ui.step_back import StepBack


@dataclass(frozen=True)
class _Kept:
    """A form that was given up half typed, and the item it is about."""

    form: LeadForm
    title: str
    item: ItemLine | None


class DeliverableActs(QObject):
    """What a person does to deliverables.

    `person_id` tells who sits here, `selected` what is meant while nothing is shown.
    `ended` says that a form is gone: with the `Change` it made, or None when it was given up.
    `item_asked` carries the key of an item to be shown.
    """

    ended = Signal(object)
    item_asked = Signal(object)

    def __init__(
        self,
        frame: Frame,
        workspace: Workspace,
        person_id: Callable[[], int | None],
        panel: DeliverablePanel,
        selected: Callable[[], ItemLine | None],
        now: Callable[[], Now],
    ) -> None:
        super().__init__(panel)
        self._frame, self._workspace = frame, workspace
        self._person_id, self._panel = person_id, panel
        self._selected, self._now = selected, now
        self.back = StepBack(frame.jobs, frame.messages, workspace, parent=self)
        self._title = ""
        self._kept: _Kept | None = None
        panel.asked.connect(self.run)

    @property
    def half_typed(self) -> bool:
        """Tell whether a form with something typed is open or was given up."""
        form = self._panel.form
        return self._kept is not None or (form is not None and form.is_touched)

    def may(self, act: Act) -> bool:
        """Tell whether an act can be done now, by key or from the palette."""
        item, form = self._item(), self._panel.form
        return item is not None and form is None and act in may(item)

    def _item(self) -> ItemLine | None:
        """Give the item in the panel, or with the panel closed the one that is selected."""
        return self._panel.item if self._panel.isVisible() else self._selected()

    def run(self, act: Act) -> None:
        """Do an act to the item shown: at once where nothing is to be said, or by a form."""
        item = self._item()
        if item is None:
            return
        if self._panel.isHidden():
            self.item_asked.emit(item.key)
        if act is Act.ACCEPT:
            self._accept(item)
        elif act is Act.MOVE and item.state is ItemState.OVERDUE:
            self._frame.messages.notice(
                self.tr("It is overdue already: a new day no longer changes that it is late.")
            )
        else:
            self.open(self._form(act, item))

    def _form(self, act: Act, item: ItemLine) -> LeadForm:
        desk, key = self.desk(), item.key
        match act:
            case Act.DELIVER:
                return DeliverForm(desk, key)
            case Act.RETURN:
                return ReturnForm(desk, key, item.side)
            case Act.MOVE:
                return MoveForm(desk, key, item.side, item.due_day)
            case Act.WITHDRAW:
                overdue = item.state is ItemState.OVERDUE
                return WithdrawForm(desk, key, overdue=overdue)
            case Act.EXEMPT:
                return ExemptForm(desk, key)
            case _:
                return EditDeliverableForm(desk, self._known(), item)

    def add(self) -> None:
        """Open the form for a new deliverable, from the side of who sits here."""
        desk = self.desk()
        here = next((each for each in desk.people if each.id == desk.person_id), None)
        is_sales = here is not None and here.sales and not here.marketing
        side = Side.SALES if is_sales else Side.MARKETING
        form = AddDeliverableForm(desk, self._known(), side, next_week(self._now().today))
        self.open(form, self.tr("New deliverable"))

    def type_reading(self, asked: AskedFigure | None) -> None:
        """Open the form for a figure, one of no series yet without `asked`."""
        form = TypeReadingForm(self.desk(), self._now().today, asked)
        self.open(form, self.tr("Type in a figure") if asked is None else asked.series.title)

    def desk(self) -> Desk:
        """Where things are logged now."""
        return Desk(self._workspace, self._now().zone, people(self._workspace), self._person_id())

    def _known(self) -> Known:
        known = offered(self._workspace)
        promises = without_schedule(agreement(self._workspace))
        return Known(known.personas, known.campaigns, promises)

    def _accept(self, item: ItemLine) -> None:
        try:
            change = service.accept_delivery(self._workspace, item.key, by_id=self._person_id())
        except Refusal as refusal:
            self._frame.messages.error(str(refusal))
        else:
            self.back.offer(change, self.tr("Accepted."))

    # Forms

    def open(self, form: LeadForm, title: str = "") -> None:
        """Put a form into the panel; with a `title` it stands alone."""
        form.done.connect(self._on_done)
        form.left.connect(self.leave)
        self._show(form, title)

    def _show(self, form: LeadForm, title: str) -> None:
        self._drop_kept()
        self._title = title
        self._panel.open_form(form, title)
        self._frame.commands.refresh()

    def leave(self) -> None:
        """Give the form up, and go back to where it was opened."""
        self.put_away()
        self.ended.emit(None)

    def put_away(self) -> None:
        """Take an open form away; what was typed in it can be brought back."""
        form = self._panel.take_form()
        if form is not None and form.is_touched:
            self._drop_kept()
            self._kept = _Kept(form, self._title, self._panel.item)
            self._frame.messages.notice(
                self.tr("Not saved; what you typed is kept."), self.tr("Go on"), self._go_on
            )
        elif form is not None:
            form.deleteLater()
        if self._panel.item is None:
            self._panel.hide()
        self._frame.commands.refresh()

    def _go_on(self) -> None:
        """Show again what was half typed, beside the item it is about."""
        kept, self._kept = self._kept, None
        if kept is None:
            return
        if kept.item is not None:
            self.item_asked.emit(kept.item.key)
        if kept.item is None or self._panel.item is not None:
            self._show(kept.form, kept.title)
        else:
            kept.form.deleteLater()

    def _drop_kept(self) -> None:
        if self._kept is not None:
            self._kept.form.deleteLater()
            self._kept = None

    def _on_done(self, change: Change) -> None:
        form = self._panel.take_form()
        if form is not None:
            self.back.offer(change, form.said)
            form.deleteLater()
        self.ended.emit(change)
        self._frame.commands.refresh()
