"""Files dropped on a window, to be imported."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods")
"""Names that an import may have; the reader looks at what is inside."""


class TableDrop(QObject):
    """Hands the tables that are dropped on `target` to `take`; anything else is not accepted."""

    def __init__(self, target: QWidget, take: Callable[[Sequence[Path]], object]) -> None:
        super().__init__(target)
        self._take = take
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take part in a drag that carries tables."""
        kind = event.type()
        if isinstance(event, QDropEvent) and kind in (
            QEvent.Type.DragEnter,
            QEvent.Type.DragMove,
            QEvent.Type.Drop,
        ):
            files = tables_in(event.mimeData())
            if files:
                event.acceptProposedAction()
                if kind == QEvent.Type.Drop:
                    self._take(files)
                return True
        return super().eventFilter(watched, event)


def tables_in(dragged: QMimeData) -> list[Path]:
    """Give the local files of a drag that may be tables."""
    paths = [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in SUFFIXES]
