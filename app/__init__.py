"""Tandem without its window: everything here runs where no Qt is installed."""

__version__ = "0.1.0"
