"""Hand leads over to Sales."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from app.changes import Change, Progress
from app.model.stages import MQL
from app.services import leads
from ui.dialogs.lead_form import Desk, ManyForm, note_of


class HandOverForm(ManyForm):
    """To whom, at which stage, when and by whom: the clocks of the promises to it start then.

    `stages` names the stages by key. Several leads go each to its own owner unless one is chosen.
    """

    def __init__(
        self, desk: Desk, handed: Sequence[int], owner_id: int | None, stages: Mapping[str, str]
    ) -> None:
        many = len(handed) > 1
        super().__init__(
            desk,
            handed,
            self.tr("Hand over to Sales"),
            self.tr("Hand over"),
            self.tr("Handed over."),
            self.tr("Handed over %1 leads."),
        )
        nobody = self.tr("Each to its own owner") if many else self.tr("Nobody yet")
        self.owner = self.add_person("owner_id", self.tr("To"), owner_id, nobody, sales_only=True)
        self.stage = QComboBox()
        for key, name in stages.items():
            self.stage.addItem(name, key)
        self.stage.setCurrentIndex(self.stage.findData(MQL))
        self.form.add("stage", self.tr("As"), self.stage)
        self.at, self.by = self.add_when_and_who()
        self.note = self.add_note()

    def first_field(self) -> QWidget:
        """Start at the owner."""
        return self.owner

    def prepare(self) -> Callable[[Progress], Change]:
        """Read to whom, when and by whom. Raises Refusal."""
        owner_id, stage = self.owner.currentData(), self.stage.currentData()
        at, by_id, note = self.at.instant(), self.by.currentData(), note_of(self.note)
        workspace, handed = self.desk.workspace, self.leads

        def work(progress: Progress) -> Change:
            return leads.hand_over(
                workspace,
                handed,
                owner_id=owner_id,
                stage=None if stage == MQL else stage,
                at=at,
                by_id=by_id,
                note=note,
                progress=progress,
            )

        return work
