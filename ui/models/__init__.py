"""Models that read their rows from the workspace page by page."""
