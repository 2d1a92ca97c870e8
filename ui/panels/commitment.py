"""The form of one commitment, whose sentence builds itself while one types."""

from typing import TypeVar

from pydantic import ValidationError
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app import words
from app.errors import Refusal, refusal_of
from app.model.agreement import Commitment, CommitmentKind
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within
from app.model.people import Side
from app.model.stages import CUSTOMER, MQL
from app.rules import sentence_parts
from app.rules.sentences import sentence
from app.services.suggestions import Offered
from ui import tokens
from ui.widgets.button import Button
from ui.widgets.form import Form
from ui.widgets.label import Label, Role
from ui.widgets.list_field import ListField
from ui.widgets.segmented import Segmented
from ui.widgets.sentence import Quote, Sentence
from ui.widgets.share_box import ShareBox

translate = QCoreApplication.translate
_FIELDS = {
    CommitmentKind.VOLUME: ("count", "reached"),
    CommitmentKind.RESPONSE: ("share", "within"),
    CommitmentKind.CONVERSION: ("share", "stage", "to_stage", "within"),
    CommitmentKind.QUALITY: ("share",),
}
_FIRST = {
    CommitmentKind.VOLUME: Commitment(
        side=Side.MARKETING,
        kind=CommitmentKind.VOLUME,
        count=60,
        cadence=Cadence.MONTH,
        stage=MQL,
    ),
    CommitmentKind.RESPONSE: Commitment(
        side=Side.SALES,
        kind=CommitmentKind.RESPONSE,
        share=9500,
        within=Within(4, DurationUnit.BUSINESS_HOURS),
    ),
    CommitmentKind.CONVERSION: Commitment(
        side=Side.SALES,
        kind=CommitmentKind.CONVERSION,
        share=1000,
        stage=MQL,
        to_stage=CUSTOMER,
        within=Within(90, DurationUnit.DAYS),
    ),
    CommitmentKind.QUALITY: Commitment(
        side=Side.MARKETING, kind=CommitmentKind.QUALITY, share=8000
    ),
}
"""What each kind begins with."""

Key = TypeVar("Key", Cadence, DurationUnit)


