"""Acting upon the lead shown, or upon many: the forms, what was half typed in them, and the way back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.changes import Change
from app.errors import Refusal
from app.services import assigning, forgetting, lead_clocks, leads
from app.services.forgetting import Forgotten
from app.services.lead_details import LeadDetails
from app.services.lead_list import known_values
from app.services.lead_outcomes import void_event
from app.services.people import people
from app.services.workspaces import Workspace, info
from ui.dialogs.add_lead import AddLeadForm, FactsForm
from ui.dialogs.lead_form import Desk, LeadForm, ManyForm
from ui.models.lead_acts import FOR_MANY, Act
from ui.models.lead_may import why_not
from ui.page import Frame
from ui.pages.leads_forms import form_for, form_for_many
from ui.panels.lead import LeadPanel
from ui.step_back import StepBack

_NEW, _MANY = "new", "many"
DraftKey = int | str
"""Whom a form is about: a lead's id, a lead that is being added, many."""


class LeadActs(QObject):
    """Does what can be done; `details` is the lead shown, `many` are the leads meant instead of it.

    `done` carries each `Change` that was made, `left` says that a form was given up.
    """

    done = Signal(object)
    left = Signal()

    def __init__(
        self,
        frame: Frame,
        workspace: Workspace,
        person_id: Callable[[], int | None],
        panel: LeadPanel,
        undone: Callable[[], object],
    ) -> None:
        super().__init__(panel)
        self._frame, self._workspace = frame, workspace
        self._person_id, self._panel = person_id, panel
        self.back = StepBack(frame.jobs, frame.messages, workspace, undone, self)
        self.details: LeadDetails | None = None
        self.many: Sequence[int] = ()
        self._about: DraftKey | None = None
        self._drafts: dict[DraftKey, tuple[LeadForm, str]] = {}

    @property
    def is_many(self) -> bool:
        """Tell whether many leads are meant instead of the one shown."""
        return len(self.many) > 0

    @property
    def half_typed(self) -> bool:
        """Tell whether a form with something typed is open or was put aside."""
        form = self._panel.form
        return bool(self._drafts) or (form is not None and form.is_touched)

    # What is possible

    def may(self, act: Act) -> bool:
        """Tell whether an act can be done now; in an open form the letters choose and type."""
        if self._panel.form is not None:
            return False
        if self.is_many:
            return act in FOR_MANY
        shown = self.details is not None and self._panel.isVisible()
        return shown and self.details is not None and not why_not(act, self.details)

    # Doing it

    def run(self, act: Act) -> None:
        """Do an act at once, or open its form."""
        details = self.details
        if self.is_many:
            self._open_for_many(act)
        elif details is None:
            return
        elif act is Act.ACCEPT:
            self._at_once(leads.accept, self.tr("Accepted."))
        elif act is Act.PAUSE and details.paused:
            self._at_once(lead_clocks.resume, self.tr("Resumed."))
        elif act is Act.DUPLICATE and details.duplicate_of is not None:
            self._not_a_duplicate()
        elif act is Act.FORGET:
            self._ask_to_forget(details)
        else:
            about = info(self._workspace)
            self._open(details.line.id, form_for(act, self._desk(), details, about.currency))

    def add(self) -> None:
        """Open the form for a new lead, or the one begun before."""
        self.put_aside()
        self.details = None
        if not self.bring_back(_NEW, focus=True):
            self._open(_NEW, AddLeadForm(self._desk()), self.tr("New lead"))

    def _not_a_duplicate(self) -> None:
        """Say that the lead shown is no duplicate after all."""
        self._try(
            lambda lead_id: assigning.mark_duplicate(self._workspace, lead_id, None),
            self.tr("Not a duplicate any more; its clocks run."),
        )

    def remove_entry(self, event_id: int) -> None:
        """Take an entry of the history back."""
        self._try(lambda _: void_event(self._workspace, event_id), self.tr("Entry removed."))

    def _at_once(self, service: Callable[..., Change], words: str) -> None:
        self._try(lambda lead_id: service(self._workspace, lead_id, by_id=self._person_id()), words)

    def _try(self, work: Callable[[int], Change], words: str) -> None:
        """Do something with the lead shown, or say why that is not possible."""
        if self.details is None:
            return
        try:
            change = work(self.details.line.id)
        except Refusal as refusal:
            self._frame.messages.error(str(refusal))
        else:
            self._panel.close_form()
            self.back.offer(change, words)
            self.done.emit(change)

    # Forms

    def _desk(self) -> Desk:
        zone = info(self._workspace).time_zone
        return Desk(self._workspace, zone, people(self._workspace), self._person_id())

    def _open_for_many(self, act: Act) -> None:
        form = form_for_many(act, self._desk(), self.many)
        form.run_in(self._frame.jobs)
        self._open(_MANY, form, self.many_title())

    def many_title(self) -> str:
        """Say how many leads are meant."""
        return self.tr("%1 leads").replace("%1", f"{len(self.many):,}")

    def _open(self, about: DraftKey, form: LeadForm, title: str = "") -> None:
        form.done.connect(self._on_done)
        form.left.connect(self._on_left)
        self._show(about, form, title, focus=True)
        if isinstance(form, FactsForm):  # among a million leads that takes a moment
            workspace = self._workspace
            self._frame.jobs.run(lambda _: known_values(workspace), form.offer)

    def _show(self, about: DraftKey, form: LeadForm, title: str, *, focus: bool) -> None:
        if isinstance(form, ManyForm) and about == _MANY:
            form.leads, title = self.many, self.many_title()
        self._about = about
        self._panel.open_form(form, title, focus=focus)
        self._frame.commands.refresh()

    def put_aside(self) -> None:
        """Take the open form away; what was typed in it is kept for when its lead is shown again."""
        form, about = self._panel.take_form(), self._about
        if form is None or about is None:
            return
        if form.is_touched:
            self._drafts[about] = form, form.heading.text() if about == _NEW else ""
        else:
            form.deleteLater()

    def bring_back(self, about: DraftKey, *, focus: bool = False) -> bool:
        """Show again what was half typed about this lead; False when nothing was."""
        form, title = self._drafts.pop(about, (None, ""))
        if form is None:
            return False
        self._show(about, form, title, focus=focus)
        return True

    def on_selection(self, many: Sequence[int]) -> None:
        """Mean many leads from now on, or with none only the one that is shown."""
        form = self._panel.form
        stays = self._about == _MANY and len(many) > 0
        self.many = many
        if stays and isinstance(form, ManyForm):
            form.leads = many
            self._panel.open_with(self.many_title())
            return
        self.put_aside()
        if self.is_many:
            self.bring_back(_MANY)

    def leave(self) -> bool:
        """Give the open form up; what was typed can be brought back. False without a form."""
        form, about = self._panel.take_form(), self._about
        if form is None or about is None:
            return False
        if form.is_touched:
            title = form.heading.text() if about == _NEW else ""
            self._drafts[about] = form, title
            self._frame.messages.notice(
                self.tr("Not saved; what you typed is kept."),
                self.tr("Go on"),
                lambda: self._go_on(about),
            )
        else:
            form.deleteLater()
        return True

    def _go_on(self, about: DraftKey) -> None:
        shown = self.details is not None and about == self.details.line.id
        if shown or (about == _MANY and self.is_many) or about == _NEW:
            self.bring_back(about, focus=True)

    def _on_left(self) -> None:
        self.leave()
        self.left.emit()

    def _on_done(self, change: Change) -> None:
        form = self._panel.take_form()
        if form is not None:
            self.back.offer(change, form.said)
            form.deleteLater()
        self.done.emit(change)

    # Forgetting

    def _ask_to_forget(self, details: LeadDetails) -> None:
        """Say what goes and what stays before somebody is forgotten for good."""
        text = self.tr(
            "Name, company, title, email, phone and all notes of this person go, from the history"
            " and from what can be undone, in every lead with the same email. Source, campaign,"
            " owner and the entries themselves stay, and with them all counts.\n\n"
            "This cannot be undone."
        )
        lead_id = details.line.id
        self._frame.messages.ask(
            self.tr("Forget %1?").replace("%1", details.line.name),
            f"{text} {forgetting.backup_policy(self._workspace)}",
            self.tr("Forget this person"),
            lambda: self._forget(lead_id),
        )

    def _forget(self, lead_id: int) -> None:
        workspace = self._workspace
        form, _ = self._drafts.pop(lead_id, (None, ""))
        if form is not None:  # what was typed about somebody is a word of theirs too
            form.deleteLater()
        self._frame.jobs.run(
            lambda progress: forgetting.forget(workspace, lead_id, progress),
            self._forgotten,
            label=self.tr("Forgetting a person"),
        )

    def _forgotten(self, forgotten: Forgotten) -> None:
        if forgotten.remains is not None:
            self._frame.messages.inform(self.tr("Forgotten"), forgotten.remains)
        else:
            self._frame.messages.notice(self.tr("Forgotten."))
