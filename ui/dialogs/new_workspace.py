"""The five questions a new workspace asks, each with an answer to begin with."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTimer, QTimeZone, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.changes import Progress
from app.errors import EnvironmentRefusal, Refusal, refusal_of
from app.model.calendar import OFFICE_HOURS, Calendar
from app.model.workspace import WorkspaceInfo
from app.services import places, regions, terms_text, workspaces
from app.services.workspaces import NewWorkspace
from ui import tokens
from ui.dialogs.people_rows import PeopleRows
from ui.dialogs.starter_card import StarterCard
from ui.dialogs.week_hours import WeekHours
from ui.page import Frame
from ui.widgets.button import Button
from ui.widgets.choice import Choice
from ui.widgets.form import Form
from ui.widgets.label import Label, Role

_NONE = ""
_PATIENCE_MS = 300


class NewWorkspaceDialog(QDialog):
    """Makes a workspace file; `made` carries its path once it is there and closed again."""

    made = Signal(object)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._busy = False
        self._chosen: Path | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("New workspace"))
        self.name = QLineEdit()
        self.name.setMaxLength(200)
        self.name.setPlaceholderText(self.tr("Your company"))
        self.zone, self.country, self.region = Choice(), Choice(), Choice()
        self.hours = WeekHours(OFFICE_HOURS.hours)
        self.people = PeopleRows(places.person_here())
        self.starter = StarterCard()
        self.file = Label("", Role.SECONDARY)
        self.create_button = Button(self.tr("Create workspace"), kind="primary")
        self.cancel_button = Button(self.tr("Cancel"))
        self.change_button = Button(self.tr("Change…"), kind="quiet")
        self._bar = QProgressBar()
        self.form = Form()
        self._build()
        self._fill()
        self.resize(920, 600)

    def _build(self) -> None:
        space = tokens.current().space
        columns = QHBoxLayout()
        columns.setSpacing(space.xl)
        columns.addWidget(self._questions(), 11)
        columns.addWidget(self.starter, 9)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space.xl, space.xl, space.xl, space.l)
        layout.setSpacing(space.l)
        layout.addWidget(Label(self.tr("New workspace"), Role.TITLE))
        layout.addLayout(columns, 1)
        layout.addLayout(self._foot())
        self.create_button.clicked.connect(self.create_workspace)
        self.cancel_button.clicked.connect(self.reject)
        self.change_button.clicked.connect(self._choose_file)
        self.name.textChanged.connect(self._show_file)
        self.country.currentTextChanged.connect(self._offer_regions)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.create_workspace)

    def _questions(self) -> QWidget:
        place = QWidget()
        both = QHBoxLayout(place)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(tokens.current().space.s)
        both.addWidget(self.country, 1)
        both.addWidget(self.region, 1)
        place.setFocusProxy(self.country)
        form = self.form
        form.add("name", self.tr("What is the company called?"), self.name)
        form.add("time_zone", self.tr("Which time zone are you in?"), self.zone)
        form.add("hours", self.tr("When do you work?"), self.hours)
        form.add("country", self.tr("Whose public holidays do you keep?"), place)
        form.add("people", self.tr("Who is on which side?"), self.people)
        self.country.setAccessibleName(self.tr("Country"))
        self.region.setAccessibleName(self.tr("Region"))
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, tokens.current().space.m, 0)
        column.addWidget(form)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        return area

    def _foot(self) -> QVBoxLayout:
        space = tokens.current().space
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Making the workspace"))
        self._bar.hide()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._bar.show)
        self.wrong_file = Label("", Role.ERROR, wrap=True)
        self.wrong_file.hide()
        line = QHBoxLayout()
        line.setSpacing(space.s)
        line.addWidget(self.file)
        line.addWidget(self.change_button)
        line.addStretch()
        line.addWidget(self.cancel_button)
        line.addWidget(self.create_button)
        foot = QVBoxLayout()
        foot.setSpacing(space.s)
        foot.addWidget(self._bar)
        foot.addWidget(self.wrong_file)
        foot.addLayout(line)
        return foot

    def _fill(self) -> None:
        zones = regions.time_zones()
        here = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        named = [(zone, zone.replace("_", " ")) for zone in zones]
        self.zone.offer(named, here if here in zones else "UTC")
        place = QLocale.territoryToCode(QLocale.system().territory())
        named = sorted(((code, _country(code)) for code in regions.countries()), key=_name)
        self.country.offer([(_NONE, self.tr("No public holidays")), *named], place)
        if self.country.key() is None:
            self.country.choose(_NONE)
        self.zone.currentTextChanged.connect(self._show_first_day)
        self._show_first_day()
        self._show_file()

    def _offer_regions(self) -> None:
        known = regions.regions(self.country.key() or _NONE)
        whole = (_NONE, self.tr("The whole country"))
        self.region.offer([whole, *((each.code, each.name) for each in known)], _NONE)
        self.region.setVisible(bool(known))

    def _show_first_day(self) -> None:
        zone = self.zone.key()
        if zone is not None:
            self.starter.show_first_day(_first_of_month(zone))

    @property
    def path(self) -> Path:
        """The file to be made: the one chosen, or one in Documents named like the company."""
        named = places.workspace_file(self.name.text() or self.tr("Workspace"), places.documents())
        return self._chosen or named

    def _show_file(self) -> None:
        self.wrong_file.hide()
        self.file.setText(self.tr("Saved as %1").replace("%1", _short(self.path)))
        self.file.setToolTip(str(self.path))

    def _choose_file(self) -> None:
        kinds = self.tr("Tandem workspaces (*%1)").replace("%1", workspaces.SUFFIX)
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the workspace as"),
            str(self.path),
            kinds,
            options=QFileDialog.Option.DontConfirmOverwrite,  # an existing file is refused below
        )
        if chosen:
            path = Path(chosen)
            is_ours = path.suffix == workspaces.SUFFIX
            self._chosen = path if is_ours else path.with_name(path.name + workspaces.SUFFIX)
            self._show_file()

    def _answers(self) -> NewWorkspace:
        """Read what was answered. Raises Refusal, naming the field."""
        if not self.name.text().strip():
            raise Refusal(self.tr("Give the company a name."), field="name")
        zone = self.zone.key()
        if zone is None:
            raise Refusal(_not_listed(self.zone), field="time_zone")
        country, region = self.country.key(), self.region.key()
        if country is None:
            raise Refusal(_not_listed(self.country), field="country")
        if region is None and self.region.isVisibleTo(self):
            raise Refusal(_not_listed(self.region), field="country")
        hours = self.hours.hours()
        if not any(hours):
            raise Refusal(
                self.tr("Tick at least one day, and give it hours such as 09:00-17:00."),
                field="hours",
            )
        try:
            calendar = Calendar(
                name=OFFICE_HOURS.name,
                hours=hours,
                country=country or None,
                region=(region or None) if country else None,
            )
            about = WorkspaceInfo.model_validate(
                {"name": self.name.text().strip(), "time_zone": zone}
            )
        except ValidationError as error:
            raise refusal_of(error) from error
        return NewWorkspace(about, calendar, self.people.people())

    def create_workspace(self) -> None:
        """Make the file as answered, or say beside the field what is wrong."""
        if self._busy:
            return
        self.form.clear_errors()
        self.wrong_file.hide()
        try:
            new = self._answers()
        except Refusal as refusal:
            self.form.show_refusal(refusal)
            return
        path, first = self.path, _first_of_month(new.info.time_zone)
        with_starter = self.starter.wanted.isChecked()

        def work(_progress: Progress) -> Path:
            with closing(workspaces.create(path, new)) as workspace:
                if with_starter:
                    terms_text.apply_starter(workspace, first)
            return path

        self._set_busy(True)
        self._frame.jobs.run(work, self._done, self._failed)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.create_button.setEnabled(not busy)
        self.cancel_button.setEnabled(not busy)
        self.create_button.set_words(self.tr("Creating…") if busy else self.tr("Create workspace"))
        if busy:
            self._patience.start()
        else:
            self._patience.stop()
            self._bar.hide()

    def _done(self, path: Path) -> None:
        self._set_busy(False)
        self.accept()
        self.made.emit(path)

    def _failed(self, problem: BaseException) -> None:
        self._set_busy(False)
        if isinstance(problem, EnvironmentRefusal):
            self.wrong_file.setText(str(problem))
            self.wrong_file.show()
            self.change_button.setFocus()
        elif isinstance(problem, Refusal):
            self.form.show_refusal(problem)
        else:
            self._frame.jobs.fail(problem)

    def reject(self) -> None:
        """Close without a workspace, unless one is being made just now."""
        if not self._busy:
            super().reject()


def _first_of_month(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date().replace(day=1)


def _country(code: str) -> str:
    """Name a country; one Qt does not know keeps its code."""
    territory = QLocale.codeToTerritory(code)
    known = territory != QLocale.Country.AnyTerritory
    return QLocale.territoryToString(territory) if known else code


def _name(choice: tuple[str, str]) -> str:
    return choice[1]


def _not_listed(choice: Choice) -> str:
    words = QCoreApplication.translate(
        "NewWorkspaceDialog", "“%1” is not on the list. Type a part of the name and choose one."
    )
    return words.replace("%1", choice.currentText())


def _short(path: Path) -> str:
    """Write a path with ~ for the home folder."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)
