"""What each side has promised: the version in force, and the draft of the next one."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app import words
from app.changes import Area, Change
from app.errors import Refusal
from app.model.people import Side
from app.services import agreement, suggestions
from app.services.agreement import VersionView
from app.services.workspaces import Workspace
from ui import tokens
from ui.actions import Command, Menu
from ui.dialogs.put_in_force import FirstDayDialog
from ui.page import Frame, Page
from ui.pages.commitments_cards import DraftBar, SideCard, Standing, VersionLine, clear, rule
from ui.pages.commitments_force import ComingIntoForce
from ui.pages.commitments_form import FormPanel
from ui.panels.commitment import CommitmentForm
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.scroll import ScrollColumn

if TYPE_CHECKING:
    from ui.widgets.promise import PromiseRow

_PANEL_WIDTH, _LIST_WIDTH = 440, 480


class CommitmentsPage(Page):
    """Lists the promises of both sides, and has them added, edited and ended in a draft.

    `person_id` tells who sits here.
    """

    areas = frozenset({Area.AGREEMENT})

    def __init__(
        self, frame: Frame, workspace: Workspace, person_id: Callable[[], int | None] = lambda: None
    ) -> None:
        super().__init__(frame)
        self._workspace = workspace
        self._view = agreement.agreement(workspace)
        self._stages = suggestions.stage_names(workspace)
        self._force = ComingIntoForce(frame, workspace, self, person_id)
        self.rows: list[PromiseRow] = []
        self.column = ScrollColumn(self.tr("Commitments"))
        self.draft_bar = DraftBar(self.put_in_force, self.discard)
        self.standing = Standing(self.start_earlier)
        self.cards = {
            Side.MARKETING: SideCard(Side.MARKETING, self.tr("Marketing promises Sales")),
            Side.SALES: SideCard(Side.SALES, self.tr("Sales promises Marketing")),
        }
        self.versions = Card(self.tr("Versions"))
        self.empty = EmptyState(
            "table",
            self.tr("No promise is written down yet"),
            self.tr("Write down what each side owes the other, and Tandem starts the clocks."),
            self.tr("Add a commitment…"),
            self.add,
        )
        self.starter = Button(self.tr("Use the starter agreement…"))
        self.panel = FormPanel(frame, self)
        self._build()

    def _build(self) -> None:
        body = self.column.body
        for card in (self.draft_bar, self.standing, *self.cards.values(), self.versions):
            body.addWidget(card)
        body.addStretch(1)
        inside = self.empty.layout()
        if isinstance(inside, QVBoxLayout):
            inside.insertWidget(inside.count() - 1, self.starter, 0, Qt.AlignmentFlag.AlignHCenter)
        self.starter.clicked.connect(self.use_starter)
        self.panel.opened.connect(self._form_opened)
        self.panel.left.connect(self._form_left)
        self.panel.save_asked.connect(self.save)
        self._beside = QVBoxLayout()
        self._beside.addWidget(self.panel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.column, 1)
        row.addWidget(self.empty, 1)
        row.addLayout(self._beside)

    def _show_panel(self, shown: bool) -> None:
        """Make room for the panel: beside the list, or in a narrow window in its place."""
        narrow = self.width() < _LIST_WIDTH + _PANEL_WIDTH
        edge = tokens.current().space.xl if shown else 0
        self._beside.setContentsMargins(edge if narrow else 0, edge, edge, edge)
        self.panel.setFixedWidth(self.width() - 2 * edge if narrow else _PANEL_WIDTH)
        self.column.setVisible(self._something and not (shown and narrow))
        self.empty.setVisible(not self._something and not (shown and narrow))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the panel in."""
        super().resizeEvent(event)
        self._show_panel(not self.panel.isHidden())

    @property
    def form(self) -> CommitmentForm | None:
        """The form shown, if any."""
        return self.panel.form

    def commands(self) -> Sequence[Command]:
        """Give what can be done with the agreement."""
        return [
            Command(
                "commitments.add",
                self.tr("Add a commitment…"),
                "plus",
                self.add,
                "Ctrl+Shift+N",
                enabled=self.panel.isHidden,
                menu=Menu.EDIT,
            ),
            Command(
                "commitments.put_in_force",
                self.tr("Put the draft in force…"),
                "handshake",
                self.put_in_force,
                enabled=lambda: bool(self._drafted),
                menu=Menu.EDIT,
            ),
            Command(
                "commitments.discard",
                self.tr("Discard the draft"),
                "trash-2",
                self.discard,
                enabled=self._can_discard,
                menu=Menu.EDIT,
            ),
            Command(
                "commitments.start_earlier",
                self.tr("Start the agreement earlier…"),
                "history",
                self.start_earlier,
                enabled=lambda: len(self._view.agreed) == 1,
                menu=Menu.EDIT,
            ),
        ]

    def primary(self) -> str | None:
        """Add a commitment."""
        return "commitments.add" if self._something else None

    # what is shown

    @property
    def _stated(self) -> VersionView:
        """What the list shows: the draft, or the version agreed last."""
        return self._view.draft or self._view.agreed[-1]

    @property
    def _something(self) -> bool:
        """Whether any promise is written down."""
        return bool(self._view.agreed or self._stated.commitments)

    @property
    def _drafted(self) -> tuple[agreement.StatedCommitment, ...]:
        return self._view.draft.commitments if self._view.draft else ()

    def _can_discard(self) -> bool:
        return self._view.draft is not None and bool(self._view.agreed)

    def refresh(self, change: Change | None) -> None:
        """Read the agreement anew; the row with the keyboard keeps it."""
        self._view = agreement.agreement(self._workspace)
        self._stages = suggestions.stage_names(self._workspace)
        focused = next((row.code for row in self.rows if row.hasFocus()), None)
        self._show_panel(not self.panel.isHidden())
        self.draft_bar.show_draft(self._view, can_discard=self._can_discard())
        self.standing.show_version(self._view)
        self._show_promises()
        self._show_versions()
        if focused is not None and not self._focus(focused) and self.rows:
            self.rows[0].setFocus()
        self.frame.commands.refresh()
        self.primary_changed.emit()

    def _focus(self, code: str) -> bool:
        for row in self.rows:
            if row.code == code:
                row.setFocus()
                return True
        return False

    def _show_promises(self) -> None:
        agreed = self._view.agreed[-1] if self._view.agreed else None
        now = {each.code: each.commitment for each in self._stated.commitments}
        before = {each.code: each.commitment for each in agreed.commitments} if agreed else now
        self.rows = []
        for card in self.cards.values():
            self.rows += card.show_promises(before, now, self._stages)
        for row in self.rows:
            row.edit_asked.connect(self._editor(row.code))
            row.end_asked.connect(self._ender(row.code))
            row.stepped.connect(self._step)

    def _show_versions(self) -> None:
        """List the versions when there is more to tell than the one in force."""
        clear(self.versions.body)
        self.versions.setVisible(len(self._view.agreed) > 1)
        for version in reversed(self._view.agreed):
            if self.versions.body.count():
                self.versions.body.addWidget(rule())
            self.versions.body.addWidget(VersionLine(version, self._view))

    def _step(self, by: int) -> None:
        at = next((place for place, row in enumerate(self.rows) if row.hasFocus()), 0)
        self.rows[min(max(at + by, 0), len(self.rows) - 1)].setFocus()

    # adding, editing, ending

    def _editor(self, code: str) -> Callable[[], None]:
        return lambda: self.edit(code)

    def _ender(self, code: str) -> Callable[[], None]:
        return lambda: self.end(code)

    def add(self) -> None:
        """Open an empty form."""
        offered = suggestions.offered(self._workspace)
        self.panel.show_form(CommitmentForm(offered), self.tr("Add a commitment"), "")

    def edit(self, code: str) -> None:
        """Open a commitment of the draft, or of the version it would begin with."""
        stated = next((each for each in self._stated.commitments if each.code == code), None)
        if stated is None:
            return
        offered = suggestions.offered(self._workspace)
        subtitle = self.tr("%1 · promised by %2")
        subtitle = subtitle.replace("%1", words.label(stated.commitment.kind))
        subtitle = subtitle.replace("%2", words.label(stated.commitment.side))
        form = CommitmentForm(offered, stated.commitment, code)
        self.panel.show_form(form, self.tr("Edit %1").replace("%1", code), subtitle)

    def save(self) -> None:
        """Write what the form says into the draft, or say beside the field what is wrong."""
        form = self.form
        if form is None:
            return
        form.form.clear_errors()
        try:
            said = form.commitment()
            if form.code:
                agreement.edit_commitment(self._workspace, form.code, said)
            else:
                agreement.add_commitment(self._workspace, said)
        except Refusal as refusal:
            form.form.show_refusal(refusal)
            return
        code, changed = form.code, form.is_changed
        self.panel.finish()
        if not code:
            self._tell(self.tr("The commitment was added to the draft."))
        elif changed:
            self._tell(self.tr("%1 was changed in the draft.").replace("%1", code))
        self._focus(code)

    def _form_opened(self) -> None:
        self._show_panel(True)
        self.frame.commands.refresh()

    def _form_left(self, code: str) -> None:
        self._show_panel(False)
        self.frame.commands.refresh()
        if not self._focus(code) and self.rows:
            self.rows[0].setFocus()

    def end(self, code: str) -> None:
        """Leave a commitment out of the draft."""
        agreement.end_commitment(self._workspace, code)
        agreed = self._view.agreed[-1].commitments if self._view.agreed else ()
        if any(each.code == code for each in agreed):
            told = self.tr("%1 ends when the draft comes into force.")
        else:
            told = self.tr("%1 was taken out of the draft.")
        self._tell(told.replace("%1", code))

    def discard(self) -> None:
        """Remove the draft."""
        agreement.discard_draft(self._workspace)
        self._tell(self.tr("The draft was discarded."))

    def _tell(self, text: str) -> None:
        self.frame.messages.notice(
            text, self.tr("Undo"), lambda: self.frame.commands.run("edit.undo")
        )

    # coming into force

    def put_in_force(self) -> FirstDayDialog:
        """Ask from which day the draft holds, and agree on it."""
        return self._force.put_draft(self._view)

    def start_earlier(self) -> FirstDayDialog:
        """Ask from which earlier day the only agreed version holds."""
        return self._force.start_earlier(self._view)

    def use_starter(self) -> FirstDayDialog:
        """Ask from which day the starter agreement holds, and agree on it."""
        return self._force.use_starter(self._view)

    def half_typed(self) -> bool:
        """Tell whether the form open has changes that were not saved."""
        return self.form is not None and self.form.is_changed

    def leave(self) -> bool:
        """Close the form."""
        if self.panel.isHidden():
            return False
        self.panel.close_panel()
        return True
