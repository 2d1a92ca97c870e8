"""The command line: the same services as the window, without one. No Qt is imported."""

from app.commands.program import main

__all__ = ["main"]
