"""The four figures one sees from two metres away; each opens the rows behind it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import words
from app.model.people import Side
from app.rules import sentences
from app.rules.numbers import percent, points_text
from app.rules.periods import previous
from app.services.overview import CommitmentLine, Overview, SideFigure
from ui import fonts
from ui.charts.days import short_name
from ui.fonts import Type
from ui.widgets.card import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.label import Label, Role
from ui.widgets.marks import State
from ui.widgets.pill import Pill
from ui.widgets.side import SideMark

_NOTHING = "\N{EN DASH}"


class ComplianceCard(Card):
    """The compliance of both sides in the period, how it moved, and what was agreed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(is_door=True, parent=parent)
        self.caption = Label("", Role.CAPTION, wrap=True)
        self.figure = Label("", Role.FIGURE)
        self.moved = Label("", Role.SECONDARY, wrap=True)
        self.restated = Label("", Role.CAPTION, wrap=True)
        self.agreed = Label("", Role.CAPTION, wrap=True)
        self.body.setSpacing(2)
        for label in (self.caption, self.figure, self.moved, self.restated, self.agreed):
            self.body.addWidget(label)
        self.body.addStretch(1)

    def show_figures(self, overview: Overview) -> None:
        """Put the figures of the overview in place."""
        runs = overview.today in overview.period
        name = short_name(overview.period, overview.today)
        caption = self.tr("SLA compliance, %1 to date") if runs else self.tr("SLA compliance, %1")
        self.caption.setText(caption.replace("%1", name))
        value = overview.compliance.value
        self.figure.setText(_NOTHING if value is None else percent(value))
        self.moved.setText(self._moved(overview))
        self.restated.setText(overview.restated.get("", ""))
        self.restated.setVisible(bool(self.restated.text()))
        names = {line.code: line.name for line in overview.commitments}
        without = [names.get(code, code) for code in overview.compliance.left_out]
        parts = []
        if overview.compliance.agreed is not None:
            text = percent(overview.compliance.agreed)
            parts.append(self.tr("agreed %1").replace("%1", text))
        if without and value is not None:
            parts.append(self.tr("without %1").replace("%1", ", ".join(without)))
        self.agreed.setText(" · ".join(parts))
        said = (self.caption, self.figure, self.moved, self.restated, self.agreed)
        self.setAccessibleName(" ".join(label.text() for label in said if label.text()))

    def _moved(self, overview: Overview) -> str:
        value, before = overview.compliance.value, overview.before
        if value is None:
            return self.tr("nothing fell due")
        name = short_name(previous(overview.period), overview.today)
        if before is None:
            return self.tr("nothing fell due in %1").replace("%1", name)
        if value == before:
            return self.tr("as in %1").replace("%1", name)
        text = self.tr("▲ %1 on %2") if value > before else self.tr("▼ %1 on %2")
        return text.replace("%1", points_text(value - before)).replace("%2", name)


class SideCard(Card):
    """How many of its commitments a side keeps, and the one that most needs a look."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(is_door=True, parent=parent)
        self.side = side
        head = QHBoxLayout()
        head.setSpacing(5)
        head.addWidget(SideMark(side.value, words.label(side)))
        head.addWidget(Label(self.tr("keeps"), Role.CAPTION), 1)
        self.kept = Label("", Role.FIGURE)
        self.of = Label("", Role.SECONDARY)
        self.of.setFont(fonts.font(Type.HEADING))
        self.of.setContentsMargins(0, 0, 0, 4)
        self.standing = Label("", Role.SECONDARY, wrap=True)
        self.worst = Label("", Role.CAPTION, wrap=True)
        figure = QHBoxLayout()
        figure.setSpacing(8)
        figure.addWidget(self.kept)
        figure.addWidget(self.of, 1, Qt.AlignmentFlag.AlignBottom)
        self.body.setSpacing(2)
        self.body.addLayout(head)
        self.body.addLayout(figure)
        self.body.addWidget(self.standing)
        self.body.addWidget(self.worst)
        self.body.addStretch(1)

    def show_figures(self, overview: Overview) -> None:
        """Put the side's figures in place."""
        figure = overview.sides[self.side]
        mine = [line for line in overview.commitments if line.side is self.side]
        self.kept.setText(f"{figure.kept}" if figure.with_data else _NOTHING)
        self.of.setText(self._of(figure, len(mine)))
        worst = figure.worst
        self.standing.setText("" if worst is None else self._standing(worst))
        self.worst.setText("" if worst is None else worst.name)
        said = (words.label(self.side), self.tr("keeps"), self.kept.text(), self.of.text())
        self.setAccessibleName(" ".join((*said, self.standing.text(), self.worst.text())))

    def _of(self, figure: SideFigure, promised: int) -> str:
        if not promised:
            return self.tr("no commitment yet")
        if not figure.with_data:
            return self.tr("nothing fell due")
        if figure.with_data == 1:
            return self.tr("of 1 commitment")
        return self.tr("of %1 commitments").replace("%1", str(figure.with_data))

    def _standing(self, line: CommitmentLine) -> str:
        """Say how a commitment stands, counts first: "92 of 98, agreed 95 %"."""
        if not line.fulfilment.is_volume:
            agreed = self.tr("agreed %1").replace("%1", sentences.agreed_text(line.commitment))
            return f"{line.figure}, {agreed}"
        behind = None if line.pace is None else line.pace.behind
        short = 0 if behind is None else round(behind)
        if not short:
            return line.figure
        return f"{line.figure}, " + self.tr("%1 behind pace").replace("%1", f"{short:,}")


class ClocksCard(Card):
    """The duties open now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(is_door=True, parent=parent)
        self.caption = Label(self.tr("Clocks running"), Role.CAPTION)
        self.figure = Label("", Role.FIGURE)
        self.overdue, self.due_soon = Pill("", State.MISSED), Pill("", State.AT_RISK)
        self.paused = Pill("", State.NONE)
        self.calm = Label("", Role.SECONDARY)
        pills = QWidget()
        flow = FlowLayout(pills, spacing=6)
        for pill in (self.overdue, self.due_soon, self.paused):
            flow.addWidget(pill)
        self.body.setSpacing(2)
        self.body.addWidget(self.caption)
        self.body.addWidget(self.figure)
        self.body.addWidget(self.calm)
        self.body.addSpacing(4)
        self.body.addWidget(pills)
        self.body.addStretch(1)

    def show_figures(self, overview: Overview) -> None:
        """Put the counts in place."""
        clocks = overview.clocks
        self.figure.setText(f"{clocks.running:,}")
        for pill, text, number in (
            (self.overdue, self.tr("%1 overdue"), clocks.overdue),
            (self.due_soon, self.tr("%1 due soon"), clocks.due_soon),
            (self.paused, self.tr("%1 paused"), clocks.paused),
        ):
            pill.set(text.replace("%1", f"{number:,}"), pill.state)
            pill.setVisible(number > 0)
        calm = not (clocks.overdue or clocks.due_soon)
        self.calm.setText(self.tr("none overdue, none due soon"))
        self.calm.setVisible(calm)
        said = [self.caption.text(), self.figure.text()]
        said += [
            pill.text for pill in (self.overdue, self.due_soon, self.paused) if not pill.isHidden()
        ]
        self.setAccessibleName(" ".join(said))
