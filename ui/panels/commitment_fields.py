"""The fields that the form of a commitment puts together, each by its name."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication, SignalInstance
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from app import words
from app.model.agreement import Commitment
from app.model.cadence import Cadence
from app.model.duration import DurationUnit, Within
from app.services.suggestions import Offered
from ui import tokens
from ui.widgets.level_field import LevelField
from ui.widgets.list_field import ListField
from ui.widgets.schedule_field import ScheduleField
from ui.widgets.share_box import ShareBox
from ui.widgets.within_field import WithinField


class Row(NamedTuple):
    """A field under its label: what it says by the commitment's own names, and how it shows one."""

    label: str
    field: QWidget
    changed: tuple[SignalInstance, ...]
    says: Callable[[], dict[str, Any]]
    show: Callable[[Commitment], object]
    hint: str = ""


class CommitmentFields:
    """The fields themselves; `rows` has those that depend on the kind, `limits` those about which leads."""

    def __init__(self, offered: Offered) -> None:
        self.title = QLineEdit()
        self.title.setMaxLength(120)
        self.count, self.cadence = number(1, 100_000_000), _cadences()
        self.count.setAccessibleName(_tr("At least"))
        self.level, self.every = LevelField(_tr("Level")), _cadences()
        self.share = ShareBox()
        self.attempts = number(1, 100)
        self.schedule = ScheduleField()
        self.within = WithinField(Within(4, DurationUnit.BUSINESS_HOURS), _tr("Within"))
        self.accept_within = WithinField(
            Within(5, DurationUnit.BUSINESS_DAYS), _tr("Accepted within")
        )
        self.reached = _choice(offered.stages)
        self.stage, self.to_stage = _choice(offered.stages), _choice(offered.stages)
        self.at_stage = _choice({None: _tr("every stage"), **offered.stages})
        self.sources = ListField(offered.sources)
        self.campaigns = ListField(offered.campaigns)
        self.personas = ListField(offered.personas)
        self.rows = self._rows()
        self.limits = self._limits()

    def _rows(self) -> dict[str, Row]:
        """In the order they stand in the form."""
        return {
            "title": Row(
                _tr("What it is called"),
                self.title,
                (self.title.textChanged,),
                lambda: {"title": self.title.text().strip()},
                lambda shown: self.title.setText(shown.title or ""),
            ),
            "schedule": Row(
                _tr("When it is due"),
                self.schedule,
                (self.schedule.changed,),
                lambda: {"schedule": self.schedule.schedule()},
                lambda shown: self.schedule.set_schedule(shown.schedule),
            ),
            "share": Row(
                _tr("At least"),
                self.share,
                (self.share.valueChanged,),
                lambda: {"share": self.share.share},
                lambda shown: self.share.set_share(shown.share or 0),
            ),
            "attempts": Row(
                _tr("Attempts"),
                self.attempts,
                (self.attempts.valueChanged,),
                lambda: {"attempts": self.attempts.value()},
                lambda shown: self.attempts.setValue(shown.attempts or 0),
                _tr(
                    "Two on one channel within 15 minutes count as one, automatic replies not at all."
                ),
            ),
            "count": Row(
                _tr("At least"),
                _beside(self.count, self.cadence),
                (self.count.valueChanged, self.cadence.currentIndexChanged),
                lambda: {"count": self.count.value(), "cadence": _cadence(self.cadence)},
                self._show_count,
            ),
            "level": Row(
                _tr("The figure"),
                self.level,
                (self.level.changed,),
                lambda: {"level": self.level.level, "at_most": self.level.at_most},
                lambda shown: self.level.set_level(shown.level or 0, at_most=shown.at_most),
            ),
            "every": Row(
                _tr("Typed in"),
                self.every,
                (self.every.currentIndexChanged,),
                lambda: {"cadence": _cadence(self.every)},
                lambda shown: _choose(self.every, shown.cadence),
            ),
            "reached": _stage_row(_tr("Leads that reach the stage"), self.reached),
            "stage": _stage_row(_tr("From stage"), self.stage),
            "to_stage": _stage_row(_tr("To stage"), self.to_stage, "to_stage"),
            "within": Row(
                _tr("Within"),
                self.within,
                (self.within.changed,),
                lambda: {"within": self.within.within},
                lambda shown: self.within.set_within(_given(shown.within)),
            ),
            "accept_within": Row(
                _tr("Accepted within"),
                self.accept_within,
                (self.accept_within.changed,),
                lambda: {"accept_within": self.accept_within.within},
                lambda shown: self.accept_within.set_within(_given(shown.accept_within)),
                _tr("So long the other side may accept or return it; then silence accepts."),
            ),
        }

    def _limits(self) -> dict[str, Row]:
        return {
            "sources": _words_row("sources", _tr("Only from these sources"), self.sources),
            "campaigns": _words_row("campaigns", _tr("Only of these campaigns"), self.campaigns),
            "personas": _words_row("personas", _tr("Only of these personas"), self.personas),
            "at_stage": _stage_row(_tr("Only handed over as"), self.at_stage),
        }

    def _show_count(self, shown: Commitment) -> None:
        self.count.setValue(shown.count or 0)
        _choose(self.cadence, shown.cadence)


def number(least: int, most: int) -> QSpinBox:
    """Make a field for a whole number."""
    box = QSpinBox()
    box.setRange(least, most)
    box.setGroupSeparatorShown(True)
    return box


def _stage_row(label: str, box: QComboBox, name: str = "stage") -> Row:
    return Row(
        label,
        box,
        (box.currentIndexChanged,),
        lambda: {name: box.currentData()},
        lambda shown: _choose(box, getattr(shown, name)),
    )


def _words_row(name: str, label: str, field: ListField) -> Row:
    field.setPlaceholderText(_tr("all; separate several with commas"))
    return Row(
        label,
        field,
        (field.textChanged,),
        lambda: {name: field.words()},
        lambda shown: field.set_words(getattr(shown, name)),
    )


def _choice(choices: Mapping[Any, str]) -> QComboBox:
    box = QComboBox()
    for key, name in choices.items():
        box.addItem(name, key)
    return box


def _choose(box: QComboBox, key: str | None) -> None:
    box.setCurrentIndex(box.findData(key))


def _cadences() -> QComboBox:
    every = _tr("every %1")
    box = _choice({each: every.replace("%1", words.label(each).lower()) for each in Cadence})
    box.setAccessibleName(_tr("Every"))
    return box


def _cadence(box: QComboBox) -> Cadence:
    return Cadence(box.currentData())


def _given(within: Within | None) -> Within:
    """What a commitment of this kind always has."""
    if within is None:
        raise ValueError("a commitment without its duration")
    return within


def _beside(amount: QSpinBox, box: QComboBox) -> QWidget:
    both = QWidget()
    both.setFocusProxy(amount)
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(tokens.current().space.s)
    row.addWidget(amount, 1)
    row.addWidget(box, 2)
    return both


def _tr(text: str) -> str:
    return QCoreApplication.translate("CommitmentForm", text)
