"""The form of one commitment, whose sentence builds itself while one types."""

from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import words
from app.errors import Refusal, refusal_of
from app.model.agreement import Commitment, CommitmentKind
from app.model.people import Side
from app.rules import sentence_parts
from app.rules.sentences import sentence
from app.services.suggestions import Offered, next_due_days
from ui import tokens
from ui.panels.commitment_fields import CommitmentFields, number
from ui.panels.commitment_kinds import Asked, asked_by_kind
from ui.widgets.button import Button
from ui.widgets.form import Form
from ui.widgets.label import Label, Role
from ui.widgets.segmented import Segmented
from ui.widgets.sentence import Quote, Sentence
from ui.widgets.tiles import Tiles


class CommitmentForm(QWidget):
    """Asks for one commitment; `code` names the one edited, whose side and kind stay.

    `quote` and `buttons` are put where they stay in sight while the form scrolls.

    `saved` says that the person is done, `left` that nothing shall be kept.
    """

    saved = Signal()
    left = Signal()

    def __init__(
        self,
        offered: Offered,
        commitment: Commitment | None = None,
        code: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.code = code
        self._offered = offered
        self._kinds = asked_by_kind()
        named = [(kind, words.label(kind), each.meaning) for kind, each in self._kinds.items()]
        self.kind = Tiles(named, CommitmentKind.VOLUME, self.tr("Kind"))
        self.side = Segmented(
            [(side, words.label(side)) for side in Side], Side.MARKETING, self.tr("Side")
        )
        self.explanation = Label("", Role.TERTIARY, wrap=True)
        self.sentence = Sentence()
        self.fields = CommitmentFields(offered)
        self.weight = number(1, 100)
        self.more = Button("", "filter", kind="quiet")
        self.form, self.limits = Form(), Form()
        self._build()
        self._begun = commitment or self._kinds[CommitmentKind.VOLUME].first
        self.show_commitment(self._begun)
        self._listen()

    @property
    def _asked(self) -> Asked:
        return self._kinds[CommitmentKind(str(self.kind.current()))]

    def _build(self) -> None:
        self.form.add("kind", self.tr("What is promised?"), _above(self.kind, self.explanation))
        self.form.add("side", self.tr("Who promises it?"), self.side)
        for name, row in self.fields.rows.items():
            self.form.add(name, row.label, row.field, row.hint)
        beside = self.tr("How much it counts beside the other promises of its side.")
        self.form.add("weight", self.tr("Weight"), self.weight, beside)
        for name, row in self.fields.limits.items():
            self.limits.add(name, row.label, row.field, row.hint)
        self.form.row("kind").setVisible(not self.code)
        self.form.row("side").setVisible(not self.code)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.current().space.m)
        layout.addWidget(self.form)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self.limits)
        layout.addStretch()
        self._build_in_sight()

    def _build_in_sight(self) -> None:
        space = tokens.current().space
        self.quote = QWidget()
        edge = QVBoxLayout(self.quote)
        edge.setContentsMargins(space.l, 0, space.l, space.xs)
        edge.addWidget(Quote(self.sentence))
        self.save = Button(self.tr("Save"), kind="primary")
        self.save.setToolTip(self.tr("Save (%1)").replace("%1", _shown("Ctrl+Return")))
        self.cancel = Button(self.tr("Cancel"))
        self.buttons = QWidget()
        buttons = QHBoxLayout(self.buttons)
        buttons.setContentsMargins(space.l, space.s, space.l, space.m)
        buttons.setSpacing(space.s)
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch()

    def _listen(self) -> None:
        self.kind.chosen.connect(self._kind_chosen)
        self.side.chosen.connect(self._retell)
        self.weight.valueChanged.connect(self._retell)
        for row in (*self.fields.rows.values(), *self.fields.limits.values()):
            for changed in row.changed:
                changed.connect(self._retell)
        self.more.clicked.connect(self._show_limits)
        self.save.clicked.connect(self.saved)
        self.cancel.clicked.connect(self.left)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.saved)

    def show_commitment(self, shown: Commitment) -> None:
        """Fill the fields with a commitment; those its kind does not need keep what they have."""
        self.kind.choose(shown.kind)
        self.side.choose(shown.side)
        self.weight.setValue(shown.weight)
        for name in self._asked.fields:
            self.fields.rows[name].show(shown)
        for name in self._asked.limits:
            self.fields.limits[name].show(shown)
        self._retell()
        limited = any(any(self.fields.limits[name].says().values()) for name in self._asked.limits)
        self.limits.setVisible(limited)
        self.more.setVisible(bool(self._asked.limits) and not limited)
        self.more.set_words(
            self.tr("Limit it to some leads…")
            if self._asked.kind.is_of_leads
            else self.tr("Name a campaign or a persona…")
        )

    def _kind_chosen(self, kind: CommitmentKind) -> None:
        """Begin with the usual values of a kind, keeping what holds for every kind."""
        kept: dict[str, Any] = {"weight": self.weight.value()}
        for name in self._asked.limits:
            kept |= self.fields.limits[name].says()
        self.show_commitment(self._kinds[kind].first.model_copy(update=kept))

    def _show_limits(self) -> None:
        self.limits.show()
        self.more.hide()
        self.limits.row(self._asked.limits[0]).field.setFocus()

    def _retell(self) -> None:
        asked = self._asked
        self.explanation.setText(asked.explanation)
        for name in self.fields.rows:
            self.form.row(name).setVisible(name in asked.fields)
        for name in self.fields.limits:
            self.limits.row(name).setVisible(name in asked.limits)
        self.form.clear_errors()
        self._tell_due_days()
        try:
            told = self.commitment()
        except Refusal as refusal:
            self.sentence.set("…")
            self.form.row(refusal.field or "to_stage").set_error(str(refusal))
            return
        said = sentence(told, self._offered.stages)
        self.sentence.set(said, sentence_parts.figures(told))

    def _tell_due_days(self) -> None:
        field = self.fields.schedule
        schedule = field.schedule() if "schedule" in self._asked.fields else None
        side = Side(str(self.side.current()))
        field.tell(() if schedule is None else next_due_days(self._offered, schedule, side))

    def commitment(self) -> Commitment:
        """Read what the fields say. Raises Refusal, naming the field."""
        said: dict[str, Any] = {"side": Side(str(self.side.current())), "kind": self._asked.kind}
        for name in self._asked.fields:
            said |= self.fields.rows[name].says()
        for name in self._asked.limits:
            said |= self.fields.limits[name].says()
        if said.get("to_stage") is not None and said["stage"] == said["to_stage"]:
            raise Refusal(
                self.tr("Choose another stage than the one it starts from."), field="to_stage"
            )
        if said.get("title") == "":
            raise Refusal(self.tr("Say what it is called."), field="title")
        try:
            return Commitment(weight=self.weight.value(), **said)
        except ValidationError as error:
            raise refusal_of(error) from error

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed that closing would lose."""
        try:
            return self.commitment() != self._begun.model_copy(update={"code": ""})
        except Refusal:
            return True

    def focus_first(self) -> None:
        """Go to the first field."""
        field = self.form.row(self._asked.fields[0]).field if self.code else self.kind
        field.setFocus(Qt.FocusReason.TabFocusReason)


def _shown(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _above(choice: QWidget, explanation: Label) -> QWidget:
    both = QWidget()
    both.setFocusProxy(choice)
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.current().space.xs)
    column.addWidget(choice)
    column.addWidget(explanation)
    return both
