"""Qt's binding keeps the interpreter sound; a release of it did not (STACK, Qt)."""

import os
import subprocess
import sys

SOAK = """
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel

application = QApplication([])
label, timer, thing = QLabel(), QTimer(), QObject()
for number in range(10_000):
    label.setText(str(number))
    label.setEnabled(number % 2 == 0)
    timer.setInterval(number)
    thing.setObjectName("x")
    thing.blockSignals(False)
    label.update()
print(label.text())
"""


def test_fifty_thousand_void_calls_survive() -> None:
    # In a process of its own: what a lost reference to None does is abort.
    done = subprocess.run(
        [sys.executable, "-c", SOAK],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (done.returncode, done.stdout.strip()) == (0, "9999"), done.stderr
