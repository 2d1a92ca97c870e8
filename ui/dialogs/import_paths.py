"""The system's own dialogs of the import: which files come in, and where rows are saved."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.dialogs.import_drop import SUFFIXES

translate = QCoreApplication.translate


def ask_files(parent: QWidget) -> list[Path]:
    """Let files be picked; none when the person thought better of it."""
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    tables = translate("Import", "Tables (%1)").replace("%1", patterns)
    kinds = f"{tables};;{translate('Import', 'All files (*)')}"
    title = translate("Import", "Import leads")
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", kinds)
    return [Path(each) for each in chosen]


def ask_where_to_save(parent: QWidget, source: Path) -> Path | None:
    """Ask for a name for the rows of `source` that were left out."""
    name = translate("Import", "%1 left out.csv").replace("%1", source.stem)
    title = translate("Import", "Save the rows that were left out")
    kinds = translate("Import", "Tables (%1)").replace("%1", "*.csv")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(source.with_name(name)), kinds)
    return Path(chosen) if chosen else None
