"""Bringing terms into force: asks for the first day, says what it means, and agrees."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.changes import Change, Progress
from app.errors import Refusal
from app.model.people import Side
from app.services import agreement, suggestions, terms_text
from app.services.agreement import AgreementView
from app.services.people import people
from app.services.workspaces import Workspace, today
from ui.dates import day_text
from ui.dialogs.put_in_force import FirstDayDialog, Meaning
from ui.page import Frame


class ComingIntoForce(QObject):
    """Opens the dialogs over a page's window; each acts only once the person agrees.

    `person_id` tells who sits here, and so most likely signs.
    """

    def __init__(
        self,
        frame: Frame,
        workspace: Workspace,
        page: QWidget,
        person_id: Callable[[], int | None],
    ) -> None:
        super().__init__(page)
        self._frame, self._workspace, self._page = frame, workspace, page
        self._person_id = person_id

    def put_draft(self, view: AgreementView) -> FirstDayDialog:
        """Ask from which day the draft holds, and agree on it."""
        number = _next_number(view)
        return self._ask_first_day(
            self.tr("Put version %1 in force").replace("%1", str(number)),
            self.tr("Put in force"),
            suggestions.first_day(self._workspace, view),
            self._meaning(number),
            lambda day, reason, signed_by: agreement.put_in_force(
                self._workspace, day, reason, signed_by
            ),
            self.tr("Version %1 is in force from %2.").replace("%1", str(number)),
            with_reason=True,
            to_sign=True,
        )

    def start_earlier(self, view: AgreementView) -> FirstDayDialog:
        """Ask from which earlier day the only agreed version holds."""
        return self._ask_first_day(
            self.tr("Start the agreement earlier"),
            self.tr("Start earlier"),
            suggestions.earlier_day(self._workspace, view),
            self._meaning(1),
            lambda day, *_: agreement.start_earlier(self._workspace, day),
            self.tr("The agreement is in force from %2."),
        )

    def use_starter(self, view: AgreementView) -> FirstDayDialog:
        """Ask from which day the starter agreement holds, and agree on it."""
        return self._ask_first_day(
            self.tr("Use the starter agreement"),
            self.tr("Put in force"),
            suggestions.first_day(self._workspace, view),
            self._meaning(_next_number(view)),
            lambda day, _, signed_by: terms_text.apply_starter(self._workspace, day, signed_by),
            self.tr("The starter agreement is in force from %2."),
            to_sign=True,
        )

    def _ask_first_day(
        self,
        title: str,
        verb: str,
        suggested: date,
        meaning: Meaning,
        act: Callable[[date, str, Mapping[Side, int]], Change],
        told: str,
        *,
        with_reason: bool = False,
        to_sign: bool = False,
    ) -> FirstDayDialog:
        dialog = FirstDayDialog(
            title, verb, suggested, meaning, with_reason=with_reason, parent=self._page.window()
        )

        known = people(self._workspace) if to_sign else ()
        if known:
            dialog.ask_signers(known, suggestions.signers(known, self._person_id()))

        def agree() -> None:
            day, reason, signed_by = dialog.first_day, dialog.reason.text(), dialog.signed_by

            def work(_progress: Progress) -> Change:
                return act(day, reason, signed_by)

            def done(_change: Change) -> None:
                dialog.accept()
                self._frame.messages.notice(
                    told.replace("%2", day_text(day)),
                    self.tr("Undo"),
                    lambda: self._frame.commands.run("edit.undo"),
                )

            def failed(problem: BaseException) -> None:
                if isinstance(problem, Refusal):
                    dialog.refuse(problem)
                else:
                    dialog.reject()
                    self._frame.jobs.fail(problem)

            dialog.set_busy(busy=True)
            self._frame.jobs.run(work, done, failed)

        dialog.agreed.connect(agree)
        dialog.open()
        return dialog

    def _meaning(self, number: int) -> Meaning:
        """Say what holding from a day on means: for history, or for clocks already running."""
        first = suggestions.first_arrival(self._workspace)
        now = today(self._workspace, datetime.now(UTC))

        def of_first(day: date) -> str:
            start = self.tr("What happens from %1 on starts clocks.").replace("%1", day_text(day))
            if first is None:
                return start
            arrived = (
                self.tr("The first lead arrived on %2, so the whole history counts.")
                if day <= first
                else self.tr("The first lead arrived on %2; what lies before does not count.")
            )
            return f"{start} {arrived.replace('%2', day_text(first))}"

        def of_next(day: date) -> str:
            rule = self.tr(
                "Clocks that start from %1 on follow version %2. "
                "Clocks that started earlier keep version %3."
            )
            rule = rule.replace("%1", day_text(day)).replace("%2", str(number))
            rule = rule.replace("%3", str(number - 1))
            past = self.tr("That day is past: what has happened since is counted anew.")
            return f"{rule} {past}" if day < now else rule

        return of_next if number > 1 else of_first


def _next_number(view: AgreementView) -> int:
    """Give the number of the version that comes into force next."""
    return view.draft.number if view.draft else view.agreed[-1].number + 1
