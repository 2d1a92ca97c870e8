"""One window per file: a second start of the same file brings the first window forward."""

from hashlib import blake2b
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 500


def socket_name(path: Path) -> str:
    """Give one name to a file, however its path was written."""
    whole = str(path.resolve()).casefold() if path.drive else str(path.resolve())
    return f"tandem-{blake2b(whole.encode(), digest_size=12).hexdigest()}"


class SingleInstance(QObject):
    """Holds a file's name as long as its window lives.

    `asked_forward` says that a second start of the file wants to see the window.
    """

    asked_forward = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = socket_name(path)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._knocked)

    def claim(self) -> bool:
        """Take the name; False when another window has it, which was then asked to come forward."""
        if self._server.isListening():
            return True
        if self._knock():
            return False
        if self._server.listen(self._name):
            return True
        # nobody answered, yet the name is taken: it was left behind by a program that died
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name) or not self._knock()

    def release(self) -> None:
        """Give the name back."""
        self._server.close()

    def _knock(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        answered = socket.waitForConnected(_PATIENCE_MS)
        socket.disconnectFromServer()
        return answered

    def _knocked(self) -> None:
        caller = self._server.nextPendingConnection()
        if caller is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
        self.asked_forward.emit()