class CommitmentForm(QWidget):
    """Asks for one commitment; `code` names the one edited, whose side and kind stay.

    `buttons` is put where it stays in sight while the form scrolls.

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
        self._stages = offered.stages
        named = [(kind, words.label(kind)) for kind in CommitmentKind]
        self.kind = Segmented(named, CommitmentKind.VOLUME, self.tr("Kind"))
        self.side = Segmented(
            [(side, words.label(side)) for side in Side], Side.MARKETING, self.tr("Side")
        )
        self.explanation = Label("", Role.TERTIARY, wrap=True)
        self.sentence = Sentence()
        self.count, self.cadence = _number(1, 100_000_000), QComboBox()
        self.share = ShareBox()
        self.amount, self.unit = _number(1, DurationUnit.MINUTES.most), QComboBox()
        self.reached, self.stage, self.to_stage = QComboBox(), QComboBox(), QComboBox()
        self.weight = _number(1, 100)
        self.sources = ListField(offered.sources)
        self.campaigns = ListField(offered.campaigns)
        self.form = Form()
        self._build()
        self._begun = commitment or _FIRST[CommitmentKind.VOLUME]
        self.show_commitment(self._begun)
        self._listen()

    def _build(self) -> None:
        space = tokens.current().space
        _offer(self.cadence, {each: _every(each) for each in Cadence})
        _offer(self.unit, {each: words.label(each).lower() for each in DurationUnit})
        for stage in (self.reached, self.stage, self.to_stage):
            _offer(stage, self._stages)
        self.cadence.setAccessibleName(self.tr("Every"))
        self.unit.setAccessibleName(self.tr("Unit"))
        form = self.form
        form.add("kind", self.tr("What is promised?"), _above(self.kind, self.explanation))
        form.add("side", self.tr("Who promises it?"), self.side)
        form.add("share", self.tr("At least"), self.share)
        form.add("count", self.tr("At least"), _beside(self.count, self.cadence))
        form.add("reached", self.tr("Leads that reach the stage"), self.reached)
        form.add("stage", self.tr("From stage"), self.stage)
        form.add("to_stage", self.tr("To stage"), self.to_stage)
        form.add("within", self.tr("Within"), _beside(self.amount, self.unit))
        form.add(
            "weight",
            self.tr("Weight"),
            self.weight,
            self.tr("How much it counts beside the other promises of its side."),
        )
        form.add("sources", self.tr("Only leads from these sources"), self.sources)
        form.add("campaigns", self.tr("Only leads of these campaigns"), self.campaigns)
        for field in (self.sources, self.campaigns):
            field.setPlaceholderText(self.tr("all; separate several with commas"))
        self.amount.setAccessibleName(self.tr("Within"))
        self.count.setAccessibleName(self.tr("At least"))
        form.row("kind").setVisible(not self.code)
        form.row("side").setVisible(not self.code)
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space.m)
        layout.addWidget(Quote(self.sentence))
        layout.addWidget(self.form)
        layout.addStretch()

    def _listen(self) -> None:
        self.kind.chosen.connect(self._kind_chosen)
        self.side.chosen.connect(self._retell)
        for box in (self.cadence, self.unit, self.reached, self.stage, self.to_stage):
            box.currentIndexChanged.connect(self._retell)
        for number in (self.count, self.amount, self.weight):
            number.valueChanged.connect(self._retell)
        self.share.valueChanged.connect(self._retell)
        for field in (self.sources, self.campaigns):
            field.textChanged.connect(self._retell)
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
        if shown.count is not None:
            self.count.setValue(shown.count)
        if shown.share is not None:
            self.share.set_share(shown.share)
        if shown.within is not None:
            self._choose(self.unit, shown.within.unit)
            self._fit_amount()
            self.amount.setValue(shown.within.amount)
        volume = shown.kind is CommitmentKind.VOLUME
        for box, key in (
            (self.cadence, shown.cadence),
            (self.reached if volume else self.stage, shown.stage),
            (self.to_stage, shown.to_stage),
        ):
            if key is not None:
                self._choose(box, key)
        self.weight.setValue(shown.weight)
        self.sources.set_words(shown.sources)
        self.campaigns.set_words(shown.campaigns)
        self._retell()

    def _choose(self, box: QComboBox, key: str) -> None:
        box.setCurrentIndex(box.findData(key))

    def _kind_chosen(self, kind: CommitmentKind) -> None:
        """Begin with the usual values of a kind, keeping what holds for every kind."""
        kept = {name: getattr(self, name).words() for name in ("sources", "campaigns")}
        first = _FIRST[kind].model_copy(update={**kept, "weight": self.weight.value()})
        self.show_commitment(first)

    def _fit_amount(self) -> None:
        """Let only the end of a business day count from 0, the same day, and none last for ages."""
        unit = DurationUnit(self.unit.currentData())
        at_end = unit is DurationUnit.END_OF_BUSINESS_DAY
        self.amount.setRange(0 if at_end else 1, unit.most)
        self.amount.setSpecialValueText(self.tr("same") if at_end else "")

    def _retell(self) -> None:
        kind = CommitmentKind(str(self.kind.current()))
        self._fit_amount()
        self.explanation.setText(_explanation(kind))
        for name in ("count", "reached", "share", "stage", "to_stage", "within"):
            self.form.row(name).setVisible(name in _FIELDS[kind])
        self.form.clear_errors()
        try:
            told = self.commitment()
        except Refusal as refusal:
            self.sentence.set("…")
            self.form.row(refusal.field or "to_stage").set_error(str(refusal))
            return
        self.sentence.set(sentence(told, self._stages), sentence_parts.figures(told))

    def commitment(self) -> Commitment:
        """Read what the fields say. Raises Refusal, naming the field."""
        kind = CommitmentKind(str(self.kind.current()))
        needed = _FIELDS[kind]
        start = self.reached if kind is CommitmentKind.VOLUME else self.stage
        if "to_stage" in needed and self.stage.currentData() == self.to_stage.currentData():
            raise Refusal(
                self.tr("Choose another stage than the one it starts from."), field="to_stage"
            )
        try:
            return Commitment(
                side=Side(str(self.side.current())),
                kind=kind,
                weight=self.weight.value(),
                share=self.share.share if "share" in needed else None,
                count=self.count.value() if "count" in needed else None,
                cadence=Cadence(self.cadence.currentData()) if "count" in needed else None,
                within=Within(self.amount.value(), DurationUnit(self.unit.currentData()))
                if "within" in needed
                else None,
                stage=start.currentData() if {"reached", "stage"} & {*needed} else None,
                to_stage=self.to_stage.currentData() if "to_stage" in needed else None,
                sources=self.sources.words(),
                campaigns=self.campaigns.words(),
            )
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
        if self.code:
            first = _FIELDS[CommitmentKind(str(self.kind.current()))][0]
            self.form.row(first).field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            chosen = (each for each in self.kind.findChildren(QAbstractButton) if each.isChecked())
            next(chosen).setFocus(Qt.FocusReason.TabFocusReason)


def _number(least: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setGroupSeparatorShown(True)
    return box


def _offer(box: QComboBox, choices: dict[Key, str] | dict[str, str]) -> None:
    for key, name in choices.items():
        box.addItem(name, key)


def _every(cadence: Cadence) -> str:
    return translate("CommitmentForm", "every %1").replace("%1", words.label(cadence).lower())


def _shown(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _explanation(kind: CommitmentKind) -> str:
    return {
        CommitmentKind.VOLUME: translate(
            "CommitmentForm", "So many leads reach a stage in every period."
        ),
        CommitmentKind.RESPONSE: translate(
            "CommitmentForm", "Each lead handed over gets its first contact in time."
        ),
        CommitmentKind.CONVERSION: translate(
            "CommitmentForm", "Of the leads at one stage, so many reach another one in time."
        ),
        CommitmentKind.QUALITY: translate(
            "CommitmentForm", "Of the leads handed over, so many are good enough to be accepted."
        ),
    }[kind]


def _above(choice: QWidget, explanation: Label) -> QWidget:
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.current().space.xs)
    column.addWidget(choice)
    column.addWidget(explanation)
    return both


def _beside(number: QSpinBox, box: QComboBox) -> QWidget:
    both = QWidget()
    both.setFocusProxy(number)
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(tokens.current().space.s)
    row.addWidget(number, 1)
    row.addWidget(box, 2)
    return both
