"""Writing the leads that are listed to a file."""

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.changes import Progress
from app.services.lead_export import export_leads
from app.services.lead_list import LeadFilter
from app.services.workspaces import Workspace
from ui.page import Frame

_FOLDER, _KIND = "export/folder", "export/kind"
_CSV, _XLSX = ".csv", ".xlsx"


class LeadExport(QObject):
    """Asks where to, writes off the window's thread, and says when it is done."""

    def __init__(self, frame: Frame, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame, self._workspace, self._parent = frame, workspace, parent

    def ask(self, wanted: LeadFilter) -> None:
        """Export the leads that meet `wanted` to a file the person names."""
        kinds = {
            _CSV: self.tr("Comma-separated values (*.csv)"),
            _XLSX: self.tr("Excel workbook (*.xlsx)"),
        }
        state = self._frame.state
        last = state.choice(_KIND) or _CSV
        suggested = self._folder() / f"{self.tr('Leads')} {self._workspace.path.stem}{last}"
        chosen, kind = QFileDialog.getSaveFileName(
            self._parent,
            self.tr("Export leads"),
            str(suggested),
            ";;".join(kinds.values()),
            kinds[last],
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in kinds:
            path = path.with_name(path.name + (_XLSX if kind == kinds[_XLSX] else _CSV))
        state.keep_choice(_FOLDER, str(path.parent))
        state.keep_choice(_KIND, path.suffix.lower())
        self._write(wanted, path)

    def _folder(self) -> Path:
        last = Path(self._frame.state.choice(_FOLDER) or ".")
        if last.is_absolute() and last.is_dir():
            return last
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        return Path(QStandardPaths.writableLocation(documents))

    def _write(self, wanted: LeadFilter, path: Path) -> None:
        workspace = self._workspace

        def work(progress: Progress) -> tuple[int, Path]:
            return export_leads(workspace, wanted, path, progress), path

        self._frame.jobs.run(work, self._written, label=self.tr("Exporting leads"))

    def _written(self, done: tuple[int, Path]) -> None:
        number, path = done
        words = (
            self.tr("1 lead exported to %2.")
            if number == 1
            else self.tr("%1 leads exported to %2.")
        )
        folder = QUrl.fromLocalFile(str(path.parent))
        self._frame.messages.notice(
            words.replace("%1", f"{number:,}").replace("%2", path.name),
            self.tr("Show folder"),
            lambda: QDesktopServices.openUrl(folder),
        )
