"""Which pages there are; each is loaded when it is first shown."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.actions import Command, Menu
from ui.page import Frame, Group, Page, PageSpec

if TYPE_CHECKING:
    from app.services.workspaces import Workspace
    from ui.application import Application
    from ui.step_back import StepBack


def welcome_page(application: "Application", frame: Frame) -> Page:
    """The page shown while no workspace is open."""
    from ui.pages.welcome import Doors, WelcomePage  # noqa: PLC0415 - after the first frame

    def open_and_import(path: Path, files: Sequence[Path]) -> None:
        if application.open_path(path):
            _bring_in(application, files)

    return WelcomePage(
        frame,
        Doors(
            recent=lambda: application.settings.recent,
            forget=application.forget,
            choose=application.choose_file,
            open=application.open_path,
            open_and_import=open_and_import,
        ),
    )


def workspace_pages(application: "Application", workspace: "Workspace") -> list[PageSpec]:
    """The pages of an open workspace, in the order of the navigation."""
    from app.services.items import open_deliverables  # noqa: PLC0415 - after the first frame
    from app.services.lead_list import late_count  # noqa: PLC0415 - as above

    def overview(frame: Frame) -> Page:
        from ui.pages.overview import OverviewPage  # noqa: PLC0415 - when first shown

        return OverviewPage(frame, workspace)

    def commitments(frame: Frame) -> Page:
        from ui.pages.commitments import CommitmentsPage  # noqa: PLC0415 - when first shown

        return CommitmentsPage(frame, workspace, lambda: application.person_id)

    def leads(frame: Frame) -> Page:
        from ui.pages.leads import LeadsPage  # noqa: PLC0415 - when first shown

        return LeadsPage(frame, workspace, lambda: application.person_id)

    def deliverables(frame: Frame) -> Page:
        from ui.pages.deliverables import DeliverablesPage  # noqa: PLC0415 - when first shown

        return DeliverablesPage(frame, workspace, lambda: application.person_id)

    def overdue() -> int:
        return late_count(workspace)

    def not_delivered() -> int:
        return open_deliverables(workspace).counts.overdue

    return [
        PageSpec("overview", _tr("Overview"), "layout-dashboard", Group.TOP, overview),
        PageSpec("commitments", _tr("Commitments"), "handshake", Group.AGREE, commitments),
        PageSpec("leads", _tr("Leads"), "users", Group.LOG, leads, badge=overdue),
        PageSpec(
            "deliverables",
            _tr("Deliverables"),
            "package",
            Group.LOG,
            deliverables,
            badge=not_delivered,
        ),
    ]


def workspace_commands(application: "Application") -> list[Command]:
    """What can be done from any page of an open workspace."""
    workspace = application.workspace
    assert workspace is not None  # noqa: S101 - commands come with a workspace

    @cache
    def way_back() -> "StepBack":
        from ui.step_back import StepBack  # noqa: PLC0415 - when first asked for

        window = application.window
        made = StepBack(window.jobs, window.messages, workspace, parent=window)
        application.bridge.changed.connect(made.on_change)
        application.left.connect(made.deleteLater)
        return made

    def log() -> None:
        from ui.dialogs.quick_log import QuickLog  # noqa: PLC0415 - as above

        window = application.window
        line = window.findChild(QuickLog)
        if line is None or line.isHidden():  # one put away lives until the event loop comes by
            line = QuickLog(window.frame, window, workspace, lambda: application.person_id)
            line.logged.connect(way_back().offer)
            application.left.connect(line.leave)
        line.open()

    def new() -> None:
        from ui.dialogs.new_workspace import NewWorkspaceDialog  # noqa: PLC0415 - as above

        dialog = NewWorkspaceDialog(application.window.frame, application.window)
        dialog.made.connect(application.open_path)
        dialog.open()

    def bring_in() -> None:
        _bring_in(application, ())

    return [
        Command("file.new", _tr("New workspace…"), "file-plus", new, menu=Menu.FILE),
        Command(
            "file.import",
            _tr("Import leads…"),
            "import",
            bring_in,
            "Ctrl+I",
            menu=Menu.FILE,
        ),
        Command(
            "leads.log",
            _tr("Quick log…"),
            "zap",
            log,
            "Ctrl+L",
            menu=Menu.EDIT,
        ),
    ]


def take_dropped_files(application: "Application") -> None:
    """Have tables that are dropped anywhere on the window begin an import."""
    from ui.dialogs.import_drop import TableDrop  # noqa: PLC0415 - as the others

    def take(files: Sequence[Path]) -> None:
        _bring_in(application, files)

    TableDrop(application.window, take)


def _bring_in(application: "Application", files: Sequence[Path]) -> None:
    from ui.dialogs.import_files import open_import  # noqa: PLC0415 - when first asked for

    if application.workspace is not None:
        open_import(application.window, application.workspace, files)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Pages", text)
