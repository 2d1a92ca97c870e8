"""The cards of the commitments page: the draft, the version in force, each side, all versions."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app import words
from app.model.agreement import Commitment
from app.model.people import Side
from app.rules import sentence_parts
from app.rules.sentences import sentence, signed
from app.services.agreement import AgreementView, VersionView
from ui import tokens
from ui.dates import day_text
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.pill import Pill
from ui.widgets.promise import PromiseRow
from ui.widgets.side import SideMark
from ui.widgets.tile import IconTile

translate = QCoreApplication.translate
Promises = Mapping[str, Commitment]
"""Commitments by their codes."""


class SideCard(Card):
    """What one side promises, and what the draft does to it."""

    def __init__(self, side: Side, heading: str) -> None:
        super().__init__()
        self._side = side
        self.setAccessibleName(heading)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addWidget(SideMark(side, heading))
        self.body.addLayout(self._rows)

    def show_promises(
        self, before: Promises, now: Promises, stages: Mapping[str, str]
    ) -> list[PromiseRow]:
        """List what is promised now and what was before, by codes; gives the rows."""
        clear(self._rows)
        shown: list[PromiseRow] = []
        for code, said in {**before, **now}.items():
            if said.side is not self._side:
                continue
            row = PromiseRow(
                code,
                sentence(said, stages),
                sentence_parts.figures(said),
                said.weight,
                self._marks(before.get(code), now.get(code), stages),
                ended=code not in now,
            )
            if shown:
                self._rows.addWidget(rule())
            self._rows.addWidget(row)
            row.show()  # a layout shows it only later, and what is hidden takes no focus
            shown.append(row)
        if not shown:
            nothing = self.tr("%1 has promised nothing yet.")
            text = nothing.replace("%1", words.label(self._side))
            self._rows.addWidget(Label(text, Role.SECONDARY))
        return shown

    def _marks(
        self, before: Commitment | None, now: Commitment | None, stages: Mapping[str, str]
    ) -> list[tuple[str, State]]:
        if now is None:
            return [(self.tr("ends"), State.NONE)]
        if before is None:
            return [(self.tr("new"), State.KEPT)]
        return [(told, State.AT_RISK) for told in sentence_parts.was(before, now, stages)]


class DraftBar(Card):
    """Says that there is a draft, and what can be done with it."""

    def __init__(self, put_in_force: Callable[[], object], discard: Callable[[], object]) -> None:
        super().__init__()
        space = tokens.current().space
        self.setAccessibleName(self.tr("Draft"))
        self.heading = Label("", Role.HEADING)
        self.note = Label("", Role.CAPTION, wrap=True)
        self.put = Button(self.tr("Put in force…"))
        self.discard = Button(self.tr("Discard"), kind="quiet")
        self.put.clicked.connect(put_in_force)
        self.discard.clicked.connect(discard)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.heading)
        texts.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(space.s)
        row.addWidget(IconTile("pencil"))
        row.addSpacing(space.s)
        row.addLayout(texts, 1)
        row.addWidget(self.discard)
        row.addWidget(self.put)
        self.body.addLayout(row)

    def show_draft(self, view: AgreementView, *, can_discard: bool) -> None:
        """Count what the draft changes; without a draft there is no bar."""
        draft, changes = view.draft, view.changes
        self.setVisible(draft is not None and bool(draft.commitments or view.agreed))
        if draft is None or changes is None:
            return
        count = len(changes.added) + len(changes.changed) + len(changes.ended) + changes.calendars
        if view.agreed:
            counted = _counted(count, self.tr("1 change"), self.tr("%1 changes"))
            note = self.tr("Running clocks keep the version in force until you put this in force.")
        else:
            size = len(draft.commitments)
            counted = _counted(size, self.tr("1 commitment"), self.tr("%1 commitments"))
            note = self.tr("Nothing is measured until you put it in force.")
        heading = self.tr("Draft of version %1: %2").replace("%1", str(draft.number))
        self.heading.setText(heading.replace("%2", counted))
        self.note.setText(note)
        self.put.setEnabled(bool(draft.commitments))
        self.discard.setVisible(can_discard)


class Standing(Card):
    """Which version is in force, and since when."""

    def __init__(self, start_earlier: Callable[[], object]) -> None:
        super().__init__()
        space = tokens.current().space
        self.setAccessibleName(self.tr("Version in force"))
        self.heading = Label("", Role.HEADING)
        self.pill = Pill()
        self.since = Label("", Role.CAPTION, wrap=True)
        self.signed = Label("", Role.CAPTION, wrap=True)
        self.hours = Label("", Role.CAPTION, wrap=True)
        self.earlier = Button(self.tr("Start earlier…"), "history")
        self.earlier.clicked.connect(start_earlier)
        first = QHBoxLayout()
        first.setSpacing(space.s)
        first.addWidget(self.heading)
        first.addWidget(self.pill)
        first.addStretch()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addLayout(first)
        texts.addWidget(self.since)
        texts.addWidget(self.signed)
        texts.addWidget(self.hours)
        row = QHBoxLayout()
        row.setSpacing(space.l)
        row.addWidget(IconTile("handshake"))
        row.addLayout(texts, 1)
        row.addWidget(self.earlier)
        self.body.addLayout(row)

    def show_version(self, view: AgreementView) -> None:
        """Show the version in force, or the one to come; before any is agreed, nothing."""
        self.setVisible(bool(view.agreed))
        if not view.agreed:
            return
        version = view.current
        self.heading.setText(self.tr("Version %1").replace("%1", str(version.number)))
        if view.in_force is None:
            self.pill.set(self.tr("agreed, not yet in force"), State.AT_RISK)
        else:
            self.pill.set(self.tr("in force"), State.KEPT)
        self.since.setText(_days(version, view))
        self.signed.setText(signed(version.signatures))
        self.hours.setText("\n".join(_hours(version)))
        self.earlier.setVisible(len(view.agreed) == 1)


_VERSION_WIDTH = 288


class VersionLine(QWidget):
    """One agreed version: its number, its days, why it came and who signed it."""

    def __init__(self, version: VersionView, view: AgreementView) -> None:
        super().__init__()
        space = tokens.current().space
        here = view.in_force is not None and version.id == view.in_force.id
        row = QHBoxLayout(self)
        row.setContentsMargins(space.s, space.s, space.s, space.s)
        row.setSpacing(space.m)
        name = Label(self.tr("Version %1").replace("%1", str(version.number)), Role.STRONG)
        which = QWidget()
        which.setMinimumWidth(_VERSION_WIDTH)  # so that the reasons of all versions line up
        head = QHBoxLayout(which)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(space.m)
        head.addWidget(name)
        head.addWidget(Label(_days(version, view), Role.SECONDARY))
        if here:
            head.addWidget(Pill(self.tr("in force"), State.KEPT))
        head.addStretch()
        row.addWidget(which)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        if version.reason:
            texts.addWidget(Label(version.reason, Role.SECONDARY, wrap=True))
        texts.addWidget(Label(signed(version.signatures), Role.CAPTION, wrap=True))
        row.addLayout(texts, 1)


def _days(version: VersionView, view: AgreementView) -> str:
    """Say in which days a version holds."""
    if version.first_day is None:
        return ""
    following = next((each for each in view.agreed if each.number == version.number + 1), None)
    if following is not None and following.first_day is not None:
        last = day_text(following.first_day - timedelta(days=1))
        text = translate("Commitments", "%1 – %2").replace("%2", last)
    elif view.in_force is not None and version.number <= view.in_force.number:
        text = translate("Commitments", "since %1")
    else:
        text = translate("Commitments", "from %1 on")
    return text.replace("%1", day_text(version.first_day))


def _hours(version: VersionView) -> list[str]:
    """Say which hours are business hours, of each side where they differ."""
    both = translate("Commitments", "Business hours: %1")
    own = translate("Commitments", "Business hours of %2: %1")
    return [
        (own.replace("%2", words.label(side)) if side else both).replace(
            "%1", sentence_parts.hours_text(calendar)
        )
        for side, calendar in version.calendars.items()
    ]


def _counted(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.replace("%1", str(count))


def rule() -> QFrame:
    """Draw a line between two rows."""
    line = QFrame()
    line.setProperty("role", "rule")
    return line


def clear(layout: QVBoxLayout) -> None:
    """Take every row out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
