"""The agreement a new workspace may begin with, as its sentences read."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.model.people import Side
from app.model.stages import DEFAULT_STAGES
from app.rules import sentence_parts
from app.rules.sentences import sentence
from app.services import terms_text
from ui import fonts, tokens
from ui.dates import day_text
from ui.fonts import Type
from ui.widgets.card import Card
from ui.widgets.label import Label, Role
from ui.widgets.sentence import Sentence
from ui.widgets.side import SideMark


class StarterCard(Card):
    """Shows what it promises; `wanted` is ticked while the workspace shall begin with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        space = tokens.current().space
        self.setAccessibleName(self.tr("Starter agreement"))
        self.wanted = QCheckBox(self.tr("Start with the starter agreement"))
        self.wanted.setFont(fonts.font(Type.HEADING))
        self.wanted.setChecked(True)
        terms = QWidget()
        lines = QVBoxLayout(terms)
        lines.setContentsMargins(0, space.s, 0, 0)
        lines.setSpacing(space.s)
        for side in Side:
            self._list(side, lines)
        self._since = Label("", Role.TERTIARY, wrap=True)
        lines.addWidget(self._since)
        about = self.tr("Promises that most teams can begin with")
        self.body.addWidget(self.wanted)
        self.body.addWidget(Label(about, Role.CAPTION))
        self.body.addWidget(terms)
        self.body.addStretch()
        self.wanted.toggled.connect(terms.setEnabled)

    def _list(self, side: Side, lines: QVBoxLayout) -> None:
        stages = {stage.key: stage.name for stage in DEFAULT_STAGES}
        promises = {
            Side.MARKETING: self.tr("Marketing promises"),
            Side.SALES: self.tr("Sales promises"),
        }
        lines.addWidget(SideMark(side, promises[side]))
        for promise in terms_text.starter().commitments:
            if promise.side is side:
                lines.addWidget(
                    Sentence(sentence(promise, stages), sentence_parts.figures(promise))
                )
        lines.addSpacing(tokens.current().space.s)

    def show_first_day(self, day: date) -> None:
        """Say from which day it would be in force."""
        words = self.tr("In force from %1. You can change every number later.")
        self._since.setText(words.replace("%1", day_text(day)))
